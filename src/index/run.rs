//! A run of the indexer: lock, plan, read, write, commit, and one summary.
//!
//! Killed at any moment, the index opens at its last commit and the next run resumes. Deliberately absent: the
//! steps themselves; each has a file of its own.

use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::commit::Commit;
use super::feed::{Told, feed};
use super::glob::Rules;
use super::home::{Home, Lock};
use super::manifest::{self, Fate, Known};
use super::merges::MOST;
use super::payload::{Payload, Root, Totals};
use super::plan::{Basis, Job, Plan, plan};
use super::reader::Snapshot;
use super::roots::{Resolved, resolve};
use super::writer::{Closed, Writer};
use crate::Result;
use crate::corpus;
use crate::error::{Error, ErrorKind};
use crate::model::{IndexRequest, IndexSummary, Progress};

/// A generation to bring up to date.
struct Target {
    dir: PathBuf,
    /// It is not live yet.
    unpublished: bool,
    /// What is in it.
    snapshot: Option<Snapshot>,
    payload: Payload,
    resolved: Resolved,
}

impl Target {
    /// The files in it that the call may have to do with.
    fn known(&self) -> Result<Vec<Known>> {
        match (&self.snapshot, self.beginnings()) {
            (None, _) => Ok(Vec::new()),
            (Some(snapshot), Some(beginnings)) => manifest::known_by(snapshot, &beginnings),
            (Some(snapshot), None) => manifest::known(snapshot),
        }
    }

    /// How the keys of these files begin, if the call names files alone.
    fn beginnings(&self) -> Option<Vec<String>> {
        let Resolved { roots, scopes } = &self.resolved;
        // Of a root that is replaced all files go.
        let stays = |old: &Root| roots.iter().any(|root| root.number == old.number);
        if !self.payload.roots.iter().all(stays) || !scopes.iter().all(|scope| scope.start.is_file()) {
            return None;
        }
        let mut all = Vec::new();
        for scope in scopes {
            let name = || scope.start.file_name()?.to_str();
            let rel = if scope.under.is_empty() { name()? } else { &scope.under };
            all.extend(corpus::beginnings(rel)?.iter().map(|beginning| manifest::key(scope.root, beginning)));
        }
        Some(all)
    }

    /// A run that was stopped leaves more segments than another.
    fn has_many_segments(&self) -> bool {
        self.snapshot.as_ref().is_some_and(|snapshot| snapshot.searcher().segment_readers().len() > MOST)
    }

    /// What is in it.
    fn totals(&self) -> Result<Totals> {
        self.snapshot.as_ref().map(Snapshot::totals).transpose().map(Option::unwrap_or_default)
    }
}

/// Brings the index in this folder up to date, building it if there is none.
///
/// # Errors
/// `Busy`, `Stale` (unless rebuilding), `Io` for a missing or suddenly empty root, `Usage` for a folder of
/// something else, `Cancelled`, `Index`. Files that could not be read are no error: the summary names them.
pub fn update(dir: &Path, request: &IndexRequest, progress: &dyn Progress) -> Result<IndexSummary> {
    let start = Instant::now();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos() as u64);
    let rules = Rules::new(&request.rules)?;
    let home = Home::new(dir);
    let lock = home.lock()?;
    let mut target = target(&home, &lock, request)?;
    let canonical = dir.canonicalize().map_err(|e| Error::io(dir, e))?;
    progress.begin("looking for files", None);
    // A root that is a file is named only if this call names it.
    let starts = target.resolved.scopes.iter().map(|scope| scope.start.clone());
    let named = starts.filter(|start| !request.paths.is_empty() && start.is_file()).collect();
    let known = target.known()?;
    let basis = Basis {
        snapshot: target.snapshot.as_ref(),
        known: &known,
        rules: &rules,
        now,
        home: &canonical,
        excluded: &target.payload.excluded,
        named,
    };
    let todo = plan(&target.resolved, &basis);
    progress.end();
    let todo = todo?;
    target.payload.excluded.retain(|id| !todo.readmitted.contains(id));
    let roots_changed = target.payload.roots != target.resolved.roots;
    target.payload.roots.clone_from(&target.resolved.roots);
    let mut summary = IndexSummary {
        gone: todo.gone.len(),
        unchanged: todo.unchanged,
        skipped: todo.skipped.clone(),
        failed: todo.failed.clone(),
        ..IndexSummary::default()
    };
    let written = !todo.is_empty() || roots_changed || target.unpublished || target.has_many_segments();
    let totals = if written {
        let before = target.totals()?;
        // Its files are closed, so that threads share the work of removing those that are merged away.
        target.snapshot = None;
        let done = write(&target, before, &todo, &mut summary, progress);
        done.map_err(|error| if request.rebuild { stopped_rebuild(error) } else { error })?
    } else {
        target.totals()?
    };
    match target.unpublished {
        true => home.publish(&target.dir, &lock)?,
        false => home.sweep()?,
    }
    let Totals { interviews, turns, words } = totals;
    (summary.interviews, summary.turns, summary.words) =
        (interviews as usize, turns as usize, words as usize);
    for list in [&mut summary.skipped, &mut summary.failed, &mut summary.warnings] {
        list.sort_by(|a, b| a.0.cmp(&b.0));
    }
    summary.took_ms = start.elapsed().as_millis() as u64;
    Ok(summary)
}

/// A rebuild starts anew each time: what was read of one that was stopped is dropped.
fn stopped_rebuild(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Cancelled => Error::new(ErrorKind::Cancelled, "stopped; the index is as it was before"),
        _ => error,
    }
}

/// The live generation, or a new one.
fn target(home: &Home, lock: &Lock, request: &IndexRequest) -> Result<Target> {
    if let Some(live) = home.live()? {
        if !request.rebuild {
            let snapshot = Snapshot::open_generation(&live)?;
            snapshot.payload().check()?;
            let resolved = resolve(&snapshot.payload().roots, &request.paths)?;
            let payload = snapshot.payload().clone();
            return Ok(Target { dir: live, unpublished: false, snapshot: Some(snapshot), payload, resolved });
        }
        // What is damaged can still be rebuilt: of what it says itself, or if the roots are given.
        let old = match Commit::read(&live).and_then(|commit| commit.payload()) {
            Err(error) if request.paths.is_empty() => {
                return Err(
                    error.with_hint("its roots cannot be read: name them, whosaid index --rebuild PATH")
                );
            }
            old => old.unwrap_or_else(|_| Payload::new()),
        };
        let known = if request.paths.is_empty() { old.roots.as_slice() } else { &[] };
        let payload = Payload { excluded: old.excluded.clone(), ..Payload::new() };
        return fresh(home, lock, payload, resolve(known, &request.paths)?);
    }
    if request.paths.is_empty() {
        let message = "there is no index yet, and no path was given";
        return Err(Error::new(ErrorKind::NoIndex, message).with_hint("whosaid index PATH"));
    }
    let resolved = resolve(&[], &request.paths)?;
    // A first run that was killed goes on where it was.
    if let Some(dir) = home.others()?.pop().filter(|_| !request.rebuild)
        && let Ok(snapshot) = Snapshot::open_generation(&dir)
        && snapshot.payload().is_current()
        && snapshot.payload().roots == resolved.roots
    {
        let payload = snapshot.payload().clone();
        return Ok(Target { dir, unpublished: true, snapshot: Some(snapshot), payload, resolved });
    }
    fresh(home, lock, Payload::new(), resolved)
}

fn fresh(home: &Home, lock: &Lock, payload: Payload, resolved: Resolved) -> Result<Target> {
    home.sweep()?;
    let dir = home.next(lock)?;
    Ok(Target { dir, unpublished: true, snapshot: None, payload, resolved })
}

/// Carries out a plan, with what is in the index. Gives what is in it then.
fn write(
    target: &Target,
    before: Totals,
    todo: &Plan,
    summary: &mut IndexSummary,
    progress: &dyn Progress,
) -> Result<Totals> {
    let payload = Payload { totals: Some(before), ..target.payload.clone() };
    let writer = Writer::open(&target.dir, payload, todo.jobs.len())?;
    writer.forget(&todo.gone)?;
    progress.begin("reading interviews", Some(todo.jobs.len() as u64));
    let fed = feed(&todo.jobs, &writer, |told| {
        account(summary, &todo.jobs[told.job], told);
        progress.advance(1);
        !progress.cancelled()
    });
    progress.end();
    let stopped = progress.cancelled();
    progress.begin("writing the index", None);
    let written = writer.close(stopped || fed.is_err());
    progress.end();
    fed?;
    let Closed { totals, unmerged } = written?;
    if let Some(why) = unmerged {
        let message = format!("segments could not be merged, which the next run tries again: {why}");
        summary.warnings.push((target.dir.clone(), message));
    }
    if stopped {
        let message = "stopped; what was read so far is kept";
        return Err(
            Error::new(ErrorKind::Cancelled, message).with_hint("the same command goes on from there")
        );
    }
    Ok(totals)
}

/// Counts what became of a file.
fn account(summary: &mut IndexSummary, job: &Job, told: Told) {
    let path = || job.found.path.clone();
    for left in told.left {
        let list = if left.failed { &mut summary.failed } else { &mut summary.skipped };
        list.push((job.found.path.join(left.member), left.reason));
    }
    match (told.fate, told.interviews) {
        (Fate::Skipped(reason), _) => summary.skipped.push((path(), reason)),
        (Fate::Failed(message), _) => summary.failed.push((path(), message)),
        (Fate::Read, None) => summary.unchanged += 1,
        (Fate::Read, Some(interviews)) => match job.old.as_ref().map(|o| &o.fate) {
            // All members of an archive failed: they are named, and it adds nothing.
            _ if interviews == 0 => {}
            Some(Fate::Read) => summary.changed += 1,
            _ => summary.added += 1,
        },
    }
    for (member, warning) in told.warnings {
        let at = warning.line.map_or_else(String::new, |l| format!("line {l}: "));
        let place = if member.is_empty() { path() } else { path().join(member) };
        summary.warnings.push((place, format!("{at}{}", warning.message)));
    }
}
