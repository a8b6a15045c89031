//! Words of two characters that stand across the words a text is cut into: 生活 in 大学生|活动.
//!
//! Whoever looks for 生活 finds that text too, because the exact stream decides. To read the positions of two common
//! characters for it takes longer than all the rest of a search; so where the dictionary has such a word, the texts
//! that hold it are listed: those cut so in the rank stream, and here all others.
//!
//! Absent: longer words, which are made of these, and pairs of characters that are no word.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::exact::{Unit, Units};
use super::token::Token;
use super::{dictionary, is_han, variants};

/// The words of two characters in the exact stream of a text that are none of the `words` of its rank stream.
pub(super) fn across(text: &str, words: &[Token]) -> Vec<Token> {
    let cut: FxHashSet<(char, char)> = words.iter().filter_map(|word| pair(&word.text)).collect();
    if !words.iter().any(|word| word.text.starts_with(is_han)) {
        return Vec::new();
    }
    let mut tokens = Vec::new();
    let mut before: Option<(char, usize)> = None;
    for unit in Units::new(text) {
        let (start, end) = unit.range();
        let Unit::Han(character) = unit else {
            before = None;
            continue;
        };
        let second = variants::representative(character.c);
        if let Some((first, start)) = before
            && !cut.contains(&(first, second))
            && is_word(first, second)
        {
            tokens.push(Token { text: String::from_iter([first, second]), start, end, position: 0 });
        }
        before = Some((second, start));
    }
    tokens
}

/// Whether the dictionary has a word of these two characters, each standing for all its variants.
pub(super) fn is_word(first: char, second: char) -> bool {
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

    use super::super::{exact, rank};
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        across(text, &rank(text)).into_iter().map(|token| token.text).collect()
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
