//! Writes files into a generation: blocks and states, replaced whole, made visible by a commit.
//!
//! Deliberately absent: which files, and from where.

use std::path::Path;

use tantivy::index::SegmentId;
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy, UserOperation};
use tantivy::{Index, IndexWriter, SegmentMeta};

use super::directory::Folder;
use super::document::{Entry, documents};
use super::feed::{Content, Prepared};
use super::merges::{Size, due};
use super::payload::Payload;
use super::schema::{self, Fields};
use crate::Result;

/// Memory for terms that are not yet on the disk, in bytes, for all threads: what is written into one segment at a time.
const HEAP: usize = 256 << 20;

/// The least that a thread can have: enough for an interview, and soon zeroed.
const LEAST_HEAP: usize = 15_000_000;

/// So many bytes of terms come from a byte of text, at most.
const TERMS: u64 = 32;

/// More threads than this gain little and make many small segments.
const THREADS: usize = 4;

/// Makes an empty generation in a folder.
pub(super) fn create(dir: &Path) -> Result<()> {
    let folder = Folder::open(dir).map_err(super::fault)?;
    Index::create(folder, schema::schema().0, schema::settings()).map_err(super::fault)?;
    Ok(())
}

/// The writer of a generation.
pub(super) struct Writer {
    inner: IndexWriter<Entry>,
    fields: Fields,
}

impl Writer {
    /// The writer of so many files of so many bytes into the generation in a folder.
    pub(super) fn open(dir: &Path, fields: Fields, files: usize, bytes: u64) -> Result<Self> {
        let folder = Folder::open(dir).map_err(super::fault)?;
        let index = Index::open(folder).map_err(super::fault)?;
        schema::register(&index);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = cores.min(THREADS).min(files).max(1);
        let terms = usize::try_from(bytes.saturating_mul(TERMS)).unwrap_or(HEAP);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(terms.min(HEAP / threads).max(LEAST_HEAP))
            .num_merge_threads(1)
            .build();
        let inner: IndexWriter<Entry> = index.writer_with_options(options).map_err(super::fault)?;
        // Merges are made when all is written, and waited for.
        inner.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self { inner, fields })
    }

    /// Writes a file in place of what was there of it, if there was anything. A block goes into one segment, in order.
    pub(super) fn write(&self, prepared: Prepared, anew: bool) -> Result<()> {
        let Prepared { state, content, .. } = prepared;
        if !anew {
            self.inner.delete_term(self.fields.manifest_term(&state.key()));
        }
        let state = state.document(&self.fields)?;
        if let Content::Blocks { blocks, replaced, .. } = content {
            if !anew {
                for key in &replaced {
                    self.inner.delete_term(self.fields.file_term(key));
                }
            }
            for block in blocks {
                let adds = documents(block).map(UserOperation::Add);
                self.inner.run(adds).map_err(super::fault)?;
            }
        }
        self.inner.add_document(state).map_err(super::fault)?;
        Ok(())
    }

    /// Forgets the file of this key.
    pub(super) fn forget(&self, key: &str) {
        self.inner.delete_term(self.fields.manifest_term(key));
        self.inner.delete_term(self.fields.file_term(key));
    }

    /// Makes all that was written visible at once.
    pub(super) fn commit(&mut self, payload: &Payload) -> Result<()> {
        let mut commit = self.inner.prepare_commit().map_err(super::fault)?;
        commit.set_payload(&payload.write()?);
        commit.commit().map_err(super::fault)?;
        Ok(())
    }

    /// Merges until there are so many segments at most.
    pub(super) fn merge(&mut self, most: usize) -> Result<()> {
        let mut merged = false;
        while let Some(ids) = self.due(most)? {
            self.inner.merge(&ids).wait().map_err(super::fault)?;
            merged = true;
        }
        if merged {
            self.inner.garbage_collect_files().wait().map_err(super::fault)?;
        }
        Ok(())
    }

    /// The segments to be merged next. Ids alone: files of a segment that is still described somewhere are kept.
    fn due(&self, most: usize) -> Result<Option<Vec<SegmentId>>> {
        let segments = self.inner.index().searchable_segment_metas().map_err(super::fault)?;
        let size = |segment: &SegmentMeta| Size { alive: segment.num_docs(), all: segment.max_doc() };
        let sizes: Vec<Size> = segments.iter().map(size).collect();
        let ids = |places: Vec<usize>| places.into_iter().map(|place| segments[place].id()).collect();
        Ok(due(&sizes, most).map(ids))
    }

    /// Ends all threads.
    pub(super) fn close(self) -> Result<()> {
        self.inner.wait_merging_threads().map_err(super::fault)
    }
}
