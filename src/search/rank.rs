//! What a query weighs, over the whole index.
//!
//! Deliberately absent: what matches (`eval`), the scores by a turn's own words (`own`) and by all signals (`full`), the
//! order of what was found (`found`), and the weights (`weights`).

use tantivy::SegmentReader;

use super::bm25::{Statistics, Weighted, idf, length};
use super::eval::{self, streams};
use super::found::Question;
use super::lexicon::Lexicon;
use super::texts::Texts;
use super::tree::Tree;
use super::weights::{Signal, worth};
use crate::Result;
use crate::index::{Fields, Key, Searcher, fault, mark};
use crate::model::Rank;

/// What a query weighs, over the whole index.
pub(super) struct Ranking<'a> {
    pub(super) lexicon: &'a Lexicon<'a>,
    pub(super) tree: &'a Tree,
    pub(super) texts: &'a Texts<'a>,
    pub(super) fields: &'a Fields,
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
        let Question { snapshot, lexicon, tree, texts } = *question;
        let fields = snapshot.fields();
        let count = |mark: &str| lexicon.having(Key::Mark, mark);
        let turns = || Ok(count(mark::SPEECH)? + count(mark::NOTE)?);
        // The first streams hold what is searched by default, the second all other turns.
        let main = count(mark::MAIN)?;
        let mut pairs = Vec::new();
        for (i, of) in streams(fields, tree.lifted).into_iter().enumerate() {
            let docs = if i == 0 { main } else { turns()?.saturating_sub(main) };
            let (of_exact, of_rank) = (Statistics::new(of.exact, docs), Statistics::new(of.rank, docs));
            let find = |term: &String| Weighted::find(lexicon, of.rank, term, |df| Ok(of_rank.idf(df)));
            let terms = found(&tree.rank, find)?;
            pairs.push(Stream { of, of_exact, of_rank, terms });
        }
        let mut ranking = Self {
            lexicon,
            tree,
            texts,
            fields,
            rank,
            streams: pairs,
            speakers: Vec::new(),
            titles: Vec::new(),
        };
        if ranking.is_full() {
            let of = |docs: u64| move |df: u64| idf(df as f32, docs as f32);
            let speaker =
                |term: &String| Weighted::key(lexicon, Key::SpeakerWord, term, |df| Ok(of(turns()?)(df)));
            let title = |term: &String| {
                Weighted::key(lexicon, Key::TitleWord, term, |df| Ok(of(count(mark::RECORD)?)(df)))
            };
            ranking.speakers = found(&tree.rank, speaker)?;
            ranking.titles = found(&tree.rank, title)?;
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
    pub(super) fn worth(&self, code: u8) -> f32 {
        if self.rank == Rank::Full { worth(length(code)) } else { 1.0 }
    }

    /// Calls back with what each term of the rank stream adds.
    pub(super) fn words(
        &self,
        ord: usize,
        segment: &SegmentReader,
        docs: &[u32],
        each: &mut dyn FnMut(Piece<'_>),
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

    /// The rarity of a term of the exact stream.
    pub(super) fn rarity_of(&self, term: &str, stream: &Stream) -> Result<f32> {
        Ok(stream.of_exact.idf(self.lexicon.doc_freq(stream.of.exact, term)?))
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

/// Those of the terms that were found.
fn found(terms: &[String], find: impl Fn(&String) -> Result<Option<Weighted>>) -> Result<Vec<Weighted>> {
    terms.iter().filter_map(|term| find(term).transpose()).collect()
}
