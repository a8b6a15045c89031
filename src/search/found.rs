//! Everything a query finds: turns with scores, counted by interview, in order.
//!
//! Deliberately absent: what is shown of them (`hits`).

use std::cmp::Ordering;
use std::collections::HashMap;

use tantivy::DocAddress;

use super::bits::Bits;
use super::eval::Segment;
use super::order::Order;
use super::rank::Ranking;
use super::tree::Tree;
use crate::Result;
use crate::index::{Snapshot, column};
use crate::model::Sort;

/// A turn that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    /// The turn.
    pub(super) at: DocAddress,
    /// The record of its interview.
    pub(super) record: DocAddress,
    /// The place of its interview in the order asked for.
    place: u32,
    /// Its score.
    pub(super) score: f32,
}

/// All that was found.
pub(super) struct Findings {
    /// The turns, best first.
    pub(super) turns: Vec<Found>,
    /// How many turns of each interview.
    counts: HashMap<DocAddress, usize>,
}

impl Findings {
    /// Runs a query over all segments; without a ranking, all that is found scores 0.
    pub(super) fn new(
        snapshot: &Snapshot,
        tree: &Tree,
        sort: Sort,
        ranking: Option<&Ranking<'_>>,
    ) -> Result<Self> {
        let searcher = snapshot.searcher();
        let order = Order::new(snapshot, sort)?;
        let (mut turns, mut counts): (Vec<Found>, _) = (Vec::new(), HashMap::new());
        for (ord, reader) in (0..).zip(searcher.segment_readers()) {
            let found: Bits = Segment::new(reader, snapshot.fields(), tree)?.matches()?;
            let Some(n) = column(reader, "n")?.filter(|_| !found.is_empty()) else { continue };
            let scores = match ranking {
                Some(ranking) => ranking.scores(searcher, reader, &found)?,
                None => found.iter().map(|doc| (doc, 0.0)).collect(),
            };
            let first = turns.len();
            turns.extend(scores.into_iter().map(|(doc, score)| {
                let record = DocAddress::new(ord, doc - n.first(doc).unwrap_or(0) as u32);
                Found { at: DocAddress::new(ord, doc), record, place: 0, score }
            }));
            // They come in order, so that those of an interview are together.
            for block in turns[first..].chunk_by_mut(|a, b| a.record == b.record) {
                let record = block[0].record;
                counts.insert(record, block.len());
                let place = order.place(record);
                block.iter_mut().for_each(|found| found.place = place);
            }
        }
        turns.sort_unstable_by(|a, b| compare(a, b, sort));
        Ok(Self { turns, counts })
    }

    /// How many turns of an interview were found.
    pub(super) fn of(&self, record: DocAddress) -> usize {
        self.counts.get(&record).copied().unwrap_or(0)
    }

    /// How many interviews have a turn that was found.
    pub(super) fn interviews(&self) -> usize {
        self.counts.len()
    }

    /// At most so many turns of each interview, in order.
    pub(super) fn capped(&self, most: Option<usize>) -> impl Iterator<Item = &Found> {
        let mut taken: HashMap<DocAddress, usize> = HashMap::new();
        self.turns.iter().filter(move |found| {
            let count = taken.entry(found.record).or_insert(0);
            *count += 1;
            most.is_none_or(|most| *count <= most)
        })
    }
}

/// Best first, equal ones in document order; or in document order alone.
fn compare(a: &Found, b: &Found, sort: Sort) -> Ordering {
    let by_place = (a.place, a.at.doc_id).cmp(&(b.place, b.at.doc_id));
    match sort {
        Sort::Relevance => b.score.total_cmp(&a.score).then(by_place),
        Sort::Date | Sort::Path => by_place,
    }
}
