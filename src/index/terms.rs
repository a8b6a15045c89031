//! The terms of one field while a segment is written: which documents have them, and where.
//!
//! tantivy keeps a list for each term, and every word of a text takes it to three far places in memory: the term, the end of
//! its list, and what is known of the list. Here the words of a text are noted one after the other, each as the number of its
//! term, and are put in order of terms once, when the segment is finished, by counting them (Seward 1954). Deliberately absent:
//! how texts become terms, and how lists are packed.

use rustc_hash::FxHashMap;
use tantivy::Result;
use tantivy::postings::FieldSerializer;
use tantivy::schema::IndexRecordOption;
use tantivy::tokenizer::MAX_TOKEN_LEN;

/// A term so short is its own key, in bytes: all words of two Han characters, and most of English.
const SHORT: usize = 7;

/// How many documents a full block of a list has.
const BLOCK: usize = 128;

/// What a term takes beside its bytes, at most: its number in a table that has room for as many more, and where it ends.
const AROUND: usize = 64;

/// What it takes besides while terms are sorted.
const SORTED: usize = 32;

/// The terms of a field.
#[derive(Debug, Default)]
pub(super) struct Terms {
    short: FxHashMap<u64, u32>,
    long: FxHashMap<Box<[u8]>, u32>,
    /// The terms by their numbers, one after the other, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The terms of all documents as they came.
    noted: Vec<u32>,
    /// The documents that have any, and where those of each end.
    docs: Vec<(u32, usize)>,
}

impl Terms {
    /// Notes one more term of the document that comes next.
    pub(super) fn note(&mut self, term: &str) {
        if term.len() > MAX_TOKEN_LEN {
            return;
        }
        let term = term.as_bytes();
        let next = self.ends.len() as u32;
        let number = if term.len() <= SHORT {
            let key = term.iter().fold(term.len() as u64, |key, byte| key << 8 | u64::from(*byte));
            *self.short.entry(key).or_insert(next)
        } else if let Some(number) = self.long.get(term) {
            *number
        } else {
            self.long.insert(term.into(), next);
            next
        };
        if number == next {
            self.bytes.extend_from_slice(term);
            self.ends.push(self.bytes.len());
        }
        self.noted.push(number);
    }

    /// All terms that were noted since the last one are of this document, which may be the last one.
    pub(super) fn end(&mut self, doc: u32) {
        match self.docs.last_mut().filter(|(last, _)| *last == doc) {
            Some((_, end)) => *end = self.noted.len(),
            None => self.docs.push((doc, self.noted.len())),
        }
    }

    /// How many were noted.
    pub(super) fn len(&self) -> usize {
        self.noted.len()
    }

    /// Whether a term is in so many documents that its list has a full block.
    pub(super) fn fill_a_block(&self) -> bool {
        let mut seen = vec![(u32::MAX, 0); self.ends.len()];
        let mut from = 0;
        self.docs.iter().any(|&(doc, end)| {
            let own = &self.noted[std::mem::replace(&mut from, end)..end];
            own.iter().any(|&number| {
                let (last, docs) = &mut seen[number as usize];
                if std::mem::replace(last, doc) != doc {
                    *docs += 1;
                }
                *docs >= BLOCK
            })
        })
    }

    /// How much memory they take, in bytes.
    pub(super) fn memory(&self) -> usize {
        let docs = self.docs.capacity() * size_of::<(u32, usize)>();
        self.noted.capacity() * size_of::<u32>() + docs + self.bytes.len() * 2 + self.ends.len() * AROUND
    }

    /// How much more memory it takes to write them, in bytes.
    pub(super) fn sorting(&self) -> usize {
        self.noted.len() * size_of::<Place>() + self.ends.len() * SORTED
    }

    /// How many terms each document has that has any.
    pub(super) fn lengths(&self) -> impl Iterator<Item = (u32, u32)> {
        let mut from = 0;
        self.docs.iter().map(move |&(doc, end)| {
            let length = end - from;
            from = end;
            (doc, length as u32)
        })
    }

    /// Writes the lists of all terms in order. A document that has a term twice has it once, as often as the option tells.
    pub(super) fn write(self, option: IndexRecordOption, into: &mut FieldSerializer<'_>) -> Result<()> {
        let (starts, places) = self.sorted();
        let mut deltas = Vec::new();
        for number in self.order() {
            let list = &places[starts[number]..starts[number + 1]];
            let same = |one: &Place, other: &Place| one.doc == other.doc;
            let docs = 1 + list.windows(2).filter(|pair| !same(&pair[0], &pair[1])).count() as u32;
            into.new_term(self.term(number), if option.has_freq() { docs } else { 0 }, option.has_freq())?;
            for own in list.chunk_by(same) {
                deltas.clear();
                if option.has_positions() {
                    let mut last = 0;
                    deltas.extend(
                        own.iter().map(|place| place.position - std::mem::replace(&mut last, place.position)),
                    );
                }
                into.write_doc(own[0].doc, if option.has_freq() { own.len() as u32 } else { 0 }, &deltas);
            }
            into.close_term()?;
        }
        Ok(())
    }

    fn term(&self, number: usize) -> &[u8] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[number]]
    }

    /// The numbers of the terms in order of their bytes.
    fn order(&self) -> impl Iterator<Item = usize> {
        let beginning = |term: &[u8]| {
            let mut bytes = [0; 8];
            let length = term.len().min(8);
            bytes[..length].copy_from_slice(&term[..length]);
            u64::from_be_bytes(bytes)
        };
        let mut order: Vec<(u64, usize)> =
            (0..self.ends.len()).map(|number| (beginning(self.term(number)), number)).collect();
        order.sort_unstable_by(|(one, first), (other, second)| {
            one.cmp(other).then_with(|| self.term(*first).cmp(self.term(*second)))
        });
        order.into_iter().map(|(_, number)| number)
    }

    /// Where each term stands, in the order of their numbers, and where the places of each term begin.
    fn sorted(&self) -> (Vec<usize>, Vec<Place>) {
        let mut starts = vec![0; self.ends.len() + 1];
        for &number in &self.noted {
            starts[number as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let (mut next, mut places) = (starts.clone(), vec![Place::default(); self.noted.len()]);
        let mut from = 0;
        for &(doc, end) in &self.docs {
            for (position, &number) in (0..).zip(&self.noted[from..end]) {
                let at = &mut next[number as usize];
                places[*at] = Place { doc, position };
                *at += 1;
            }
            from = end;
        }
        (starts, places)
    }
}

/// Where a term stands: the document, and its place among the terms of this.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    doc: u32,
    position: u32,
}
