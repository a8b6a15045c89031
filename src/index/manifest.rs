//! What the index remembers of each file: how it looked when it was read, and what became of it.
//!
//! Every file has one document with its state, beside the blocks of its interviews and in the same commit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::Value;

use super::reader::postings;
use super::schema::{Fields, mark};
use super::searcher::Searcher;
use crate::Result;

/// The state of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileState {
    /// The number of its root.
    pub(super) root: u32,
    /// Its path below the root.
    pub(super) rel: String,
    /// The id its interviews were read under.
    pub(super) id: String,
    /// Its size in bytes.
    pub(super) size: u64,
    /// When it was changed, in nanoseconds since 1970; none if that cannot be relied on.
    pub(super) mtime: Option<u64>,
    /// The hash of its bytes; none if they could not be read.
    pub(super) hash: Option<String>,
    /// The key of the settings it was read with.
    pub(super) settings: String,
    /// What became of it.
    pub(super) fate: Fate,
    /// Of an archive: the members that have interviews in the index.
    #[serde(default)]
    pub(super) members: Vec<String>,
    /// Of an archive: the members that gave none when it was read last.
    #[serde(default)]
    pub(super) left: Vec<Left>,
}

/// A member of an archive that gave no interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Left {
    /// Its path inside.
    pub(super) member: String,
    /// Why.
    pub(super) reason: String,
    /// It is broken rather than no transcript; interviews of an earlier version may be in the index.
    pub(super) failed: bool,
}

/// What became of a file when it was read last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Fate {
    /// Its interviews are in the index.
    Read,
    /// It is no transcript, for this reason.
    Skipped(String),
    /// It is broken; interviews of an earlier version may be in the index.
    Failed(String),
}

impl FileState {
    /// The key of the file's documents.
    pub(super) fn key(&self) -> String {
        key(self.root, &self.rel)
    }

    /// Whether the other state would be read in the same way, apart from the file's bytes.
    pub(super) fn same_reading(&self, other: &Self) -> bool {
        self.settings == other.settings && self.id == other.id
    }

    /// The document that holds the state.
    pub(super) fn document(&self, fields: &Fields) -> Result<TantivyDocument> {
        let mut doc = TantivyDocument::new();
        doc.add_text(fields.manifest, self.key());
        doc.add_text(fields.mark, mark::FILE);
        doc.add_text(fields.state, serde_json::to_string(self).map_err(super::fault)?);
        Ok(doc)
    }
}

/// The key of a file: its root's number and its path below.
pub(super) fn key(root: u32, rel: &str) -> String {
    format!("{root}/{rel}")
}

/// The key of a member of an archive.
pub(super) fn member_key(archive: &str, member: &str) -> String {
    format!("{archive}/{member}")
}

/// The states of all files, by root and path.
pub(super) fn load(searcher: &Searcher, fields: &Fields) -> Result<BTreeMap<(u32, String), FileState>> {
    let mut states = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let store = segment.get_store_reader(8).map_err(super::fault)?;
        postings(segment, fields.mark, mark::FILE, |doc| {
            let stored: TantivyDocument = store.get(doc).map_err(super::fault)?;
            let json = stored.get_first(fields.state).and_then(|v| v.as_str()).unwrap_or_default();
            let state: FileState = serde_json::from_str(json).map_err(super::fault)?;
            states.insert((state.root, state.rel.clone()), state);
            Ok(())
        })?;
    }
    Ok(states)
}
