//! Words of two characters that stand across the words a text is cut into: 生活 in 大学生|活动.
//!
//! Whoever looks for 生活 finds that text too, because the exact stream decides. To read the positions of two common
//! characters for it takes longer than all the rest of a search; so where the dictionary has such a word, the texts
//! that hold it are listed: those cut so in the rank stream, and here all others.
//!
//! Absent: longer words, which are made of these, and pairs of characters that are no word.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

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
    let cut: FxHashSet<(char, char)> = terms().filter_map(pair).collect();
    let mut before: Option<(char, usize)> = None;
    each_unit(text, |unit| {
        let Unit::Han(Character { c, start, end }) = unit else {
            before = None;
            return;
        };
        let second = variants::representative(c);
        if let Some((first, start)) = before
            && !cut.contains(&(first, second))
            && is_known(first, second)
        {
            let at = tokens.terms.len();
            tokens.terms.extend([first, second]);
            tokens.places.push(Place { term: at..tokens.terms.len(), range: start..end });
        }
        before = Some((second, start));
    });
}

/// Whether the dictionary has a word of these two characters, each standing for all its variants.
pub(super) fn is_word(first: char, second: char) -> bool {
    variants::of(first).any(|first| variants::of(second).any(|second| dictionary::has(first, second)))
}

/// The same for many pairs of a text.
fn is_known(first: char, second: char) -> bool {
    thread_local! {
        /// What follows a character in words of two.
        static SECOND: RefCell<FxHashMap<char, FxHashSet<char>>> = RefCell::default();
    }
    SECOND.with_borrow_mut(|known| known.entry(first).or_insert_with(|| seconds(first)).contains(&second))
}

fn seconds(first: char) -> FxHashSet<char> {
    let mut found = FxHashSet::default();
    for variant in variants::of(first) {
        for end in dictionary::ends_of(variant) {
            let mut characters = end.chars();
            if let (Some(second), None) = (characters.next(), characters.next()) {
                found.insert(variants::representative(second));
            }
        }
    }
    found
}

/// The characters of a word of two.
fn pair(word: &str) -> Option<(char, char)> {
    let mut characters = word.chars();
    let (first, second) = (characters.next()?, characters.next()?);
    characters.next().is_none().then_some((first, second))
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
            assert_eq!(is_word(first, second), is_known(first, second), "{first}{second}");
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
