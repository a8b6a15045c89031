//! Lines become paragraphs, and paragraphs notes.

use super::line::Line;
use crate::analysis::is_han;
use crate::model::{Kind, NoteSort, Turn};

/// Adds a wrapped line to a paragraph: joined by a blank, by nothing between Han characters or after a hyphen.
pub(super) fn join(text: &mut String, next: &str) {
    let before = text.chars().next_back();
    let after = next.chars().next();
    let wide = |c: char| {
        is_han(c)
            || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' | '“' | '”' | '‘' | '’' | '—' | '…')
    };
    let tight = match (before, after) {
        (Some(b), Some(a)) => {
            wide(b) && wide(a) && (is_han(b) || is_han(a))
                || b == '-'
                    && a.is_alphanumeric()
                    && text.chars().rev().nth(1).is_some_and(char::is_alphanumeric)
        }
        _ => true,
    };
    if !tight {
        text.push(' ');
    }
    text.push_str(next);
}

/// Whether the lines of a paragraph are one text that was wrapped: most lines that another follows directly
/// end in the middle of a sentence.
pub(super) fn is_wrapped(lines: &[Line], is_header: &dyn Fn(usize) -> bool) -> bool {
    let (mut cut, mut all) = (0usize, 0usize);
    for i in 1..lines.len() {
        let before = &lines[i - 1];
        let label = is_header(i - 1) && before.text.chars().count() < 40;
        if lines[i].gap || is_header(i) || label || before.style.heading > 0 || lines[i].style.item {
            continue;
        }
        all += 1;
        let end = before
            .text
            .trim_end()
            .trim_end_matches(['"', '”', '’', '」', ')', '）', ']'])
            .chars()
            .next_back();
        let ended = end.is_some_and(|c| {
            matches!(c, '.' | '?' | '!' | '。' | '？' | '！' | '…' | ':' | '：' | ';' | '；' | '—')
        });
        cut += usize::from(!ended);
    }
    all > 0 && cut * 2 > all
}

/// The paragraphs of some lines with the index of each one's first line.
pub(super) fn paragraphs(lines: &[Line], wrapped: bool) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        match found.last_mut() {
            Some((_, text)) if !line.gap && wrapped && line.style.heading == 0 => {
                join(text, line.text.trim())
            }
            _ => found.push((i, line.text.trim().to_owned())),
        }
    }
    found
}

/// The notes that lines outside the speech become; `sort` is asked for each paragraph and its first line.
pub(super) fn notes(
    lines: &[Line],
    wrapped: bool,
    mut sort: impl FnMut(&str, &Line) -> Option<NoteSort>,
) -> Vec<Turn> {
    let note = |(i, text): (usize, String)| {
        let note = sort(&text, &lines[i]);
        Turn { kind: Kind::Note, note, line: Some(lines[i].number), text, ..Turn::default() }
    };
    paragraphs(lines, wrapped).into_iter().map(note).collect()
}
