//! The opened segments of a commit, and the documents stored in them.
//!
//! Instead of tantivy's own searcher, which opens every store and takes a lock that needs the folder to be writable, and
//! makes an empty dictionary where a segment has no word of a field, which takes longer than a search.
//! Deliberately absent: what is stored (`stored`), and which documents.

use std::sync::OnceLock;

use tantivy::directory::CompositeFile;
use tantivy::index::{Segment, SegmentComponent, SegmentMeta};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::schema::document::DocumentDeserialize;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, Index, SegmentReader, Term};

use super::fault;
use crate::Result;

/// How many unpacked blocks of a store are kept: what lies together is read together, but for the turns in which words
/// near each other are looked for before they are shown, with the questions beside them.
const BLOCKS: usize = 12;

/// The segments of a commit.
pub(crate) struct Searcher {
    segments: Vec<SegmentReader>,
    /// The files of each segment.
    files: Vec<Segment>,
    /// Of each segment, the dictionaries of its fields, from when one is first asked for.
    dictionaries: Vec<OnceLock<CompositeFile>>,
    /// Of each segment, what is stored, from when it is first asked for.
    stores: Vec<OnceLock<StoreReader>>,
}

impl Searcher {
    /// Opens segments of an index.
    pub(super) fn new(index: &Index, segments: Vec<SegmentMeta>) -> Result<Self> {
        let files: Vec<Segment> = segments.into_iter().map(|meta| index.segment(meta)).collect();
        let segments = files.iter().map(SegmentReader::open);
        let segments: Vec<SegmentReader> = segments.collect::<tantivy::Result<_>>().map_err(fault)?;
        let dictionaries = segments.iter().map(|_| OnceLock::new()).collect();
        let stores = segments.iter().map(|_| OnceLock::new()).collect();
        Ok(Self { segments, files, dictionaries, stores })
    }

    /// What the dictionaries say of a term, by segment; none where no document has it.
    pub(crate) fn infos(&self, term: &Term) -> Result<Vec<Option<TermInfo>>> {
        let of = |(ord, segment): (usize, &SegmentReader)| match self.holds(ord, term.field())? {
            true => segment.inverted_index(term.field()).map_err(fault)?.get_term_info(term).map_err(fault),
            false => Ok(None),
        };
        self.segments.iter().enumerate().map(of).collect()
    }

    /// Whether a segment has a term of this field.
    fn holds(&self, ord: usize, field: Field) -> Result<bool> {
        let dictionaries = match self.dictionaries[ord].get() {
            Some(opened) => opened,
            None => {
                let file = self.files[ord].open_read(SegmentComponent::Terms).map_err(fault)?;
                let opened = CompositeFile::open(&file).map_err(fault)?;
                self.dictionaries[ord].get_or_init(|| opened)
            }
        };
        Ok(dictionaries.open_read(field).is_some())
    }

    pub(crate) fn segment_readers(&self) -> &[SegmentReader] {
        &self.segments
    }

    pub(crate) fn segment_reader(&self, ord: u32) -> &SegmentReader {
        &self.segments[ord as usize]
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
