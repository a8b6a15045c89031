//! A file becomes what is written of it: blocks, and its state.
//!
//! Deliberately absent: which file, and writing.

use std::mem::size_of;

use super::block::Block;
use super::manifest::{Fate, FileState, Left, member_key};
use super::plan::Job;
use super::schema::Fields;
use crate::corpus::{Reading, Source, read};
use crate::model::{Turn, Warning};

/// A file that was looked at, ready to be written.
#[derive(Debug)]
pub(super) struct Prepared {
    /// Its state now.
    pub(super) state: FileState,
    /// What to write.
    pub(super) content: Content,
    /// What the readers noticed, and in which member of an archive; empty for a plain file.
    pub(super) warnings: Vec<(String, Warning)>,
}

/// What of a file is to be written.
#[derive(Debug)]
pub(super) enum Content {
    /// Its state alone: its bytes are the same, or it failed and its last good version stays.
    State,
    /// Its blocks and its state, in place of what was there.
    Blocks {
        /// The interviews.
        blocks: Vec<Block>,
        /// The keys of the files and members whose documents they replace.
        replaced: Vec<String>,
    },
}

/// How much memory is held by what was read.
fn held(members: &[(String, Reading)]) -> u64 {
    let turns = members.iter().flat_map(|(_, reading)| match reading {
        Reading::Read(interviews) => interviews.as_slice(),
        _ => &[],
    });
    // Names, two allocations, and the operation that adds it.
    let around = size_of::<Turn>() as u64 + 128;
    turns.flat_map(|interview| &interview.turns).map(|turn| turn.text.len() as u64 + around).sum()
}

/// Reads a file, unless its hash is the one that is known. Calls back with how much memory is held once it was read.
pub(super) fn prepare(job: &Job, fields: &Fields, hold: impl FnOnce(u64)) -> Prepared {
    let mut state = job.state.clone();
    if let Some(old) = &job.old {
        state.members.clone_from(&old.members);
    }
    let alone = |state| Prepared { state, content: Content::State, warnings: Vec::new() };
    let source = match Source::load(&job.found) {
        Ok(source) => source,
        Err(message) => {
            state.mtime = None;
            state.fate = Fate::Failed(message);
            return alone(state);
        }
    };
    state.hash = Some(source.hash());
    if let Some(old) = job.old.as_ref().filter(|o| o.same_reading(&state) && o.hash == state.hash) {
        state.fate = old.fate.clone();
        state.left.clone_from(&old.left);
        return alone(state);
    }
    let members = match read(&source, &job.found.rel, &state.id, &job.settings) {
        Reading::Failed { line, message } => {
            state.fate = Fate::Failed(failure(line, &message));
            return alone(state);
        }
        Reading::Archive(members) => members,
        reading => vec![(String::new(), reading)],
    };
    drop(source);
    hold(held(&members));
    blocks(members, fields, state)
}

/// The blocks of what was read, by member; of a plain file under an empty name. Members that failed keep what is
/// in the index of them.
fn blocks(members: Vec<(String, Reading)>, fields: &Fields, mut state: FileState) -> Prepared {
    let (key, before) = (state.key(), std::mem::take(&mut state.members));
    let (mut blocks, mut warnings, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for (member, reading) in members {
        match reading {
            Reading::Read(interviews) => {
                let own = (!member.is_empty()).then(|| member_key(&key, &member));
                let keys: Vec<String> = std::iter::once(key.clone()).chain(own).collect();
                for mut interview in interviews {
                    warnings.extend(interview.warnings.drain(..).map(|w| (member.clone(), w)));
                    blocks.push(Block::new(*fields, keys.clone(), state.root, interview));
                }
                state.members.extend(Some(member).filter(|m| !m.is_empty()));
            }
            Reading::Skipped(reason) if member.is_empty() => state.fate = Fate::Skipped(reason),
            Reading::Skipped(reason) => state.left.push(Left { member, reason, failed: false }),
            Reading::Failed { line, message } => {
                kept.extend(before.contains(&member).then(|| member.clone()));
                state.left.push(Left { member, reason: failure(line, &message), failed: true });
            }
            Reading::Archive(_) => {}
        }
    }
    // Two members may go by one name.
    kept.retain(|member| !state.members.contains(member));
    let replaced = match kept.is_empty() {
        true => vec![key],
        false => before.iter().filter(|m| !kept.contains(m)).map(|m| member_key(&key, m)).collect(),
    };
    state.members.append(&mut kept);
    Prepared { state, content: Content::Blocks { blocks, replaced }, warnings }
}

fn failure(line: Option<u32>, message: &str) -> String {
    line.map_or_else(|| message.to_owned(), |l| format!("line {l}: {message}"))
}
