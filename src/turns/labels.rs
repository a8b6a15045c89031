//! Labels inside short texts such as caption cues, learnt from all of them together.

use std::collections::HashSet;

use super::header::{self, Grammar, Header};
use super::line::Line;
use super::score::{self, Evidence, Verdict};

/// The speaker labels that open some of a list of short texts.
#[derive(Debug, Default)]
pub struct Labels {
    verdict: Verdict,
    known: HashSet<String>,
}

impl Labels {
    /// Finds the labels among texts of the form `Name: words`, scoring each label over all texts as in a document.
    pub fn learn<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let lines: Vec<Line> = texts.into_iter().map(line).collect();
        let candidates: Vec<Vec<Header>> = lines.iter().map(inline).collect();
        let verdict = score::judge(&lines, &candidates, &Evidence::gather(&lines, &[]));
        let known = verdict.keys();
        Self { verdict, known }
    }

    /// The label and the words after it, if the text opens with an accepted label.
    pub fn split<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        if self.known.is_empty() {
            return None;
        }
        let candidates = inline(&line(text));
        let header = self.verdict.pick(&candidates)?;
        let start = text.find(&header.label)?;
        Some((&text[start..start + header.label.len()], &text[header.rest..]))
    }
}

fn line(text: &str) -> Line {
    Line { text: text.to_owned(), ..Line::default() }
}

fn inline(line: &Line) -> Vec<Header> {
    let mut found = header::candidates(line, false);
    found.retain(|h| h.grammar == Grammar::Colon);
    found
}
