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
    /// By segment: records and their places, by record.
    places: Vec<Vec<(u32, u32)>>,
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
        Ok(Self { places })
    }

    /// The place of a record.
    pub(super) fn place(&self, record: DocAddress) -> u32 {
        let segment = self.places.get(record.segment_ord as usize).map_or(&[][..], Vec::as_slice);
        match segment.binary_search_by_key(&record.doc_id, |(doc, _)| *doc) {
            Ok(i) => segment[i].1,
            Err(_) => u32::MAX,
        }
    }
}
