//! Words of two characters that stand across the words a text is cut into: 生活 in 大学生|活动.
//!
//! Whoever looks for 生活 finds that text too, because the exact stream decides. To read the positions of two common
//! characters for it takes longer than all the rest of a search; so where the dictionary has such a word, the texts
//! that hold it are listed: those cut so in the rank stream, and here all others.
//!
//! Absent: longer words, which are made of these, and pairs of characters that are no word.

use rustc_hash::FxHashSet;

use super::dictionary::is_pair;
use super::exact::{Character, Unit, each_unit};
use super::token::{Place, Tokens};
use super::{is_han, variants};

/// Puts the words of two characters in the exact stream of a text into `tokens` that are none of the `words` of its
/// rank stream.
pub(super) fn across(text: &str, words: &Tokens, tokens: &mut Tokens) {
    tokens.clear();
    let term = |place: &Place| &words.terms[place.term.clone()];
    if !words.places.iter().any(|place| term(place).starts_with(is_han)) {
        return;
    }
    let mut before: Option<(char, usize)> = None;
    let mut cut = words.places.as_slice();
    each_unit(text, |unit| {
        let Unit::Han(Character { c, start, end }) = unit else {
            before = None;
            return;
        };
        let second = variants::representative(c);
        if let Some((first, start)) = before
            && is_pair(first, second)
        {
            let from = tokens.terms.len();
            tokens.terms.extend([first, second]);
            let place = Place { term: from..tokens.terms.len(), range: start..end };
            // Most are words of the rank stream at that very place.
            cut = &cut[cut.iter().take_while(|word| word.range.start < start).count()..];
            let mut here = cut.iter().take_while(|word| word.range.start == start);
            if !here.any(|word| word.range.end == end && *term(word) == tokens.terms[from..]) {
                tokens.places.push(place);
            } else {
                tokens.terms.truncate(from);
            }
        }
        before = Some((second, start));
    });
    if !tokens.places.is_empty() {
        let Tokens { terms, places } = tokens;
        let found: FxHashSet<&str> = places.iter().map(|place| &terms[place.term.clone()]).collect();
        let lengths = 6..=8;
        let cut = words.places.iter().filter(|place| lengths.contains(&place.term.len())).map(term);
        let cut: FxHashSet<&str> = cut.filter(|term| found.contains(term)).collect();
        places.retain(|place| !cut.contains(&terms[place.term.clone()]));
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
            assert!(is_pair(first, second), "{word}");
        }
        assert!(!is_pair('的', '人'));
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
                    prop_assert_eq!(!in_rank && is_pair(first, second), across.contains(&word), "{}", word);
                }
            }
        }
    }
}
