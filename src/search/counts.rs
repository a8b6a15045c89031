//! How often shapes occur, kept from the matching for the scoring: to gather the places of `*e*` takes longer than all
//! else.
//!
//! Deliberately absent: the counting itself (`sequence`).

use std::ptr;

use tantivy::schema::Field;

use super::lists;
use super::tree::Occurrence;

/// What was counted in one segment.
#[derive(Default)]
pub(super) struct Counts<'a>(Vec<Count<'a>>);

struct Count<'a> {
    shape: &'a Occurrence,
    field: Field,
    /// Where it was counted; none means everywhere.
    within: Option<Vec<u32>>,
    /// The documents that have it, ascending, and how often.
    found: Vec<(u32, u32)>,
}

impl<'a> Counts<'a> {
    /// Keeps how often a shape of the query's tree occurs in a field of documents of a list.
    pub(super) fn keep(
        &mut self,
        shape: &'a Occurrence,
        field: Field,
        within: Option<&[u32]>,
        found: Vec<(u32, u32)>,
    ) {
        self.0.push(Count { shape, field, within: within.map(<[u32]>::to_vec), found });
    }

    /// The documents that have a shape and how often; none if it was not counted in all of a list.
    pub(super) fn of(&self, shape: &Occurrence, field: Field, docs: &[u32]) -> Option<&[(u32, u32)]> {
        let counted = |within: &Vec<u32>| lists::without(docs, within).is_empty();
        let same = |count: &&Count<'_>| {
            ptr::eq(count.shape, shape) && count.field == field && count.within.as_ref().is_none_or(counted)
        };
        self.0.iter().find(same).map(|count| count.found.as_slice())
    }
}
