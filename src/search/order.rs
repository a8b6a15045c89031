//! The order of interviews, so that equal hits come out the same however the index was built.
//!
//! Deliberately absent: scores.

use std::cmp::Reverse;
use std::collections::HashMap;

use tantivy::DocAddress;

use crate::Result;
use crate::index::Snapshot;
use crate::model::Sort;

/// The place of each record: by id, or newest first and then by id.
pub(super) struct Order {
    /// Records by place.
    records: Vec<DocAddress>,
    /// By segment: records and their places, by record.
    places: Vec<Vec<(u32, u32)>>,
}

/// The places of a segment's turns, asked for in ascending order.
pub(super) struct Places<'a> {
    records: &'a [(u32, u32)],
}

impl Order {
    pub(super) fn new(snapshot: &Snapshot, sort: Sort) -> Result<Self> {
        let mut records = snapshot.records()?;
        if sort == Sort::Date {
            let mut dates: HashMap<DocAddress, String> = HashMap::new();
            snapshot.record_terms(snapshot.fields().date, |date, at| {
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
        Ok(Self { records: records.into_iter().map(|(_, at)| at).collect(), places })
    }

    /// The record in a place.
    pub(super) fn record(&self, place: u32) -> DocAddress {
        self.records.get(place as usize).copied().unwrap_or(DocAddress::new(0, 0))
    }

    /// The places of a segment's turns.
    pub(super) fn places(&self, ord: usize) -> Places<'_> {
        Places { records: self.places.get(ord).map_or(&[][..], Vec::as_slice) }
    }
}

impl Places<'_> {
    /// The place of a turn: that of the last record before it.
    pub(super) fn of(&mut self, doc: u32) -> u32 {
        while let [_, (next, _), ..] = self.records
            && *next < doc
        {
            self.records = &self.records[1..];
        }
        self.records.first().map_or(u32::MAX, |(_, place)| *place)
    }
}
