//! What a run has to do: files compared with what the index remembers of them.
//!
//! Deliberately absent: reading files and writing the index.

use std::path::{Path, PathBuf};

use super::glob::Rules;
use super::manifest::{Fate, FileState, Known, seen};
use super::payload::Root;
use super::reader::Snapshot;
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
    /// The keys of files to forget.
    pub(super) gone: Vec<String>,
    pub(super) unchanged: usize,
    pub(super) skipped: Vec<(PathBuf, String)>,
    pub(super) failed: Vec<(PathBuf, String)>,
    /// Ids that are no longer to stay out.
    pub(super) readmitted: Vec<String>,
}

/// What a plan is made from.
pub(super) struct Basis<'a> {
    /// The index as it is; none if there is none.
    pub(super) snapshot: Option<&'a Snapshot>,
    /// All files in it, by root and path.
    pub(super) known: &'a [Known],
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

/// Compares what lies in the scopes with what is known.
///
/// # Errors
/// `Io`, if a whole root is suddenly empty; `Index`, if a state cannot be read.
pub(super) fn plan(resolved: &Resolved, basis: &Basis<'_>) -> Result<Plan> {
    let mut plan = Plan::default();
    let rooted = |file: &Known| resolved.roots.iter().any(|r| r.number == file.root);
    plan.gone.extend(basis.known.iter().filter(|file| !rooted(file)).map(Known::key));
    for root in &resolved.roots {
        let start = basis.known.partition_point(|file| file.root < root.number);
        let end = basis.known.partition_point(|file| file.root <= root.number);
        let mut part = Part { root, basis, known: &basis.known[start..end], plan: &mut plan, key: None };
        part.compare(resolved)?;
    }
    Ok(plan)
}

fn empty(root: &Root) -> Error {
    let message = format!("{} holds no transcripts any more", root.path.display());
    Error::new(ErrorKind::Io, message)
        .with_hint("nothing was changed; if this is meant, whosaid index --rebuild starts anew")
}

/// A file outside of the scopes, its new id, and what is known of it.
type Displaced<'a> = (Found, String, &'a Known);

/// The comparison of one root.
struct Part<'a, 'p> {
    root: &'a Root,
    basis: &'a Basis<'a>,
    /// The files of the root in the index, by path.
    known: &'a [Known],
    plan: &'p mut Plan,
    /// The settings that were met last, and their key: neighbours mostly share them.
    key: Option<(FileSettings, String)>,
}

impl<'a> Part<'a, '_> {
    fn compare(&mut self, resolved: &Resolved) -> Result<()> {
        let scopes: Vec<&Scope> = resolved.scopes.iter().filter(|s| s.root == self.root.number).collect();
        let (mut files, mut hidden) = (Vec::new(), Vec::new());
        for scope in &scopes {
            let before = files.len();
            self.walk(scope, &mut files, &mut hidden);
            if files.len() == before && scope.under.is_empty() && !self.known.is_empty() {
                return Err(empty(self.root));
            }
        }
        files.sort_by(|a: &Found, b| a.rel.cmp(&b.rel));
        files.dedup_by(|a, b| a.rel == b.rel);
        let (old, others) = self.join(&files, &scopes, &hidden);
        let (ids, displaced) = self.assign(&files, others)?;
        for ((found, id), old) in files.into_iter().zip(ids).zip(old) {
            self.judge(found, id, old)?;
        }
        for (found, id, old) in displaced {
            self.judge(found, id, Some(old))?;
        }
        Ok(())
    }

    /// Walks a scope, and passes over what is no transcript by its name.
    fn walk(&mut self, scope: &Scope, files: &mut Vec<Found>, hidden: &mut Vec<PathBuf>) {
        let Walk { files: found, errors } =
            corpus::walk(&self.root.path, &scope.start, Some(self.basis.home));
        hidden.extend(errors.iter().map(|(path, _)| path.clone()));
        self.plan.failed.extend(errors);
        for file in found {
            if corpus::is_sidecar(&file.path) {
                self.plan.skipped.push((file.path, String::from("belongs to the transcript beside it")));
            } else if let Some(reason) = corpus::foreign(&file.rel)
                && self.basis.rules.below(&file.rel).format.is_none()
            {
                self.plan.skipped.push((file.path, reason.to_owned()));
            } else {
                files.push(file);
            }
        }
    }

    /// What is known of each file that was found, and what else is known and stays. The rest is gone.
    fn join(
        &mut self,
        files: &[Found],
        scopes: &[&Scope],
        hidden: &[PathBuf],
    ) -> (Vec<Option<&'a Known>>, Vec<&'a Known>) {
        let (mut old, mut others) = (Vec::with_capacity(files.len()), Vec::new());
        let mut known = self.known.iter().peekable();
        let mut missing = Vec::new();
        for file in files {
            while let Some(before) = known.next_if(|k| k.rel < file.rel) {
                missing.push(before);
            }
            old.push(known.next_if(|k| k.rel == file.rel));
        }
        missing.extend(known);
        for file in missing {
            let in_scope = scopes.iter().any(|scope| scope.holds(file.root, &file.rel));
            let unseen = || {
                let place = self.root.path.join(&file.rel);
                hidden.iter().any(|h| place.starts_with(h))
            };
            if in_scope && !unseen() {
                self.plan.gone.push(file.key());
            } else {
                others.push(file);
            }
        }
        (old, others)
    }

    /// The ids of the files that were found. A new file may take a bare id away from one outside of the scopes, which
    /// must then be read again, under the id that is given with it.
    fn assign(&self, files: &[Found], others: Vec<&'a Known>) -> Result<(Vec<String>, Vec<Displaced<'a>>)> {
        let mine: Vec<&str> = files.iter().map(|file| file.rel.as_str()).collect();
        let near = (!others.is_empty()).then(|| corpus::Near::new(&mine));
        let others: Vec<&Known> = others
            .into_iter()
            .filter(|other| near.as_ref().is_some_and(|near| near.holds(&other.rel)))
            .collect();
        let paths: Vec<&str> =
            mine.into_iter().chain(others.iter().map(|other| other.rel.as_str())).collect();
        let mut ids = corpus::assign(&paths);
        if !self.root.prefix.is_empty() {
            ids.iter_mut().for_each(|id| *id = format!("{}/{id}", self.root.prefix));
        }
        let mut displaced = Vec::new();
        for (id, other) in ids.split_off(files.len()).into_iter().zip(others) {
            let Some(snapshot) = self.basis.snapshot else { break };
            if other.state(snapshot)?.id != id {
                let place = self.root.path.join(&other.rel);
                let found = corpus::walk(&self.root.path, &place, None).files.pop();
                displaced.extend(found.map(|found| (found, id, other)));
            }
        }
        Ok((ids, displaced))
    }

    /// Whether a file must be read.
    fn judge(&mut self, found: Found, id: String, old: Option<&Known>) -> Result<()> {
        if !self.basis.excluded.is_empty() && self.basis.excluded.contains(&id) {
            if !self.basis.named.contains(&found.path) {
                self.plan.gone.extend(old.map(Known::key));
                let reason = "was removed; whosaid index with its own path takes it back";
                self.plan.skipped.push((found.path, String::from(reason)));
                return Ok(());
            }
            self.plan.readmitted.push(id.clone());
        }
        let settings = self.basis.rules.below(&found.rel);
        let key = self.settings_key(&settings, &found);
        let mtime = found.mtime.filter(|m| m.saturating_add(RECENT) < self.basis.now);
        let now = || mtime.map(|mtime| seen(found.size, mtime, &key, &id));
        if old.is_some_and(|old| old.seen.is_some() && old.seen == now()) {
            self.plan.unchanged += 1;
            return Ok(());
        }
        let old = old.zip(self.basis.snapshot).map(|(old, snapshot)| old.state(snapshot)).transpose()?;
        let state = FileState {
            root: self.root.number,
            rel: found.rel.clone(),
            id,
            size: found.size,
            mtime,
            hash: None,
            settings: key,
            fate: Fate::Read,
            members: Vec::new(),
            left: Vec::new(),
        };
        let same = |o: &&FileState| {
            o.same_reading(&state) && o.mtime.is_some() && o.mtime == state.mtime && o.size == state.size
        };
        match old.as_ref().filter(same) {
            Some(old) => self.plan.tell_again(&found.path, old),
            None => self.plan.jobs.push(Job { found, state, old, settings }),
        }
        Ok(())
    }

    /// The key of the settings of a file.
    fn settings_key(&mut self, settings: &FileSettings, found: &Found) -> String {
        if !found.sidecars.is_empty() {
            return settings_key(settings, found);
        }
        match &self.key {
            Some((of, key)) if of == settings => key.clone(),
            _ => {
                let key = settings_key(settings, found);
                self.key = Some((settings.clone(), key.clone()));
                key
            }
        }
    }
}

impl Plan {
    /// Whether nothing is to be done.
    pub(super) fn is_empty(&self) -> bool {
        self.jobs.is_empty() && self.gone.is_empty()
    }

    /// Says again what became of a file that is unchanged.
    fn tell_again(&mut self, path: &Path, old: &FileState) {
        for left in &old.left {
            let list = if left.failed { &mut self.failed } else { &mut self.skipped };
            list.push((path.join(&left.member), left.reason.clone()));
        }
        match &old.fate {
            Fate::Read => self.unchanged += 1,
            Fate::Skipped(reason) => self.skipped.push((path.to_path_buf(), reason.clone())),
            Fate::Failed(message) => self.failed.push((path.to_path_buf(), message.clone())),
        }
    }
}

/// Everything besides the file's own bytes that its turns depend on.
fn settings_key(settings: &FileSettings, found: &Found) -> String {
    let sidecars: Vec<_> = found.sidecars.iter().map(|s| (&s.rel, s.size, s.mtime)).collect();
    let key = format!("{} {settings:?} {sidecars:?}", corpus::reader_version());
    blake3::hash(key.as_bytes()).to_hex()[..16].to_owned()
}
