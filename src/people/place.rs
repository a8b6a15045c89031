//! Places: the interviews that a pattern of `labels` means.
//!
//! Deliberately absent: the file system; only ids are compared.

use std::sync::OnceLock;

use globset::{Glob, GlobBuilder, GlobMatcher};
use unicode_normalization::UnicodeNormalization;

/// A pattern over the ids of interviews: an id, the end of one, a folder, or a glob. A glob without `/` is matched
/// against the last part of an id.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// In Unicode NFC, as ids are.
    text: String,
    /// Whether it is a glob.
    is_glob: bool,
    /// Made when first needed: most searches ask for few places.
    matcher: OnceLock<Option<GlobMatcher>>,
}

impl Place {
    /// Reads a pattern; the error says what is wrong with it.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        let text: String = text.trim().trim_start_matches("./").trim_end_matches('/').nfc().collect();
        if text.is_empty() {
            return Err(String::from("an empty id"));
        }
        // Stars and question marks are always right.
        if text.contains(['[', '{', '\\']) {
            glob(&text).map_err(|error| error.kind().to_string())?;
        }
        let is_glob = text.contains(['*', '?', '[', '{']);
        Ok(Self { text, is_glob, matcher: OnceLock::new() })
    }

    /// As written, in Unicode NFC.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// How exactly it means the interview with this id; none if it does not.
    pub(super) fn fits(&self, id: &str) -> Option<usize> {
        if !self.is_glob {
            let within = |rest: Option<&str>, mark: fn(&str) -> bool| rest.is_some_and(mark);
            let (end, below) = (id.strip_suffix(&self.text), id.strip_prefix(&self.text));
            return match () {
                () if id == self.text => Some(usize::MAX),
                () if within(end, |r| r.ends_with('/')) || within(below, |r| r.starts_with('/')) => {
                    Some(self.text.len())
                }
                () => None,
            };
        }
        let part = if self.text.contains('/') { id } else { id.rsplit('/').next().unwrap_or(id) };
        let literal = self.text.chars().filter(|c| !matches!(c, '*' | '?')).count();
        let matcher = self.matcher.get_or_init(|| Some(glob(&self.text).ok()?.compile_matcher()));
        matcher.as_ref().is_some_and(|matcher| matcher.is_match(part)).then_some(literal)
    }
}

fn glob(text: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(text).literal_separator(true).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_its_end_a_folder_and_a_glob_mean_interviews() {
        let fits = |pattern: &str, id: &str| Place::new(pattern).unwrap().fits(id);
        assert_eq!(fits("2016/talk", "2016/talk"), Some(usize::MAX));
        assert!(fits("talk", "2016/talk").is_some() && fits("alk", "2016/talk").is_none());
        assert!(fits("podcast/", "podcast/3/a").is_some() && fits("podcast", "podcasts/a").is_none());
        assert!(fits("podcast/**", "podcast/3/a").is_some() && fits("podcast/*", "podcast/3/a").is_none());
        assert!(fits("ep-*", "podcast/ep-3").is_some() && fits("*", "a/b").is_some());
        assert!(fits("podcast/ep*", "podcast/ep1") > fits("podcast/**", "podcast/ep1"));
        assert!(Place::new("a[").is_err() && Place::new(" ").is_err());
    }
}
