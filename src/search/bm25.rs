//! BM25 over a field, and the postings it is computed from.
//!
//! After Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). Deliberately
//! absent: which fields and terms, and what is done with the scores.

use std::cell::OnceCell;

use tantivy::SegmentReader;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::Field;

use super::lexicon::{Infos, Lexicon};
use super::lists::{self, Cursor};
use super::weights::{B, K1};
use crate::Result;
use crate::index::{Key, Searcher, fault};

/// What BM25 needs of a field.
pub(super) struct Statistics {
    field: Field,
    docs: f32,
    lengths: OnceCell<Lengths>,
}

/// What BM25 needs of the lengths of a field's texts.
#[derive(Clone)]
pub(super) struct Lengths {
    average: f32,
    /// The denominator's constant part by length code.
    norms: [f32; 256],
}

impl Statistics {
    /// Of a field that so many documents may have.
    pub(super) fn new(field: Field, docs: u64) -> Self {
        Self { field, docs: docs.max(1) as f32, lengths: OnceCell::new() }
    }

    pub(super) fn idf(&self, doc_freq: u64) -> f32 {
        idf(doc_freq as f32, self.docs)
    }

    /// What is known of the lengths of the field's texts.
    pub(super) fn lengths(&self, searcher: &Searcher) -> Result<&Lengths> {
        if let Some(lengths) = self.lengths.get() {
            return Ok(lengths);
        }
        let mut tokens = 0;
        for segment in searcher.segment_readers() {
            tokens += segment.inverted_index(self.field).map_err(fault)?.total_num_tokens();
        }
        Ok(self.lengths.get_or_init(|| Lengths::new((tokens as f32 / self.docs).max(1.0))))
    }
}

impl Lengths {
    pub(super) fn new(average: f32) -> Self {
        let mut lengths = Self { average, norms: [0.0; 256] };
        lengths.norms = std::array::from_fn(|code| lengths.norm(length(code as u8) as f32, 1.0));
        lengths
    }

    /// The denominator's constant part of a text that is `length` long, where `texts` of them make a text.
    fn norm(&self, length: f32, texts: f32) -> f32 {
        K1 * (1.0 - B + B * length / (texts * self.average))
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

/// What a term scores at most, nearly, however often it occurs.
pub(super) fn ceiling(idf: f32) -> f32 {
    idf * (K1 + 1.0)
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
    infos: Infos,
}

impl Weighted {
    /// Looks a term up; none if no document holds it. `idf` weighs the number of documents that do.
    pub(super) fn find(
        lexicon: &Lexicon<'_>,
        field: Field,
        text: &str,
        idf: impl Fn(u64) -> Result<f32>,
    ) -> Result<Option<Self>> {
        Self::of(field, lexicon.infos(field, text)?, text, idf)
    }

    /// Looks the key of this value up; none if no document has it.
    pub(super) fn key(
        lexicon: &Lexicon<'_>,
        sort: Key,
        value: &str,
        idf: impl Fn(u64) -> Result<f32>,
    ) -> Result<Option<Self>> {
        Self::of(lexicon.keys, lexicon.infos(lexicon.keys, &sort.term(value))?, value, idf)
    }

    fn of(field: Field, infos: Infos, text: &str, idf: impl Fn(u64) -> Result<f32>) -> Result<Option<Self>> {
        let docs = infos.iter().flatten().map(|info| u64::from(info.doc_freq)).sum();
        if docs == 0 {
            return Ok(None);
        }
        Ok(Some(Self { text: text.to_owned(), idf: idf(docs)?, field, infos }))
    }

    /// The documents of a segment that hold the term; none if there are none.
    pub(super) fn open(&self, ord: usize, segment: &SegmentReader) -> Result<Option<Cursor>> {
        let info = self.infos.get(ord).and_then(Option::as_ref);
        info.map(|info| Cursor::open(segment, self.field, info)).transpose()
    }

    /// Calls back with the place and the frequency of each of these documents, ascending, that holds the term.
    pub(super) fn each(
        &self,
        ord: usize,
        segment: &SegmentReader,
        docs: &[u32],
        each: impl FnMut(usize, u32),
    ) -> Result<()> {
        match self.infos.get(ord).and_then(Option::as_ref) {
            Some(info) if !docs.is_empty() => lists::among(segment, self.field, info, docs, each),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_one_is_that_text() {
        let (idf, statistics) = (idf(2.0, 10.0), Lengths::new(8.0));
        assert!((idf - (1.0_f32 + 8.5 / 2.5).ln()).abs() < 1e-6);
        let code = FieldNormReader::fieldnorm_to_id(20);
        assert_eq!(statistics.score(idf, 3, code), statistics.merged(idf, 3.0, 20.0, 1.0));
        // Three equal texts are as relevant as one with the frequency thrice.
        let three = statistics.merged(idf, 9.0, 60.0, 3.0);
        assert_eq!(three, statistics.score(idf, 9, code));
    }
}
