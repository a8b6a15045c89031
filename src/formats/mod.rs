//! Bytes become interviews and warnings: decoding, a table of formats, sniffing; a file per format.
//!
//! A format never fails on bad text: it gives what it read, and positioned warnings. Deliberately absent:
//! opening files (`corpus` hands over bytes) and finding labels in prose (`turns`).

mod archive;
mod authors;
mod captions;
mod container;
mod document;
mod dtd;
mod encoding;
mod entity;
mod epub;
mod filename;
mod flow;
mod html;
mod language;
mod office;
mod pdf;
mod recogniser;
mod research;
mod source;
mod table;
mod text;
mod xml;

pub use document::Document;
pub use source::Source;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::model::{FileSettings, Interview};

/// A file as `corpus` found it.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// The path below the root, `/`-separated.
    pub path: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
    /// Files of the same stem beside it that a format may need (an RTTM beside a transcript): path and content.
    pub sidecars: &'a [(String, Vec<u8>)],
}

/// What became of a file or of a member of an archive.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was read; a file of several interviews gives each `meta.id` the name of its part, which is otherwise
    /// empty. Ids and paths are completed by `corpus`.
    Read(Vec<Interview>),
    /// It is an archive, and at least one of its members was read or failed: what became of each, by its path
    /// inside. No member is an archive.
    Archive(Vec<(String, Outcome)>),
    /// It is no transcript format known here.
    Skipped {
        /// Why, in the user's words.
        reason: String,
    },
    /// It is broken.
    Failed {
        /// The line where reading ended, from 1, if it has lines.
        line: Option<u32>,
        /// What is wrong, in the user's words.
        message: String,
    },
}

/// Why a format gives no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is something else than this format's transcripts.
    Skip(String),
    /// It is this format, and broken beyond reading.
    Fail {
        /// The line, from 1.
        line: Option<u32>,
        /// What is wrong, in the user's words.
        message: String,
    },
}

/// How sure a format is that a file is its own; the surest one reads it, the first in the table among equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sniff {
    /// It is not.
    No,
    /// Nothing speaks against it.
    Fallback,
    /// The name says so.
    Likely,
    /// The content says so.
    Sure,
}

/// A transcript format: one file, one line in the table.
pub trait Format: Sync {
    /// Its name, as `--format` takes it and `parse` shows it: lower case.
    fn name(&self) -> &'static str;
    /// Raised with every change of what is read from the same bytes; part of the key of an unchanged file.
    fn version(&self) -> u32;
    /// True if it reads the raw bytes; all others see only files that decode to text.
    fn is_binary(&self) -> bool {
        false
    }
    /// The extensions it goes by, lower case, without the dot.
    fn extensions(&self) -> &'static [&'static str];
    /// Whether this file is of this format. Must be cheap: look at the head.
    fn sniff(&self, source: &Source<'_>) -> Sniff;
    /// Reads the file. What is odd becomes a warning of the document.
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal>;
}

/// Extensions of files that carry more about the transcript of the same stem beside them.
const SIDECARS: [&str; 1] = ["rttm"];

/// Reads one file into interviews, or each member of an archive. A reader that panics is a failed file.
pub fn read(file: &File<'_>, settings: &FileSettings) -> Outcome {
    guarded(|| read_one(file, settings, || archive::read(file.bytes, settings)))
}

/// Reads a member of an archive, which is not opened if it is an archive itself.
fn read_member(file: &File<'_>, settings: &FileSettings) -> Outcome {
    let message = "a zip file inside a zip file; unpack the outer one to have it read";
    guarded(|| read_one(file, settings, || Outcome::Failed { line: None, message: message.to_owned() }))
}

/// Runs a reader; one that panics is a failed file, not the end of the run.
fn guarded(reader: impl FnOnce() -> Outcome) -> Outcome {
    catch_unwind(AssertUnwindSafe(reader)).unwrap_or_else(|_| Outcome::Failed {
        line: None,
        message: String::from("the reader of this format broke down on it"),
    })
}

/// Reads one file; a zip file that no format claims is left to `archive`.
fn read_one(file: &File<'_>, settings: &FileSettings, archive: impl FnOnce() -> Outcome) -> Outcome {
    let source = match Source::decode(file) {
        Ok(source) => source,
        Err(reason) => return Outcome::Skipped { reason },
    };
    let format = match table::choose(&source, settings) {
        Ok(format) => format,
        Err(_) if container::Container::is_one(file.bytes) => return archive(),
        Err(reason) => return Outcome::Skipped { reason },
    };
    match format.read(&source, settings) {
        Ok(documents) if documents.is_empty() => {
            Outcome::Skipped { reason: format!("no speech or text in this {} file", format.name()) }
        }
        Ok(documents) => {
            Outcome::Read(documents.into_iter().map(|d| d.finish(&source, format.name())).collect())
        }
        Err(Refusal::Skip(reason)) => Outcome::Skipped { reason },
        Err(Refusal::Fail { line, message }) => Outcome::Failed { line, message },
    }
}

/// Why a file of this name is no transcript, where its name tells; a cheap test before its bytes are read.
pub fn foreign(path: &str) -> Option<&'static str> {
    table::foreign(path)
}

/// True if a file of this name only says more about the transcript of the same stem beside it.
pub fn is_sidecar(path: &str) -> bool {
    table::extension(path).is_some_and(|e| SIDECARS.contains(&e.as_str()))
}

/// The names of all formats, for `--format` and its errors.
pub fn names() -> impl Iterator<Item = &'static str> {
    table::FORMATS.iter().map(|f| f.name())
}

/// Changes whenever any format reads differently; part of the key of an unchanged file.
pub fn version() -> u32 {
    table::FORMATS.iter().map(|f| f.version()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_text_says_why() {
        let reason = |path| match read(
            &File { path, bytes: b"\x7f\0\0\x01", sidecars: &[] },
            &FileSettings::default(),
        ) {
            Outcome::Skipped { reason } => reason,
            other => panic!("{other:?}"),
        };
        assert_eq!(reason("talk.bin"), "a binary file, no text");
        assert!(reason("talks.tar").contains("unpack it, or pack it as zip"));
    }

    #[test]
    fn a_reader_that_panics_is_a_failed_file() {
        let outcome = guarded(|| panic!("as a third-party reader may"));
        assert!(matches!(outcome, Outcome::Failed { message, .. } if message.contains("broke down")));
    }
}
