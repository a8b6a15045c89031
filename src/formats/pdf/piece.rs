//! Pieces of text where a page puts them, and the rows that pieces on one baseline make.
//!
//! Deliberately absent: which rows belong together; `columns` and `paragraphs` say so.

use pdf_inspector::TextItem;
use pdf_inspector::extractor::ItemType;
use unicode_normalization::UnicodeNormalization;

use crate::analysis::is_han;

/// A blank wider than this, in ems, sets apart what stands left of it, if no other blank of the row is as wide.
const TAB: f32 = 1.8;
/// The same between short cells.
const CELL: f32 = 0.8;
/// Two Han characters this far apart, in ems, have a blank between them.
const HAN_BLANK: f32 = 0.7;

/// Text on one baseline, in one style. Lengths are in points, `y` grows upwards.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Piece {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) text: String,
}

impl Piece {
    /// A piece of running text; none for pictures, links and text without extent.
    pub(super) fn of(item: &TextItem) -> Option<Self> {
        if !matches!(item.item_type, ItemType::Text) || !(item.x + item.y + item.width).is_finite() {
            return None;
        }
        let text = clean(&item.text);
        let size = if item.font_size > 0.1 { item.font_size } else { item.height.max(1.0) };
        let (y, bold, italic) = (item.y - item.baseline_shift, item.is_bold, item.is_italic);
        let piece = Self { x: item.x, y, width: item.width.max(0.0), size, bold, italic, text };
        (!piece.text.is_empty()).then_some(piece)
    }

    pub(super) fn right(&self) -> f32 {
        self.x + self.width
    }
}

/// Text with one kind of blank, without control characters, ligatures and the radicals that stand for characters.
fn clean(text: &str) -> String {
    let mut clean = String::new();
    for c in text.chars() {
        match c {
            '\u{2e80}'..='\u{2fdf}' | '\u{fb00}'..='\u{fb06}' => clean.extend(c.nfkc()),
            '\u{200b}'..='\u{200f}' | '\u{feff}' => {}
            c if c.is_whitespace() || c.is_control() => clean.push(' '),
            c => clean.push(c),
        }
    }
    clean
}

/// One line of a column.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Row {
    /// The page, from 1.
    pub(super) page: u32,
    pub(super) x: f32,
    pub(super) right: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    /// Its words; a tab stands for a wide blank.
    pub(super) text: String,
    /// How many bytes at the start are bold.
    pub(super) strong: usize,
    pub(super) slanted: bool,
    /// What stands in the cell before it, where the row is one of a table; and whether that is bold.
    pub(super) label: Option<(String, bool)>,
    /// Its number in the document, from 1.
    pub(super) number: u32,
}

impl Row {
    /// Composes a row; none if the pieces hold nothing but white space.
    pub(super) fn of(page: u32, pieces: Vec<Piece>) -> Option<Self> {
        Self::compose(page, pieces, TAB)
    }

    /// Composes a row of short cells, which stand closer.
    pub(super) fn cells(page: u32, pieces: Vec<Piece>) -> Option<Self> {
        Self::compose(page, pieces, CELL)
    }

    fn compose(page: u32, mut pieces: Vec<Piece>, tab: f32) -> Option<Self> {
        pieces.sort_by(|a, b| a.x.total_cmp(&b.x));
        let size = size(&pieces);
        let tab = lone_wide_gap(&pieces, size, tab);
        let mut row = Self { page, size, x: f32::MAX, right: f32::MIN, slanted: true, ..Self::default() };
        let (mut end, mut leading, mut heaviest) = (f32::MIN, true, 0);
        for (i, piece) in pieces.iter().enumerate() {
            if piece.text.trim().is_empty() {
                row.blank();
                continue;
            }
            if row.text.is_empty() {
                row.x = piece.x;
            } else if tab == Some(i) {
                row.text.truncate(row.text.trim_end().len());
                row.text.push('\t');
            } else if apart(&row.text, end, piece, size) {
                row.blank();
                if row.text.trim_end().ends_with(is_wide) || piece.text.starts_with(is_wide) {
                    row.push(" ");
                }
            }
            row.push(&piece.text);
            (leading, row.slanted) = (leading && piece.bold, row.slanted && piece.italic);
            if leading {
                row.strong = row.text.trim_end().len();
            }
            if piece.text.len() > heaviest {
                (heaviest, row.y) = (piece.text.len(), piece.y);
            }
            end = piece.right();
            row.right = row.right.max(end);
        }
        row.text.truncate(row.text.trim_end().len());
        tighten(&mut row);
        (!row.text.is_empty()).then_some(row)
    }

    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\t']) {
            self.text.push(' ');
        }
    }

    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c == ' ' {
                // A run of blanks is kept as two, so that it can be told from one that only a gap suggests.
                if !self.text.is_empty() && !self.text.ends_with(['\t']) && !self.text.ends_with("  ") {
                    self.text.push(' ');
                }
            } else {
                self.text.push(c);
            }
        }
    }
}

/// The size that most characters have.
pub(super) fn size(pieces: &[Piece]) -> f32 {
    let mut sizes: Vec<(f32, usize)> = Vec::new();
    for piece in pieces {
        let count = piece.text.trim().chars().count();
        match sizes.iter_mut().find(|(size, _)| (size - piece.size).abs() < 0.3) {
            Some((_, n)) => *n += count,
            None => sizes.push((piece.size, count)),
        }
    }
    sizes.iter().max_by_key(|(_, n)| *n).map_or(10.0, |(size, _)| *size)
}

/// The piece that stands behind the only wide blank of a row.
fn lone_wide_gap(pieces: &[Piece], size: f32, least: f32) -> Option<usize> {
    let inked: Vec<usize> = (0..pieces.len()).filter(|&i| !pieces[i].text.trim().is_empty()).collect();
    let gap = |pair: &[usize]| (pair[1], (pieces[pair[1]].x - pieces[pair[0]].right()) / size);
    let mut gaps: Vec<(usize, f32)> = inked.windows(2).map(gap).collect();
    gaps.sort_by(|a, b| b.1.total_cmp(&a.1));
    let widest = gaps.first().filter(|(_, gap)| *gap > least)?;
    let alone = gaps.get(1).is_none_or(|(_, next)| *next < widest.1 / 2.0);
    alone.then_some(widest.0)
}

/// Whether the place between a text and the next piece is a blank.
fn apart(text: &str, end: f32, next: &Piece, size: f32) -> bool {
    let gap = (next.x - end) / size;
    match (text.chars().next_back(), next.text.chars().next()) {
        (Some(a), Some(b)) if is_wide(a) || is_wide(b) => gap > HAN_BLANK,
        _ => gap > 0.12,
    }
}

/// A character that fills an em.
pub(super) fn is_wide(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}')
}

/// Takes out single blanks between Han and other letters or digits, which layout programs suggest by a gap; runs of
/// blanks, which no gap suggests, become one blank.
fn tighten(row: &mut Row) {
    let chars: Vec<(usize, char)> = row.text.char_indices().collect();
    let (han, other) = chars.iter().fold((0, 0), |(han, other), (_, c)| {
        (han + usize::from(is_han(*c)), other + usize::from(c.is_alphabetic() && !is_han(*c)))
    });
    let mut text = String::with_capacity(row.text.len());
    let mut strong = row.strong;
    for (i, &(at, c)) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| chars[i].1);
        let after = chars.get(i + 1).map(|c| c.1);
        let suggested = match (before, after) {
            (Some(a), Some(b)) => is_wide(a) && b != ' ' || a != ' ' && is_wide(b),
            _ => false,
        };
        let drop = c == ' ' && (before == Some(' ') || suggested && han > other);
        if drop {
            strong -= usize::from(at < row.strong);
        } else {
            text.push(c);
        }
    }
    (row.text, row.strong) = (text, strong);
}

/// Groups pieces by their baselines, from the top of the page to its foot.
pub(super) fn cluster(mut pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    pieces.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if (line[0].y - piece.y) < 0.35 * line[0].size.max(piece.size) => line.push(piece),
            _ => lines.push(vec![piece]),
        }
    }
    lines
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A piece of size 10 whose characters are half an em wide, Han an em.
    pub(in crate::formats::pdf) fn piece(x: f32, y: f32, text: &str) -> Piece {
        let width = text.chars().map(|c| if is_wide(c) { 10.0 } else { 5.0 }).sum();
        Piece { x, y, width, size: 10.0, text: text.to_owned(), ..Piece::default() }
    }

    fn text(pieces: &[Piece]) -> String {
        Row::of(1, pieces.to_vec()).map(|r| r.text).unwrap_or_default()
    }

    #[test]
    fn gaps_make_blanks_but_not_between_han() {
        assert_eq!(text(&[piece(0.0, 0.0, "old"), piece(18.0, 0.0, "ferry")]), "old ferry");
        assert_eq!(text(&[piece(0.0, 0.0, "fer"), piece(15.0, 0.0, "ry")]), "ferry");
        assert_eq!(text(&[piece(0.0, 0.0, "旧船"), piece(22.0, 0.0, "很慢")]), "旧船很慢");
        assert_eq!(text(&[piece(0.0, 0.0, "林岸"), piece(30.0, 0.0, "问")]), "林岸 问");
    }

    #[test]
    fn one_wide_gap_is_a_tab_and_even_gaps_are_not() {
        assert_eq!(text(&[piece(0.0, 0.0, "MARA"), piece(60.0, 0.0, "Why wood?")]), "MARA\tWhy wood?");
        let even = [piece(0.0, 0.0, "a"), piece(30.0, 0.0, "b"), piece(60.0, 0.0, "c")];
        assert_eq!(text(&even), "a b c");
    }

    #[test]
    fn suggested_blanks_beside_han_go_and_written_ones_stay() {
        assert_eq!(text(&[piece(0.0, 0.0, "采访时间：2021 年 3 月")]), "采访时间：2021年3月");
        assert_eq!(text(&[piece(0.0, 0.0, "花了  1200  块钱")]), "花了 1200 块钱");
        assert_eq!(
            text(&[piece(0.0, 0.0, "The Chinese word 船 means boat")]),
            "The Chinese word 船 means boat"
        );
    }

    #[test]
    fn strong_counts_the_bytes_that_open_the_row_in_bold() {
        let label = Piece { bold: true, ..piece(0.0, 0.0, "林岸 3 ：") };
        let row = Row::of(1, vec![piece(46.0, 0.0, "船在哪里？"), label]).unwrap();
        assert_eq!((row.text.as_str(), &row.text[..row.strong]), ("林岸3：船在哪里？", "林岸3："));
    }

    #[test]
    fn radicals_and_ligatures_are_written_out() {
        assert_eq!(text(&[piece(0.0, 0.0, &clean("周德⽔的ﬁrst\u{200b}"))]), "周德水的first");
    }
}
