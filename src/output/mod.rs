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
mod report;
mod sanitise;
mod spans;
mod table;
mod voice;

use std::path::{Path, PathBuf};

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

impl View {
    /// A path as it is shown: relative to the user's folder if it is below it, on one safe line.
    pub fn shorten(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.folder).ok().filter(|_| !self.folder.as_os_str().is_empty());
        one_line(&below.unwrap_or(path).display().to_string())
    }
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
    use super::*;

    #[test]
    fn a_file_below_the_folder_is_relative() {
        let view = View { folder: "/x".into(), ..View::default() };
        assert_eq!(view.shorten(Path::new("/x/corpus/2016/a.txt")), "corpus/2016/a.txt");
        assert_eq!(view.shorten(Path::new("/y/a\u{1b}.txt")), "/y/a␛.txt");
        assert_eq!(View::default().shorten(Path::new("a.txt")), "a.txt");
    }

    #[test]
    fn counts_are_set_off_by_thousands() {
        assert_eq!([0, 999, 1204, 1_234_567].map(thousands), ["0", "999", "1,204", "1,234,567"]);
        assert_eq!(count(1, "turn"), "1 turn");
        assert_eq!(count(2000, "turn"), "2,000 turns");
    }
}
