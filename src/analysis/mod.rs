//! Text becomes tokens with byte offsets: one entry point for indexing, querying and highlighting.
//!
//! Absent: anything that knows of turns, queries or indexes, and the text as it is displayed, which is always
//! the original. Text is folded first (`fold`, `variants`), then cut (`exact`, `chinese`), then stemmed (`english`).

mod across;
mod chinese;
mod dictionary;
mod english;
mod exact;
mod fold;
mod rank;
mod token;
mod variants;

use std::ops::Range;

pub use english::Stem;
pub use rank::Ranker;
pub use token::{Streams, Token, Tokens};

/// The exact stream: one token a Han character, otherwise one a run of letters and digits. Decides what
/// matches and where. Positions count from 0 without gaps.
///
/// Folded are width, case, compatibility forms, accents of Latin letters, and variants of Han characters. A
/// final `'s` or `'` is dropped, other apostrophes inside a word are deleted, dotted capitals are one token
/// (`U.S.` is `us`). A term has at most 255 bytes, a longer one is cut. Starts never decrease; tokens may share
/// a range.
pub fn exact(text: &str) -> Vec<Token> {
    let mut tokens = Tokens::default();
    exact::exact(text, &mut tokens);
    tokens.owned()
}

/// Calls back with each token of the exact stream of a text, in order: its term, and the bytes of the text that it came
/// from: see [`exact()`].
pub fn each_exact(text: &str, each: impl FnMut(&str, Range<usize>)) {
    exact::each_exact(text, each);
}

/// The rank stream: words for scoring. Chinese words of jieba's search mode, English stems, joined forms of
/// hyphenated words. Positions carry no meaning; ranges overlap, starts never decrease.
pub fn rank(text: &str) -> Vec<Token> {
    let mut tokens = Tokens::default();
    Ranker::new(1).rank(text, &mut tokens);
    tokens.owned()
}

/// Whether two tokens of the exact stream make a word of two Han characters in the dictionary.
pub fn is_pair(first: &str, second: &str) -> bool {
    let only = |token: &str| {
        let mut characters = token.chars();
        characters.next().filter(|c| is_han(*c) && characters.next().is_none()).map(dictionary::Code::of)
    };
    only(first).zip(only(second)).is_some_and(|(first, second)| dictionary::is_pair(first, second))
}

/// The words of a run of Han characters in jieba's default mode, for cutting long unquoted queries. Folded like
/// the exact stream: the terms of a word's tokens, joined, are the word. Other words are tokens of their own.
pub fn words(run: &str) -> Vec<Token> {
    let mut tokens = Tokens::default();
    Ranker::new(1).words(run, &mut tokens);
    tokens.owned()
}

/// True if one of the [`words()`] of a run goes across this byte of it.
pub fn is_in_word(run: &str, at: usize) -> bool {
    Ranker::new(1).is_in_word(run, at)
}

/// The rank form of one exact token: its stem, or itself for Han.
pub fn stem(token: &str) -> String {
    english::stem(token)
}

/// The canonical form of a name or a filter's value for comparison: folded, white space squeezed, apostrophes
/// and the dots between parts of a name written one way. Other punctuation stays.
pub fn fold_name(text: &str) -> String {
    if text.is_ascii() {
        return squeeze(&text.to_ascii_lowercase());
    }
    let folded: String = fold::Folding::new(text)
        .map(|folded| match folded.c {
            '\u{2022}' | '\u{2027}' | '\u{30fb}' => '\u{b7}',
            '\u{2010}' => '-',
            c => variants::representative(c),
        })
        .collect();
    squeeze(&folded)
}

/// The parts of a text between white space, joined by blanks.
fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for part in text.split_whitespace() {
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(part);
    }
    squeezed
}

/// How much of a text is written in Han characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Script {
    /// Han characters.
    pub han: usize,
    /// Words of other scripts.
    pub words: usize,
}

/// Counts Han characters and other words, without a dictionary.
pub fn script(text: &str) -> Script {
    let mut script = Script::default();
    exact::each_unit(text, |unit| match unit {
        exact::Unit::Han(_) => script.han += 1,
        exact::Unit::Word(_) => script.words += 1,
    });
    script
}

/// The number of words of a text: a Han character counts one, as do other words.
pub fn count_words(text: &str) -> usize {
    let script = script(text);
    script.han + script.words
}

/// True for Han characters, which are tokens of their own: those of Unicode's script Han.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{2e80}'..='\u{2fd5}' | '々' | '〇'
        | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303b}' | '\u{f900}'..='\u{faff}'
        | '\u{16fe2}'..='\u{16fe3}' | '\u{16ff0}'..='\u{16ff6}' | '\u{20000}'..='\u{3fffd}')
}

/// What the tokens depend on: own version, stemmer, segmenter, dictionaries. Stored with an index; an index of
/// another one must be rebuilt.
pub fn fingerprint() -> String {
    /// Raised with every change of the code that changes a token.
    const VERSION: u32 = 1;
    /// The BLAKE3 hash of the tables of variants and of irregular forms; a test holds it against them.
    const TABLES: &str = "ae10dbc9a71e55ce";
    let (stemmer, segmenter, words) = (english::VERSION, chinese::VERSION, dictionary::HASH);
    format!("whosaid {VERSION}, frostem {stemmer}, jieba-rs {segmenter}, words {words}, tables {TABLES}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_across_scripts_and_spellings() {
        for (left, right) in [
            ("  Jing\u{a0} Xiandong ", "jing xiandong"),
            ("ＬＩＵ", "Liu"),
            ("臺灣・王小明", "台湾·王小明"),
            ("O’Brien", "o'brien"),
            ("José Jean‑Luc", "jose jean-luc"),
        ] {
            assert_eq!(fold_name(left), fold_name(right));
        }
        assert_ne!(fold_name("Liu"), fold_name("Li"));
    }

    #[test]
    fn scripts_are_counted() {
        assert_eq!(script("我们的 internet 思维, don't"), Script { han: 5, words: 2 });
        assert_eq!(count_words("我们的 internet 思维"), 6);
        assert_eq!(script("：“”"), Script::default());
    }

    #[test]
    fn han_is_han_in_all_planes() {
        assert!("一龥㐀𠀀𰀀豈々〇〡".chars().all(is_han));
        assert!(!"aがア한、·1①".chars().any(is_han));
    }

    #[test]
    fn the_fingerprint_names_the_versions_that_are_built_in() {
        let lock = include_str!("../../Cargo.lock");
        for (name, version) in [("frostem", english::VERSION), ("jieba-rs", chinese::VERSION)] {
            assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"\n")), "{name}");
            assert!(fingerprint().contains(&format!("{name} {version}")));
        }
        let mut hasher = blake3::Hasher::new();
        for source in variants::SOURCES.into_iter().chain([english::SOURCE]) {
            hasher.update(source.as_bytes());
        }
        assert!(fingerprint().ends_with(&format!("tables {}", &hasher.finalize().to_hex()[..16])));
    }
}
