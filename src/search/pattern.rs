//! Patterns over single tokens: `ecosys*`, `organi?ation`, `colour~`.
//!
//! They are compared with the terms of the exact stream. Deliberately absent: regular expressions over text.

use crate::analysis;

/// What a token must look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenPattern {
    /// Characters of a folded pattern.
    Wildcard(Vec<Piece>),
    /// A folded word and how many edits away at most.
    Fuzzy(String, u8),
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
    /// Reads a wildcard; none if it says nothing about any character, or spans several tokens.
    pub(super) fn wildcard(text: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        for part in text.split_inclusive(['*', '?']) {
            let (word, sign) = match part.strip_suffix(['*', '?']) {
                Some(word) => (word, part.chars().last()),
                None => (part, None),
            };
            let tokens = analysis::exact(word);
            if tokens.len() > 1 {
                return None;
            }
            pieces.extend(tokens.iter().flat_map(|t| t.text.chars()).map(Piece::One));
            pieces.extend(sign.map(|s| if s == '*' { Piece::AnyRun } else { Piece::AnyOne }));
        }
        pieces.iter().any(|p| matches!(p, Piece::One(_))).then_some(Self::Wildcard(pieces))
    }

    /// Reads a fuzzy word; none if it is not one token.
    pub(super) fn fuzzy(text: &str, edits: u8) -> Option<Self> {
        match analysis::exact(text).as_slice() {
            [token] => Some(Self::Fuzzy(token.text.clone(), edits)),
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
            Self::Wildcard(pieces) => wild(pieces, &token.chars().collect::<Vec<_>>()),
            Self::Fuzzy(word, edits) => {
                let far = word.chars().count().abs_diff(token.chars().count()) > usize::from(*edits);
                !far && strsim::osa_distance(word, token) <= usize::from(*edits)
            }
        }
    }
}

/// The greedy match with one point to come back to, after Kirk J. Krauss.
fn wild(pieces: &[Piece], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match pieces.get(p) {
            Some(Piece::AnyRun) => {
                back = Some((p, t));
                p += 1;
                continue;
            }
            Some(Piece::AnyOne) => {}
            Some(Piece::One(c)) if *c == text[t] => {}
            _ => {
                let Some((star, from)) = back else { return false };
                back = Some((star, from + 1));
                (p, t) = (star + 1, from + 1);
                continue;
            }
        }
        p += 1;
        t += 1;
    }
    pieces[p.min(pieces.len())..].iter().all(|piece| *piece == Piece::AnyRun)
}

#[cfg(test)]
mod tests {
    use super::TokenPattern;

    #[test]
    fn wildcards_and_edits() {
        let wild = |p: &str, t: &str| TokenPattern::wildcard(p).unwrap().fits(t);
        assert!(wild("Ecosys*", "ecosystem") && wild("ecosys*", "ecosys") && !wild("ecosys*", "ecosy"));
        assert!(wild("organi?ation", "organisation") && !wild("organi?ation", "organiation"));
        assert!(wild("*tion", "station") && wild("a*b*c", "axxbyybc") && !wild("a*b", "abc"));
        assert_eq!(TokenPattern::wildcard("eco*m").unwrap().prefix(), "eco");
        assert_eq!(TokenPattern::wildcard("*"), None);
        assert_eq!(TokenPattern::wildcard("我们*"), None);
        let fuzzy = |p: &str, n, t: &str| TokenPattern::fuzzy(p, n).unwrap().fits(t);
        assert!(fuzzy("colour", 1, "color") && !fuzzy("colour", 1, "colors") && fuzzy("teh", 1, "the"));
    }
}
