//! Words of two characters that stand across the words a text is cut into: 生活 in 大学生|活动.
//!
//! Whoever looks for 生活 finds that text too, because the exact stream decides. To read the positions of two common
//! characters for it takes longer than all the rest of a search; so where the dictionary has such a word, the texts
//! that hold it are listed: those cut so in the rank stream, and here all others.
//!
//! Absent: longer words, which are made of these, and pairs of characters that are no word.

use std::cell::RefCell;

use rustc_hash::FxHashSet;

use super::exact::{Character, Unit, each_unit};
use super::token::{Place, Tokens};
use super::{dictionary, is_han, variants};

/// Puts the words of two characters in the exact stream of a text into `tokens` that are none of the `words` of its
/// rank stream.
pub(super) fn across(text: &str, words: &Tokens, tokens: &mut Tokens) {
    tokens.clear();
    let terms = || words.places.iter().map(|place| &words.terms[place.term.clone()]);
    if !terms().any(|term| term.starts_with(is_han)) {
        return;
    }
    KNOWN.with_borrow_mut(|known| {
        let mut before: Option<(char, usize)> = None;
        each_unit(text, |unit| {
            let Unit::Han(Character { c, start, end }) = unit else {
                before = None;
                return;
            };
            let second = variants::representative(c);
            if let Some((first, start)) = before
                && known.has(first, second)
            {
                let at = tokens.terms.len();
                tokens.terms.extend([first, second]);
                tokens.places.push(Place { term: at..tokens.terms.len(), range: start..end });
            }
            before = Some((second, start));
        });
    });
    if !tokens.places.is_empty() {
        let mut cut: FxHashSet<&str> = FxHashSet::default();
        cut.reserve(words.places.len());
        cut.extend(terms().filter(|term| (6..=8).contains(&term.len())));
        let Tokens { terms, places } = tokens;
        places.retain(|place| !cut.contains(&terms[place.term.clone()]));
    }
}

/// Whether the dictionary has a word of these two characters, each standing for all its variants.
pub(super) fn is_word(first: char, second: char) -> bool {
    variants::of(first).any(|first| variants::of(second).any(|second| dictionary::has(first, second)))
}

thread_local! {
    /// What [`is_word`] says, for many texts.
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// Words of two characters, each standing for all its variants.
#[derive(Default)]
struct Known {
    words: FxHashSet<(char, char)>,
    /// A bit for each first character whose words are among them.
    firsts: Vec<u64>,
}

impl Known {
    fn has(&mut self, first: char, second: char) -> bool {
        let (word, bit) = (first as usize / 64, 1 << (first as usize % 64));
        if self.firsts.get(word).is_none_or(|bits| bits & bit == 0) {
            self.firsts.resize(self.firsts.len().max(word + 1), 0);
            self.firsts[word] |= bit;
            let ends = variants::of(first).flat_map(dictionary::ends_of);
            // Characters of three bytes or four.
            let seconds = ends.filter(|end| (3..=4).contains(&end.len())).flat_map(str::chars);
            self.words.extend(seconds.map(|second| (first, variants::representative(second))));
        }
        self.words.contains(&(first, second))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Ranker, exact, rank};
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let (mut words, mut tokens) = (Tokens::default(), Tokens::default());
        Ranker::new(1).rank(text, &mut words);
        across(text, &words, &mut tokens);
        tokens.owned().into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_across_the_cuts_are_found() {
        assert_eq!(texts("北京大学生活动中心"), ["生活"]);
        assert_eq!(texts("他在公，司里"), ["公司"], "punctuation leaves no gap");
        assert!(texts("我们的公司 in Beijing").is_empty());
        assert!(texts("no Han at all").is_empty());
    }

    #[test]
    fn variants_are_one_word() {
        let folded =
            |text: &str| exact(text).iter().filter_map(|t| t.text.chars().next()).collect::<Vec<_>>();
        for word in ["计划", "計劃", "台湾", "臺灣", "公司", "生活"] {
            let [first, second] = folded(word)[..] else { panic!("{word}") };
            assert!(is_word(first, second), "{word}");
        }
        assert!(!is_word('的', '人'));
        for (first, second) in [('生', '活'), ('活', '生'), ('一', '一'), ('一', '二'), ('a', 'b')] {
            assert_eq!(
                is_word(first, second),
                KNOWN.with_borrow_mut(|known| known.has(first, second)),
                "{first}{second}"
            );
        }
    }

    proptest! {
        /// Together the two streams hold every word of two characters that the exact stream holds.
        #[test]
        fn nothing_is_missing(text in "[生活动大学公司计划的在，a ]{0,24}") {
            let tokens = exact(&text);
            let words: Vec<String> = rank(&text).into_iter().map(|t| t.text).collect();
            let across = texts(&text);
            for two in tokens.windows(2) {
                let characters: Vec<char> = two.iter().flat_map(|t| t.text.chars()).collect();
                if let [first, second] = characters[..] && is_han(first) && is_han(second) {
                    let word = String::from_iter([first, second]);
                    let in_rank = words.contains(&word);
                    prop_assert_eq!(!in_rank && is_word(first, second), across.contains(&word), "{}", word);
                }
            }
        }
    }
}
