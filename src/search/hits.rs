//! Turns that were found become hits: text, highlights, snippet, question, neighbours.
//!
//! All of it is read from the index; a neighbour is the document beside. Deliberately absent: which turns.

use tantivy::DocAddress;

use super::eval::segments;
use super::found::{Findings, Found, Question};
use super::highlight::ranges;
use super::rank::Ranking;
use super::snippet::snippet;
use super::texts::Marked;
use crate::Result;
use crate::index::{StoredInterview, beside};
use crate::model::{Asked, Explanation, Hit, InterviewHits, Questions, SearchRequest, Snippet, Turn};

/// Makes hits.
pub(super) struct Hits<'a> {
    question: &'a Question<'a>,
    ranking: &'a Ranking<'a>,
    findings: &'a Findings<'a>,
    request: &'a SearchRequest,
    /// The record that was read last: hits of one interview follow each other.
    record: Option<(DocAddress, StoredInterview)>,
}

impl<'a> Hits<'a> {
    pub(super) fn new(
        question: &'a Question<'a>,
        ranking: &'a Ranking<'a>,
        findings: &'a Findings<'a>,
        request: &'a SearchRequest,
    ) -> Self {
        Self { question, ranking, findings, request, record: None }
    }

    /// The hits of turns, the first of which has this place in the whole ranking. What is stored of them is read in the
    /// order in which it is stored, so that what lies together is unpacked once.
    pub(super) fn hits<'f>(
        &mut self,
        turns: impl Iterator<Item = &'f Found>,
        rank: usize,
    ) -> Result<Vec<Hit>> {
        let mut turns: Vec<(usize, &Found)> = (rank..).zip(turns).collect();
        turns.sort_unstable_by_key(|(_, found)| found.at);
        let mut hits = Vec::with_capacity(turns.len());
        for (rank, found) in turns {
            hits.push(self.hit(found, rank)?);
        }
        hits.sort_unstable_by_key(|hit| hit.rank);
        Ok(hits)
    }

    fn hit(&mut self, found: &Found, rank: usize) -> Result<Hit> {
        let snapshot = self.question.snapshot;
        let Marked { turn, marks } = self.question.texts.turn(found.at)?;
        let at = DocAddress::new(found.at.segment_ord, found.at.doc_id.saturating_sub(turn.n));
        let asked = self.asked(at, &turn)?;
        let record = self.record(at)?;
        let (interview, root, turns) = (record.meta.clone(), record.root, record.turns);
        let neighbours = |numbers: std::ops::Range<u32>| -> Result<Vec<Turn>> {
            numbers.map(|n| snapshot.turn(beside(at, n))).collect()
        };
        let first = turn.n.saturating_sub(many(self.request.before)).max(1);
        let last = turn.n.saturating_add(many(self.request.after)).min(turns);
        Ok(Hit {
            rank,
            score: found.score,
            root: snapshot.root_path(root),
            interview_hits: self.findings.of(at, turns)?,
            interview_turns: turns as usize,
            interview,
            highlights: ranges(&marks),
            snippet: snippet(&turn.text, &marks, self.request.snippet_columns),
            asked,
            before: neighbours(first..turn.n)?,
            after: neighbours(turn.n + 1..last + 1)?,
            explanation: self.explanation(found, at)?,
            turn,
        })
    }

    /// An interview, for an answer in interviews.
    pub(super) fn interview(&mut self, at: DocAddress) -> Result<InterviewHits> {
        let record = self.question.snapshot.record(at)?;
        Ok(InterviewHits {
            root: self.question.snapshot.root_path(record.root),
            hits: self.findings.of(at, record.turns)?,
            turns: record.turns as usize,
            interview: record.meta,
        })
    }

    fn record(&mut self, at: DocAddress) -> Result<&StoredInterview> {
        let known = self.record.take().filter(|(known, _)| *known == at);
        let record = match known {
            Some((_, record)) => record,
            None => self.question.snapshot.record(at)?,
        };
        Ok(&self.record.insert((at, record)).1)
    }

    /// The turn that a turn replies to.
    fn asked(&mut self, record: DocAddress, turn: &Turn) -> Result<Option<Asked>> {
        let wanted = self.request.questions;
        let Some(n) = turn.replies_to.filter(|_| wanted != Questions::Omitted) else { return Ok(None) };
        let question = self.question.snapshot.turn(beside(record, n))?;
        let snippet = match wanted {
            Questions::Shown => {
                let marks = self.question.texts.marks(&question.text);
                snippet(&question.text, &marks, self.request.snippet_columns)
            }
            Questions::Told | Questions::Omitted => Snippet::default(),
        };
        Ok(Some(Asked { n, speaker: question.speaker, person: None, text: question.text, snippet }))
    }

    fn explanation(&self, found: &Found, record: DocAddress) -> Result<Option<Explanation>> {
        let Question { snapshot, lexicon, tree, .. } = *self.question;
        let mut segments = segments(snapshot, lexicon, tree).skip(found.at.segment_ord as usize);
        let Some(segment) = segments.next().filter(|_| self.request.explain) else { return Ok(None) };
        self.ranking.explain(found, self.findings.best(record), &segment).map(Some)
    }
}

/// So many turns, or more than an interview has.
fn many(turns: usize) -> u32 {
    u32::try_from(turns).unwrap_or(u32::MAX)
}
