//! A wildcard as typed becomes patterns of tokens, and between Han characters open positions.
//!
//! Deliberately absent: which signs are wildcards at all; the query room has told them from punctuation.

use super::pattern::{Piece, TokenPattern};
use super::tree::Occurrence;
use crate::analysis::{self, is_han};

/// What a wildcard asks for; none if it says nothing about any character.
pub(super) fn wildcard(text: &str) -> Option<Occurrence> {
    let mut row = Row::default();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.find(is_sign).unwrap_or(rest.len()));
        let (signs, after) = after.split_at(after.find(|c| !is_sign(c)).unwrap_or(after.len()));
        row.word(word);
        let sides = [word.chars().next_back(), after.chars().next()];
        let han = sides.into_iter().flatten().any(is_han);
        signs.chars().for_each(|sign| row.sign(sign, han));
        rest = after;
    }
    row.close();
    let mut parts = row.parts;
    while parts.last().is_some_and(Option::is_none) {
        parts.pop();
    }
    let open = parts.iter().take_while(|part| part.is_none()).count();
    parts.drain(..open);
    if parts.len() > 1 { Some(Occurrence::Row(parts)) } else { parts.pop().flatten() }
}

fn is_sign(c: char) -> bool {
    matches!(c, '*' | '?')
}

/// What follows each other, as far as it is read.
#[derive(Default)]
struct Row {
    parts: Vec<Option<Occurrence>>,
    /// The token that is being read.
    open: Vec<Piece>,
}

impl Row {
    /// Text without wildcards: its first word goes on with what was left open, its last one stays open.
    fn word(&mut self, text: &str) {
        let mut end = 0;
        for token in analysis::exact(text) {
            if token.start > end {
                self.close();
            }
            end = token.end;
            if token.text.chars().all(is_han) {
                self.close();
                self.term(token.text);
            } else {
                self.open.extend(token.text.chars().map(Piece::One));
            }
        }
        if !text.ends_with(char::is_alphanumeric) && !text.is_empty() {
            self.close();
        }
    }

    fn sign(&mut self, sign: char, han: bool) {
        match sign {
            '?' if han => {
                self.close();
                self.parts.push(None);
            }
            '?' => self.open.push(Piece::AnyOne),
            _ => self.open.push(Piece::AnyRun),
        }
    }

    /// Ends the token that is being read.
    fn close(&mut self) {
        let pieces = std::mem::take(&mut self.open);
        if pieces.iter().any(|piece| !matches!(piece, Piece::One(_))) {
            self.parts.push(Some(Occurrence::Pattern(TokenPattern::Wildcard(pieces))));
        } else if !pieces.is_empty() {
            let letters = pieces.iter().map(|piece| if let Piece::One(c) = piece { *c } else { ' ' });
            self.term(letters.collect());
        }
    }

    fn term(&mut self, term: String) {
        match self.parts.last_mut() {
            Some(Some(Occurrence::Sequence { terms, .. })) => terms.push(term),
            _ => self.parts.push(Some(Occurrence::Sequence { terms: vec![term], slop: 0 })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens parted by blanks, `_` for any token.
    fn read(text: &str) -> String {
        fn told(occurrence: &Occurrence) -> String {
            match occurrence {
                Occurrence::Sequence { terms, .. } => terms.join(" "),
                Occurrence::Pattern(TokenPattern::Wildcard(pieces)) => pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::One(c) => *c,
                        Piece::AnyOne => '?',
                        Piece::AnyRun => '*',
                    })
                    .collect(),
                Occurrence::Row(parts) => {
                    let each = parts.iter().map(|part| part.as_ref().map_or(String::from("_"), told));
                    each.collect::<Vec<_>>().join(" ")
                }
                other => panic!("{other:?}"),
            }
        }
        wildcard(text).as_ref().map_or(String::new(), told)
    }

    #[test]
    fn a_sign_belongs_to_a_token_or_between_characters() {
        for (text, expected) in [
            ("Ecosys*", "ecosys*"),
            ("organi?ation", "organi?ation"),
            ("*e*", "*e*"),
            ("caf\u{e9}*", "cafe*"),
            ("don't*", "dont*"),
            ("中?国", "中 _ 国"),
            ("中??国人", "中 _ _ 国 人"),
            ("臺灣?人", "台 湾 _ 人"),
            ("网络5G*", "网 络 5g*"),
            ("5g?网", "5g _ 网"),
            ("colo?r的", "colo?r 的"),
            ("e-comm*", "e comm*"),
            ("node.j?s", "node j?s"),
            ("alibaba's*", "alibaba*"),
            ("*", "*"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(read("..."), "");
    }
}
