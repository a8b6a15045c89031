//! The opened segments of a commit, and the documents stored in them.
//!
//! Instead of tantivy's own searcher, which opens every store and takes a lock that needs the folder to be writable.
//! Deliberately absent: what is stored (`stored`), and which documents.

use std::sync::OnceLock;

use tantivy::index::SegmentMeta;
use tantivy::schema::document::DocumentDeserialize;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, Index, SegmentReader, Term};

use super::fault;
use crate::Result;

/// How many unpacked blocks of a store are kept.
const BLOCKS: usize = 100;

/// The segments of a commit.
pub(crate) struct Searcher {
    segments: Vec<SegmentReader>,
    /// Of each segment, what is stored, from when it is first asked for.
    stores: Vec<OnceLock<StoreReader>>,
}

impl Searcher {
    /// Opens segments of an index.
    pub(super) fn new(index: &Index, segments: Vec<SegmentMeta>) -> Result<Self> {
        let opened = segments.into_iter().map(|meta| SegmentReader::open(&index.segment(meta)));
        let segments: Vec<SegmentReader> = opened.collect::<tantivy::Result<_>>().map_err(fault)?;
        let stores = segments.iter().map(|_| OnceLock::new()).collect();
        Ok(Self { segments, stores })
    }

    pub(crate) fn segment_readers(&self) -> &[SegmentReader] {
        &self.segments
    }

    pub(crate) fn segment_reader(&self, ord: u32) -> &SegmentReader {
        &self.segments[ord as usize]
    }

    /// How many documents have this term, deleted ones included.
    pub(crate) fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let of =
            |segment: &SegmentReader| Ok(u64::from(segment.inverted_index(term.field())?.doc_freq(term)?));
        self.segments.iter().map(of).sum()
    }

    /// What is stored of a document.
    pub(crate) fn doc<D: DocumentDeserialize>(&self, at: DocAddress) -> Result<D> {
        let (segment, store) = (self.segment_reader(at.segment_ord), &self.stores[at.segment_ord as usize]);
        let store = match store.get() {
            Some(opened) => opened,
            None => {
                let opened = segment.get_store_reader(BLOCKS).map_err(fault)?;
                store.get_or_init(|| opened)
            }
        };
        store.get(at.doc_id).map_err(fault)
    }
}
