//! Everything a query finds: turns with scores, counted by interview, in order.
//!
//! The best by their own words are scored again by all signals; after them the order of the own words goes on, so
//! that every page is a piece of one list. Deliberately absent: what is shown of them (`hits`).

use std::collections::HashMap;

use tantivy::DocAddress;

use super::eval::{Segment, segments};
use super::lexicon::Lexicon;
use super::order::Order;
use super::rank::Ranking;
use super::tree::Tree;
use super::weights::CANDIDATES;
use crate::Result;
use crate::index::{Snapshot, column};
use crate::model::Sort;

/// Of more turns than this the order is that of a list of all interviews.
const FEW: usize = 4 * CANDIDATES;

/// A turn that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    /// The turn.
    pub(super) at: DocAddress,
    /// The place of its interview in the order asked for, among those of the turns that it is compared with.
    pub(super) place: u32,
    /// Its score.
    pub(super) score: f32,
    /// Whether the score is that of all signals.
    pub(super) full: bool,
}

/// All that was found.
pub(super) struct Findings<'a> {
    snapshot: &'a Snapshot,
    /// The turns, best first, as many as were asked for.
    turns: Vec<Found>,
    /// Of each segment, all that was found.
    lists: Vec<Vec<u32>>,
    /// By record, what the best of the turns scores by its own words.
    best: HashMap<DocAddress, f32>,
}

/// What is asked.
pub(super) struct Question<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) lexicon: &'a Lexicon<'a>,
    pub(super) tree: &'a Tree,
}

impl<'a> Findings<'a> {
    /// Runs a query over all segments. Without a ranking all that is found is only counted, otherwise the first
    /// `most` turns are put in order.
    pub(super) fn new(
        question: &Question<'a>,
        sort: Sort,
        ranking: Option<&Ranking<'_>>,
        most: usize,
    ) -> Result<Self> {
        let Question { snapshot, lexicon, tree } = *question;
        let mut findings = Self { snapshot, turns: Vec::new(), lists: Vec::new(), best: HashMap::new() };
        let segments = segments(snapshot, lexicon, tree);
        let Some(ranking) = ranking else {
            for segment in segments {
                findings.lists.push(segment.matches()?);
            }
            return Ok(findings);
        };
        let few = sort == Sort::Relevance && most <= FEW && tree.is_scored();
        let order = Order::new(snapshot, sort, few)?;
        let full = sort == Sort::Relevance && ranking.is_full();
        let keep = if full { most.max(CANDIDATES) } else { most };
        let mut least = 0.0_f32;
        for segment in segments {
            findings.add(segment, ranking, &order, least)?;
            if findings.turns.len() > keep {
                least = order.nth(&mut findings.turns, keep);
                findings.turns.retain(|found| order.value(found) >= least);
            }
        }
        let mut first = order.lead(std::mem::take(&mut findings.turns), keep)?;
        let mut others = Vec::new();
        if full {
            if first.len() > CANDIDATES {
                first = order.sorted(first)?;
                others = first.split_off(CANDIDATES);
            }
            findings.rescore(&mut first, ranking)?;
        }
        findings.turns = order.sorted(order.lead(first, most)?)?;
        let more = most.saturating_sub(findings.turns.len());
        findings.turns.extend(others.into_iter().take(more));
        Ok(findings)
    }

    /// Adds what a segment has, of turns with a score those that have at least so much.
    fn add(
        &mut self,
        segment: Segment<'_>,
        ranking: &Ranking<'_>,
        order: &Order<'_>,
        least: f32,
    ) -> Result<()> {
        let ord = segment.ord as u32;
        let (docs, scores) = segment.scored(ranking)?;
        let mut places = order.places(ord);
        let turns = docs.iter().zip(scores).map(|(&doc, score)| Found {
            at: DocAddress::new(ord, doc),
            place: places.of(doc),
            score,
            full: false,
        });
        self.turns.extend(turns.filter(|found| order.value(found) >= least));
        self.lists.push(docs);
        Ok(())
    }

    /// Scores the first turns by all signals. No signal takes anything away, so that they stay the first.
    fn rescore(&mut self, turns: &mut [Found], ranking: &Ranking<'_>) -> Result<()> {
        turns.sort_unstable_by_key(|found| found.at);
        for group in turns.chunk_by_mut(|a, b| a.at.segment_ord == b.at.segment_ord) {
            let ord = group[0].at.segment_ord;
            let segment = self.snapshot.searcher().segment_reader(ord);
            let Some(n) = column(segment, "n")? else { continue };
            let docs: Vec<u32> = group.iter().map(|found| found.at.doc_id).collect();
            let record = |doc: u32| DocAddress::new(ord, doc - n.first(doc).unwrap_or(0) as u32);
            let records: Vec<DocAddress> = docs.iter().map(|doc| record(*doc)).collect();
            for (found, record) in group.iter().zip(&records) {
                let best = self.best.entry(*record).or_insert(0.0);
                *best = best.max(found.score);
            }
            let best = records.iter().map(|record| self.best.get(record).copied().unwrap_or(0.0));
            let known = group.iter().map(|found| found.score).zip(best);
            let scores = ranking.full(ord as usize, segment, &docs, known)?;
            for (found, score) in group.iter_mut().zip(scores) {
                (found.score, found.full) = (score, true);
            }
        }
        Ok(())
    }

    /// How many turns were found.
    pub(super) fn total(&self) -> usize {
        self.lists.iter().map(Vec::len).sum()
    }

    /// How many turns of an interview were found.
    pub(super) fn of(&self, record: DocAddress, turns: u32) -> usize {
        let list = self.lists.get(record.segment_ord as usize).map_or(&[][..], Vec::as_slice);
        let until = |doc: u32| list.partition_point(|found| *found <= doc);
        until(record.doc_id + turns) - until(record.doc_id)
    }

    /// How many interviews have a turn that was found.
    pub(super) fn interviews(&self) -> Result<usize> {
        let mut count = 0;
        for (segment, list) in self.snapshot.searcher().segment_readers().iter().zip(&self.lists) {
            let (Some(n), Some(len)) = (column(segment, "n")?, column(segment, "len")?) else { continue };
            let mut rest = &list[..];
            while let Some(&doc) = rest.first() {
                let record = doc - n.first(doc).unwrap_or(0) as u32;
                let last = record + len.first(record).unwrap_or(0) as u32;
                rest = &rest[rest.partition_point(|found| *found <= last.max(doc))..];
                count += 1;
            }
        }
        Ok(count)
    }

    /// The record of a turn's interview.
    pub(super) fn record(&self, found: &Found) -> Result<DocAddress> {
        let DocAddress { segment_ord, doc_id } = found.at;
        let n = column(self.snapshot.searcher().segment_reader(segment_ord), "n")?;
        let n = n.and_then(|n| n.first(doc_id)).unwrap_or(0) as u32;
        Ok(DocAddress::new(segment_ord, doc_id - n))
    }

    /// What the best turn of an interview scores by its own words, if turns were scored by all signals.
    pub(super) fn best(&self, record: DocAddress) -> f32 {
        self.best.get(&record).copied().unwrap_or(0.0)
    }

    /// At most so many turns of each interview, in order, where all turns were asked for.
    pub(super) fn capped(&self, most: Option<usize>) -> impl Iterator<Item = &Found> {
        let mut taken: HashMap<u32, usize> = HashMap::new();
        self.turns.iter().filter(move |found| {
            let Some(most) = most else { return true };
            let count = taken.entry(found.place).or_insert(0);
            *count += 1;
            *count <= most
        })
    }
}
