//! What the parser has to say about a query: how grave, what, where, and what to type instead.
//!
//! Deliberately absent: colour and the decision what to do about it; front ends print, the engine refuses.

use unicode_width::UnicodeWidthChar;

use super::ast::Span;
use crate::error::{Error, ErrorKind};

/// How many columns of a long query are shown around the place.
const WINDOW: usize = 76;

/// Whether a query can be run all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The query makes no sense as it stands and is not run.
    Error,
    /// The query is run; it may not mean what was intended.
    Warning,
}

/// One remark on a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in one line, free of control characters.
    pub message: String,
    /// The byte range of the query it is about; empty at the end of the query or for a whole empty one.
    pub span: Span,
    /// What to type instead, if anything is known.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error about a part of the query.
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, message: message.into(), span, hint: None }
    }

    /// A warning about a part of the query.
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, message: message.into(), span, hint: None }
    }

    /// The same remark with what to type instead.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The message, the query, and carets under the place, in three lines without a final line break:
    /// columns are display columns, control characters are replaced, and of a long query only the
    /// surroundings of the place are shown. Severity and hint are left to the caller.
    pub fn render(&self, query: &str) -> String {
        let (line, before, width) = excerpt(query, &self.span);
        format!("{}\n  {line}\n  {}{}", self.message, " ".repeat(before), "^".repeat(width))
    }

    /// The failure of a query that is not to be run: what [`render`](Self::render) gives, and the hint.
    pub fn to_error(&self, query: &str) -> Error {
        let error = Error::new(ErrorKind::Query, self.render(query));
        match &self.hint {
            Some(hint) => error.with_hint(hint),
            None => error,
        }
    }
}

/// The part of the query around a span, with the column where the span begins and its width in columns.
fn excerpt(query: &str, span: &Span) -> (String, usize, usize) {
    let columns = |part: &str| part.chars().map(|c| width(visible(c))).sum::<usize>();
    let (start, end) = (floor(query, span.start), floor(query, span.end));
    let before = columns(&query[..start]);
    let mut cut = 0;
    if before > WINDOW / 2 && columns(query) > WINDOW {
        let mut over = before - WINDOW / 2;
        for (i, c) in query.char_indices() {
            cut = i;
            if over == 0 {
                break;
            }
            over = over.saturating_sub(width(visible(c)));
        }
    }
    let mut line = String::from(if cut > 0 { "…" } else { "" });
    let mut shown = cut;
    let mut room = WINDOW;
    for c in query[cut..].chars() {
        let c_width = width(visible(c));
        if c_width > room {
            line.push('…');
            break;
        }
        room -= c_width;
        line.push(visible(c));
        shown += c.len_utf8();
    }
    let before = usize::from(cut > 0) + columns(&query[cut..start]);
    (line, before, columns(&query[start..end.min(shown).max(start)]).max(1))
}

/// The nearest character border at or below a byte offset.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The character as it may reach a terminal: blanks for line breaks and tabs, U+FFFD for other controls and
/// for marks that reorder the line.
fn visible(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

fn width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// A part of the query as it may stand in a message: harmless on a terminal, and shortened.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let mut shown: String = text.chars().take(MOST).map(visible).collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carets(query: &str, span: Span) -> String {
        Diagnostic::error(span, "here").render(query)
    }

    #[test]
    fn carets_stand_under_the_place() {
        assert_eq!(carets("a \"b", 2..3), "here\n  a \"b\n    ^");
        assert_eq!(carets("kind:x", 5..6), "here\n  kind:x\n       ^");
        assert_eq!(carets("a OR", 2..4), "here\n  a OR\n    ^^");
        assert_eq!(carets("", 0..0), "here\n  \n  ^");
    }

    #[test]
    fn columns_are_display_columns() {
        assert_eq!(carets("他说“我", 6..9), "here\n  他说“我\n      ^", "the quote is one column wide");
        assert_eq!(carets("（生态", 0..3), "here\n  （生态\n  ^^");
    }

    #[test]
    fn an_error_carries_the_place_and_the_hint() {
        let error = Diagnostic::error(0..1, "here").with_hint("there").to_error("x");
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Query, "here\n  x\n  ^".into()));
        assert_eq!(error.hint(), Some("there"));
    }

    #[test]
    fn controls_never_reach_the_terminal() {
        let rendered = carets("a\u{1b}[31m\tb\u{202e}", 0..1);
        assert_eq!(rendered, "here\n  a\u{fffd}[31m b\u{fffd}\n  ^");
        assert_eq!(shown("a\nb\u{7}"), "a b\u{fffd}");
    }

    #[test]
    fn of_a_long_query_the_surroundings_are_shown() {
        let query = format!("{}!{}", "x".repeat(500), "y".repeat(500));
        let rendered = carets(&query, 500..501);
        let lines: Vec<&str> = rendered.lines().collect();
        assert_eq!(lines[1].chars().count(), 2 + 1 + WINDOW + 1);
        let column = lines[2].chars().position(|c| c == '^').unwrap();
        assert_eq!(lines[1].chars().nth(column), Some('!'));
        assert!(carets(&query, 0..1000).lines().all(|l| l.chars().count() <= WINDOW + 4));
    }
}
