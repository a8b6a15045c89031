//! The rank stream: what a turn is about, for scoring. Chinese words, English stems, joined forms of compounds.
//!
//! Absent: positions that mean anything, and stop words, which the weights of rare words make needless.

use super::chinese::{self, Cut};
use super::english;
use super::exact::{Character, Unit, Units, Word};
use super::token::Token;

/// The rank stream: see [`super::rank()`].
pub(super) fn rank(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5 + 1);
    let mut words: Vec<Word> = Vec::new();
    each_run(text, |run| match run {
        Run::Han(run) => {
            flush(&mut words, &mut tokens);
            tokens.extend(chinese::cut(run, Cut::Search));
        }
        Run::Word(word) => {
            if words.last().is_some_and(|last| !text.get(last.end..word.start).is_some_and(is_hyphen)) {
                flush(&mut words, &mut tokens);
            }
            words.push(word);
        }
    });
    flush(&mut words, &mut tokens);
    number(tokens)
}

/// The words of a run: see [`super::words`].
pub(super) fn words(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    each_run(text, |run| match run {
        Run::Han(run) => tokens.extend(chinese::cut(run, Cut::Words)),
        Run::Word(word) => tokens.push(token(word.text, word.start, word.end)),
    });
    number(tokens)
}

/// A maximal run of Han characters with nothing between them, or a word.
enum Run<'a> {
    Han(&'a [Character]),
    Word(Word),
}

/// The longest run that is cut at once, in characters: prose has none, and the segmenter's memory grows with it.
const MAX_RUN: usize = 10_000;

/// Calls `each` with the runs of a text, in order.
fn each_run(text: &str, mut each: impl FnMut(Run<'_>)) {
    let mut han: Vec<Character> = Vec::new();
    for unit in Units::new(text) {
        let (start, end) = unit.range();
        // Characters of one expansion (㍿) have the same range.
        let apart = |last: &Character| last.end != start && (last.start, last.end) != (start, end);
        if han.len() == MAX_RUN || han.last().is_some_and(apart) {
            each(Run::Han(&han));
            han.clear();
        }
        match unit {
            Unit::Han(character) => han.push(character),
            Unit::Word(word) => {
                if !han.is_empty() {
                    each(Run::Han(&han));
                    han.clear();
                }
                each(Run::Word(word));
            }
        }
    }
    if !han.is_empty() {
        each(Run::Han(&han));
    }
}

/// Adds the stems of words that hyphens join, before them the stem of their joined form, and empties `words`.
fn flush(words: &mut Vec<Word>, tokens: &mut Vec<Token>) {
    if let [first, .., last] = words.as_slice() {
        let joined: String = words.iter().map(|word| word.text.as_str()).collect();
        // A date or a telephone number is no compound.
        if joined.len() <= super::exact::MAX_BYTES && joined.contains(|c: char| c.is_alphabetic()) {
            tokens.push(token(english::stem(&joined), first.start, last.end));
        }
    }
    tokens.extend(words.drain(..).map(|word| token(english::stem(&word.text), word.start, word.end)));
}

/// True for what stands between the parts of a compound.
fn is_hyphen(between: &str) -> bool {
    matches!(between, "-" | "‐" | "‑" | "－")
}

fn token(text: String, start: usize, end: usize) -> Token {
    Token { text, start, end, position: 0 }
}

/// Gives tokens their positions.
fn number(mut tokens: Vec<Token>) -> Vec<Token> {
    for (position, token) in (0..).zip(&mut tokens) {
        token.position = position;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(tokens: &[Token]) -> String {
        tokens.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn english_is_stemmed_and_compounds_joined() {
        for (text, expected) in [
            ("Running ecosystems", "run ecosystem"),
            ("e-commerce, E‑Commerce", "ecommerc e commerc ecommerc e commerc"),
            ("state-of-the-art", "stateoftheart state of the art"),
            ("Covid-19 2016-05-13 a - b Alibaba’s-led", "covid19 covid 19 2016 05 13 a b alibaba lead"),
        ] {
            assert_eq!(terms(&rank(text)), expected, "{text}");
        }
    }

    #[test]
    fn chinese_is_cut_into_words_in_both_scripts() {
        let simplified = "我们在台湾的北京大学生活动中心";
        let traditional = "我們在臺灣的北京大學生活動中心";
        assert_eq!(terms(&rank(simplified)), terms(&rank(traditional)));
        assert!(terms(&rank(simplified)).contains("我们 在 台湾 的 北京"));
        assert_eq!(terms(&words("臺灣的計算機很慢")), "台湾 的 计算机 很 慢");
    }

    #[test]
    fn ranges_are_of_the_original() {
        let text = "他說：「臺灣大學」e-mail";
        let found: Vec<_> = rank(text).iter().map(|t| &text[t.start..t.end]).collect();
        assert_eq!(found, ["他", "說", "臺灣", "臺灣大學", "大學", "e-mail", "e", "mail"]);
    }

    proptest! {
        #[test]
        fn tokens_keep_rule_eleven(text in prop_oneof![any::<String>(), "([臺灣大學的我们在𠀀a'’. -]|\\PC){0,30}"]) {
            for tokens in [rank(&text), words(&text)] {
                for (i, token) in tokens.iter().enumerate() {
                    prop_assert_eq!(token.position as usize, i);
                    prop_assert!(i == 0 || tokens[i - 1].start <= token.start);
                    prop_assert!(!token.text.is_empty() && text.get(token.start..token.end).is_some_and(|o| !o.is_empty()));
                }
            }
        }

        #[test]
        fn words_are_the_exact_stream_cut(text in "[臺灣大學的我们在𠀀龘生活動中心]{1,30}") {
            let exact: String = super::super::exact(&text).into_iter().map(|t| t.text).collect();
            let words: String = words(&text).into_iter().map(|t| t.text).collect();
            prop_assert_eq!(words, exact);
        }
    }
}
