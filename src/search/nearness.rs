//! What only the exact stream tells: words that stand near each other, and words in the form that was typed.
//!
//! Deliberately absent: phrases as a demand; those are `sequence`'s.

use tantivy::DocAddress;

use super::bm25::Weighted;
use super::rank::{Piece, Ranking, Stream};
use super::records::Turns;
use super::sequence::{Finder, Span};
use super::texts::Texts;
use super::tree::{Matcher, Occurrence, Unit};
use super::weights::{NEAR, Signal};
use crate::Result;

/// So many turns are read as a whole. Most of them will be shown, and then their texts are there.
const FEW: usize = 16;

/// The units of a query that have a form that is written out.
fn written<'a>(ranking: &Ranking<'a>) -> Vec<Written<'a>> {
    ranking.tree.units.iter().filter(|u| u.is_scored()).filter_map(Written::of).collect()
}

/// What words near each other, and forms as typed, add at most.
pub(super) fn limits(ranking: &Ranking<'_>) -> Result<(f32, f32)> {
    let (mut near, mut form) = (0.0, 0.0);
    let units = written(ranking);
    for stream in &ranking.streams {
        let mut before = None;
        for unit in &units {
            let rarity = unit.rarity(ranking, stream)?;
            near += before.map_or(0.0, |before| rarity.min(before));
            form += if unit.stemmed { rarity } else { 0.0 };
            before = Some(rarity);
        }
    }
    Ok((near, form))
}

/// Calls back with what nearness and forms add to turns of a segment.
pub(super) fn pieces(
    ranking: &Ranking<'_>,
    turns: &Turns<'_>,
    each: &mut dyn FnMut(Piece<'_>),
) -> Result<()> {
    let Turns { ord, segment, docs, .. } = *turns;
    let units = written(ranking);
    let apart = units.len() > 1;
    if !apart && !units.iter().any(|unit| unit.stemmed) {
        return Ok(());
    }
    for stream in &ranking.streams {
        if let [Written { unit, terms: [term], stemmed: true, .. }] = units[..] {
            // Of a word alone it is enough how often it occurs.
            let value = ranking.rarity_of(term, stream)?;
            let found = Weighted::find(ranking.lexicon, stream.of.exact, term, |_| Ok(value))?;
            let (signal, text) = (Signal::Form, unit.label.as_str());
            if let Some(term) = found {
                term.each(ord, segment, docs, |place, n| {
                    each(Piece { place, signal, text, with: None, value, frequency: n as f32 });
                })?;
            }
            continue;
        }
        let mut rarities = Vec::with_capacity(units.len());
        for unit in &units {
            rarities.push(unit.rarity(ranking, stream)?);
        }
        let mut places = Places::open(ranking, stream, turns, &units)?;
        for (place, &doc) in docs.iter().enumerate() {
            let spans = places.of(doc)?;
            for (i, Written { unit, .. }) in units.iter().enumerate().filter(|(_, unit)| unit.stemmed) {
                if !spans[i].is_empty() {
                    let (signal, text, frequency) =
                        (Signal::Form, unit.label.as_str(), spans[i].len() as f32);
                    each(Piece { place, signal, text, with: None, value: rarities[i], frequency });
                }
            }
            for (i, pair) in units.windows(2).enumerate() {
                let Some(steps) = steps(&spans[i], &spans[i + 1]).filter(|n| *n <= NEAR) else { continue };
                let [text, with] = [0, 1].map(|of| pair[of].unit.label.as_str());
                let value = rarities[i].min(rarities[i + 1]) / steps as f32;
                let (signal, with, frequency) = (Signal::Near, Some(with), steps as f32);
                each(Piece { place, signal, text, with, value, frequency });
            }
        }
    }
    Ok(())
}

/// A unit of the query that has a form that is written out.
struct Written<'a> {
    unit: &'a Unit,
    shape: &'a Occurrence,
    terms: &'a [String],
    stemmed: bool,
}

impl<'a> Written<'a> {
    fn of(unit: &'a Unit) -> Option<Self> {
        let stemmed = unit.matchers.iter().any(|m| matches!(m, Matcher::Stem(_)));
        unit.matchers.iter().find_map(|matcher| match matcher {
            Matcher::Exact(shape @ Occurrence::Sequence { terms, .. }) => {
                Some(Self { unit, shape, terms, stemmed })
            }
            _ => None,
        })
    }

    /// It is at least as rare as the rarest of its terms.
    fn rarity(&self, ranking: &Ranking<'_>, stream: &Stream) -> Result<f32> {
        let mut rarity = 0.0_f32;
        for term in self.terms {
            rarity = rarity.max(ranking.rarity_of(term, stream)?);
        }
        Ok(rarity)
    }
}

/// Where the units of a query stand in documents, ascending.
enum Places<'a> {
    /// Told by the texts of a segment: there are hardly more than will be shown.
    Texts { texts: &'a Texts<'a>, ord: u32, shapes: Vec<&'a Occurrence> },
    /// Told by positions: those of common words lie scattered behind long lists.
    Lists(Vec<Option<Finder>>),
}

impl<'a> Places<'a> {
    fn open(
        ranking: &Ranking<'a>,
        stream: &Stream,
        turns: &Turns<'_>,
        units: &[Written<'a>],
    ) -> Result<Self> {
        // Of several streams a text does not tell in which it is.
        if turns.docs.len() <= FEW && !ranking.tree.lifted {
            let shapes = units.iter().map(|unit| unit.shape).collect();
            return Ok(Self::Texts { texts: ranking.texts, ord: turns.ord as u32, shapes });
        }
        let open = |unit: &Written<'_>| Finder::open(turns.segment, stream.of.exact, unit.shape, None);
        units.iter().map(open).collect::<Result<_>>().map(Self::Lists)
    }

    /// Where each unit is in a document.
    fn of(&mut self, doc: u32) -> Result<Vec<Vec<Span>>> {
        match self {
            Self::Texts { texts, ord, shapes } => texts.spans(DocAddress::new(*ord, doc), shapes),
            Self::Lists(finders) => {
                let spans = |finder: &mut Option<Finder>| {
                    let here = finder.as_mut().and_then(|finder| (finder.seek(doc) == doc).then_some(finder));
                    here.map_or_else(Vec::new, |finder| finder.spans(doc, false))
                };
                Ok(finders.iter_mut().map(spans).collect())
            }
        }
    }
}

/// How many steps it is at least from one of the first to one of the second: 1 if it follows at once. The other
/// way round is one step more. Both are sorted.
fn steps(left: &[Span], right: &[Span]) -> Option<u32> {
    let following = |from: &[Span], to: &[Span]| {
        let next = |a: &Span| to.get(to.partition_point(|b| b.0 < a.1)).map(|b| b.0 - a.1 + 1);
        from.iter().filter_map(next).min()
    };
    let back = following(right, left).map(|n| n + 1);
    following(left, right).into_iter().chain(back).min()
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn steps_are_counted_forwards_and_back() {
        assert_eq!(steps(&[(3, 4)], &[(4, 5)]), Some(1));
        assert_eq!(steps(&[(3, 5)], &[(1, 2), (9, 10)]), Some(3));
        assert_eq!(steps(&[(3, 5)], &[(2, 3)]), Some(2));
        assert_eq!(steps(&[(1, 2), (50, 51)], &[(53, 54)]), Some(3));
        assert_eq!(steps(&[(3, 5)], &[(4, 5)]), None, "what overlaps is the same text");
        assert_eq!(steps(&[], &[(4, 5)]), None);
    }
}
