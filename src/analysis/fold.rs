//! Folding: text becomes comparable characters, each with the bytes of the original that it came from.
//!
//! Unicode's caseless compatibility matching (The Unicode Standard, 3.13, D146) with NFC as the last step,
//! segment by segment: a segment is a character and all that may be composed with it, so that the outcome is
//! that of the whole text, and the map is as fine as it can be. Added to it: combining marks of U+0300-036F are
//! dropped after Latin letters, all apostrophes become `'`, and what has no shape of its own (joiners, soft
//! hyphens, variation selectors, keycaps) or is no part of a word (™) is dropped.
//!
//! Absent: variants of Han characters (`variants`), and the borders of words (`exact`).

use unicode_normalization::char::{canonical_combining_class, decompose_compatible, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A folded character and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Folded {
    pub(super) c: char,
    /// Byte offset of its segment in the original.
    pub(super) start: usize,
    /// Byte offset after its segment in the original.
    pub(super) end: usize,
    /// The segment is one upper-case letter.
    pub(super) capital: bool,
}

/// The folded characters of a text, in order. An expansion (ﬁ, ㎏) yields several with the same range.
pub(super) struct Folding<'a> {
    text: &'a str,
    at: usize,
    segment: Vec<char>,
    taken: usize,
    last: Folded,
    /// A character that was looked at, and not taken.
    waiting: Option<Folded>,
}

impl<'a> Folding<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let last = Folded { c: ' ', start: 0, end: 0, capital: false };
        Folding { text, at: 0, segment: Vec::new(), taken: 0, last, waiting: None }
    }

    /// Goes on at `at`, where a segment begins.
    pub(super) fn seek(&mut self, at: usize) {
        self.segment.clear();
        (self.at, self.taken, self.waiting) = (at, 0, None);
    }

    /// The place of the next character, if a segment begins with it.
    pub(super) fn place(&self) -> Option<usize> {
        match self.waiting {
            Some(waiting) => (self.segment.len() <= 1).then_some(waiting.start),
            None => (self.taken == self.segment.len()).then_some(self.at),
        }
    }

    /// The next character, if it is such a one.
    pub(super) fn next_if(&mut self, wanted: impl FnOnce(Folded) -> bool) -> Option<Folded> {
        let next = self.next()?;
        if wanted(next) {
            return Some(next);
        }
        self.waiting = Some(next);
        None
    }

    /// Folds the segment `start..self.at` into `self.segment`.
    fn expand(&mut self, start: usize) {
        let original = &self.text[start..self.at];
        let decomposed = original.chars().filter(|&c| !is_dropped(c)).nfkd();
        let capital = decomposed.clone().next().is_some_and(char::is_uppercase);
        let mut latin = false;
        let kept = decomposed.flat_map(fold_case).nfkd().filter(|&c| {
            let dropped = latin && matches!(c, '\u{300}'..='\u{36f}');
            if !is_combining_mark(c) {
                latin = is_latin(c);
            }
            !dropped
        });
        self.segment.clear();
        self.segment.extend(kept.nfc().map(|c| if is_apostrophe(c) { '\'' } else { c }));
        self.taken = 0;
        self.last = Folded { c: ' ', start, end: self.at, capital: capital && self.segment.len() == 1 };
    }
}

impl Iterator for Folding<'_> {
    type Item = Folded;

    fn next(&mut self) -> Option<Folded> {
        if let Some(waiting) = self.waiting.take() {
            return Some(waiting);
        }
        loop {
            if let Some(&c) = self.segment.get(self.taken) {
                self.taken += 1;
                return Some(Folded { c, ..self.last });
            }
            let start = self.at;
            let mut rest = self.text[start..].chars();
            let c = rest.next()?;
            self.at += c.len_utf8();
            let mut alone = true;
            for joined in rest.take_while(|&c| joins(c)) {
                self.at += joined.len_utf8();
                alone = false;
            }
            if alone && let Some((folded, capital)) = fold_alone(c) {
                self.segment.clear();
                self.taken = 0;
                return Some(Folded { c: folded, start, end: self.at, capital });
            }
            self.expand(start);
        }
    }
}

/// The folded form of the commonest characters, which need no decomposition, and if they are capitals.
fn fold_alone(c: char) -> Option<(char, bool)> {
    match c {
        '\0'..='\x7f' => Some((c.to_ascii_lowercase(), c.is_ascii_uppercase())),
        // Unified ideographs, kana, general and ideographic punctuation; none has a decomposition or a case.
        '\u{3400}'..='\u{9fff}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}' => Some((c, false)),
        '\u{3001}'..='\u{3029}' | '\u{2012}'..='\u{2016}' | '\u{201a}'..='\u{2023}' => Some((c, false)),
        '\u{ff01}'..='\u{ff5e}' => fold_alone(char::from_u32(c as u32 - 0xfee0)?),
        _ if is_apostrophe(c) => Some(('\'', false)),
        _ => None,
    }
}

/// True for much of what stands between words: whatever precedes it, it is a segment without letters, marks or
/// apostrophes.
pub(super) fn parts_words(c: char) -> bool {
    match c {
        '\0'..='\x7f' => !c.is_ascii_alphanumeric() && c != '\'',
        '\u{2010}'..='\u{2029}' => !is_apostrophe(c),
        '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => true,
        '\u{ff01}'..='\u{ff06}' | '\u{ff08}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' => true,
        '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff5e}' => true,
        _ => false,
    }
}

/// Full case folding, by way of upper case: some letters have two lower-case forms (ς and σ), or no upper-case
/// form of one letter (ß).
fn fold_case(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

/// True if `c` belongs to the segment of the character before it: it may be composed with it or reordered, or
/// is dropped.
pub(super) fn joins(c: char) -> bool {
    match c {
        '\0'..='\u{2ff}' => c == '\u{ad}',
        '\u{2010}'..='\u{2029}' | '\u{3000}'..='\u{3029}' | '\u{3040}'..='\u{3098}' => false,
        '\u{309b}'..='\u{3130}'
        | '\u{3200}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{ff00}'..='\u{ff9d}' => false,
        _ if is_dropped(c) => true,
        _ => composes(c),
    }
}

/// True if the decomposition of `c` begins with what may be composed with, or moves before, what precedes it.
fn composes(c: char) -> bool {
    let mut first = None;
    decompose_compatible(c, |part| {
        first.get_or_insert(part);
    });
    let first = first.unwrap_or(c);
    canonical_combining_class(first) != 0 || is_nfc_quick(std::iter::once(first)) == IsNormalized::Maybe
}

/// Unicode's Default_Ignorable_Code_Point but for the zero width space, which parts words; marks around symbols
/// (U+20D0-20FF, a keycap); and the signs of trade and service marks, which would be letters after NFKC.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{20d0}'..='\u{20ff}' | '™' | '℠' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Apostrophes, and what is typed or set for one.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | 'ʼ' | 'ʻ' | '´' | '\u{1ffd}' | '＇')
}

/// Letters of the Latin script, after compatibility decomposition.
fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2af}'
        | '\u{1d00}'..='\u{1d25}' | '\u{1d6b}'..='\u{1d77}' | '\u{1d79}'..='\u{1d9a}' | '\u{1e00}'..='\u{1eff}'
        | '\u{2c60}'..='\u{2c7f}' | '\u{a722}'..='\u{a787}' | '\u{a78b}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab64}'
        | '\u{1df00}'..='\u{1df2a}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fold(text: &str) -> String {
        Folding::new(text).map(|f| f.c).collect()
    }

    #[test]
    fn forms_of_a_letter_are_one() {
        for (text, folded) in [
            ("Café CAFE\u{301} café", "cafe cafe cafe"),
            ("が か\u{3099} ｶﾞ", "が が ガ"),
            ("한 \u{1112}\u{1161}\u{11ab} ㅎㅏㄴ", "한 한 하\u{1102}"),
            ("Straße STRASSE STRAẞE", "strasse strasse strasse"),
            ("ΣΟΦΟΣ σοφος σοφός", "σοφοσ σοφοσ σοφόσ"),
            ("й и\u{306}", "й й"),
            ("İstanbul", "istanbul"),
            ("５Ｇ ﬁnd ⅷ ㎏ ½", "5g find viii kg 1⁄2"),
            ("don’t don‘t donʼt don＇t don´t", "don't don't don't don't don't"),
            ("co\u{ad}op Kindle™ 1\u{fe0f}\u{20e3} \u{feff}葛\u{e0100}", "coop kindle 1 葛"),
            ("更 車", "更 車"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn every_character_folds_once() {
        // Beyond: unified ideographs, and then nothing until the tags.
        let characters =
            ('\0'..='\u{201ff}').chain('\u{2f800}'..='\u{2fa1f}').chain('\u{e0000}'..='\u{e0fff}');
        for c in characters {
            assert_eq!(joins(c), is_dropped(c) || composes(c), "{c:?}");
            let once = fold(c.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&once), once, "{c:?}");
        }
    }

    #[test]
    fn what_parts_words_is_of_none() {
        for c in ('\0'..=char::MAX).filter(|&c| parts_words(c)) {
            let folded = fold(c.encode_utf8(&mut [0; 4]));
            assert!(!joins(c) && !folded.contains(|c: char| c.is_alphanumeric() || c == '\''), "{c:?}");
            assert!(!folded.starts_with(is_combining_mark), "{c:?}");
        }
    }

    #[test]
    fn the_map_names_segments() {
        let folded: Vec<_> = Folding::new("xe\u{301}ﬁ").map(|f| (f.c, f.start, f.end)).collect();
        assert_eq!(folded, [('x', 0, 1), ('e', 1, 4), ('f', 4, 7), ('i', 4, 7)]);
    }

    proptest! {
        #[test]
        fn folding_is_idempotent_and_agrees_with_unicode(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            let composed: String = text.nfc().collect();
            prop_assert_eq!(fold(&composed), once.clone());
            let decomposed: String = text.nfkd().collect();
            if !text.contains(['´', '\u{1ffd}', '™', '℠']) {
                prop_assert_eq!(fold(&decomposed), once);
            }
        }

        #[test]
        fn parts_fold_alone(left in any::<String>(), right in any::<String>()) {
            prop_assert_eq!(fold(&format!("{left}\n{right}")), format!("{}\n{}", fold(&left), fold(&format!("\n{right}")).trim_start_matches('\n')));
        }

        #[test]
        fn ranges_lie_on_borders_and_never_go_back(text in any::<String>()) {
            let mut last = (0, 0);
            for f in Folding::new(&text) {
                prop_assert!(f.start < f.end && text.get(f.start..f.end).is_some());
                prop_assert!((f.start, f.end) == last || f.start >= last.1);
                last = (f.start, f.end);
            }
        }
    }
}
