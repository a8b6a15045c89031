//! Which block a turn is in: from the record of its interview to the next record.
//!
//! The list of records tells it, which is short and in one place; columns tell it too, but each at as many places as
//! there are turns. Deliberately absent: what is in a block (`index`).

use std::ops::Range;

use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentReader, Term};

use crate::Result;
use crate::index::{Key, fault, mark};

/// So far before a turn its record is looked for at first, if it is not beside the next one.
const STEP: u32 = 64;

/// The records of a segment.
pub(super) struct Records<'a> {
    segment: &'a SegmentReader,
    /// The list at its beginning.
    first: BlockSegmentPostings,
    list: BlockSegmentPostings,
    /// The block that was asked for last.
    now: Range<u32>,
}

/// Turns of a segment, ascending, each with its block.
pub(super) struct Turns<'a> {
    /// The segment's number.
    pub(super) ord: usize,
    pub(super) segment: &'a SegmentReader,
    pub(super) docs: &'a [u32],
    pub(super) blocks: &'a [Range<u32>],
}

impl<'a> Records<'a> {
    /// Those that the field of keys tells.
    pub(super) fn open(segment: &'a SegmentReader, field: Field) -> Result<Self> {
        let inverted = segment.inverted_index(field).map_err(fault)?;
        let record = Term::from_field_text(field, &Key::Mark.term(mark::RECORD));
        let list = inverted.read_block_postings(&record, IndexRecordOption::Basic).map_err(fault)?;
        let list = list.unwrap_or_else(BlockSegmentPostings::empty);
        Ok(Self { segment, first: list.clone(), list, now: 0..0 })
    }

    /// The block of a turn, which comes after those that were asked for before.
    pub(super) fn block(&mut self, turn: u32) -> Range<u32> {
        if self.now.contains(&turn) {
            return self.now.clone();
        }
        if self.list.docs().last().is_none_or(|last| *last <= turn) {
            self.list.seek(turn + 1);
        }
        let docs = self.list.docs();
        let next = docs.partition_point(|record| *record <= turn);
        let end = docs.get(next).copied().unwrap_or_else(|| self.segment.max_doc());
        let start = match next.checked_sub(1) {
            Some(own) => docs[own],
            None => self.before(turn),
        };
        self.now = start..end;
        self.now.clone()
    }

    /// The last record before a turn, looked for in steps that double.
    fn before(&self, turn: u32) -> u32 {
        let mut step = STEP;
        loop {
            let from = turn.saturating_sub(step);
            let mut list = self.first.clone();
            list.seek(from);
            match last_until(&mut list, turn) {
                Some(record) => return record,
                None if from == 0 => return turn,
                None => step = step.saturating_mul(2),
            }
        }
    }
}

/// The last document of a list, from where it stands, that is not behind this one.
fn last_until(list: &mut BlockSegmentPostings, doc: u32) -> Option<u32> {
    let mut last = None;
    loop {
        let docs = list.docs();
        let until = docs.partition_point(|record| *record <= doc);
        last = docs[..until].last().copied().or(last);
        // Whole blocks of the list may be between.
        if docs.is_empty() || until < docs.len() {
            return last;
        }
        list.advance();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::schema::{STRING, Schema};
    use tantivy::{Index, IndexWriter, TantivyDocument};

    use super::*;

    /// An index of blocks with so many turns, and the blocks.
    fn written(lengths: &[u32]) -> (Index, Field, Vec<Range<u32>>) {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("keys", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let (mut blocks, mut at) = (Vec::new(), 0);
        for length in lengths {
            for n in 0..=*length {
                let mut document = TantivyDocument::new();
                let is = if n == 0 { mark::RECORD } else { mark::SPEECH };
                document.add_text(field, Key::Mark.term(is));
                writer.add_document(document).unwrap();
            }
            blocks.push(at..at + length + 1);
            at += length + 1;
        }
        writer.commit().unwrap();
        (index, field, blocks)
    }

    #[test]
    fn a_record_that_ends_a_block_of_the_list_is_found_from_far_behind_it() {
        for before in [127, 255, 383] {
            let (index, field, blocks) = written(&[vec![1; before], vec![3000], vec![1; 200]].concat());
            let searcher = index.reader().unwrap().searcher();
            for turn in blocks[before].clone().step_by(7) {
                let mut records = Records::open(searcher.segment_reader(0), field).unwrap();
                assert_eq!(records.block(turn), blocks[before], "{turn}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]
        #[test]
        fn a_block_is_from_record_to_record(
            lengths in proptest::collection::vec(prop_oneof![9 => 0..4_u32, 1 => 0..700_u32], 1..500),
            skip in 1..900_usize,
        ) {
            let (index, field, blocks) = written(&lengths);
            let searcher = index.reader().unwrap().searcher();
            let mut records = Records::open(searcher.segment_reader(0), field).unwrap();
            for doc in (0..blocks.last().unwrap().end).step_by(skip) {
                let block = blocks.iter().find(|block| block.contains(&doc)).unwrap();
                prop_assert_eq!(&records.block(doc), block);
            }
        }
    }
}
