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

    /// These documents of a segment with so many.
    pub(super) fn of(max_doc: u32, docs: &[u32]) -> Self {
        let mut bits = Self::none(max_doc);
        docs.iter().for_each(|doc| bits.insert(*doc));
        bits
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
    fn a_set_holds_what_was_put_in() {
        let mut set = Bits::of(200, &[0, 63, 64, 199, 1000]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 63, 64, 199]);
        set.insert_range(10..13);
        assert!(set.contains(12) && !set.contains(13) && !set.contains(10_000));
        assert_eq!(Bits::none(70).iter().count(), 0);
    }
}
