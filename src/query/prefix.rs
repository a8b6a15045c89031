//! `speaker:"…"`, `interview:(…)`: a prefix and what follows its colon.
//!
//! Deliberately absent: which fields there are and what they take; that is the table's.

use super::ast::{Ast, Filter};
use super::diagnostic::{Diagnostic, shown};
use super::fields::{self, Fault, Field};
use super::lex::{Kind, Lexer, closes, ends_run, opens, quote};

impl Lexer<'_> {
    /// A known field or relation, or what looks like one. False if the run begins with no prefix.
    pub(super) fn prefix(&mut self) -> bool {
        let start = self.at;
        let letters = self.rest().find(|c: char| !c.is_ascii_lowercase()).unwrap_or(self.rest().len());
        let (name, rest) = self.rest().split_at(letters);
        let Some(colon) = rest.chars().next().filter(|c| matches!(c, ':' | '：')) else { return false };
        let value = start + letters + colon.len_utf8();
        if let Some(field) = fields::find(name) {
            self.at = value;
            self.filter(field, start);
        } else if let Some(relation) = fields::relation(name) {
            self.at = value;
            self.push(Kind::Relation(relation), start);
        } else if letters >= 3 && self.query[value..].starts_with(|c: char| !c.is_whitespace() && c != '/') {
            let message = format!("there is no field `{}:`", shown(name));
            let hint = fields::suggestion(name);
            self.diagnostics.push(Diagnostic::error(start..value, message).with_hint(hint));
            self.at = value;
            self.at += self.run_length();
            self.push(Kind::Nothing, start);
        } else {
            return false;
        }
        true
    }

    /// The value of a filter whose colon was read.
    fn filter(&mut self, field: &'static Field, start: usize) {
        let whole = self.rest().starts_with('=');
        self.at += usize::from(whole);
        let value_at = self.at;
        let content = match self.rest().chars().next() {
            Some(c) if quote(c) => self.quoted(value_at),
            Some(c) if opens(c) => return self.list(field, start),
            _ => {
                self.at += self.value_length();
                value_at..self.at
            }
        };
        let read = if whole && !field.whole {
            let message = format!("`{}:` has no whole value to ask for", field.name);
            Err(Fault::new(message, format!("leave out the `=`, or quote it: {}:\"=…\"", field.name)))
        } else {
            field.typed(&self.query[content.clone()], whole)
        };
        match read {
            Ok(value) => {
                let span = start..self.at;
                self.push(Kind::Leaf(Ast::Filter(Filter { value, span })), start);
            }
            Err(fault) => {
                let place = if content.is_empty() { start..self.at } else { content };
                self.diagnostics.push(Diagnostic::error(place, fault.message).with_hint(fault.hint));
                self.push(Kind::Nothing, start);
            }
        }
    }

    /// A list in parentheses in the place of a value, which no field takes.
    fn list(&mut self, field: &'static Field, start: usize) {
        let (value_at, mut depth) = (self.at, 0usize);
        let end = self.rest().char_indices().find(|&(_, c)| {
            depth = if opens(c) { depth + 1 } else { depth - usize::from(closes(c)) };
            depth == 0
        });
        self.at = end.map_or(self.query.len(), |(i, c)| value_at + i + c.len_utf8());
        let name = field.name;
        self.diagnostics.push(
            Diagnostic::error(value_at..self.at, format!("`{name}:` takes one value, not a list"))
                .with_hint(format!("repeat it: {name}:a {name}:b means either")),
        );
        self.push(Kind::Nothing, start);
    }

    /// How far an unquoted value goes from here, in bytes: like a run, but parentheses closed in it are part of
    /// it, as file names have them.
    fn value_length(&self) -> usize {
        let mut depth = 0usize;
        let end = self.rest().char_indices().find(|&(_, c)| {
            let ends = ends_run(c) && !opens(c) && !(closes(c) && depth > 0);
            depth = if opens(c) { depth + 1 } else { depth.saturating_sub(usize::from(closes(c))) };
            ends
        });
        end.map_or(self.rest().len(), |(i, _)| i)
    }
}
