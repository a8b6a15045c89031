//! Lines become paragraphs, and paragraphs notes.

use super::line::Line;
use super::metadata;
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

/// How the lines of paragraphs are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Wrap {
    /// Lines of at least so many columns may go on in the next line; none if every line is a paragraph.
    least: Option<usize>,
}

impl Wrap {
    /// Whether the line after this one goes on with its sentence.
    pub(super) fn continues(self, line: &Line) -> bool {
        line.style.heading == 0
            && !stands_alone(line)
            && self.least.is_some_and(|least| columns(&line.text) >= least)
    }
}

/// A line of metadata is whole by itself.
fn stands_alone(line: &Line) -> bool {
    metadata::is_pair(&line.text) || super::date::is_dated(&line.text)
}

/// Display columns, counting Han characters and full-width marks twice.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if u32::from(c) >= 0x2e80 { 2 } else { 1 }).sum()
}

/// Whether the lines of a paragraph are one text that was wrapped: most lines that another follows directly
/// end in the middle of a sentence. Lines much shorter than the widest of those end where they were meant to.
pub(super) fn wrap(lines: &[Line], is_header: &dyn Fn(usize) -> bool) -> Wrap {
    let (mut cut, mut all) = (0usize, 0usize);
    let mut widths: Vec<usize> = Vec::new();
    for i in 1..lines.len() {
        let before = &lines[i - 1];
        let label = || is_header(i - 1) && columns(&before.text) < 40;
        if lines[i].gap
            || is_header(i)
            || before.style.heading > 0
            || lines[i].style.item
            || label()
            || stands_alone(before)
        {
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
        widths.push(columns(&before.text));
    }
    widths.sort_unstable();
    // The nine in ten point, so that one unwrapped line does not set the measure.
    let width = widths.get(widths.len() * 9 / 10).copied().unwrap_or(0);
    Wrap { least: (cut * 2 > all).then_some(width * 6 / 10) }
}

/// The paragraphs of some lines with the index of each one's first line.
pub(super) fn paragraphs(lines: &[Line], wrap: Wrap) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        match found.last_mut() {
            Some((_, text))
                if !line.gap
                    && !stands_alone(line)
                    && line.style.heading == 0
                    && wrap.continues(&lines[i - 1]) =>
            {
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
    wrap: Wrap,
    mut sort: impl FnMut(&str, &Line) -> Option<NoteSort>,
) -> Vec<Turn> {
    let note = |(i, text): (usize, String)| {
        let note = sort(&text, &lines[i]);
        Turn { kind: Kind::Note, note, line: Some(lines[i].number), text, ..Turn::default() }
    };
    paragraphs(lines, wrap).into_iter().map(note).collect()
}
