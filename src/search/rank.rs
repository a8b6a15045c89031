//! Scores: BM25 of a turn's own words, and all signals together for the best of what was found.
//!
//! A turn that matched outside of the rank stream (inside a Chinese word, say) is scored by the occurrences in
//! the exact stream, so that no match by words scores 0. Deliberately absent: what matches (`eval`), the order
//! of what was found (`found`), and the weights (`weights`).

use tantivy::SegmentReader;
use tantivy::schema::Field;

use super::around;
use super::bm25::{Statistics, Weighted, idf, length};
use super::counts::Counts;
use super::eval::{self, Segment, streams};
use super::found::Question;
use super::lexicon::Lexicon;
use super::nearness;
use super::occur::frequencies;
use super::tree::{Matcher, Occurrence, Tree};
use super::weights::{Signal, TABLE, TEXT, Values, sum, worth};
use crate::Result;
use crate::index::{Searcher, fault, mark};
use crate::model::Rank;

/// What a query weighs, over the whole index.
pub(super) struct Ranking<'a> {
    pub(super) lexicon: &'a Lexicon<'a>,
    pub(super) tree: &'a Tree,
    rank: Rank,
    pub(super) streams: Vec<Stream>,
    /// Words of the query that occur in names of speakers.
    pub(super) speakers: Vec<Weighted>,
    /// Words of the query that occur in titles.
    pub(super) titles: Vec<Weighted>,
}

/// The streams that are searched of one sort of turns.
pub(super) struct Stream {
    pub(super) of: eval::Stream,
    pub(super) of_exact: Statistics,
    pub(super) of_rank: Statistics,
    /// The query's terms of the rank stream that occur in it.
    pub(super) terms: Vec<Weighted>,
}

/// Of so many documents or more the scores of a term are computed once for each frequency and length.
const MANY: usize = 2000;

/// So many frequencies are computed ahead.
const FREQUENCIES: usize = 8;

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
    pub(super) fn new(question: &Question<'a>, rank: Rank) -> Result<Self> {
        let Question { snapshot, lexicon, tree } = *question;
        let fields = snapshot.fields();
        let count = |mark: &str| lexicon.doc_freq(fields.mark, mark);
        let turns = || Ok(count(mark::SPEECH)? + count(mark::NOTE)?);
        // The first streams hold what is searched by default, the second all other turns.
        let main = count(mark::MAIN)?;
        let mut pairs = Vec::new();
        for (i, of) in streams(fields, tree.lifted).into_iter().enumerate() {
            let docs = if i == 0 { main } else { turns()?.saturating_sub(main) };
            let (of_exact, of_rank) = (Statistics::new(of.exact, docs), Statistics::new(of.rank, docs));
            let terms = find(lexicon, of.rank, &tree.rank, |df| Ok(of_rank.idf(df)))?;
            pairs.push(Stream { of, of_exact, of_rank, terms });
        }
        let mut ranking =
            Self { lexicon, tree, rank, streams: pairs, speakers: Vec::new(), titles: Vec::new() };
        if ranking.is_full() {
            let of = |docs: u64| move |df: u64| idf(df as f32, docs as f32);
            ranking.speakers = find(lexicon, fields.speaker_words, &tree.rank, |df| Ok(of(turns()?)(df)))?;
            ranking.titles =
                find(lexicon, fields.title_words, &tree.rank, |df| Ok(of(count(mark::RECORD)?)(df)))?;
        }
        Ok(ranking)
    }

    pub(super) fn searcher(&self) -> &'a Searcher {
        self.lexicon.searcher
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
    pub(super) fn own(&self, segment: &Segment<'_>, docs: &[u32], counts: &Counts<'_>) -> Result<Vec<f32>> {
        let mut scores = vec![0.0_f32; docs.len()];
        if docs.is_empty() {
            return Ok(scores);
        }
        for stream in self.streams.iter().filter(|stream| !stream.terms.is_empty()) {
            let lengths = stream.of_rank.lengths(self.searcher())?;
            let norms = segment.reader.get_fieldnorms_reader(stream.of.rank).map_err(fault)?;
            for term in &stream.terms {
                let value =
                    |frequency: u32, code: u8| lengths.score(term.idf, frequency, code) * self.worth(code);
                let ahead = if docs.len() < MANY { 0 } else { FREQUENCIES };
                let table: Vec<[f32; 256]> =
                    (1..=ahead).map(|n| std::array::from_fn(|code| value(n as u32, code as u8))).collect();
                term.each(segment.ord, segment.reader, docs, |place, frequency| {
                    let code = norms.fieldnorm_id(docs[place]);
                    scores[place] += match table.get(frequency as usize - 1) {
                        Some(by_code) => by_code[usize::from(code)],
                        None => value(frequency, code),
                    };
                })?;
            }
        }
        let without: Vec<u32> =
            docs.iter().zip(&scores).filter(|(_, score)| **score <= 0.0).map(|(doc, _)| *doc).collect();
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
            let lengths = stream.of_rank.lengths(self.searcher())?;
            let norms = segment.get_fieldnorms_reader(stream.of.rank).map_err(fault)?;
            for term in &stream.terms {
                term.each(ord, segment, docs, |place, frequency| {
                    let code = norms.fieldnorm_id(docs[place]);
                    let value = lengths.score(term.idf, frequency, code) * self.worth(code);
                    let (text, frequency) = (term.text.as_str(), frequency as f32);
                    each(Piece { place, signal: Signal::Words, text, with: None, value, frequency });
                })?;
            }
        }
        Ok(())
    }

    /// Scores the documents `without` a score, which are some of these, by the units' occurrences in the exact stream.
    fn exact(
        &self,
        segment: &Segment<'_>,
        docs: &[u32],
        without: &[u32],
        counts: &Counts<'_>,
        scores: &mut [f32],
    ) -> Result<()> {
        let place = |doc: u32| docs.partition_point(|&d| d < doc);
        let mut reads = false;
        for matcher in self.tree.units.iter().filter(|u| u.is_scored()).flat_map(|u| &u.matchers) {
            let Matcher::Exact(shape) = matcher else {
                reads |= matches!(matcher, Matcher::Text(_));
                continue;
            };
            for stream in &self.streams {
                let lengths = stream.of_exact.lengths(self.searcher())?;
                let norms = segment.reader.get_fieldnorms_reader(stream.of.exact).map_err(fault)?;
                let idf = self.rarity(shape, stream)?;
                let mut add = |doc: u32, frequency: u32| {
                    let code = norms.fieldnorm_id(doc);
                    scores[place(doc)] += lengths.score(idf, frequency, code) * self.worth(code);
                };
                match counts.of(shape, stream.of.exact, without) {
                    Some(found) => {
                        let wanted = |doc: &u32| without.binary_search(doc).is_ok();
                        let wanted = found.iter().filter(|(doc, _)| wanted(doc));
                        wanted.for_each(|&(doc, frequency)| add(doc, frequency));
                    }
                    None => frequencies(segment, &stream.of, shape, Some(without), add)?,
                }
            }
        }
        if reads {
            without.iter().map(|doc| place(*doc)).for_each(|at| scores[at] = scores[at].max(TEXT));
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
        Ok(stream.of_exact.idf(self.lexicon.doc_freq(stream.of.exact, term)?))
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
        nearness::pieces(self, ord, segment, docs, each)
    }

    /// What documents are worth by their lengths.
    pub(super) fn worths(&self, segment: &SegmentReader, docs: &[u32]) -> Result<Vec<f32>> {
        let mut codes = vec![0_u8; docs.len()];
        for stream in &self.streams {
            let norms = segment.get_fieldnorms_reader(stream.of.rank).map_err(fault)?;
            for (code, &doc) in codes.iter_mut().zip(docs) {
                *code = norms.fieldnorm_id(doc).max(*code);
            }
        }
        Ok(codes.into_iter().map(|code| self.worth(code)).collect())
    }
}

/// The terms that some document holds in this field.
fn find(
    lexicon: &Lexicon<'_>,
    field: Field,
    terms: &[String],
    idf: impl Fn(u64) -> Result<f32>,
) -> Result<Vec<Weighted>> {
    let mut found = Vec::new();
    for term in terms {
        found.extend(Weighted::find(lexicon, field, term, &idf)?);
    }
    Ok(found)
}
