//! Chinese words: runs of Han characters cut by jieba, in plain simplified characters.
//!
//! Absent: any other script, and the exact stream. The dictionary is loaded by the first run that is cut,
//! never before.

use std::sync::LazyLock;

use jieba_rs::{Jieba, TokenizeMode};

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

/// The words of a run of Han characters, by their start; all positions are 0. The hidden Markov model that finds
/// unknown words is on: without it names fall apart.
pub(super) fn cut(run: &[Character], how: Cut) -> Vec<Token> {
    static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);
    let plain: String = run.iter().map(|character| variants::simplified(character.c)).collect();
    let mode = if how == Cut::Search { TokenizeMode::Search } else { TokenizeMode::Default };
    let mut tokens: Vec<Token> = JIEBA
        .tokenize(&plain, mode, true)
        .iter()
        .filter_map(|word| {
            let characters = run.get(word.start..word.end)?;
            let text = characters.iter().map(|character| variants::representative(character.c)).collect();
            let (start, end) = (characters.first()?.start, characters.last()?.end);
            Some(Token { text, start, end, position: 0 })
        })
        .collect();
    // A word follows the shorter ones inside it.
    tokens.sort_by_key(|token| token.start);
    tokens
}
