//! The index as it stands at its last commit: documents, records and blocks.
//!
//! Deliberately absent: queries (`search`) and writing.

use std::io;
use std::path::Path;
use std::sync::OnceLock;

use tantivy::columnar::{Column, StrColumn};
use tantivy::directory::ManagedDirectory;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Index, SegmentReader};

use super::commit::Commit;
use super::files::Files;
use super::home::Home;
use super::keys::{Key, each_living, mark, postings, values};
use super::payload::{Payload, Root, Totals};
use super::schema::{Fields, schema};
use super::searcher::Searcher;
use super::stored::StoredInterview;
use super::texts::Stored;
use super::{stored_interview, stored_turn};
use crate::Result;
use crate::error::{Error, ErrorKind};
use crate::model::Turn;

/// True if this folder holds a finished index.
///
/// # Errors
/// Usage, if it is a folder of something else.
pub fn exists(dir: &Path) -> Result<bool> {
    Ok(Home::new(dir).live()?.is_some())
}

/// One state of the index; it does not change while it is open.
pub struct Snapshot {
    searcher: Searcher,
    fields: Fields,
    payload: Payload,
    /// Of each segment, the column of records, from when one is first asked for.
    records: Vec<OnceLock<Option<StrColumn>>>,
}

impl Snapshot {
    /// Opens the live generation at its last commit.
    ///
    /// # Errors
    /// `NoIndex`, `Stale` if it was written by another version, `Index` if it is damaged.
    pub fn open(dir: &Path) -> Result<Self> {
        let home = Home::new(dir);
        let none = || Error::new(ErrorKind::NoIndex, format!("there is no index in {}", dir.display()));
        let live = home.live()?.ok_or_else(|| none().with_hint("whosaid index PATH builds one"))?;
        let snapshot = match Self::open_generation(&live) {
            // The generation may have been replaced between the two looks.
            Err(error) => match home.live()? {
                Some(now) if now != live => Self::open_generation(&now),
                _ => Err(error),
            },
            opened => opened,
        }?;
        snapshot.payload.check()?;
        Ok(snapshot)
    }

    /// Opens a generation at its last commit; of one of another version, the payload alone.
    pub(super) fn open_generation(dir: &Path) -> Result<Self> {
        let mut commit = Commit::read(dir)?;
        loop {
            let error = match Self::at(dir, &commit) {
                Err(error) => error,
                opened => return opened,
            };
            // A writer may have replaced segments between the two looks.
            let now = Commit::read(dir)?;
            if now == commit {
                return Err(error);
            }
            commit = now;
        }
    }

    /// A commit of the generation in this folder.
    fn at(dir: &Path, commit: &Commit) -> Result<Self> {
        let (schema, fields) = schema();
        let payload = commit.payload()?;
        // An index in memory that has its files elsewhere: to open it there, tantivy would read all of `meta.json`.
        let mut index = Index::create_in_ram(schema);
        let files = Files::new(dir);
        *index.directory_mut() = ManagedDirectory::wrap(Box::new(files.clone())).map_err(super::fault)?;
        let segments = if payload.is_current() { commit.segments(&index)? } else { Vec::new() };
        let records = segments.iter().map(|_| OnceLock::new()).collect();
        let searcher = Searcher::new(&index, segments)?;
        if files.missed() {
            return Err(super::fault(io::Error::from(io::ErrorKind::NotFound)));
        }
        Ok(Self { searcher, fields, payload, records })
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    pub(crate) fn payload(&self) -> &Payload {
        &self.payload
    }

    /// The folder of the root with this number; of a file, the folder it is in.
    pub fn root_path(&self, number: u32) -> std::path::PathBuf {
        self.payload.root(number).map(|r| r.folder().to_path_buf()).unwrap_or_default()
    }

    /// The folders of the roots, in the order they were added.
    pub(crate) fn root_folders(&self) -> impl Iterator<Item = &Path> {
        self.payload.roots.iter().map(Root::folder)
    }

    /// The record at this address.
    pub(crate) fn record(&self, at: DocAddress) -> Result<StoredInterview> {
        let kept = match self.records[at.segment_ord as usize].get() {
            Some(opened) => opened,
            None => {
                let columns = self.searcher.segment_reader(at.segment_ord).fast_fields();
                let opened = columns.str("record").map_err(super::fault)?;
                self.records[at.segment_ord as usize].get_or_init(|| opened)
            }
        };
        stored_interview::read(kept.as_ref().ok_or_else(stored_interview::damaged)?, at.doc_id)
    }

    /// The stored turn at this address.
    pub(crate) fn turn(&self, at: DocAddress) -> Result<Turn> {
        let Stored(stored) = self.searcher.doc(at)?;
        stored_turn::read(stored)
    }

    /// Every record, by id.
    pub(crate) fn records(&self) -> Result<Vec<(String, DocAddress)>> {
        let mut records = Vec::new();
        self.record_terms(Key::Id, |id, at| records.push((id.to_owned(), at)))?;
        records.sort();
        Ok(records)
    }

    /// Calls back with each value of a sort of keys of records, and the record that has it.
    pub(crate) fn record_terms(&self, sort: Key, mut each: impl FnMut(&str, DocAddress)) -> Result<()> {
        for (ord, segment) in (0..).zip(self.searcher.segment_readers()) {
            values(segment, &self.fields, sort, "", |value, info, inverted| {
                let postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic);
                each_living(segment, postings.map_err(super::fault)?, |doc| {
                    each(value, DocAddress::new(ord, doc));
                    Ok(())
                })
            })?;
        }
        Ok(())
    }

    /// Interviews, turns and words in the index.
    pub(super) fn totals(&self) -> Result<Totals> {
        match self.payload.totals {
            Some(totals) => Ok(totals),
            None => self.count(),
        }
    }

    /// The same, counted.
    pub(super) fn count(&self) -> Result<Totals> {
        let mut totals = Totals::default();
        for segment in self.searcher.segment_readers() {
            let (Some(len), Some(said)) = (column(segment, "len")?, column(segment, "words")?) else {
                continue;
            };
            postings(segment, &self.fields, Key::Mark, mark::RECORD, |doc| {
                let (turns, words) = (len.first(doc).unwrap_or(0), said.first(doc).unwrap_or(0));
                totals.add(Totals { interviews: 1, turns, words });
                Ok(())
            })?;
        }
        Ok(totals)
    }
}

/// The turn of this number in the block of a record.
pub(crate) fn beside(record: DocAddress, n: u32) -> DocAddress {
    DocAddress::new(record.segment_ord, record.doc_id + n)
}

/// A column of numbers; none in a segment where no document has it.
pub(crate) fn column(segment: &SegmentReader, name: &str) -> Result<Option<Column<u64>>> {
    segment.fast_fields().column_opt(name).map_err(super::fault)
}
