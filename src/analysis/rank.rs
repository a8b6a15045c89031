//! The rank stream: what a turn is about, for scoring. Chinese words, English stems, joined forms of compounds.
//!
//! Absent: positions that mean anything, and stop words, which the weights of rare words make needless.

use std::ops::Range;

use super::across::across;
use super::chinese::{Cut, Run};
use super::english::Stems;
use super::exact::{Character, MAX_BYTES, Unit, Word, each_unit};
use super::token::{Streams, Tokens};
use super::variants;

/// Makes rank streams, one after the other.
#[derive(Debug, Clone)]
pub struct Ranker {
    stems: Stems,
    run: Run,
    compound: Compound,
}

/// Words that hyphens join.
#[derive(Debug, Clone, Default)]
struct Compound {
    /// Their text without hyphens, folded.
    joined: String,
    /// The place of the first in the stream.
    first: usize,
    /// The bytes of the original from the first to the last.
    range: Range<usize>,
}

impl Ranker {
    /// One that keeps the stems of the first so many words it meets.
    pub fn new(stems: usize) -> Self {
        Self { stems: Stems::new(stems), run: Run::default(), compound: Compound::default() }
    }

    /// Puts the rank stream of a text into `tokens`, in place of what is there: see [`super::rank()`].
    pub fn rank(&mut self, text: &str, tokens: &mut Tokens) {
        tokens.clear();
        each_unit(text, |unit| match unit {
            Unit::Han(character) => self.character(&character, Cut::Search, tokens),
            Unit::Word(word) => {
                self.run.cut(Cut::Search, tokens);
                self.word(text, &word, tokens);
            }
        });
        self.run.cut(Cut::Search, tokens);
        self.compound.end(&mut self.stems, tokens);
    }

    /// Puts all streams of a text into `streams`, in place of what is there, as an index takes them: at one go.
    pub fn streams(&mut self, text: &str, streams: &mut Streams) {
        let Streams { exact, rank, .. } = streams;
        exact.clear();
        rank.clear();
        each_unit(text, |unit| match unit {
            Unit::Han(character) => {
                exact.push_char(variants::representative(character.c), character.start..character.end);
                self.character(&character, Cut::Search, rank);
            }
            Unit::Word(word) => {
                exact.push(word.text, word.start..word.end);
                self.run.cut(Cut::Search, rank);
                self.word(text, &word, rank);
            }
        });
        self.run.cut(Cut::Search, rank);
        self.compound.end(&mut self.stems, rank);
        across(streams);
    }

    /// Puts the words of a run into `tokens`, in place of what is there: see [`super::words`].
    pub(super) fn words(&mut self, text: &str, tokens: &mut Tokens) {
        self.cut(text, Cut::Words, tokens);
    }

    /// Whether a word of a run goes across a place in it: see [`super::is_in_word`].
    pub(super) fn is_in_word(&mut self, text: &str, at: usize) -> bool {
        let mut tokens = Tokens::default();
        self.cut(text, Cut::Across(at), &mut tokens);
        tokens.places.iter().any(|place| place.range.start < at && at < place.range.end)
    }

    fn cut(&mut self, text: &str, how: Cut, tokens: &mut Tokens) {
        tokens.clear();
        each_unit(text, |unit| match unit {
            Unit::Han(character) => self.character(&character, how, tokens),
            Unit::Word(word) => {
                self.run.cut(how, tokens);
                tokens.push(word.text, word.start..word.end);
            }
        });
        self.run.cut(how, tokens);
    }

    /// A character of the run of Han characters; before it the words of what it does not belong to.
    fn character(&mut self, character: &Character, how: Cut, tokens: &mut Tokens) {
        self.compound.end(&mut self.stems, tokens);
        if self.run.ends_before(character) {
            self.run.cut(how, tokens);
        }
        self.run.push(character, tokens);
    }

    /// The stem of a word; before it the joined form of words that it does not belong to.
    fn word(&mut self, text: &str, word: &Word<'_>, tokens: &mut Tokens) {
        let compound = &mut self.compound;
        if compound.joined.is_empty() || !text.get(compound.range.end..word.start).is_some_and(is_hyphen) {
            compound.end(&mut self.stems, tokens);
            compound.first = tokens.places.len();
            compound.range.start = word.start;
        }
        compound.joined.push_str(word.text);
        compound.range.end = word.end;
        self.stems.with(word.text, |stem| tokens.push(stem, word.start..word.end));
    }
}

impl Compound {
    /// Puts the stem of the joined form before those of the words, if they are several.
    fn end(&mut self, stems: &mut Stems, tokens: &mut Tokens) {
        if self.joined.is_empty() {
            return;
        }
        // A date or a telephone number is no compound.
        if tokens.places.len() - self.first > 1
            && self.joined.len() <= MAX_BYTES
            && self.joined.contains(char::is_alphabetic)
        {
            stems.with(&self.joined, |stem| tokens.push(stem, self.range.clone()));
            tokens.places[self.first..].rotate_right(1);
        }
        self.joined.clear();
    }
}

/// True for what stands between the parts of a compound.
fn is_hyphen(between: &str) -> bool {
    matches!(between, "-" | "‐" | "‑" | "－")
}

#[cfg(test)]
mod tests {
    use super::super::{Ranker, Streams, Token, exact, is_in_word, rank, words};
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
        fn a_place_is_in_a_word_if_a_word_goes_across_it(text in "([臺灣大學的我们在𠀀龘生活動中心王小明]|[一-鿿]){1,30}") {
            let words = words(&text);
            for (at, _) in text.char_indices() {
                let across = words.iter().any(|word| word.start < at && at < word.end);
                prop_assert_eq!(is_in_word(&text, at), across, "{} {}", at, &text);
            }
        }

        #[test]
        fn all_streams_are_each_of_them(texts in proptest::collection::vec("([臺灣大學的我们在𠀀㍿a'’. -]|\\PC){0,30}", 0..4)) {
            let (mut ranker, mut streams) = (Ranker::new(9), Streams::default());
            for text in texts {
                ranker.streams(&text, &mut streams);
                prop_assert_eq!(streams.exact.owned(), exact(&text));
                prop_assert_eq!(streams.rank.owned(), rank(&text));
            }
        }

        #[test]
        fn words_are_the_exact_stream_cut(text in "[臺灣大學的我们在𠀀龘生活動中心]{1,30}") {
            let exact: String = exact(&text).into_iter().map(|t| t.text).collect();
            let words: String = words(&text).into_iter().map(|t| t.text).collect();
            prop_assert_eq!(words, exact);
        }
    }
}
