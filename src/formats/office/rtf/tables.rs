//! The tables of an RTF file: those its text is laid out in, whose cells and rows are known by their ends, and the
//! table of styles.

use std::collections::HashMap;

use crate::formats::office::page::Page;

/// The table that is being read.
#[derive(Debug, Default)]
pub(super) struct Table {
    row: bool,
    cell: bool,
    /// A row was defined and has not ended.
    defined: bool,
    /// The row that was defined holds the names of columns.
    names: bool,
    /// The row that is open does.
    named: bool,
    /// Rows that have ended.
    rows: usize,
}

impl Table {
    /// A row is defined: before it, and by some programs once more at its end.
    pub(super) fn define_row(&mut self) {
        (self.defined, self.names) = (true, false);
    }

    /// The row that is defined is repeated on every page.
    pub(super) fn row_of_names(&mut self) {
        self.names = self.rows == 0;
    }

    /// A paragraph begins, in a table or not.
    pub(super) fn enter(&mut self, in_table: bool, page: &mut Page) {
        if in_table || self.defined {
            self.open(page);
        } else {
            self.leave(page);
        }
    }

    /// A cell ends.
    pub(super) fn end_cell(&mut self, page: &mut Page) {
        self.open(page);
        page.close_cell();
        self.cell = false;
    }

    /// A row ends.
    pub(super) fn end_row(&mut self, page: &mut Page) {
        self.defined = false;
        if self.row {
            page.close_row(self.named);
            self.rows += 1;
        }
        (self.row, self.cell) = (false, false);
    }

    /// The table is over.
    pub(super) fn leave(&mut self, page: &mut Page) {
        self.end_row(page);
        self.rows = 0;
    }

    fn open(&mut self, page: &mut Page) {
        if !self.row {
            self.named = self.names && self.rows == 0;
            page.open_row(self.named);
            self.row = true;
        }
        if !self.cell {
            page.open_cell();
            self.cell = true;
        }
    }
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    outline: Option<i32>,
}

/// The styles of paragraphs.
#[derive(Debug, Default)]
pub(super) struct Styles {
    all: HashMap<i32, Style>,
    number: i32,
    current: Style,
}

impl Styles {
    /// A group of the table opens.
    pub(super) fn open(&mut self) {
        (self.number, self.current) = (0, Style::default());
    }

    /// The number of the style.
    pub(super) fn number(&mut self, number: i32) {
        self.number = number;
    }

    /// The level of its headings, from 0.
    pub(super) fn outline(&mut self, level: i32) {
        self.current.outline = Some(level);
    }

    /// The name of the style, which ends with a semicolon.
    pub(super) fn text(&mut self, text: &str) {
        self.current.name.push_str(text);
        if self.current.name.ends_with(';') {
            self.end();
        }
    }

    /// A style ends.
    pub(super) fn end(&mut self) {
        let mut style = std::mem::take(&mut self.current);
        style.name = style.name.trim_end_matches(';').trim().to_lowercase();
        if !style.name.is_empty() {
            self.all.insert(self.number, style);
        }
    }

    /// The level of the heading that paragraphs of a style are, from 1; 0 for text.
    pub(super) fn heading(&self, number: i32) -> u8 {
        let Some(style) = self.all.get(&number) else { return 0 };
        match style.outline {
            Some(level @ 0..=8) => (level as u8 + 1).min(6),
            _ => match style.name.as_str() {
                "title" => 1,
                "subtitle" => 2,
                name => {
                    let level = name.strip_prefix("heading ").and_then(|l| l.parse::<u8>().ok());
                    level.filter(|l| (1..=9).contains(l)).map_or(0, |l| l.min(6))
                }
            },
        }
    }

    /// True for block quotations.
    pub(super) fn is_quote(&self, number: i32) -> bool {
        self.all.get(&number).is_some_and(|s| s.name.contains("quote") || s.name.contains("quotation"))
    }
}
