//! BM25 over a field, and the postings it is computed from.
//!
//! After Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). Deliberately
//! absent: which fields and terms, and what is done with the scores.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use super::weights::{B, K1};
use crate::Result;
use crate::index::{Searcher, fault};

/// What BM25 needs of a field.
pub(super) struct Statistics {
    docs: f32,
    average: f32,
    /// The denominator's constant part by length code.
    norms: [f32; 256],
}

impl Statistics {
    /// Of a field that so many documents may have.
    pub(super) fn new(searcher: &Searcher, field: Field, docs: u64) -> Result<Self> {
        let mut tokens = 0;
        for segment in searcher.segment_readers() {
            tokens += segment.inverted_index(field).map_err(fault)?.total_num_tokens();
        }
        let docs = docs.max(1) as f32;
        let average = (tokens as f32 / docs).max(1.0);
        let mut statistics = Self { docs, average, norms: [0.0; 256] };
        statistics.norms = std::array::from_fn(|code| statistics.norm(length(code as u8) as f32, 1.0));
        Ok(statistics)
    }

    /// The denominator's constant part of a text that is `length` long, where `texts` of them make a text.
    fn norm(&self, length: f32, texts: f32) -> f32 {
        K1 * (1.0 - B + B * length / (texts * self.average))
    }

    pub(super) fn idf(&self, doc_freq: u64) -> f32 {
        idf(doc_freq as f32, self.docs)
    }

    /// The score of a term in a document with this length code.
    pub(super) fn score(&self, idf: f32, frequency: u32, code: u8) -> f32 {
        saturated(idf, frequency as f32, self.norms[usize::from(code)])
    }

    /// The score of a term in a text made of several, each in part: their frequencies and lengths are summed, and
    /// `texts` is the sum of the parts.
    pub(super) fn merged(&self, idf: f32, frequency: f32, length: f32, texts: f32) -> f32 {
        saturated(idf, frequency, self.norm(length, texts))
    }
}

fn saturated(idf: f32, frequency: f32, norm: f32) -> f32 {
    idf * (K1 + 1.0) * frequency / (frequency + norm)
}

/// How much it says that one of `docs` documents is one of `doc_freq`.
pub(super) fn idf(doc_freq: f32, docs: f32) -> f32 {
    let df = doc_freq.min(docs);
    (1.0 + (docs - df + 0.5) / (df + 0.5)).ln()
}

/// The length, nearly, that a code stands for.
pub(super) fn length(code: u8) -> u32 {
    FieldNormReader::id_to_fieldnorm(code)
}

/// A term of a field, looked up in all segments.
pub(super) struct Weighted {
    pub(super) text: String,
    pub(super) idf: f32,
    field: Field,
    infos: Vec<Option<TermInfo>>,
}

impl Weighted {
    /// Looks a term up; none if no document holds it. `idf` weighs the number of documents that do.
    pub(super) fn find(
        searcher: &Searcher,
        field: Field,
        text: &str,
        idf: impl Fn(u64) -> f32,
    ) -> Result<Option<Self>> {
        let term = Term::from_field_text(field, text);
        let infos = searcher.infos(&term)?;
        let docs = infos.iter().flatten().map(|info| u64::from(info.doc_freq)).sum();
        let found = || Self { text: text.to_owned(), idf: idf(docs), field, infos };
        Ok((docs > 0).then(found))
    }

    /// Calls back with the place and the frequency of each of these documents, ascending, that holds the term.
    pub(super) fn each(
        &self,
        ord: usize,
        segment: &SegmentReader,
        docs: &[u32],
        mut each: impl FnMut(usize, u32),
    ) -> Result<()> {
        let Some(info) = self.infos.get(ord).and_then(Option::as_ref) else { return Ok(()) };
        let inverted = segment.inverted_index(self.field).map_err(fault)?;
        let list = inverted.read_postings_from_terminfo(info, IndexRecordOption::WithFreqs);
        let mut list = list.map_err(fault)?;
        let mut i = 0;
        while let Some(&doc) = docs.get(i) {
            let at = if list.doc() < doc { list.seek(doc) } else { list.doc() };
            match at {
                TERMINATED => break,
                _ if at == doc => {
                    each(i, list.term_freq());
                    i += 1;
                }
                _ => i += skip(&docs[i..], at),
            }
        }
        Ok(())
    }
}

/// How many documents, ascending, come before this one, looked for in steps that double.
fn skip(docs: &[u32], before: u32) -> usize {
    let mut step = 1;
    while docs.get(step).is_some_and(|&doc| doc < before) {
        step *= 2;
    }
    let from = step / 2;
    let until = docs.len().min(step + 1);
    from + docs[from..until].partition_point(|&doc| doc < before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipping_is_counting() {
        let docs: Vec<u32> = (0..50).map(|i| i * 3).collect();
        for from in [0, 7, 49] {
            for before in 0..160 {
                let rest = &docs[from..];
                assert_eq!(
                    skip(rest, before),
                    rest.iter().filter(|d| **d < before).count(),
                    "{from} {before}"
                );
            }
        }
    }

    #[test]
    fn a_text_of_one_is_that_text() {
        let mut statistics = Statistics { docs: 10.0, average: 8.0, norms: [0.0; 256] };
        statistics.norms = std::array::from_fn(|code| statistics.norm(length(code as u8) as f32, 1.0));
        let idf = statistics.idf(2);
        assert!((idf - (1.0_f32 + 8.5 / 2.5).ln()).abs() < 1e-6);
        let code = FieldNormReader::fieldnorm_to_id(20);
        assert_eq!(statistics.score(idf, 3, code), statistics.merged(idf, 3.0, 20.0, 1.0));
        // Three equal texts are as relevant as one with the frequency thrice.
        let three = statistics.merged(idf, 9.0, 60.0, 3.0);
        assert_eq!(three, statistics.score(idf, 9, code));
    }
}
