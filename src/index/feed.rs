//! Reads the files of a plan on all cores, in bounded memory, and hands them on in the plan's order.
//!
//! Deliberately absent: writing; the writer gives back a permit when a document has become terms.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use tantivy::TantivyDocument;

use super::block::block;
use super::manifest::{Fate, FileState};
use super::plan::Job;
use super::schema::Fields;
use crate::Result;
use crate::corpus::{Reading, Source, read};
use crate::model::Warning;

/// How many bytes of files may be on their way from the disk to the index.
const IN_FLIGHT: u64 = 24 << 20;

/// A file that was looked at, ready to be written.
#[derive(Debug)]
pub(super) struct Prepared {
    /// Its place in the plan.
    pub(super) job: usize,
    /// Its state now.
    pub(super) state: FileState,
    /// What to write.
    pub(super) content: Content,
    /// Held until its documents have become terms.
    pub(super) permit: Arc<Permit>,
}

/// What of a file is to be written.
#[derive(Debug)]
pub(super) enum Content {
    /// Its state alone: its bytes are the same, or it failed and its last good version stays.
    State,
    /// Its blocks and its state, in place of what was there.
    Blocks(Vec<TantivyDocument>, Vec<Warning>),
}

/// The right to hold so many bytes; given back when dropped.
#[derive(Debug)]
pub(super) struct Permit {
    gate: Arc<Gate>,
    bytes: u64,
}

#[derive(Debug, Default)]
struct Gate {
    state: Mutex<Flow>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Flow {
    next: usize,
    used: u64,
    stop: bool,
}

impl Gate {
    fn flow(&self) -> MutexGuard<'_, Flow> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job with its permit. Jobs get permits in order, so that the next one to be written always has one.
    fn take(self: &Arc<Self>, jobs: &[Job]) -> Option<(usize, Permit)> {
        let mut flow = self.flow();
        loop {
            let bytes = jobs.get(flow.next).filter(|_| !flow.stop)?.found.size;
            if flow.used == 0 || flow.used + bytes <= IN_FLIGHT {
                flow.used += bytes;
                flow.next += 1;
                return Some((flow.next - 1, Permit { gate: Arc::clone(self), bytes }));
            }
            flow = self.freed.wait(flow).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn stop(&self) {
        self.flow().stop = true;
        self.freed.notify_all();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.gate.flow().used -= self.bytes;
        self.gate.freed.notify_all();
    }
}

/// Prepares all jobs and calls back with each, in order, until one call answers false or fails.
pub(super) fn feed(
    jobs: &[Job],
    fields: &Fields,
    mut each: impl FnMut(Prepared) -> Result<bool>,
) -> Result<()> {
    let gate = Arc::new(Gate::default());
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len().max(1));
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..threads {
            let (sender, gate) = (sender.clone(), Arc::clone(&gate));
            scope.spawn(move || {
                while let Some((i, permit)) = gate.take(jobs) {
                    if sender.send(prepare(i, &jobs[i], fields, permit)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        let drive = || -> Result<()> {
            for prepared in receiver {
                let prepared = prepared?;
                waiting.insert(prepared.job, prepared);
                while let Some(prepared) = waiting.remove(&next) {
                    next += 1;
                    if !each(prepared)? {
                        return Ok(());
                    }
                }
            }
            Ok(())
        };
        let done = drive();
        gate.stop();
        done
    })
}

/// Reads a file, unless its hash is the one that is known.
fn prepare(i: usize, job: &Job, fields: &Fields, permit: Permit) -> Result<Prepared> {
    let mut state = job.state.clone();
    let permit = Arc::new(permit);
    let ready = |state, content| Ok(Prepared { job: i, state, content, permit: Arc::clone(&permit) });
    let source = match Source::load(&job.found) {
        Ok(source) => source,
        Err(message) => {
            state.mtime = None;
            state.fate = Fate::Failed(message);
            return ready(state, Content::State);
        }
    };
    state.hash = Some(source.hash());
    if let Some(old) = job.old.as_ref().filter(|o| o.same_reading(&state) && o.hash == state.hash) {
        state.fate = old.fate.clone();
        return ready(state, Content::State);
    }
    match read(&source, &job.found.rel, &state.id, &job.settings) {
        Reading::Read(interviews) => {
            let (mut docs, mut warnings) = (Vec::new(), Vec::new());
            let key = state.key();
            for mut interview in interviews {
                warnings.append(&mut interview.warnings);
                docs.append(&mut block(fields, &key, state.root, &mut interview)?);
            }
            ready(state, Content::Blocks(docs, warnings))
        }
        Reading::Skipped(reason) => {
            state.fate = Fate::Skipped(reason);
            ready(state, Content::Blocks(Vec::new(), Vec::new()))
        }
        Reading::Failed { line, message } => {
            let at = line.map_or_else(String::new, |l| format!("line {l}: "));
            state.fate = Fate::Failed(format!("{at}{message}"));
            ready(state, Content::State)
        }
    }
}
