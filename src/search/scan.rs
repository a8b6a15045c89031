//! Regular expressions over the texts themselves, which only what the index cannot answer is worth.
//!
//! Letters that every match holds are looked up in the index first, and only the turns that have them are read, by
//! as many threads as the machine has. Deliberately absent: the expressions (`query`).

use std::thread;

use tantivy::SegmentReader;

use super::bits::Bits;
use super::eval::Streams;
use super::expand::{Ask, union};
use super::sequence::documents;
use super::tree::Occurrence;
use crate::Result;
use crate::error::{Error, ErrorKind};
use crate::index::texts;
use crate::query::{Expression, Needle};

/// Fewer texts than this are not worth a thread.
const SHARE: usize = 500;

/// The turns of `within` that may hold an expression: those with the letters that every match has.
pub(super) fn candidates(
    segment: &SegmentReader,
    streams: &Streams,
    expression: &Expression,
    within: &Bits,
) -> Result<Bits> {
    if expression.is_never() {
        return Ok(Bits::none(segment.max_doc()));
    }
    let mut left = within.clone();
    for needle in expression.needles() {
        let mut found = Bits::none(segment.max_doc());
        for (exact, _) in streams {
            match needle {
                Needle::Part(letters) => union(segment, *exact, &Ask::Part(letters), &mut found)?,
                Needle::Han(terms) => {
                    let sequence = Occurrence::Sequence { terms: terms.clone(), slop: 0 };
                    documents(segment, *exact, &sequence, &left, &mut found)?;
                }
            }
        }
        left.keep(&found);
    }
    Ok(left)
}

/// The turns of `within` in whose text an expression occurs.
pub(super) fn scan(segment: &SegmentReader, expression: &Expression, within: &Bits) -> Result<Bits> {
    let docs: Vec<u32> = within.iter().collect();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = docs.len().div_ceil(threads).max(SHARE);
    let read = |docs: &[u32]| -> Result<Vec<u32>> {
        // Copies do not wait for each other.
        let expression = expression.clone();
        let mut found = Vec::new();
        texts(segment, docs, |doc, text| {
            if expression.occurs(text) {
                found.push(doc);
            }
        })?;
        Ok(found)
    };
    let mut bits = Bits::none(segment.max_doc());
    thread::scope(|scope| {
        let (first, rest) = docs.split_at(share.min(docs.len()));
        let others: Vec<_> = rest.chunks(share).map(|docs| scope.spawn(|| read(docs))).collect();
        read(first)?.into_iter().for_each(|doc| bits.insert(doc));
        for other in others {
            let found = other.join().map_err(|_| Error::new(ErrorKind::Index, "a text could not be read"))?;
            found?.into_iter().for_each(|doc| bits.insert(doc));
        }
        Ok(())
    })?;
    Ok(bits)
}
