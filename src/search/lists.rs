//! Lists of documents of one segment: ascending, each once. Read from postings, joined with others.
//!
//! A list is as long as what is found, where a set of bits is as large as the segment. Deliberately absent: which lists.

use std::cell::RefCell;
use std::ops::Range;

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

/// What is found in a segment: all documents with a term, where one term finds them, and others.
pub(super) struct List {
    term: Option<(Field, TermInfo)>,
    others: Vec<u32>,
    counted: RefCell<Option<Counted>>,
}

/// The range of documents in which those with a term were counted last.
struct Counted {
    range: Range<u32>,
    count: usize,
    /// Where its end is.
    list: BlockSegmentPostings,
}

impl List {
    /// These documents.
    pub(super) fn of(docs: Vec<u32>) -> Self {
        Self { term: None, others: docs, counted: RefCell::default() }
    }

    /// The documents with this term, and some that have it not.
    pub(super) fn with(field: Field, info: TermInfo, others: Vec<u32>) -> Self {
        Self { term: Some((field, info)), others, counted: RefCell::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.others.len() + self.term.as_ref().map_or(0, |(_, info)| info.doc_freq as usize)
    }

    /// How many of them are in a range. To ask for ranges in ascending order is fastest.
    pub(super) fn within(&self, segment: &SegmentReader, range: Range<u32>) -> Result<usize> {
        let before = |doc: u32| self.others.partition_point(|other| *other < doc);
        let others = before(range.end) - before(range.start);
        let Some((field, info)) = &self.term else { return Ok(others) };
        let mut counted = self.counted.borrow_mut();
        let last = match counted.take() {
            Some(last) if last.range == range => last,
            last => {
                let mut list = match last.filter(|last| last.range.end <= range.start) {
                    Some(last) => last.list,
                    None => open(segment, *field, info, IndexRecordOption::Basic)?,
                };
                let start = list.rank(range.start);
                let count = (list.rank(range.end) - start) as usize;
                Counted { range, count, list }
            }
        };
        Ok(others + counted.insert(last).count)
    }

    /// All of them.
    pub(super) fn docs(&self, segment: &SegmentReader) -> Result<Vec<u32>> {
        let with = self.term.as_ref().map(|(field, info)| all(segment, *field, info)).transpose()?;
        Ok(union(vec![with.unwrap_or_default(), self.others.clone()]))
    }
}

/// The documents with a term, and how often each has it, to be gone through once.
pub(super) struct Cursor {
    list: BlockSegmentPostings,
}

impl Cursor {
    pub(super) fn open(segment: &SegmentReader, field: Field, info: &TermInfo) -> Result<Self> {
        Ok(Self { list: open(segment, field, info, IndexRecordOption::WithFreqs)? })
    }

    /// The same without the frequencies: those are not unpacked.
    pub(super) fn of_documents(segment: &SegmentReader, field: Field, info: &TermInfo) -> Result<Self> {
        Ok(Self { list: open(segment, field, info, IndexRecordOption::Basic)? })
    }

    /// Calls back with all documents that have the term, and their frequencies, some at a time.
    pub(super) fn each(mut self, mut each: impl FnMut(&[u32], &[u32])) {
        while !self.list.docs().is_empty() {
            each(self.list.docs(), self.list.freqs());
            self.list.advance();
        }
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
        let mut list = Cursor::of_documents(segment, field, info)?;
        list.among(docs, |place, here| found.extend_from_slice(&docs[place..place + here.len()]));
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

/// As [`skip`], where it may be none.
pub(super) fn skip_to(docs: &[u32], doc: u32) -> usize {
    if docs.first().is_none_or(|first| *first >= doc) { 0 } else { skip(docs, doc) }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;
    use tantivy::schema::{Schema, TEXT};
    use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

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

    /// An index of so many documents in which some have a term so often.
    fn index(most: u32, frequencies: &BTreeMap<u32, u32>) -> (Searcher, Field) {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for doc in 0..most {
            let mut document = TantivyDocument::new();
            document.add_text(field, "a ".repeat(frequencies.get(&doc).copied().unwrap_or(0) as usize));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        (index.reader().unwrap().searcher(), field)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]
        #[test]
        fn a_term_is_its_documents(
            frequencies in proptest::collection::btree_map(0..2000_u32, 1..5_u32, 1..1500),
            others in proptest::collection::btree_set(0..2000_u32, 0..20),
            chunk in 1..1500_usize,
            bounds in proptest::collection::btree_set(0..2000_u32, 2),
        ) {
            let (searcher, field) = index(2000, &frequencies);
            let segment = searcher.segment_reader(0);
            let inverted = segment.inverted_index(field).unwrap();
            let info = inverted.get_term_info(&Term::from_field_text(field, "a")).unwrap().unwrap();

            let others: Vec<u32> = others.into_iter().filter(|doc| !frequencies.contains_key(doc)).collect();
            let list = List::with(field, info.clone(), others.clone());
            let docs = union(vec![frequencies.keys().copied().collect(), others]);
            prop_assert_eq!(&list.docs(segment).unwrap(), &docs);
            prop_assert_eq!(list.len(), docs.len());
            let (from, to) = (*bounds.first().unwrap(), *bounds.last().unwrap());
            let middle = from.midpoint(to);
            for range in [from..middle, from..middle, middle..to, from..to] {
                let inside = docs.iter().filter(|doc| range.contains(doc)).count();
                prop_assert_eq!(list.within(segment, range).unwrap(), inside);
            }

            let mut found = BTreeMap::new();
            let mut cursor = Cursor::open(segment, field, &info).unwrap();
            for docs in docs.chunks(chunk) {
                cursor.among(docs, |place, frequencies| found.extend(docs[place..].iter().zip(frequencies)
                    .map(|(doc, frequency)| (*doc, *frequency))));
            }
            prop_assert_eq!(&found, &frequencies);
            found.clear();
            Cursor::open(segment, field, &info).unwrap()
                .each(|docs, frequencies| found.extend(docs.iter().copied().zip(frequencies.iter().copied())));
            prop_assert_eq!(&found, &frequencies);
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
