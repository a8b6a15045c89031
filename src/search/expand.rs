//! The terms of a segment's exact stream that a pattern fits, all of them, and where they occur.
//!
//! The dictionary is walked once, without keeping terms: `*e*` fits most of it. Deliberately absent: the patterns
//! themselves.

use tantivy::postings::{BlockSegmentPostings, Postings, TermInfo};
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::bits::Bits;
use super::pattern::TokenPattern;
use crate::Result;
use crate::index::fault;

/// Terms this long, in bytes, may have been cut off when they were indexed, and with it what is looked for.
const CUT: usize = 250;

/// What is asked of a term.
pub(super) enum Ask<'a> {
    /// It fits a pattern.
    Pattern(&'a TokenPattern),
    /// It holds these letters, or is so long that it may have held them.
    Part(&'a str),
}

impl Ask<'_> {
    fn fits(&self, term: &str) -> bool {
        match self {
            Self::Pattern(pattern) => pattern.fits(term),
            Self::Part(letters) => term.len() >= CUT || term.contains(letters),
        }
    }
}

/// Calls back with every term that fits.
pub(super) fn terms(
    inverted: &InvertedIndexReader,
    ask: &Ask<'_>,
    mut each: impl FnMut(&str, &TermInfo) -> Result<()>,
) -> Result<()> {
    let mut see = |key: &[u8], info: &TermInfo| match std::str::from_utf8(key) {
        Ok(term) if ask.fits(term) => each(term, info),
        _ => Ok(()),
    };
    if let Ask::Pattern(TokenPattern::Fuzzy(word, edits)) = ask {
        // The automaton passes over whole branches of the dictionary; whether what it lets through fits is asked too.
        let word = Term::from_field_text(Field::from_field_id(0), &word.iter().collect::<String>());
        let automaton = FuzzyTermQuery::new(word, *edits, true).automaton().map_err(fault)?;
        let mut stream = inverted.terms().search(automaton).into_stream().map_err(fault)?;
        while let Some((key, info)) = stream.next() {
            see(key, info)?;
        }
        return Ok(());
    }
    let prefix = if let Ask::Pattern(pattern) = ask { pattern.prefix() } else { String::new() };
    let range = inverted.terms().range().ge(prefix.as_bytes());
    let mut stream = range.into_stream().map_err(fault)?;
    while let Some((key, info)) = stream.next().filter(|(key, _)| key.starts_with(prefix.as_bytes())) {
        see(key, info)?;
    }
    Ok(())
}

/// Calls back with every document that has a term that fits and how often it has that term, term by term.
pub(super) fn occurrences(
    segment: &SegmentReader,
    field: Field,
    ask: &Ask<'_>,
    mut each: impl FnMut(u32, u32),
) -> Result<()> {
    let inverted = segment.inverted_index(field).map_err(fault)?;
    // One list is opened and led from term to term: to open one costs more than to read most of them.
    let mut open: Option<BlockSegmentPostings> = None;
    terms(&inverted, ask, |_, info| {
        let list = match &mut open {
            Some(list) => {
                inverted.reset_block_postings_from_terminfo(info, list).map_err(fault)?;
                list
            }
            None => {
                let option = IndexRecordOption::WithFreqs;
                open.insert(inverted.read_block_postings_from_terminfo(info, option).map_err(fault)?)
            }
        };
        while !list.docs().is_empty() {
            list.docs().iter().zip(list.freqs()).for_each(|(doc, frequency)| each(*doc, *frequency));
            list.advance();
        }
        Ok(())
    })
}

/// Adds the documents that have a term that fits.
pub(super) fn union(segment: &SegmentReader, field: Field, ask: &Ask<'_>, found: &mut Bits) -> Result<()> {
    occurrences(segment, field, ask, |doc, _| found.insert(doc))
}

/// The positions of all terms that a pattern fits, by document.
pub(super) struct Gathered {
    /// Where each document's positions begin, and after the last where they end.
    starts: Vec<u32>,
    positions: Vec<u32>,
}

impl Gathered {
    /// Gathers positions in the documents of a set, or in all.
    pub(super) fn new(
        segment: &SegmentReader,
        field: Field,
        pattern: &TokenPattern,
        within: Option<&Bits>,
    ) -> Result<Self> {
        let wanted = |doc: u32| within.is_none_or(|within| within.contains(doc));
        let ask = Ask::Pattern(pattern);
        let mut starts = vec![0; segment.max_doc() as usize + 1];
        occurrences(segment, field, &ask, |doc, frequency| {
            if wanted(doc) {
                starts[doc as usize + 1] += frequency;
            }
        })?;
        for doc in 1..starts.len() {
            starts[doc] += starts[doc - 1];
        }
        let mut positions = vec![0; starts.last().map_or(0, |end| *end as usize)];
        let mut filled = starts.clone();
        let inverted = segment.inverted_index(field).map_err(fault)?;
        let mut here = Vec::new();
        terms(&inverted, &ask, |_, info| {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut list = inverted.read_postings_from_terminfo(info, option).map_err(fault)?;
            while list.doc() != TERMINATED {
                let doc = list.doc() as usize;
                if wanted(list.doc()) {
                    list.positions(&mut here);
                    let from = filled[doc] as usize;
                    positions[from..from + here.len()].copy_from_slice(&here);
                    filled[doc] += here.len() as u32;
                }
                list.advance();
            }
            Ok(())
        })?;
        for pair in starts.windows(2) {
            positions[pair[0] as usize..pair[1] as usize].sort_unstable();
        }
        Ok(Self { starts, positions })
    }

    /// The first document from `target` on that has a position; `TERMINATED` if there is none.
    pub(super) fn seek(&self, target: u32) -> u32 {
        let from = self.starts.get(target as usize).copied();
        let Some(from) = from.filter(|from| (*from as usize) < self.positions.len()) else {
            return TERMINATED;
        };
        self.starts.partition_point(|start| *start <= from) as u32 - 1
    }

    /// The positions in a document, sorted.
    pub(super) fn of(&self, doc: u32) -> &[u32] {
        let start = |doc: usize| self.starts.get(doc).map_or(self.positions.len(), |start| *start as usize);
        &self.positions[start(doc as usize)..start(doc as usize + 1)]
    }
}
