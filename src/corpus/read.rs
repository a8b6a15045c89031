//! Reads one file: bytes in bounds, a hash, and interviews with their ids.
//!
//! A reader that panics is a failed file, not the end of the run. Deliberately absent: what to do about it.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::walk::Found;
use crate::formats;
use crate::model::{FileSettings, Interview};

/// No file larger than this is read, in bytes.
pub const SIZE_BOUND: u64 = 64 << 20;

/// The bytes of a file and of its sidecars.
#[derive(Debug)]
pub struct Source {
    bytes: Vec<u8>,
    sidecars: Vec<(String, Vec<u8>)>,
}

/// What became of a file.
#[derive(Debug)]
pub enum Reading {
    /// It was read into these interviews, ids and paths complete.
    Read(Vec<Interview>),
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
    match catch_unwind(AssertUnwindSafe(|| formats::read(&file, settings))) {
        Ok(formats::Outcome::Read(mut interviews)) => {
            complete(&mut interviews, rel, id);
            Reading::Read(interviews)
        }
        Ok(formats::Outcome::Skipped { reason }) => Reading::Skipped(reason),
        Ok(formats::Outcome::Failed { line, message }) => Reading::Failed { line, message },
        Err(_) => Reading::Failed {
            line: None,
            message: String::from("the reader of this format broke down on it"),
        },
    }
}

/// Sets ids and paths; members of one container that share a name are numbered.
fn complete(interviews: &mut [Interview], rel: &str, id: &str) {
    let mut taken = HashSet::new();
    for interview in interviews {
        let member = match interview.meta.id.trim_matches('/') {
            "" => id.to_owned(),
            member => format!("{id}/{member}"),
        };
        let mut numbered = (1..).map(|n| if n == 1 { member.clone() } else { format!("{member}-{n}") });
        let unique = numbered.find(|m| !taken.contains(m)).unwrap_or_default();
        taken.insert(unique.clone());
        interview.meta.id = unique;
        rel.clone_into(&mut interview.meta.path);
    }
}

#[cfg(test)]
mod tests {
    use super::complete;
    use crate::model::Interview;

    #[test]
    fn members_are_named_below_their_container() {
        let mut interviews = vec![Interview::default(), Interview::default(), Interview::default()];
        interviews[1].meta.id = "m".into();
        interviews[2].meta.id = "m".into();
        complete(&mut interviews, "x/a.zip", "x/a");
        let ids: Vec<_> = interviews.iter().map(|i| i.meta.id.as_str()).collect();
        assert_eq!(ids, ["x/a", "x/a/m", "x/a/m-2"]);
        assert_eq!(interviews[1].meta.path, "x/a.zip");
    }
}
