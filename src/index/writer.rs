//! Writes files into a generation: blocks and states, replaced whole, made visible by a commit.
//!
//! Deliberately absent: which files, and from where.

use std::sync::Arc;

use tantivy::indexer::UserOperation;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::schema::Document;
use tantivy::{Index, IndexWriter, TantivyDocument};

use super::feed::{Content, Permit, Prepared};
use super::manifest::FileState;
use super::payload::Payload;
use super::schema::Fields;
use crate::Result;

/// Memory for terms that are not yet on the disk, in bytes, for all threads.
const HEAP: usize = 128 << 20;

/// More threads than this gain little and make many small segments.
const THREADS: usize = 4;

/// A document that holds its permit until it is taken apart into terms.
#[derive(Debug)]
pub(super) struct Held {
    document: TantivyDocument,
    _permit: Option<Arc<Permit>>,
}

impl Document for Held {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}

/// The writer of a generation.
pub(super) struct Writer {
    inner: IndexWriter<Held>,
    fields: Fields,
}

impl Writer {
    pub(super) fn open(index: &Index, fields: Fields) -> Result<Self> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
        let inner: IndexWriter<Held> = index.writer_with_num_threads(threads, HEAP).map_err(super::fault)?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(0.3);
        inner.set_merge_policy(Box::new(policy));
        Ok(Self { inner, fields })
    }

    /// Writes a file in place of what was there of it. One batch goes into one segment, in order.
    pub(super) fn write(&self, prepared: Prepared) -> Result<()> {
        let key = prepared.state.key();
        let mut operations = vec![UserOperation::Delete(self.fields.manifest_term(&key))];
        let permit = prepared.permit;
        let held = |document| UserOperation::Add(Held { document, _permit: Some(Arc::clone(&permit)) });
        let mut adds = vec![held(prepared.state.document(&self.fields)?)];
        if let Content::Blocks { documents, replaced, .. } = prepared.content {
            let terms = replaced.iter().map(|key| self.fields.file_term(key));
            operations.extend(terms.map(UserOperation::Delete));
            adds.extend(documents.into_iter().map(held));
        }
        operations.append(&mut adds);
        self.inner.run(operations).map_err(super::fault)?;
        Ok(())
    }

    /// Forgets a file.
    pub(super) fn forget(&self, state: &FileState) {
        let key = state.key();
        self.inner.delete_term(self.fields.manifest_term(&key));
        self.inner.delete_term(self.fields.file_term(&key));
    }

    /// Makes all that was written visible at once.
    pub(super) fn commit(&mut self, payload: &Payload) -> Result<()> {
        let mut commit = self.inner.prepare_commit().map_err(super::fault)?;
        commit.set_payload(&payload.write()?);
        commit.commit().map_err(super::fault)?;
        Ok(())
    }

    /// Waits for merges under way.
    pub(super) fn close(self) -> Result<()> {
        self.inner.wait_merging_threads().map_err(super::fault)
    }
}
