//! Ids of interviews: the path below the root without its extension, in Unicode NFC, made unique.
//!
//! Deliberately absent: the prefixes of further roots and the members of containers.

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

/// The id of each path, in the order given. Paths that would share an id all keep their extension, and so do archives
/// named like a folder, whose members would be named like its files; those that still would (names that differ in
/// normalisation alone) are numbered in byte order: `a`, `a-2`.
pub fn assign(paths: &[&str]) -> Vec<String> {
    let mut ids: Vec<String> = paths.iter().map(|p| nfc(stem(p))).collect();
    let folders: FxHashSet<String> = match paths.iter().any(|path| is_archive(path)) {
        true => paths.iter().flat_map(|path| folders(path)).collect(),
        false => FxHashSet::default(),
    };
    let counts = count(&ids);
    let clashes = |(id, path): (&String, &&str)| {
        counts[id.as_str()] > 1 || is_archive(path) && folders.contains(id.as_str())
    };
    let clashing: Vec<bool> = ids.iter().zip(paths).map(clashes).collect();
    if !clashing.contains(&true) {
        return ids;
    }
    for ((id, path), _) in ids.iter_mut().zip(paths).zip(clashing).filter(|(_, clashes)| *clashes) {
        *id = nfc(path);
    }
    number(&mut ids, paths);
    ids
}

/// Numbers the ids that are still shared.
fn number(ids: &mut [String], paths: &[&str]) {
    let mut order: Vec<usize> = (0..paths.len()).collect();
    order.sort_by_key(|&i| paths[i]);
    let mut taken: FxHashSet<String> = ids.iter().cloned().collect();
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    for i in order {
        let nth = seen.entry(ids[i].clone()).and_modify(|n| *n += 1).or_insert(1);
        if *nth > 1 {
            let numbered = |n: u32| format!("{}-{n}", ids[i]);
            let free = (*nth..).map(numbered).find(|id| !taken.contains(id));
            if let Some(id) = free {
                taken.insert(id.clone());
                ids[i] = id;
            }
        }
    }
}

/// Which paths of a root may have to do with the ids of some of them: no other path changes what [`assign`] gives these,
/// nor has its own id changed by them.
#[derive(Debug)]
pub struct Near {
    /// Stems of which none begins with another.
    stems: Vec<String>,
    folders: FxHashSet<String>,
}

impl Near {
    /// What is near these paths.
    pub fn new(paths: &[&str]) -> Self {
        let mut stems: Vec<String> = paths.iter().map(|p| nfc(stem(p))).collect();
        stems.sort_unstable();
        stems.dedup_by(|longer, shorter| longer.starts_with(shorter.as_str()));
        Self { stems, folders: paths.iter().flat_map(|path| folders(path)).collect() }
    }

    /// Whether the path begins with one of the stems, or is an archive named like one of the folders.
    pub fn holds(&self, path: &str) -> bool {
        let path = nfc(path);
        // A string between another one and an extension of it extends it, too.
        let after = self.stems.partition_point(|stem| *stem <= path);
        let begins = after.checked_sub(1).is_some_and(|last| path.starts_with(&self.stems[last]));
        begins || is_archive(&path) && self.folders.contains(stem(&path))
    }
}

/// How all paths begin that are [near](Near) this one; none if that cannot be told, because they may be written in
/// another form of normalisation.
pub fn beginnings(path: &str) -> Option<Vec<String>> {
    // Of ASCII, these alone are what characters beyond it become in NFC.
    let plain = path.bytes().all(|b| b.is_ascii() && !b"K;`".contains(&b));
    let archives = || folders(path).map(|folder| folder + ".");
    plain.then(|| std::iter::once(stem(path).to_owned()).chain(archives()).collect())
}

/// True for an archive by its name.
pub fn is_archive(path: &str) -> bool {
    path.get(path.len().saturating_sub(4)..).is_some_and(|end| end.eq_ignore_ascii_case(".zip"))
}

/// The folders a path lies in.
fn folders(path: &str) -> impl Iterator<Item = String> {
    path.match_indices('/').map(|(at, _)| nfc(&path[..at]))
}

fn count(ids: &[String]) -> FxHashMap<&str, u32> {
    let mut counts = FxHashMap::default();
    for id in ids {
        *counts.entry(id.as_str()).or_insert(0) += 1;
    }
    counts
}

fn nfc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
}

/// The path without the extension of its last component. A name that starts with its only dot has none.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |i| i + 1);
    match path[name..].rfind('.') {
        Some(dot) if dot > 0 => &path[..name + dot],
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::{Near, assign, beginnings};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_not_near_does_not_matter(
            mut paths in proptest::collection::hash_set("([ab]|caf\u{e9}|cafe\u{301}|a-2)(/[ab])?\\.(txt|md|zip|txt-2|ZIP)", 1..12),
            n in 1_usize..4,
        ) {
            let mut paths: Vec<String> = paths.drain().collect();
            paths.sort_by_key(|path| path.len() % 3);
            let (mine, others) = paths.split_at(n.min(paths.len()));
            let mine: Vec<&str> = mine.iter().map(String::as_str).collect();
            let others: Vec<&str> = others.iter().map(String::as_str).collect();
            let near = Near::new(&mine);
            if let Some(beginnings) = mine.iter().map(|path| beginnings(path)).collect::<Option<Vec<_>>>() {
                let begins = |path: &str| beginnings.concat().iter().any(|beginning| path.starts_with(beginning));
                prop_assert!(others.iter().all(|other| begins(other) || !near.holds(other)), "{:?} {:?}", mine, others);
            }
            let close: Vec<&str> = others.iter().copied().filter(|other| near.holds(other)).collect();
            let all = assign(&[mine.as_slice(), &others].concat());
            let part = assign(&[mine.as_slice(), &close].concat());
            prop_assert_eq!(&all[..mine.len()], &part[..mine.len()]);
            let alone = assign(&others);
            for (other, (with, without)) in others.iter().zip(all[mine.len()..].iter().zip(&alone)) {
                prop_assert!(with == without || close.contains(other), "{} is near {:?}", other, mine);
            }
        }
    }

    #[test]
    fn the_extension_goes_unless_two_would_be_one() {
        assert_eq!(
            assign(&["2016/jing.txt", "a.srt", "a.json", ".x"]),
            ["2016/jing", "a.srt", "a.json", ".x"]
        );
        assert_eq!(assign(&["v1.2/notes", "v1.2/talk.en.md"]), ["v1.2/notes", "v1.2/talk.en"]);
    }

    #[test]
    fn an_archive_beside_its_folder_keeps_its_extension() {
        assert_eq!(assign(&["x/talks.zip", "x/talks/b.txt"]), ["x/talks.zip", "x/talks/b"]);
        assert_eq!(assign(&["x/talks.zip", "y/talks/b.txt", "x.txt"]), ["x/talks", "y/talks/b", "x"]);
    }

    #[test]
    fn names_that_differ_in_normalisation_are_numbered() {
        let ids = assign(&["caf\u{e9}.txt", "cafe\u{301}.txt"]);
        assert_eq!(ids, ["caf\u{e9}.txt-2", "caf\u{e9}.txt"]);
        assert_eq!(assign(&["caf\u{e9}.txt", "cafe\u{301}.md"]), ["caf\u{e9}.txt", "caf\u{e9}.md"]);
    }
}
