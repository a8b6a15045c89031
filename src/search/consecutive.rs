//! Which documents hold terms one right behind the other, told by as few positions as will do.
//!
//! Where several common words of a phrase occur, they mostly stand apart, and the two that stood apart last will do so
//! again: their positions are read first, and those of the others in few documents. Deliberately absent: where in a
//! document they stand, and words left out (`sequence`).

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader};

use super::lists::Cursor;
use crate::Result;
use crate::index::fault;

/// Terms of a segment that are looked for one right behind the other.
pub(super) struct Consecutive<'a> {
    segment: &'a SegmentReader,
    field: Field,
    terms: &'a [TermInfo],
    /// The list of each term.
    lists: Vec<SegmentPostings>,
    /// Places in `lists`: first those that told last that a document has it not, to begin with the rarest.
    order: Vec<usize>,
    /// Where all would have to begin for the terms that were looked at.
    starts: Vec<u32>,
    /// Where a term stands.
    here: Vec<u32>,
}

impl<'a> Consecutive<'a> {
    pub(super) fn open(segment: &'a SegmentReader, field: Field, terms: &'a [TermInfo]) -> Result<Self> {
        let inverted = segment.inverted_index(field).map_err(fault)?;
        let mut lists = Vec::with_capacity(terms.len());
        for term in terms {
            let list = inverted.read_postings_from_terminfo(term, IndexRecordOption::WithFreqsAndPositions);
            lists.push(list.map_err(fault)?);
        }
        let mut order: Vec<usize> = (0..lists.len()).collect();
        order.sort_by_key(|i| terms[*i].doc_freq);
        Ok(Self { segment, field, terms, lists, order, starts: Vec::new(), here: Vec::new() })
    }

    /// Those of some documents, ascending, in which the terms stand so.
    pub(super) fn among(mut self, docs: &[u32]) -> Vec<u32> {
        docs.iter().copied().filter(|doc| self.is_in(*doc)).collect()
    }

    /// All documents in which the terms stand so. Which have all of them is told some at a time, without positions.
    pub(super) fn all(mut self) -> Result<Vec<u32>> {
        let cursor = |i: &usize| Cursor::of_documents(self.segment, self.field, &self.terms[*i]);
        let mut lists = self.order.iter().map(cursor).collect::<Result<Vec<Cursor>>>()?.into_iter();
        let Some(rarest) = lists.next() else { return Ok(Vec::new()) };
        let mut others: Vec<Cursor> = lists.collect();
        let (mut found, mut left, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        rarest.each(|docs, _| {
            left.clear();
            left.extend_from_slice(docs);
            for other in &mut others {
                kept.clear();
                other.among(&left, |place, here| kept.extend_from_slice(&left[place..place + here.len()]));
                std::mem::swap(&mut left, &mut kept);
            }
            found.extend(left.iter().copied().filter(|doc| self.is_in(*doc)));
        });
        Ok(found)
    }

    /// Whether the terms stand so in a document, which comes after those that were asked for before.
    fn is_in(&mut self, doc: u32) -> bool {
        let apart = (0..self.order.len()).find(|nth| !self.goes_on(*nth, doc));
        if let Some(nth) = apart {
            self.order[..=nth].rotate_right(1);
        }
        apart.is_none()
    }

    /// Whether a document has a term where those before it in the order want it.
    fn goes_on(&mut self, nth: usize, doc: u32) -> bool {
        let Self { lists, order, starts, here, .. } = self;
        let place = order[nth];
        let list = &mut lists[place];
        if list.doc() < doc {
            list.seek(doc);
        }
        if list.doc() != doc {
            return false;
        }
        list.positions(here);
        // A term stands as far behind the start as there are terms before it.
        let before = place as u32;
        if nth == 0 {
            starts.clear();
            starts.extend(here.iter().filter_map(|at| at.checked_sub(before)));
        } else {
            let mut rest = here.iter().peekable();
            starts.retain(|start| {
                while rest.next_if(|at| **at < start + before).is_some() {}
                rest.peek().is_some_and(|at| **at == start + before)
            });
        }
        !starts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::schema::{Schema, TEXT};
    use tantivy::{Index, IndexWriter, TantivyDocument, Term};

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]
        #[test]
        fn terms_stand_side_by_side_where_the_text_has_them_so(
            texts in proptest::collection::vec(proptest::collection::vec("[abcd]", 0..12), 1..400),
            phrase in proptest::collection::vec("[abcd]", 2..5),
            step in 1..4_usize,
        ) {
            let mut schema = Schema::builder();
            let field = schema.add_text_field("text", TEXT);
            let index = Index::create_in_ram(schema.build());
            let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
            for text in &texts {
                let mut document = TantivyDocument::new();
                document.add_text(field, text.join(" "));
                writer.add_document(document).unwrap();
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            let segment = searcher.segment_reader(0);
            let inverted = segment.inverted_index(field).unwrap();
            let info = |term: &String| inverted.get_term_info(&Term::from_field_text(field, term)).unwrap();
            let Some(infos) = phrase.iter().map(info).collect::<Option<Vec<TermInfo>>>() else { return Ok(()) };
            let has = |doc: &u32| texts[*doc as usize].windows(phrase.len()).any(|window| window == phrase);
            let docs: Vec<u32> = (0..texts.len() as u32).collect();
            let wanted: Vec<u32> = docs.iter().copied().filter(has).collect();
            prop_assert_eq!(Consecutive::open(segment, field, &infos).unwrap().all().unwrap(), wanted);
            let some: Vec<u32> = docs.into_iter().step_by(step).collect();
            let wanted: Vec<u32> = some.iter().copied().filter(has).collect();
            prop_assert_eq!(Consecutive::open(segment, field, &infos).unwrap().among(&some), wanted);
        }
    }
}
