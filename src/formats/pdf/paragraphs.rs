//! Rows become paragraphs: by gaps, by indents, by last lines that end early; over column and page breaks too.
//!
//! Where a document sets nothing but line ends between its paragraphs, no reader of single rows can tell which of
//! them end one: then every row stays a line, and `turns` unwraps them like any wrapped text.

use std::collections::HashSet;

use super::columns::{self, Block};
use super::hyphen::Words;
use super::piece::{Row, is_wide};
use crate::turns::{Line, Style};

/// More than this many times the usual distance of rows is a gap.
const GAP: f32 = 1.25;
/// Rows whose size differs by this share belong to different paragraphs.
const SIZE: f32 = 0.09;
/// A row that begins this far in, in ems, is indented.
const INDENT: f32 = 0.5;
/// Type this many times as large as the text's makes a heading.
const HEADING: f32 = 1.12;

/// How the first rows of paragraphs stand to the others.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    /// All rows begin at the left edge.
    Flush,
    /// First rows are indented.
    Indented,
    /// All others are.
    Hanging,
}

/// What stands between two rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Break {
    /// Nothing: the sentence goes on.
    None,
    /// A line end that the first row did not need.
    Early,
    /// A border that can be seen.
    Clear,
}

/// The columns that have one left edge.
#[derive(Debug, Clone, Copy)]
struct Edge {
    left: f32,
    right: f32,
}

/// What the whole document has in common.
struct Layout {
    /// The usual distance of rows, in ems.
    lead: f32,
    shape: Shape,
    /// Line ends alone separate paragraphs.
    loose: bool,
    /// The beginnings of paragraphs up to a colon.
    openings: HashSet<String>,
    edges: Vec<Edge>,
}

/// The lines of a document; `size` is that of its text.
pub(super) fn lines(blocks: Vec<Block>, size: f32) -> Vec<Line> {
    let layout = Layout::of(&blocks);
    let words = Words::learn(blocks.iter().flat_map(|b| &b.rows));
    let mut rows: Vec<(Row, Break)> = Vec::new();
    let firsts = blocks.into_iter().flat_map(|b| b.rows.into_iter().enumerate());
    for (i, row) in firsts {
        let gap = match rows.last() {
            None => Break::Clear,
            Some((before, _)) if i == 0 => layout.over(before, &row),
            Some((before, _)) if layout.goes_on_in_label(before, &row) => {
                let label = row.label.map(|l| l.0).unwrap_or_default();
                if let Some((before, _)) = rows.last_mut() {
                    columns::extend(before, &label);
                    let mut text = std::mem::take(&mut before.text);
                    join(&mut text, &row.text);
                    before.text = text;
                }
                continue;
            }
            Some((before, _)) => layout.within(before, &row),
        };
        rows.push((row, gap));
    }
    for i in 1..rows.len() {
        let (before, after) = rows.split_at_mut(i);
        if after[0].1 == Break::None
            && let Some((row, _)) = before.last_mut()
        {
            words.mend(row, &mut after[0].0);
        }
    }
    let mut lines = Lines { lines: Vec::new(), sizes: Vec::new(), text: size, whole: true };
    for (row, gap) in rows.into_iter().filter(|(r, _)| !r.text.is_empty() || r.label.is_some()) {
        match gap {
            Break::None if !layout.loose => lines.extend(&row),
            Break::Clear => lines.push(row, true),
            _ => lines.push(row, !layout.loose),
        }
    }
    lines.finish()
}

impl Layout {
    fn of(blocks: &[Block]) -> Self {
        let edges = edges(blocks);
        let mut layout =
            Self { lead: lead(blocks), shape: Shape::Flush, loose: false, openings: HashSet::new(), edges };
        let pairs = || blocks.iter().flat_map(|b| b.rows.windows(2)).map(|w| (&w[0], &w[1]));
        // First rows are those after a gap or an early end; the others follow a full row.
        let (mut first, mut other) = (Vec::new(), Vec::new());
        for (a, b) in pairs().filter(|(a, b)| b.label.is_none() && same_size(a, b)) {
            let offset = (b.x - layout.edge(b).left) / b.size;
            if layout.is_gap(a, b) || layout.ends_early(a, b) {
                first.push(offset)
            } else {
                other.push(offset)
            }
        }
        let (first, other) = (median(&mut first), median(&mut other));
        layout.shape = match first.zip(other) {
            Some((first, other)) if first > other + INDENT => Shape::Indented,
            Some((first, other)) if other > first + INDENT => Shape::Hanging,
            _ => Shape::Flush,
        };
        let count = |kind| pairs().filter(|(a, b)| layout.within(a, b) == kind).count();
        let (early, clear) = (count(Break::Early), count(Break::Clear));
        layout.loose = early > 0 && early * 2 > clear;
        let begins = pairs().filter(|(a, b)| layout.within(a, b) != Break::None).map(|(_, b)| b);
        layout.openings = begins.filter_map(|r| opening(&r.text)).map(str::to_owned).collect();
        layout
    }

    fn edge(&self, row: &Row) -> Edge {
        let near = |e: &&Edge| {
            (e.left - row.x).abs() < 0.3 * row.size || e.left < row.x && row.right <= e.right + row.size
        };
        let best = self.edges.iter().filter(near).max_by(|a, b| a.left.total_cmp(&b.left));
        // An indented row belongs to the edge left of it, unless a column begins there.
        best.copied().unwrap_or(Edge { left: row.x, right: row.right })
    }

    fn is_gap(&self, a: &Row, b: &Row) -> bool {
        let distance = (a.y - b.y) / a.size.max(b.size);
        distance > GAP * self.lead || distance < 0.0
    }

    /// The first word of the next row would have had its place on this one.
    fn ends_early(&self, a: &Row, b: &Row) -> bool {
        let room = self.edge(a).right - a.right;
        let slack = if b.text.starts_with(is_wide) { 1.2 } else { 0.8 };
        let goes_on = b.text.starts_with(char::is_lowercase) && !is_ended(&a.text) && !a.text.ends_with(':');
        !goes_on && room > first_word(b) + slack * a.size
    }

    /// What stands between two rows of a column.
    fn within(&self, a: &Row, b: &Row) -> Break {
        let clear = b.label.is_some() || !same_size(a, b) || self.is_gap(a, b) || self.is_first(a, b);
        match clear {
            true => Break::Clear,
            false if self.ends_early(a, b) => Break::Early,
            false => Break::None,
        }
    }

    /// Begins where first rows of paragraphs begin.
    fn is_first(&self, a: &Row, b: &Row) -> bool {
        let offset = (b.x - self.edge(b).left) / b.size;
        match self.shape {
            Shape::Flush => false,
            Shape::Indented => offset > INDENT && offset < 8.0,
            Shape::Hanging => offset < INDENT && (a.x - b.x).abs() < 40.0 * b.size,
        }
    }

    /// What stands between the last row of a column and the first of the next.
    fn over(&self, a: &Row, b: &Row) -> Break {
        if b.label.is_some() || !same_size(a, b) || self.ends_early(a, b) || self.is_first(a, b) {
            return Break::Clear;
        }
        let ended = is_ended(&a.text);
        let known = opening(&b.text).is_some_and(|o| self.openings.contains(o));
        let starts = known || b.strong > 0 && a.strong < a.text.len();
        let sure = self.shape != Shape::Flush;
        if starts || ended && !sure && opening(&b.text).is_some() { Break::Clear } else { Break::None }
    }

    /// A label that is wrapped in its cell: both cells go on in the next row.
    fn goes_on_in_label(&self, a: &Row, b: &Row) -> bool {
        let both = a.label.is_some() && b.label.is_some() && a.page == b.page;
        both && !self.is_gap(a, b)
            && !self.ends_early(a, b)
            && a.label.as_ref().is_some_and(|l| !l.0.ends_with([':', '：']))
    }
}

/// The smallest distance that is frequent among rows of one size, in ems.
fn lead(blocks: &[Block]) -> f32 {
    let pairs = blocks.iter().flat_map(|b| b.rows.windows(2)).filter(|w| same_size(&w[0], &w[1]));
    let mut distances: Vec<f32> = pairs.map(|w| (w[0].y - w[1].y) / w[0].size).collect();
    distances.retain(|d| (0.7..4.0).contains(d));
    distances.sort_by(f32::total_cmp);
    let near = |from: usize| {
        let end = distances.partition_point(|d| *d < distances[from] + 0.06);
        &distances[from..end]
    };
    let frequent = (0..distances.len()).map(near).find(|near| near.len() * 10 >= distances.len());
    frequent.map_or(1.4, |near| near.iter().sum::<f32>() / near.len().max(1) as f32)
}

/// The left edges at which many rows begin, with the right edge that rows there reach.
fn edges(blocks: &[Block]) -> Vec<Edge> {
    let mut edges: Vec<(Edge, Vec<f32>)> = Vec::new();
    for block in blocks {
        let many = |x: f32| block.rows.iter().filter(|r| (r.x - x).abs() < 2.0).count();
        // The leftmost place at which more than a few rows begin.
        let starts = block.rows.iter().map(|r| r.x);
        let left = starts.filter(|&x| many(x) * 8 >= block.rows.len().min(40)).fold(f32::MAX, f32::min);
        let rights = block.rows.iter().map(|r| r.right);
        match edges.iter_mut().find(|(e, _)| (e.left - left).abs() < 4.0) {
            Some((_, known)) => known.extend(rights),
            None => edges.push((Edge { left, right: left }, rights.collect())),
        }
    }
    let settle = |(edge, mut rights): (Edge, Vec<f32>)| {
        rights.sort_by(f32::total_cmp);
        // A mark hung into the margin is no edge, where rows enough reach another.
        let hung = if rights.len() >= 30 { rights.len() / 30 } else { 0 };
        Edge { right: rights.iter().rev().nth(hung).copied().unwrap_or(edge.left), ..edge }
    };
    edges.into_iter().map(settle).collect()
}

fn same_size(a: &Row, b: &Row) -> bool {
    (a.size - b.size).abs() <= SIZE * a.size.max(b.size)
}

/// Ends like a sentence.
fn is_ended(text: &str) -> bool {
    let text = text.trim_end_matches(['”', '"', '」', '』', ')', '）', '’', ']', '】']);
    text.ends_with(|c| ".?!。？！…".contains(c))
}

/// How wide a character is to others, roughly.
fn breadth(c: char) -> f32 {
    match c {
        c if is_wide(c) => 2.0,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ';' | ':' | '\'' | '’' | '!' | 'I' => 0.65,
        'm' | 'w' | 'M' | 'W' | '—' => 1.7,
        c if c.is_uppercase() => 1.35,
        _ => 1.1,
    }
}

/// The width of what cannot be parted at the start of a row, by its share of the characters.
fn first_word(row: &Row) -> f32 {
    let columns = |text: &str| text.chars().map(breadth).sum::<f32>();
    let word: String = match row.text.chars().next() {
        Some(c) if is_wide(c) => c.to_string(),
        _ => row.text.chars().take_while(|c| !c.is_whitespace() && !is_wide(*c)).collect(),
    };
    (row.right - row.x) * columns(&word) / columns(&row.text).max(1.0)
}

/// What may be a label: up to a colon, in the first few words.
fn opening(text: &str) -> Option<&str> {
    let end = text.char_indices().take(40).find(|(_, c)| matches!(c, ':' | '：' | '\t'))?.0;
    (end > 0).then(|| &text[..end])
}

fn median(values: &mut [f32]) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Adds a wrapped row: by a blank, by nothing beside characters that fill an em or after a hyphen.
pub(super) fn join(text: &mut String, next: &str) {
    let (before, after) = (text.chars().next_back(), next.chars().next());
    let wide =
        |c: Option<char>| c.is_none_or(|c| is_wide(c) || matches!(c, '“' | '”' | '‘' | '’' | '—' | '…'));
    let han = before.is_some_and(is_wide) || after.is_some_and(is_wide);
    let hyphen = before == Some('-')
        && after.is_some_and(char::is_alphanumeric)
        && text.chars().rev().nth(1).is_some_and(char::is_alphanumeric);
    if !(wide(before) && wide(after) && han || before.is_none() || after.is_none() || hyphen) {
        text.push(' ');
    }
    text.push_str(next);
}

/// A writer of lines.
struct Lines {
    lines: Vec<Line>,
    /// The size of each line's type.
    sizes: Vec<f32>,
    /// The size of the text's type.
    text: f32,
    /// The line that is being written is bold from its start to its end so far.
    whole: bool,
}

impl Lines {
    fn push(&mut self, row: Row, gap: bool) {
        let (mut label, bold) =
            row.label.map_or((String::new(), false), |(label, bold)| (label + "\t", bold));
        let mut gap = gap;
        if label.trim_end().contains('\t') {
            // Of three columns, the first two are a line above the text: a time and a name, say.
            let style = Style { strong: if bold { label.trim_end().len() } else { 0 }, ..Style::default() };
            let text = std::mem::take(&mut label).trim_end().to_owned();
            self.lines.push(Line { number: row.number, text, gap, style });
            self.sizes.push(row.size);
            gap = false;
        }
        let mut strong = if label.is_empty() || bold { label.len() + row.strong } else { 0 };
        let text = label + &row.text;
        strong = strong.min(text.len());
        self.whole = strong >= text.len();
        self.sizes.push(row.size);
        let style = Style { strong, slanted: row.slanted, ..Style::default() };
        self.lines.push(Line { number: row.number, text: text.trim_end().to_owned(), gap, style });
    }

    fn extend(&mut self, row: &Row) {
        let Some(line) = self.lines.last_mut() else { return };
        join(&mut line.text, &row.text);
        if self.whole && row.strong > 0 {
            line.style.strong = line.text.len() - row.text.len() + row.strong;
        }
        self.whole = self.whole && row.strong >= row.text.len();
        line.style.slanted &= row.slanted;
        line.style.strong = line.style.strong.min(line.text.len());
    }

    /// Larger type makes headings; the largest, if but one line has it, the title.
    fn finish(mut self) -> Vec<Line> {
        let heads = |size: f32, line: &Line| size > HEADING * self.text && line.text.chars().count() <= 200;
        let headed = self.sizes.iter().zip(&self.lines).filter(|(s, l)| heads(**s, l));
        let mut sizes: Vec<i32> = headed.map(|(s, _)| step(*s)).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let once = sizes.len() == 1 || sizes.len() > 1 && sizes[0] != sizes[1];
        sizes.dedup();
        let level = |size: f32| {
            let at = sizes.iter().position(|s| *s == step(size)).unwrap_or(0) + 2 - usize::from(once);
            u8::try_from(at.min(6)).unwrap_or(6)
        };
        let levels: Vec<u8> = self
            .sizes
            .iter()
            .zip(&self.lines)
            .map(|(size, line)| if heads(*size, line) { level(*size) } else { 0 })
            .collect();
        self.lines.iter_mut().zip(levels).for_each(|(line, level)| line.style.heading = level);
        self.lines
    }
}

fn step(size: f32) -> i32 {
    (size * 2.0).round() as i32
}
