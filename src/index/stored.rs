//! What records and turns keep of themselves, to be shown without opening corpus files.
//!
//! Deliberately absent: text streams; those are terms.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::analysis::is_han;
use crate::model::{Interview, Kind, Language, Meta};

/// An interview's record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredInterview {
    /// What is known about the interview.
    pub meta: Meta,
    /// The number of the root it comes from.
    pub root: u32,
    /// The format it was read as.
    pub format: String,
    /// How many turns it has, notes included.
    pub turns: u32,
    /// How many words its speech has; a Han character counts as one.
    pub words: u64,
    /// How many words each speaker says.
    pub spoken: BTreeMap<String, u64>,
}

impl StoredInterview {
    pub(super) fn new(interview: &Interview, root: u32) -> Self {
        let mut spoken = BTreeMap::new();
        let mut words = 0;
        for turn in interview.turns.iter().filter(|t| t.kind == Kind::Speech) {
            let said = Words::count(&turn.text).total();
            words += said;
            for name in turn.names() {
                *spoken.entry(name.to_owned()).or_insert(0) += said;
            }
        }
        let (meta, format) = (interview.meta.clone(), interview.format.clone());
        Self { meta, root, format, turns: interview.turns.len() as u32, words, spoken }
    }
}

/// Words of a text, by script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    han: u64,
    other: u64,
}

impl Words {
    /// Counts Han characters, and runs of other letters and digits.
    pub(super) fn count(text: &str) -> Self {
        let (mut han, mut other, mut inside) = (0, 0, false);
        for c in text.chars() {
            let joins = c.is_alphanumeric() && !is_han(c) || inside && matches!(c, '\'' | '’');
            han += u64::from(is_han(c));
            other += u64::from(joins && !inside);
            inside = joins;
        }
        Self { han, other }
    }

    fn total(self) -> u64 {
        self.han + self.other
    }

    /// The languages of a text: that of most words, and the other one where it has a third of them or more.
    pub(super) fn languages(self, document: Language) -> Vec<&'static str> {
        // Two characters make about one word of Chinese.
        let (zh, en) = (self.han.div_ceil(2), self.other);
        match (zh, en) {
            (0, 0) if document == Language::Mul => vec!["en", "zh"],
            (0, 0) => vec![document.code()],
            _ if zh * 3 < zh + en => vec!["en"],
            _ if en * 3 < zh + en => vec!["zh"],
            _ => vec!["en", "zh"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::model::Language;

    #[test]
    fn words_are_runs_and_characters() {
        let words = Words::count("I don't know 5G网络, 真的");
        assert_eq!((words.other, words.han), (4, 4));
        assert_eq!(words.languages(Language::En), ["en", "zh"]);
        assert_eq!(Words::count("我们现在用 API 做事").languages(Language::En), ["zh"]);
        assert_eq!(Words::count("the Wang 王 case").languages(Language::Zh), ["en"]);
        assert_eq!(Words::count("…").languages(Language::Zh), ["zh"]);
    }
}
