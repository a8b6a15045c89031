//! Occurrences in the exact stream, document by document, with their positions.
//!
//! tantivy's phrase query refuses single terms and takes slop in any order; ours does neither. Deliberately
//! absent: scores.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use super::bits::Bits;
use super::tree::Occurrence;
use crate::Result;
use crate::index::fault;

/// An occurrence: its first position and the one after its last.
pub(super) type Span = (u32, u32);

/// Finds an occurrence's spans in one field of one segment. Documents must be asked for in ascending order.
pub(super) enum Finder {
    Sequence {
        postings: Vec<SegmentPostings>,
        slop: u32,
        buffers: Vec<Vec<u32>>,
    },
    /// Finders, and where each stands, the first document first: of thousands of words only some move at a time.
    Either {
        finders: Vec<Finder>,
        heads: BinaryHeap<Reverse<(u32, usize)>>,
    },
    Near {
        left: Box<Finder>,
        right: Box<Finder>,
        distance: u32,
        ordered: bool,
    },
}

impl Finder {
    /// Opens the postings of an occurrence; none if it cannot occur in this segment.
    pub(super) fn open(segment: &SegmentReader, field: Field, what: &Occurrence) -> Result<Option<Self>> {
        Ok(match what {
            Occurrence::Sequence { terms, slop } => {
                let inverted = segment.inverted_index(field).map_err(fault)?;
                let mut postings = Vec::with_capacity(terms.len());
                for term in terms {
                    let term = Term::from_field_text(field, term);
                    let option = IndexRecordOption::WithFreqsAndPositions;
                    let Some(list) = inverted.read_postings(&term, option).map_err(fault)? else {
                        return Ok(None);
                    };
                    postings.push(list);
                }
                let buffers = vec![Vec::new(); postings.len()];
                Some(Self::Sequence { postings, slop: *slop, buffers })
            }
            Occurrence::Pattern(pattern) => {
                let terms = super::expand::expand(segment, field, pattern)?;
                let each = terms.into_iter().map(|t| Occurrence::Sequence { terms: vec![t], slop: 0 });
                return Self::open(segment, field, &Occurrence::Either(each.collect()));
            }
            Occurrence::Either(options) => {
                let mut finders = Vec::new();
                for option in options {
                    finders.extend(Self::open(segment, field, option)?);
                }
                let heads = finders.iter_mut().zip(0..).map(|(f, i)| Reverse((f.seek(0), i))).collect();
                (!finders.is_empty()).then_some(Self::Either { finders, heads })
            }
            Occurrence::Near { operands, distance, ordered } => {
                let left = Self::open(segment, field, &operands.0)?;
                let right = Self::open(segment, field, &operands.1)?;
                left.zip(right).map(|(left, right)| Self::Near {
                    left: Box::new(left),
                    right: Box::new(right),
                    distance: *distance,
                    ordered: *ordered,
                })
            }
        })
    }

    /// The first document from `target` on that may hold the occurrence; `TERMINATED` if there is none.
    pub(super) fn seek(&mut self, target: u32) -> u32 {
        match self {
            Self::Sequence { postings, .. } => {
                let mut doc = target;
                let mut agreed = 0;
                // Round and round until all lists stand on one document.
                for i in (0..postings.len()).cycle() {
                    let at = postings[i].doc().max(doc);
                    let at = if postings[i].doc() < doc { postings[i].seek(doc) } else { at };
                    agreed = if at == doc { agreed + 1 } else { 1 };
                    doc = at;
                    if doc == TERMINATED || agreed >= postings.len() {
                        break;
                    }
                }
                doc
            }
            Self::Either { finders, heads } => {
                while let Some(mut head) = heads.peek_mut() {
                    let Reverse((doc, i)) = *head;
                    if doc >= target {
                        return doc;
                    }
                    *head = Reverse((finders[i].seek(target), i));
                }
                TERMINATED
            }
            Self::Near { left, right, .. } => {
                let mut doc = target;
                loop {
                    let a = left.seek(doc);
                    let b = right.seek(a);
                    if a == b || b == TERMINATED {
                        return b;
                    }
                    doc = b;
                }
            }
        }
    }

    /// The occurrences in the document that `seek` returned last, sorted.
    pub(super) fn spans(&mut self, doc: u32) -> Vec<Span> {
        match self {
            Self::Sequence { postings, slop, buffers } => {
                for (list, buffer) in postings.iter_mut().zip(buffers.iter_mut()) {
                    list.positions(buffer);
                }
                sequences(buffers, *slop)
            }
            Self::Either { finders, heads } => {
                let mut spans: Vec<Span> = Vec::new();
                let mut here = Vec::new();
                while let Some(head) = heads.peek().copied().filter(|head| head.0.0 == doc) {
                    heads.pop();
                    spans.extend(finders[head.0.1].spans(doc));
                    here.push(head);
                }
                heads.extend(here);
                spans.sort_unstable();
                spans.dedup();
                spans
            }
            Self::Near { left, right, distance, ordered } => {
                joined(&left.spans(doc), &right.spans(doc), *distance, *ordered)
            }
        }
    }

    /// The documents with an occurrence, of those in `within` if it is given.
    pub(super) fn eval(mut self, max_doc: u32, within: &Bits) -> Bits {
        let mut bits = Bits::none(max_doc);
        let needs_positions = !self.is_plain();
        let mut visit = |doc: u32, finder: &mut Self| {
            if !needs_positions || !finder.spans(doc).is_empty() {
                bits.insert(doc);
            }
        };
        let mut reached = 0;
        for doc in within.iter() {
            if doc < reached {
                continue;
            }
            reached = self.seek(doc);
            if reached == doc {
                visit(doc, &mut self);
            }
        }
        bits
    }

    /// Whether standing on a document is enough to know that it occurs there.
    fn is_plain(&self) -> bool {
        match self {
            Self::Sequence { postings, .. } => postings.len() == 1,
            Self::Either { finders, .. } => finders.iter().all(Self::is_plain),
            Self::Near { .. } => false,
        }
    }
}

/// Every way to take one position of each list in ascending order with at most `slop` positions left out; from
/// each start the shortest.
pub(super) fn sequences(lists: &[Vec<u32>], slop: u32) -> Vec<Span> {
    let Some((first, rest)) = lists.split_first() else { return Vec::new() };
    let from = |start: u32| {
        let mut last = start;
        for list in rest {
            last = *list.get(list.partition_point(|&p| p <= last))?;
            if last - start > slop.saturating_add(rest.len() as u32) {
                return None;
            }
        }
        Some((start, last + 1))
    };
    first.iter().filter_map(|&start| from(start)).collect()
}

/// Pairs of spans that do not overlap, with fewer than `distance` words between them. Both lists are sorted.
pub(super) fn pairs<'a>(
    left: &'a [Span],
    right: &'a [Span],
    distance: u32,
    ordered: bool,
) -> impl Iterator<Item = (Span, Span)> + 'a {
    let near = move |a: Span, b: Span| a.1 <= b.0 && b.0 - a.1 < distance;
    // Only what starts close by is looked at: a common word occurs thousands of times in a long text.
    let reach = distance.saturating_add(right.iter().map(|b| b.1 - b.0).max().unwrap_or(0));
    left.iter().flat_map(move |&a| {
        let from = right.partition_point(|b| b.0 < if ordered { a.1 } else { a.0.saturating_sub(reach) });
        let to = right.partition_point(|b| b.0 < a.1.saturating_add(distance));
        let close = right.get(from..to).unwrap_or_default().iter();
        close.filter(move |&&b| near(a, b) || !ordered && near(b, a)).map(move |&b| (a, b))
    })
}

/// The spans from the one of each pair to the other, sorted.
pub(super) fn joined(left: &[Span], right: &[Span], distance: u32, ordered: bool) -> Vec<Span> {
    let mut spans: Vec<Span> =
        pairs(left, right, distance, ordered).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1))).collect();
    spans.sort_unstable();
    spans.dedup();
    spans
}

#[cfg(test)]
mod tests {
    use super::{pairs, sequences};

    #[test]
    fn sequences_are_in_order_and_within_slop() {
        assert_eq!(sequences(&[vec![3, 7]], 0), [(3, 4), (7, 8)]);
        assert_eq!(sequences(&[vec![1, 5], vec![2, 9], vec![3]], 0), [(1, 4)]);
        assert_eq!(sequences(&[vec![4], vec![1]], 5), []);
        assert_eq!(sequences(&[vec![1], vec![4]], 2), [(1, 5)]);
        assert_eq!(sequences(&[vec![1], vec![4]], 1), []);
        assert_eq!(sequences(&[vec![1, 2], vec![1, 2]], 0), [(1, 3)]);
    }

    #[test]
    fn pairs_are_those_of_all_pairs() {
        let spans: Vec<_> =
            (0..40).flat_map(|i| [(i * 3 % 41, i * 3 % 41 + 1), (i, i + i % 7 + 1)]).collect();
        let (mut left, mut right) = (spans[..50].to_vec(), spans[30..].to_vec());
        left.sort_unstable();
        right.sort_unstable();
        for (distance, ordered) in [(1, false), (1, true), (4, false), (9, true), (u32::MAX, false)] {
            let near = |a: (u32, u32), b: (u32, u32)| a.1 <= b.0 && b.0 - a.1 < distance;
            let each = left.iter().flat_map(|&a| right.iter().map(move |&b| (a, b)));
            let all = each.filter(|&(a, b)| near(a, b) || !ordered && near(b, a));
            assert_eq!(pairs(&left, &right, distance, ordered).collect::<Vec<_>>(), all.collect::<Vec<_>>());
        }
        assert_eq!(sequences(&[vec![1], vec![4]], u32::MAX), [(1, 5)]);
    }

    #[test]
    fn pairs_are_near() {
        let near = |d, o| pairs(&[(5, 6)], &[(2, 3), (8, 9)], d, o).count();
        assert_eq!((near(2, false), near(3, false), near(3, true), near(2, true)), (0, 2, 1, 0));
    }
}
