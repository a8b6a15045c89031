//! English stems: irregular forms by a list, all others by the Snowball algorithm.
//!
//! Absent: other languages (a word with a letter beyond ASCII is its own stem), and the meaning of a word: a
//! form has one stem wherever it stands.

use std::collections::HashMap;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};

/// The version of the stemmer whose stems are indexed; a test holds it against the lock file.
pub(super) const VERSION: &str = "2.20261016.1";

/// The irregular forms as they are shipped, for the fingerprint.
pub(super) const SOURCE: &str = include_str!("data/irregular.txt");

/// The Snowball ("Porter 2") stem of a folded word, or of the word that it is an irregular form of.
pub(super) fn stem(word: &str) -> String {
    static IRREGULAR: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
        let rows = SOURCE.lines().filter(|line| !line.starts_with('#'));
        rows.filter_map(|line| line.split_once(' '))
            .flat_map(|(lemma, forms)| forms.split(' ').map(move |form| (form, snowball(lemma))))
            .collect()
    });
    if !word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return word.to_owned();
    }
    IRREGULAR.get(word).cloned().unwrap_or_else(|| snowball(word))
}

fn snowball(word: &str) -> String {
    Stemmer::new(Algorithm::English).stem(word).into_owned()
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
    fn every_irregular_form_is_of_one_lemma() {
        let mut seen = std::collections::HashSet::new();
        for word in SOURCE.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(' ')) {
            assert!(word.bytes().all(|b| b.is_ascii_lowercase()) && seen.insert(word), "{word}");
        }
    }
}
