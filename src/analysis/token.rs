//! Tokens: what is indexed, and where it came from.
//!
//! Absent: how a text is cut into them.

use std::ops::Range;

/// A term with the place in the original text that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The term, folded.
    pub text: String,
    /// Byte offset of its first character in the original text.
    pub start: usize,
    /// Byte offset after its last character in the original text.
    pub end: usize,
    /// Its place in the stream, from 0.
    pub position: u32,
}

/// A stream of tokens without a string of its own for each, in memory that the next text can use again. A token's
/// position is its place among them.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// The terms, one after the other; some share a part.
    pub(super) terms: String,
    pub(super) places: Vec<Place>,
}

/// The streams of one text, in memory that the next can use again.
#[derive(Debug, Clone, Default)]
pub struct Streams {
    /// See [`super::exact()`].
    pub exact: Tokens,
    /// See [`super::rank()`].
    pub rank: Tokens,
    /// Words of two Han characters that stand in the exact stream but are none of the rank stream: those across two words,
    /// each as often as it stands there. Only pairs for which [`super::is_pair`] holds are looked for, but of them all.
    pub across: Tokens,
}

/// Where a token is.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Its term in [`Tokens::terms`].
    pub(super) term: Range<usize>,
    /// The bytes of the original that it came from.
    pub(super) range: Range<usize>,
}

impl Tokens {
    /// The term at a position, and the bytes of the original that it came from.
    pub fn get(&self, position: usize) -> Option<(&str, Range<usize>)> {
        let place = self.places.get(position)?;
        Some((&self.terms[place.term.clone()], place.range.clone()))
    }

    /// The terms in order.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|place| &self.terms[place.term.clone()])
    }

    /// The tokens, each on its own.
    pub(super) fn owned(&self) -> Vec<Token> {
        let tokens = (0..).zip(&self.places).map(|(position, Place { term, range })| Token {
            text: self.terms[term.clone()].to_owned(),
            start: range.start,
            end: range.end,
            position,
        });
        tokens.collect()
    }

    pub(super) fn clear(&mut self) {
        self.terms.clear();
        self.places.clear();
    }

    pub(super) fn push(&mut self, term: &str, range: Range<usize>) {
        let from = self.terms.len();
        self.terms.push_str(term);
        self.places.push(Place { term: from..self.terms.len(), range });
    }

    pub(super) fn push_char(&mut self, term: char, range: Range<usize>) {
        let from = self.terms.len();
        self.terms.push(term);
        self.places.push(Place { term: from..self.terms.len(), range });
    }
}
