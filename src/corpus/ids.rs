//! Ids of interviews: the path below the root without its extension, in Unicode NFC, made unique.
//!
//! Deliberately absent: the prefixes of further roots and the members of containers.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

/// The id of each path, in the order given. Paths that would share an id all keep their extension, and so do archives
/// named like a folder, whose members would be named like its files; those that still would (names that differ in normalisation alone) are numbered in byte order: `a`, `a-2`.
pub fn assign(paths: &[&str]) -> Vec<String> {
    let mut ids: Vec<String> = paths.iter().map(|p| nfc(stem(p))).collect();
    let counts = count(&ids);
    let folders: HashSet<String> = paths.iter().flat_map(|path| folders(path)).collect();
    for (id, path) in ids.iter_mut().zip(paths) {
        let clashes = path.to_ascii_lowercase().ends_with(".zip") && folders.contains(id.as_str());
        if counts[id.as_str()] > 1 || clashes {
            *id = nfc(path);
        }
    }
    let mut order: Vec<usize> = (0..paths.len()).collect();
    order.sort_by_key(|&i| paths[i]);
    let mut taken = count(&ids);
    let mut seen: HashMap<String, u32> = HashMap::new();
    for i in order {
        let nth = seen.entry(ids[i].clone()).and_modify(|n| *n += 1).or_insert(1);
        if *nth > 1 {
            let numbered = |n: u32| format!("{}-{n}", ids[i]);
            let free = (*nth..).map(numbered).find(|id| !taken.contains_key(id));
            if let Some(id) = free {
                taken.insert(id.clone(), 1);
                ids[i] = id;
            }
        }
    }
    ids
}

/// The folders a path lies in.
fn folders(path: &str) -> impl Iterator<Item = String> {
    path.match_indices('/').map(|(at, _)| nfc(&path[..at]))
}

fn count(ids: &[String]) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for id in ids {
        *counts.entry(id.clone()).or_insert(0) += 1;
    }
    counts
}

fn nfc(text: &str) -> String {
    text.nfc().collect()
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
    use super::assign;

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
