//! Labels inside short texts such as caption cues, learnt from all of them together.

use std::collections::HashSet;

use super::evidence::Evidence;
use super::header::{self, Grammar, Header};
use super::line::Line;
use super::score::{self, Verdict};
use super::shape;

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
            let mut evidence = Evidence::gather(&lines, &[]);
            evidence.headless = true;
            score::judge(&lines, &candidates, &evidence)
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

/// True if a text ends a sentence, give or take a closing mark or words in parentheses, or ends in a stage direction.
fn ends_sentence(text: &str) -> bool {
    let closing = |c: char| c.is_whitespace() || matches!(c, '"' | '”' | '’' | '」' | '』' | '♪');
    let text = text.trim_end_matches(closing);
    let open = [(')', '('), ('）', '（')].into_iter().find(|(close, _)| text.ends_with(*close));
    match open.and_then(|(_, open)| text.rfind(open)) {
        Some(0) => true,
        Some(at) => ends_sentence(&text[..at]),
        None => text.ends_with(['.', '?', '!', '…', '。', '？', '！', '—', '-', ']', '】']),
    }
}

fn inline(line: &Line) -> Vec<Header> {
    if !line.text.contains([':', '：', '﹕', '︰']) {
        return Vec::new();
    }
    let mut found = header::candidates(line, false);
    found.retain(|h| h.grammar == Grammar::Colon && !shape::is_break(&h.key));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(texts: &[&str]) -> Vec<Option<String>> {
        let labels = Labels::learn(texts.iter().copied());
        texts.iter().map(|t| labels.split(t).map(|(label, _)| label.to_owned())).collect()
    }

    fn named(labels: &[&str]) -> Vec<Option<String>> {
        labels.iter().map(|l| (!l.is_empty()).then(|| (*l).to_owned())).collect()
    }

    #[test]
    fn where_every_text_has_a_label_none_is_too_rare() {
        let texts = ["ann: we rowed", "bo-on-mobile: one rule: row", "ann: and?", "Cid | River Office: home"];
        assert_eq!(split(&texts), named(&["ann", "bo-on-mobile", "ann", "Cid | River Office"]));
    }

    #[test]
    fn a_rare_label_follows_the_end_of_a_sentence() {
        let texts = [
            "Ann Lee: Where were you?",
            "Bo Hart: We had found what we call",
            "River Song: a boat, and rowed.",
            "Ann Lee: All day? [laughs]",
            "Cid Moor: All day.",
            "Until it was dark.",
            "Bo Hart: Yes.",
        ];
        assert_eq!(split(&texts), named(&["Ann Lee", "Bo Hart", "", "Ann Lee", "Cid Moor", "", "Bo Hart"]));
    }
}
