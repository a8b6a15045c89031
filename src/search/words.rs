//! What an unquoted word or a quoted string asks for: units that must occur, and terms that only add score.
//!
//! Deliberately absent: how words are joined (`lower`).

use std::ops::Range;

use crate::analysis::{self, Token, is_han};

use super::numbers::numbers;
use super::tree::{Matcher, Occurrence};

/// The longest run of Han characters that is taken as it stands.
const LITERAL_RUN: usize = 4;

/// What a word asks for.
#[derive(Debug, Default)]
pub(super) struct Demand {
    /// What must occur: label and ways.
    pub(super) units: Vec<(String, Vec<Matcher>)>,
    /// Terms of the rank stream that add score.
    pub(super) rank: Vec<String>,
}

/// An unquoted word. With `any`, every Chinese word in it is a unit of its own.
pub(super) fn word(text: &str, exact: bool, any: bool) -> Demand {
    let mut demand = Demand::default();
    if exact {
        return phrase(text, 0);
    }
    for piece in pieces(text) {
        let tokens = analysis::exact(piece);
        let all_han = tokens.iter().all(is_han_token);
        if all_han && (any || tokens.len() > LITERAL_RUN) && !is_number(piece, &tokens) {
            cut(piece, &mut demand);
        } else if tokens.iter().any(is_han_token) {
            demand.units.push((piece.to_owned(), vec![Matcher::Exact(row(piece, &tokens))]));
        } else if !tokens.is_empty() {
            demand.units.push((piece.to_owned(), forms(piece, &tokens)));
        }
        demand.rank.extend(rank_terms(piece));
    }
    demand
}

/// A quoted string: its exact tokens in order, as they stand.
pub(super) fn phrase(text: &str, slop: u32) -> Demand {
    let Some(occurrence) = literal(text, slop) else { return Demand::default() };
    Demand {
        units: vec![(text.to_owned(), vec![Matcher::Exact(occurrence)])],
        rank: rank_terms(text).collect(),
    }
}

/// The exact tokens of a quoted text as a sequence; none if there are none.
pub(super) fn literal(text: &str, slop: u32) -> Option<Occurrence> {
    let terms: Vec<String> = analysis::exact(text).into_iter().map(|t| t.text).collect();
    (!terms.is_empty()).then_some(Occurrence::Sequence { terms, slop })
}

/// The exact tokens of an unquoted text in a row, its numbers in any written form; none if there are none.
pub(super) fn occurrence(text: &str) -> Option<Occurrence> {
    let tokens = analysis::exact(text);
    let plain = !tokens.iter().any(is_han_token) && !is_number(text, &tokens);
    (!tokens.is_empty()).then(|| if plain { plain_row(&tokens) } else { row(text, &tokens) })
}

fn plain_row(tokens: &[Token]) -> Occurrence {
    Occurrence::Sequence { terms: tokens.iter().map(|t| t.text.clone()).collect(), slop: 0 }
}

/// Whether the whole of it is one number that is written in several ways.
fn is_number(text: &str, tokens: &[Token]) -> bool {
    matches!(numbers(text, tokens).as_slice(), [(range, _)] if *range == (0..tokens.len()))
}

/// Tokens one after the other, as they stand, but for numbers, which stand for all their written forms.
fn row(text: &str, tokens: &[Token]) -> Occurrence {
    let mut parts = Vec::new();
    let mut at = 0;
    let sequence = |terms| Occurrence::Sequence { terms, slop: 0 };
    for (range, forms) in numbers(text, tokens) {
        if range.start > at {
            parts.push(plain_row(&tokens[at..range.start]));
        }
        parts.push(Occurrence::Either(forms.into_iter().map(sequence).collect()));
        at = range.end;
    }
    if at < tokens.len() || parts.is_empty() {
        parts.push(plain_row(&tokens[at..]));
    }
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => Occurrence::Row(parts.into_iter().map(Some).chain(std::iter::once(last)).collect()),
    }
}

/// A word of another script: its own form or its stem. A compound is also its joined form.
fn forms(text: &str, tokens: &[Token]) -> Vec<Matcher> {
    let own = if is_number(text, tokens) { row(text, tokens) } else { plain_row(tokens) };
    let mut forms = vec![Matcher::Exact(own)];
    if let [token] = tokens {
        forms.push(Matcher::Stem(analysis::stem(&token.text)));
        return forms;
    }
    // The rank stream puts the joined form of a compound before its parts.
    let joined: String = tokens.iter().map(|t| t.text.as_str()).collect();
    let stem = analysis::stem(&joined);
    if analysis::rank(text).first().is_some_and(|t| t.text == stem) {
        forms.push(Matcher::Stem(stem));
    }
    forms
}

/// A run of Han characters cut into words. Every word of two or more characters must occur; single characters
/// only add score, unless nothing else is left. Where the cuts part a number, its words or the whole in another
/// written form will do.
fn cut(run: &str, demand: &mut Demand) {
    let words = analysis::words(run);
    let tokens = analysis::exact(run);
    let numbers = numbers(run, &tokens).into_iter();
    let numbers: Vec<Range<usize>> =
        numbers.map(|(range, _)| tokens[range.start].start..tokens[range.end - 1].end).collect();
    let overlap = |word: &Token, number: &Range<usize>| word.start < number.end && number.start < word.end;
    let long = |word: &Token| word.text.chars().count() > 1;
    let any_long = words.iter().any(long);
    for word in words.iter().filter(|word| !any_long || long(word)) {
        let text = run.get(word.start..word.end).unwrap_or_default();
        let mut ways: Vec<Matcher> = literal(text, 0).map(Matcher::Exact).into_iter().collect();
        if let Some(number) = numbers.iter().find(|number| overlap(word, number)) {
            let parts = words.iter().filter(|part| overlap(part, number));
            let (start, end) = (parts.clone().map(|part| part.start).min(), parts.map(|part| part.end).max());
            let whole = start.zip(end).and_then(|(start, end)| run.get(start..end));
            ways.extend(whole.and_then(occurrence).map(Matcher::Exact));
        }
        demand.units.push((text.to_owned(), ways));
    }
}

/// What of a text adds score.
fn rank_terms(text: &str) -> impl Iterator<Item = String> {
    analysis::rank(text).into_iter().map(|t| t.text)
}

fn is_han_token(token: &Token) -> bool {
    token.text.chars().all(is_han)
}

/// The pieces of a word, parted where anything but a letter or digit stands beside a Han character
/// (`科技，创新`, but not `GPT-4模型`).
fn pieces(text: &str) -> Vec<&str> {
    let tokens = analysis::exact(text);
    let mut pieces = Vec::new();
    let mut start = 0;
    for pair in tokens.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        let apart = after.start > before.end && (is_han_token(before) || is_han_token(after));
        if apart && let Some(piece) = text.get(start..after.start) {
            pieces.push(piece);
            start = after.start;
        }
    }
    pieces.extend(text.get(start..).filter(|_| !tokens.is_empty()));
    pieces.into_iter().map(|p| p.trim_end_matches(|c: char| !c.is_alphanumeric())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str, any: bool) -> Vec<String> {
        word(text, false, any).units.into_iter().map(|(label, _)| label).collect()
    }

    #[test]
    fn chinese_runs_are_literal_when_short_and_cut_when_long() {
        assert_eq!(labels("人工智能", false), ["人工智能"]);
        assert_eq!(labels("我们研究人工智能", false), ["我们", "研究", "人工智能"]);
        assert_eq!(labels("的研究", true), ["研究"]);
        assert_eq!(labels("的", true), ["的"]);
        assert_eq!(labels("5G网络", false), ["5G网络"]);
        assert_eq!(labels("科技，创新", false), ["科技", "创新"]);
        assert_eq!(labels("GPT-4模型", false), ["GPT-4模型"]);
        assert!(labels("——", false).is_empty());
        let ways = |text: &str| word(text, false, false).units[0].1.len();
        assert_eq!(
            (ways("二〇〇八年"), ways("研究人工智能")),
            (2, 1),
            "cut or not, it may be written 2008年"
        );
    }

    #[test]
    fn words_match_their_form_or_stem_and_compounds_their_joined_form() {
        let stems = |text: &str| {
            let units = word(text, false, false).units;
            let all = units.into_iter().flat_map(|(_, m)| m);
            all.filter_map(|m| if let Matcher::Stem(s) = m { Some(s) } else { None }).collect::<Vec<_>>()
        };
        assert_eq!(stems("running"), ["run"]);
        assert_eq!(stems("e-commerce"), ["ecommerc"]);
        assert!(stems("10:30").is_empty());
        assert!(word("running", true, false).units[0].1.len() == 1);
    }

    #[test]
    fn score_comes_from_the_words_of_the_text() {
        assert_eq!(word("我们的", false, false).rank, ["我们", "的"]);
        assert_eq!(phrase("Running 的", 0).rank, ["run", "的"]);
        assert_eq!(word("臺灣大學的研究", false, true).rank, ["台湾", "台湾大学", "大学", "的", "研究"]);
    }
}
