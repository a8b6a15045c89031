//! English stems: irregular forms by a list, all others by the Snowball algorithm.
//!
//! Absent: other languages (a word with a letter beyond ASCII is its own stem), and the meaning of a word: a
//! form has one stem wherever it stands.

use frostem::{Algorithm, Stemmer};
use memchr::memmem;
use rustc_hash::FxHashMap;

/// The version of the stemmer whose stems are indexed; a test holds it against the lock file.
pub(super) const VERSION: &str = "2.20261016.1";

/// The irregular forms as they are shipped, for the fingerprint.
pub(super) const SOURCE: &str = include_str!("data/irregular.txt");

/// The Snowball ("Porter 2") stem of a folded word, or of the word that it is an irregular form of.
pub(super) fn stem(word: &str) -> String {
    if !word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return word.to_owned();
    }
    Stemmer::new(Algorithm::English).stem(lemma(word).unwrap_or(word)).into_owned()
}

/// A stem that is looked for among the exact tokens of texts. Hardly one of them is stemmed for it: but for its last two
/// letters a stem begins as its word does.
#[derive(Debug, Clone)]
pub struct Stem {
    stem: String,
    /// So many of its bytes begin all words that have it, if they are regular.
    same: usize,
    /// The irregular forms that have it.
    forms: Vec<&'static str>,
}

impl Stem {
    /// Makes ready to look for a stem.
    pub fn new(stem: &str) -> Self {
        let same = stem.len().saturating_sub(2).max(1).min(stem.len());
        let (stem, mut forms) = (stem.to_owned(), Vec::new());
        let line = [b"\n", &stem.as_bytes()[..same]].concat();
        for at in memmem::find_iter(SOURCE.as_bytes(), &line) {
            let mut words = SOURCE[at + 1..].lines().next().unwrap_or_default().split(' ');
            if words.next().is_some_and(|lemma| self::stem(lemma) == stem) {
                forms.extend(words);
            }
        }
        Self { stem, same, forms }
    }

    /// True if this is the rank form of an exact token.
    pub fn is_of(&self, token: &str) -> bool {
        match token.as_bytes().starts_with(&self.stem.as_bytes()[..self.same]) {
            true => stem(token) == self.stem,
            false => self.forms.contains(&token),
        }
    }

    /// The stem itself.
    pub fn as_str(&self) -> &str {
        &self.stem
    }

    /// With what byte a token must begin to have it: one of these.
    pub fn firsts(&self) -> impl Iterator<Item = u8> {
        std::iter::once(self.stem.as_str())
            .chain(self.forms.iter().copied())
            .filter_map(|word| word.bytes().next())
    }
}

/// The stems of words that were met.
#[derive(Debug, Clone)]
pub(super) struct Stems {
    /// Of words that are their own stems, none.
    known: FxHashMap<Box<str>, Option<Box<str>>>,
    /// So many are kept.
    most: usize,
}

impl Stems {
    pub(super) fn new(most: usize) -> Self {
        Stems { known: FxHashMap::default(), most }
    }

    /// Calls `with` with the stem of a word: see [`stem`].
    pub(super) fn with<T>(&mut self, word: &str, with: impl FnOnce(&str) -> T) -> T {
        if let Some(stem) = self.known.get(word) {
            return with(stem.as_deref().unwrap_or(word));
        }
        let stem = stem(word);
        if self.known.len() < self.most {
            self.known.insert(word.into(), (stem != word).then(|| stem.as_str().into()));
        }
        with(&stem)
    }
}

/// Places in [`FORMS`], a power of two.
const SLOTS: usize = 1024;

/// Where in [`SOURCE`] the irregular forms are, each at the place of its hash or at the next that was free; 0 is
/// none. The compiler makes it.
static FORMS: [u16; SLOTS] = forms();

const fn forms() -> [u16; SLOTS] {
    let mut table = [0; SLOTS];
    let bytes = SOURCE.as_bytes();
    let (mut from, mut at, mut is_form, mut notice) = (0, 0, false, false);
    while at < bytes.len() {
        notice |= bytes[at] == b'#';
        if bytes[at] == b' ' || bytes[at] == b'\n' {
            if is_form && !notice {
                let mut slot = hash(bytes, from, at) % SLOTS;
                while table[slot] != 0 {
                    slot = (slot + 1) % SLOTS;
                }
                table[slot] = from as u16;
            }
            from = at + 1;
            is_form = bytes[at] == b' ';
            notice &= is_form;
        }
        at += 1;
    }
    table
}

/// FNV-1a of a part of some bytes.
const fn hash(bytes: &[u8], from: usize, to: usize) -> usize {
    let (mut hash, mut at) = (0x811c_9dc5_u32, from);
    while at < to {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    (hash >> 16 ^ hash) as usize
}

/// The word that `form` is an irregular form of.
fn lemma(form: &str) -> Option<&'static str> {
    let mut slot = hash(form.as_bytes(), 0, form.len()) % SLOTS;
    loop {
        let at = usize::from(FORMS[slot]);
        let rest = SOURCE.get(at..).filter(|_| at != 0)?;
        if rest.strip_prefix(form).is_some_and(|rest| rest.starts_with([' ', '\n'])) {
            return SOURCE[..at].lines().next_back()?.split(' ').next();
        }
        slot = (slot + 1) % SLOTS;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (left, right) in [
            ("said", "say"),
            ("says", "saying"),
            ("went", "goes"),
            ("children", "child"),
            ("mice", "mouse"),
            ("wives", "wife"),
            ("analyses", "analysis"),
            ("were", "being"),
            ("had", "having"),
            ("ecosystems", "ecosystem"),
            ("organising", "organised"),
        ] {
            assert_eq!(stem(left), stem(right), "{left} {right}");
        }
        assert_ne!(stem("news"), stem("new"));
    }

    #[test]
    fn other_scripts_and_han_are_their_own_stems() {
        for word in ["生", "словами", "5g", "naïve", "2008", ""] {
            assert_eq!(stem(word), word);
        }
    }

    #[test]
    fn irregular_forms_have_the_stem_of_their_lemma() {
        let mut stems = Stems::new(64);
        for line in SOURCE.lines().filter(|line| !line.starts_with('#')) {
            let (first, forms) = line.split_once(' ').unwrap();
            assert_eq!(lemma(first), None);
            for form in forms.split(' ') {
                assert_eq!(lemma(form), Some(first), "{form}");
                stems.with(form, |found| assert_eq!(found, stem(first)));
                assert!(Stem::new(&stem(first)).is_of(form) && !Stem::new("x").is_of(form));
            }
        }
        assert_eq!((lemma(""), lemma("wa"), lemma("wass"), lemma("was were")), (None, None, None, None));
    }

    proptest::proptest! {
        #[test]
        fn stems_begin_as_their_words(word in "[a-z]{1,6}(at|iv|abl|ibl|iz|y|ous|ent|og|bil)?(ing|ed|ies|ly|ity|i|er|or|ional|ation|ness|e?s)?") {
            proptest::prop_assert!(Stem::new(&stem(&word)).is_of(&word));
        }

        #[test]
        fn stems_are_kept(words in proptest::collection::vec("[a-z0-9é]{0,3}(y|ing|ies|ed|'s)?", 0..200)) {
            let mut stems = Stems::new(8);
            for word in words.iter().chain(&words) {
                proptest::prop_assert!(stems.with(word, |found| found == stem(word)));
            }
        }
    }

    /// Whether a word has a stem is told from how both begin, though the last two letters of a stem may be new.
    #[test]
    fn words_are_found_by_their_stems() {
        let bases = [
            "tr", "ski", "hop", "hopp", "ag", "sens", "possib", "abl", "rat", "organ", "d", "ly", "tie",
            "naï", "9",
        ];
        let ends = [
            "", "e", "y", "s", "ies", "ied", "ing", "ying", "eed", "eedly", "ibility", "ably", "bli",
            "ational", "ization", "izer", "ator", "ivity", "fulness", "ogist", "ency", "ated", "iness",
            "ically", "ement",
        ];
        let mut words: Vec<String> =
            bases.iter().flat_map(|base| ends.iter().map(move |end| format!("{base}{end}"))).collect();
        let forms = SOURCE.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(' '));
        words.extend(forms.map(str::to_owned));
        words.extend(
            ["dying", "vying", "skies", "idly", "news", "is", "a", "proceeds", "inning"].map(str::to_owned),
        );
        let stems: std::collections::BTreeSet<String> = words.iter().map(|word| stem(word)).collect();
        let made: Vec<String> = words.iter().map(|word| stem(word)).collect();
        for wanted in &stems {
            let looked = Stem::new(wanted);
            for (word, made) in words.iter().zip(&made) {
                assert_eq!(looked.is_of(word), made == wanted, "{word} {wanted}");
                let first = word.bytes().next();
                assert!(made != wanted || first.is_none() || looked.firsts().any(|byte| Some(byte) == first));
            }
        }
        assert!(!Stem::new("").is_of("a"));
    }

    #[test]
    fn every_irregular_form_is_of_one_lemma() {
        let mut seen = std::collections::HashSet::new();
        for word in SOURCE.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(' ')) {
            assert!(word.bytes().all(|b| b.is_ascii_lowercase()) && seen.insert(word), "{word}");
        }
    }
}
