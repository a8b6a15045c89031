//! The token streams of `analysis` as tantivy tokenizers.
//!
//! Deliberately absent: any analysis of its own.

use std::cell::RefCell;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::analysis;

/// The exact stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exact;

/// The rank stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rank;

/// Words of two characters that the exact stream has and the rank stream has not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Across;

thread_local! {
    /// The text whose rank stream was asked for last, and what stands across its words: the fields of a document are
    /// filled one after the other, and to cut a text into words twice takes as long as all else.
    static LAST: RefCell<(String, Vec<analysis::Token>)> = RefCell::default();
}

/// Tokens of one text, handed out one by one.
pub(super) struct Stream {
    tokens: std::vec::IntoIter<analysis::Token>,
    current: Token,
}

impl Stream {
    fn new(tokens: Vec<analysis::Token>) -> Self {
        Self { tokens: tokens.into_iter(), current: Token::default() }
    }
}

impl Tokenizer for Exact {
    type TokenStream<'a> = Stream;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        Stream::new(analysis::exact(text))
    }
}

impl Tokenizer for Rank {
    type TokenStream<'a> = Stream;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        let words = analysis::rank(text);
        LAST.with_borrow_mut(|(last, across)| {
            last.clear();
            last.push_str(text);
            *across = analysis::across(text, &words);
        });
        Stream::new(words)
    }
}

impl Tokenizer for Across {
    type TokenStream<'a> = Stream;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        let (last, across) = LAST.take();
        Stream::new(if last == text { across } else { analysis::across(text, &analysis::rank(text)) })
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some(token) = self.tokens.next() else { return false };
        self.current = Token {
            offset_from: token.start,
            offset_to: token.end,
            position: token.position as usize,
            text: token.text,
            position_length: 1,
        };
        true
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}
