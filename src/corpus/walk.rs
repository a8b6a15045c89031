//! Walks a root: which files are there, how large, how old.
//!
//! `.ignore` and `.whosaidignore` are honoured, `.gitignore` is not, hidden files are passed over, links are
//! followed. Deliberately absent: opening any file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use std::{panic, thread};

use ignore::WalkBuilder;

use super::ids::stem;
use crate::model::PEOPLE_FILE;

/// So many files take longer to look at than a thread to start.
const PART: usize = 500;

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its path below the root, `/`-separated; the file's name if the root is the file.
    pub rel: String,
    /// Where to open it.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970; none if that is unknown.
    pub mtime: Option<u64>,
    /// Files beside it that its format may need.
    pub sidecars: Vec<Found>,
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files, by path.
    pub files: Vec<Found>,
    /// What could not be looked at, with the reason.
    pub errors: Vec<(PathBuf, String)>,
}

/// Walks what lies under `start`, which is `root` or below it. Nothing inside `exclude` is looked at, and the file that
/// says who is who is no transcript.
pub fn walk(root: &Path, start: &Path, exclude: Option<&Path>) -> Walk {
    let mut walk = Walk::default();
    let exclude = exclude.map(Path::to_path_buf);
    let here = start.canonicalize().unwrap_or_else(|_| start.to_path_buf());
    let walker = WalkBuilder::new(start)
        .standard_filters(false)
        .hidden(true)
        .parents(true)
        .ignore(true)
        .add_custom_ignore_filename(".whosaidignore")
        .follow_links(true)
        .filter_entry(move |e| {
            let leads_up = e.depth() > 0 && e.path_is_symlink() && leads_above(e.path(), &here);
            let is_transcript = e.depth() == 0 || e.file_name() != PEOPLE_FILE;
            !leads_up && is_transcript && exclude.as_deref().is_none_or(|x| e.path() != x)
        })
        .build();
    let mut paths = Vec::new();
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|t| t.is_file()) => paths.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => note(&mut walk, start, &error),
        }
    }
    for found in stat_all(root, &paths) {
        match found {
            Ok(found) => walk.files.push(found),
            Err(error) => walk.errors.push(error),
        }
    }
    walk.files.sort_by(|a, b| a.rel.cmp(&b.rel));
    match walk.files.as_mut_slice() {
        [file] if file.path == start => file.sidecars = beside(root, start),
        files => attach(files),
    }
    walk
}

/// Whether a link leads to the folder that is walked or to one it is in: all would be found a second time.
fn leads_above(link: &Path, start: &Path) -> bool {
    link.canonicalize().is_ok_and(|target| start.starts_with(target))
}

/// A loop of links hides nothing, and a bad line in an ignore file is no file: only the rest is told.
fn note(walk: &mut Walk, start: &Path, error: &ignore::Error) {
    let mut path = start.to_path_buf();
    let mut inner = error;
    loop {
        inner = match inner {
            ignore::Error::WithPath { path: p, err } => {
                path.clone_from(p);
                err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            ignore::Error::Loop { .. } => return,
            _ if path.is_symlink() && !path.exists() => {
                return walk.errors.push((path, String::from("a link that leads nowhere")));
            }
            other => return walk.errors.push((path, other.to_string())),
        }
    }
}

/// Looks at all of these files, with all cores if they are many.
fn stat_all(root: &Path, paths: &[PathBuf]) -> Vec<Result<Found, (PathBuf, String)>> {
    let stat = |path: &PathBuf| stat(root, path).map_err(|reason| (path.clone(), reason));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let part = paths.len().div_ceil(cores).max(PART);
    thread::scope(|scope| {
        let mut parts = paths.chunks(part);
        let first = parts.next().unwrap_or_default();
        let others: Vec<_> =
            parts.map(|part| scope.spawn(move || part.iter().map(stat).collect::<Vec<_>>())).collect();
        let mut found: Vec<_> = first.iter().map(stat).collect();
        for other in others {
            found.extend(other.join().unwrap_or_else(|cause| panic::resume_unwind(cause)));
        }
        found
    })
}

fn stat(root: &Path, path: &Path) -> Result<Found, String> {
    let meta = std::fs::metadata(path).map_err(|e| e.to_string())?;
    let Some(rel) = below(root, path) else {
        return Err(String::from("its name is not valid Unicode"));
    };
    let mtime = meta.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
    let mtime = mtime.and_then(|d| u64::try_from(d.as_nanos()).ok());
    let path = path.to_path_buf();
    Ok(Found { rel, path, size: meta.len(), mtime, sidecars: Vec::new() })
}

/// The path of a file below the root; none if it is not Unicode.
fn below(root: &Path, path: &Path) -> Option<String> {
    // What a walk finds mostly begins with the root as it is written.
    let rest = || path.to_str()?.strip_prefix(root.to_str()?)?.strip_prefix('/');
    if let Some(rest) = rest().filter(|_| cfg!(unix) && root.is_absolute()) {
        return Some(rest.to_owned());
    }
    let below = if path == root { Path::new(path.file_name()?) } else { path.strip_prefix(root).ok()? };
    Some(below.iter().map(|part| part.to_str()).collect::<Option<Vec<_>>>()?.join("/"))
}

/// Gives every file the sidecars of its stem.
fn attach(files: &mut [Found]) {
    let mut sidecars: HashMap<String, Vec<Found>> = HashMap::new();
    for file in files.iter().filter(|f| is_sidecar(&f.path)) {
        sidecars.entry(stem(&file.rel).to_owned()).or_default().push(file.clone());
    }
    if sidecars.is_empty() {
        return;
    }
    for file in files.iter_mut().filter(|f| !is_sidecar(&f.path)) {
        file.sidecars = sidecars.get(stem(&file.rel)).cloned().unwrap_or_default();
    }
}

/// True if a file of this name only says more about the transcript of the same stem beside it.
pub fn is_sidecar(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(crate::formats::is_sidecar)
}

/// The sidecars of a file that is looked at alone.
fn beside(root: &Path, file: &Path) -> Vec<Found> {
    let Some(folder) = file.parent().filter(|_| !is_sidecar(file)) else { return Vec::new() };
    let base = if file == root { folder } else { root };
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let names = std::fs::read_dir(here).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let paths = names.map(|name| folder.join(name));
    let of_it = |p: &PathBuf| is_sidecar(p) && p.file_stem() == file.file_stem() && p.is_file();
    let mut found: Vec<Found> = paths.filter(of_it).filter_map(|p| stat(base, &p).ok()).collect();
    found.sort_by(|a, b| a.rel.cmp(&b.rel));
    found
}

#[cfg(test)]
mod tests {
    use super::walk;
    use std::fs;

    #[test]
    fn ignore_files_and_hidden_files_are_honoured_gitignore_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for name in ["a.txt", "b/c.txt", "b/d.md", ".hidden.txt", "no/x.txt", "no2.txt", "index/meta.json"] {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        fs::write(root.join(".gitignore"), "a.txt\n").unwrap();
        fs::write(root.join(".ignore"), "no/\n").unwrap();
        fs::write(root.join(".whosaidignore"), "no2.txt\n").unwrap();
        let found = walk(root, root, Some(&root.join("index")));
        let names: Vec<_> = found.files.iter().map(|f| f.rel.as_str()).collect();
        assert_eq!(names, ["a.txt", "b/c.txt", "b/d.md"]);
        assert_eq!(found.files[0].size, 5);
        let part = walk(root, &root.join("b"), None);
        assert_eq!(part.files[0].rel, "b/c.txt");
        let single = walk(&root.join("a.txt"), &root.join("a.txt"), None);
        assert_eq!(single.files[0].rel, "a.txt");
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("a")).unwrap();
        fs::write(dir.path().join("a/t.rttm"), "").unwrap();
        fs::write(dir.path().join("a/t.txt"), "t").unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("a/up")).unwrap();
        let found = walk(dir.path(), dir.path(), None);
        let names: Vec<_> = found.files.iter().map(|f| f.rel.as_str()).collect();
        assert_eq!(names, ["a/t.rttm", "a/t.txt"]);
        assert_eq!(found.files[1].sidecars[0].rel, "a/t.rttm");
        assert!(found.errors.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_above_is_not_followed_and_one_to_nowhere_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("a");
        fs::create_dir_all(dir.path().join("b")).unwrap();
        fs::create_dir(&root).unwrap();
        fs::write(dir.path().join("outside.txt"), "t").unwrap();
        fs::write(dir.path().join("b/t.txt"), "t").unwrap();
        std::os::unix::fs::symlink("..", root.join("up")).unwrap();
        std::os::unix::fs::symlink("../b", root.join("beside")).unwrap();
        std::os::unix::fs::symlink("../none", root.join("nowhere")).unwrap();
        let found = walk(&root, &root, None);
        let names: Vec<_> = found.files.iter().map(|f| f.rel.as_str()).collect();
        assert_eq!(names, ["beside/t.txt"]);
        assert_eq!(found.errors, [(root.join("nowhere"), String::from("a link that leads nowhere"))]);
    }
}
