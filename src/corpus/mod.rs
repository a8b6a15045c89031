//! Corpus files: walked, stat'ed, hashed and read here, and nowhere else.
//!
//! Deliberately absent: what is in a file (`formats`) and whether it must be read again (`index`).

mod ids;
mod read;
mod single;
mod walk;

pub use ids::{Near, assign, beginnings, is_archive};
pub use read::{Reading, SIZE_BOUND, Source, read};
pub use single::parse;
pub use walk::{Found, Walk, is_sidecar, walk};

/// Changes whenever any format reads differently; part of the key of an unchanged file.
pub fn reader_version() -> u32 {
    crate::formats::version()
}

/// The names of the formats that files can be read as.
pub fn formats() -> impl Iterator<Item = &'static str> {
    crate::formats::names()
}

/// Why a file of this name is skipped without a look inside; none if it may be a transcript.
pub fn foreign(path: &str) -> Option<&'static str> {
    crate::formats::foreign(path)
}
