//! The promise: every search over every corpus finds exactly the turns that a reader of all turns would find.
//!
//! Random small corpora full of what is known to be difficult, and random queries of the whole language; what the
//! engine finds in a real index is held against a brute-force oracle that shares no code with it but the segmenter.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test itself")]

mod answer;
mod check;
mod corpus;
mod language;
mod naive;
mod numbers;
mod random;

/// So many corpora a test, and so many searches a corpus: ten thousand cases in all.
const CORPORA: u64 = 25;
const SEARCHES: usize = 100;

#[test]
fn searches_find_what_a_reader_finds_1() {
    check::run(0..CORPORA, SEARCHES);
}

#[test]
fn searches_find_what_a_reader_finds_2() {
    check::run(CORPORA..2 * CORPORA, SEARCHES);
}

#[test]
fn searches_find_what_a_reader_finds_3() {
    check::run(2 * CORPORA..3 * CORPORA, SEARCHES);
}

#[test]
fn searches_find_what_a_reader_finds_4() {
    check::run(3 * CORPORA..4 * CORPORA, SEARCHES);
}
