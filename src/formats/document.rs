//! What a format read, on its way to an interview: raw turns, metadata, warnings.
//!
//! Every format ends here, so that merging, numbering, roles, language and counts are the same for all.

use super::{Source, language};
use crate::model::{Interview, Meta, Participant, Turn, Warning};
use crate::turns::{self, Split};

/// A time after this is none of a recording, in milliseconds: 115 days.
const LATEST_MS: u64 = 10_000_000_000;

/// One transcript as a format read it. Turns are in order, `n` and `replies_to` unset.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The name of the member inside a container; empty for a file of one transcript.
    pub member: String,
    /// Whose variant of the format it is, where the content says so: `aws-transcribe` of `json`.
    pub dialect: Option<&'static str>,
    /// What the document says of itself. `id`, `path` and `language` are filled in later; participants may
    /// hold names, roles and aliases known from metadata or labels.
    pub meta: Meta,
    /// The raw turns: neighbours of one speaker, and neighbouring notes of one sort, are merged later.
    pub turns: Vec<Turn>,
    /// How sure the reader is of the turns, 0 to 1.
    pub confidence: f32,
    /// What the reader noticed.
    pub warnings: Vec<Warning>,
}

impl Document {
    /// Notes something odd at a line, counted from 1.
    pub fn warn(&mut self, line: Option<u32>, message: impl Into<String>) {
        self.warnings.push(Warning { line, message: message.into() });
    }

    /// The finished interview.
    pub(super) fn finish(mut self, source: &Source<'_>, format: &str) -> Interview {
        self.turns.iter_mut().for_each(drop_wild_times);
        let mut meta = self.meta;
        let turns = turns::assemble(self.turns, &mut meta.participants);
        if self.member.is_empty() {
            super::filename::fill(&mut meta, source.stem());
        }
        meta.id = self.member;
        meta.language = language::of(&turns);
        drop_silent_strangers(&mut meta.participants);
        Interview {
            meta,
            format: self.dialect.map_or_else(|| format.to_owned(), |dialect| format!("{format}/{dialect}")),
            encoding: source.encoding.to_owned(),
            confidence: self.confidence.clamp(0.0, 1.0),
            turns,
            warnings: self.warnings,
        }
    }
}

impl From<Split> for Document {
    fn from(split: Split) -> Self {
        let Split { turns, meta, confidence, warnings } = split;
        Self { meta, turns, confidence, warnings, ..Self::default() }
    }
}

/// A broken file may state any number; whoever computes with times may trust those that are left.
fn drop_wild_times(turn: &mut Turn) {
    turn.start_ms = turn.start_ms.filter(|&ms| ms <= LATEST_MS);
    turn.end_ms = turn.end_ms.filter(|&ms| ms <= LATEST_MS);
}

/// Participants without a name say nothing.
fn drop_silent_strangers(participants: &mut Vec<Participant>) {
    participants.retain(|p| !p.name.trim().is_empty());
}
