//! The real binary on small files of our own, in folders that are thrown away.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod archive;
mod errors;
mod index;
mod language;
mod parse;
mod people;
mod read;
mod search;
mod shell;
