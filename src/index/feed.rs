//! Reads the files of a plan on all cores, in bounded memory, and hands them on in the plan's order.
//!
//! Deliberately absent: writing; the writer gives back a permit when a document has become terms.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use tantivy::TantivyDocument;

use super::block::block;
use super::manifest::{Fate, FileState, Left, member_key};
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
    Blocks {
        /// The blocks, one after the other.
        documents: Vec<TantivyDocument>,
        /// The keys of the files and members whose documents they replace.
        replaced: Vec<String>,
        /// What the readers noticed, and in which member of an archive; empty for a plain file.
        warnings: Vec<(String, Warning)>,
    },
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
    if let Some(old) = &job.old {
        state.members.clone_from(&old.members);
    }
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
        state.left.clone_from(&old.left);
        return ready(state, Content::State);
    }
    let members = match read(&source, &job.found.rel, &state.id, &job.settings) {
        Reading::Failed { line, message } => {
            state.fate = Fate::Failed(failure(line, &message));
            return ready(state, Content::State);
        }
        Reading::Archive(members) => members,
        reading => vec![(String::new(), reading)],
    };
    let content = blocks(members, fields, &mut state)?;
    ready(state, content)
}

/// The blocks of what was read, by member; of a plain file under an empty name. Members that failed keep what is
/// in the index of them.
fn blocks(members: Vec<(String, Reading)>, fields: &Fields, state: &mut FileState) -> Result<Content> {
    let (key, before) = (state.key(), std::mem::take(&mut state.members));
    let (mut documents, mut warnings, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for (member, reading) in members {
        match reading {
            Reading::Read(interviews) => {
                let own = member_key(&key, &member);
                let keys = [key.as_str(), own.as_str()];
                let keys = if member.is_empty() { &keys[..1] } else { &keys[..] };
                for mut interview in interviews {
                    warnings.extend(interview.warnings.drain(..).map(|w| (member.clone(), w)));
                    documents.append(&mut block(fields, keys, state.root, &mut interview)?);
                }
                state.members.extend(Some(member).filter(|m| !m.is_empty()));
            }
            Reading::Skipped(reason) if member.is_empty() => state.fate = Fate::Skipped(reason),
            Reading::Skipped(reason) => state.left.push(Left { member, reason, failed: false }),
            Reading::Failed { line, message } => {
                kept.extend(before.contains(&member).then(|| member.clone()));
                state.left.push(Left { member, reason: failure(line, &message), failed: true });
            }
            Reading::Archive(_) => {}
        }
    }
    let replaced = match kept.is_empty() {
        true => vec![key],
        false => before.iter().filter(|m| !kept.contains(m)).map(|m| member_key(&key, m)).collect(),
    };
    state.members.append(&mut kept);
    Ok(Content::Blocks { documents, replaced, warnings })
}

fn failure(line: Option<u32>, message: &str) -> String {
    line.map_or_else(|| message.to_owned(), |l| format!("line {l}: {message}"))
}
