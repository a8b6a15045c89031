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
        // A sentence that ends is to short texts what a blank line is to a document.
        let mut ended = true;
        let lines: Vec<Line> = (texts.into_iter())
            .map(|text| Line { gap: std::mem::replace(&mut ended, ends_sentence(text)), ..line(text) })
            .collect();
        let candidates: Vec<Vec<Header>> = lines.iter().map(inline).collect();
        let opened = candidates.iter().filter(|c| !c.is_empty()).count();
        // Where every text opens with a label, as in the captions of meetings, none is too rare to be one.
        let verdict = if opened >= 3 && opened * 20 >= lines.len() * 19 {
            let labels: Vec<String> = candidates.iter().flatten().map(|h| h.label.clone()).collect();
            Verdict::forced(&candidates, &labels)
        } else {
            score::judge(&lines, &candidates, &Evidence::gather(&lines, &[]))
        };
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

/// True if a text ends a sentence, give or take a closing mark.
fn ends_sentence(text: &str) -> bool {
    let closing =
        |c: char| c.is_whitespace() || matches!(c, '"' | '”' | '’' | '」' | '』' | ')' | '）' | ']' | '♪');
    text.trim_end_matches(closing).ends_with(['.', '?', '!', '…', '。', '？', '！', '—', '-'])
}

fn inline(line: &Line) -> Vec<Header> {
    let mut found = header::candidates(line, false);
    found.retain(|h| h.grammar == Grammar::Colon);
    found
}
