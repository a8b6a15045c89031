//! Reads one file: bytes in bounds, a hash, and interviews with their ids.
//!
//! Deliberately absent: what to do about a file that could not be read.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;

use super::walk::Found;
use crate::formats::{self, Outcome};
use crate::model::{FileSettings, Interview};

/// No file larger than this is read, in bytes.
pub const SIZE_BOUND: u64 = 64 << 20;

/// The bytes of a file and of its sidecars.
#[derive(Debug)]
pub struct Source {
    bytes: Vec<u8>,
    sidecars: Vec<(String, Vec<u8>)>,
}

/// What became of a file, or of a member of an archive.
#[derive(Debug)]
pub enum Reading {
    /// It was read into these interviews, ids and paths complete.
    Read(Vec<Interview>),
    /// It is an archive: its members by their path inside, none of them an archive.
    Archive(Vec<(String, Reading)>),
    /// It is no transcript, for this reason.
    Skipped(String),
    /// It could not be read.
    Failed {
        /// The line where reading ended, if it has lines.
        line: Option<u32>,
        /// What is wrong.
        message: String,
    },
}

impl Source {
    /// Loads a file.
    ///
    /// # Errors
    /// The reason in the user's words: it cannot be opened, or is over the bound.
    pub fn load(found: &Found) -> Result<Self, String> {
        let bytes = bounded(found)?;
        let sidecars = found.sidecars.iter();
        let sidecars = sidecars.filter_map(|s| Some((s.rel.clone(), bounded(s).ok()?))).collect();
        Ok(Self { bytes, sidecars })
    }

    /// The blake3 hash of the file's bytes, in hexadecimal.
    pub fn hash(&self) -> String {
        blake3::hash(&self.bytes).to_hex().to_string()
    }
}

fn bounded(found: &Found) -> Result<Vec<u8>, String> {
    let over = || format!("larger than {} MB, the most that is read", SIZE_BOUND >> 20);
    if found.size > SIZE_BOUND {
        return Err(over());
    }
    let file = File::open(&found.path).map_err(|e| e.to_string())?;
    let mut bytes = Vec::with_capacity(found.size as usize);
    file.take(SIZE_BOUND + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() as u64 > SIZE_BOUND { Err(over()) } else { Ok(bytes) }
}

/// Reads a loaded file under this id; `rel` is its path below the root.
pub fn read(source: &Source, rel: &str, id: &str, settings: &FileSettings) -> Reading {
    let file = formats::File { path: rel, bytes: &source.bytes, sidecars: &source.sidecars };
    complete(formats::read(&file, settings), rel, id, &mut HashSet::new())
}

/// Sets ids and paths. Members of an archive are named like the files of a folder.
fn complete(outcome: Outcome, rel: &str, id: &str, taken: &mut HashSet<String>) -> Reading {
    match outcome {
        Outcome::Read(mut interviews) => {
            name(&mut interviews, rel, id, taken);
            Reading::Read(interviews)
        }
        Outcome::Archive(members) => {
            let files: Vec<&str> = members.iter().map(|(path, _)| path.as_str()).filter(is_file).collect();
            let ids: HashMap<_, _> = files.iter().map(|&f| f.to_owned()).zip(super::assign(&files)).collect();
            let members = members.into_iter().map(|(path, outcome)| {
                let below = ids.get(&path).unwrap_or(&path);
                let id = format!("{id}/{below}");
                let reading = complete(outcome, &format!("{rel}/{path}"), &id, taken);
                (path, reading)
            });
            Reading::Archive(members.collect())
        }
        Outcome::Skipped { reason } => Reading::Skipped(reason),
        Outcome::Failed { line, message } => Reading::Failed { line, message },
    }
}

/// True for members that take part in the naming, as files do in a folder.
fn is_file(path: &&str) -> bool {
    formats::foreign(path).is_none() && !formats::is_sidecar(path)
}

/// Names the interviews of one file; those that share a name are numbered.
fn name(interviews: &mut [Interview], rel: &str, id: &str, taken: &mut HashSet<String>) {
    for interview in interviews {
        let part = match interview.meta.id.trim_matches('/') {
            "" => id.to_owned(),
            part => format!("{id}/{part}"),
        };
        let mut numbered = (1..).map(|n| if n == 1 { part.clone() } else { format!("{part}-{n}") });
        let unique = numbered.find(|m| !taken.contains(m)).unwrap_or_default();
        taken.insert(unique.clone());
        interview.meta.id = unique;
        rel.clone_into(&mut interview.meta.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(reading: &Reading) -> Vec<(&str, &str)> {
        match reading {
            Reading::Read(all) => all.iter().map(|i| (i.meta.id.as_str(), i.meta.path.as_str())).collect(),
            Reading::Archive(members) => members.iter().flat_map(|(_, r)| ids(r)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn parts_of_a_file_are_named_below_it() {
        let mut interviews = vec![Interview::default(), Interview::default(), Interview::default()];
        interviews[1].meta.id = "m".into();
        interviews[2].meta.id = "m".into();
        let reading = complete(Outcome::Read(interviews), "x/a.json", "x/a", &mut HashSet::new());
        assert_eq!(ids(&reading), [("x/a", "x/a.json"), ("x/a/m", "x/a.json"), ("x/a/m-2", "x/a.json")]);
    }

    #[test]
    fn members_of_an_archive_are_named_like_files() {
        let names = ["2019/b.srt", "2019/b.txt", "2019/b.jpg", "e\u{301}.md"];
        let read = |n: &str| (n.to_owned(), Outcome::Read(vec![Interview::default()]));
        let mut members: Vec<_> = names.iter().map(|n| read(n)).collect();
        members[2].1 = Outcome::Skipped { reason: String::new() };
        let reading = complete(Outcome::Archive(members), "x/a.zip", "x/a", &mut HashSet::new());
        let want = [
            ("x/a/2019/b.srt", "x/a.zip/2019/b.srt"),
            ("x/a/2019/b.txt", "x/a.zip/2019/b.txt"),
            ("x/a/\u{e9}", "x/a.zip/e\u{301}.md"),
        ];
        assert_eq!(ids(&reading), want);
    }
}
