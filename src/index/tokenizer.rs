//! The token streams of `analysis` as the fields of a document take them, one after the other.
//!
//! Deliberately absent: any analysis of its own.

use std::cell::RefCell;
use std::mem;

use crate::analysis::{Ranker, Streams, Tokens};

/// How many words have their stems kept for the next text, those met first: nearly all that a text is made of.
const STEMS: usize = 50_000;

/// The exact stream.
#[derive(Debug, Clone, Default)]
pub(super) struct Exact {
    tokens: Tokens,
}

/// The rank stream.
#[derive(Debug, Clone, Default)]
pub(super) struct Rank {
    tokens: Tokens,
}

/// Words of two characters that the exact stream has and the rank stream has not.
#[derive(Debug, Clone, Default)]
pub(super) struct Across {
    tokens: Tokens,
}

/// Which stream.
#[derive(Debug, Clone, Copy)]
enum Which {
    Exact,
    Rank,
    Across,
}

/// The streams of the text that was asked for last.
struct Last {
    ranker: Ranker,
    text: String,
    streams: Streams,
    /// Which of them nobody has taken.
    left: [bool; 3],
}

thread_local! {
    /// A thread fills the fields of a document one after the other, and writes one segment after the other, with the same
    /// stems: all streams of a text are made at one go.
    static LAST: RefCell<Last> = RefCell::new(Last {
        ranker: Ranker::new(STEMS),
        text: String::new(),
        streams: Streams::default(),
        left: [false; 3],
    });
}

impl Last {
    /// Puts a stream of a text into `tokens`.
    fn take(&mut self, which: Which, text: &str, tokens: &mut Tokens) {
        if !(self.left[which as usize] && self.text == text) {
            self.ranker.streams(text, &mut self.streams);
            self.text.clear();
            self.text.push_str(text);
            self.left = [true; 3];
        }
        self.left[which as usize] = false;
        let stream = match which {
            Which::Exact => &mut self.streams.exact,
            Which::Rank => &mut self.streams.rank,
            Which::Across => &mut self.streams.across,
        };
        mem::swap(stream, tokens);
    }
}

impl Exact {
    /// The tokens of a text, until the next.
    pub(super) fn tokens(&mut self, text: &str) -> &Tokens {
        LAST.with_borrow_mut(|last| last.take(Which::Exact, text, &mut self.tokens));
        &self.tokens
    }
}

impl Rank {
    /// The tokens of a text, until the next.
    pub(super) fn tokens(&mut self, text: &str) -> &Tokens {
        LAST.with_borrow_mut(|last| last.take(Which::Rank, text, &mut self.tokens));
        &self.tokens
    }
}

impl Across {
    /// The tokens of a text, until the next.
    pub(super) fn tokens(&mut self, text: &str) -> &Tokens {
        LAST.with_borrow_mut(|last| last.take(Which::Across, text, &mut self.tokens));
        &self.tokens
    }
}

/// The same as tantivy's own writers ask for them.
#[cfg(test)]
mod theirs {
    use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

    use super::*;

    pub(crate) struct Stream<'a> {
        tokens: &'a Tokens,
        current: Token,
        next: usize,
    }

    impl<'a> Stream<'a> {
        fn new(tokens: &'a Tokens) -> Self {
            Self { tokens, current: Token::default(), next: 0 }
        }
    }

    impl Tokenizer for Exact {
        type TokenStream<'a> = Stream<'a>;
        fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
            Stream::new(self.tokens(text))
        }
    }

    impl Tokenizer for Rank {
        type TokenStream<'a> = Stream<'a>;
        fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
            Stream::new(self.tokens(text))
        }
    }

    impl Tokenizer for Across {
        type TokenStream<'a> = Stream<'a>;
        fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
            Stream::new(self.tokens(text))
        }
    }

    impl TokenStream for Stream<'_> {
        fn advance(&mut self) -> bool {
            let Some((term, range)) = self.tokens.get(self.next) else { return false };
            self.current.text.clear();
            self.current.text.push_str(term);
            self.current.position = self.next;
            (self.current.offset_from, self.current.offset_to) = (range.start, range.end);
            self.next += 1;
            true
        }

        fn token(&self) -> &Token {
            &self.current
        }

        fn token_mut(&mut self) -> &mut Token {
            &mut self.current
        }
    }
}
