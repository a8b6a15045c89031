//! Patterns over single tokens: `ecosys*`, `organi?ation`, `colour~`.
//!
//! They are compared with the terms of the exact stream. Deliberately absent: regular expressions over text.

use std::str::Chars;

use crate::analysis;

/// The most edits that are asked for.
const MOST_EDITS: u8 = 2;

/// What a token must look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenPattern {
    /// Characters of a folded pattern.
    Wildcard(Vec<Piece>),
    /// A folded word and how many edits away at most.
    Fuzzy(Vec<char>, u8),
}

/// A part of a wildcard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// This character.
    One(char),
    /// Any one character.
    AnyOne,
    /// Any number of characters.
    AnyRun,
}

impl TokenPattern {
    /// Reads a fuzzy word; none if it is not one token.
    pub(super) fn fuzzy(text: &str, edits: u8) -> Option<Self> {
        match analysis::exact(text).as_slice() {
            [token] => Some(Self::Fuzzy(token.text.chars().collect(), edits.min(MOST_EDITS))),
            _ => None,
        }
    }

    /// What every token that fits begins with.
    pub(super) fn prefix(&self) -> String {
        let Self::Wildcard(pieces) = self else { return String::new() };
        let ones = pieces.iter().map_while(|p| if let Piece::One(c) = p { Some(*c) } else { None });
        ones.collect()
    }

    /// Whether a token of the exact stream fits.
    pub(super) fn fits(&self, token: &str) -> bool {
        match self {
            Self::Wildcard(pieces) => wild(pieces, token),
            Self::Fuzzy(word, edits) => near(word, token, *edits),
        }
    }
}

/// The greedy match with one point to come back to, after Kirk J. Krauss.
fn wild(pieces: &[Piece], text: &str) -> bool {
    let (mut p, mut rest) = (0, text.chars());
    // The piece after the last run, and the text it is to be tried on next.
    let mut back: Option<(usize, Chars<'_>)> = None;
    loop {
        if let Some(Piece::AnyRun) = pieces.get(p) {
            p += 1;
            back = Some((p, rest.clone()));
            continue;
        }
        let Some(c) = rest.next() else { return p == pieces.len() };
        match pieces.get(p) {
            Some(Piece::AnyOne) => p += 1,
            Some(Piece::One(one)) if *one == c => p += 1,
            _ => {
                let Some((after, mut from)) = back else { return false };
                // Nothing is left of the pattern after its last run: all of the text is.
                if after == pieces.len() {
                    return true;
                }
                from.next();
                rest = from.clone();
                p = after;
                back = Some((after, from));
            }
        }
    }
}

/// Whether a word is so few edits away, an exchange of neighbours being one: the optimal string alignment
/// distance, of which only the band that may matter is computed, row by row until none of it can.
fn near(word: &[char], token: &str, edits: u8) -> bool {
    const BAND: usize = 2 * MOST_EDITS as usize + 1;
    const FAR: u8 = 100;
    let edits_at = usize::from(edits);
    // The cell of a row for the first `j` characters of the word is `j - i + edits` in row `i`.
    let mut row = [FAR; BAND];
    for (j, cell) in row[edits_at..=2 * edits_at].iter_mut().enumerate() {
        *cell = j as u8;
    }
    let (mut above, mut before) = ([FAR; BAND], None);
    let mut length = 0;
    for c in token.chars() {
        length += 1;
        let mut next = [FAR; BAND];
        for at in 0..=2 * edits_at {
            let Some(j) = (length + at).checked_sub(edits_at).filter(|j| *j <= word.len()) else { continue };
            let mut least = row.get(at + 1).map_or(FAR, |cell| cell + 1);
            if j == 0 {
                next[at] = least;
                continue;
            }
            least = least.min(row[at] + u8::from(word[j - 1] != c));
            least = least.min(at.checked_sub(1).map_or(FAR, |left| next[left] + 1));
            if j > 1 && before == Some(word[j - 1]) && word[j - 2] == c {
                least = least.min(above[at] + 1);
            }
            next[at] = least.min(FAR);
        }
        if next.iter().all(|cell| *cell > edits) {
            return false;
        }
        (above, row, before) = (row, next, Some(c));
    }
    let end = (word.len() + edits_at).checked_sub(length);
    end.and_then(|at| row.get(at)).is_some_and(|cell| *cell <= edits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Piece, TokenPattern, wild};

    fn pieces(text: &str) -> Vec<Piece> {
        let piece = |c| match c {
            '*' => Piece::AnyRun,
            '?' => Piece::AnyOne,
            c => Piece::One(c),
        };
        text.chars().map(piece).collect()
    }

    #[test]
    fn wildcards_and_edits() {
        let fits = |p: &str, t: &str| wild(&pieces(p), t);
        assert!(fits("ecosys*", "ecosystem") && fits("ecosys*", "ecosys") && !fits("ecosys*", "ecosy"));
        assert!(fits("organi?ation", "organisation") && !fits("organi?ation", "organiation"));
        assert!(fits("*tion", "station") && fits("a*b*c", "axxbyybc") && !fits("a*b", "abc"));
        assert!(!fits("*e*", "ще") && fits("*е*", "ще") && fits("a*a", "aa") && !fits("a*a", "a"));
        assert_eq!(TokenPattern::Wildcard(pieces("eco*m")).prefix(), "eco");
        let fuzzy = |p: &str, n, t: &str| TokenPattern::fuzzy(p, n).unwrap().fits(t);
        assert!(fuzzy("colour", 1, "color") && !fuzzy("colour", 1, "colors") && fuzzy("teh", 1, "the"));
        assert!(fuzzy("a", 1, "b") && !fuzzy("a", 2, "bcd") && fuzzy("ab", 2, "ba"));
    }

    /// The pattern against the text, by trying every length for a run.
    fn naive(pieces: &[Piece], text: &[char]) -> bool {
        match (pieces.split_first(), text.split_first()) {
            (None, rest) => rest.is_none(),
            (Some((Piece::AnyRun, after)), _) => (0..=text.len()).any(|n| naive(after, &text[n..])),
            (Some((Piece::AnyOne, after)), Some((_, rest))) => naive(after, rest),
            (Some((Piece::One(c), after)), Some((d, rest))) => c == d && naive(after, rest),
            (Some(_), None) => false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn wildcards_are_what_trying_all_says(pattern in "[abж?*]{0,7}", text in "[abж]{0,8}") {
            let chars: Vec<char> = text.chars().collect();
            prop_assert_eq!(wild(&pieces(&pattern), &text), naive(&pieces(&pattern), &chars));
        }

        #[test]
        fn edits_are_those_of_the_whole_table(word in "[abcж]{1,7}", token in "[abcж]{1,9}", edits in 1u8..=2) {
            let near = TokenPattern::fuzzy(&word, edits).unwrap().fits(&token);
            prop_assert_eq!(near, strsim::osa_distance(&word, &token) <= usize::from(edits));
        }
    }
}
