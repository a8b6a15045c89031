//! Globs over paths below a root, as `path:` and `whosaid.toml` take them.
//!
//! Deliberately absent: the file system; only strings are compared.

use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};
use unicode_normalization::UnicodeNormalization;

use crate::corpus;
use crate::error::{Error, ErrorKind};
use crate::model::{FileRule, FileSettings};

/// A glob: with a `/` it is matched against the whole path, without against the file's name, and as a bare
/// folder against all below it.
#[derive(Debug, Clone)]
pub struct PathGlob {
    glob: GlobMatcher,
    below: GlobMatcher,
    name_only: bool,
}

impl PathGlob {
    /// Reads a glob.
    ///
    /// # Errors
    /// Usage, if it is malformed.
    pub fn new(text: &str) -> Result<Self, Error> {
        let text: String = text.trim_start_matches("./").nfc().collect();
        let folder = text.trim_end_matches('/');
        let build = |glob: &str| {
            let built = GlobBuilder::new(glob).literal_separator(true).build();
            built.map(|g| g.compile_matcher()).map_err(|e| {
                Error::new(ErrorKind::Usage, format!("the path pattern {text:?} is malformed: {}", e.kind()))
                    .with_hint("a pattern looks like 2016/** or *.srt")
            })
        };
        Ok(Self {
            glob: build(&text)?,
            below: build(&format!("{folder}/**"))?,
            name_only: !text.contains('/'),
        })
    }

    /// Whether the path, `/`-separated below its root, matches.
    pub fn matches(&self, path: &str) -> bool {
        let path: String = path.nfc().collect();
        let path = path.as_str();
        let name = path.rsplit('/').next().unwrap_or(path);
        self.below.is_match(path) || self.glob.is_match(if self.name_only { name } else { path })
    }
}

/// The settings of `whosaid.toml`, their globs read.
#[derive(Debug, Clone, Default)]
pub struct Rules(Vec<(PathGlob, FileSettings)>);

impl Rules {
    /// Reads the globs.
    ///
    /// # Errors
    /// Usage, if one is malformed or a format is unknown.
    pub fn new(rules: &[FileRule]) -> Result<Self, Error> {
        rules
            .iter()
            .map(|r| {
                known_format(&r.settings)?;
                Ok((PathGlob::new(&r.glob)?, r.settings.clone()))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The settings of a file by its path below the root; a later rule wins over an earlier one, field by field.
    pub(super) fn below(&self, path: &str) -> FileSettings {
        let mut settings = FileSettings::default();
        for (_, rule) in self.0.iter().filter(|(glob, _)| glob.matches(path)) {
            merge(&mut settings, rule);
        }
        settings
    }

    /// The settings of a file given by name, whose root is not known: a glob may match any end of its path. The
    /// settings given by hand win.
    pub fn for_file(&self, file: &Path, given: &FileSettings) -> FileSettings {
        let parts: Vec<String> = file.iter().map(|c| c.to_string_lossy().into_owned()).collect();
        let ends: Vec<String> = (0..parts.len()).map(|i| parts[i..].join("/")).collect();
        let mut settings = FileSettings::default();
        for (_, rule) in self.0.iter().filter(|(glob, _)| ends.iter().any(|end| glob.matches(end))) {
            merge(&mut settings, rule);
        }
        merge(&mut settings, given);
        settings
    }
}

/// Fails if settings name a format that does not exist.
///
/// # Errors
/// Usage.
pub fn known_format(settings: &FileSettings) -> Result<(), Error> {
    match settings.format.as_deref() {
        Some(name) if !corpus::formats().any(|known| known == name) => {
            let known: Vec<&str> = corpus::formats().collect();
            Err(Error::new(ErrorKind::Usage, format!("there is no format `{name}`"))
                .with_hint(format!("one of {}", known.join(", "))))
        }
        _ => Ok(()),
    }
}

/// Fields that `over` fills replace those of `settings`.
fn merge(settings: &mut FileSettings, over: &FileSettings) {
    if !over.speakers.is_empty() {
        settings.speakers.clone_from(&over.speakers);
    }
    if over.format.is_some() {
        settings.format.clone_from(&over.format);
    }
    if !over.footers.is_empty() {
        settings.footers.clone_from(&over.footers);
    }
}

#[cfg(test)]
mod tests {
    use super::PathGlob;

    #[test]
    fn globs_match_paths_names_and_folders() {
        let matches = |glob: &str, path: &str| PathGlob::new(glob).unwrap().matches(path);
        assert!(matches("2016/**", "2016/a/b.txt"));
        assert!(matches("*.srt", "2016/a.srt"));
        assert!(!matches("2016/*.srt", "2016/a/b.srt"));
        assert!(matches("2016", "2016/a/b.txt") && matches("2016/a/", "2016/a/b.txt"));
        assert!(!matches("2016", "x/2016/b.txt") && !matches("201", "2016/b.txt"));
        assert!(PathGlob::new("a[").is_err());
    }
}
