//! Scores by a turn's own words: BM25 of the rank stream.
//!
//! A turn that matched outside of the rank stream (inside a Chinese word, say) is scored by the occurrences in
//! the exact stream, so that no match by words scores 0. Of a word alone the lengths of those turns are looked at that
//! have it often enough to be among the best: most have it once. Deliberately absent: what matches (`eval`), and what
//! stands around a turn (`around`).

use tantivy::fieldnorm::FieldNormReader;

use super::best::Best;
use super::bm25::{Lengths, Weighted};
use super::counts::Counts;
use super::eval::Segment;
use super::lists::{self, Cursor};
use super::occur::frequencies;
use super::rank::{Ranking, Stream};
use super::tree::{Matcher, Occurrence};
use super::weights::{ENOUGH, TEXT};
use crate::Result;
use crate::index::fault;

/// Of so many documents or more the scores of one of several terms are computed once for each frequency and length.
const MANY: usize = 2000;

/// So many frequencies are computed ahead.
const FREQUENCIES: usize = 8;

/// So many documents are scored at a time by several terms.
const CHUNK: usize = 1024;

/// A term of the rank stream in a segment.
struct Scorer<'r, 'a> {
    list: Cursor,
    norms: FieldNormReader,
    weight: Weight<'r, 'a>,
    /// How often each of the documents at hand has it, if that was counted already; never, it may be.
    known: Option<Vec<u32>>,
    /// Scores by frequency and length code, as far as they were computed ahead.
    table: Vec<[f32; 256]>,
}

/// What a term weighs.
struct Weight<'r, 'a> {
    ranking: &'r Ranking<'a>,
    lengths: &'r Lengths,
    idf: f32,
}

impl Ranking<'_> {
    /// Offers documents of a segment, ascending, by the scores of their own words to the best, but for those that score
    /// less than these; `counts` tell what was counted already.
    pub(super) fn own(
        &self,
        segment: &Segment<'_>,
        docs: &[u32],
        counts: &Counts<'_>,
        best: &mut Best<'_>,
    ) -> Result<()> {
        let mut terms = Vec::new();
        for stream in self.streams.iter().filter(|_| !docs.is_empty()) {
            for term in &stream.terms {
                if let Some(mut scorer) = Scorer::open(self, stream, term, segment)? {
                    scorer.known = counts.of_term(stream.of.rank, &term.text, docs);
                    terms.push(scorer);
                }
            }
        }
        let mut without = Vec::new();
        match &mut terms[..] {
            [] => without.extend_from_slice(docs),
            [only] => only.offer(docs, best, &mut without),
            several => offer(several, docs, best, &mut without),
        }
        let scores = self.exact(segment, &without, counts)?;
        without.iter().zip(scores).for_each(|(doc, score)| best.offer(*doc, score));
        Ok(())
    }

    /// Offers all documents of a segment that hold the query's one term of the rank stream, by the scores of their own
    /// words, to the best, and others that hold it not; false if there is no such term.
    pub(super) fn own_of_one(
        &self,
        segment: &Segment<'_>,
        others: &[u32],
        best: &mut Best<'_>,
    ) -> Result<bool> {
        let [stream] = &self.streams[..] else { return Ok(false) };
        let [term] = &stream.terms[..] else { return Ok(false) };
        let Some(scorer) = Scorer::open(self, stream, term, segment)? else { return Ok(false) };
        let Scorer { list, norms, weight, .. } = scorer;
        let score = |frequency: u32, code: u8| weight.score(frequency, code);
        let mut bar = Bar::new(&score, best.least());
        list.each(|docs, frequencies| bar.offer(docs, frequencies, (&norms, &score), best));
        let scores = self.exact(segment, others, &Counts::default())?;
        others.iter().zip(scores).for_each(|(doc, score)| best.offer(*doc, score));
        Ok(true)
    }

    /// The scores of documents, ascending, by the units' occurrences in the exact stream.
    pub(super) fn exact(&self, segment: &Segment<'_>, docs: &[u32], counts: &Counts<'_>) -> Result<Vec<f32>> {
        let mut scores = vec![0.0_f32; docs.len()];
        if docs.is_empty() {
            return Ok(scores);
        }
        let mut reads = false;
        for matcher in self.tree.units.iter().filter(|u| u.is_scored()).flat_map(|u| &u.matchers) {
            let Matcher::Exact(shape) = matcher else {
                reads |= matches!(matcher, Matcher::Text(_));
                continue;
            };
            for stream in &self.streams {
                let lengths = stream.of_exact.lengths(self.searcher())?;
                let norms = segment.reader.get_fieldnorms_reader(stream.of.exact).map_err(fault)?;
                let weight = Weight { ranking: self, lengths, idf: self.rarity(shape, stream)? };
                let mut at = 0;
                let mut add = |doc: u32, frequency: u32| {
                    at += lists::skip_to(&docs[at..], doc);
                    if docs.get(at) == Some(&doc) {
                        scores[at] += weight.score(frequency, norms.fieldnorm_id(doc));
                    }
                };
                match counts.of(shape, stream.of.exact, docs) {
                    Some(found) => found.iter().for_each(|&(doc, frequency)| add(doc, frequency)),
                    None => frequencies(segment, &stream.of, shape, Some(docs), add)?,
                }
            }
        }
        if reads {
            scores.iter_mut().for_each(|score| *score = score.max(TEXT));
        }
        Ok(scores)
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
}

impl<'r, 'a> Scorer<'r, 'a> {
    /// None if no document of the segment scores by it.
    fn open(
        ranking: &'r Ranking<'a>,
        stream: &'r Stream,
        term: &Weighted,
        segment: &Segment<'_>,
    ) -> Result<Option<Self>> {
        let list = term.open(segment.ord, segment.reader)?.filter(|_| term.idf > 0.0);
        let Some(list) = list else { return Ok(None) };
        let norms = segment.reader.get_fieldnorms_reader(stream.of.rank).map_err(fault)?;
        let lengths = stream.of_rank.lengths(ranking.searcher())?;
        let weight = Weight { ranking, lengths, idf: term.idf };
        Ok(Some(Self { list, norms, weight, known: None, table: Vec::new() }))
    }

    /// Offers documents that have the term to the best; those that have it not are `without`.
    fn offer(&mut self, docs: &[u32], best: &mut Best<'_>, without: &mut Vec<u32>) {
        let Self { list, norms, weight, .. } = self;
        let score = |frequency: u32, code: u8| weight.score(frequency, code);
        let mut bar = Bar::new(&score, best.least());
        let mut seen = 0;
        list.among(docs, |place, frequencies| {
            if place > seen {
                without.extend_from_slice(&docs[seen..place]);
            }
            seen = place + frequencies.len();
            // What is filtered comes one by one, as a rule.
            if frequencies.len() == 1 && frequencies[0] < bar.often {
                return;
            }
            bar.offer(&docs[place..seen], frequencies, (norms, &score), best);
        });
        without.extend_from_slice(&docs[seen..]);
    }

    /// Adds what the term scores in each of some documents, the first of which has this place among all.
    fn add(&mut self, first: usize, docs: &[u32], scores: &mut [f32]) {
        let Self { list, norms, weight, known, table } = self;
        let mut add = |place: usize, frequencies: &[u32]| {
            for (place, &frequency) in (place..).zip(frequencies) {
                let code = norms.fieldnorm_id(docs[place]);
                scores[place] += match table.get((frequency as usize).wrapping_sub(1)) {
                    Some(by_code) => by_code[usize::from(code)],
                    None => weight.score(frequency, code),
                };
            }
        };
        match known {
            Some(known) => add(0, &known[first..first + docs.len()]),
            None => list.among(docs, add),
        }
    }
}

/// What a document must be like to score so much by one term.
struct Bar {
    least: f32,
    /// It has the term so often.
    often: u32,
    /// It is no longer than this, by its code, if it has the term once, twice, and so on.
    longest: [u8; FREQUENCIES],
}

impl Bar {
    fn new(score: &impl Fn(u32, u8) -> f32, least: f32) -> Self {
        let mut bar = Self { least, often: 1, longest: [u8::MAX; FREQUENCIES] };
        for (frequency, code) in (1..).zip(&mut bar.longest) {
            match longest(|code| score(frequency, code), least) {
                Some(longest) => *code = longest,
                None => bar.often = frequency + 1,
            }
        }
        bar
    }

    /// Offers those of some documents to the best that may be among them, and rises with these.
    fn offer(
        &mut self,
        docs: &[u32],
        frequencies: &[u32],
        (norms, score): (&FieldNormReader, &impl Fn(u32, u8) -> f32),
        best: &mut Best<'_>,
    ) {
        if frequencies.iter().copied().fold(0, u32::max) < self.often {
            return;
        }
        for (&doc, &frequency) in docs.iter().zip(frequencies) {
            if frequency >= self.often {
                let code = norms.fieldnorm_id(doc);
                if self.longest.get(frequency as usize - 1).is_none_or(|longest| code <= *longest) {
                    best.offer(doc, score(frequency, code));
                }
            }
        }
        if best.least() > self.least {
            *self = Self::new(score, best.least());
        }
    }
}

/// Offers documents that have some of the terms to the best; those that have none are `without`.
fn offer(terms: &mut [Scorer<'_, '_>], docs: &[u32], best: &mut Best<'_>, without: &mut Vec<u32>) {
    let ahead = if docs.len() < MANY { 0 } else { FREQUENCIES };
    for Scorer { weight, table, .. } in terms.iter_mut() {
        let by_code = |n: usize| std::array::from_fn(|code| weight.score(n as u32, code as u8));
        *table = (1..=ahead).map(by_code).collect();
    }
    let mut scores = vec![0.0_f32; CHUNK.min(docs.len())];
    for (first, docs) in (0..).step_by(CHUNK).zip(docs.chunks(CHUNK)) {
        scores.fill(0.0);
        terms.iter_mut().for_each(|term| term.add(first, docs, &mut scores));
        for (&doc, &score) in docs.iter().zip(&scores) {
            if score <= 0.0 {
                without.push(doc);
            } else if score >= best.least() {
                best.offer(doc, score);
            }
        }
    }
}

impl Weight<'_, '_> {
    /// The score of a document that has it so often and is so long.
    fn score(&self, frequency: u32, code: u8) -> f32 {
        self.lengths.score(self.idf, frequency, code) * self.ranking.worth(code)
    }
}

/// How long, by its code, a document may be to score so much; none if it cannot.
fn longest(score: impl Fn(u8) -> f32, least: f32) -> Option<u8> {
    // The shortest are worth less than they score; from there on what is longer only scores less.
    let short = ENOUGH as u8;
    if !(0..=short).any(|code| score(code) >= least) {
        return None;
    }
    let (mut longest, mut beyond) = (short, 256);
    while u16::from(longest) + 1 < beyond {
        let code = u16::midpoint(longest.into(), beyond) as u8;
        match score(code) >= least {
            true => longest = code,
            false => beyond = code.into(),
        }
    }
    Some(longest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::bm25::length;
    use crate::search::weights::worth;

    proptest! {
        #[test]
        fn nothing_is_left_out_that_scores_enough(
            idf in 0.0001_f32..20.0, average in 1.0_f32..3000.0, least in 0.0_f32..60.0, full: bool,
        ) {
            let lengths = Lengths::new(average);
            let worth = |code| if full { worth(length(code)) } else { 1.0 };
            let score = |frequency, code| lengths.score(idf, frequency, code) * worth(code);
            let bar = Bar::new(&score, least);
            for frequency in 1..20 {
                for code in 0..=255 {
                    let longest = bar.longest.get(frequency as usize - 1);
                    let passes = frequency >= bar.often && longest.is_none_or(|longest| code <= *longest);
                    prop_assert!(passes || score(frequency, code) < least, "{frequency} {code}");
                }
            }
        }
    }
}
