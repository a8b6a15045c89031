//! The token streams of `analysis` as the fields of a document take them, one after the other.
//!
//! Deliberately absent: any analysis of its own.

use std::cell::RefCell;
use std::mem;

use crate::analysis::{self, Ranker, Tokens};

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

thread_local! {
    /// What makes rank streams. A thread writes one segment after the other, with the same stems.
    static RANKER: RefCell<Ranker> = RefCell::new(Ranker::new(STEMS));

    /// The text whose rank stream was asked for last, and what stands across its words: the fields of a document are
    /// filled one after the other, and to cut a text into words twice takes as long as all else.
    static LAST: RefCell<(String, Tokens)> = RefCell::default();
}

impl Exact {
    /// The tokens of a text, until the next.
    pub(super) fn tokens(&mut self, text: &str) -> &Tokens {
        analysis::exact_into(text, &mut self.tokens);
        &self.tokens
    }
}

impl Rank {
    /// The tokens of a text, until the next.
    pub(super) fn tokens(&mut self, text: &str) -> &Tokens {
        RANKER.with_borrow_mut(|ranker| ranker.rank(text, &mut self.tokens));
        LAST.with_borrow_mut(|(last, across)| {
            last.clear();
            last.push_str(text);
            analysis::across_into(text, &self.tokens, across);
        });
        &self.tokens
    }
}

impl Across {
    /// The tokens of a text, until the next.
    pub(super) fn tokens(&mut self, text: &str) -> &Tokens {
        let found = LAST.with_borrow_mut(|(last, across)| {
            let found = last == text;
            mem::swap(across, &mut self.tokens);
            last.clear();
            found
        });
        if !found || text.is_empty() {
            let mut words = Tokens::default();
            RANKER.with_borrow_mut(|ranker| ranker.rank(text, &mut words));
            analysis::across_into(text, &words, &mut self.tokens);
        }
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
