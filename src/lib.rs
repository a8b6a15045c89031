//! whosaid finds who said what: full-text search over interview transcripts in English and Chinese.
//!
//! The rooms, in the order the data flows through them. A path becomes bytes ([`corpus`]), bytes become
//! interviews ([`formats`], [`turns`]), an interview becomes terms ([`analysis`]), terms become segments
//! ([`index`]). A query string becomes an Ast ([`query`]), an Ast becomes hits ([`search`]), hits become
//! bytes on a writer ([`output`]). Front ends ([`cli`]) only ask the [`engine`] and carry its answer.
//!
//! Who may import whom is a table in `tests/house.rs`, which fails on a breach. The library never prints,
//! exits, or reads the environment: only [`cli`] does, and it writes through the writers it is handed.
//!
//! ```
//! use whosaid::engine::{Engine, LocalEngine};
//! use whosaid::model::{IndexRequest, SearchRequest, Silent};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let index = folder.path().join("index");
//! let engine = LocalEngine::new(index);
//! engine.index(&IndexRequest { paths: vec!["corpus".into()], ..IndexRequest::default() }, &Silent)?;
//! let query = SearchRequest { query: "信任 修复".into(), limit: 1, snippet_columns: 80, ..SearchRequest::default() };
//! let answer = engine.search(&query)?;
//! assert_eq!(answer.hits.len(), 1);
//! # Ok::<(), whosaid::Error>(())
//! ```

pub mod error;

pub mod model;

pub mod analysis;
pub mod turns;

pub mod formats;

pub mod corpus;

pub mod query;

pub mod people;

pub mod index;

pub mod search;

pub mod engine;

pub mod output;

pub mod cli;

pub use error::{Error, Result};
