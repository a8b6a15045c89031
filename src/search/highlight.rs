//! Where a query's units occur in a text, for highlights and snippets.
//!
//! The text is analysed again in the way it was indexed, and matched in the way it was found. Deliberately
//! absent: which part of it to show.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::sequence::{Span, joined, pairs, rows, sequences, sorted};
use super::tree::{Matcher, Occurrence, Tree};
use crate::analysis::{self, Stem};

/// An occurrence of a unit in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// The number of the unit.
    pub(super) unit: usize,
}

/// Marks the shown units of a query in one text after the other.
pub(super) struct Marker<'t> {
    tree: &'t Tree,
    /// The stems that are looked for, with their units.
    stems: Vec<(usize, Stem)>,
    sieve: Sieve,
    found: Found<'t>,
}

/// What of a text is found.
#[derive(Default)]
struct Found<'t> {
    /// Where the terms that are written out stand.
    places: FxHashMap<&'t str, Vec<u32>>,
    /// The tokens at these places, or all.
    tokens: Vec<Token>,
    /// The terms of the tokens, if all are kept.
    terms: Option<String>,
}

/// A token of the exact stream.
struct Token {
    position: u32,
    /// Bytes of the text.
    range: Range<usize>,
    /// Bytes of the terms.
    term: Range<usize>,
}

/// Which terms may be looked for, told by their first and last bytes.
struct Sieve {
    firsts: [u8; 256],
    lasts: [u8; 256],
}

impl Sieve {
    /// It may be written out.
    const EXACT: u8 = 1;
    /// It may have a stem that is looked for, or begin a compound that has it.
    const STEM: u8 = 2;

    /// What a term may be.
    fn of(&self, term: &str) -> u8 {
        let (first, last) = (term.as_bytes().first(), term.as_bytes().last());
        let (Some(&first), Some(&last)) = (first, last) else { return 0 };
        self.firsts[usize::from(first)] & self.lasts[usize::from(last)]
    }
}

impl<'t> Marker<'t> {
    pub(super) fn new(tree: &'t Tree) -> Self {
        let mut sieve = Sieve { firsts: [0; 256], lasts: [Sieve::STEM; 256] };
        let (mut stems, mut found) = (Vec::new(), Found::default());
        for (unit, what) in tree.units.iter().enumerate().filter(|(_, unit)| unit.shown) {
            for matcher in &what.matchers {
                match matcher {
                    Matcher::Exact(shape) => {
                        shape.each_term(&mut |term| {
                            found.places.entry(term).or_default();
                        });
                        if takes_any(shape) {
                            found.terms = Some(String::new());
                        }
                    }
                    Matcher::Stem(stem) => stems.push((unit, Stem::new(stem))),
                    Matcher::Text(_) => {}
                }
            }
        }
        for term in found.places.keys() {
            term.bytes()
                .next()
                .into_iter()
                .for_each(|first| sieve.firsts[usize::from(first)] |= Sieve::EXACT);
            term.bytes().last().into_iter().for_each(|last| sieve.lasts[usize::from(last)] |= Sieve::EXACT);
        }
        for first in stems.iter().flat_map(|(_, stem)| stem.firsts()) {
            sieve.firsts[usize::from(first)] |= Sieve::STEM;
        }
        Self { tree, stems, sieve, found }
    }

    /// Every occurrence of a shown unit in a text, by place.
    pub(super) fn marks(&mut self, text: &str) -> Vec<Mark> {
        let mut marks = Vec::new();
        self.read(text, &mut marks);
        let tree = self.tree;
        for (unit, what) in tree.units.iter().enumerate().filter(|(_, unit)| unit.shown) {
            let mut add = |range| marks.push(Mark { range, unit });
            for matcher in &what.matchers {
                match matcher {
                    Matcher::Exact(shape) => self.found.shape(shape, &mut add),
                    Matcher::Text(expression) => expression.ranges(text).for_each(&mut add),
                    Matcher::Stem(_) => {}
                }
            }
        }
        marks.sort_by_key(|m| (m.range.start, m.range.end, m.unit));
        marks.dedup();
        marks
    }

    /// The spans of a shape of a shown unit in the text whose marks were asked for last.
    pub(super) fn spans(&self, shape: &Occurrence) -> Vec<Span> {
        self.found.spans(shape, false)
    }

    /// Finds the terms that are written out, and marks tokens with a stem, and compounds whose joined form has it.
    fn read(&mut self, text: &str, marks: &mut Vec<Mark>) {
        let Self { stems, sieve, found, .. } = self;
        found.clear();
        if stems.is_empty() && found.places.is_empty() && found.terms.is_none() {
            return;
        }
        let mut position = 0;
        let mut compound = Compound::default();
        analysis::each_exact(text, |term, range| {
            let may = sieve.of(term);
            if may & Sieve::EXACT != 0 || found.terms.is_some() {
                found.keep(position, term, &range);
            }
            position += 1;
            if stems.is_empty() {
                return;
            }
            let stemmed = may & Sieve::STEM != 0;
            if stemmed {
                let of = stems.iter().filter(|(_, stem)| stem.is_of(term));
                marks.extend(of.map(|(unit, _)| Mark { range: range.clone(), unit: *unit }));
            }
            if compound.goes_on(text, range.start) {
                (compound.range.end, compound.joins) = (range.end, true);
                return;
            }
            compound.end(text, stems, marks);
            compound = Compound { range, stemmed, joins: false };
        });
        compound.end(text, stems, marks);
    }
}

/// Whether any token may be part of a shape.
fn takes_any(shape: &Occurrence) -> bool {
    match shape {
        Occurrence::Sequence { .. } => false,
        Occurrence::Pattern(_) => true,
        Occurrence::Row(parts) => parts.iter().any(|part| part.as_ref().is_none_or(takes_any)),
        Occurrence::Either(options) => options.iter().any(takes_any),
        Occurrence::Near { operands, .. } => takes_any(&operands.0) || takes_any(&operands.1),
    }
}

/// Tokens with hyphens between them, or one.
#[derive(Default)]
struct Compound {
    /// Bytes of the text.
    range: Range<usize>,
    /// Whether its joined form may have a stem that is looked for: it begins as the first token does.
    stemmed: bool,
    /// There are several.
    joins: bool,
}

impl Compound {
    /// Whether nothing but a hyphen stands between it and a token that begins here.
    fn goes_on(&self, text: &str, start: usize) -> bool {
        // Most tokens stand behind a blank.
        let Some(&first) = text.as_bytes().get(self.range.end).filter(|_| !self.range.is_empty()) else {
            return false;
        };
        first != b' ' && text.get(self.range.end..start).is_some_and(is_hyphen)
    }

    /// Marks it if it may be a compound with a stem that is looked for.
    fn end(&self, text: &str, stems: &[(usize, Stem)], marks: &mut Vec<Mark>) {
        if self.joins && self.stemmed {
            self.mark(text, stems, marks);
        }
    }

    /// A compound is found by its joined form, which the rank stream puts before the parts.
    fn mark(&self, text: &str, stems: &[(usize, Stem)], marks: &mut Vec<Mark>) {
        let text = text.get(self.range.clone()).filter(|text| !text.chars().any(analysis::is_han));
        let Some(joined) = text.and_then(|text| analysis::rank(text).into_iter().next()) else { return };
        let range = self.range.start + joined.start..self.range.start + joined.end;
        let of = stems.iter().filter(|(_, stem)| stem.as_str() == joined.text);
        marks.extend(of.map(|(unit, _)| Mark { range: range.clone(), unit: *unit }));
    }
}

/// True for what stands between the parts of a compound.
fn is_hyphen(between: &str) -> bool {
    matches!(between, "-" | "‐" | "‑" | "－")
}

/// The ranges of marks: sorted, those that overlap joined.
pub(super) fn ranges(marks: &[Mark]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match ranges.last_mut().filter(|last| mark.range.start < last.end) {
            Some(last) => last.end = last.end.max(mark.range.end),
            None => ranges.push(mark.range.clone()),
        }
    }
    ranges
}

impl Found<'_> {
    fn clear(&mut self) {
        self.places.values_mut().for_each(Vec::clear);
        self.tokens.clear();
        self.terms.iter_mut().for_each(String::clear);
    }

    /// Keeps a token if it is looked for.
    fn keep(&mut self, position: u32, term: &str, range: &Range<usize>) {
        let places = self.places.get_mut(term);
        if places.is_none() && self.terms.is_none() {
            return;
        }
        places.into_iter().for_each(|places| places.push(position));
        let from = self.terms.as_ref().map_or(0, String::len);
        let term = self.terms.as_mut().map_or(0..0, |terms| {
            terms.push_str(term);
            from..terms.len()
        });
        self.tokens.push(Token { position, range: range.clone(), term });
    }

    /// The ranges to show of a shape: of two near each other, both.
    fn shape(&self, shape: &Occurrence, each: &mut impl FnMut(Range<usize>)) {
        let add = |span: Span| self.range(span).into_iter().for_each(&mut *each);
        match shape {
            Occurrence::Near { operands, distance, ordered } => {
                let (left, right) = (self.spans(&operands.0, true), self.spans(&operands.1, true));
                pairs(&left, &right, *distance, *ordered).flat_map(|(a, b)| [a, b]).for_each(add);
            }
            other => self.spans(other, false).into_iter().for_each(add),
        }
    }

    fn range(&self, (first, end): Span) -> Option<Range<usize>> {
        let at = |position: u32| {
            let place = self.tokens.binary_search_by_key(&position, |token| token.position).ok()?;
            Some(&self.tokens[place].range)
        };
        Some(at(first)?.start..at(end.checked_sub(1)?)?.end)
    }

    /// The spans of a shape in a text, as in the index; with `all` of loose sequences also the shortest before each
    /// end.
    fn spans(&self, shape: &Occurrence, all: bool) -> Vec<Span> {
        match shape {
            Occurrence::Sequence { terms, slop } => {
                let lists: Option<Vec<Vec<u32>>> =
                    terms.iter().map(|term| self.places.get(term.as_str()).cloned()).collect();
                lists.map(|lists| sequences(&lists, *slop, all)).unwrap_or_default()
            }
            Occurrence::Pattern(pattern) => {
                let terms = self.terms.as_deref().unwrap_or_default();
                let fitting = self.tokens.iter().filter(|token| pattern.fits(&terms[token.term.clone()]));
                fitting.map(|token| (token.position, token.position + 1)).collect()
            }
            Occurrence::Row(parts) => {
                let each = parts.iter().map(|part| part.as_ref().map(|part| self.spans(part, true)));
                rows(&each.collect::<Vec<_>>())
            }
            Occurrence::Either(options) => {
                sorted(options.iter().flat_map(|option| self.spans(option, all)).collect())
            }
            Occurrence::Near { operands, distance, ordered } => {
                joined(&self.spans(&operands.0, true), &self.spans(&operands.1, true), *distance, *ordered)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::pattern::TokenPattern;
    use super::super::tree::{Node, Unit};
    use super::*;
    use crate::analysis::Token;

    /// The same, by a look at every token for every unit.
    fn slow(text: &str, tree: &Tree) -> Vec<Mark> {
        let tokens = analysis::exact(text);
        let mut marks = Vec::new();
        for (unit, what) in tree.units.iter().enumerate().filter(|(_, unit)| unit.shown) {
            for matcher in &what.matchers {
                let ranges = match matcher {
                    Matcher::Exact(shape) => shown(&tokens, shape),
                    Matcher::Stem(stem) => stemmed(text, &tokens, stem),
                    Matcher::Text(expression) => expression.ranges(text).collect(),
                };
                marks.extend(ranges.into_iter().map(|range| Mark { range, unit }));
            }
        }
        marks.sort_by_key(|m| (m.range.start, m.range.end, m.unit));
        marks.dedup();
        marks
    }

    fn shown(tokens: &[Token], shape: &Occurrence) -> Vec<Range<usize>> {
        let spans = match shape {
            Occurrence::Near { operands, distance, ordered } => {
                let (left, right) = (spans(tokens, &operands.0, true), spans(tokens, &operands.1, true));
                pairs(&left, &right, *distance, *ordered).flat_map(|(a, b)| [a, b]).collect()
            }
            other => spans(tokens, other, false),
        };
        let at = |position: u32| tokens.get(position as usize);
        let range = |(first, end): Span| Some(at(first)?.start..at(end.checked_sub(1)?)?.end);
        spans.into_iter().filter_map(range).collect()
    }

    fn spans(tokens: &[Token], shape: &Occurrence, all: bool) -> Vec<Span> {
        let places = |fits: &dyn Fn(&str) -> bool| {
            let fitting = tokens.iter().filter(|token| fits(&token.text));
            fitting.map(|token| token.position).collect::<Vec<u32>>()
        };
        match shape {
            Occurrence::Sequence { terms, slop } => {
                let lists: Vec<_> = terms.iter().map(|term| places(&|text| text == term)).collect();
                sequences(&lists, *slop, all)
            }
            Occurrence::Pattern(pattern) => {
                places(&|text| pattern.fits(text)).into_iter().map(|at| (at, at + 1)).collect()
            }
            Occurrence::Row(parts) => {
                let each = parts.iter().map(|part| part.as_ref().map(|part| spans(tokens, part, true)));
                rows(&each.collect::<Vec<_>>())
            }
            Occurrence::Either(options) => {
                sorted(options.iter().flat_map(|option| spans(tokens, option, all)).collect())
            }
            Occurrence::Near { operands: both, distance, ordered } => {
                joined(&spans(tokens, &both.0, true), &spans(tokens, &both.1, true), *distance, *ordered)
            }
        }
    }

    /// Tokens with a stem, and compounds of which a token of the rank stream has it.
    fn stemmed(text: &str, tokens: &[Token], stem: &str) -> Vec<Range<usize>> {
        let of = tokens.iter().filter(|token| analysis::stem(&token.text) == stem);
        let mut ranges: Vec<Range<usize>> = of.map(|token| token.start..token.end).collect();
        let joins = |a: &Token, b: &Token| text.get(a.end..b.start).is_some_and(is_hyphen);
        for run in tokens.chunk_by(joins).filter(|run| run.len() > 1) {
            let start = run[0].start;
            let text = &text[start..run[run.len() - 1].end];
            if !text.chars().any(analysis::is_han) {
                let joined = analysis::rank(text).into_iter().find(|token| token.text == stem);
                ranges.extend(joined.map(|token| start + token.start..start + token.end));
            }
        }
        ranges
    }

    /// Words that share stems, beginnings and ends, and texts of them with all that joins and parts words.
    const WORD: &str =
        "(say|said|saying|ecommerce|commerce|e|us|die|dying|went|go|run|running|公|司|我|们|着)";
    const TEXT: &str = "((say|Said|saying|e|E|commerce|us|U.S.|die|dying|went|goes|run|running|RUNNERS|公|司|我|们|著|着\
                        |ﬁ|é|㍿|don’t|’s)( ||-|‐|，|, |’|'|\\.|\\n|\u{301})){0,24}";

    fn shape() -> impl Strategy<Value = Occurrence> {
        let terms = proptest::collection::vec(WORD, 1..3);
        let leaf = prop_oneof![
            4 => (terms, 0..3_u32).prop_map(|(terms, slop)| Occurrence::Sequence { terms, slop }),
            1 => "[a-z]{1,2}".prop_map(|from| Occurrence::Pattern(TokenPattern::fuzzy(&from, 1).unwrap())),
        ];
        leaf.prop_recursive(2, 6, 3, |inner| {
            let part = proptest::option::weighted(0.8, inner.clone());
            let near = (inner.clone(), inner.clone(), 1..4_u32, any::<bool>());
            prop_oneof![
                proptest::collection::vec(part, 1..3).prop_map(Occurrence::Row),
                proptest::collection::vec(inner, 1..3).prop_map(Occurrence::Either),
                near.prop_map(|(a, b, distance, ordered)| Occurrence::Near {
                    operands: Box::new((a, b)),
                    distance,
                    ordered
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn marks_are_those_of_a_look_at_every_token(
            texts in proptest::collection::vec(TEXT, 1..3),
            units in proptest::collection::vec((shape(), proptest::option::of(WORD), any::<bool>()), 1..4),
        ) {
            let unit = |(shape, stem, shown): (Occurrence, Option<String>, bool)| {
                let stem = stem.map(|word| Matcher::Stem(analysis::stem(&word)));
                let matchers = std::iter::once(Matcher::Exact(shape)).chain(stem).collect();
                Unit { label: String::new(), matchers, shown, filter: false }
            };
            let units: Vec<Unit> = units.into_iter().map(unit).collect();
            let tree = Tree { root: Node::Unit(0), units, rank: Vec::new(), lifted: false };
            let mut marker = Marker::new(&tree);
            for text in &texts {
                prop_assert_eq!(marker.marks(text), slow(text, &tree), "{}", text);
            }
        }
    }

    #[test]
    fn compounds_are_found_by_their_joined_form() {
        let matchers = vec![Matcher::Stem("ecommerc".into())];
        let units = vec![Unit { label: String::new(), matchers, shown: true, filter: false }];
        let tree = Tree { root: Node::Unit(0), units, rank: Vec::new(), lifted: false };
        let marks = Marker::new(&tree).marks("-E-Commerce, ecommerce; e commerce, e‑commerce");
        assert_eq!(ranges(&marks), [1..11, 13..22, 36..48]);
    }
}
