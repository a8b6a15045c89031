//! Labels inside short texts such as caption cues, learnt from all of them together.

use super::candidates::Candidates;
use super::evidence::Evidence;
use super::header::{self, Header};
use super::lexicon::Lexicon;
use super::line::Line;
use super::score::{self, Verdict};

/// The speaker labels that open some of a list of short texts.
#[derive(Debug, Default)]
pub struct Labels {
    verdict: Verdict,
    lexicon: Lexicon,
}

impl Labels {
    /// Finds the labels among texts of the form `Name: words`, scoring each label over all texts as in a document.
    pub fn learn<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        // A sentence that ends is to short texts what a blank line is to a document.
        let mut ended = true;
        let lines: Vec<Line> = (texts.into_iter())
            .map(|text| Line { gap: std::mem::replace(&mut ended, ends_sentence(text)), ..line(text) })
            .collect();
        let lexicon = Lexicon::default();
        let candidates: Candidates = lines.iter().map(|line| inline(line, &lexicon)).collect();
        let opened = candidates.lines().filter(|c| !c.is_empty()).count();
        // Where every text opens with a label, as in the captions of meetings, none is too rare to be one.
        let verdict = if opened >= 3 && opened * 20 >= lines.len() * 19 {
            Verdict::all(&candidates)
        } else {
            let mut evidence = Evidence::of(&lines, lexicon.keys(), &[]);
            evidence.headless = true;
            score::judge(&lines, &candidates, &evidence)
        };
        Self { verdict, lexicon }
    }

    /// The label and the words after it, if the text opens with an accepted label.
    pub fn split<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        if self.verdict.is_empty() {
            return None;
        }
        let header = inline(&line(text), &self.lexicon).filter(|header| self.verdict.accepts(header))?;
        let start = text.find(&header.label.text)?;
        Some((&text[start..start + header.label.text.len()], &text[header.rest..]))
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

/// The label that a text opens with, unless it stands for a stretch without speech.
fn inline(line: &Line, lexicon: &Lexicon) -> Option<Header> {
    header::inline(line, lexicon).filter(|h| !h.label.is_break)
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
