//! What stands around a turn: the passage it is part of, the question it answers, its speaker and its title.
//!
//! A turn's passage is scored as if it were one text: BM25 of the summed frequencies and lengths of the turn and
//! its neighbours, each counting less with its distance. So a passage that holds all words of the query wins over
//! one that repeats a single word, which the sum of the turns' scores would not tell apart. After the expansion
//! of passages by their context in conversational retrieval, and the merged frequencies of BM25F (Robertson,
//! Zaragoza and Taylor, 2004). No stored document is read: neighbours are the documents beside a turn, and postings
//! are only sought forwards. Deliberately absent: matching; a turn is not found for its neighbours' sake.

use tantivy::SegmentReader;

use super::bm25::length;
use super::rank::{Piece, Ranking, Stream};
use super::weights::{DECAY, REACH, Signal};
use crate::Result;
use crate::index::{Searcher, column, fault};

/// Turns of a segment, with the documents around them.
struct Passages {
    /// Every document that is looked at, ascending.
    spots: Vec<u32>,
    turns: Vec<Passage>,
}

/// One turn, by places in `spots`.
struct Passage {
    at: usize,
    first: usize,
    last: usize,
    question: Option<usize>,
    record: u32,
}

/// How much a turn counts at a distance.
fn share(distance: usize) -> f32 {
    DECAY.powi(distance as i32)
}

/// Calls back with what passages, questions, speakers and titles add to turns of a segment, ascending.
pub(super) fn pieces(
    ranking: &Ranking<'_>,
    ord: usize,
    segment: &SegmentReader,
    docs: &[u32],
    each: &mut impl FnMut(Piece<'_>),
) -> Result<()> {
    let Some(passages) = Passages::of(segment, docs)? else { return Ok(()) };
    for stream in &ranking.streams {
        passages.words(stream, (ranking.searcher(), ord, segment), each)?;
    }
    for term in &ranking.speakers {
        term.each(ord, segment, docs, |place, _| {
            let (signal, text, value) = (Signal::Speaker, term.text.as_str(), term.idf);
            each(Piece { place, signal, text, with: None, value, frequency: 1.0 });
        })?;
    }
    let mut records: Vec<u32> = passages.turns.iter().map(|t| t.record).collect();
    records.dedup();
    for term in &ranking.titles {
        term.each(ord, segment, &records, |i, _| {
            let from = passages.turns.partition_point(|t| t.record < records[i]);
            let turns = passages.turns.iter().enumerate().skip(from);
            for (place, _) in turns.take_while(|(_, t)| t.record == records[i]) {
                let (signal, text, value) = (Signal::Title, term.text.as_str(), term.idf);
                each(Piece { place, signal, text, with: None, value, frequency: 1.0 });
            }
        })?;
    }
    Ok(())
}

impl Passages {
    /// None if no document of the segment is a turn.
    fn of(segment: &SegmentReader, docs: &[u32]) -> Result<Option<Self>> {
        let columns = (column(segment, "n")?, column(segment, "len")?, column(segment, "reply")?);
        let (Some(n), Some(len), Some(reply)) = columns else { return Ok(None) };
        let number = |doc: u32| n.first(doc).unwrap_or(0) as u32;
        let ends: Vec<(u32, u32, u32)> = docs
            .iter()
            .map(|&doc| {
                let record = doc - number(doc);
                let end = record + len.first(record).unwrap_or(0) as u32;
                let first = doc.saturating_sub(REACH).max(record + 1).min(doc);
                (first, (doc + REACH).min(end).max(doc), record)
            })
            .collect();
        let asked = |doc: u32| {
            let to = reply.first(doc).filter(|to| *to > 0)? as u32;
            Some(doc - number(doc) + to)
        };
        let mut spots: Vec<u32> = ends.iter().flat_map(|&(first, last, _)| first..=last).collect();
        spots.extend(docs.iter().filter_map(|&doc| asked(doc)));
        spots.sort_unstable();
        spots.dedup();
        let place = |doc: u32| spots.partition_point(|&spot| spot < doc);
        let turns = docs.iter().zip(ends).map(|(&doc, (first, last, record))| Passage {
            at: place(doc),
            first: place(first),
            last: place(last),
            question: asked(doc).map(place),
            record,
        });
        let turns = turns.collect();
        Ok(Some(Self { spots, turns }))
    }

    /// The passages' and the questions' words.
    fn words(
        &self,
        stream: &Stream,
        (searcher, ord, segment): (&Searcher, usize, &SegmentReader),
        each: &mut impl FnMut(Piece<'_>),
    ) -> Result<()> {
        if stream.terms.is_empty() {
            return Ok(());
        }
        let lengths_of = stream.of_rank.lengths(searcher)?;
        let norms = segment.get_fieldnorms_reader(stream.of.rank).map_err(fault)?;
        let codes: Vec<u8> = self.spots.iter().map(|&doc| norms.fieldnorm_id(doc)).collect();
        let lengths: Vec<f32> = codes.iter().map(|&code| length(code) as f32).collect();
        let long: Vec<f32> = self.turns.iter().map(|t| t.merged(&lengths)).collect();
        let texts = share(0) + 2.0 * (1..=REACH as usize).map(share).sum::<f32>();
        let mut counts = vec![0.0_f32; self.spots.len()];
        for term in &stream.terms {
            counts.fill(0.0);
            term.each(ord, segment, &self.spots, |spot, count| counts[spot] = count as f32)?;
            let text = term.text.as_str();
            for (place, (turn, &long)) in self.turns.iter().zip(&long).enumerate() {
                let frequency = turn.merged(&counts);
                if frequency > 0.0 {
                    let value = lengths_of.merged(term.idf, frequency, long, texts);
                    each(Piece { place, signal: Signal::Around, text, with: None, value, frequency });
                }
                if let Some(question) = turn.question.filter(|q| counts[*q] > 0.0) {
                    let frequency = counts[question];
                    let value = lengths_of.score(term.idf, frequency as u32, codes[question]);
                    each(Piece { place, signal: Signal::Question, text, with: None, value, frequency });
                }
            }
        }
        Ok(())
    }
}

impl Passage {
    /// The sum of what the passage's documents have, each by its share.
    fn merged(&self, of: &[f32]) -> f32 {
        (self.first..=self.last).map(|spot| share(spot.abs_diff(self.at)) * of[spot]).sum()
    }
}

/// The terms that the turns around a turn hold, with the numbers of those turns.
pub(super) fn holders<'r>(
    ranking: &'r Ranking<'_>,
    ord: usize,
    segment: &SegmentReader,
    doc: u32,
) -> Result<Vec<(&'r str, u32)>> {
    let mut held = Vec::new();
    let Some(passages) = Passages::of(segment, &[doc])? else { return Ok(held) };
    let Some(turn) = passages.turns.first() else { return Ok(held) };
    let around = &passages.spots[turn.first..=turn.last];
    for stream in &ranking.streams {
        for term in &stream.terms {
            term.each(ord, segment, around, |i, _| {
                if around[i] != doc {
                    held.push((term.text.as_str(), around[i] - turn.record));
                }
            })?;
        }
    }
    Ok(held)
}
