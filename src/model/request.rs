//! What a front end asks the engine for, in plain data.

use std::path::PathBuf;

use super::settings::{FileRule, FileSettings};

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Newest interview first, unknown dates last.
    Date,
    /// By interview path, then by turn.
    Path,
}

/// How hits are scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rank {
    /// The best ranking there is.
    #[default]
    Full,
    /// BM25 of the turn's own words.
    Plain,
}

/// What of the turn that a hit replies to is given along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Questions {
    /// Its text, and the part of it to show.
    #[default]
    Shown,
    /// Its text.
    Told,
    /// Nothing.
    Omitted,
}

/// A filter given as a flag, taken as it stands: `--speaker X` is `speaker:"X"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterFlag {
    /// The name of a row of the table of fields.
    pub field: String,
    /// The value, not parsed any further. The same field again means OR.
    pub value: String,
}

/// A search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchRequest {
    /// The query as typed, arguments joined by blanks.
    pub query: String,
    /// Take the query as words, without any syntax.
    pub plain: bool,
    /// Find turns that match any word rather than all.
    pub any: bool,
    /// Filters given as flags; they are ANDed to the query.
    pub filters: Vec<FilterFlag>,
    /// How many hits (or interviews) at most.
    pub limit: usize,
    /// How many hits (or interviews) to pass over.
    pub offset: usize,
    /// How many turns before each hit to give along.
    pub before: usize,
    /// How many turns after each hit to give along.
    pub after: usize,
    /// The order of hits.
    pub sort: Sort,
    /// How hits are scored.
    pub rank: Rank,
    /// At most so many hits of one interview.
    pub per_interview: Option<usize>,
    /// Answer with interviews rather than turns.
    pub interviews_only: bool,
    /// Only count.
    pub count_only: bool,
    /// Say how each score came about.
    pub explain: bool,
    /// The width of a snippet, in display columns.
    pub snippet_columns: usize,
    /// What is given along of the turns that hits reply to.
    pub questions: Questions,
}

/// Reading an interview, or a turn with its neighbours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShowRequest {
    /// An address; a unique part of an id is enough.
    pub address: String,
    /// How many turns around the one addressed; ignored without a turn number.
    pub context: usize,
}

/// Splitting files without touching the index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParseRequest {
    /// The files, in the order of the answers.
    pub files: Vec<PathBuf>,
    /// Settings given by hand for all of them; they win over the rules.
    pub settings: FileSettings,
    /// Settings of `whosaid.toml`.
    pub rules: Vec<FileRule>,
}

/// Bringing the index up to date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndexRequest {
    /// What to bring up to date; empty means the index's own roots.
    pub paths: Vec<PathBuf>,
    /// Build the whole index anew and swap it in.
    pub rebuild: bool,
    /// Settings of `whosaid.toml`.
    pub rules: Vec<FileRule>,
}
