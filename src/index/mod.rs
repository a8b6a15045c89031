//! The index: schema, generations and lock, plan, writer, reader. One tantivy commit is the one truth.
//!
//! An interview is one block: its record, then its turns in order, in one segment, replaced only whole. A file
//! has one more document that remembers its size, time, hash and what became of it; there is no second manifest.
//! Deliberately absent: queries and scores (`search`).

mod block;
#[cfg(test)]
mod blocks;
mod commit;
mod compound;
mod directory;
mod document;
mod feed;
mod files;
mod glob;
mod home;
mod keys;
mod listing;
mod lists;
mod manifest;
mod merges;
mod packed;
mod payload;
mod plan;
mod prepare;
mod reader;
mod remove;
mod resolve;
mod roots;
mod run;
mod schema;
mod searcher;
mod segment;
mod stack;
mod stored;
mod stored_interview;
mod stored_turn;
mod terms;
mod texts;
mod tokenizer;
mod window;
mod writer;

pub use glob::{PathGlob, Rules, known_format};
pub use reader::{Snapshot, exists};
pub use remove::remove;
pub use run::update;
pub use schema::Fields;
pub use stored::StoredInterview;

pub(crate) use keys::{Key, mark, postings, values};
pub(crate) use reader::{beside, column};
pub(crate) use searcher::Searcher;
pub(crate) use texts::texts;

use std::io;

use tantivy::TantivyError;
use tantivy::directory::error::OpenReadError;

use crate::error::{Error, ErrorKind};

/// A failure of the search library or of its files.
pub(crate) fn fault(source: impl std::error::Error + Send + Sync + 'static) -> Error {
    let any: &(dyn std::error::Error + 'static) = &source;
    let io = match any.downcast_ref() {
        Some(TantivyError::IoError(io)) => Some(io.as_ref()),
        _ => any.downcast_ref::<io::Error>(),
    };
    let (done, hint) = match io.map(io::Error::kind) {
        Some(io::ErrorKind::StorageFull) => {
            ("written", "make room on its disk; what was there before is still in the index")
        }
        _ => ("used", "whosaid index --rebuild builds it anew"),
    };
    let error = |why: &dyn std::fmt::Display| {
        Error::new(ErrorKind::Index, format!("the index cannot be {done}: {why}")).with_hint(hint)
    };
    match any.downcast_ref().and_then(in_words) {
        Some(why) => error(&why),
        None => error(&source).with_source(source),
    }
}

/// What tantivy tells of files in its own types.
fn in_words(source: &TantivyError) -> Option<String> {
    match source {
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
            Some(format!("its file {} is missing", file.display()))
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
            Some(format!("its file {} cannot be read: {io_error}", filepath.display()))
        }
        TantivyError::IoError(io_error) => Some(io_error.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rebuild, which was the hint for all faults, needs even more room.
    #[test]
    fn a_full_disk_is_no_damage() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        for error in [fault(full()), fault(TantivyError::IoError(full().into()))] {
            assert!(error.to_string().starts_with("the index cannot be written: "), "{error}");
            assert!(error.hint().unwrap().starts_with("make room"));
        }
        let damaged = fault(io::Error::from(io::ErrorKind::InvalidData));
        assert!(damaged.to_string().starts_with("the index cannot be used: "), "{damaged}");
        assert!(damaged.hint().unwrap().contains("--rebuild"));
    }
}
