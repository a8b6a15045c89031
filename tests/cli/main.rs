//! The real binary on small files of our own, in folders that are thrown away.

mod errors;
mod index;
mod parse;
mod read;
mod search;
mod shell;
