//! The query language: a string becomes an [`Ast`] and diagnostics. Knows no tantivy and opens no index.

pub mod ast;

pub use ast::Ast;
