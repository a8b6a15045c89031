//! A query string becomes tokens, before anything is folded: what looks like syntax once normalised is none.
//!
//! Prefixes and their values are read in `prefix`, single words in `word`. Deliberately absent: precedence, and
//! what may stand beside what; that is the parser's.

use super::ast::{Ast, Pattern, PatternKind, Phrase, Relation, Span};
use super::diagnostic::Diagnostic;
use super::expression::Expression;
use super::{fields, word};
use crate::analysis;

/// A token and where it stands.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

#[derive(Debug)]
pub(super) enum Kind {
    Open,
    Close,
    And,
    Or,
    Not,
    Near {
        distance: u32,
        ordered: bool,
    },
    /// A prefix whose query follows.
    Relation(Relation),
    /// A word, phrase, pattern or filter.
    Leaf(Ast),
    /// An operand without content: punctuation, or something an error was reported for.
    Nothing,
}

/// Cuts the query into tokens.
pub(super) fn lex(query: &str) -> (Vec<Token>, Vec<Diagnostic>) {
    let mut lexer = Lexer {
        query,
        at: 0,
        last_straight: query.rfind(straight),
        last_curly: query.rfind('”'),
        tokens: Vec::new(),
        diagnostics: Vec::new(),
    };
    while let Some(c) = lexer.rest().chars().next() {
        lexer.token(c);
    }
    (lexer.tokens, lexer.diagnostics)
}

pub(super) struct Lexer<'q> {
    pub(super) query: &'q str,
    /// How far it is read, in bytes.
    pub(super) at: usize,
    /// The last straight quote and the last closing one: without them a search for a missing one would read the
    /// rest of the query for every quote.
    last_straight: Option<usize>,
    last_curly: Option<usize>,
    tokens: Vec<Token>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'q> Lexer<'q> {
    pub(super) fn rest(&self) -> &'q str {
        &self.query[self.at..]
    }

    pub(super) fn push(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token { kind, span: start..self.at });
    }

    /// Reads one token, or one blank. Always moves on.
    fn token(&mut self, c: char) {
        let start = self.at;
        let simple = match c {
            c if opens(c) => Some(Kind::Open),
            c if closes(c) => Some(Kind::Close),
            '-' | '－' if self.negates(c) => Some(Kind::Not),
            _ => None,
        };
        if let Some(kind) = simple {
            self.at += c.len_utf8();
            self.push(kind, start);
        } else if c.is_whitespace() {
            self.at += c.len_utf8();
        } else if bar(c) {
            self.at += self.rest().find(|c| !bar(c)).unwrap_or(self.rest().len());
            self.push(Kind::Or, start);
        } else if quote(c) {
            self.phrase(start, start);
        } else if self.rest().strip_prefix('=').is_some_and(|rest| rest.starts_with(quote)) {
            self.phrase(start, start + 1);
        } else if !self.prefix() && !self.regex() {
            self.run();
        }
    }

    /// A minus negates where an operand may begin, and before one.
    fn negates(&self, minus: char) -> bool {
        let before = self.query[..self.at].chars().next_back();
        let after = self.rest()[minus.len_utf8()..].chars().next();
        before.is_none_or(|c| c.is_whitespace() || opens(c) || bar(c))
            && after.is_some_and(|c| !c.is_whitespace() && !closes(c) && !bar(c))
    }

    /// A quoted string with its slop.
    fn phrase(&mut self, start: usize, open: usize) {
        let content = self.quoted(open);
        let slop = if self.rest().starts_with('~') { self.slop() } else { 0 };
        let text = self.query[content].to_owned();
        if analysis::exact(&text).is_empty() {
            let place = start..self.at;
            self.diagnostics.push(Diagnostic::warning(place, "a phrase without a word is left out"));
            return self.push(Kind::Nothing, start);
        }
        self.push(Kind::Leaf(Ast::Phrase(Phrase { text, slop, span: start..self.at })), start);
    }

    /// The number after the `~` of a phrase.
    fn slop(&mut self) -> u32 {
        let start = self.at;
        self.at += 1;
        let digits = self.rest().find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest().len());
        let number = self.rest()[..digits].parse();
        self.at += digits;
        number.unwrap_or_else(|_| {
            let place = start..self.at;
            let message = "`~` after a phrase takes the number of positions between its words";
            self.diagnostics.push(Diagnostic::error(place, message).with_hint("for example \"a b\"~3"));
            0
        })
    }

    /// Reads a quoted string from its opening quote to behind its closing one and returns what is between.
    /// A straight quote is closed by a straight one and an opening one by a closing one, so that each can hold the
    /// other; where there is none left, any quote closes. An unclosed one reaches to the end.
    pub(super) fn quoted(&mut self, open: usize) -> Span {
        let body = open + self.query[open..].chars().next().map_or(0, char::len_utf8);
        let rest = &self.query[body..];
        let left = |last: Option<usize>| last.is_some_and(|last| last >= body);
        let close = if self.query[open..].starts_with(straight) {
            if left(self.last_straight) { rest.find(straight) } else { rest.find(quote) }
        } else if left(self.last_curly) {
            rest.find('”')
        } else {
            rest.find(quote)
        };
        match close.map(|close| body + close) {
            Some(close) => {
                self.at = close + self.query[close..].chars().next().map_or(0, char::len_utf8);
                body..close
            }
            None => {
                self.at = self.query.len();
                self.diagnostics.push(
                    Diagnostic::error(open..body, "this quote is not closed")
                        .with_hint("close it, or search for plain words with -F"),
                );
                body..self.at
            }
        }
    }

    /// `/regex/`: no blank inside its slashes' edges, no bare slash in it, and nothing directly behind it.
    fn regex(&mut self) -> bool {
        let start = self.at;
        let Some(body) = self.rest().strip_prefix('/') else { return false };
        let mut escaped = false;
        let end = body.char_indices().find(|&(_, c)| {
            let found = c == '/' && !escaped;
            escaped = c == '\\' && !escaped;
            found
        });
        let Some((end, _)) = end else { return false };
        let (regex, rest) = (&body[..end], &body[end + 1..]);
        let blank = |c: char| c.is_whitespace();
        if regex.is_empty() || regex.starts_with(blank) || regex.ends_with(blank) {
            return false;
        }
        if !rest.chars().next().is_none_or(|c| c.is_whitespace() || closes(c) || bar(c)) {
            return false;
        }
        self.at = self.query.len() - rest.len();
        if let Err(flaw) = Expression::new(regex) {
            let place = start + 1 + flaw.place.start..start + 1 + flaw.place.end;
            self.diagnostics.push(Diagnostic::error(place, flaw.message).with_hint(flaw.hint));
            self.push(Kind::Nothing, start);
            return true;
        }
        let pattern = Pattern { text: regex.to_owned(), kind: PatternKind::Regex, span: start..self.at };
        self.push(Kind::Leaf(Ast::Pattern(pattern)), start);
        true
    }

    /// A run up to a blank or syntax: an operator or a word.
    fn run(&mut self) {
        let start = self.at;
        self.at += self.run_length();
        let (text, span) = (&self.query[start..self.at], start..self.at);
        self.warn_of_lookalikes(text, &span);
        let read = match text {
            "AND" => Ok(Kind::And),
            "OR" => Ok(Kind::Or),
            "NOT" => Ok(Kind::Not),
            _ => match near(text, &span) {
                Some(near) => near,
                None => word::read(text, span).map(|ast| ast.map_or(Kind::Nothing, Kind::Leaf)),
            },
        };
        let kind = read.unwrap_or_else(|diagnostic| {
            self.diagnostics.push(diagnostic);
            Kind::Nothing
        });
        self.push(kind, start);
    }

    /// Words that were perhaps meant as syntax.
    fn warn_of_lookalikes(&mut self, text: &str, span: &Span) {
        if matches!(text, "NEAR" | "ADJ") {
            self.diagnostics.push(
                Diagnostic::warning(span.clone(), format!("`{text}` without a distance is a word"))
                    .with_hint(format!("within five words: {text}/5")),
            );
        }
        let Some((name, rest)) = text.split_once([':', '：']) else { return };
        let lower = name.to_ascii_lowercase();
        if !rest.is_empty() && lower != name && fields::find(&lower).is_some() {
            self.diagnostics.push(
                Diagnostic::warning(span.clone(), format!("`{name}:` is searched as text"))
                    .with_hint(format!("fields are lower-case: {lower}:")),
            );
        }
    }

    /// How far a run goes from here, in bytes.
    pub(super) fn run_length(&self) -> usize {
        self.rest().find(ends_run).unwrap_or(self.rest().len())
    }
}

/// The operator `NEAR/n` or `ADJ/n`.
fn near(text: &str, span: &Span) -> Option<Result<Kind, Diagnostic>> {
    let (digits, ordered) = match text.strip_prefix("NEAR/") {
        Some(digits) => (digits, false),
        None => (text.strip_prefix("ADJ/")?, true),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(match digits.parse() {
        Ok(distance) if distance > 0 => Ok(Kind::Near { distance, ordered }),
        _ => {
            let place = span.end - digits.len()..span.end;
            Err(Diagnostic::error(place, "this is no distance in words").with_hint("for example NEAR/5"))
        }
    })
}

pub(super) fn ends_run(c: char) -> bool {
    c.is_whitespace() || opens(c) || closes(c) || bar(c) || quote(c)
}

pub(super) fn opens(c: char) -> bool {
    matches!(c, '(' | '（')
}

pub(super) fn closes(c: char) -> bool {
    matches!(c, ')' | '）')
}

fn bar(c: char) -> bool {
    matches!(c, '|' | '｜')
}

fn straight(c: char) -> bool {
    matches!(c, '"' | '＂')
}

pub(super) fn quote(c: char) -> bool {
    straight(c) || matches!(c, '“' | '”' | '„')
}
