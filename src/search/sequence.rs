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
use super::expand::Gathered;
use super::tree::Occurrence;
use crate::Result;
use crate::index::fault;

/// An occurrence: its first position and the one after its last.
pub(super) type Span = (u32, u32);

/// Finds an occurrence's spans in one field of one segment. Documents must be asked for in ascending order.
pub(super) enum Finder {
    Sequence {
        postings: Vec<SegmentPostings>,
        /// Places in `postings`, the rarest first.
        rarest: Vec<usize>,
        slop: u32,
        buffers: Vec<Vec<u32>>,
    },
    /// A pattern: too many words for a list each.
    Gathered(Gathered),
    /// Finders whose spans follow each other; none is any one token.
    Row(Vec<Option<Finder>>),
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
    /// Opens the postings of an occurrence, to be looked at in documents of a list, or in all; none if it cannot occur
    /// in this segment.
    pub(super) fn open(
        segment: &SegmentReader,
        field: Field,
        what: &Occurrence,
        within: Option<&[u32]>,
    ) -> Result<Option<Self>> {
        let within = within.filter(|_| what.has_pattern()).map(|docs| Bits::of(segment.max_doc(), docs));
        Self::open_within(segment, field, what, within.as_ref())
    }

    fn open_within(
        segment: &SegmentReader,
        field: Field,
        what: &Occurrence,
        within: Option<&Bits>,
    ) -> Result<Option<Self>> {
        let open = |what: &Occurrence| Self::open_within(segment, field, what, within);
        Ok(match what {
            Occurrence::Sequence { terms, slop } => {
                let inverted = segment.inverted_index(field).map_err(fault)?;
                let mut postings: Vec<SegmentPostings> = Vec::with_capacity(terms.len());
                for term in terms {
                    let term = Term::from_field_text(field, term);
                    let option = IndexRecordOption::WithFreqsAndPositions;
                    let Some(list) = inverted.read_postings(&term, option).map_err(fault)? else {
                        return Ok(None);
                    };
                    postings.push(list);
                }
                let buffers = vec![Vec::new(); postings.len()];
                let mut rarest: Vec<usize> = (0..postings.len()).collect();
                rarest.sort_by_key(|i| postings[*i].doc_freq());
                Some(Self::Sequence { postings, rarest, slop: *slop, buffers })
            }
            Occurrence::Pattern(pattern) => {
                Some(Self::Gathered(Gathered::new(segment, field, pattern, within)?))
            }
            Occurrence::Row(parts) => {
                let mut finders = Vec::with_capacity(parts.len());
                for part in parts {
                    let finder = part.as_ref().map(open).transpose()?;
                    if matches!(finder, Some(None)) {
                        return Ok(None);
                    }
                    finders.push(finder.flatten());
                }
                Some(Self::Row(finders))
            }
            Occurrence::Either(options) => {
                let mut finders = Vec::new();
                for option in options {
                    finders.extend(open(option)?);
                }
                let heads = finders.iter_mut().zip(0..).map(|(f, i)| Reverse((f.seek(0), i))).collect();
                (!finders.is_empty()).then_some(Self::Either { finders, heads })
            }
            Occurrence::Near { operands, distance, ordered } => {
                let (left, right) = (open(&operands.0)?, open(&operands.1)?);
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
            Self::Sequence { postings, rarest, .. } => meet(target, rarest.len(), |i, doc| {
                let list = &mut postings[rarest[i]];
                if list.doc() < doc { list.seek(doc) } else { list.doc() }
            }),
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
            Self::Gathered(gathered) => gathered.seek(target),
            Self::Near { left, right, .. } => {
                meet(target, 2, |i, doc| if i == 0 { left.seek(doc) } else { right.seek(doc) })
            }
            Self::Row(parts) => {
                let mut finders: Vec<&mut Self> = parts.iter_mut().flatten().collect();
                meet(target, finders.len(), |i, doc| finders[i].seek(doc))
            }
        }
    }

    /// The occurrences in the document that `seek` returned last, sorted. Of loose sequences, with `all`, also the
    /// shortest before each end.
    pub(super) fn spans(&mut self, doc: u32, all: bool) -> Vec<Span> {
        match self {
            Self::Sequence { postings, slop, buffers, .. } => {
                for (list, buffer) in postings.iter_mut().zip(buffers.iter_mut()) {
                    list.positions(buffer);
                }
                sequences(buffers, *slop, all)
            }
            Self::Gathered(gathered) => gathered.of(doc).iter().map(|at| (*at, at + 1)).collect(),
            Self::Row(parts) => {
                let each = parts.iter_mut().map(|part| part.as_mut().map(|part| part.spans(doc, true)));
                rows(&each.collect::<Vec<_>>())
            }
            Self::Either { finders, heads } => {
                let mut spans: Vec<Span> = Vec::new();
                let mut here = Vec::new();
                while let Some(head) = heads.peek().copied().filter(|head| head.0.0 == doc) {
                    heads.pop();
                    spans.extend(finders[head.0.1].spans(doc, all));
                    here.push(head);
                }
                heads.extend(here);
                sorted(spans)
            }
            Self::Near { left, right, distance, ordered } => {
                joined(&left.spans(doc, true), &right.spans(doc, true), *distance, *ordered)
            }
        }
    }

    /// How many occurrences are in the document that `seek` returned last, counting no further than `most`: of two
    /// near each other, as many as there are on the left.
    fn count(&mut self, doc: u32, most: usize) -> usize {
        let Self::Near { left, right, distance, ordered } = self else {
            return self.spans(doc, false).len().min(most);
        };
        let (left, right) = (left.spans(doc, true), right.spans(doc, true));
        let mut last = None;
        let first_of_each =
            pairs(&left, &right, *distance, *ordered).filter(|(a, _)| last.replace(*a) != Some(*a));
        first_of_each.take(most).count()
    }

    /// Calls back with each document of a list, or of all, that has an occurrence, in order, and with how many it has,
    /// counted no further than `most`.
    pub(super) fn each(mut self, within: Option<&[u32]>, most: usize, mut each: impl FnMut(u32, u32)) {
        let most = if most == 1 && self.is_plain() { 0 } else { most };
        let mut visit =
            |doc: u32, finder: &mut Self| match if most == 0 { 1 } else { finder.count(doc, most) } {
                0 => {}
                count => each(doc, count as u32),
            };
        let mut reached = 0;
        let Some(within) = within else {
            loop {
                reached = self.seek(reached);
                if reached == TERMINATED {
                    return;
                }
                visit(reached, &mut self);
                reached += 1;
            }
        };
        for &doc in within {
            if doc < reached {
                continue;
            }
            reached = self.seek(doc);
            if reached == doc {
                visit(doc, &mut self);
            }
        }
    }

    /// Whether standing on a document is enough to know that it occurs there.
    fn is_plain(&self) -> bool {
        match self {
            Self::Sequence { postings, .. } => postings.len() == 1,
            Self::Either { finders, .. } => finders.iter().all(Self::is_plain),
            Self::Gathered(_) => true,
            Self::Row(_) | Self::Near { .. } => false,
        }
    }
}

/// The first document from `target` on at which all lists stand, each of which moves to a document or beyond.
fn meet(target: u32, lists: usize, mut seek: impl FnMut(usize, u32) -> u32) -> u32 {
    let (mut doc, mut agreed) = (target, 0);
    // Round and round until all stand on one document.
    for i in (0..lists).cycle() {
        let at = seek(i, doc);
        agreed = if at == doc { agreed + 1 } else { 1 };
        doc = at;
        if doc == TERMINATED || agreed >= lists {
            break;
        }
    }
    doc
}

/// The ways to take one position of each list in ascending order with at most `slop` positions left out: from each
/// start the shortest, and with `all` also the shortest before each end.
pub(super) fn sequences(lists: &[Vec<u32>], slop: u32, all: bool) -> Vec<Span> {
    let [first, rest @ ..] = lists else { return Vec::new() };
    let [before @ .., last] = lists else { return Vec::new() };
    let most = slop.saturating_add(rest.len() as u32);
    let from = |start: u32| {
        let mut last = start;
        for list in rest {
            last = *list.get(list.partition_point(|&p| p <= last))?;
            if last - start > most {
                return None;
            }
        }
        Some((start, last + 1))
    };
    let to = |end: u32| {
        let mut start = end;
        for list in before.iter().rev() {
            start = *list.get(list.partition_point(|&p| p < start).checked_sub(1)?)?;
            if end - start > most {
                return None;
            }
        }
        Some((start, end + 1))
    };
    let spans: Vec<Span> = first.iter().filter_map(|&start| from(start)).collect();
    if !all || slop == 0 || rest.is_empty() {
        return spans;
    }
    sorted(last.iter().filter_map(|&end| to(end)).chain(spans).collect())
}

/// Spans that follow each other without a gap, one of each list; no list stands for any one token.
pub(super) fn rows(parts: &[Option<Vec<Span>>]) -> Vec<Span> {
    let Some((Some(first), rest)) = parts.split_first() else { return Vec::new() };
    let mut spans = first.clone();
    for part in rest {
        let Some(next) = part else {
            spans.iter_mut().for_each(|span| span.1 += 1);
            continue;
        };
        let follow = |&(start, end): &Span| {
            let from = next.partition_point(|span| span.0 < end);
            let here = next[from..].iter().take_while(move |span| span.0 == end);
            here.map(move |span| (start, span.1))
        };
        spans = sorted(spans.iter().flat_map(follow).collect());
    }
    spans
}

pub(super) fn sorted(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    spans.dedup();
    spans
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
    sorted(pairs(left, right, distance, ordered).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1))).collect())
}

#[cfg(test)]
mod tests {
    use super::{pairs, rows, sequences};

    #[test]
    fn sequences_are_in_order_and_within_slop() {
        let sequences = |lists: &[Vec<u32>], slop| super::sequences(lists, slop, false);
        assert_eq!(sequences(&[vec![3, 7]], 0), [(3, 4), (7, 8)]);
        assert_eq!(sequences(&[vec![1, 5], vec![2, 9], vec![3]], 0), [(1, 4)]);
        assert_eq!(sequences(&[vec![4], vec![1]], 5), []);
        assert_eq!(sequences(&[vec![1], vec![4]], 2), [(1, 5)]);
        assert_eq!(sequences(&[vec![1], vec![4]], 1), []);
        assert_eq!(sequences(&[vec![1, 2], vec![1, 2]], 0), [(1, 3)], "a word repeated is two words");
        assert_eq!(sequences(&[vec![1], vec![1]], 9), []);
        assert_eq!(sequences(&[vec![1], vec![400]], 398), [(1, 401)]);
        assert_eq!(sequences(&[vec![1], vec![4]], u32::MAX), [(1, 5)]);
    }

    #[test]
    fn beside_others_every_start_and_every_end_counts() {
        let lists = [vec![0, 2], vec![3, 5]];
        assert_eq!(sequences(&lists, 5, false), [(0, 4), (2, 4)]);
        assert_eq!(sequences(&lists, 5, true), [(0, 4), (2, 4), (2, 6)]);
    }

    #[test]
    fn rows_have_no_gaps() {
        let one = |at: &[u32]| Some(at.iter().map(|&at| (at, at + 1)).collect::<Vec<_>>());
        assert_eq!(rows(&[one(&[1, 5]), None, one(&[3, 6, 7])]), [(1, 4), (5, 8)]);
        assert_eq!(rows(&[Some(vec![(1, 2), (1, 4)]), one(&[2, 4])]), [(1, 3), (1, 5)]);
        assert_eq!(rows(&[one(&[1]), one(&[3])]), []);
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
    }

    #[test]
    fn pairs_are_near() {
        let near = |d, o| pairs(&[(5, 6)], &[(2, 3), (8, 9)], d, o).count();
        assert_eq!((near(2, false), near(3, false), near(3, true), near(2, true)), (0, 2, 1, 0));
    }
}
