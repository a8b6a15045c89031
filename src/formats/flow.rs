//! Flowing text to lines, as a web page or a word processor lays it out: blocks give gaps, a break a line,
//! cells of a short row are joined by a tab.
//!
//! Deliberately absent: any markup; a format says what opens and closes.

use crate::analysis::is_han;
use crate::turns::{Line, Style};

/// A cell this long, in characters, is text of its own rather than a label.
const LONGEST_LABEL: usize = 80;

/// What must happen before the next text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Break {
    #[default]
    None,
    Line,
    Gap,
}

/// A writer of lines.
#[derive(Debug, Default)]
pub(super) struct Flow {
    lines: Vec<Line>,
    line: Line,
    /// The line of the source that was last said.
    number: u32,
    pending: Break,
    /// White space read and not yet written; true inside if it holds a line end.
    blank: Option<bool>,
    heading: u8,
    quote: usize,
    strong: usize,
    slanted: usize,
    pre: usize,
    item: bool,
    /// Only strong text so far on this line.
    leading: bool,
    /// The number in the first cell of the last row that was counted.
    count: u32,
    /// Lines there were when the row began, while one is open.
    row: Option<usize>,
    /// A break stands alone since the last text.
    broke: bool,
    /// What comes belongs to the label or term on the line before, whatever block it is in.
    belongs: bool,
}

impl Flow {
    /// What comes stands on this line of the source, counted from 1.
    pub(super) fn at(&mut self, line: u32) {
        self.number = line;
    }

    /// The lines written.
    pub(super) fn finish(mut self) -> Vec<Line> {
        self.flush();
        self.lines
    }

    /// Strong text begins, within any other.
    pub(super) fn open_strong(&mut self) {
        self.strong += 1;
    }

    /// Strong text ends.
    pub(super) fn close_strong(&mut self) {
        self.strong = self.strong.saturating_sub(1);
    }

    /// Text in italics begins, within any other.
    pub(super) fn open_slanted(&mut self) {
        self.slanted += 1;
    }

    /// Text in italics ends.
    pub(super) fn close_slanted(&mut self) {
        self.slanted = self.slanted.saturating_sub(1);
    }

    /// A heading of this level begins.
    pub(super) fn open_heading(&mut self, level: u8) {
        self.block();
        self.heading = level;
    }

    /// A heading ends.
    pub(super) fn close_heading(&mut self) {
        self.block();
        self.heading = 0;
    }

    /// A block quotation begins, within any other.
    pub(super) fn open_quote(&mut self) {
        self.block();
        self.quote += 1;
    }

    /// A block quotation ends.
    pub(super) fn close_quote(&mut self) {
        self.block();
        self.quote = self.quote.saturating_sub(1);
    }

    /// Text begins whose line ends count.
    pub(super) fn open_pre(&mut self) {
        self.block();
        self.pre += 1;
    }

    /// Text ends whose line ends count.
    pub(super) fn close_pre(&mut self) {
        self.gap();
        self.pre = self.pre.saturating_sub(1);
    }

    /// A list item begins.
    pub(super) fn open_item(&mut self) {
        self.block();
        self.item = true;
    }

    /// A row of a table begins.
    pub(super) fn open_row(&mut self) {
        self.block();
        self.row = None;
    }

    /// A row of a table ends.
    pub(super) fn close_row(&mut self) {
        self.gap();
        self.row = None;
    }

    /// A cell follows a short one on its line, after a tab; text after a time and a name stands below them. A first cell
    /// that counts the rows is written like the number of a list item.
    pub(super) fn open_cell(&mut self) {
        let first = *self.row.get_or_insert(self.lines.len());
        let label = self.lines.len() == first && self.line.text.chars().count() <= LONGEST_LABEL;
        if label && self.is_next_count() {
            self.line.text.push_str(". ");
            (self.pending, self.blank) = (Break::None, None);
        } else if label && is_timed(&self.line.text) {
            self.pending = Break::None;
            self.belong();
        } else if label && !self.line.text.is_empty() {
            if !self.line.text.ends_with('\t') {
                self.line.text.push('\t');
            }
            self.pending = Break::None;
            self.blank = None;
        } else {
            self.gap();
        }
    }

    /// True for a line that is the next number after the one before; counts it.
    fn is_next_count(&mut self) -> bool {
        let number = self.line.text.parse().ok().filter(|n: &u32| *n <= 1 || *n == self.count + 1);
        self.count = number.unwrap_or(self.count);
        number.is_some()
    }

    /// A cell ends.
    pub(super) fn close_cell(&mut self) {
        self.line();
    }

    /// A paragraph begins, unless it stands in a cell that continues a line, or belongs to a label.
    pub(super) fn open_paragraph(&mut self) {
        if !self.continues_row() && !self.belongs {
            self.gap();
        }
    }

    /// True at the start of a cell that continues the line of the one before it.
    pub(super) fn continues_row(&self) -> bool {
        self.pending == Break::None && self.line.text.ends_with(['\t', ' '])
    }

    /// The place that the next line will have among the lines, after a border.
    pub(super) fn place(&self) -> usize {
        self.lines.len() + usize::from(!self.line.text.is_empty())
    }

    /// A block border stands here.
    pub(super) fn gap(&mut self) {
        self.pending = Break::Gap;
    }

    /// The line ends here.
    pub(super) fn line(&mut self) {
        self.pending = self.pending.max(Break::Line);
    }

    /// A line break; two of them are a block border.
    pub(super) fn line_break(&mut self) {
        if self.broke {
            self.gap()
        } else {
            self.line()
        }
        self.broke = true;
    }

    /// What comes belongs to the label on this line, whatever block it is in.
    pub(super) fn belong(&mut self) {
        self.line();
        self.belongs = true;
    }

    /// The text of the line that is being written; empty right after a border.
    pub(super) fn current(&self) -> &str {
        if self.pending == Break::None { &self.line.text } else { "" }
    }

    /// A tabulator that is more than white space.
    pub(super) fn tab(&mut self) {
        if self.pending == Break::None && !self.line.text.is_empty() && !self.line.text.ends_with('\t') {
            self.line.text.truncate(self.line.text.trim_end().len());
            self.line.text.push('\t');
            self.blank = None;
        }
    }

    /// A run of blanks that sets apart what is before it, as a tabulator does.
    pub(super) fn wide_blank(&mut self) {
        if self.pending == Break::None && !self.line.text.is_empty() && !self.line.text.ends_with('\t') {
            self.line.text.truncate(self.line.text.trim_end().len());
            self.line.text.push_str("  ");
            self.blank = None;
        }
    }

    /// Text; runs of white space count as one blank, and none where a line end stands between Han characters.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' if self.pre > 0 => {
                    self.line_break();
                    self.number += 1;
                }
                c if c.is_whitespace() => {
                    self.blank = Some(self.blank.unwrap_or(false) || c == '\n');
                }
                '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
                c => self.push(c),
            }
        }
    }

    /// Ends the line, before what follows gets a style of its own.
    fn block(&mut self) {
        self.gap();
        self.flush();
    }

    fn push(&mut self, c: char) {
        if self.pending > Break::None {
            self.flush();
        }
        (self.broke, self.belongs) = (false, false);
        let first = self.line.text.is_empty();
        if first {
            self.leading = true;
            self.blank = None;
            self.line.number = self.number.max(1);
        }
        self.line.style.slanted = self.slanted > 0 && (first || self.line.style.slanted);
        if let Some(wrapped) = self.blank.take() {
            let last = self.line.text.chars().next_back();
            let joined = wrapped && is_han(c) && last.is_some_and(is_han) || matches!(last, Some('\t' | ' '));
            if !joined {
                self.line.text.push(' ');
            }
        }
        self.line.text.push(c);
        if self.strong > 0 && self.leading {
            self.line.style.strong = self.line.text.len();
        } else {
            self.leading = false;
        }
    }

    /// Ends the line; what breaks next is settled by it.
    fn flush(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        line.text.truncate(line.text.trim_end().len());
        if !line.text.is_empty() {
            line.style = Style {
                heading: self.heading,
                quote: self.quote > 0,
                item: std::mem::take(&mut self.item),
                strong: line.style.strong.min(line.text.len()),
                ..line.style
            };
            self.lines.push(line);
        }
        self.line.gap = self.pending == Break::Gap || self.lines.is_empty();
        self.pending = Break::None;
        self.blank = None;
    }
}

/// True for a time and a name in two cells, in either order, behind a count.
fn is_timed(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(". ").unwrap_or(text);
    let Some((a, b)) = text.split_once('\t') else { return false };
    is_clock(a) && !b.is_empty() && !is_clock(b) || is_clock(b) && a.chars().any(char::is_alphabetic)
}

/// True for digits with colons, brackets aside; or two such times.
fn is_clock(text: &str) -> bool {
    let text = text.trim_matches(['[', ']', '(', ')']);
    let part = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ',' | ' ' | '-' | '–' | '—' | '>');
    text.contains(':') && text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(part)
}
