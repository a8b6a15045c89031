//! Everything a query finds: turns with scores, counted by interview, in order.
//!
//! The best by their own words are scored again by all signals; after them the order of the own words goes on, so
//! that every page is a piece of one list. Deliberately absent: what is shown of them (`hits`).

use std::collections::HashMap;

use tantivy::DocAddress;

use super::best::Best;
use super::eval::segments;
use super::lexicon::Lexicon;
use super::lists::List;
use super::order::Order;
use super::rank::Ranking;
use super::records::Records;
use super::texts::Texts;
use super::tree::Tree;
use super::weights::CANDIDATES;
use crate::Result;
use crate::index::Snapshot;
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
    lists: Vec<List>,
    /// By record, ascending, what the best of the turns that were scored by all signals scores by its own words.
    best: Vec<(DocAddress, f32)>,
}

/// What is asked.
pub(super) struct Question<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) lexicon: &'a Lexicon<'a>,
    pub(super) tree: &'a Tree,
    pub(super) texts: &'a Texts<'a>,
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
        let Question { snapshot, lexicon, tree, .. } = *question;
        let mut findings = Self { snapshot, turns: Vec::new(), lists: Vec::new(), best: Vec::new() };
        let segments = segments(snapshot, lexicon, tree);
        let Some(ranking) = ranking else {
            for segment in segments {
                findings.lists.push(segment.list()?);
            }
            return Ok(findings);
        };
        let few = sort == Sort::Relevance && most <= FEW && tree.is_scored();
        let order = Order::new(snapshot, sort, few)?;
        let full = sort == Sort::Relevance && ranking.is_full();
        let keep = if full { most.max(CANDIDATES) } else { most };
        let mut best = Best::new(&order, keep);
        for segment in segments {
            best.enter(segment.ord);
            findings.lists.push(segment.scored(ranking, &mut best)?);
        }
        let mut first = best.turns()?;
        let mut others = Vec::new();
        if full {
            if first.len() > CANDIDATES {
                first = order.sorted(first)?;
                others = first.split_off(CANDIDATES);
            }
            let full = ranking.full(first, most)?;
            (first, findings.best) = (full.turns, full.best);
        }
        findings.turns = order.sorted(order.lead(first, most)?)?;
        let more = most.saturating_sub(findings.turns.len());
        findings.turns.extend(others.into_iter().take(more));
        Ok(findings)
    }

    /// How many turns were found.
    pub(super) fn total(&self) -> usize {
        self.lists.iter().map(List::len).sum()
    }

    /// How many turns of an interview were found.
    pub(super) fn of(&self, record: DocAddress, turns: u32) -> Result<usize> {
        let segment = self.snapshot.searcher().segment_reader(record.segment_ord);
        let block = record.doc_id..record.doc_id + turns + 1;
        self.lists.get(record.segment_ord as usize).map_or(Ok(0), |list| list.within(segment, block))
    }

    /// How many interviews have a turn that was found.
    pub(super) fn interviews(&self) -> Result<usize> {
        let mut count = 0;
        for (segment, list) in self.snapshot.searcher().segment_readers().iter().zip(&self.lists) {
            let mut records = Records::open(segment, self.snapshot.fields().keys)?;
            let docs = list.docs(segment)?;
            let mut rest = &docs[..];
            while let Some(&doc) = rest.first() {
                let end = records.block(doc).end;
                rest = &rest[rest.partition_point(|found| *found < end)..];
                count += 1;
            }
        }
        Ok(count)
    }

    /// The record of a turn's interview.
    pub(super) fn record(&self, found: &Found) -> Result<DocAddress> {
        let DocAddress { segment_ord, doc_id } = found.at;
        if let Some((record, _)) = self.best_before(found.at).filter(|_| found.full) {
            return Ok(*record);
        }
        let segment = self.snapshot.searcher().segment_reader(segment_ord);
        let record = Records::open(segment, self.snapshot.fields().keys)?.block(doc_id).start;
        Ok(DocAddress::new(segment_ord, record))
    }

    /// What the best turn of an interview scores by its own words, if turns were scored by all signals.
    pub(super) fn best(&self, record: DocAddress) -> f32 {
        self.best_before(record).filter(|(of, _)| *of == record).map_or(0.0, |(_, best)| *best)
    }

    fn best_before(&self, at: DocAddress) -> Option<&(DocAddress, f32)> {
        self.best[..self.best.partition_point(|(record, _)| *record <= at)].last()
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
