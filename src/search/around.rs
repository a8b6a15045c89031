//! What stands around a turn: the passage it is part of, the question it answers, its speaker and its title.
//!
//! A turn's passage is scored as if it were one text: BM25 of the summed frequencies and lengths of the turn and
//! its neighbours, each counting less with its distance. So a passage that holds all words of the query wins over
//! one that repeats a single word, which the sum of the turns' scores would not tell apart. After the expansion
//! of passages by their context in conversational retrieval, and the merged frequencies of BM25F (Robertson,
//! Zaragoza and Taylor, 2004). No stored document is read: neighbours are the documents beside a turn, and postings
//! are only sought forwards. Deliberately absent: matching; a turn is not found for its neighbours' sake.

use super::bm25::length;
use super::rank::{Piece, Ranking, Stream};
use super::records::Turns;
use super::weights::{DECAY, REACH, Signal};
use crate::Result;
use crate::index::{Searcher, column, fault};

/// So many documents may be part of a passage on either side, and the turn itself.
const SHARES: usize = REACH as usize + 1;

/// Turns of a segment, with the documents around them.
struct Passages {
    /// Every document that is looked at, ascending.
    spots: Vec<u32>,
    /// One of each turn.
    turns: Vec<Passage>,
    /// How much a document counts at a distance.
    shares: [f32; SHARES],
}

/// One turn, by places in `spots`.
struct Passage {
    at: usize,
    first: usize,
    last: usize,
}

/// Calls back with what passages, speakers and titles add to turns of a segment.
pub(super) fn pieces(
    ranking: &Ranking<'_>,
    turns: &Turns<'_>,
    each: &mut dyn FnMut(Piece<'_>),
) -> Result<()> {
    let passages = Passages::of(turns);
    for stream in &ranking.streams {
        passages.words(stream, ranking.searcher(), turns, each)?;
    }
    for term in &ranking.speakers {
        term.each(turns.ord, turns.segment, turns.docs, |place, _| {
            let (signal, text, value) = (Signal::Speaker, term.text.as_str(), term.idf);
            each(Piece { place, signal, text, with: None, value, frequency: 1.0 });
        })?;
    }
    let mut records: Vec<u32> = turns.blocks.iter().map(|block| block.start).collect();
    records.dedup();
    for term in &ranking.titles {
        term.each(turns.ord, turns.segment, &records, |i, _| {
            let from = turns.blocks.partition_point(|block| block.start < records[i]);
            let blocks = turns.blocks.iter().enumerate().skip(from);
            for (place, _) in blocks.take_while(|(_, block)| block.start == records[i]) {
                let (signal, text, value) = (Signal::Title, term.text.as_str(), term.idf);
                each(Piece { place, signal, text, with: None, value, frequency: 1.0 });
            }
        })?;
    }
    Ok(())
}

/// Calls back with what the questions add that turns reply to.
pub(super) fn questions(
    ranking: &Ranking<'_>,
    turns: &Turns<'_>,
    each: &mut dyn FnMut(Piece<'_>),
) -> Result<()> {
    if ranking.streams.iter().all(|stream| stream.terms.is_empty()) {
        return Ok(());
    }
    let Some(reply) = column(turns.segment, "reply")? else { return Ok(()) };
    let replies = turns.docs.iter().zip(turns.blocks).enumerate();
    let mut asked: Vec<(u32, usize)> = replies
        .filter_map(|(place, (&doc, block))| {
            let to = reply.first(doc).filter(|to| *to > 0)? as u32;
            Some((block.start + to, place))
        })
        .collect();
    asked.sort_unstable();
    let mut docs: Vec<u32> = asked.iter().map(|(doc, _)| *doc).collect();
    docs.dedup();
    for stream in ranking.streams.iter().filter(|stream| !stream.terms.is_empty()) {
        let lengths = stream.of_rank.lengths(ranking.searcher())?;
        let norms = turns.segment.get_fieldnorms_reader(stream.of.rank).map_err(fault)?;
        for term in &stream.terms {
            let (signal, text) = (Signal::Question, term.text.as_str());
            term.each(turns.ord, turns.segment, &docs, |i, count| {
                let value = lengths.score(term.idf, count, norms.fieldnorm_id(docs[i]));
                let from = asked.partition_point(|(doc, _)| *doc < docs[i]);
                for &(_, place) in asked[from..].iter().take_while(|(doc, _)| *doc == docs[i]) {
                    each(Piece { place, signal, text, with: None, value, frequency: count as f32 });
                }
            })?;
        }
    }
    Ok(())
}

impl Passages {
    fn of(turns: &Turns<'_>) -> Self {
        let (mut spots, mut passages) = (Vec::new(), Vec::with_capacity(turns.docs.len()));
        for (&doc, block) in turns.docs.iter().zip(turns.blocks) {
            let first = doc.saturating_sub(REACH).max(block.start + 1).min(doc);
            let last = (doc + REACH).min(block.end - 1).max(doc);
            // Passages begin and end in the order of their turns.
            let from = spots.last().map_or(first, |reached| first.max(reached + 1));
            spots.extend(from..=last);
            let end = spots.len() - 1;
            let place = |of: u32| end - (last - of) as usize;
            passages.push(Passage { at: place(doc), first: place(first), last: end });
        }
        let shares = std::array::from_fn(|distance| DECAY.powi(distance as i32));
        Self { spots, turns: passages, shares }
    }

    /// The passages' words.
    fn words(
        &self,
        stream: &Stream,
        searcher: &Searcher,
        of: &Turns<'_>,
        each: &mut dyn FnMut(Piece<'_>),
    ) -> Result<()> {
        if stream.terms.is_empty() {
            return Ok(());
        }
        let lengths_of = stream.of_rank.lengths(searcher)?;
        let norms = of.segment.get_fieldnorms_reader(stream.of.rank).map_err(fault)?;
        let lengths: Vec<f32> =
            self.spots.iter().map(|&doc| length(norms.fieldnorm_id(doc)) as f32).collect();
        let long: Vec<f32> = self.turns.iter().map(|turn| self.merged(turn, &lengths)).collect();
        let texts = self.shares[0] + 2.0 * self.shares[1..].iter().sum::<f32>();
        let mut frequencies = vec![0.0_f32; self.turns.len()];
        for term in &stream.terms {
            frequencies.fill(0.0);
            let mut from = 0;
            term.each(of.ord, of.segment, &self.spots, |spot, count| {
                from += self.turns[from..].iter().take_while(|turn| turn.last < spot).count();
                let around = self.turns[from..].iter().zip(&mut frequencies[from..]);
                for (turn, frequency) in around.take_while(|(turn, _)| turn.first <= spot) {
                    *frequency += self.share(turn, spot) * count as f32;
                }
            })?;
            let (signal, text) = (Signal::Around, term.text.as_str());
            for (place, (&frequency, &long)) in frequencies.iter().zip(&long).enumerate() {
                if frequency > 0.0 {
                    let value = lengths_of.merged(term.idf, frequency, long, texts);
                    each(Piece { place, signal, text, with: None, value, frequency });
                }
            }
        }
        Ok(())
    }

    /// The sum of what a passage's documents have, each by its share.
    fn merged(&self, turn: &Passage, of: &[f32]) -> f32 {
        (turn.first..=turn.last).map(|spot| self.share(turn, spot) * of[spot]).sum()
    }

    /// How much a document of a passage counts.
    fn share(&self, turn: &Passage, spot: usize) -> f32 {
        self.shares[spot.abs_diff(turn.at)]
    }
}

/// The terms that the turns around a turn hold, with the numbers of those turns.
pub(super) fn holders<'r>(ranking: &'r Ranking<'_>, of: &Turns<'_>) -> Result<Vec<(&'r str, u32)>> {
    let mut held = Vec::new();
    let around = Passages::of(of).spots;
    for term in ranking.streams.iter().flat_map(|stream| &stream.terms) {
        term.each(of.ord, of.segment, &around, |i, _| {
            if !of.docs.contains(&around[i]) {
                held.push((term.text.as_str(), around[i] - of.blocks[0].start));
            }
        })?;
    }
    Ok(held)
}
