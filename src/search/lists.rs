//! Lists of documents of one segment: ascending, each once. Read from postings, joined with others.
//!
//! A list is as long as what is found, where a set of bits is as large as the segment. Deliberately absent: which lists.

use tantivy::SegmentReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};

use crate::Result;
use crate::index::fault;

/// The frequencies of a term that occurs once in each document of a block, which are as many as tantivy packs together.
static ONCE: [u32; 128] = [1; 128];

/// Every document with a term.
pub(super) fn all(segment: &SegmentReader, field: Field, info: &TermInfo) -> Result<Vec<u32>> {
    let mut list = open(segment, field, info, IndexRecordOption::Basic)?;
    let mut docs = Vec::with_capacity(info.doc_freq as usize);
    while !list.docs().is_empty() {
        docs.extend_from_slice(list.docs());
        list.advance();
    }
    Ok(docs)
}

/// The documents with a term, and how often each has it, to be gone through once.
pub(super) struct Cursor {
    list: BlockSegmentPostings,
}

impl Cursor {
    pub(super) fn open(segment: &SegmentReader, field: Field, info: &TermInfo) -> Result<Self> {
        Ok(Self { list: open(segment, field, info, IndexRecordOption::WithFreqs)? })
    }

    /// Calls back with the place of each of these documents that has the term and its frequency, and with it those of
    /// the documents that follow it here and there. Documents of a later call come after those of an earlier one.
    pub(super) fn among(&mut self, docs: &[u32], mut each: impl FnMut(usize, &[u32])) {
        let list = &mut self.list;
        let mut i = 0;
        while let Some(&next) = docs.get(i) {
            if list.docs().last().is_none_or(|&last| last < next) {
                list.seek(next);
            }
            let block = list.docs();
            // Of what is looked up as a whole it is not told how often.
            let frequencies = if list.freqs().is_empty() { &ONCE[..block.len()] } else { list.freqs() };
            let Some(&last) = block.last().filter(|last| **last >= next) else { break };
            let mut at = block.partition_point(|&doc| doc < next);
            // Where all that has the term is looked for, the lists are the same.
            let both = (block.len() - at).min(docs.len() - i);
            if block[at..at + both] == docs[i..i + both] {
                each(i, &frequencies[at..at + both]);
                i += both;
                continue;
            }
            // The block holds what is looked for or something beyond it.
            while let Some(&doc) = docs.get(i).filter(|doc| **doc <= last) {
                while block[at] < doc {
                    at += 1;
                }
                if block[at] == doc {
                    each(i, &frequencies[at..=at]);
                    i += 1;
                } else {
                    i += skip(&docs[i..], block[at]);
                }
            }
        }
    }
}

/// Calls back with the place and the frequency of each of these documents that has a term.
pub(super) fn among(
    segment: &SegmentReader,
    field: Field,
    info: &TermInfo,
    docs: &[u32],
    mut each: impl FnMut(usize, u32),
) -> Result<()> {
    Cursor::open(segment, field, info)?.among(docs, |place, frequencies| {
        (place..).zip(frequencies).for_each(|(place, frequency)| each(place, *frequency));
    });
    Ok(())
}

/// Those of these documents that have a term, or every one that has it.
pub(super) fn within(
    segment: &SegmentReader,
    field: Field,
    info: Option<&TermInfo>,
    docs: Option<&[u32]>,
) -> Result<Vec<u32>> {
    let Some(info) = info else { return Ok(Vec::new()) };
    let Some(docs) = docs else { return all(segment, field, info) };
    let mut found = Vec::new();
    if !docs.is_empty() {
        among(segment, field, info, docs, |place, _| found.push(docs[place]))?;
    }
    Ok(found)
}

fn open(
    segment: &SegmentReader,
    field: Field,
    info: &TermInfo,
    option: IndexRecordOption,
) -> Result<BlockSegmentPostings> {
    let inverted = segment.inverted_index(field).map_err(fault)?;
    inverted.read_block_postings_from_terminfo(info, option).map_err(fault)
}

/// How many documents come before this one, looked for in steps that double.
fn skip(docs: &[u32], before: u32) -> usize {
    let mut step = 1;
    while docs.get(step).is_some_and(|&doc| doc < before) {
        step *= 2;
    }
    let from = step / 2;
    let until = docs.len().min(step + 1);
    from + docs[from..until].partition_point(|&doc| doc < before)
}

/// What is in one of these lists.
pub(super) fn union(mut lists: Vec<Vec<u32>>) -> Vec<u32> {
    lists.retain(|list| !list.is_empty());
    // The shortest first, so that no document is moved often.
    lists.sort_by_key(|list| std::cmp::Reverse(list.len()));
    let Some(mut found) = lists.pop() else { return Vec::new() };
    while let Some(list) = lists.pop() {
        found = both(&found, &list);
    }
    found
}

fn both(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut found = Vec::with_capacity(left.len() + right.len());
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        let (a, b) = (left[i], right[j]);
        found.push(a.min(b));
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    found.extend_from_slice(&left[i..]);
    found.extend_from_slice(&right[j..]);
    found
}

/// What is in the first list and not in the second.
pub(super) fn without(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut rest = right;
    let not = |doc: &&u32| {
        rest = &rest[skip_to(rest, **doc)..];
        rest.first() != Some(*doc)
    };
    left.iter().filter(not).copied().collect()
}

/// The same, where it may be none.
pub(super) fn skip_to(docs: &[u32], doc: u32) -> usize {
    if docs.first().is_none_or(|first| *first >= doc) { 0 } else { skip(docs, doc) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn skipping_is_counting() {
        let docs: Vec<u32> = (0..50).map(|i| i * 3).collect();
        for from in [0, 7, 49] {
            for before in 0..160 {
                let rest = &docs[from..];
                let counted = rest.iter().filter(|d| **d < before).count();
                assert_eq!(skip_to(rest, before), counted, "{from} {before}");
            }
        }
    }

    proptest! {
        #[test]
        fn lists_are_sets(sets in proptest::collection::vec(proptest::collection::btree_set(0..60_u32, 0..30), 3)) {
            let lists: Vec<Vec<u32>> = sets.iter().map(|set| set.iter().copied().collect()).collect();
            let list = |set: BTreeSet<u32>| set.into_iter().collect::<Vec<_>>();
            prop_assert_eq!(without(&lists[0], &lists[1]), list(&sets[0] - &sets[1]));
            prop_assert_eq!(union(lists), list(&(&sets[0] | &sets[1]) | &sets[2]));
        }
    }
}
