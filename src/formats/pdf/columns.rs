//! Reading order: a page is cut where a blank strip runs down through most of its rows.
//!
//! Right of the strip stands either another column, read after the left one, or the text cells of labels, read
//! row by row. Rows that cross the strip (titles, say) cut the page into bands. This is the recursive X-Y cut of
//! Nagy and Seth (1984), with the vertical cut found by a projection over rows. Deliberately absent: ruled lines.

use super::piece::{self, Piece, Row};

/// A strip must be this wide, in ems.
const NARROWEST: f32 = 0.8;
/// The step of the projection, in points.
const STEP: f32 = 2.0;
/// Columns within columns are followed this deep.
const DEEPEST: usize = 4;
/// Labels take at most this share of the width, and this many characters.
const LABEL_SHARE: f32 = 0.42;
const LABEL_LENGTH: usize = 28;

/// Rows of one column, from its top to its foot.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Block {
    pub(super) rows: Vec<Row>,
}

/// A blank strip.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Strip {
    left: f32,
    right: f32,
}

impl Strip {
    fn middle(self) -> f32 {
        (self.left + self.right) / 2.0
    }
}

/// The blocks of a page in reading order.
pub(super) fn order(page: u32, pieces: Vec<Piece>) -> Vec<Block> {
    let mut blocks = Vec::new();
    cut(page, pieces, 0, &mut blocks);
    blocks
}

fn cut(page: u32, pieces: Vec<Piece>, depth: usize, blocks: &mut Vec<Block>) {
    let size = piece::size(&pieces);
    let lines = piece::cluster(pieces);
    let Some((strip, labels)) = (if depth < DEEPEST { find(&lines, size) } else { None }) else {
        return push(page, lines, blocks);
    };
    let mut plain: Vec<Vec<Piece>> = Vec::new();
    let mut band: Vec<Vec<Piece>> = Vec::new();
    for line in lines {
        if crosses(&line, strip) {
            settle(page, &mut band, &mut plain, strip, labels, depth, blocks);
            plain.push(line);
        } else {
            band.push(line);
        }
    }
    settle(page, &mut band, &mut plain, strip, labels, depth, blocks);
    push(page, plain, blocks);
}

/// A band between rows that cross the strip: its columns or its table, or plain rows if it has but one side.
fn settle(
    page: u32,
    band: &mut Vec<Vec<Piece>>,
    plain: &mut Vec<Vec<Piece>>,
    strip: Strip,
    labels: bool,
    depth: usize,
    blocks: &mut Vec<Block>,
) {
    let band = std::mem::take(band);
    let (left, right) = sides(&band, strip);
    if labels && right > 0 {
        push(page, std::mem::take(plain), blocks);
        return table(page, band, strip, blocks);
    }
    if left < 2 || right < 2 {
        return plain.extend(band);
    }
    push(page, std::mem::take(plain), blocks);
    let (left, right) = band.into_iter().flatten().partition(|p| p.x < strip.middle());
    cut(page, left, depth + 1, blocks);
    cut(page, right, depth + 1, blocks);
}

fn push(page: u32, lines: Vec<Vec<Piece>>, blocks: &mut Vec<Block>) {
    let rows: Vec<Row> = lines.into_iter().filter_map(|line| Row::of(page, line)).collect();
    if !rows.is_empty() {
        blocks.push(Block { rows });
    }
}

/// Rows of labels and texts. A label without a text beside it belongs to the label above, if that is near.
fn table(page: u32, band: Vec<Vec<Piece>>, strip: Strip, blocks: &mut Vec<Block>) {
    let mut rows: Vec<Row> = Vec::new();
    for line in band {
        let (left, right): (Vec<_>, Vec<_>) = line.into_iter().partition(|p| p.x < strip.middle());
        let label = Row::cells(page, left);
        let Some(mut row) = Row::of(page, right) else {
            match (label, rows.last_mut()) {
                (Some(label), Some(last)) if last.label.is_some() && last.y - label.y < 1.6 * label.size => {
                    extend(last, &label.text)
                }
                (Some(label), _) => rows.push(label),
                _ => {}
            }
            continue;
        };
        row.label = label.map(|l| {
            let strong = l.strong >= l.text.len();
            (l.text, strong)
        });
        rows.push(row);
    }
    drop_row_numbers(&mut rows);
    blocks.push(Block { rows });
}

/// Takes the numbers that count the rows of a table from its labels.
fn drop_row_numbers(rows: &mut [Row]) {
    let split = |label: &str| {
        let (number, rest) = label.split_once([' ', '\t'])?;
        Some((number.trim_end_matches('.').parse::<u32>().ok()?, rest.trim_start().to_owned()))
    };
    let labels: Vec<&mut String> = rows.iter_mut().filter_map(|r| Some(&mut r.label.as_mut()?.0)).collect();
    let parts: Option<Vec<(u32, String)>> = labels.iter().map(|l| split(l)).collect();
    let Some(parts) =
        parts.filter(|p| p.len() >= 3 && p.windows(2).all(|w| w[1].0 == w[0].0.saturating_add(1)))
    else {
        return;
    };
    labels.into_iter().zip(parts).for_each(|(label, (_, rest))| *label = rest);
}

/// A label goes on in the next line of its cell.
pub(super) fn extend(row: &mut Row, more: &str) {
    if let Some((label, _)) = &mut row.label {
        if !(label.ends_with(piece::is_wide) && more.starts_with(piece::is_wide)) {
            label.push(' ');
        }
        label.push_str(more);
    }
}

/// A line with text over the strip, or with words on both sides of it that belong together.
fn crosses(line: &[Piece], strip: Strip) -> bool {
    line.iter().any(|p| !p.text.trim().is_empty() && p.x < strip.left - 1.0 && p.right() > strip.right + 1.0)
        || line.iter().any(|p| {
            !p.text.trim().is_empty() && p.x < strip.middle() && p.right() > strip.middle() + p.size * 0.3
        })
}

/// How many lines have text left and right of the strip.
fn sides(lines: &[Vec<Piece>], strip: Strip) -> (usize, usize) {
    let on = |left: bool| {
        lines
            .iter()
            .filter(|l| l.iter().any(|p| !p.text.trim().is_empty() && (p.x < strip.middle()) == left))
            .count()
    };
    (on(true), on(false))
}

/// The strip that cuts the page best, and whether labels stand left of it.
fn find(lines: &[Vec<Piece>], size: f32) -> Option<(Strip, bool)> {
    let inked = || lines.iter().flatten().filter(|p| !p.text.trim().is_empty());
    let left = inked().map(|p| p.x).fold(f32::MAX, f32::min);
    let right = inked().map(Piece::right).fold(f32::MIN, f32::max);
    if lines.len() < 3 || !(right - left > 5.0 * size && right - left < 20_000.0) {
        return None;
    }
    let covered = project(lines, left, right);
    // Titles may cross a strip, but labels may be as rare as titles: so strips that nothing crosses go first.
    let most = (lines.len() * 15 / 100).max(usize::from(lines.len() > 5));
    let mut crossings: Vec<usize> = [0, 1, 2, most].into_iter().filter(|n| *n <= most).collect();
    crossings.dedup();
    let wide = |s: &Strip| s.left > left && s.right - s.left >= NARROWEST * size;
    let found: Vec<Vec<Strip>> =
        crossings.iter().map(|n| strips(&covered, *n, left).into_iter().filter(wide).collect()).collect();
    let labelled = found.iter().flat_map(|s| s.iter().rev()).find(|s| is_labels(lines, **s, left, right));
    if let Some(strip) = labelled {
        return Some((*strip, true));
    }
    let width = |s: &Strip| s.right - s.left;
    let columns = |found: &Vec<Strip>| {
        let columns = found.iter().filter(|s| is_columns(lines, **s));
        columns.max_by(|a, b| width(a).total_cmp(&width(b))).copied()
    };
    found.iter().find_map(columns).map(|s| (s, false))
}

/// How many lines have text over each step from the left edge of the text to its right edge.
fn project(lines: &[Vec<Piece>], left: f32, right: f32) -> Vec<usize> {
    let bins = ((right - left) / STEP) as usize + 1;
    let mut covered = vec![0usize; bins];
    for line in lines {
        let mut mine = vec![false; bins];
        for p in line.iter().filter(|p| !p.text.trim().is_empty()) {
            let from = ((p.x - left) / STEP).max(0.0) as usize;
            let to = (((p.right() - left) / STEP).ceil() as usize).min(bins);
            mine[from.min(to)..to].fill(true);
        }
        covered.iter_mut().zip(mine).for_each(|(n, mine)| *n += usize::from(mine));
    }
    covered
}

/// The strips between text that at most so many lines cross.
fn strips(covered: &[usize], crossings: usize, left: f32) -> Vec<Strip> {
    let mut strips = Vec::new();
    let mut from = None;
    for (i, n) in covered.iter().enumerate() {
        match (from, *n <= crossings) {
            (None, true) => from = Some(i),
            (Some(start), false) => {
                strips.push(Strip { left: left + start as f32 * STEP, right: left + i as f32 * STEP });
                from = None;
            }
            _ => {}
        }
    }
    strips
}

/// Columns have several rows on each side, and neither is a mere edge.
fn is_columns(lines: &[Vec<Piece>], strip: Strip) -> bool {
    let beside: Vec<&Vec<Piece>> = lines.iter().filter(|l| !crosses(l, strip)).collect();
    let side = |left: bool| {
        let rows = beside.iter().filter(|l| {
            let width: f32 = l.iter().filter(|p| (p.x < strip.middle()) == left).map(|p| p.width).sum();
            width > 8.0 * l[0].size
        });
        rows.count()
    };
    let (left, right) = (side(true), side(false));
    left >= 3 && right >= 3 && left * 4 >= right && right * 4 >= left && beside.len() * 2 >= lines.len()
}

/// Labels are short, have a text on their line, and do not fill their column.
fn is_labels(lines: &[Vec<Piece>], strip: Strip, left: f32, right: f32) -> bool {
    if strip.left - left > LABEL_SHARE * (right - left) {
        return false;
    }
    let (mut labels, mut texts, mut both, mut long, mut width) = (0usize, 0usize, 0usize, 0usize, 0.0);
    for line in lines.iter().filter(|l| !crosses(l, strip)) {
        let inked = || line.iter().filter(|p| !p.text.trim().is_empty());
        let label: Vec<&Piece> = inked().filter(|p| p.x < strip.middle()).collect();
        let text = inked().any(|p| p.x >= strip.middle());
        texts += usize::from(text);
        if !label.is_empty() {
            labels += 1;
            both += usize::from(text);
            long += usize::from(label.iter().map(|p| p.text.chars().count()).sum::<usize>() > LABEL_LENGTH);
            width += label.iter().map(|p| p.width).sum::<f32>();
        }
    }
    let fill = width / labels.max(1) as f32 / (strip.left - left).max(1.0);
    labels >= 2
        && texts >= 3
        && both * 10 >= labels * 8
        && long * 10 <= labels
        && (fill < 0.85 || labels * 4 < texts * 3 || strip.left - left < 0.2 * (right - left))
}

#[cfg(test)]
mod tests {
    use super::super::piece::tests::piece;
    use super::*;

    fn texts(pieces: Vec<Piece>) -> Vec<String> {
        let text = |r: Row| match r.label {
            Some((label, _)) => format!("{label}|{}", r.text),
            None => r.text,
        };
        order(1, pieces).into_iter().flat_map(|b| b.rows).map(text).collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other() {
        let mut pieces = vec![piece(0.0, 120.0, "A title that runs across both of the columns of the page")];
        for i in 0..5u8 {
            let y = 100.0 - 12.0 * f32::from(i);
            pieces.push(piece(0.0, y, &format!("left column row {i} words")));
            pieces.push(piece(150.0, y - 3.0, &format!("right column row {i} word")));
        }
        let got = texts(pieces);
        assert_eq!(got[1..6].iter().filter(|t| t.starts_with("left")).count(), 5);
        assert_eq!(got[6..].iter().filter(|t| t.starts_with("right")).count(), 5);
        assert!(got[0].starts_with("A title"));
    }

    #[test]
    fn labels_stay_with_their_texts() {
        let mut pieces = Vec::new();
        for (i, label) in ["Mara", "Ole Brandt", "Mara", "Ole Brandt"].iter().enumerate() {
            let y = 200.0 - 40.0 * i as f32;
            pieces.push(piece(0.0, y, label));
            pieces.push(piece(70.0, y, "why was she built of wood, when all of them"));
            pieces.push(piece(70.0, y - 12.0, "had changed to steel?"));
        }
        let got = texts(pieces);
        assert_eq!(got[0], "Mara|why was she built of wood, when all of them");
        assert_eq!(got[1], "had changed to steel?");
        assert_eq!(got[2].split('|').next(), Some("Ole Brandt"));
        assert_eq!(got.len(), 8);
    }

    #[test]
    fn numbers_that_count_the_rows_are_no_part_of_labels() {
        let mut rows: Vec<Row> = ["7 Mara", "8 Ole", "9 Mara"]
            .map(|label| Row { label: Some((label.to_owned(), false)), ..Row::default() })
            .into();
        drop_row_numbers(&mut rows);
        let labels: Vec<_> = rows.iter().filter_map(|r| r.label.as_ref().map(|l| l.0.as_str())).collect();
        assert_eq!(labels, ["Mara", "Ole", "Mara"]);
    }

    #[test]
    fn paragraphs_have_no_columns() {
        let rows: Vec<Piece> = (0..8u8)
            .map(|i| piece(0.0, 100.0 - 12.0 * f32::from(i), "one row of a plain paragraph of text"))
            .collect();
        assert_eq!(order(1, rows).len(), 1);
    }
}
