//! Reads the files of a plan on all cores, in bounded memory.
//!
//! Deliberately absent: writing; a permit is given back when the last document of a file has become terms.

use std::mem::size_of;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use super::block::Block;
use super::manifest::{Fate, FileState, Left, member_key};
use super::plan::Job;
use super::schema::Fields;
use crate::Result;
use crate::corpus::{self, Found, Reading, Source, read};
use crate::model::{Turn, Warning};

/// How many bytes may be on their way from the disk to the index. A file that may need more is read alone.
const IN_FLIGHT: u64 = 64 << 20;

/// How much memory a file may need while it is read, in parts of its size: lines, turns and what is counted of them.
const READING: u64 = 8;

/// The same for an archive, whose members are packed.
const UNPACKING: u64 = 256;

/// A file that was looked at, ready to be written.
#[derive(Debug)]
pub(super) struct Prepared {
    /// Its place in the plan.
    pub(super) job: usize,
    /// Its state now.
    pub(super) state: FileState,
    /// What to write.
    pub(super) content: Content,
}

impl Prepared {
    /// How many documents it adds.
    pub(super) fn documents(&self) -> u64 {
        match &self.content {
            Content::State => 1,
            Content::Blocks { blocks, .. } => {
                1 + blocks.iter().map(|block| u64::from(block.len())).sum::<u64>()
            }
        }
    }
}

/// What of a file is to be written.
#[derive(Debug)]
pub(super) enum Content {
    /// Its state alone: its bytes are the same, or it failed and its last good version stays.
    State,
    /// Its blocks and its state, in place of what was there.
    Blocks {
        /// The interviews.
        blocks: Vec<Block>,
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

impl Permit {
    /// Holds so many bytes from now on.
    fn set(&mut self, bytes: u64) {
        let mut flow = self.gate.flow();
        flow.used = flow.used - self.bytes + bytes;
        self.bytes = bytes;
        drop(flow);
        self.gate.freed.notify_all();
    }
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

    /// The next job with its permit.
    fn take(self: &Arc<Self>, jobs: &[Job]) -> Option<(usize, Permit)> {
        let mut flow = self.flow();
        loop {
            let bytes = need(&jobs.get(flow.next).filter(|_| !flow.stop)?.found);
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

/// How much memory may be needed to read a file.
fn need(found: &Found) -> u64 {
    found.size * if corpus::is_archive(&found.rel) { UNPACKING } else { READING }
}

/// How much memory is held by what was read.
fn held(members: &[(String, Reading)]) -> u64 {
    let turns = members.iter().flat_map(|(_, reading)| match reading {
        Reading::Read(interviews) => interviews.as_slice(),
        _ => &[],
    });
    // Names, two allocations, and the operation that adds it.
    let around = size_of::<Turn>() as u64 + 128;
    turns.flat_map(|interview| &interview.turns).map(|turn| turn.text.len() as u64 + around).sum()
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.gate.flow().used -= self.bytes;
        self.gate.freed.notify_all();
    }
}

/// Prepares all jobs and calls back with each, as they are ready, until one call answers false or fails.
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
        let drive = || -> Result<()> {
            for prepared in receiver {
                if !each(prepared?)? {
                    break;
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
fn prepare(i: usize, job: &Job, fields: &Fields, mut permit: Permit) -> Result<Prepared> {
    let mut state = job.state.clone();
    if let Some(old) = &job.old {
        state.members.clone_from(&old.members);
    }
    let ready = |state, content| Ok(Prepared { job: i, state, content });
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
    drop(source);
    permit.set(held(&members));
    let content = blocks(members, fields, &mut state, &Arc::new(permit))?;
    ready(state, content)
}

/// The blocks of what was read, by member; of a plain file under an empty name. Members that failed keep what is
/// in the index of them.
fn blocks(
    members: Vec<(String, Reading)>,
    fields: &Fields,
    state: &mut FileState,
    permit: &Arc<Permit>,
) -> Result<Content> {
    let (key, before) = (state.key(), std::mem::take(&mut state.members));
    let (mut blocks, mut warnings, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for (member, reading) in members {
        match reading {
            Reading::Read(interviews) => {
                let own = (!member.is_empty()).then(|| member_key(&key, &member));
                let keys: Vec<String> = std::iter::once(key.clone()).chain(own).collect();
                for mut interview in interviews {
                    warnings.extend(interview.warnings.drain(..).map(|w| (member.clone(), w)));
                    let permit = Arc::clone(permit);
                    blocks.push(Block::new(*fields, keys.clone(), state.root, interview, permit)?);
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
    Ok(Content::Blocks { blocks, replaced, warnings })
}

fn failure(line: Option<u32>, message: &str) -> String {
    line.map_or_else(|| message.to_owned(), |l| format!("line {l}: {message}"))
}
