//! Answers of the engine become bytes on a writer: for people ([`human`]), programs ([`json`], [`tsv`]) and
//! editors ([`vimgrep`]).
//!
//! Deliberately absent: asking the engine, talk on stderr, and any look at the process (is this a terminal, how
//! wide is it): a [`View`] says so. Text of transcripts passes through `sanitise` on its way to a terminal.

pub mod human;
pub mod json;
pub mod theme;
pub mod tsv;
pub mod vimgrep;

mod lines;
mod place;
mod report;
mod sanitise;
mod spans;
mod table;

use std::path::PathBuf;

pub use sanitise::line as one_line;
pub use theme::Theme;

/// How output for people is to look.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// Lay out for reading: headings, wrapping, columns. Otherwise one record a line.
    pub terminal: bool,
    /// The width of the terminal in columns.
    pub width: usize,
    /// Colours.
    pub theme: Theme,
    /// The folder the user is in: paths below it are shown relative to it.
    pub folder: PathBuf,
}

/// A count with its thousands set off: `1,204`.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun: `1 turn`, `1,204 turns`.
pub fn count(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", thousands(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{count, thousands};

    #[test]
    fn counts_are_set_off_by_thousands() {
        assert_eq!([0, 999, 1204, 1_234_567].map(thousands), ["0", "999", "1,204", "1,234,567"]);
        assert_eq!(count(1, "turn"), "1 turn");
        assert_eq!(count(2000, "turn"), "2,000 turns");
    }
}
