//! Scores: BM25 of a turn's own words, and all signals together for the best of what was found.
//!
//! A turn that matched outside of the rank stream (inside a Chinese word, say) is scored by the occurrences in
//! the exact stream, so that no match by words scores 0. Deliberately absent: what matches (`eval`), the order
//! of what was found (`found`), and the weights (`weights`).

use tantivy::schema::Field;
use tantivy::{SegmentReader, Term};

use super::around;
use super::bits::Bits;
use super::bm25::{Statistics, Weighted, idf, length};
use super::counts::Counts;
use super::eval::streams;
use super::nearness;
use super::sequence::frequencies;
use super::tree::{Matcher, Occurrence, Tree};
use super::weights::{Signal, TABLE, TEXT, Values, sum, worth};
use crate::Result;
use crate::index::{Searcher, Snapshot, fault, mark};
use crate::model::Rank;

/// What a query weighs, over the whole index.
pub(super) struct Ranking<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) tree: &'a Tree,
    rank: Rank,
    pub(super) streams: Vec<Stream>,
    /// Words of the query that occur in names of speakers.
    pub(super) speakers: Vec<Weighted>,
    /// Words of the query that occur in titles.
    pub(super) titles: Vec<Weighted>,
}

/// A pair of streams that is searched.
pub(super) struct Stream {
    pub(super) exact: Field,
    pub(super) rank: Field,
    pub(super) of_exact: Statistics,
    pub(super) of_rank: Statistics,
    /// The query's terms of the rank stream that occur in it.
    pub(super) terms: Vec<Weighted>,
}

/// A part of a score, to be added up or to be told.
pub(super) struct Piece<'p> {
    /// Of the document in this place.
    pub(super) place: usize,
    pub(super) signal: Signal,
    /// The term.
    pub(super) text: &'p str,
    /// The other word, of words that are near each other.
    pub(super) with: Option<&'p str>,
    /// What it adds to the signal's value.
    pub(super) value: f32,
    /// How often it occurs, as far as it was counted; the distance, of words that are near each other.
    pub(super) frequency: f32,
}

impl<'a> Ranking<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, tree: &'a Tree, rank: Rank) -> Result<Self> {
        let (searcher, fields) = (snapshot.searcher(), snapshot.fields());
        let count = |mark: &str| searcher.doc_freq(&Term::from_field_text(fields.mark, mark)).map_err(fault);
        // The first pair holds what is searched by default, the second all other turns.
        let main = count(mark::MAIN)?;
        let turns = count(mark::SPEECH)? + count(mark::NOTE)?;
        let mut pairs = Vec::new();
        for ((exact, rank), docs) in
            streams(fields, tree.lifted).into_iter().zip([main, turns - turns.min(main)])
        {
            let of_rank = Statistics::new(searcher, rank, docs)?;
            let terms = find(searcher, rank, &tree.rank, |df| of_rank.idf(df))?;
            let of_exact = Statistics::new(searcher, exact, docs)?;
            pairs.push(Stream { exact, rank, of_exact, of_rank, terms });
        }
        let mut ranking =
            Self { searcher, tree, rank, streams: pairs, speakers: Vec::new(), titles: Vec::new() };
        if ranking.is_full() {
            let of = |docs: u64| move |df: u64| idf(df as f32, docs as f32);
            ranking.speakers = find(searcher, fields.speaker_words, &tree.rank, of(turns))?;
            ranking.titles = find(searcher, fields.title_words, &tree.rank, of(count(mark::RECORD)?))?;
        }
        Ok(ranking)
    }

    /// Whether there is more to a score than the turn's own words.
    pub(super) fn is_full(&self) -> bool {
        self.rank == Rank::Full && !self.tree.rank.is_empty()
    }

    /// What the full ranking makes of the scores of short turns: see [`worth`].
    fn worth(&self, code: u8) -> f32 {
        if self.rank == Rank::Full { worth(length(code)) } else { 1.0 }
    }

    /// The scores by their own words of documents of a segment, ascending; `counts` tell what was counted already.
    pub(super) fn own(
        &self,
        ord: usize,
        segment: &SegmentReader,
        docs: &[u32],
        counts: &Counts<'_>,
    ) -> Result<Vec<f32>> {
        let mut scores = vec![0.0_f32; docs.len()];
        self.words(ord, segment, docs, &mut |piece| scores[piece.place] += piece.value)?;
        let without: Vec<usize> = (0..docs.len()).filter(|i| scores[*i] <= 0.0).collect();
        if !without.is_empty() {
            self.exact(segment, docs, &without, counts, &mut scores)?;
        }
        Ok(scores)
    }

    /// Calls back with what each term of the rank stream adds.
    pub(super) fn words(
        &self,
        ord: usize,
        segment: &SegmentReader,
        docs: &[u32],
        each: &mut impl FnMut(Piece<'_>),
    ) -> Result<()> {
        for stream in &self.streams {
            let norms = segment.get_fieldnorms_reader(stream.rank).map_err(fault)?;
            for term in &stream.terms {
                term.each(ord, segment, docs, |place, frequency| {
                    let code = norms.fieldnorm_id(docs[place]);
                    let value = stream.of_rank.score(term.idf, frequency, code) * self.worth(code);
                    let (text, frequency) = (term.text.as_str(), frequency as f32);
                    each(Piece { place, signal: Signal::Words, text, with: None, value, frequency });
                })?;
            }
        }
        Ok(())
    }

    /// Scores documents by the units' occurrences in the exact stream.
    fn exact(
        &self,
        segment: &SegmentReader,
        docs: &[u32],
        places: &[usize],
        counts: &Counts<'_>,
        scores: &mut [f32],
    ) -> Result<()> {
        let mut without = Bits::none(segment.max_doc());
        places.iter().for_each(|&place| without.insert(docs[place]));
        let place = |doc: u32| docs.partition_point(|&d| d < doc);
        let mut reads = false;
        for matcher in self.tree.units.iter().filter(|u| u.is_scored()).flat_map(|u| &u.matchers) {
            let Matcher::Exact(shape) = matcher else {
                reads |= matches!(matcher, Matcher::Text(_));
                continue;
            };
            for stream in &self.streams {
                let norms = segment.get_fieldnorms_reader(stream.exact).map_err(fault)?;
                let idf = self.rarity(shape, stream)?;
                let mut add = |doc: u32, frequency: u32| {
                    let code = norms.fieldnorm_id(doc);
                    scores[place(doc)] += stream.of_exact.score(idf, frequency, code) * self.worth(code);
                };
                match counts.of(shape, stream.exact, &without) {
                    Some(found) => {
                        let wanted = found.iter().filter(|(doc, _)| without.contains(*doc));
                        wanted.for_each(|&(doc, frequency)| add(doc, frequency));
                    }
                    None => frequencies(segment, stream.exact, shape, &without, add)?,
                }
            }
        }
        if reads {
            places.iter().for_each(|&place| scores[place] = scores[place].max(TEXT));
        }
        Ok(())
    }

    /// The summed rarity of a shape's terms; patterns count as one rare term.
    fn rarity(&self, shape: &Occurrence, stream: &Stream) -> Result<f32> {
        Ok(match shape {
            Occurrence::Sequence { terms, .. } => {
                let mut sum = 0.0;
                for term in terms {
                    sum += self.rarity_of(term, stream)?;
                }
                sum
            }
            Occurrence::Pattern(_) => stream.of_exact.idf(0),
            Occurrence::Row(parts) => {
                let mut sum = 0.0;
                for part in parts.iter().flatten() {
                    sum += self.rarity(part, stream)?;
                }
                sum
            }
            Occurrence::Either(options) => {
                let mut least = f32::MAX;
                for option in options {
                    least = least.min(self.rarity(option, stream)?);
                }
                least
            }
            Occurrence::Near { operands, .. } => {
                self.rarity(&operands.0, stream)? + self.rarity(&operands.1, stream)?
            }
        })
    }

    /// The rarity of a term of the exact stream.
    pub(super) fn rarity_of(&self, term: &str, stream: &Stream) -> Result<f32> {
        let df = self.searcher.doc_freq(&Term::from_field_text(stream.exact, term)).map_err(fault)?;
        Ok(stream.of_exact.idf(df))
    }

    /// The scores by all signals of documents of a segment, ascending; with each its score by its own words, and
    /// that of the best turn of its interview.
    pub(super) fn full(
        &self,
        ord: usize,
        segment: &SegmentReader,
        docs: &[u32],
        known: impl Iterator<Item = (f32, f32)>,
    ) -> Result<Vec<f32>> {
        let mut values: Vec<Values> = vec![[0.0; TABLE.len()]; docs.len()];
        self.beside(ord, segment, docs, &mut |piece| {
            values[piece.place][piece.signal as usize] += piece.value;
        })?;
        let worth = self.worths(segment, docs)?;
        let scores = values.iter_mut().zip(known).zip(worth).map(|((values, (own, best)), worth)| {
            values.iter_mut().for_each(|value| *value *= worth);
            values[Signal::Words as usize] = own;
            values[Signal::Interview as usize] = best * worth;
            sum(values)
        });
        Ok(scores.collect())
    }

    /// Calls back with what adds to scores besides a turn's own words.
    pub(super) fn beside(
        &self,
        ord: usize,
        segment: &SegmentReader,
        docs: &[u32],
        each: &mut impl FnMut(Piece<'_>),
    ) -> Result<()> {
        around::pieces(self, ord, segment, docs, each)?;
        nearness::pieces(self, segment, docs, each)
    }

    /// What documents are worth by their lengths.
    pub(super) fn worths(&self, segment: &SegmentReader, docs: &[u32]) -> Result<Vec<f32>> {
        let mut codes = vec![0_u8; docs.len()];
        for stream in &self.streams {
            let norms = segment.get_fieldnorms_reader(stream.rank).map_err(fault)?;
            for (code, &doc) in codes.iter_mut().zip(docs) {
                *code = norms.fieldnorm_id(doc).max(*code);
            }
        }
        Ok(codes.into_iter().map(|code| self.worth(code)).collect())
    }
}

/// The terms that some document holds in this field.
fn find(
    searcher: &Searcher,
    field: Field,
    terms: &[String],
    idf: impl Fn(u64) -> f32,
) -> Result<Vec<Weighted>> {
    let mut found = Vec::new();
    for term in terms {
        found.extend(Weighted::find(searcher, field, term, &idf)?);
    }
    Ok(found)
}
