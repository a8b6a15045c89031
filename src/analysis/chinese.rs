//! Chinese words: runs of Han characters cut by jieba, in plain simplified characters.
//!
//! Absent: any other script, and the exact stream.

use jieba_rs::TokenizeMode;

use super::dictionary;
use super::exact::Character;
use super::token::Token;
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

/// The words of a run of Han characters, by their start; all positions are 0. The hidden Markov model that
/// finds unknown words is on: without it names fall apart.
pub(super) fn cut(run: &[Character], how: Cut) -> Vec<Token> {
    let plain: String = run.iter().map(|character| variants::simplified(character.c)).collect();
    let mode = if how == Cut::Search { TokenizeMode::Search } else { TokenizeMode::Default };
    let mut tokens: Vec<Token> = dictionary::with_words_of(&plain, |jieba| {
        let words = jieba.tokenize(&plain, mode, true);
        words.iter().filter_map(|word| token(run.get(word.start..word.end)?)).collect()
    });
    // A word follows the shorter ones inside it.
    tokens.sort_by_key(|token| token.start);
    tokens
}

/// The word of these characters, folded like the exact stream.
fn token(characters: &[Character]) -> Option<Token> {
    let text = characters.iter().map(|character| variants::representative(character.c)).collect();
    Some(Token { text, start: characters.first()?.start, end: characters.last()?.end, position: 0 })
}
