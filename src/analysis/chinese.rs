//! Chinese words: runs of Han characters cut by jieba, in plain simplified characters.
//!
//! Absent: any other script, and the exact stream.

use jieba_rs::TokenizeMode;

use super::dictionary;
use super::exact::Character;
use super::token::{Place, Tokens};
use super::variants;

/// The version of the segmenter whose words are indexed; a test holds it against the lock file.
pub(super) const VERSION: &str = "0.11.0";

/// How a run is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Every character is in one word: jieba's default mode.
    Words,
    /// Also the words inside longer words: jieba's search mode.
    Search,
}

/// The longest run that is cut at once, in characters: prose has none, and the segmenter's memory grows with it.
const MAX_RUN: usize = 10_000;

/// Han characters with nothing between them, to be cut.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    /// The characters, in plain simplified form.
    plain: String,
    /// Of each character: where it is in the original, and its folded form among the terms.
    places: Vec<Place>,
}

impl Run {
    /// True if a character does not belong to the run.
    pub(super) fn ends_before(&self, next: &Character) -> bool {
        self.places.last().is_some_and(|last| {
            // Characters of one expansion (㍿) have the same range.
            last.range.end != next.start && last.range != (next.start..next.end)
        }) || self.places.len() == MAX_RUN
    }

    pub(super) fn push(&mut self, character: &Character, tokens: &mut Tokens) {
        self.plain.push(variants::simplified(character.c));
        let from = tokens.terms.len();
        tokens.terms.push(variants::representative(character.c));
        let range = character.start..character.end;
        self.places.push(Place { term: from..tokens.terms.len(), range });
    }

    /// Adds the words of the run to the tokens, by their start, and empties it. The hidden Markov model that finds
    /// unknown words is on: without it names fall apart.
    pub(super) fn cut(&mut self, how: Cut, tokens: &mut Tokens) {
        let begin = tokens.places.len();
        if self.places.len() < 2 {
            tokens.places.append(&mut self.places);
        } else {
            let mode = if how == Cut::Search { TokenizeMode::Search } else { TokenizeMode::Default };
            let words =
                dictionary::with_words_of(&self.plain, |jieba| jieba.tokenize(&self.plain, mode, true));
            for word in words {
                let Some(place) = self.places.get(word.start..word.end).and_then(joined) else { continue };
                // A word follows the shorter ones inside it.
                let before = |other: &Place| other.range.start <= place.range.start;
                let at =
                    tokens.places[begin..].iter().rposition(before).map_or(begin, |last| begin + last + 1);
                tokens.places.insert(at, place);
            }
        }
        self.plain.clear();
        self.places.clear();
    }
}

/// The place of a word of these characters.
fn joined(characters: &[Place]) -> Option<Place> {
    let (first, last) = (characters.first()?, characters.last()?);
    Some(Place { term: first.term.start..last.term.end, range: first.range.start..last.range.end })
}
