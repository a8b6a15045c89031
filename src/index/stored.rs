//! What records and turns keep of themselves, to be shown without opening corpus files.
//!
//! Deliberately absent: text streams; those are terms.

use std::collections::BTreeMap;

use crate::analysis::Script;
use crate::model::{Language, Meta, Role};

/// The roles by their code, which counts from 1.
pub(super) const ROLES: [Role; 2] = [Role::Host, Role::Guest];

/// An interview's record.
#[derive(Debug, Clone, PartialEq)]
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

/// The languages of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Languages {
    English,
    Chinese,
    Both,
}

impl Languages {
    /// The language of most words, and the other one where it has a third of them or more; of a text without words that
    /// of the document.
    pub(super) fn of(script: Script, document: Language) -> Self {
        // Two characters make about one word of Chinese.
        let (zh, en) = (script.han.div_ceil(2), script.words);
        match (zh, en) {
            (0, 0) => match document {
                Language::Mul => Self::Both,
                Language::Zh => Self::Chinese,
                Language::En => Self::English,
            },
            _ if zh * 3 < zh + en => Self::English,
            _ if en * 3 < zh + en => Self::Chinese,
            _ => Self::Both,
        }
    }

    /// As typed and printed.
    pub(super) fn codes(self) -> &'static [&'static str] {
        match self {
            Self::English => &["en"],
            Self::Chinese => &["zh"],
            Self::Both => &["en", "zh"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Languages;
    use crate::analysis::script;
    use crate::model::Language;

    fn languages(text: &str, document: Language) -> &'static [&'static str] {
        Languages::of(script(text), document).codes()
    }

    #[test]
    fn a_turn_is_in_the_language_of_its_words() {
        assert_eq!(languages("I don't know 5G网络, 真的", Language::En), ["en", "zh"]);
        assert_eq!(languages("我们现在用 API 做事", Language::En), ["zh"]);
        assert_eq!(languages("the Wang 王 case", Language::Zh), ["en"]);
        assert_eq!(languages("…", Language::Zh), ["zh"]);
    }
}
