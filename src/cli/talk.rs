//! What is said on stderr: errors, warnings, hints, remarks.
//!
//! A failure to say something is not a failure of the command, so nothing here returns one. Deliberately
//! absent: the progress bar, which draws itself.

use std::io::Write;

use crate::error::Error;
use crate::output::{Theme, one_line};

/// Standard error.
pub(super) struct Talk<'a> {
    err: &'a mut dyn Write,
    theme: Theme,
}

impl<'a> Talk<'a> {
    pub(super) fn new(err: &'a mut dyn Write, theme: Theme) -> Self {
        Self { err, theme }
    }

    /// The same stream, lent on.
    pub(super) fn again(&mut self) -> Talk<'_> {
        Talk { err: &mut *self.err, theme: self.theme }
    }

    /// A failure with its causes and its hint.
    pub(super) fn error(&mut self, error: &anyhow::Error) {
        let style = self.theme.error;
        let mut message = error.to_string();
        for cause in error.chain().skip(1).map(ToString::to_string) {
            if !message.contains(&cause) {
                message = format!("{message}: {cause}");
            }
        }
        self.say(&format!("{style}error{style:#}: {}", safe(&message)));
        if let Some(hint) = error.downcast_ref::<Error>().and_then(Error::hint) {
            self.hint(hint);
        }
    }

    /// A file that could not be read, while the others were.
    pub(super) fn failed(&mut self, place: &str, message: &str) {
        let style = self.theme.error;
        self.say(&format!("{style}error{style:#}: {place}: {}", safe(message)));
    }

    /// Something the user should know although the work was done.
    pub(super) fn warning(&mut self, text: &str) {
        let style = self.theme.warning;
        self.say(&format!("{style}warning{style:#}: {}", safe(text)));
    }

    /// What to type instead.
    pub(super) fn hint(&mut self, text: &str) {
        let style = self.theme.hint;
        self.say(&format!("{style}hint{style:#}: {}", safe(text)));
    }

    /// A remark.
    pub(super) fn remark(&mut self, text: &str) {
        self.say(&safe(text));
    }

    fn say(&mut self, text: &str) {
        // There is nobody left to tell.
        let _ = self.err.write_all(format!("{text}\n").as_bytes());
    }
}

/// Safe for a terminal, its lines and their indentation kept: a message may point at a character of the query.
fn safe(text: &str) -> String {
    let line = |line: &str| {
        let words = line.trim_start_matches(' ');
        format!("{:1$}{2}", "", line.len() - words.len(), one_line_keeping_blanks(words))
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Runs of blanks are kept, for a caret under a query stands where it stands by them.
fn one_line_keeping_blanks(text: &str) -> String {
    text.split(' ').map(one_line).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn said(say: impl FnOnce(&mut Talk<'_>)) -> String {
        let mut err = Vec::new();
        say(&mut Talk::new(&mut err, Theme::default()));
        String::from_utf8(err).unwrap()
    }

    #[test]
    fn an_error_has_its_hint_and_its_cause_once() {
        let cause = std::io::Error::other("disk on fire");
        let error = Error::io(std::path::Path::new("a.txt"), cause).with_hint("look elsewhere");
        let text = said(|talk| talk.error(&error.into()));
        assert_eq!(text, "error: a.txt: disk on fire\nhint: look elsewhere\n");
    }

    #[test]
    fn a_caret_stays_under_its_character() {
        let message = "unclosed quote\n  a  \"b\n     ^\u{1b}";
        let text = said(|talk| talk.error(&Error::new(ErrorKind::Query, message).into()));
        assert_eq!(text, "error: unclosed quote\n  a  \"b\n     ^␛\n");
    }
}
