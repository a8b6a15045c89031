//! Words of two characters that stand across the words a text is cut into: 生活 in 大学生|活动.
//!
//! Whoever looks for 生活 finds that text too, because the exact stream decides. To read the positions of two common
//! characters for it takes longer than all the rest of a search; so where the dictionary has such a word, the texts
//! that hold it are listed: those cut so in the rank stream, and here all others.
//!
//! Absent: longer words, which are made of these, and pairs of characters that are no word.

use rustc_hash::FxHashSet;

use super::dictionary::{Code, is_pair};
use super::token::{Place, Streams};

/// Fills the stream across the words with the words of two characters in the exact stream that the rank stream has not.
pub(super) fn across(streams: &mut Streams) {
    let Streams { exact, rank, across } = streams;
    across.clear();
    // Words of other scripts begin with no character of the dictionary.
    let code =
        |place: &Place| exact.terms[place.term.clone()].chars().next().map(Code::of).unwrap_or_default();
    let word = |place: &Place| &rank.terms[place.term.clone()];
    let mut words = rank.places.as_slice();
    for two in exact.places.windows(2) {
        let [first, second] = two else { continue };
        if !is_pair(code(first), code(second)) {
            continue;
        }
        let (term, range) = (first.term.start..second.term.end, first.range.start..second.range.end);
        // Most are words of the rank stream at that very place.
        words = &words[words.iter().take_while(|word| word.range.start < range.start).count()..];
        let mut here = words.iter().take_while(|word| word.range.start == range.start);
        if !here.any(|place| place.range.end == range.end && *word(place) == exact.terms[term.clone()]) {
            across.push(&exact.terms[term], range);
        }
    }
    if across.places.is_empty() {
        return;
    }
    let terms = &across.terms;
    let found: FxHashSet<&str> = across.places.iter().map(|place| &terms[place.term.clone()]).collect();
    // Two characters of three bytes or four.
    let two = rank.places.iter().filter(|place| (6..=8).contains(&place.term.len())).map(word);
    let elsewhere: FxHashSet<&str> = two.filter(|term| found.contains(term)).collect();
    across.places.retain(|place| !elsewhere.contains(&terms[place.term.clone()]));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Ranker, Streams, exact, is_pair, rank};

    fn texts(text: &str) -> Vec<String> {
        let mut streams = Streams::default();
        Ranker::new(1).streams(text, &mut streams);
        streams.across.owned().into_iter().map(|token| token.text).collect()
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
        for word in ["计划", "計劃", "台湾", "臺灣", "公司", "生活"] {
            let [first, second] = &exact(word)[..] else { panic!("{word}") };
            assert!(is_pair(&first.text, &second.text), "{word}");
        }
        assert!(!is_pair("的", "人") && !is_pair("公司", "司") && !is_pair("a", "b"));
    }

    proptest! {
        /// Together the two streams hold every word of two characters that the exact stream holds.
        #[test]
        fn nothing_is_missing(text in "[生活动大学公司计划的在，a ]{0,24}") {
            let tokens = exact(&text);
            let words: Vec<String> = rank(&text).into_iter().map(|t| t.text).collect();
            let across = texts(&text);
            for two in tokens.windows(2) {
                let word = format!("{}{}", two[0].text, two[1].text);
                let wanted = is_pair(&two[0].text, &two[1].text) && !words.contains(&word);
                prop_assert_eq!(wanted, across.contains(&word), "{}", word);
            }
        }
    }
}
