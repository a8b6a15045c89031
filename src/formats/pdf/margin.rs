//! Line numbers: figures in the margin that count the lines of a page, as court reporters set them.
//!
//! Deliberately absent: numbers of paragraphs or questions, which have text of their own lines only.

use super::piece::{self, Piece};

/// Fewer numbers than this are no count.
const FEWEST: usize = 5;

/// A number at the edge of a line.
struct Mark {
    line: usize,
    piece: usize,
    number: u32,
    /// How many bytes of the piece it takes with the blanks behind it.
    length: usize,
    /// Its edges; the same where text follows in the piece.
    edges: [f32; 2],
}

/// Takes the line numbers from the pages. A single page needs twice as many to be believed.
pub(super) fn drop_line_numbers(pages: &mut [Vec<Piece>]) {
    for left in [true, false] {
        let found: Vec<Vec<(usize, Piece)>> = pages.iter().map(|p| numbered(p, left)).collect();
        let numbered = found.iter().filter(|f| !f.is_empty()).count();
        if numbered < 2 && found.iter().all(|f| f.len() < 2 * FEWEST) {
            continue;
        }
        for (page, found) in pages.iter_mut().zip(found) {
            for (at, rest) in found {
                page[at] = rest;
            }
            page.retain(|p| !p.text.is_empty());
        }
    }
}

/// The pieces that hold line numbers, and what is left of each.
fn numbered(page: &[Piece], left: bool) -> Vec<(usize, Piece)> {
    let lines = lines(page);
    let marks: Vec<Mark> =
        lines.iter().enumerate().filter_map(|(i, line)| mark(page, line, i, left)).collect();
    let marks = aligned(marks, piece::size(page));
    if marks.len() < FEWEST || !counts(&marks, lines.len()) || !in_margin(page, &lines, &marks, left) {
        return Vec::new();
    }
    marks.into_iter().map(|m| (m.piece, rest(&page[m.piece], m.length))).collect()
}

/// The lines of a page as indices of its pieces.
fn lines(page: &[Piece]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..page.len()).filter(|&i| !page[i].text.trim().is_empty()).collect();
    order.sort_by(|&a, &b| page[b].y.total_cmp(&page[a].y));
    let mut lines: Vec<Vec<usize>> = Vec::new();
    for i in order {
        match lines.last_mut() {
            Some(line) if page[line[0]].y - page[i].y < 0.35 * page[line[0]].size.max(page[i].size) => {
                line.push(i)
            }
            _ => lines.push(vec![i]),
        }
    }
    lines
}

/// The number at the edge of a line; a number before text in one piece counts on the left only.
fn mark(page: &[Piece], line: &[usize], index: usize, left: bool) -> Option<Mark> {
    let order = |a: &&usize, b: &&usize| page[**a].x.total_cmp(&page[**b].x);
    let at = *if left { line.iter().min_by(order) } else { line.iter().max_by(order) }?;
    let piece = &page[at];
    let text = piece.text.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..digits].parse().ok().filter(|_| digits <= 4)?;
    let after = text[digits..].trim_start();
    let whole = after.is_empty();
    let merged = left && text[digits..].starts_with(' ');
    let edges = [piece.x, if whole { piece.right() } else { piece.x }];
    let length = piece.text.len() - after.len();
    (whole || merged).then_some(Mark { line: index, piece: at, number, length, edges })
}

/// The marks that stand, by their left or their right edges, where most of them stand.
fn aligned(marks: Vec<Mark>, size: f32) -> Vec<Mark> {
    let near = |side: usize, edge: f32| move |m: &&Mark| (m.edges[side] - edge).abs() < 0.8 * size;
    let edges = [0, 1].into_iter().flat_map(|side| marks.iter().map(move |m| (side, m.edges[side])));
    let Some((side, edge)) = edges.max_by_key(|(side, edge)| marks.iter().filter(near(*side, *edge)).count())
    else {
        return marks;
    };
    marks.into_iter().filter(|m| near(side, edge)(&m)).collect()
}

/// Whether the numbers go up by one step from mark to mark, and by one on nearly every line.
fn counts(marks: &[Mark], lines: usize) -> bool {
    let steps: Vec<u32> = marks.windows(2).map(|w| w[1].number.wrapping_sub(w[0].number)).collect();
    let step = if steps.iter().filter(|s| **s == 5).count() * 2 > steps.len() { 5 } else { 1 };
    let regular = steps.iter().filter(|s| **s == step).count();
    let dense = marks.len() * 10 >= lines * 7 / step as usize;
    let apart: usize = marks.windows(2).filter(|w| w[1].line - w[0].line <= 2 * step as usize).count();
    regular * 10 >= steps.len() * 9 && apart * 10 >= steps.len() * 8 && dense
}

/// Numbers that are pieces of their own stand clear of the text.
fn in_margin(page: &[Piece], lines: &[Vec<usize>], marks: &[Mark], left: bool) -> bool {
    let clear = marks.iter().filter(|m| {
        let number = &page[m.piece];
        if m.length < number.text.len() {
            return true;
        }
        let text = lines[m.line].iter().filter(|&&i| i != m.piece).map(|&i| &page[i]);
        let gap = |p: &Piece| if left { p.x - number.right() } else { number.x - p.right() };
        text.map(gap).fold(f32::MAX, f32::min) > 0.3 * number.size
    });
    clear.count() == marks.len()
}

/// A piece without its first bytes.
fn rest(piece: &Piece, length: usize) -> Piece {
    let text = piece.text.get(length..).unwrap_or_default().to_owned();
    let share = text.chars().count() as f32 / piece.text.chars().count().max(1) as f32;
    let width = piece.width * share;
    Piece { x: piece.right() - width, width, text, ..piece.clone() }
}

/// The text of a line of pieces, for those who compare lines.
pub(super) fn words(line: &[Piece]) -> String {
    piece::Row::of(0, line.to_vec()).map(|r| r.text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::piece::tests::piece;
    use super::*;

    fn page(from: u32, text: &str) -> Vec<Piece> {
        let line = |i: u32| {
            let y = 500.0 - 12.0 * i as f32;
            [piece(if from + i < 10 { 45.0 } else { 40.0 }, y, &(from + i).to_string()), piece(80.0, y, text)]
        };
        (0..12).flat_map(line).collect()
    }

    #[test]
    fn numbers_that_count_the_lines_go() {
        let mut pages = vec![page(1, "Q. And what did you see?"), page(1, "A. Nothing.")];
        drop_line_numbers(&mut pages);
        assert!(pages.iter().flatten().all(|p| p.text.starts_with(['Q', 'A'])));
        assert_eq!(pages[0].len(), 12);
    }

    #[test]
    fn numbers_in_one_piece_with_the_text_go() {
        let line = |i: u8| piece(40.0, 500.0 - 12.0 * f32::from(i), &format!("{} Q. And what?", i + 1));
        let mut pages = vec![(0..12).map(line).collect::<Vec<_>>()];
        drop_line_numbers(&mut pages);
        assert_eq!(pages[0].len(), 12);
        assert!(pages[0].iter().all(|p| p.text == "Q. And what?" && p.x > 40.0));
    }

    #[test]
    fn years_and_short_lists_stay() {
        let list = |i: u8| piece(40.0, 500.0 - 12.0 * f32::from(i), &format!("{} boats", i + 1));
        let years = |i: u8| piece(40.0, 300.0 - 12.0 * f32::from(i), "1987 was cold.");
        let mut pages = vec![(0..4).map(list).chain((0..8).map(years)).collect::<Vec<_>>()];
        let before = pages.clone();
        drop_line_numbers(&mut pages);
        assert_eq!(pages, before);
    }
}
