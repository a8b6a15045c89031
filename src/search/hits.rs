//! Turns that were found become hits: text, highlights, snippet, question, neighbours.
//!
//! All of it is read from the index; a neighbour is the document beside. Deliberately absent: which turns.

use std::collections::HashMap;

use tantivy::DocAddress;

use super::eval::segments;
use super::found::{Findings, Found, Question};
use super::highlight::{marks, ranges};
use super::rank::Ranking;
use super::snippet::snippet;
use crate::Result;
use crate::index::{StoredInterview, beside};
use crate::model::{Asked, Explanation, Hit, InterviewHits, SearchRequest, Turn};

/// Makes hits, reading each record once.
pub(super) struct Hits<'a> {
    pub(super) question: &'a Question<'a>,
    pub(super) ranking: &'a Ranking<'a>,
    pub(super) findings: &'a Findings<'a>,
    pub(super) request: &'a SearchRequest,
    pub(super) records: HashMap<DocAddress, StoredInterview>,
}

impl Hits<'_> {
    /// The hit of a turn that has this place in the whole ranking.
    pub(super) fn hit(&mut self, found: &Found, rank: usize) -> Result<Hit> {
        let at = self.findings.record(found)?;
        let record = self.record(at)?;
        let turn = self.question.snapshot.turn(found.at)?;
        let marks = marks(&turn.text, self.question.tree);
        let neighbours = |numbers: std::ops::Range<u32>| -> Result<Vec<Turn>> {
            numbers.map(|n| self.question.snapshot.turn(beside(at, n))).collect()
        };
        let first = turn.n.saturating_sub(self.request.before as u32).max(1);
        let last = turn.n.saturating_add(self.request.after as u32).min(record.turns);
        Ok(Hit {
            rank,
            score: found.score,
            root: self.question.snapshot.root_path(record.root),
            interview_hits: self.findings.of(at, record.turns),
            interview_turns: record.turns as usize,
            interview: record.meta,
            highlights: ranges(&marks),
            snippet: snippet(&turn.text, &marks, self.request.snippet_columns),
            asked: self.asked(at, &turn)?,
            before: neighbours(first..turn.n)?,
            after: neighbours(turn.n + 1..last + 1)?,
            explanation: self.explanation(found, at)?,
            turn,
        })
    }

    /// An interview, for an answer in interviews.
    pub(super) fn interview(&mut self, at: DocAddress) -> Result<InterviewHits> {
        let record = self.record(at)?;
        Ok(InterviewHits {
            root: self.question.snapshot.root_path(record.root),
            hits: self.findings.of(at, record.turns),
            turns: record.turns as usize,
            interview: record.meta,
        })
    }

    fn record(&mut self, at: DocAddress) -> Result<StoredInterview> {
        if let Some(record) = self.records.get(&at) {
            return Ok(record.clone());
        }
        let record = self.question.snapshot.record(at)?;
        self.records.insert(at, record.clone());
        Ok(record)
    }

    /// The turn that a turn replies to.
    fn asked(&self, record: DocAddress, turn: &Turn) -> Result<Option<Asked>> {
        let Some(n) = turn.replies_to else { return Ok(None) };
        let question = self.question.snapshot.turn(beside(record, n))?;
        let marks = marks(&question.text, self.question.tree);
        let snippet = snippet(&question.text, &marks, self.request.snippet_columns);
        Ok(Some(Asked { n, speaker: question.speaker, person: None, text: question.text, snippet }))
    }

    fn explanation(&self, found: &Found, record: DocAddress) -> Result<Option<Explanation>> {
        let Question { snapshot, lexicon, tree } = *self.question;
        let mut segments = segments(snapshot, lexicon, tree).skip(found.at.segment_ord as usize);
        let Some(segment) = segments.next().filter(|_| self.request.explain) else { return Ok(None) };
        self.ranking.explain(found, self.findings.best(record), &segment).map(Some)
    }
}
