//! BM25 of what was found: the sum over the query's distinct terms of the rank stream.
//!
//! A turn that matched outside of the rank stream (inside a Chinese word, say) is scored by the occurrences in
//! the exact stream, so that no match by words scores 0. After Robertson and Zaragoza, "The Probabilistic
//! Relevance Framework: BM25 and Beyond" (2009). Deliberately absent: what matches (`eval`).

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED, Term};

use super::around::{NEXT, smoothed};
use super::bits::Bits;
use super::eval::{Streams, streams};
use super::sequence::frequencies;
use super::tree::{Matcher, Occurrence, Tree};
use crate::Result;
use crate::index::{Fields, fault, mark};
use crate::model::Rank;

// The weights that are usual for passages (Anserini's): turns are short, and 1.2 and 0.75, made for articles, put
// turns of one word first.

/// How fast more occurrences stop counting.
const K1: f32 = 0.9;
/// How much long turns are held against their occurrences, 0 to 1.
const B: f32 = 0.4;

/// What a match of a regular expression alone scores: no word of it is known.
const TEXT: f32 = 1.0;

/// The weights of a query's terms over the whole index.
pub(super) struct Ranking<'a> {
    tree: &'a Tree,
    rank: Rank,
    streams: Streams,
    stats: Vec<(Stream, Stream)>,
    /// Of each stream, the terms that occur, with their weights.
    terms: Vec<Vec<(String, f32)>>,
}

/// What BM25 needs of a field.
struct Stream {
    docs: f32,
    /// The denominator's constant part by length code.
    norms: [f32; 256],
}

impl Stream {
    fn new(searcher: &Searcher, field: Field, docs: u64) -> Result<Self> {
        let mut tokens = 0;
        for segment in searcher.segment_readers() {
            tokens += segment.inverted_index(field).map_err(fault)?.total_num_tokens();
        }
        let docs = docs.max(1) as f32;
        let average = (tokens as f32 / docs).max(1.0);
        let norm = |code: usize| {
            let length = FieldNormReader::id_to_fieldnorm(code as u8) as f32;
            K1 * (1.0 - B + B * length / average)
        };
        Ok(Self { docs, norms: std::array::from_fn(norm) })
    }

    fn idf(&self, doc_freq: u64) -> f32 {
        let df = (doc_freq as f32).min(self.docs);
        (1.0 + (self.docs - df + 0.5) / (df + 0.5)).ln()
    }

    fn score(&self, idf: f32, frequency: u32, norm: u8) -> f32 {
        let frequency = frequency as f32;
        idf * (K1 + 1.0) * frequency / (frequency + self.norms[usize::from(norm)])
    }
}

impl<'a> Ranking<'a> {
    pub(super) fn new(searcher: &Searcher, fields: &Fields, tree: &'a Tree, rank: Rank) -> Result<Self> {
        let streams = streams(fields, tree.lifted);
        let count = |mark: &str| searcher.doc_freq(&Term::from_field_text(fields.mark, mark)).map_err(fault);
        // The first pair holds what is searched by default, the second all other turns.
        let main = count(mark::MAIN)?;
        let rest = (count(mark::SPEECH)? + count(mark::NOTE)?).saturating_sub(main);
        let (mut stats, mut terms) = (Vec::new(), Vec::new());
        for (&(exact, words), docs) in streams.iter().zip([main, rest]) {
            let of_rank = Stream::new(searcher, words, docs)?;
            let mut weights = Vec::new();
            for term in &tree.rank {
                let df = searcher.doc_freq(&Term::from_field_text(words, term)).map_err(fault)?;
                if df > 0 {
                    weights.push((term.clone(), of_rank.idf(df)));
                }
            }
            terms.push(weights);
            stats.push((Stream::new(searcher, exact, docs)?, of_rank));
        }
        Ok(Self { tree, rank, streams, stats, terms })
    }

    /// The score of each document found in a segment, in ascending order of documents.
    pub(super) fn scores(
        &self,
        searcher: &Searcher,
        segment: &SegmentReader,
        found: &Bits,
    ) -> Result<Vec<(u32, f32)>> {
        let mut scores = vec![0.0_f32; segment.max_doc() as usize];
        let full = self.rank == Rank::Full;
        for ((&(_, rank), (_, stream)), terms) in self.streams.iter().zip(&self.stats).zip(&self.terms) {
            for (term, idf) in terms {
                let within = (!full).then_some(found);
                each_posting(segment, rank, term, within, |doc, frequency, norm| {
                    scores[doc as usize] += stream.score(*idf, frequency, norm);
                })?;
            }
        }
        let mut without = found.clone();
        let mut scored = Bits::none(segment.max_doc());
        found.iter().filter(|d| scores[*d as usize] > 0.0).for_each(|d| scored.insert(d));
        without.remove(&scored);
        if !without.is_empty() {
            self.exact(searcher, segment, &without, &mut scores)?;
        }
        if full {
            return Ok(smoothed(found, &scores));
        }
        Ok(found.iter().map(|doc| (doc, scores[doc as usize])).collect())
    }

    /// Scores documents by the units' occurrences in the exact stream.
    fn exact(
        &self,
        searcher: &Searcher,
        segment: &SegmentReader,
        docs: &Bits,
        scores: &mut [f32],
    ) -> Result<()> {
        let shown = self.tree.units.iter().filter(|u| u.shown && !u.filter).flat_map(|u| &u.matchers);
        let mut reads = false;
        for matcher in shown {
            let Matcher::Exact(shape) = matcher else {
                reads |= matches!(matcher, Matcher::Text(_));
                continue;
            };
            for (&(exact, _), (stream, _)) in self.streams.iter().zip(&self.stats) {
                let norms = segment.get_fieldnorms_reader(exact).map_err(fault)?;
                let idf = rarity(searcher, exact, shape, stream)?;
                frequencies(segment, exact, shape, docs, |doc, frequency| {
                    scores[doc as usize] += stream.score(idf, frequency, norms.fieldnorm_id(doc));
                })?;
            }
        }
        if reads {
            docs.iter().for_each(|doc| scores[doc as usize] = scores[doc as usize].max(TEXT));
        }
        Ok(())
    }

    /// How a turn's score came about, a line a term.
    pub(super) fn explain(&self, segment: &SegmentReader, doc: u32) -> Result<String> {
        let mut only = Bits::none(segment.max_doc());
        only.insert(doc);
        let mut lines = Vec::new();
        for ((&(_, rank), (_, stream)), terms) in self.streams.iter().zip(&self.stats).zip(&self.terms) {
            for (term, idf) in terms {
                each_posting(segment, rank, term, Some(&only), |_, frequency, norm| {
                    let score = stream.score(*idf, frequency, norm);
                    let length = FieldNormReader::id_to_fieldnorm(norm);
                    lines.push(format!(
                        "{score:.3} {term} (idf {idf:.3}, {frequency} times in about {length} terms)"
                    ));
                })?;
            }
        }
        if lines.is_empty() {
            lines.push(String::from("no term of the rank stream: scored by occurrences in the exact stream"));
        }
        if self.rank == Rank::Full {
            lines.push(format!("and {NEXT} of what the turns beside it score"));
        }
        Ok(lines.join("\n"))
    }
}

/// The summed rarity of a shape's terms; patterns count as one rare term.
fn rarity(searcher: &Searcher, field: Field, shape: &Occurrence, stream: &Stream) -> Result<f32> {
    Ok(match shape {
        Occurrence::Sequence { terms, .. } => {
            let mut sum = 0.0;
            for term in terms {
                let df = searcher.doc_freq(&Term::from_field_text(field, term)).map_err(fault)?;
                sum += stream.idf(df);
            }
            sum
        }
        Occurrence::Pattern(_) => stream.idf(0),
        Occurrence::Row(parts) => {
            let mut sum = 0.0;
            for part in parts.iter().flatten() {
                sum += rarity(searcher, field, part, stream)?;
            }
            sum
        }
        Occurrence::Either(options) => {
            let mut least = f32::MAX;
            for option in options {
                least = least.min(rarity(searcher, field, option, stream)?);
            }
            least
        }
        Occurrence::Near { operands, .. } => {
            rarity(searcher, field, &operands.0, stream)? + rarity(searcher, field, &operands.1, stream)?
        }
    })
}

/// Calls back with document, frequency and length code of each document (of the set, if there is one) that
/// holds the term.
fn each_posting(
    segment: &SegmentReader,
    field: Field,
    term: &str,
    within: Option<&Bits>,
    mut each: impl FnMut(u32, u32, u8),
) -> Result<()> {
    let inverted = segment.inverted_index(field).map_err(fault)?;
    let term = Term::from_field_text(field, term);
    let list = inverted.read_postings(&term, IndexRecordOption::WithFreqs).map_err(fault)?;
    let Some(mut list) = list else { return Ok(()) };
    let norms = segment.get_fieldnorms_reader(field).map_err(fault)?;
    while list.doc() != TERMINATED {
        let doc = list.doc();
        if within.is_none_or(|within| within.contains(doc)) {
            each(doc, list.term_freq(), norms.fieldnorm_id(doc));
        }
        list.advance();
    }
    Ok(())
}
