//! The language of an interview, by the Han characters and other words of its turns.
//!
//! Words are counted exactly, as `analysis` cuts them, only where a look at the bytes leaves a doubt.

use std::ops::AddAssign;

use crate::analysis;
use crate::model::{Language, Turn};

/// The language of the speech, or of the notes where there is none: `mul` if each has a fifth of the words.
/// One and a half Han characters count as a word.
pub(super) fn of(turns: &[Turn]) -> Language {
    let speech = turns.iter().any(Turn::is_speech);
    let texts = || turns.iter().filter(|t| t.is_speech() == speech).map(|t| t.text.as_str());
    if texts().all(|text| !may_hold_han(text)) {
        return Language::En;
    }
    let mut bounds = Bounds::default();
    texts().for_each(|text| bounds += Bounds::of(text));
    let (least, most) = (of_share(bounds.han.0, bounds.words.1), of_share(bounds.han.1, bounds.words.0));
    if least == most {
        return least;
    }
    let (mut han, mut words) = (0, 0);
    for script in texts().map(analysis::script) {
        han += script.han;
        words += script.words;
    }
    of_share(han, words)
}

fn of_share(han: usize, words: usize) -> Language {
    let zh = han as f64 / 1.5;
    match zh / (zh + words as f64).max(1.0) {
        share if share < 0.2 => Language::En,
        share if share > 0.8 => Language::Zh,
        _ => Language::Mul,
    }
}

/// False for a text of which no character folds to Han: all are of the blocks before the radicals.
fn may_hold_han(text: &str) -> bool {
    let bytes = text.as_bytes();
    let highest = bytes.iter().fold(0, |highest, &byte| byte.max(highest));
    highest > 0xe2 || highest == 0xe2 && memchr::memchr_iter(0xe2, bytes).any(|i| bytes[i + 1] >= 0xba)
}

/// Most characters that one folds to.
const EXPANSION: usize = 18;

/// The least and the most Han characters and other words of a text.
#[derive(Debug, Default)]
struct Bounds {
    han: (usize, usize),
    words: (usize, usize),
}

impl Bounds {
    /// Runs of ASCII letters and digits are words, but for what apostrophes and dots may join; characters that are
    /// neither these nor Han nor common punctuation may be part of words, words or Han.
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut han, mut runs, mut joints, mut odd) = (0, 0, 0, 0);
        let (mut at, mut inside) = (0, false);
        while at < bytes.len() {
            let byte = bytes[at];
            if byte.is_ascii() {
                let letter = byte.is_ascii_alphanumeric();
                runs += usize::from(letter && !inside);
                joints += usize::from(matches!(byte, b'.' | b'\''));
                (at, inside) = (at + 1, letter);
                continue;
            }
            match (byte, bytes[at + 1]) {
                (0xe4, 0xb7) => odd += 1,
                (0xe4..=0xe9, _) | (0xe3, 0x90..) => han += 1,
                // General punctuation, with apostrophes, dots and joiners.
                (0xe2, 0x80) => joints += 1,
                (0xe3, 0x80) if matches!(bytes[at + 2], 0x80..=0x83 | 0x88..=0xa0) => {}
                (0xef, 0xbc) if matches!(bytes[at + 2], 0x81..=0x8f | 0x9a..=0xa0) => joints += 1,
                _ => odd += 1,
            }
            let width = if byte < 0xe0 { 2 } else { 3 + usize::from(byte >= 0xf0) };
            (at, inside) = (at + width, false);
        }
        let most = EXPANSION * odd;
        Self { han: (han, han + most), words: (runs.saturating_sub(joints + odd), runs + most) }
    }
}

impl AddAssign for Bounds {
    fn add_assign(&mut self, other: Self) {
        self.han = (self.han.0 + other.han.0, self.han.1 + other.han.1);
        self.words = (self.words.0 + other.words.0, self.words.1 + other.words.1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_fifth_of_the_words_makes_a_second_language() {
        let of = |text: &str| super::of(&[Turn { text: text.to_owned(), ..Turn::default() }]);
        assert_eq!(of("We built it of wood."), Language::En);
        assert_eq!(of("我们用木头造的，it 很便宜。"), Language::Zh);
        assert_eq!(of("我们用 wood 造 boats 和 ferries 很便宜。"), Language::Mul);
        assert_eq!(of(""), Language::En);
    }

    proptest! {
        #[test]
        fn the_exact_count_is_within_the_bounds(
            text in "(\\PC|[a-zA-Z1 .'’é\u{301}渡船。，、：（）々〇㍿ﷺＵ．\u{200d}䷀⺀-]){0,30}"
        ) {
            let (script, bounds) = (analysis::script(&text), Bounds::of(&text));
            prop_assert!(script.han == 0 || may_hold_han(&text));
            prop_assert!((bounds.han.0..=bounds.han.1).contains(&script.han), "{bounds:?}");
            prop_assert!((bounds.words.0..=bounds.words.1).contains(&script.words), "{bounds:?}");
        }
    }
}
