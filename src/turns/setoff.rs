//! Documents without labels: questions set off by type alone, or no sign of speakers at all.
//!
//! Deliberately absent: names. Who asks and who answers is all that type can tell.

use super::footer;
use super::line::Line;
use super::paragraph::{self, Wrap};
use super::split::{Split, head};
use crate::model::{Kind, NoteSort, Role, Turn, Warning};

/// Splits a document in which no label was found.
pub(super) fn split(lines: &[Line], mut split: Split) -> Split {
    let wrap = paragraph::wrap(lines, &|_| false);
    if let Some(found) = Setting::of(lines) {
        split.turns = head(&lines[..found.first], wrap, &mut split.meta);
        split.turns.extend(interview(&lines[found.first..], wrap, &found));
        split.confidence = found.confidence;
        return split;
    }
    split.turns = unlabelled(lines, wrap, &mut split);
    let message = "no speaker labels were found; read as notes. Name the labels with --speakers \"A,B\" or in whosaid.toml";
    split.warnings.push(Warning { line: None, message: message.to_owned() });
    split
}

/// How one of the two voices is set off from the other.
struct Setting {
    /// Whether a line is set off.
    is_set: IsSet,
    /// The one set off is who answers.
    answers: bool,
    /// The line of the first question.
    first: usize,
    confidence: f32,
}

/// Tells whether a line is set off in one way.
type IsSet = fn(&Line) -> bool;

/// Ways to set off a question: how a line shows it, and how sure a document made of them is.
const WAYS: [(IsSet, f32); 5] =
    [(is_bold, 0.6), (is_slanted, 0.6), (is_quoted, 0.5), (is_headed, 0.5), (is_numbered, 0.4)];

impl Setting {
    /// The setting that the document is made of: three or more lines set off, most of them questions that plain
    /// paragraphs follow; or bold answers, each after a plain question.
    fn of(lines: &[Line]) -> Option<Self> {
        let asks = |i: usize| is_question(&lines[i].text);
        for (is_set, confidence) in WAYS {
            let set: Vec<usize> = (0..lines.len()).filter(|&i| is_set(&lines[i])).collect();
            let asked = set.iter().filter(|&&i| asks(i)).count();
            let answered = set.iter().filter(|&&i| lines.get(i + 1).is_some_and(|l| !is_set(l))).count();
            // Bold is often enough a question's type; headings, quotations and lists mostly are something else.
            let share = if confidence < 0.6 { asked * 5 >= set.len() * 4 } else { asked * 2 >= set.len() };
            if let Some(&first) = set.iter().find(|&&i| asks(i))
                && asked >= 3
                && share
                && answered * 2 >= set.len()
            {
                return Some(Self { is_set, answers: false, first, confidence });
            }
        }
        let bold: Vec<usize> = (1..lines.len()).filter(|&i| is_bold(&lines[i])).collect();
        let after = |i: &&usize| !is_bold(&lines[**i - 1]) && asks(**i - 1);
        let replies: Vec<usize> = bold.iter().filter(after).copied().collect();
        let first = replies.first().map(|i| i - 1)?;
        (replies.len() >= 3 && replies.len() * 3 >= bold.len() * 2).then_some(Self {
            is_set: is_bold,
            answers: true,
            first,
            confidence: 0.5,
        })
    }

    fn role(&self, line: &Line) -> Role {
        if (self.is_set)(line) == self.answers { Role::Guest } else { Role::Host }
    }
}

fn is_question(text: &str) -> bool {
    text.trim_end().trim_end_matches(['”', '"', '」', ')', '）', '*']).ends_with(['?', '？'])
}

/// Set in bold as a whole.
fn is_bold(line: &Line) -> bool {
    line.style.heading == 0 && line.style.strong > 0 && line.style.strong >= line.text.trim_end().len()
}

/// Set in italics as a whole.
fn is_slanted(line: &Line) -> bool {
    line.style.heading == 0 && line.style.slanted
}

fn is_quoted(line: &Line) -> bool {
    line.style.quote
}

/// A heading below the title.
fn is_headed(line: &Line) -> bool {
    line.style.heading > 1
}

/// A numbered paragraph.
fn is_numbered(line: &Line) -> bool {
    let digits = line.text.bytes().take_while(u8::is_ascii_digit).count();
    line.gap && (1..=3).contains(&digits) && line.text[digits..].starts_with(['.', '、', '．', ')'])
}

fn interview(lines: &[Line], wrap: Wrap, found: &Setting) -> Vec<Turn> {
    let footer = (1..lines.len())
        .rev()
        .take_while(|&i| !(found.is_set)(&lines[i]))
        .filter(|&i| footer::opens_footer(&lines[i].text, &[]))
        .last()
        .unwrap_or(lines.len());
    let mut turns = Vec::new();
    for (i, text) in paragraph::paragraphs(lines, wrap) {
        let line = &lines[i];
        let mut turn = Turn { line: Some(line.number), text, ..Turn::default() };
        let note = match (i >= footer, line.style.heading > 0) {
            (true, _) => Some(NoteSort::Footer),
            (_, true) if !(found.is_set)(line) || !is_question(&line.text) => Some(NoteSort::Heading),
            _ => None,
        };
        match note {
            Some(_) => (turn.kind, turn.note) = (Kind::Note, note),
            None => turn.role = Some(found.role(line)),
        }
        turns.push(turn);
    }
    turns
}

/// Every paragraph a note of no sort, so that each can be found by itself.
fn unlabelled(lines: &[Line], wrap: Wrap, split: &mut Split) -> Vec<Turn> {
    let sorted = head(lines, wrap, &mut split.meta);
    let plain = |mut t: Turn| {
        if matches!(t.note, Some(NoteSort::Introduction | NoteSort::Other)) {
            t.note = None;
        }
        t
    };
    sorted.into_iter().map(plain).collect()
}
