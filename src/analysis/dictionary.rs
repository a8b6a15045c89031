//! The segmenter's dictionary, loaded as far as it is needed.
//!
//! Loading jieba's whole dictionary costs more than a search. But a run of text is cut by those words alone
//! that occur in it, and by the total frequency of all. So the dictionary lies in the program as text
//! (`data/words.txt`), words are loaded when they first occur, and one word that never occurs carries the frequency
//! of all that are not loaded. The words found are those of the whole dictionary. A text that has asked for many pairs
//! will ask for most of them: then all words are loaded at once, and threads share them without a lock.
//!
//! Absent: words with a character that is not Han, which cannot occur in a run of Han characters.

use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use jieba_rs::Jieba;
use memchr::{memchr, memmem};
use rustc_hash::{FxHashMap, FxHashSet};

/// The BLAKE3 hash of the table, for the fingerprint; a test holds it against the table.
pub(super) const HASH: &str = "8772b9992b609b9e";

static SOURCE: &str = include_str!("data/words.txt");

/// The total frequency of the whole dictionary.
const TOTAL: usize = 60_101_964;

/// A private-use character, for the frequency of the words that are not loaded.
const FILLER: &str = "\u{f8ff}";

/// So many pairs have cost a good part of what the whole dictionary costs.
const MANY: usize = 10_000;

/// Calls `cut` with a segmenter that knows all words of `run`, a run of Han characters.
pub(super) fn with_words_of<T>(run: &str, cut: impl FnOnce(&Jieba) -> T) -> T {
    static WHOLE: OnceLock<Jieba> = OnceLock::new();
    static LOADED: LazyLock<Mutex<Loaded>> = LazyLock::new(|| Mutex::new(Loaded::new()));
    if let Some(whole) = WHOLE.get() {
        return cut(whole);
    }
    // A poisoned lock is taken as it is: loading does not panic, and cutting changes nothing.
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    loaded.load(run);
    if loaded.pairs.len() < MANY {
        return cut(&loaded.jieba);
    }
    drop(loaded);
    cut(WHOLE.get_or_init(whole))
}

/// What follows a character in the words that begin with it.
pub(super) fn ends_of(first: char) -> impl Iterator<Item = &'static str> {
    page(first).into_iter().flat_map(words).map(|(end, _)| end)
}

/// True if two characters are a word.
pub(super) fn has(first: char, second: char) -> bool {
    page(first)
        .and_then(|page| words(from(page, second)).next())
        .is_some_and(|(end, _)| end.chars().eq([second]))
}

/// A segmenter with all words.
fn whole() -> Jieba {
    let mut jieba = Jieba::empty();
    let mut rest = TOTAL;
    let mut word = String::new();
    for line in SOURCE[TABLE..].lines() {
        let first = line.chars().next().map_or(0, char::len_utf8);
        for (end, frequency) in entries(&line[first..]) {
            word.clear();
            word.push_str(&line[..first]);
            word.push_str(end);
            jieba.add_word(&word, Some(frequency), None);
            rest = rest.saturating_sub(frequency);
        }
    }
    jieba.add_word(FILLER, Some(rest), None);
    jieba
}

/// A segmenter with the words of some runs.
struct Loaded {
    jieba: Jieba,
    /// The pages of characters that were met.
    pages: FxHashMap<char, &'static str>,
    /// Pairs of characters that were met, with their page from the words on that begin with both.
    pairs: FxHashMap<(char, char), &'static str>,
    /// Where in the table the words are that are loaded.
    words: FxHashSet<usize>,
    /// The frequency of all words that are not loaded.
    rest: usize,
}

impl Loaded {
    fn new() -> Self {
        let (pages, pairs, words) = (FxHashMap::default(), FxHashMap::default(), FxHashSet::default());
        Loaded { jieba: Jieba::empty(), pages, pairs, words, rest: TOTAL }
    }

    /// Loads the words that occur in the run.
    fn load(&mut self, run: &str) {
        let before = self.rest;
        let mut chars = run.chars();
        while let Some(first) = chars.next() {
            let page = *self.pages.entry(first).or_insert_with(|| page(first).unwrap_or_default());
            // The word of a character alone is the first of its page.
            let alone = words(page).next().filter(|(end, _)| end.is_empty());
            alone.into_iter().for_each(|word| self.add(first, word));
            let behind = chars.as_str();
            let Some(second) = behind.chars().next() else { break };
            let pair = *self.pairs.entry((first, second)).or_insert_with(|| from(page, second));
            let begin = words(pair).take_while(|(end, _)| end.starts_with(second));
            begin.filter(|(end, _)| behind.starts_with(end)).for_each(|word| self.add(first, word));
        }
        if self.rest != before {
            self.jieba.add_word(FILLER, Some(self.rest), None);
        }
    }

    /// Loads a word, if it is not loaded: its end behind the first character, and its frequency.
    fn add(&mut self, first: char, (end, frequency): (&'static str, &str)) {
        if self.words.insert(end.as_ptr() as usize)
            && let Ok(frequency) = frequency.parse()
        {
            let word = std::iter::once(first).chain(end.chars()).collect::<String>();
            self.jieba.add_word(&word, Some(frequency), None);
            self.rest = self.rest.saturating_sub(frequency);
        }
    }
}

/// A line of the table without its first character: all words that begin with that one. The lines are in order of
/// their first characters, and the words of a line in order.
fn page(first: char) -> Option<&'static str> {
    let bytes = SOURCE.as_bytes();
    let first_of = |line: usize| SOURCE.get(line..)?.chars().next();
    // The line that begins at `low` or one after it that begins before `high`.
    let (mut low, mut high) = (TABLE, SOURCE.len());
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        let line = memchr(b'\n', &bytes[middle - 1..high]).map(|length| middle + length);
        match line.filter(|line| *line < high) {
            Some(line) if first_of(line)? <= first => low = line,
            _ => high = middle,
        }
    }
    let page = SOURCE[low..].strip_prefix(first)?;
    page.lines().next()
}

/// Where the table begins, after its notice.
const TABLE: usize = {
    let bytes = SOURCE.as_bytes();
    let mut at = 0;
    while bytes[at] == b'#' {
        while bytes[at] != b'\n' {
            at += 1;
        }
        at += 1;
    }
    at
};

/// The words of a page without their first character, each with its frequency, which ends it.
fn entries(page: &str) -> impl Iterator<Item = (&str, usize)> {
    words(page).filter_map(|(end, frequency)| Some((end, frequency.parse().ok()?)))
}

/// The same with the frequencies as they are written.
fn words(page: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = page;
    std::iter::from_fn(move || {
        let bytes = rest.as_bytes();
        let digits = bytes.iter().position(u8::is_ascii_digit)?;
        let length = bytes[digits..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let entry = (&rest[..digits], &rest[digits..digits + length]);
        rest = &rest[digits + length..];
        Some(entry)
    })
}

/// A page from the first word on whose second character is this one.
fn from(page: &str, second: char) -> &str {
    let begins = |&at: &usize| at == 0 || page.as_bytes()[at - 1].is_ascii_digit();
    let start = memmem::find_iter(page.as_bytes(), second.encode_utf8(&mut [0; 4])).find(begins);
    &page[start.unwrap_or(page.len())..]
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
        for line in SOURCE[TABLE..].lines() {
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
    fn words_are_loaded_when_they_occur() {
        let mut loaded = Loaded::new();
        loaded.load("北京大");
        for word in ["北", "京", "大", "北京"] {
            assert!(loaded.jieba.has_word(word), "{word}");
        }
        assert!(!loaded.jieba.has_word("北京大学") && !loaded.jieba.has_word("上海"));
        let rest = loaded.rest;
        loaded.load("北京大𠀀");
        assert_eq!(loaded.rest, rest, "a word is loaded once");
        loaded.load("北京大学");
        assert!(loaded.jieba.has_word("北京大学") && loaded.rest < rest);
    }

    #[test]
    fn what_is_loaded_cuts_as_the_whole() {
        let (whole, mut loaded) = (whole(), Loaded::new());
        let mut numbers = 1_u32;
        for line in SOURCE[TABLE..].lines().step_by(97) {
            // Words of a page, their parts and odd characters, in no order.
            let mut run = String::new();
            for (end, _) in entries(line).step_by(7).take(40) {
                numbers = numbers.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                run.extend(end.chars().skip((numbers >> 30) as usize));
                run.extend(line.chars().take((numbers >> 28 & 1) as usize));
            }
            loaded.load(&run);
            for hmm in [true, false] {
                assert_eq!(loaded.jieba.cut_for_search(&run, hmm), whole.cut_for_search(&run, hmm));
            }
        }
        assert_eq!(loaded.rest + frequency(&loaded.words), TOTAL);
    }

    /// The frequency of the words at these places.
    fn frequency(places: &FxHashSet<usize>) -> usize {
        let all = SOURCE[TABLE..]
            .lines()
            .flat_map(|line| entries(&line[line.chars().next().unwrap().len_utf8()..]));
        all.filter(|(end, _)| places.contains(&(end.as_ptr() as usize))).map(|(_, frequency)| frequency).sum()
    }
}
