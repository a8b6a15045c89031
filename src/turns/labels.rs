//! Labels inside short texts such as caption cues, learnt from all of them together.

use std::collections::HashSet;

/// The speaker labels that open some of a list of short texts.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    accepted: HashSet<String>,
}

impl Labels {
    /// Finds the labels among texts of the form `Name: words`, scoring each label over all texts.
    pub fn learn<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let accepted =
            texts.into_iter().filter_map(|t| t.split_once([':', '：'])).map(|(l, _)| l.to_owned()).collect();
        Self { accepted }
    }

    /// The label and the words after it, if the text opens with an accepted label.
    pub fn split<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let (label, rest) = text.split_once([':', '：'])?;
        self.accepted.contains(label).then(|| (label.trim(), rest.trim_start()))
    }
}
