//! What the engine answers, in plain data. Offsets are byte offsets into the UTF-8 string they belong to.

use std::ops::Range;
use std::path::PathBuf;

use super::explanation::Explanation;
use super::interview::{Interview, Meta, Participant};
use super::turn::Turn;

/// A slice of a turn's text, with what was found in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snippet {
    /// Where the slice starts in the turn's text.
    pub start: usize,
    /// The slice itself, without any mark added.
    pub text: String,
    /// What was found, as ranges of `text`: sorted, never overlapping.
    pub highlights: Vec<Range<usize>>,
}

/// The turn a hit replies to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Asked {
    /// Its number in the interview.
    pub n: u32,
    /// Who asked.
    pub speaker: Option<String>,
    /// The person who asked, as far as `people.toml` says.
    pub person: Option<String>,
    /// The whole text of the turn.
    pub text: String,
    /// The part of it to show.
    pub snippet: Snippet,
}

/// A turn that was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hit {
    /// Its place in the whole ranking, from 1.
    pub rank: usize,
    /// Its score; higher is better.
    pub score: f32,
    /// The interview it is in.
    pub interview: Meta,
    /// The root folder of the interview's file, as indexed.
    pub root: PathBuf,
    /// The turn.
    pub turn: Turn,
    /// What was found, as ranges of the turn's text: sorted, never overlapping; a phrase is one range.
    pub highlights: Vec<Range<usize>>,
    /// The best part of it to show.
    pub snippet: Snippet,
    /// What it replies to.
    pub asked: Option<Asked>,
    /// Turns before it, in order.
    pub before: Vec<Turn>,
    /// Turns after it, in order.
    pub after: Vec<Turn>,
    /// How many turns of this interview the query finds.
    pub interview_hits: usize,
    /// How many turns this interview has.
    pub interview_turns: usize,
    /// How the score came about, if asked for.
    pub explanation: Option<Explanation>,
}

/// An interview with hits.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InterviewHits {
    /// The interview.
    pub interview: Meta,
    /// The root folder of its file, as indexed.
    pub root: PathBuf,
    /// How many of its turns the query finds.
    pub hits: usize,
    /// How many turns it has.
    pub turns: usize,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchAnswer {
    /// The hits of this page, best first.
    pub hits: Vec<Hit>,
    /// The interviews of this page, if only they were asked for.
    pub interviews: Vec<InterviewHits>,
    /// How many turns (or interviews, if only they were asked for) match in all.
    pub total: usize,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// What to tell the user besides: warnings about the query, hints when nothing was found.
    pub notices: Vec<String>,
}

/// The answer to showing an address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shown {
    /// The interview.
    pub interview: Meta,
    /// The root folder of its file, as indexed.
    pub root: PathBuf,
    /// The turns asked for, in order.
    pub turns: Vec<Turn>,
    /// The number of the turn that was addressed, if one was.
    pub focus: Option<u32>,
    /// What to tell the user besides.
    pub notices: Vec<String>,
}

/// An indexed interview in a listing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listed {
    /// The interview.
    pub interview: Meta,
    /// The root folder of its file, as indexed.
    pub root: PathBuf,
    /// The format it was read as.
    pub format: String,
    /// How many turns it has, notes included.
    pub turns: usize,
    /// How many words its speech has; a Han character counts as one.
    pub words: usize,
}

/// Somebody who spoke, over the whole index.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpeakerListing {
    /// The name and other labels.
    pub speaker: Participant,
    /// In how many interviews.
    pub interviews: usize,
    /// How many words; a Han character counts as one.
    pub words: usize,
}

/// How one file was read. A member of an archive has the archive's path and its own below it.
#[derive(Debug, Clone, PartialEq)]
pub enum Parsed {
    /// An interview; a file may yield several.
    Interview(Box<Interview>),
    /// No transcript format is known for it.
    Skipped {
        /// The file as given.
        path: PathBuf,
        /// Its path below its root: its name.
        rel: String,
        /// Why.
        reason: String,
    },
    /// A member of an archive that is no transcript; the archive is read all the same.
    PassedOver {
        /// The member.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// It could not be read.
    Failed {
        /// The file as given.
        path: PathBuf,
        /// Its path below its root: its name, or its archive's name and its path inside.
        rel: String,
        /// The line where reading ended, if it has lines.
        line: Option<u32>,
        /// What is wrong.
        message: String,
    },
}

/// What an indexing run did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IndexSummary {
    /// Interviews in the index now.
    pub interviews: usize,
    /// Turns in the index now.
    pub turns: usize,
    /// Words of speech in the index now.
    pub words: usize,
    /// Files read because they are new.
    pub added: usize,
    /// Files read again because they changed.
    pub changed: usize,
    /// Files dropped because they are gone.
    pub gone: usize,
    /// Files left as they are.
    pub unchanged: usize,
    /// Files that are no transcripts, with the reason.
    pub skipped: Vec<(PathBuf, String)>,
    /// Files that could not be read, with what is wrong.
    pub failed: Vec<(PathBuf, String)>,
    /// What readers noticed: the file and the warning.
    pub warnings: Vec<(PathBuf, String)>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}
