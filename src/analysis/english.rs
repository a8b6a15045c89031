//! English stems.
//!
//! Absent: other languages. Their words pass unchanged where the stemmer knows no letter of them.

use frostem::{Algorithm, Stemmer};

/// The version of the stemmer whose stems are indexed; a test holds it against the lock file.
pub(super) const VERSION: &str = "2.20261016.1";

/// The Snowball ("Porter 2") stem of a folded word; a word that is not all ASCII letters and digits is its own.
pub(super) fn stem(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        Stemmer::new(Algorithm::English).stem(word).into_owned()
    } else {
        word.to_owned()
    }
}
