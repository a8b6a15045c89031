//! What a document tells of its own words before its labels are known.

use std::collections::HashSet;

use super::line::Line;
use super::shape;

/// What is known of a document before its labels are.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// Keys of names from metadata.
    pub(super) known: HashSet<String>,
    /// Words that occur in lower case.
    pub(super) lower: HashSet<String>,
    /// Whether lines follow each other without blank lines between paragraphs.
    pub(super) gapless: bool,
    /// The lines are speech from the first one on: no title, abstract or introduction.
    pub(super) headless: bool,
}

impl Evidence {
    /// Gathers what the text says about its own words.
    pub(super) fn gather(lines: &[Line], names: &[String]) -> Self {
        let mut lower = HashSet::new();
        for word in lines.iter().flat_map(|l| l.text.split(|c: char| !c.is_alphanumeric())) {
            if word.len() > 1
                && word.is_ascii()
                && word.bytes().all(|b| b.is_ascii_lowercase())
                && !lower.contains(word)
            {
                lower.insert(word.to_owned());
            }
        }
        let gaps = lines.iter().filter(|l| l.gap).count();
        Self {
            known: names.iter().map(|n| shape::key(n)).collect(),
            lower,
            gapless: gaps * 10 <= lines.len(),
            headless: false,
        }
    }

    /// True if every word of the label also occurs as a common word in lower case.
    pub(super) fn is_common(&self, key: &str) -> bool {
        key.is_ascii() && key.split(' ').all(|w| self.lower.contains(w))
    }

    /// True if the metadata names this speaker, in full or in part.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.known.iter().any(|k| k == key || (k.len() > key.len() && k.split(' ').any(|w| w == key)))
    }
}
