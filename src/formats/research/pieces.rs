//! Pieces of speech of all speakers, joined to turns.
//!
//! Deliberately absent: cutting speech at what another one says meanwhile. Who speaks over somebody gets a turn
//! behind theirs, with times that overlap.

use crate::formats::recogniser::{Piece, joined};
use crate::model::Turn;

/// The turns of pieces in any order. A piece without a time stays behind the one before it.
pub(super) fn in_time(pieces: Vec<Piece>) -> Vec<Turn> {
    let mut last = 0;
    let mut timed: Vec<(u64, Piece)> = Vec::with_capacity(pieces.len());
    for piece in pieces.into_iter().filter(|p| says_something(&p.text)) {
        last = piece.start_ms.unwrap_or(last);
        timed.push((last, piece));
    }
    timed.sort_by_key(|(start, _)| *start);
    joined(timed.into_iter().map(|(_, piece)| piece).collect())
}

/// The turns of pieces that the file holds in their order.
pub(super) fn in_order(pieces: Vec<Piece>) -> Vec<Turn> {
    joined(pieces.into_iter().filter(|p| says_something(&p.text)).collect())
}

/// False for pauses and marks alone.
pub(super) fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// What is heard besides words, as it stands in the text: `[laughs]`; nothing for what says nothing.
pub(super) fn direction(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['[', ']', '(', ')']).replace(['_', '\n'], " ");
    says_something(&text).then(|| format!("[{}]", text.trim()))
}
