//! Documents without labels: questions set off by type alone, or no sign of speakers at all.

use super::footer;
use super::line::Line;
use super::paragraph::{self, Wrap};
use super::split::{Split, head};
use crate::model::{Kind, Role, Turn, Warning};

/// Splits a document in which no label was found.
pub(super) fn split(lines: &[Line], mut split: Split) -> Split {
    let wrap = paragraph::wrap(lines, &|_| false);
    if let Some(first) = first_question(lines) {
        split.turns = head(&lines[..first], wrap, &mut split.meta);
        split.turns.extend(interview(&lines[first..], wrap));
        split.confidence = 0.6;
        return split;
    }
    split.turns = unlabelled(lines, wrap, &mut split);
    let message = "no speaker labels were found; read as notes. Name the labels with --speakers \"A,B\" or in whosaid.toml";
    split.warnings.push(Warning { line: None, message: message.to_owned() });
    split
}

/// Whether a line is set in bold as a whole, as a question is.
fn is_set_off(line: &Line) -> bool {
    line.style.heading == 0 && line.style.strong > 0 && line.style.strong >= line.text.trim_end().len()
}

/// The first of the bold questions, if the document is made of them: three or more, most of them questions,
/// with plain paragraphs between.
fn first_question(lines: &[Line]) -> Option<usize> {
    let bold: Vec<usize> = (0..lines.len()).filter(|&i| is_set_off(&lines[i])).collect();
    let asks = |i: usize| {
        lines[i].text.trim_end().trim_end_matches(['”', '"', '」', ')', '）']).ends_with(['?', '？'])
    };
    let asked = bold.iter().filter(|&&i| asks(i)).count();
    let answered = bold.iter().filter(|&&i| lines.get(i + 1).is_some_and(|l| !is_set_off(l))).count();
    let first = bold.iter().copied().find(|&i| asks(i))?;
    (asked >= 3 && asked * 2 >= bold.len() && answered * 2 >= bold.len()).then_some(first)
}

fn interview(lines: &[Line], wrap: Wrap) -> Vec<Turn> {
    let footer = (1..lines.len())
        .rev()
        .take_while(|&i| !is_set_off(&lines[i]))
        .filter(|&i| footer::opens_footer(&lines[i].text, &[]))
        .last()
        .unwrap_or(lines.len());
    let mut turns = Vec::new();
    for (i, text) in paragraph::paragraphs(lines, wrap) {
        let line = &lines[i];
        let mut turn = Turn { line: Some(line.number), text, ..Turn::default() };
        if i >= footer || line.style.heading > 0 {
            turn.kind = Kind::Note;
            turn.note = Some(if i >= footer {
                crate::model::NoteSort::Footer
            } else {
                crate::model::NoteSort::Heading
            });
        } else {
            turn.role = Some(if is_set_off(line) { Role::Host } else { Role::Guest });
        }
        turns.push(turn);
    }
    turns
}

/// Every paragraph a note of no sort, so that each can be found by itself.
fn unlabelled(lines: &[Line], wrap: Wrap, split: &mut Split) -> Vec<Turn> {
    let sorted = head(lines, wrap, &mut split.meta);
    let plain = |mut t: Turn| {
        use crate::model::NoteSort::{Introduction, Other};
        if matches!(t.note, Some(Introduction | Other)) {
            t.note = None;
        }
        t
    };
    sorted.into_iter().map(plain).collect()
}
