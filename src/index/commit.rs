//! The last commit of a generation, as `meta.json` tells it.
//!
//! tantivy's own reading of the file costs as much as a short search, for it makes the schema of it, field by field:
//! here it is cut out, since the payload says of which version it is. Deliberately absent: writing it.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use memchr::memmem;
use serde::Deserialize;
use tantivy::Index;
use tantivy::index::{SegmentId, SegmentMeta};

use super::payload::Payload;
use crate::Result;

/// The file that holds it.
pub(super) const META: &str = "meta.json";

/// What is read of it.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Commit {
    segments: Vec<Segment>,
    payload: Option<String>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Segment {
    segment_id: String,
    max_doc: u32,
    deletes: Option<Deletes>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Deletes {
    num_deleted_docs: u32,
    opstamp: u64,
}

impl Commit {
    /// The last commit of the generation in this folder.
    pub(super) fn read(dir: &Path) -> Result<Self> {
        let bytes = fs::read(dir.join(META)).map_err(super::fault)?;
        serde_json::from_slice(&without_schema(&bytes)).map_err(super::fault)
    }

    /// What it says of the whole index.
    pub(super) fn payload(&self) -> Result<Payload> {
        Payload::read(self.payload.as_deref())
    }

    /// Its segments, as an index of the same folder knows them.
    pub(super) fn segments(&self, index: &Index) -> Result<Vec<SegmentMeta>> {
        let known = |segment: &Segment| {
            let id = SegmentId::from_uuid_string(&segment.segment_id).map_err(super::fault)?;
            let meta = index.new_segment_meta(id, segment.max_doc);
            Ok(match &segment.deletes {
                Some(deletes) => meta.with_delete_meta(deletes.num_deleted_docs, deletes.opstamp),
                None => meta,
            })
        };
        self.segments.iter().map(known).collect()
    }
}

/// The file without its schema, which is most of it; all of it, where it is not laid out as tantivy does.
///
/// It indents by two spaces, and a string holds no line break: what begins a line with two spaces is a field of the whole.
fn without_schema(bytes: &[u8]) -> Cow<'_, [u8]> {
    let cut = || {
        let (head, rest) = split_after(bytes, b"\n  \"schema\": ")?;
        let (_, tail) = split_after(rest, b"\n  ]")?;
        Some([head, b"null", tail].concat())
    };
    cut().map_or(Cow::Borrowed(bytes), Cow::Owned)
}

/// What is before the end of the first of these marks, and what is behind it.
fn split_after<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    bytes.split_at_checked(memmem::find(bytes, mark)? + mark.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::schema::{register, schema};
    use tantivy::{IndexWriter, TantivyDocument, Term};

    #[test]
    fn it_is_read_as_tantivy_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let (schema, fields) = schema();
        let index = Index::create_in_dir(dir.path(), schema).unwrap();
        register(&index);
        assert_eq!(Commit::read(dir.path()).unwrap(), Commit { segments: vec![], payload: None });
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for id in ["one", "two", "three"] {
            let mut document = TantivyDocument::new();
            document.add_text(fields.keys, id);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        writer.delete_term(Term::from_field_text(fields.keys, "two"));
        let payload = Payload::new();
        let mut commit = writer.prepare_commit().unwrap();
        commit.set_payload(&payload.write().unwrap());
        commit.commit().unwrap();
        let bytes = fs::read(dir.path().join("meta.json")).unwrap();
        assert!(without_schema(&bytes).len() < bytes.len() / 3);
        let all: Commit = serde_json::from_slice(&bytes).unwrap();
        let one_line =
            serde_json::to_vec(&serde_json::from_slice::<serde_json::Value>(&bytes).unwrap()).unwrap();
        let of_one_line: Commit = serde_json::from_slice(&without_schema(&one_line)).unwrap();
        let (read, theirs) = (Commit::read(dir.path()).unwrap(), index.load_metas().unwrap());
        assert_eq!((&read, &read), (&all, &of_one_line));
        assert_eq!(read.payload().unwrap(), payload);
        let told = |metas: &[SegmentMeta]| -> Vec<_> {
            metas.iter().map(|m| (m.id(), m.max_doc(), m.num_docs(), m.delete_opstamp())).collect()
        };
        let ours = read.segments(&index).unwrap();
        assert_eq!(told(&ours), told(&theirs.segments));
        assert_eq!((ours.len(), ours[0].num_deleted_docs()), (1, 1));
    }
}
