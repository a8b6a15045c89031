//! Regular expressions over the texts themselves, which only what the index cannot answer is worth.
//!
//! Letters that every match holds are looked up in the index first, and only the turns that have them are read, by
//! as many threads as the machine has. Deliberately absent: the expressions (`query`).

use std::thread;

use tantivy::SegmentReader;

use super::bits::Bits;
use super::eval::Segment;
use super::expand::{Ask, union};
use super::lists;
use super::occur::documents;
use super::tree::Occurrence;
use crate::Result;
use crate::error::{Error, ErrorKind};
use crate::index::texts;
use crate::query::{Expression, Needle};

/// Fewer texts than this are not worth a thread.
const SHARE: usize = 500;

/// The turns of `within` that may hold an expression: those with the letters that every match has.
pub(super) fn candidates(segment: &Segment<'_>, expression: &Expression, within: &[u32]) -> Result<Vec<u32>> {
    if expression.is_never() {
        return Ok(Vec::new());
    }
    let mut left = within.to_vec();
    for needle in expression.needles() {
        let mut found = Vec::new();
        for stream in segment.streams() {
            found.push(match needle {
                Needle::Part(letters) => {
                    let mut set = Bits::none(segment.reader.max_doc());
                    union(segment.reader, stream.exact, &Ask::Part(letters), &mut set)?;
                    left.iter().copied().filter(|doc| set.contains(*doc)).collect()
                }
                Needle::Han(terms) => {
                    let sequence = Occurrence::Sequence { terms: terms.clone(), slop: 0 };
                    documents(segment, stream, &sequence, Some(&left))?
                }
            });
        }
        left = lists::union(found);
    }
    Ok(left)
}

/// The turns of `within` in whose text an expression occurs.
pub(super) fn scan(segment: &SegmentReader, expression: &Expression, docs: &[u32]) -> Result<Vec<u32>> {
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
    thread::scope(|scope| {
        let (first, rest) = docs.split_at(share.min(docs.len()));
        let others: Vec<_> = rest.chunks(share).map(|docs| scope.spawn(|| read(docs))).collect();
        let mut found = read(first)?;
        for other in others {
            let more = other.join().map_err(|_| Error::new(ErrorKind::Index, "a text could not be read"))?;
            found.extend(more?);
        }
        Ok(found)
    })
}
