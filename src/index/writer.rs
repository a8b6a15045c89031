//! Writes files into a generation: blocks and states, replaced whole, made visible by a commit.
//!
//! A segment is written by one thread, from the first term to the last file, and handed over to those of the index with
//! the names of what it replaces. So a commit needs nobody to wait, and one interview no thread besides.
//! tantivy's own writer is left out: its queues and threads cost more than an interview. Deliberately absent: which files, and from where.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use tantivy::directory::{ManagedDirectory, TerminatingWrite};
use tantivy::fastfield::write_alive_bitset;
use tantivy::index::{IndexMeta, Segment, SegmentComponent, SegmentId, SegmentMeta};
use tantivy::indexer::merge_filtered_segments;
use tantivy::{BitSet, Index, SegmentReader, TantivyError};

use super::commit::{Commit, META};
use super::directory::Folder;
use super::document::{Entry, documents};
use super::keys::{Key, postings};
use super::merges::{MOST, Size, due};
use super::payload::{Payload, Totals};
use super::plan::Job;
use super::prepare::{Content, Prepared};
use super::reader::column;
use super::schema::{self, Fields};
use super::segment::Open;
use super::stack::stack;
use crate::Result;
use crate::error::Error;

/// Memory for terms that are not yet on the disk, in bytes, for all threads: what is written into one segment at a time.
const HEAP: usize = 192 << 20;

/// More threads than this gain little and make many small segments.
const THREADS: usize = 16;

/// After so many bytes of files, some seconds of work, a commit makes what was done safe.
const COMMIT_EVERY: u64 = 256 << 20;

/// So many segments are there at most while a run goes on: tables of those that are merged are in memory.
pub(super) const MOST_UNDER_WAY: usize = 50;

/// The writer of a generation.
pub(super) struct Writer {
    index: Index,
    folder: Folder,
    fields: Fields,
    threads: usize,
    state: Mutex<State>,
}

/// What the next commit says.
struct State {
    segments: Vec<SegmentMeta>,
    /// Those of them that hold nothing but what this run added.
    fresh: HashSet<SegmentId>,
    /// Those that were merged away since the last commit.
    dead: Vec<SegmentMeta>,
    payload: Payload,
    /// Of deletes: larger than all before.
    stamp: u64,
    /// How many documents were there before, and how many have been added.
    before: u64,
    added: u64,
    /// Bytes of files since the last commit.
    uncommitted: u64,
}

/// What came of a run.
#[derive(Debug)]
pub(super) struct Closed {
    /// What is in the index.
    pub(super) totals: Totals,
    /// Why not all was merged that was due.
    pub(super) unmerged: Option<Error>,
}

/// What one thread writes.
pub(super) struct Part<'a> {
    writer: &'a Writer,
    /// The segment that is being written.
    open: Option<Open>,
    /// Segments that were finished because they were full, amid a file.
    full: Vec<SegmentMeta>,
    replaced: Vec<(Key, String)>,
    totals: Totals,
    /// Bytes of files.
    bytes: u64,
}

impl Writer {
    /// The writer of so many files into the generation in a folder, which may be empty. The payload is that of the next
    /// commit, with the totals of the last one.
    pub(super) fn open(dir: &Path, payload: Payload, files: usize) -> Result<Self> {
        let (schema, fields) = schema::schema();
        let folder = Folder::new(dir);
        let index = Index::builder().schema(schema).settings(schema::settings()).create_in_ram();
        let mut index = index.map_err(super::fault)?;
        *index.directory_mut() = ManagedDirectory::wrap(Box::new(folder.clone())).map_err(super::fault)?;
        let segments = committed(&folder, &index)?;
        // Of a run that was killed, perhaps because the disk is full.
        folder.sweep(&segments).map_err(super::fault)?;
        let threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS).min(files).max(1);
        let state = State {
            stamp: segments.iter().filter_map(SegmentMeta::delete_opstamp).max().unwrap_or(0),
            before: segments.iter().map(|segment| u64::from(segment.num_docs())).sum(),
            segments,
            fresh: HashSet::new(),
            dead: Vec::new(),
            payload,
            added: 0,
            uncommitted: 0,
        };
        Ok(Self { index, folder, fields, threads, state: Mutex::new(state) })
    }

    /// How many threads have something to do.
    pub(super) fn threads(&self) -> usize {
        self.threads
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// What one thread writes.
    pub(super) fn part(&self) -> Part<'_> {
        let (full, replaced, totals) = (Vec::new(), Vec::new(), Totals::default());
        Part { writer: self, open: None, full, replaced, totals, bytes: 0 }
    }

    /// Forgets the files of these keys.
    pub(super) fn forget<'a>(&self, keys: impl IntoIterator<Item = &'a String>) -> Result<()> {
        let sorts = [Key::Manifest, Key::File];
        let terms = keys.into_iter().flat_map(|key| sorts.map(|sort| (sort, key.clone()))).collect();
        self.delete(&mut self.state(), terms)
    }

    /// Merges what is due, unless somebody waits for the end, and makes all that was written visible at once.
    pub(super) fn close(self, stopped: bool) -> Result<Closed> {
        let mut state = self.state();
        let most = if state.added > state.before { 1 } else { MOST };
        // What was read is worth keeping, whatever comes of a merge; the next run tries again.
        let merged = if stopped { Ok(()) } else { self.merge_due(&mut state, most) };
        if stopped || merged.is_err() {
            self.drop_unfinished(&state)?;
        }
        let done = self.commit(&mut state);
        // Of a commit that failed, nothing stays that would take the room of the next one.
        let named = if done.is_ok() { state.segments.clone() } else { committed(&self.folder, &self.index)? };
        self.folder.sweep(&named).map_err(super::fault)?;
        done?;
        Ok(Closed { totals: state.payload.totals.unwrap_or_default(), unmerged: merged.err() })
    }

    /// Removes what was begun and is not part of the index: if the disk is full, the commit needs the room.
    fn drop_unfinished(&self, state: &State) -> Result<()> {
        let mut segments = committed(&self.folder, &self.index)?;
        segments.extend(state.segments.iter().cloned());
        self.folder.sweep(&segments).map_err(super::fault)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a part over: what it replaces is in segments that were there before.
    fn take(&self, part: &mut Part<'_>) -> Result<()> {
        let mut state = self.state();
        self.delete(&mut state, std::mem::take(&mut part.replaced))?;
        state.added += part.full.iter().map(|segment| u64::from(segment.max_doc())).sum::<u64>();
        state.fresh.extend(part.full.iter().map(SegmentMeta::id));
        state.segments.append(&mut part.full);
        state.uncommitted += std::mem::take(&mut part.bytes);
        if let Some(totals) = &mut state.payload.totals {
            totals.add(std::mem::take(&mut part.totals));
        }
        self.merge_due(&mut state, MOST_UNDER_WAY)?;
        if state.uncommitted > COMMIT_EVERY {
            self.commit(&mut state)?;
        }
        Ok(())
    }

    /// Deletes the documents that have one of these terms, all or none of them. A segment without others is dropped.
    fn delete(&self, state: &mut State, mut terms: Vec<(Key, String)>) -> Result<()> {
        if terms.is_empty() {
            return Ok(());
        }
        // As they stand in the files, which are read in order.
        terms.sort_unstable();
        state.stamp += 1;
        let (mut segments, mut totals) = (state.segments.clone(), state.payload.totals);
        for meta in segments.iter_mut().filter(|meta| !state.fresh.contains(&meta.id())) {
            let reader = SegmentReader::open(&self.index.segment(meta.clone())).map_err(super::fault)?;
            let mut dead = Vec::new();
            for (sort, term) in &terms {
                postings(&reader, &self.fields, *sort, term, |doc| {
                    dead.push(doc);
                    Ok(())
                })?;
            }
            if dead.is_empty() {
                continue;
            }
            dead.sort_unstable();
            dead.dedup();
            if let Some(totals) = &mut totals {
                totals.take(of(&reader, &dead)?);
            }
            let mut alive = BitSet::with_max_value_and_full(meta.max_doc());
            if let Some(before) = reader.alive_bitset() {
                alive.intersect_update(before.bitset());
            }
            dead.into_iter().for_each(|doc| alive.remove(doc));
            *meta = meta.clone().with_delete_meta(meta.max_doc() - alive.len() as u32, state.stamp);
            let segment = self.index.segment(meta.clone());
            let mut file = segment.open_write(SegmentComponent::Delete).map_err(super::fault)?;
            let written = write_alive_bitset(&alive, &mut file).and_then(|()| file.terminate());
            written.map_err(super::fault)?;
        }
        segments.retain(|segment| segment.num_docs() > 0);
        (state.segments, state.payload.totals) = (segments, totals);
        Ok(())
    }

    /// Merges until there are so many segments at most.
    fn merge_due(&self, state: &mut State, most: usize) -> Result<()> {
        while let Some(group) = due(&sizes(&state.segments), most) {
            self.merge(state, &group)?;
        }
        Ok(())
    }

    /// Merges segments at these places into one.
    fn merge(&self, state: &mut State, group: &[usize]) -> Result<()> {
        let merging: Vec<SegmentMeta> = group.iter().map(|&place| state.segments[place].clone()).collect();
        let segments: Vec<Segment> = merging.iter().map(|meta| self.index.segment(meta.clone())).collect();
        let merged = match merging.iter().any(SegmentMeta::has_deletes) {
            true => self.without_dead(&segments)?,
            false => stack(&self.index, &segments).map_err(super::fault)?,
        };
        let mut fresh = true;
        for gone in &merging {
            fresh &= state.fresh.remove(&gone.id());
        }
        state.fresh.extend(fresh.then(|| merged.id()));
        state.segments.retain(|segment| merging.iter().all(|gone| gone.id() != segment.id()));
        state.segments.push(merged);
        self.folder.forget(&merging);
        state.dead.extend(merging);
        Ok(())
    }

    /// What is left of segments without the dead, as one segment.
    fn without_dead(&self, segments: &[Segment]) -> Result<SegmentMeta> {
        let all = vec![None; segments.len()];
        let merged = merge_filtered_segments(segments, schema::settings(), all, self.folder.beside());
        let metas = merged.and_then(|merged| merged.searchable_segment_metas()).map_err(super::fault)?;
        let none = || super::fault(TantivyError::InternalError(String::from("a merge gave no segment")));
        let merged = metas.first().ok_or_else(none)?;
        Ok(self.index.new_segment_meta(merged.id(), merged.max_doc()))
    }

    /// Writes the commit.
    fn commit(&self, state: &mut State) -> Result<()> {
        state.segments.sort_by_key(|segment| std::cmp::Reverse(segment.max_doc()));
        let meta = IndexMeta {
            index_settings: schema::settings(),
            persisted_custom_extensions: Vec::new(),
            segments: state.segments.clone(),
            schema: self.index.schema(),
            opstamp: state.stamp,
            payload: Some(state.payload.write()?),
        };
        // Laid out as tantivy does: readers pass over the schema by its lines.
        let json = serde_json::to_vec_pretty(&meta).map_err(super::fault)?;
        self.folder.commit(&json, &state.segments).map_err(super::fault)?;
        self.folder.remove(&std::mem::take(&mut state.dead));
        state.uncommitted = 0;
        Ok(())
    }
}

impl Part<'_> {
    /// Writes a file in place of what was there of it, if there was anything. A block goes into one segment, in order.
    pub(super) fn write(&mut self, prepared: Prepared, job: &Job) -> Result<()> {
        let (fields, anew) = (&self.writer.fields, job.old.is_none());
        let Prepared { state, content, .. } = prepared;
        self.bytes += job.found.size;
        if !anew {
            self.replaced.push((Key::Manifest, state.key()));
        }
        if let Content::Blocks { blocks, replaced } = content {
            if !anew {
                self.replaced.extend(replaced.into_iter().map(|key| (Key::File, key)));
            }
            for block in blocks {
                if self.is_full() {
                    self.finish()?;
                }
                self.totals.add(block.totals());
                for document in documents(block) {
                    self.add(&document)?;
                }
            }
        }
        self.add(&state.document(fields)?)?;
        // What is handed over holds whole files.
        if self.is_full() || !self.full.is_empty() { self.hand_over() } else { Ok(()) }
    }

    /// Makes all that was written a part of the index.
    pub(super) fn hand_over(&mut self) -> Result<()> {
        self.finish()?;
        self.writer.take(self)
    }

    fn add(&mut self, document: &Entry) -> Result<()> {
        let open = match self.open.take() {
            Some(open) => open,
            None => Open::new(&self.writer.index, self.writer.threads == 1).map_err(super::fault)?,
        };
        self.open.insert(open).add(document).map_err(super::fault)
    }

    fn is_full(&self) -> bool {
        let heap = HEAP / self.writer.threads;
        self.open.as_ref().is_some_and(|open| open.memory() >= heap)
    }

    /// Finishes the segment that is being written.
    fn finish(&mut self) -> Result<()> {
        if let Some(open) = self.open.take() {
            self.full.push(open.finish().map_err(super::fault)?);
        }
        Ok(())
    }
}

/// What the records among these documents add up to.
fn of(reader: &SegmentReader, docs: &[u32]) -> Result<Totals> {
    let mut totals = Totals::default();
    if let (Some(len), Some(words)) = (column(reader, "len")?, column(reader, "words")?) {
        for &doc in docs {
            if let Some(turns) = len.first(doc) {
                totals.add(Totals { interviews: 1, turns, words: words.first(doc).unwrap_or(0) });
            }
        }
    }
    Ok(totals)
}

/// The segments of the last commit; none if there is none yet.
fn committed(folder: &Folder, index: &Index) -> Result<Vec<SegmentMeta>> {
    match folder.path().join(META).try_exists().map_err(super::fault)? {
        true => Commit::read(folder.path())?.segments(index),
        false => Ok(Vec::new()),
    }
}

fn sizes(segments: &[SegmentMeta]) -> Vec<Size> {
    segments.iter().map(|segment| Size { alive: segment.num_docs(), all: segment.max_doc() }).collect()
}
