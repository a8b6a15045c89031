//! An index of many turns is brought up to date: one interview more, or nothing at all.
//!
//! One more is held against a commit of nothing by tantivy itself, on a copy of the same index; nothing to do against
//! `find`, which asks for size and time of the same files. Deliberately absent: changed and removed files.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::{Index, IndexWriter, TantivyDocument};

use super::clock::{Run, Times};
use super::corpus::{Pool, TURNS, transcript};
use super::programs::Programs;

/// Interviews that are added, one by one.
const ADDED: usize = 24;

/// How often there is nothing to do.
const IDLE: usize = 12;

/// The least memory tantivy takes for a writer's thread, in bytes.
const HEAP: usize = 15_000_000;

/// How long it took to bring an index up to date.
#[derive(Debug, Serialize)]
pub(crate) struct Updates {
    /// The turns of the index.
    pub(crate) turns: usize,
    /// One interview more: `whosaid index FILE`.
    pub(crate) added: Times,
    /// One interview more, looked for: `whosaid index`.
    pub(crate) noticed: Times,
    /// A commit of nothing by a writer that is there.
    pub(crate) commit: Times,
    /// The same, with opening the index and starting the writer.
    pub(crate) opened: Times,
    /// The files of the index.
    pub(crate) files: usize,
    /// Nothing to do.
    pub(crate) idle: Times,
    /// `find` over the same files.
    pub(crate) find: Times,
}

/// Measures with copies of the index, which are gone afterwards, as are the interviews that are added.
pub(crate) fn update(
    programs: &Programs,
    pool: &Pool,
    seed: u64,
    turns: usize,
    home: &Path,
) -> Result<Updates> {
    let (text, ours, theirs) = (home.join("text"), home.join("added-index"), home.join("empty-index"));
    let added = text.join("added");
    let clean = || [&added, &ours, &theirs].iter().for_each(|folder| drop(fs::remove_dir_all(folder)));
    clean();
    let index = home.join("index-all");
    copy(&index, &ours)?;
    let generation = fs::read_to_string(index.join("current")).context("the index has no generation")?;
    copy(&index.join(generation.trim()), &theirs)?;
    let measured = measure(programs, pool, seed, turns, (&text, &added, &ours, &theirs));
    clean();
    measured
}

fn measure(
    programs: &Programs,
    pool: &Pool,
    seed: u64,
    turns: usize,
    (text, added, ours, theirs): (&Path, &Path, &Path, &Path),
) -> Result<Updates> {
    let files = turns / TURNS;
    // What changed within two seconds is read again, so this one does not count.
    std::thread::sleep(Duration::from_secs(3));
    programs.index(ours, &[]).once()?;
    let mut updates = Updates {
        turns,
        added: Times::default(),
        noticed: Times::default(),
        commit: Times::default(),
        opened: Times::default(),
        files,
        idle: Times::default(),
        find: Times::default(),
    };
    idle(programs, text, ours, &mut updates)?;
    fs::create_dir_all(added)?;
    for i in 0..ADDED {
        let (language, said) = pool.interview(seed, files + i);
        let file = added.join(format!("{i:03}.txt"));
        fs::write(&file, transcript(language, &said))?;
        // Every fourth is looked for.
        let (paths, times): (&[&Path], _) =
            if i % 4 == 3 { (&[], &mut updates.noticed) } else { (&[&file], &mut updates.added) };
        let (time, said) = programs.index(ours, paths).once()?;
        let said = String::from_utf8_lossy(&said).into_owned();
        ensure!(said.contains("1 added"), "whosaid was to add {} and says: {said}", file.display());
        times.push(time);
        let (opened, commit) = empty_commit(theirs)?;
        updates.opened.push(opened);
        updates.commit.push(commit);
    }
    Ok(updates)
}

/// Nothing to do, and `find`, in turn.
fn idle(programs: &Programs, text: &Path, ours: &Path, updates: &mut Updates) -> Result<()> {
    for _ in 0..IDLE {
        updates.idle.push(programs.index(ours, &[]).once()?.0);
        if let Some(find) = &programs.find {
            let run = Run::new(find).arg(text).args(&["-type", "f", "-printf", "%s %T@\\n"]);
            updates.find.push(run.once()?.0);
        }
    }
    Ok(())
}

/// Commits nothing: how long it takes with opening the index, and without.
fn empty_commit(folder: &Path) -> Result<(Duration, Duration)> {
    let start = Instant::now();
    let index = Index::open_in_dir(folder)?;
    let mut writer: IndexWriter<TantivyDocument> = index.writer_with_num_threads(1, HEAP)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let ready = Instant::now();
    writer.commit()?;
    let over = Instant::now();
    writer.wait_merging_threads()?;
    Ok((over - start, over - ready))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let failed = || format!("{} cannot be copied", from.display());
    fs::create_dir_all(to).with_context(failed)?;
    for entry in fs::read_dir(from).with_context(failed)? {
        let entry = entry?;
        let (from, to): (PathBuf, PathBuf) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).with_context(failed)?;
        }
    }
    Ok(())
}
