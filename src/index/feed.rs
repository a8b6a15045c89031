//! Carries out the jobs of a plan on all cores, in bounded memory: each thread reads a file after the other and writes
//! it into a segment of its own.
//!
//! Deliberately absent: how a file is read (`prepare`) and written (`writer`).

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::{panic, thread};

use super::manifest::{Fate, Left};
use super::plan::Job;
use super::prepare::{Content, Prepared, prepare};
use super::writer::Writer;
use crate::Result;
use crate::corpus::{self, Found};
use crate::model::Warning;

/// How many bytes may be on their way from the disk to the index. A file that may need more is read alone.
const IN_FLIGHT: u64 = 64 << 20;

/// How much memory a file may need while it is read, in parts of its size: lines, turns and what is counted of them.
const READING: u64 = 8;

/// The same for an archive, whose members are packed.
const UNPACKING: u64 = 256;

/// What became of a file.
#[derive(Debug)]
pub(super) struct Told {
    /// Its place in the plan.
    pub(super) job: usize,
    pub(super) fate: Fate,
    /// See [`super::manifest::FileState::left`].
    pub(super) left: Vec<Left>,
    /// How many interviews it gave; none if it was not read again.
    pub(super) interviews: Option<usize>,
    /// See [`Prepared::warnings`].
    pub(super) warnings: Vec<(String, Warning)>,
}

impl Told {
    fn new(job: usize, prepared: &mut Prepared) -> Self {
        let interviews = match &prepared.content {
            Content::State => None,
            Content::Blocks { blocks, .. } => Some(blocks.len()),
        };
        let warnings = std::mem::take(&mut prepared.warnings);
        let (fate, left) = (prepared.state.fate.clone(), prepared.state.left.clone());
        Self { job, fate, left, interviews, warnings }
    }
}

/// The right to hold so many bytes; given back when dropped.
#[derive(Debug)]
struct Permit<'a> {
    gate: &'a Gate,
    bytes: u64,
}

impl Permit<'_> {
    /// Holds so many bytes from now on.
    fn set(&mut self, bytes: u64) {
        let mut flow = self.gate.flow();
        flow.used = flow.used - self.bytes + bytes;
        self.bytes = bytes;
        drop(flow);
        self.gate.freed.notify_all();
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.set(0);
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
    fn take(&self, jobs: &[Job]) -> Option<(usize, Permit<'_>)> {
        let mut flow = self.flow();
        loop {
            let bytes = need(&jobs.get(flow.next).filter(|_| !flow.stop)?.found);
            if flow.used == 0 || flow.used + bytes <= IN_FLIGHT {
                flow.used += bytes;
                flow.next += 1;
                return Some((flow.next - 1, Permit { gate: self, bytes }));
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

/// Carries out all jobs and calls back with what became of each, one after the other, before it is written, until one call
/// answers false: that file is the last one.
pub(super) fn feed(jobs: &[Job], writer: &Writer, each: impl FnMut(Told) -> bool + Send) -> Result<()> {
    let (gate, each) = (Gate::default(), Mutex::new(each));
    let tell = |told| {
        let mut each = each.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = !gate.flow().stop;
        if wanted && !each(told) {
            gate.stop();
        }
        wanted
    };
    thread::scope(|scope| {
        let others = 1..writer.threads();
        let others: Vec<_> = others.map(|_| scope.spawn(|| work(jobs, writer, &gate, &tell))).collect();
        let mut done = work(jobs, writer, &gate, &tell);
        for other in others {
            let other = other.join().unwrap_or_else(|cause| panic::resume_unwind(cause));
            done = done.and(other);
        }
        done
    })
}

/// Stops the others when a thread panics.
struct Alarm<'a>(&'a Gate);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

/// Carries out one job after the other. If one fails, the others stop, too.
fn work(jobs: &[Job], writer: &Writer, gate: &Gate, tell: &dyn Fn(Told) -> bool) -> Result<()> {
    let _alarm = Alarm(gate);
    let mut part = writer.part();
    let mut one = |job: usize, mut permit: Permit<'_>| -> Result<()> {
        let mut prepared = prepare(&jobs[job], writer.fields(), |bytes| permit.set(bytes));
        if tell(Told::new(job, &mut prepared)) { part.write(prepared, &jobs[job]) } else { Ok(()) }
    };
    while let Some((job, permit)) = gate.take(jobs) {
        if let Err(error) = one(job, permit) {
            gate.stop();
            return Err(error);
        }
    }
    part.hand_over()
}
