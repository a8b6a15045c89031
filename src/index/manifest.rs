//! What the index remembers of each file: how it looked when it was read, and what became of it.
//!
//! Every file has one document with its state, beside the blocks of its interviews and in the same commit. Columns hold
//! what tells whether a file is unchanged, so that no state is read of one that is.

use serde::{Deserialize, Serialize};
use tantivy::columnar::Column;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, TantivyDocument, TantivyError};

use super::document::{Content, Entry};
use super::keys::{Key, each_living, mark, postings, values};
use super::reader::{Snapshot, column};
use super::schema::Fields;
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

    /// What must not have changed, as one number; none if the state itself must be looked at: the time cannot be relied
    /// on, or there is something to tell.
    pub(super) fn seen(&self) -> Option<u64> {
        let plain = self.fate == Fate::Read && self.left.is_empty();
        self.mtime.filter(|_| plain).map(|mtime| seen(self.size, mtime, &self.settings, &self.id))
    }

    /// The document that holds the state.
    pub(super) fn document(&self, fields: &Fields) -> Result<Entry> {
        let text = |field, text: &str| (field, Content::Text(text.to_owned()));
        let (key, state) = (self.key(), serde_json::to_string(self).map_err(super::fault)?);
        let mut values = vec![
            text(fields.manifest, &key),
            text(fields.keys, &Key::Manifest.term(&key)),
            text(fields.keys, &Key::Mark.term(mark::FILE)),
            (fields.state, Content::Text(state)),
        ];
        values.extend(self.seen().map(|seen| (fields.seen, Content::Number(seen))));
        Ok(Entry::Whole(values))
    }
}

/// The digest of a file that need not be looked at while it is the same: its size, time, settings and id.
pub(super) fn seen(size: u64, mtime: u64, settings: &str, id: &str) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&size.to_le_bytes()).update(&mtime.to_le_bytes());
    hasher.update(settings.as_bytes()).update(&[0]).update(id.as_bytes());
    let mut first = [0; 8];
    hasher.finalize_xof().fill(&mut first);
    u64::from_le_bytes(first)
}

/// The key of a file: its root's number and its path below.
pub(super) fn key(root: u32, rel: &str) -> String {
    format!("{root}/{rel}")
}

/// The key of a member of an archive.
pub(super) fn member_key(archive: &str, member: &str) -> String {
    format!("{archive}/{member}")
}

/// A file that the index knows, and where its state is.
#[derive(Debug)]
pub(super) struct Known {
    /// The number of its root.
    pub(super) root: u32,
    /// Its path below the root.
    pub(super) rel: String,
    /// See [`FileState::seen`].
    pub(super) seen: Option<u64>,
    at: DocAddress,
}

impl Known {
    /// The file of this key, with the column of what was seen of files.
    fn new(key: &[u8], seen: Option<&Column<u64>>, at: DocAddress) -> Option<Self> {
        let (root, rel) = std::str::from_utf8(key).ok()?.split_once('/')?;
        let seen = seen.and_then(|column| column.first(at.doc_id));
        Some(Known { root: root.parse().ok()?, rel: rel.to_owned(), seen, at })
    }

    /// The key of the file's documents.
    pub(super) fn key(&self) -> String {
        key(self.root, &self.rel)
    }

    /// What the index remembers of the file.
    pub(super) fn state(&self, snapshot: &Snapshot) -> Result<FileState> {
        let stored: TantivyDocument = snapshot.searcher().doc(self.at)?;
        let json = stored.get_first(snapshot.fields().state).and_then(|v| v.as_str()).unwrap_or_default();
        serde_json::from_str(json).map_err(super::fault)
    }
}

/// The files that the index knows whose keys begin in one of these ways, by root and path.
pub(super) fn known_by(snapshot: &Snapshot, beginnings: &[String]) -> Result<Vec<Known>> {
    let mut files = Vec::new();
    for (segment_ord, segment) in (0..).zip(snapshot.searcher().segment_readers()) {
        let seen = column(segment, "seen")?;
        for beginning in beginnings {
            values(segment, snapshot.fields(), Key::Manifest, beginning, |key, info, inverted| {
                let postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic);
                each_living(segment, postings.map_err(super::fault)?, |doc| {
                    let at = DocAddress::new(segment_ord, doc);
                    files.extend(Known::new(key.as_bytes(), seen.as_ref(), at));
                    Ok(())
                })
            })?;
        }
    }
    files.sort_by(|a, b| (a.root, &a.rel).cmp(&(b.root, &b.rel)));
    files.dedup_by(|a, b| (a.root, &a.rel) == (b.root, &b.rel));
    Ok(files)
}

/// All files that the index knows, by root and path. Their states stay where they are.
pub(super) fn known(snapshot: &Snapshot) -> Result<Vec<Known>> {
    let mut files = Vec::new();
    for (segment_ord, segment) in (0..).zip(snapshot.searcher().segment_readers()) {
        let Some(keys) = segment.fast_fields().str("manifest").map_err(super::fault)? else { continue };
        let seen = column(segment, "seen")?;
        let mut docs = Vec::new();
        postings(segment, snapshot.fields(), Key::Mark, mark::FILE, |doc| {
            docs.extend(keys.ords().first(doc).map(|ord| (ord, doc)));
            Ok(())
        })?;
        docs.sort_unstable();
        let ords: Vec<u64> = docs.iter().map(|(ord, _)| *ord).collect();
        let mut each = docs.iter();
        let named = keys.dictionary().sorted_ords_to_term_cb(&ords, |key| {
            files.extend(
                each.next()
                    .and_then(|&(_, doc)| Known::new(key, seen.as_ref(), DocAddress::new(segment_ord, doc))),
            );
        });
        named.map_err(|e| super::fault(TantivyError::from(e)))?;
    }
    files.sort_by(|a, b| (a.root, &a.rel).cmp(&(b.root, &b.rel)));
    Ok(files)
}
