//! Everything a query finds: turns with scores, counted by interview, in order.
//!
//! The best by their own words are scored again by all signals; after them the order of the own words goes on, so
//! that every page is a piece of one list. Deliberately absent: what is shown of them (`hits`).

use std::cmp::Ordering;
use std::collections::HashMap;

use tantivy::DocAddress;

use super::bits::Bits;
use super::eval::Segment;
use super::order::Order;
use super::rank::Ranking;
use super::tree::Tree;
use super::weights::CANDIDATES;
use crate::Result;
use crate::index::Snapshot;
use crate::model::Sort;

/// A turn that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    /// The turn.
    pub(super) at: DocAddress,
    /// The place of its interview in the order asked for.
    place: u32,
    /// Its score.
    pub(super) score: f32,
    /// Whether the score is that of all signals.
    pub(super) full: bool,
}

/// All that was found.
pub(super) struct Findings {
    /// The turns, best first, as many as were asked for.
    turns: Vec<Found>,
    /// Of each segment, all that was found.
    sets: Vec<Bits>,
    order: Order,
    /// By interview, what the best of its turns scores by its own words.
    best: HashMap<u32, f32>,
}

impl Findings {
    /// Runs a query over all segments. Without a ranking all that is found is only counted, otherwise the first
    /// `most` turns are put in order.
    pub(super) fn new(
        snapshot: &Snapshot,
        tree: &Tree,
        sort: Sort,
        ranking: Option<&Ranking<'_>>,
        most: usize,
    ) -> Result<Self> {
        let order = Order::new(snapshot, sort)?;
        let (mut sets, mut turns) = (Vec::new(), Vec::new());
        for (ord, reader) in snapshot.searcher().segment_readers().iter().enumerate() {
            let segment = Segment::new(reader, snapshot.fields(), tree)?;
            let Some(ranking) = ranking else {
                sets.push(segment.matches()?);
                continue;
            };
            let (found, counts) = segment.counted()?;
            let docs: Vec<u32> = found.iter().collect();
            let scores = ranking.own(ord, reader, &docs, &counts)?;
            let mut places = order.places(ord);
            turns.extend(docs.iter().zip(scores).map(|(&doc, score)| Found {
                at: DocAddress::new(ord as u32, doc),
                place: places.of(doc),
                score,
                full: false,
            }));
            sets.push(found);
        }
        let mut findings = Self { turns, sets, order, best: HashMap::new() };
        let by = |a: &Found, b: &Found| compare(a, b, sort);
        if let Some(ranking) = ranking.filter(|r| sort == Sort::Relevance && r.is_full()) {
            let rest = head(&mut findings.turns, CANDIDATES, by);
            findings.rescore(ranking)?;
            let (best, others) = findings.turns.split_at_mut(rest);
            best.sort_unstable_by(by);
            let more = head(others, most.saturating_sub(rest), by);
            others[..more].sort_unstable_by(by);
        } else {
            let more = head(&mut findings.turns, most, by);
            findings.turns[..more].sort_unstable_by(by);
        }
        findings.turns.truncate(most);
        Ok(findings)
    }

    /// Scores the first turns by all signals. No signal takes anything away, so that they stay the first.
    fn rescore(&mut self, ranking: &Ranking<'_>) -> Result<()> {
        let count = self.turns.len().min(CANDIDATES);
        let turns = &mut self.turns[..count];
        turns.sort_unstable_by_key(|found| found.at);
        for found in turns.iter() {
            let best = self.best.entry(found.place).or_insert(0.0);
            *best = best.max(found.score);
        }
        for group in turns.chunk_by_mut(|a, b| a.at.segment_ord == b.at.segment_ord) {
            let ord = group[0].at.segment_ord;
            let docs: Vec<u32> = group.iter().map(|found| found.at.doc_id).collect();
            let best = &self.best;
            let known = group.iter().map(|f| (f.score, best.get(&f.place).copied().unwrap_or(0.0)));
            let scores = ranking.full(ord as usize, ranking.searcher.segment_reader(ord), &docs, known)?;
            for (found, score) in group.iter_mut().zip(scores) {
                (found.score, found.full) = (score, true);
            }
        }
        Ok(())
    }

    /// How many turns were found.
    pub(super) fn total(&self) -> usize {
        self.sets.iter().map(Bits::count).sum()
    }

    /// How many turns of an interview were found.
    pub(super) fn of(&self, record: DocAddress, turns: u32) -> usize {
        let set = self.sets.get(record.segment_ord as usize);
        set.map_or(0, |set| {
            (record.doc_id + 1..=record.doc_id + turns).filter(|doc| set.contains(*doc)).count()
        })
    }

    /// How many interviews have a turn that was found.
    pub(super) fn interviews(&self) -> usize {
        let of = |(ord, set): (usize, &Bits)| {
            let mut places = self.order.places(ord);
            let mut found: Vec<u32> = set.iter().map(|doc| places.of(doc)).collect();
            found.dedup();
            found.len()
        };
        self.sets.iter().enumerate().map(of).sum()
    }

    /// The record of a turn's interview.
    pub(super) fn record(&self, found: &Found) -> DocAddress {
        self.order.record(found.place)
    }

    /// What the best turn of a turn's interview scores by its own words.
    pub(super) fn best(&self, found: &Found) -> f32 {
        self.best.get(&found.place).copied().unwrap_or(0.0)
    }

    /// At most so many turns of each interview, in order.
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

/// Moves the first turns, in no order, to the front; answers how many there are.
fn head(turns: &mut [Found], most: usize, by: impl Fn(&Found, &Found) -> Ordering) -> usize {
    if most == 0 {
        return 0;
    }
    if most < turns.len() {
        turns.select_nth_unstable_by(most - 1, by);
    }
    most.min(turns.len())
}

/// Best first, equal ones in document order; or in document order alone.
fn compare(a: &Found, b: &Found, sort: Sort) -> Ordering {
    let by_place = (a.place, a.at.doc_id).cmp(&(b.place, b.at.doc_id));
    match sort {
        Sort::Relevance => b.score.total_cmp(&a.score).then(by_place),
        Sort::Date | Sort::Path => by_place,
    }
}
