//! What a commit says of the whole index: by whom it was written, of which roots, without what.
//!
//! Deliberately absent: anything about single files; each has a document of its own.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::schema;
use crate::error::{Error, ErrorKind};
use crate::{Result, analysis};

/// The payload of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payload {
    /// The version of the fields.
    pub(crate) schema: u32,
    /// What the terms depend on.
    pub(crate) fingerprint: String,
    /// The roots, in the order they were added.
    pub(crate) roots: Vec<Root>,
    /// Ids that are to stay out.
    pub(crate) excluded: Vec<String>,
    /// What is in it; none if an earlier build wrote it, that did not count.
    #[serde(default)]
    pub(crate) totals: Option<Totals>,
}

/// How much is in the index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Totals {
    pub(crate) interviews: u64,
    pub(crate) turns: u64,
    pub(crate) words: u64,
}

impl Totals {
    pub(crate) fn add(&mut self, other: Self) {
        self.interviews += other.interviews;
        self.turns += other.turns;
        self.words += other.words;
    }

    pub(crate) fn take(&mut self, other: Self) {
        self.interviews = self.interviews.saturating_sub(other.interviews);
        self.turns = self.turns.saturating_sub(other.turns);
        self.words = self.words.saturating_sub(other.words);
    }
}

/// A root: a folder, or one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Root {
    /// Never given to another root of this index.
    pub(crate) number: u32,
    /// Canonical.
    pub(crate) path: PathBuf,
    /// What its ids begin with, followed by `/`; empty for the first root.
    pub(crate) prefix: String,
    /// Whether it is one file.
    #[serde(default)]
    pub(crate) file: bool,
}

impl Root {
    /// The folder that the paths of its files are relative to.
    pub(crate) fn folder(&self) -> &Path {
        if self.file { self.path.parent().unwrap_or(&self.path) } else { &self.path }
    }
}

impl Payload {
    /// The payload of an index without roots, of this version.
    pub(crate) fn new() -> Self {
        Self {
            schema: schema::VERSION,
            fingerprint: analysis::fingerprint(),
            roots: Vec::new(),
            excluded: Vec::new(),
            totals: Some(Totals::default()),
        }
    }

    /// Reads the payload of a commit; one in other words is of another version.
    pub(crate) fn read(text: Option<&str>) -> Result<Self> {
        serde_json::from_str(text.unwrap_or_default()).map_err(|e| stale().with_source(e))
    }

    pub(crate) fn write(&self) -> Result<String> {
        serde_json::to_string(self).map_err(super::fault)
    }

    pub(crate) fn is_current(&self) -> bool {
        self.schema == schema::VERSION && self.fingerprint == analysis::fingerprint()
    }

    /// Refuses an index of another version or analysis.
    pub(crate) fn check(&self) -> Result<()> {
        if self.is_current() {
            return Ok(());
        }
        Err(stale())
    }

    pub(crate) fn root(&self, number: u32) -> Option<&Root> {
        self.roots.iter().find(|r| r.number == number)
    }
}

fn stale() -> Error {
    let message = "the index was written by another version of whosaid";
    Error::new(ErrorKind::Stale, message).with_hint("whosaid index --rebuild builds it anew")
}
