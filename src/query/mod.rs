//! The query language: a string becomes an [`Ast`] and diagnostics. Knows no tantivy and opens no index.
//!
//! Deliberately absent: what a word matches. Words stay as typed here; `search` lowers them.

pub mod ast;
mod date;
mod diagnostic;
mod expression;
pub mod fields;
mod lex;
mod parse;
mod prefix;
#[cfg(test)]
mod properties;
mod rewrite;
mod syntax;
mod time;
mod word;

pub use ast::{Ast, Filter, FilterValue};
pub use diagnostic::{Diagnostic, Severity};
pub(crate) use expression::{Expression, Needle};
pub use fields::{FIELDS, Field, flag};
pub use rewrite::with_filters;

use crate::analysis;
use ast::Word;

/// What became of a query string.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The tree; none if the query holds nothing to search for. If there are errors, what could be read of it.
    pub ast: Option<Ast>,
    /// What is to be said about the query, in the order of the places.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a query. Never panics, whatever the string, and takes time in proportion to its length.
pub fn parse(query: &str) -> Parsed {
    let (ast, diagnostics) = parse::read(query);
    Parsed::new(query, ast, diagnostics)
}

/// Takes a query as words between blanks, without any syntax. The only error is to hold no word.
pub fn plain(query: &str) -> Parsed {
    let mut end = 0;
    let words = query.split_inclusive(char::is_whitespace).map(|piece| {
        let start = end;
        end += piece.len();
        let text = piece.trim_end();
        Word { text: text.to_owned(), exact: false, span: start..start + text.len() }
    });
    let words = words.filter(|word| !analysis::exact(&word.text).is_empty());
    Parsed::new(query, rewrite::and(words.map(Ast::Word).collect()), Vec::new())
}

impl Parsed {
    /// The first error; a query that has one is not to be run.
    pub fn error(&self) -> Option<&Diagnostic> {
        self.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error)
    }

    fn new(query: &str, ast: Option<Ast>, mut diagnostics: Vec<Diagnostic>) -> Self {
        if ast.is_none() && diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error) {
            diagnostics.push(
                Diagnostic::error(0..query.len(), "nothing to search for")
                    .with_hint("give a word, or a filter such as speaker:name"),
            );
        }
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        Self { ast, diagnostics }
    }
}
