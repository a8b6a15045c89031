//! The scores by all signals, of the turns that are the best by their own words.
//!
//! No signal takes anything away, and what each may add at most is known. So they are added in stages, and after each
//! those turns are given up that cannot come among the first any more: words near each other, whose positions are to be
//! read, are looked for in few. Deliberately absent: the signals themselves (`around`, `nearness`).

use std::ops::Range;

use tantivy::DocAddress;

use super::bm25::ceiling;
use super::found::Found;
use super::rank::{Piece, Ranking};
use super::records::{Records, Turns};
use super::weights::{Signal, TABLE, Values, sum};
use super::{around, nearness};
use crate::Result;

/// Sums of numbers that are rounded may be larger than those of larger ones: by less than this factor.
const ROUNDED: f32 = 1.001;

/// Calls back with what some signals add to turns.
type Stage = fn(&Ranking<'_>, &Turns<'_>, &mut dyn FnMut(Piece<'_>)) -> Result<()>;

/// The stages, and the signals that each adds.
const STAGES: [(Stage, &[Signal]); 3] = [
    (around::pieces, &[Signal::Around, Signal::Speaker, Signal::Title]),
    (around::questions, &[Signal::Question]),
    (nearness::pieces, &[Signal::Near, Signal::Form]),
];

/// A turn that is scored.
struct Candidate {
    found: Found,
    block: Range<u32>,
    worth: f32,
    /// What the best turn of its interview scores by its own words.
    best: f32,
    values: Values,
}

/// Turns with the scores of all signals, and by record, ascending, what the best turn scores by its own words.
pub(super) struct Full {
    pub(super) turns: Vec<Found>,
    pub(super) best: Vec<(DocAddress, f32)>,
}

impl Ranking<'_> {
    /// Scores turns by all signals, but for those that are not among the first `most`.
    pub(super) fn full(&self, mut turns: Vec<Found>, most: usize) -> Result<Full> {
        turns.sort_unstable_by_key(|found| found.at);
        let mut candidates = self.candidates(&turns)?;
        let best = bests(&mut candidates);
        let mut limits = self.limits()?;
        for (stage, signals) in STAGES {
            for group in candidates.chunk_by_mut(|a, b| a.found.at.segment_ord == b.found.at.segment_ord) {
                let docs: Vec<u32> = group.iter().map(|turn| turn.found.at.doc_id).collect();
                let blocks: Vec<Range<u32>> = group.iter().map(|turn| turn.block.clone()).collect();
                let ord = group[0].found.at.segment_ord;
                let segment = self.searcher().segment_reader(ord);
                let turns = Turns { ord: ord as usize, segment, docs: &docs, blocks: &blocks };
                stage(self, &turns, &mut |piece| {
                    group[piece.place].values[piece.signal as usize] += piece.value;
                })?;
            }
            signals.iter().for_each(|signal| limits[*signal as usize] = 0.0);
            if candidates.len() > most {
                winnow(&mut candidates, &limits, most);
            }
        }
        let scored = candidates.into_iter().map(|turn| {
            let score = turn.score(&limits);
            Found { score, full: true, ..turn.found }
        });
        Ok(Full { turns: scored.collect(), best })
    }

    fn candidates(&self, turns: &[Found]) -> Result<Vec<Candidate>> {
        let mut candidates = Vec::with_capacity(turns.len());
        for group in turns.chunk_by(|a, b| a.at.segment_ord == b.at.segment_ord) {
            let segment = self.searcher().segment_reader(group[0].at.segment_ord);
            let mut records = Records::open(segment, self.fields.keys)?;
            let docs: Vec<u32> = group.iter().map(|found| found.at.doc_id).collect();
            for (found, worth) in group.iter().zip(self.worths(segment, &docs)?) {
                let (block, values) = (records.block(found.at.doc_id), [0.0; TABLE.len()]);
                candidates.push(Candidate { found: *found, block, worth, best: 0.0, values });
            }
        }
        Ok(candidates)
    }

    /// What each signal may add to a turn at most.
    fn limits(&self) -> Result<Values> {
        // What the first stage adds, all turns are scored by.
        let mut limits = [0.0; TABLE.len()];
        let terms = self.streams.iter().flat_map(|stream| &stream.terms);
        limits[Signal::Question as usize] = terms.map(|term| ceiling(term.idf)).sum::<f32>() * ROUNDED;
        let (near, form) = nearness::limits(self)?;
        limits[Signal::Near as usize] = near * ROUNDED;
        limits[Signal::Form as usize] = form * ROUNDED;
        Ok(limits)
    }
}

impl Candidate {
    fn record(&self) -> DocAddress {
        DocAddress::new(self.found.at.segment_ord, self.block.start)
    }

    /// The score if so much were added.
    fn score(&self, more: &Values) -> f32 {
        let mut values: Values = std::array::from_fn(|i| (self.values[i] + more[i]) * self.worth);
        values[Signal::Words as usize] = self.found.score;
        values[Signal::Interview as usize] = self.best * self.worth;
        sum(&values)
    }
}

/// Sees which turn is the best of each interview.
fn bests(candidates: &mut [Candidate]) -> Vec<(DocAddress, f32)> {
    let mut bests: Vec<(DocAddress, f32)> = Vec::new();
    for block in candidates.chunk_by_mut(|a, b| a.record() == b.record()) {
        let best = block.iter().map(|turn| turn.found.score).fold(0.0, f32::max);
        block.iter_mut().for_each(|turn| turn.best = best);
        bests.push((block[0].record(), best));
    }
    bests
}

/// Gives those up that cannot come among the first `most`, which are fewer than all, if no more is added than this.
fn winnow(candidates: &mut Vec<Candidate>, limits: &Values, most: usize) {
    let Some(last) = most.checked_sub(1) else { return };
    let mut sure: Vec<f32> = candidates.iter().map(|turn| turn.score(&[0.0; TABLE.len()])).collect();
    let least = *sure.select_nth_unstable_by(last, |a, b| b.total_cmp(a)).1;
    candidates.retain(|turn| turn.score(limits) >= least);
}
