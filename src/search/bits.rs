//! A set of documents of one segment, as bits.
//!
//! Deliberately absent: where the documents come from.

use std::ops::Range;

/// A set of document numbers below a bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// The empty set of a segment with so many documents.
    pub(super) fn none(max_doc: u32) -> Self {
        Self { words: vec![0; (max_doc as usize).div_ceil(64)] }
    }

    pub(super) fn insert(&mut self, doc: u32) {
        if let Some(word) = self.words.get_mut(doc as usize / 64) {
            *word |= 1 << (doc % 64);
        }
    }

    pub(super) fn insert_range(&mut self, docs: Range<u32>) {
        docs.for_each(|doc| self.insert(doc));
    }

    pub(super) fn contains(&self, doc: u32) -> bool {
        self.words.get(doc as usize / 64).is_some_and(|word| word >> (doc % 64) & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub(super) fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Keeps what is also in the other set.
    pub(super) fn keep(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
    }

    /// Adds the other set.
    pub(super) fn add(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
    }

    /// Takes away the other set.
    pub(super) fn remove(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= !b);
    }

    /// The documents, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(i, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(i as u32 * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn sets_are_sets() {
        let of = |docs: &[u32]| {
            let mut bits = Bits::none(200);
            docs.iter().for_each(|&d| bits.insert(d));
            bits
        };
        let mut a = of(&[0, 63, 64, 199]);
        a.keep(&of(&[63, 64, 65]));
        assert_eq!(a.iter().collect::<Vec<_>>(), [63, 64]);
        a.add(&of(&[5]));
        a.remove(&of(&[64]));
        assert_eq!(a, of(&[5, 63]));
        a.insert_range(10..13);
        assert_eq!((a.count(), a.is_empty()), (5, false));
        assert!(a.contains(12) && !a.contains(13) && !a.contains(10_000));
    }
}
