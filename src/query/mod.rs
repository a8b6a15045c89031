//! The query language: a string becomes an [`Ast`] and diagnostics. Knows no tantivy and opens no index.
//!
//! Deliberately absent: what a word matches. Words stay as typed here; `search` lowers them.

pub mod ast;
mod date;
mod diagnostic;
pub mod fields;
mod lex;
mod parse;
mod rewrite;
mod word;

pub use ast::{Ast, Filter, FilterValue};
pub use diagnostic::{Diagnostic, Severity};
pub use fields::{FIELDS, Field, flag};
pub use parse::{Parsed, parse, plain};
pub use rewrite::with_filters;
