//! What a run has to do: files compared with what the index remembers of them.
//!
//! Deliberately absent: reading files and writing the index.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::glob::Rules;
use super::manifest::{Fate, FileState};
use super::payload::Root;
use super::roots::{Resolved, Scope};
use crate::Result;
use crate::corpus::{self, Found, Walk};
use crate::error::{Error, ErrorKind};
use crate::model::FileSettings;

/// Changes this close before the start of a run may be followed by others with the same time, in nanoseconds.
const RECENT: u64 = 2_000_000_000;

/// A file to read, unless its hash says that it is the same after all.
#[derive(Debug)]
pub(super) struct Job {
    /// The file as it is now.
    pub(super) found: Found,
    /// Its state to be, without hash and fate.
    pub(super) state: FileState,
    /// Its state so far.
    pub(super) old: Option<FileState>,
    /// The settings to read it with.
    pub(super) settings: FileSettings,
}

/// What a run has to do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) jobs: Vec<Job>,
    pub(super) gone: Vec<FileState>,
    pub(super) unchanged: usize,
    pub(super) skipped: Vec<(PathBuf, String)>,
    pub(super) failed: Vec<(PathBuf, String)>,
    /// Ids that are no longer to stay out.
    pub(super) readmitted: Vec<String>,
}

/// What a plan is made from.
pub(super) struct Known<'a> {
    /// The states of all files in the index.
    pub(super) states: &'a States,
    /// Settings by glob.
    pub(super) rules: &'a Rules,
    /// The start of the run, in nanoseconds since 1970.
    pub(super) now: u64,
    /// The folder of the index, which is never walked.
    pub(super) home: &'a Path,
    /// Ids that are to stay out.
    pub(super) excluded: &'a [String],
    /// Files that were named themselves, which takes them back.
    pub(super) named: Vec<PathBuf>,
}

/// States of files, by root and path.
pub(super) type States = BTreeMap<(u32, String), FileState>;

type Files = BTreeMap<(u32, String), Found>;

/// Compares what lies in the scopes with what is known.
///
/// # Errors
/// `Io`, if a whole root is suddenly empty.
pub(super) fn plan(resolved: &Resolved, known: &Known<'_>) -> Result<Plan> {
    let mut plan = Plan::default();
    let mut files = Files::new();
    let mut hidden: Vec<PathBuf> = Vec::new();
    for scope in &resolved.scopes {
        let Some(root) = resolved.roots.iter().find(|r| r.number == scope.root) else { continue };
        let Walk { files: found, errors } = corpus::walk(&root.path, &scope.start, Some(known.home));
        hidden.extend(errors.iter().map(|(path, _)| path.clone()));
        plan.failed.extend(errors);
        let before = files.len();
        for file in found {
            if corpus::is_sidecar(&file.path) {
                plan.skipped.push((file.path, String::from("belongs to the transcript beside it")));
            } else if let Some(reason) = corpus::foreign(&file.rel)
                && known.rules.below(&file.rel).format.is_none()
            {
                plan.skipped.push((file.path, reason.to_owned()));
            } else {
                files.insert((root.number, file.rel.clone()), file);
            }
        }
        if files.len() == before && scope.under.is_empty() && known.states.keys().any(|k| k.0 == root.number)
        {
            return Err(empty(root));
        }
    }
    let known_roots: BTreeSet<u32> = resolved.roots.iter().map(|r| r.number).collect();
    let in_scope = |root: u32, rel: &str| resolved.scopes.iter().any(|s: &Scope| s.holds(root, rel));
    let mut kept: Vec<&FileState> = Vec::new();
    for ((root, rel), state) in known.states {
        let place = || resolved.roots.iter().find(|r| r.number == *root).map(|r| r.path.join(rel));
        let unseen = || place().is_some_and(|p| hidden.iter().any(|h| p.starts_with(h)));
        if files.contains_key(&(*root, rel.clone())) {
        } else if !known_roots.contains(root) || in_scope(*root, rel) && !unseen() {
            plan.gone.push(state.clone());
        } else {
            kept.push(state);
        }
    }
    for root in &resolved.roots {
        compare(&mut plan, root, &mut files, &kept, known);
    }
    Ok(plan)
}

fn empty(root: &Root) -> Error {
    let message = format!("{} holds no transcripts any more", root.path.display());
    Error::new(ErrorKind::Io, message)
        .with_hint("nothing was changed; if this is meant, whosaid index --rebuild starts anew")
}

/// Gives the files of a root their ids, and sorts them into what must be read and what not.
fn compare(plan: &mut Plan, root: &Root, files: &mut Files, kept: &[&FileState], known: &Known<'_>) {
    let mut mine: Vec<Found> = Vec::new();
    let keys: Vec<_> = files.range((root.number, String::new())..(root.number + 1, String::new())).collect();
    mine.extend(keys.into_iter().map(|(_, f)| f.clone()));
    let others: Vec<&FileState> = kept.iter().copied().filter(|s| s.root == root.number).collect();
    let paths: Vec<&str> =
        mine.iter().map(|f| f.rel.as_str()).chain(others.iter().map(|s| s.rel.as_str())).collect();
    let mut ids = corpus::assign(&paths);
    if !root.prefix.is_empty() {
        ids.iter_mut().for_each(|id| *id = format!("{}/{id}", root.prefix));
    }
    // A new file may take a bare id away from one outside of the scopes, which must then be read again.
    let displaced = others.iter().zip(&ids[mine.len()..]).filter(|(s, id)| s.id != **id);
    let displaced: Vec<(Found, String)> = displaced
        .filter_map(|(s, id)| {
            let found = corpus::walk(&root.path, &root.path.join(&s.rel), None).files.pop()?;
            Some((found, id.clone()))
        })
        .collect();
    ids.truncate(mine.len());
    for (found, id) in mine.into_iter().zip(ids).chain(displaced) {
        judge(plan, root, found, id, known);
    }
}

/// Whether a file must be read.
fn judge(plan: &mut Plan, root: &Root, found: Found, id: String, known: &Known<'_>) {
    let settings = known.rules.below(&found.rel);
    let old = known.states.get(&(root.number, found.rel.clone())).cloned();
    if known.excluded.contains(&id) {
        if !known.named.contains(&found.path) {
            plan.gone.extend(old);
            let reason = "was removed; whosaid index with its own path takes it back";
            return plan.skipped.push((found.path, String::from(reason)));
        }
        plan.readmitted.push(id.clone());
    }
    let state = FileState {
        root: root.number,
        rel: found.rel.clone(),
        id,
        size: found.size,
        mtime: found.mtime.filter(|m| m.saturating_add(RECENT) < known.now),
        hash: None,
        settings: settings_key(&settings, &found),
        fate: Fate::Read,
        members: Vec::new(),
        left: Vec::new(),
    };
    match &old {
        Some(o)
            if o.same_reading(&state)
                && o.mtime.is_some()
                && o.mtime == found.mtime
                && o.size == found.size =>
        {
            for left in &o.left {
                let list = if left.failed { &mut plan.failed } else { &mut plan.skipped };
                list.push((found.path.join(&left.member), left.reason.clone()));
            }
            match &o.fate {
                Fate::Read => plan.unchanged += 1,
                Fate::Skipped(reason) => plan.skipped.push((found.path, reason.clone())),
                Fate::Failed(message) => plan.failed.push((found.path, message.clone())),
            }
        }
        _ => plan.jobs.push(Job { found, state, old, settings }),
    }
}

/// Everything besides the file's own bytes that its turns depend on.
fn settings_key(settings: &FileSettings, found: &Found) -> String {
    let sidecars: Vec<_> = found.sidecars.iter().map(|s| (&s.rel, s.size, s.mtime)).collect();
    let key = format!("{} {settings:?} {sidecars:?}", corpus::reader_version());
    blake3::hash(key.as_bytes()).to_hex()[..16].to_owned()
}
