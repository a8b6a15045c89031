//! The order of interviews, so that equal hits come out the same however the index was built.
//!
//! Whoever wants all turns in that order reads all ids. Whoever wants the best of them needs it of equal ones alone: in a
//! segment the ordinals of a column of ids tell it, and ids are read of what is left between segments. Deliberately
//! absent: scores.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use tantivy::DocAddress;

use super::found::Found;
use super::records::Records;
use crate::Result;
use crate::index::{Key, Snapshot, fault};
use crate::model::Sort;

/// The order of turns.
pub(super) struct Order<'a> {
    snapshot: &'a Snapshot,
    sort: Sort,
    /// By segment: records and their places, by record; none if ids are read where they are needed.
    places: Option<Vec<Vec<(u32, u32)>>>,
}

/// The places of a segment's turns; to ask for them in ascending order is fastest.
pub(super) struct Places<'a> {
    records: &'a [(u32, u32)],
    /// Those from the turn on that was asked for last.
    rest: &'a [(u32, u32)],
}

impl<'a> Order<'a> {
    /// The order in which few turns are wanted, or all.
    pub(super) fn new(snapshot: &'a Snapshot, sort: Sort, few: bool) -> Result<Self> {
        let places = if few { None } else { Some(places(snapshot, sort)?) };
        Ok(Self { snapshot, sort, places })
    }

    /// The places of a segment's turns, as far as they are known.
    pub(super) fn places(&self, ord: u32) -> Places<'_> {
        let places = self.places.as_ref().and_then(|places| places.get(ord as usize));
        let records = places.map_or(&[][..], Vec::as_slice);
        Places { records, rest: records }
    }

    /// Whether a turn comes first for its score.
    pub(super) fn is_by_score(&self) -> bool {
        self.sort == Sort::Relevance
    }

    /// What comes first by itself: a score, or nothing.
    fn value(&self, found: &Found) -> f32 {
        if self.is_by_score() { found.score } else { 0.0 }
    }

    /// The first `most` turns, in no order.
    pub(super) fn lead(&self, mut turns: Vec<Found>, most: usize) -> Result<Vec<Found>> {
        if most >= turns.len() {
            return Ok(turns);
        }
        let least = self.nth(&mut turns, most);
        turns.retain(|found| self.value(found) >= least);
        let (mut first, tied): (Vec<Found>, Vec<Found>) =
            turns.into_iter().partition(|found| self.value(found) > least);
        let missing = most - first.len();
        first.extend(self.equal(tied, missing)?);
        Ok(first)
    }

    /// The value of the `most`th turn, which is not the last.
    pub(super) fn nth(&self, turns: &mut [Found], most: usize) -> f32 {
        let Some(last) = most.checked_sub(1) else { return f32::INFINITY };
        let (_, nth, _) = turns.select_nth_unstable_by(last, |a, b| self.value(b).total_cmp(&self.value(a)));
        self.value(nth)
    }

    /// The turns in order.
    pub(super) fn sorted(&self, mut turns: Vec<Found>) -> Result<Vec<Found>> {
        turns.sort_unstable_by(|a, b| self.value(b).total_cmp(&self.value(a)));
        let mut sorted = Vec::with_capacity(turns.len());
        for equal in turns.chunk_by(|a, b| self.value(a) == self.value(b)) {
            match equal {
                [only] => sorted.push(*only),
                _ => sorted.extend(self.equal(equal.to_vec(), equal.len())?),
            }
        }
        Ok(sorted)
    }

    /// The first of turns of the same value, in order: by their interviews.
    fn equal(&self, mut turns: Vec<Found>, most: usize) -> Result<Vec<Found>> {
        if self.places.is_some() {
            return Ok(firsts(&mut turns, most).to_vec());
        }
        turns.sort_unstable_by_key(|found| found.at);
        let mut left: Vec<Found> = Vec::new();
        for group in turns.chunk_by_mut(|a, b| a.at.segment_ord == b.at.segment_ord) {
            ordinals(self.snapshot, group)?;
            left.extend(firsts(group, most).iter());
        }
        let segment = |found: Option<&Found>| found.map(|found| found.at.segment_ord);
        if segment(left.first()) != segment(left.last()) {
            between(self.snapshot, &mut left)?;
        }
        Ok(firsts(&mut left, most).to_vec())
    }
}

/// The first turns by their places, in order.
fn firsts(turns: &mut [Found], most: usize) -> &[Found] {
    let key = |found: &Found| (found.place, found.at.doc_id);
    let most = most.min(turns.len());
    if most > 0 && most < turns.len() {
        turns.select_nth_unstable_by_key(most - 1, key);
    }
    turns[..most].sort_unstable_by_key(key);
    &turns[..most]
}

/// The places of all records: by id, or newest first and then by id.
fn places(snapshot: &Snapshot, sort: Sort) -> Result<Vec<Vec<(u32, u32)>>> {
    let mut records = snapshot.records()?;
    if sort == Sort::Date {
        let mut dates: HashMap<DocAddress, String> = HashMap::new();
        snapshot.record_terms(Key::Date, |date, at| {
            dates.insert(at, date.to_owned());
        })?;
        records.sort_by_key(|(_, at)| Reverse(dates.get(at)));
    }
    let mut places = vec![Vec::new(); snapshot.searcher().segment_readers().len()];
    for (place, (_, at)) in (0..).zip(&records) {
        if let Some(segment) = places.get_mut(at.segment_ord as usize) {
            segment.push((at.doc_id, place));
        }
    }
    places.iter_mut().for_each(|segment| segment.sort_unstable());
    Ok(places)
}

impl Places<'_> {
    /// The place of a turn: that of the last record before it.
    pub(super) fn of(&mut self, doc: u32) -> u32 {
        if self.rest.first().is_some_and(|(record, _)| *record > doc) {
            self.rest = self.records;
        }
        while let [_, (next, _), ..] = self.rest
            && *next < doc
        {
            self.rest = &self.rest[1..];
        }
        self.rest.first().map_or(u32::MAX, |(_, place)| *place)
    }
}

/// Makes the places of a segment's turns, which ascend, the ordinals of their interviews' ids.
fn ordinals(snapshot: &Snapshot, turns: &mut [Found]) -> Result<()> {
    let segment = snapshot.searcher().segment_reader(turns[0].at.segment_ord);
    let Some(ids) = segment.fast_fields().str("id").map_err(fault)? else { return Ok(()) };
    let mut records = Records::open(segment, snapshot.fields().keys)?;
    // The turn before: most turns are of the same interview.
    let (mut record, mut place) = (None, 0);
    for found in turns {
        let start = records.block(found.at.doc_id).start;
        if record.replace(start) != Some(start) {
            place = ids.ords().first(start).unwrap_or(0) as u32;
        }
        found.place = place;
    }
    Ok(())
}

/// Makes the places of turns, which are ordinals by segment, places among all these turns.
fn between(snapshot: &Snapshot, turns: &mut [Found]) -> Result<()> {
    let mut places: BTreeMap<Vec<u8>, Vec<(u32, u64)>> = BTreeMap::new();
    for group in turns.chunk_by(|a, b| a.at.segment_ord == b.at.segment_ord) {
        let ord = group[0].at.segment_ord;
        let segment = snapshot.searcher().segment_reader(ord);
        let Some(ids) = segment.fast_fields().str("id").map_err(fault)? else { continue };
        let mut ordinals: Vec<u64> = group.iter().map(|found| u64::from(found.place)).collect();
        ordinals.dedup();
        let mut each = ordinals.iter();
        let read = ids.dictionary().sorted_ords_to_term_cb(&ordinals, |id| {
            let known = each.next().map(|ordinal| (ord, *ordinal));
            places.entry(id.to_vec()).or_default().extend(known);
        });
        read.map_err(fault)?;
    }
    let of: HashMap<(u32, u64), u32> = (0..)
        .zip(places.into_values())
        .flat_map(|(place, all)| all.into_iter().map(move |at| (at, place)))
        .collect();
    for found in turns {
        found.place = of.get(&(found.at.segment_ord, u64::from(found.place))).copied().unwrap_or(u32::MAX);
    }
    Ok(())
}
