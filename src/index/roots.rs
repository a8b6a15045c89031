//! Roots: which paths a call means, which roots they belong to, and what their ids begin with.
//!
//! Deliberately absent: the files below them.

use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::payload::Root;
use crate::Result;
use crate::error::{Error, ErrorKind};

/// A part of a root that a call brings up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope {
    /// The number of the root.
    pub(super) root: u32,
    /// Where to start walking: the root or something below it.
    pub(super) start: PathBuf,
    /// The path of the start below the root; empty for the whole root.
    pub(super) under: String,
}

impl Scope {
    /// Whether a file of this root lies in the scope.
    pub(super) fn holds(&self, root: u32, rel: &str) -> bool {
        let below = || rel.strip_prefix(&self.under).is_some_and(|r| r.is_empty() || r.starts_with('/'));
        self.root == root && (self.under.is_empty() || below())
    }
}

/// What a call means for the roots.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// The roots from now on.
    pub(super) roots: Vec<Root>,
    /// What to bring up to date.
    pub(super) scopes: Vec<Scope>,
}

/// Resolves the paths of a call against the known roots. A path below a root means that part of it, one above
/// roots replaces them, another one is a new root; no path at all means every root.
pub(super) fn resolve(known: &[Root], paths: &[PathBuf]) -> Result<Resolved> {
    let mut resolved = Resolved { roots: known.to_vec(), scopes: Vec::new() };
    if paths.is_empty() {
        for root in known {
            if !root.path.exists() {
                return Err(missing(&root.path).with_hint(
                    "restore it, or index what is there into a new index with --rebuild and its path",
                ));
            }
            resolved.scopes.push(Scope { root: root.number, start: root.path.clone(), under: String::new() });
        }
        return Ok(resolved);
    }
    let mut whole = Vec::new();
    for path in paths {
        let path = path.canonicalize().map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => missing(path),
            _ => Error::io(path, e),
        })?;
        whole.push(path);
    }
    for path in &whole {
        let root = place(&mut resolved.roots, path);
        let under = below(&root.path, path)?;
        resolved.scopes.push(Scope { root: root.number, start: path.clone(), under });
    }
    // A later path may have replaced an earlier one's root, or be the same.
    let numbers: Vec<u32> = resolved.roots.iter().map(|r| r.number).collect();
    resolved.scopes.retain(|s| numbers.contains(&s.root));
    let all = resolved.scopes.clone();
    let mut i = 0;
    resolved.scopes.retain(|s| {
        let covered = |(j, o): (usize, &Scope)| {
            o.root == s.root
                && o.holds(s.root, &s.under)
                && (o != s || j < i)
                && o.under.len() <= s.under.len()
        };
        let keep = !all.iter().enumerate().any(covered);
        i += 1;
        keep
    });
    Ok(resolved)
}

fn missing(path: &Path) -> Error {
    Error::new(ErrorKind::Io, format!("{} does not exist", path.display()))
}

/// The root that a canonical path belongs to, made if there is none.
fn place(roots: &mut Vec<Root>, path: &Path) -> Root {
    if let Some(root) = roots.iter().find(|r| path.starts_with(&r.path)) {
        return root.clone();
    }
    let number = roots.iter().map(|r| r.number + 1).max().unwrap_or(0);
    let first = roots.iter().position(|r| r.path.starts_with(path));
    let bare = roots.is_empty() || roots.iter().any(|r| r.prefix.is_empty() && r.path.starts_with(path));
    roots.retain(|r| !r.path.starts_with(path));
    let prefix = if bare { String::new() } else { prefix(roots, path) };
    let root = Root { number, path: path.to_path_buf(), prefix, file: path.is_file() };
    roots.insert(first.unwrap_or(roots.len()).min(roots.len()), root.clone());
    root
}

/// The folder's name, numbered if another root has it, or if ids of the root without a prefix begin with it.
fn prefix(roots: &[Root], path: &Path) -> String {
    let folder = if path.is_file() { path.parent().unwrap_or(path) } else { path };
    let name =
        folder.file_name().map_or_else(|| String::from("root"), |n| n.to_string_lossy().nfc().collect());
    let taken =
        |p: &String| roots.iter().any(|r| r.prefix == *p || r.prefix.is_empty() && r.path.join(p).is_dir());
    let mut numbered = (1..).map(|n| if n == 1 { name.clone() } else { format!("{name}-{n}") });
    numbered.find(|p| !taken(p)).unwrap_or_default()
}

fn below(root: &Path, path: &Path) -> Result<String> {
    let rest = path.strip_prefix(root).unwrap_or(Path::new(""));
    let parts: Option<Vec<&str>> = rest.iter().map(|c| c.to_str()).collect();
    let bad = || Error::new(ErrorKind::Usage, format!("{} is not valid Unicode", path.display()));
    Ok(parts.ok_or_else(bad)?.join("/"))
}

#[cfg(test)]
mod tests {
    use super::resolve;
    use std::fs;

    #[test]
    fn paths_below_are_parts_and_paths_above_replace() {
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path().canonicalize().unwrap();
        for d in ["x/a/sub", "y/a", "z"] {
            fs::create_dir_all(base.join(d)).unwrap();
        }
        let first = resolve(&[], &[base.join("x/a"), base.join("y/a")]).unwrap();
        let prefixes: Vec<_> = first.roots.iter().map(|r| r.prefix.as_str()).collect();
        assert_eq!(prefixes, ["", "a"]);
        let part = resolve(&first.roots, &[base.join("x/a/sub"), base.join("z")]).unwrap();
        assert_eq!(part.scopes[0].under, "sub");
        assert!(part.scopes[0].holds(0, "sub/t.txt") && !part.scopes[0].holds(0, "subs.txt"));
        assert_eq!(part.roots[2].prefix, "z");
        let above = resolve(&first.roots, &[base.clone(), base.join("z")]).unwrap();
        assert_eq!((above.roots.len(), above.roots[0].prefix.as_str()), (1, ""));
        assert_eq!(above.scopes.len(), 1);
        assert!(!first.roots.iter().any(|r| r.number == above.roots[0].number));
        let again = resolve(&first.roots, &[base.join("x/a"), base.join("x/a")]).unwrap();
        assert_eq!(again.scopes.len(), 1);
    }

    #[test]
    fn a_missing_path_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        assert!(resolve(&[], &[dir.path().join("no")]).is_err());
    }
}
