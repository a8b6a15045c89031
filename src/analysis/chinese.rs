//! Chinese words: runs of Han characters cut as jieba cuts them, in plain simplified characters.
//!
//! Of all ways to cut a run into words of the dictionary the likeliest is taken, word for word independent. What it leaves
//! as single characters may be a name or another unknown word: jieba's hidden Markov model says. The dictionary is ours, for
//! jieba would have to load it; a test holds the words against those of jieba with the whole dictionary.
//!
//! Absent: any other script, and the exact stream.

use std::ops::Range;
use std::sync::LazyLock;

use jieba_rs::Jieba;

use super::dictionary::{self, Code, Node};
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
    /// As in the default mode the word that goes across this byte of the original; elsewhere no unknown word is told.
    Across(usize),
}

/// The longest run that is cut at once, in characters: prose has none, and the segmenter's memory grows with it.
const MAX_RUN: usize = 10_000;

/// Han characters with nothing between them, to be cut.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    /// The characters, in plain simplified form.
    plain: Vec<char>,
    /// What the dictionary knows them by.
    codes: Vec<Code>,
    /// What each begins, alone and with the next one: looked up when they come, for few are in the processor's caches.
    begins: Vec<(Node, Node)>,
    /// Of each character: where it is in the original, and its folded form among the terms.
    places: Vec<Place>,
    /// Of each character: the logarithm of how likely the best words from it on are, and where the first of them ends.
    best: Vec<(f64, usize)>,
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
        let plain = variants::simplified(character.c);
        let code = Code::of(plain);
        if let Some((before, both)) = self.begins.last_mut() {
            *both = before.then(code);
        }
        self.begins.push((Node::ROOT.then(code), Node::NONE));
        self.plain.push(plain);
        self.codes.push(code);
        let from = tokens.terms.len();
        tokens.terms.push(variants::representative(character.c));
        let range = character.start..character.end;
        self.places.push(Place { term: from..tokens.terms.len(), range });
    }

    /// Adds the words of the run to the tokens, by their start, and empties it.
    pub(super) fn cut(&mut self, how: Cut, tokens: &mut Tokens) {
        if self.places.len() < 2 {
            tokens.places.append(&mut self.places);
        } else {
            let mut at = 0;
            while at < self.places.len() {
                let known = self.plain[at..].iter().take_while(|c| is_cut(**c)).count();
                let part = at..at + known.max(1);
                at = part.end;
                self.weigh(part.clone());
                Words { run: self, how, begin: tokens.places.len(), tokens }.cut(part);
            }
        }
        self.plain.clear();
        self.codes.clear();
        self.begins.clear();
        self.places.clear();
    }

    /// Finds the likeliest words of a part.
    fn weigh(&mut self, part: Range<usize>) {
        self.best.resize(self.best.len().max(part.end + 1), (0.0, 0));
        self.best[part.end] = (0.0, part.end);
        for at in part.clone().rev() {
            let (alone, both) = self.begins[at];
            let mut best = alone.log().map(|log| (log + self.best[at + 1].0, at + 1));
            let (mut node, mut end) = (both, at + 2);
            while node.begins_words() {
                if let Some(log) = node.log() {
                    let likely = log + self.best[end].0;
                    if best.is_none_or(|(most, _)| likely >= most) {
                        best = Some((likely, end));
                    }
                }
                if end == part.end {
                    break;
                }
                node = node.then(self.codes[end]);
                end += 1;
            }
            self.best[at] = best.unwrap_or_else(|| (dictionary::unknown() + self.best[at + 1].0, at + 1));
        }
    }
}

/// Where the words of a run go.
struct Words<'a> {
    run: &'a Run,
    how: Cut,
    /// The first token of the run.
    begin: usize,
    tokens: &'a mut Tokens,
}

impl Words<'_> {
    /// Adds the words of a part of the run, which has been weighed.
    fn cut(&mut self, part: Range<usize>) {
        let (mut at, mut single) = (part.start, part.start);
        while at < part.end {
            let end = self.run.best[at].1;
            if end - at > 1 {
                self.singles(single..at);
                self.word(at..end);
                single = end;
            }
            at = end;
        }
        self.singles(single..part.end);
    }

    /// Adds the words of characters that are best words by themselves.
    fn singles(&mut self, part: Range<usize>) {
        /// Without words it leaves all to the model.
        static UNKNOWN: LazyLock<Jieba> = LazyLock::new(Jieba::empty);
        if part.len() < 2 || !self.is_told(&part) || dictionary::has(&self.run.codes[part.clone()]) {
            part.for_each(|at| self.word(at..at + 1));
            return;
        }
        let text: String = self.run.plain[part.clone()].iter().collect();
        for word in UNKNOWN.cut(&text, true) {
            self.word(part.start + word.start..part.start + word.end);
        }
    }

    /// Whether it is to be told which unknown words are in a part.
    fn is_told(&self, part: &Range<usize>) -> bool {
        let Cut::Across(at) = self.how else { return true };
        let [first, .., last] = &self.run.places[part.clone()] else { return false };
        first.range.start < at && at < last.range.end
    }

    /// Adds a word, and in search mode the words of two and three characters inside it.
    fn word(&mut self, word: Range<usize>) {
        if self.how == Cut::Search {
            for length in (2..=3).take_while(|length| *length < word.len()) {
                for at in word.start..=word.end - length {
                    if dictionary::has(&self.run.codes[at..at + length]) {
                        self.add(at..at + length);
                    }
                }
            }
        }
        self.add(word);
    }

    /// Adds a token. A word follows the shorter ones inside it.
    fn add(&mut self, word: Range<usize>) {
        let [first, .., last] = &self.run.places[word.clone()] else {
            self.tokens.places.extend_from_slice(&self.run.places[word]);
            return;
        };
        let place = Place { term: first.term.start..last.term.end, range: first.range.start..last.range.end };
        let before = |other: &Place| other.range.start <= place.range.start;
        let tokens = &mut self.tokens.places;
        let at =
            tokens[self.begin..].iter().rposition(before).map_or(self.begin, |last| self.begin + last + 1);
        tokens.insert(at, place);
    }
}

/// True for the ideographs that jieba cuts. Others are words by themselves, and no word goes across them.
fn is_cut(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2ebef}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use jieba_rs::TokenizeMode;
    use proptest::prelude::*;

    use super::super::dictionary::tests::WHOLE;
    use super::super::{Ranker, Tokens, rank, words};
    use super::*;

    /// The ranges of the words of a run of plain characters, as jieba cuts it with the whole dictionary.
    fn slowly(run: &str, mode: TokenizeMode) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for word in WHOLE.tokenize(run, mode, true) {
            let at =
                ranges.iter().rposition(|other| other.start <= word.byte_start).map_or(0, |last| last + 1);
            ranges.insert(at, word.byte_start..word.byte_end);
        }
        ranges
    }

    fn assert_cut_as_by_jieba(run: &str) {
        let ranges = |tokens: Vec<super::super::Token>| -> Vec<_> {
            tokens.into_iter().map(|token| token.start..token.end).collect()
        };
        let plain: String = run.chars().map(variants::simplified).collect();
        assert_eq!(plain.len(), run.len(), "offsets are of both");
        assert_eq!(ranges(rank(run)), slowly(&plain, TokenizeMode::Search), "{run}");
        assert_eq!(ranges(words(run)), slowly(&plain, TokenizeMode::Default), "{run}");
    }

    #[test]
    fn runs_are_cut_as_by_jieba() {
        for run in [
            "我们在台湾的北京大学生活动中心",
            "他来到了网易杭研大厦",
            "二〇〇八年人々々々",
            "㐀㐁㐂我㐀㐁是\u{20000}\u{20001}",
            "\u{2ebf0}\u{30000}的\u{30000}",
            "中华人民共和国万岁万岁万万岁",
            "龘龘龘龘",
            "一",
        ] {
            assert_cut_as_by_jieba(run);
        }
        assert_cut_as_by_jieba(&"小明硕士毕业于中国科学院计算所".repeat(700)[..3 * (MAX_RUN - 1)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn common_characters_are_cut_as_by_jieba(
            run in "[的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运]{1,30}",
        ) {
            assert_cut_as_by_jieba(&run);
        }

        #[test]
        fn any_characters_are_cut_as_by_jieba(run in "[\u{3400}-\u{3410}\u{4e00}-\u{9fff}〇々\u{3021}\u{2e80}\u{20000}\u{2a6e0}\u{2ebf0}\u{30000}的一是]{1,20}") {
            let plain: String = run.chars().map(variants::simplified).collect();
            prop_assume!(plain.chars().eq(plain.chars().map(variants::simplified)));
            // What is normalized is another character.
            prop_assume!(super::super::exact(&plain).iter().map(|t| t.end - t.start).eq(plain.chars().map(char::len_utf8)));
            assert_cut_as_by_jieba(&plain);
        }
    }

    #[test]
    fn a_run_leaves_nothing_to_the_next() {
        let (mut ranker, mut tokens) = (Ranker::new(1), Tokens::default());
        for text in ["北京大学生活动中心", "北", "大学", "", "我们在台湾", "北京大学生活动中心"]
        {
            ranker.rank(text, &mut tokens);
            assert_eq!(tokens.owned(), rank(text), "{text}");
        }
    }
}
