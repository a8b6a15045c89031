//! The segmenter's dictionary, loaded by the page: a page is all words of one first character.
//!
//! Loading jieba's whole dictionary costs more than a search. But a run of text is cut by those words alone
//! that occur in it, and by the total frequency of all. So the dictionary lies in the program as text
//! (`data/words.txt`), a character's page is loaded when the character first occurs, and one word that never
//! occurs carries the frequency of all pages that are not loaded. The words found are those of the whole
//! dictionary; an index run has loaded nearly all of it after its first interviews.
//!
//! Absent: words with a character that is not Han, which cannot occur in a run of Han characters.

use std::sync::{LazyLock, PoisonError, RwLock};

use jieba_rs::Jieba;

/// The BLAKE3 hash of the table, for the fingerprint; a test holds it against the table.
pub(super) const HASH: &str = "8772b9992b609b9e";

const SOURCE: &str = include_str!("data/words.txt");

/// The total frequency of the whole dictionary.
const TOTAL: usize = 60_101_964;

/// A private-use character, for the frequency of the words that are not loaded.
const FILLER: &str = "\u{f8ff}";

/// Calls `cut` with a segmenter that knows all words of `run`, a run of Han characters.
pub(super) fn with_words_of<T>(run: &str, cut: impl FnOnce(&Jieba) -> T) -> T {
    static LOADED: LazyLock<RwLock<Loaded>> = LazyLock::new(|| RwLock::new(Loaded::new()));
    // A poisoned lock is taken as it is: loading does not panic, and cutting changes nothing.
    let loaded = LOADED.read().unwrap_or_else(PoisonError::into_inner);
    if run.chars().all(|c| loaded.holds(c)) {
        return cut(&loaded.jieba);
    }
    drop(loaded);
    LOADED.write().unwrap_or_else(PoisonError::into_inner).load(run);
    cut(&LOADED.read().unwrap_or_else(PoisonError::into_inner).jieba)
}

/// What follows a character in the words that begin with it.
pub(super) fn ends_of(first: char) -> impl Iterator<Item = &'static str> {
    page(first).into_iter().flat_map(entries).map(|(end, _)| end)
}

/// The segmenter, and which pages it has.
struct Loaded {
    jieba: Jieba,
    /// A bit a character, up to the end of the last plane of Han characters.
    pages: Vec<u64>,
    /// The frequency of all words that are not loaded.
    rest: usize,
}

impl Loaded {
    fn new() -> Self {
        Loaded { jieba: Jieba::empty(), pages: vec![0; 0x4_0000 / 64], rest: TOTAL }
    }

    /// True if the page of `c` is loaded; also for what has no page.
    fn holds(&self, c: char) -> bool {
        let c = c as usize;
        self.pages.get(c / 64).is_none_or(|bits| bits >> (c % 64) & 1 == 1)
    }

    fn load(&mut self, run: &str) {
        for c in run.chars() {
            if self.holds(c) {
                continue;
            }
            self.pages[c as usize / 64] |= 1 << (c as usize % 64);
            let mut word = String::from(c);
            for (end, frequency) in page(c).into_iter().flat_map(entries) {
                word.truncate(c.len_utf8());
                word.push_str(end);
                self.jieba.add_word(&word, Some(frequency), None);
                self.rest = self.rest.saturating_sub(frequency);
            }
        }
        self.jieba.add_word(FILLER, Some(self.rest), None);
    }
}

/// The line of the table that begins with `first`, without it. The lines are in order of their first characters.
fn page(first: char) -> Option<&'static str> {
    let (mut low, mut high) = (table_start(), SOURCE.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start =
            SOURCE.as_bytes()[low..middle].iter().rposition(|&b| b == b'\n').map_or(low, |at| low + at + 1);
        let line = SOURCE[start..].lines().next()?;
        let found = line.chars().next()?;
        match found.cmp(&first) {
            std::cmp::Ordering::Less => low = start + line.len() + 1,
            std::cmp::Ordering::Greater => high = start,
            std::cmp::Ordering::Equal => return Some(&line[found.len_utf8()..]),
        }
    }
    None
}

/// Where the table begins, after its notice.
fn table_start() -> usize {
    SOURCE.split_inclusive('\n').take_while(|line| line.starts_with('#')).map(str::len).sum()
}

/// The words of a page without their first character, each with its frequency, which ends it.
fn entries(page: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut rest = page;
    std::iter::from_fn(move || {
        let digits = rest.find(|c: char| c.is_ascii_digit())?;
        let end =
            rest[digits..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |length| digits + length);
        let entry = (&rest[..digits], rest[digits..end].parse().ok()?);
        rest = &rest[end..];
        Some(entry)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_of_the_table() {
        assert_eq!(blake3::hash(SOURCE.as_bytes()).to_hex()[..16], *HASH);
    }

    #[test]
    fn every_page_is_found_and_all_words_are_in_one() {
        let (mut words, mut frequency, mut last) = (0, 0, '\0');
        for line in SOURCE[table_start()..].lines() {
            let first = line.chars().next().unwrap();
            assert!(first > last && super::super::is_han(first), "{first}");
            last = first;
            if words % 7 == 0 {
                assert_eq!(page(first), Some(&line[first.len_utf8()..]));
            }
            for (end, count) in entries(&line[first.len_utf8()..]) {
                assert!(count > 0 && end.chars().all(super::super::is_han), "{first}{end}");
                words += 1;
                frequency += count;
            }
        }
        assert_eq!(words, 349_045 - 71, "71 words have other characters");
        assert!(frequency < TOTAL && TOTAL - frequency < 1000);
        assert_eq!((page('a'), page('\u{3ffff}'), page('\u{3400}')), (None, None, None));
    }

    #[test]
    fn pages_are_loaded_when_they_are_needed() {
        let mut loaded = Loaded::new();
        assert!(!loaded.holds('北'));
        loaded.load("北京");
        assert!(loaded.holds('北') && loaded.holds('京') && !loaded.holds('上'));
        assert!(loaded.jieba.has_word("北京大学") && !loaded.jieba.has_word("上海"));
        let rest = loaded.rest;
        loaded.load("北京𠀀");
        assert_eq!(loaded.rest, rest, "a page is loaded once");
    }
}
