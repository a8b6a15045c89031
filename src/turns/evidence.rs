//! What a document tells of its own words before its labels are known.

use std::cell::OnceCell;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::line::Line;
use super::shape;

/// What is known of a document before its labels are.
pub(super) struct Evidence<'a> {
    lines: &'a [Line],
    /// Keys of what may be labels.
    keys: Vec<Rc<str>>,
    /// Keys of names from metadata.
    known: FxHashSet<String>,
    /// Words of the keys that occur in lower case; most documents never ask for them.
    lower: OnceCell<FxHashSet<String>>,
    /// Whether lines follow each other without blank lines between paragraphs.
    pub(super) gapless: bool,
    /// The lines are speech from the first one on: no title, abstract or introduction.
    pub(super) headless: bool,
}

impl<'a> Evidence<'a> {
    /// What the text says about the words of these keys, and the metadata about names.
    pub(super) fn of(lines: &'a [Line], keys: Vec<Rc<str>>, names: &[String]) -> Self {
        let known = names.iter().map(|n| shape::key(n)).collect();
        let gaps = lines.iter().filter(|l| l.gap).count();
        let gapless = gaps * 10 <= lines.len();
        Self { lines, keys, known, lower: OnceCell::new(), gapless, headless: false }
    }

    /// True if every word of the label also occurs as a common word in lower case.
    pub(super) fn is_common(&self, key: &str) -> bool {
        let lower = || self.lower.get_or_init(|| self.gather());
        key.is_ascii() && key.split(' ').all(|w| lower().contains(w))
    }

    fn gather(&self) -> FxHashSet<String> {
        let ascii = self.keys.iter().filter(|key| key.is_ascii());
        let mut wanted = Wanted::of(ascii.flat_map(|key| key.split(' ')));
        for line in self.lines {
            if wanted.words.is_empty() {
                break;
            }
            wanted.look_into(&line.text);
        }
        wanted.found
    }

    /// True if the metadata names this speaker, in full or in part.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.known.iter().any(|k| k == key || (k.len() > key.len() && k.split(' ').any(|w| w == key)))
    }
}

/// Words that are looked for in lower case.
#[derive(Default)]
struct Wanted<'a> {
    words: FxHashSet<&'a str>,
    /// For each length the first letters of the words, as bits: most words of a text are none of them.
    first: [u32; 32],
    found: FxHashSet<String>,
}

impl<'a> Wanted<'a> {
    fn of(words: impl Iterator<Item = &'a str>) -> Self {
        let mut wanted = Self::default();
        for word in words.filter(|w| w.len() > 1 && w.bytes().all(|b| b.is_ascii_lowercase())) {
            wanted.first[word.len().min(31)] |= bit(word);
            wanted.words.insert(word);
        }
        wanted
    }

    /// Takes the words that stand in a text, parted from others by what is no letter or digit.
    fn look_into(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let length = bytes[at..].iter().take_while(|b| b.is_ascii_lowercase()).count();
            let (start, end) = (at, at + length);
            at = end + 1;
            if length < 2 || self.first[length.min(31)] & bit(&text[start..end]) == 0 {
                continue;
            }
            let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            if let Some(word) = self.words.get(&text[start..end]).copied()
                && free(text[..start].chars().next_back())
                && free(text[end..].chars().next())
            {
                self.words.remove(word);
                self.found.insert(word.to_owned());
            }
        }
    }
}

/// The bit of a word's first letter.
fn bit(word: &str) -> u32 {
    1 << (word.as_bytes()[0] - b'a')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn common_words_are_those_that_stand_alone_in_lower_case(
            texts in prop::collection::vec("([a-c]{1,3}|[A-C1é的’ .-]){0,12}", 0..4),
            key in "[a-c]{1,3}( [a-c]{1,3})?",
        ) {
            let lines: Vec<Line> = texts.iter().map(|t| Line { text: t.clone(), ..Line::default() }).collect();
            let evidence = Evidence::of(&lines, vec![key.as_str().into()], &[]);
            let stands = |word: &str| {
                let mut words = texts.iter().flat_map(|t| t.split(|c: char| !c.is_alphanumeric()));
                word.len() > 1 && words.any(|w| w == word)
            };
            prop_assert_eq!(evidence.is_common(&key), key.split(' ').all(stands));
        }
    }
}
