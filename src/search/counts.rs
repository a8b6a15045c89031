//! How often shapes and terms occur, kept from the matching for the scoring: to gather the places of `*e*` takes longer
//! than all else, and to unpack the lists of several words once more as long as to meet them.
//!
//! Deliberately absent: the counting itself (`sequence`).

use std::ptr;

use tantivy::schema::Field;

use super::lists;
use super::tree::Occurrence;

/// What was counted in one segment.
#[derive(Default)]
pub(super) struct Counts<'a> {
    shapes: Vec<Count<'a>>,
    terms: Vec<Listed>,
}

/// Documents, ascending, and how often each has a term: never, if it is found by other terms.
struct Listed {
    field: Field,
    term: String,
    docs: Vec<u32>,
    frequencies: Vec<u32>,
}

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
        self.shapes.push(Count { shape, field, within: within.map(<[u32]>::to_vec), found });
    }

    /// The documents that have a shape and how often; none if it was not counted in all of a list.
    pub(super) fn of(&self, shape: &Occurrence, field: Field, docs: &[u32]) -> Option<&[(u32, u32)]> {
        let counted = |within: &Vec<u32>| lists::without(docs, within).is_empty();
        let same = |count: &&Count<'_>| {
            ptr::eq(count.shape, shape) && count.field == field && count.within.as_ref().is_none_or(counted)
        };
        self.shapes.iter().find(same).map(|count| count.found.as_slice())
    }

    /// Keeps how often documents have a term, which may be never.
    pub(super) fn keep_term(&mut self, field: Field, term: &str, docs: Vec<u32>, frequencies: Vec<u32>) {
        self.terms.push(Listed { field, term: term.to_owned(), docs, frequencies });
    }

    /// How often each of some documents, ascending, has a term; none if that was not counted in all of them.
    pub(super) fn of_term(&self, field: Field, term: &str, docs: &[u32]) -> Option<Vec<u32>> {
        let same = |listed: &&Listed| listed.field == field && listed.term == term;
        self.terms.iter().filter(same).find_map(|listed| {
            let mut at = 0;
            let frequency = |doc: &u32| {
                at += lists::skip_to(&listed.docs[at..], *doc);
                listed.frequencies.get(at).copied().filter(|_| listed.docs[at] == *doc)
            };
            docs.iter().map(frequency).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_counted_where_all_documents_were_looked_at() {
        let (field, other) = (Field::from_field_id(0), Field::from_field_id(1));
        let mut counts = Counts::default();
        counts.keep_term(field, "a", vec![2, 5, 9], vec![1, 7, 3]);
        counts.keep_term(field, "a", vec![4, 5], vec![2, 7]);
        assert_eq!(counts.of_term(field, "a", &[2, 9]), Some(vec![1, 3]));
        assert_eq!(counts.of_term(field, "a", &[4]), Some(vec![2]));
        assert_eq!(counts.of_term(field, "a", &[2, 4]), None);
        assert_eq!(counts.of_term(field, "a", &[2, 10]), None);
        assert_eq!(counts.of_term(other, "a", &[2]), None);
        assert_eq!(counts.of_term(field, "b", &[2]), None);
        counts.keep_term(field, "c", vec![2, 5], vec![0, 7]);
        assert_eq!(counts.of_term(field, "c", &[2, 5]), Some(vec![0, 7]));
    }
}
