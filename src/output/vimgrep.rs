//! `path:line:column:text`, one hit a line, for the quickfix list of vim and its like.
//!
//! The line is that of the turn's label, the column always 1: a turn's text is rendered and joined, so that the
//! place of a word in the file is not known. Where the source has no lines, the line is 1 too.

use std::io::{self, Write};

use anstyle::Style;

use crate::model::SearchAnswer;

use super::spans::Spans;
use super::{View, lines, voice};

/// A line a hit.
pub fn search(out: &mut dyn Write, answer: &SearchAnswer, view: &View) -> io::Result<()> {
    for hit in &answer.hits {
        let mut spans = Spans::default();
        let path = view.shorten(&hit.root.join(&hit.interview.path));
        spans.raw(&format!("{path}:{}:1:", hit.turn.line.unwrap_or(1)), view.theme.aside);
        let who = voice::name(&hit.turn);
        if !who.is_empty() {
            spans.raw(&who, view.theme.speaker).raw(": ", Style::new());
        }
        lines::snippet(&mut spans, &hit.snippet, &hit.turn.text, Style::new(), &view.theme);
        spans.write_line(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Hit, Meta, Snippet, Turn};

    #[test]
    fn an_editor_can_jump_to_the_label() {
        let hit = Hit {
            interview: Meta { path: "a/b.txt".into(), ..Meta::default() },
            root: "/x/corpus".into(),
            turn: Turn {
                line: Some(12),
                speaker: Some("Lu".into()),
                text: "so it grew".into(),
                ..Turn::default()
            },
            snippet: Snippet { start: 3, text: "it grew".into(), highlights: vec![] },
            ..Hit::default()
        };
        let mut out = Vec::new();
        let view = View { folder: "/x".into(), ..View::default() };
        search(&mut out, &SearchAnswer { hits: vec![hit], ..SearchAnswer::default() }, &view).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "corpus/a/b.txt:12:1:Lu: …it grew\n");
    }
}
