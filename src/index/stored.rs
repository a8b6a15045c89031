//! What records and turns keep of themselves, to be shown without opening corpus files.
//!
//! Deliberately absent: text streams; those are terms.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::analysis;
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
            let said = analysis::count_words(&turn.text) as u64;
            words += said;
            for name in turn.names() {
                *spoken.entry(name.to_owned()).or_insert(0) += said;
            }
        }
        let (meta, format) = (interview.meta.clone(), interview.format.clone());
        Self { meta, root, format, turns: interview.turns.len() as u32, words, spoken }
    }
}

/// The languages of a text: that of most words, and the other one where it has a third of them or more.
pub(super) fn languages(text: &str, document: Language) -> Vec<&'static str> {
    let script = analysis::script(text);
    // Two characters make about one word of Chinese.
    let (zh, en) = (script.han.div_ceil(2), script.words);
    match (zh, en) {
        (0, 0) if document == Language::Mul => vec!["en", "zh"],
        (0, 0) => vec![document.code()],
        _ if zh * 3 < zh + en => vec!["en"],
        _ if en * 3 < zh + en => vec!["zh"],
        _ => vec!["en", "zh"],
    }
}

#[cfg(test)]
mod tests {
    use super::languages;
    use crate::model::Language;

    #[test]
    fn a_turn_is_in_the_language_of_its_words() {
        assert_eq!(languages("I don't know 5G网络, 真的", Language::En), ["en", "zh"]);
        assert_eq!(languages("我们现在用 API 做事", Language::En), ["zh"]);
        assert_eq!(languages("the Wang 王 case", Language::Zh), ["en"]);
        assert_eq!(languages("…", Language::Zh), ["zh"]);
    }
}
