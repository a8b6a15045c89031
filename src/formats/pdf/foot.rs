//! Footnotes: smaller type at the foot of a column that opens with a mark. They leave the text, so that they do not
//! stand in the middle of what somebody says, and follow it as notes.

use std::collections::HashSet;

use super::columns::Block;
use super::paragraphs::join;
use super::piece::Row;
use crate::model::{Kind, NoteSort, Turn};

/// Type below this share of the text's size is small.
const SMALL: f32 = 0.93;

/// Takes the footnotes from the blocks of a page; `size` is that of the text.
pub(super) fn take(blocks: &mut Vec<Block>, size: f32) -> Vec<Row> {
    let mut notes = Vec::new();
    let text_before =
        |blocks: &[Block], at: usize| blocks[..=at].iter().flat_map(|b| &b.rows).any(|r| !is_small(r, size));
    for at in 0..blocks.len() {
        let small = blocks[at].rows.iter().rev().take_while(|r| is_small(r, size)).count();
        let first = blocks[at].rows.len() - small;
        let opens = blocks[at].rows.get(first).is_some_and(|r| mark(&r.text).is_some());
        if opens && text_before(blocks, at) {
            notes.extend(blocks[at].rows.split_off(first));
        }
    }
    blocks.retain(|b| !b.rows.is_empty());
    notes
}

fn is_small(row: &Row, size: f32) -> bool {
    row.label.is_none() && row.size < SMALL * size
}

/// The mark that opens a footnote, figures as such.
fn mark(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['[', '(', '〔', '［', '（', '注']);
    let figures: String = text.chars().map_while(figure).collect();
    let length = figures.chars().count();
    let symbol = text.chars().next().filter(|c| matches!(c, '*' | '†' | '‡' | '①'..='⑳' | '＊' | '※'));
    match (length, symbol) {
        (1..=3, _)
            if !text.chars().nth(length).is_some_and(|c| matches!(c, '/' | ':' | '：' | '-' | '年')) =>
        {
            Some(figures)
        }
        (_, Some(symbol)) => Some(symbol.to_string()),
        _ => None,
    }
}

/// The figure that a character stands for, raised or not.
fn figure(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        _ => raised(c),
    }
}

fn raised(c: char) -> Option<char> {
    let value = match c {
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        '⁰' => 0,
        '⁴'..='⁹' => u32::from(c) - 0x2070,
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// Takes the raised marks of the footnotes out of the text.
pub(super) fn unmark<'a>(blocks: &mut [Block], notes: impl Iterator<Item = &'a Row>) {
    let marks: HashSet<String> = notes.filter_map(|r| mark(&r.text)).collect();
    if marks.is_empty() {
        return;
    }
    for row in blocks.iter_mut().flat_map(|b| &mut b.rows) {
        let mut text = String::with_capacity(row.text.len());
        let (mut run, mut figures, mut strong) = (String::new(), String::new(), row.strong);
        for (at, c) in row.text.char_indices().chain([(row.text.len(), '\0')]) {
            if let Some(figure) = raised(c) {
                run.push(c);
                figures.push(figure);
                continue;
            }
            if !run.is_empty() && !marks.contains(&figures) {
                text.push_str(&run);
            } else {
                // The mark may be bold in part.
                strong -= run.len().min(row.strong.saturating_sub(at - run.len()));
            }
            run.clear();
            figures.clear();
            if c != '\0' {
                text.push(c);
            }
        }
        row.strong = strong.min(text.len());
        row.text = text;
    }
}

/// Each footnote as a note.
pub(super) fn turns(rows: &[Row]) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for row in rows {
        match turns.last_mut() {
            Some(turn) if mark(&row.text).is_none() => join(&mut turn.text, &row.text),
            _ => turns.push(Turn {
                kind: Kind::Note,
                note: Some(NoteSort::Footer),
                line: Some(row.number),
                text: row.text.clone(),
                ..Turn::default()
            }),
        }
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(size: f32, text: &str) -> Row {
        Row { size, text: text.to_owned(), ..Row::default() }
    }

    #[test]
    fn footnotes_leave_the_text_with_their_marks() {
        let rows = vec![
            row(10.0, "It was cheap.¹ Also 3 m² large."),
            row(8.0, "¹ See volume 3,"),
            row(8.0, "page 4."),
        ];
        let mut blocks = vec![Block { rows }];
        let notes = take(&mut blocks, 10.0);
        unmark(&mut blocks, notes.iter());
        assert_eq!(blocks[0].rows.len(), 1);
        assert_eq!(blocks[0].rows[0].text, "It was cheap. Also 3 m² large.");
        let turns = turns(&notes);
        assert_eq!(turns.len(), 1);
        assert_eq!(turns[0].text, "¹ See volume 3, page 4.");
    }

    #[test]
    fn a_mark_that_is_bold_in_part_leaves_what_else_is_bold() {
        for (strong, text, left) in [(2, "¹² men", 0), (6, "Bold¹² men", 4)] {
            let mut blocks = vec![Block { rows: vec![Row { strong, ..row(10.0, text) }] }];
            unmark(&mut blocks, [row(8.0, "12 A note.")].iter());
            assert_eq!(blocks[0].rows[0].strong, left, "{}", blocks[0].rows[0].text);
        }
    }

    #[test]
    fn small_type_without_a_mark_is_text() {
        let mut blocks = vec![Block { rows: vec![row(10.0, "Cheap."), row(8.0, "[He laughs]")] }];
        assert!(take(&mut blocks, 10.0).is_empty());
        assert!(mark("12:30 He laughs").is_none() && mark("1987 was cold").is_none());
    }
}
