//! Where a query's units occur in a text, for highlights and snippets.
//!
//! The text is analysed again in the way it was indexed, and matched in the way it was found. Deliberately
//! absent: which part of it to show.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::sequence::{Span, joined, pairs, rows, sequences, sorted};
use super::tree::{Matcher, Occurrence, Tree};
use crate::analysis::{self, Tokens};

/// An occurrence of a unit in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    /// The number of the unit.
    pub(super) unit: usize,
}

/// A text with its exact stream.
struct Analysed<'a> {
    text: &'a str,
    tokens: Tokens,
}

/// Every occurrence of a shown unit, by place.
pub(super) fn marks(text: &str, tree: &Tree) -> Vec<Mark> {
    let mut analysed = Analysed { text, tokens: Tokens::default() };
    analysis::exact_into(text, &mut analysed.tokens);
    let places = analysed.places(tree);
    let mut marks = Vec::new();
    for (unit, what) in tree.units.iter().enumerate().filter(|(_, u)| u.shown) {
        for matcher in &what.matchers {
            let ranges = match matcher {
                Matcher::Exact(shape) => {
                    let mut ranges = Vec::new();
                    analysed.shape(shape, &places, &mut ranges);
                    ranges
                }
                Matcher::Stem(stem) => analysed.stems(stem),
                Matcher::Text(expression) => expression.ranges(text).collect(),
            };
            marks.extend(ranges.into_iter().map(|range| Mark { range, unit }));
        }
    }
    marks.sort_by_key(|m| (m.range.start, m.range.end, m.unit));
    marks.dedup();
    marks
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

/// Where the terms of the query that are written out stand.
type Places<'a> = FxHashMap<&'a str, Vec<u32>>;

impl Analysed<'_> {
    fn places<'t>(&self, tree: &'t Tree) -> Places<'t> {
        let mut places: Places<'t> = FxHashMap::default();
        let shown = tree.units.iter().filter(|unit| unit.shown);
        for matcher in shown.flat_map(|unit| &unit.matchers) {
            if let Matcher::Exact(shape) = matcher {
                shape.each_term(&mut |term| {
                    places.entry(term).or_default();
                });
            }
        }
        if !places.is_empty() {
            for (position, (term, _)) in self.tokens() {
                if let Some(places) = places.get_mut(term) {
                    places.push(position);
                }
            }
        }
        places
    }

    /// The terms with their positions, and the bytes that they came from.
    fn tokens(&self) -> impl Iterator<Item = (u32, (&str, Range<usize>))> {
        (0..).zip((0..).map_while(|position| self.tokens.get(position)))
    }

    /// The ranges to show of a shape: of two near each other, both.
    fn shape(&self, shape: &Occurrence, places: &Places<'_>, ranges: &mut Vec<Range<usize>>) {
        let mut add = |spans: Vec<Span>| ranges.extend(spans.into_iter().filter_map(|s| self.range(s)));
        match shape {
            Occurrence::Near { operands, distance, ordered } => {
                let (left, right) =
                    (spans(self, &operands.0, places, true), spans(self, &operands.1, places, true));
                let both = pairs(&left, &right, *distance, *ordered).flat_map(|(a, b)| [a, b]).collect();
                add(both);
            }
            other => add(spans(self, other, places, false)),
        }
    }

    /// Tokens with this stem, and compounds whose joined form has it.
    fn stems(&self, stem: &str) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut compound: Option<Range<usize>> = None;
        for (_, (term, token)) in self.tokens() {
            if analysis::has_stem(term, stem) {
                ranges.push(token.clone());
            }
            let hyphen = |c: &Range<usize>| {
                let between = self.text.get(c.end..token.start);
                between.is_some_and(|b| matches!(b, "-" | "‐" | "‑" | "－"))
            };
            compound = match compound.take() {
                Some(c) if hyphen(&c) => Some(c.start..token.end),
                Some(c) => {
                    self.compound(c, stem, &mut ranges);
                    Some(token)
                }
                None => Some(token),
            };
        }
        compound.into_iter().for_each(|c| self.compound(c, stem, &mut ranges));
        ranges
    }

    /// A compound is found by its joined form, which the rank stream puts before the parts.
    fn compound(&self, range: Range<usize>, stem: &str, ranges: &mut Vec<Range<usize>>) {
        let Some(text) = self.text.get(range.clone()).filter(|t| t.contains(['-', '‐', '‑', '－']))
        else {
            return;
        };
        if text.chars().any(analysis::is_han) {
            return;
        }
        let joined = analysis::rank(text).into_iter().find(|t| t.text == stem);
        ranges.extend(joined.map(|t| range.start + t.start..range.start + t.end));
    }

    fn range(&self, (first, end): Span) -> Option<Range<usize>> {
        let (_, first) = self.tokens.get(first as usize)?;
        let (_, last) = self.tokens.get(end.checked_sub(1)? as usize)?;
        Some(first.start..last.end)
    }
}

/// The spans of a shape in a text, as in the index; with `all` of loose sequences also the shortest before each
/// end.
fn spans(analysed: &Analysed<'_>, shape: &Occurrence, places: &Places<'_>, all: bool) -> Vec<Span> {
    match shape {
        Occurrence::Sequence { terms, slop } => {
            let lists: Option<Vec<Vec<u32>>> =
                terms.iter().map(|t| places.get(t.as_str()).cloned()).collect();
            lists.map(|lists| sequences(&lists, *slop, all)).unwrap_or_default()
        }
        Occurrence::Pattern(pattern) => {
            let fitting = analysed.tokens().filter(|(_, (term, _))| pattern.fits(term));
            fitting.map(|(position, _)| (position, position + 1)).collect()
        }
        Occurrence::Row(parts) => {
            let each = parts.iter().map(|part| part.as_ref().map(|part| spans(analysed, part, places, true)));
            rows(&each.collect::<Vec<_>>())
        }
        Occurrence::Either(options) => {
            sorted(options.iter().flat_map(|option| spans(analysed, option, places, all)).collect())
        }
        Occurrence::Near { operands, distance, ordered } => {
            let (left, right) =
                (spans(analysed, &operands.0, places, true), spans(analysed, &operands.1, places, true));
            joined(&left, &right, *distance, *ordered)
        }
    }
}
