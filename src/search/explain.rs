//! Explains a score: the same pieces that are added up for a ranking, told one by one for one turn.
//!
//! Deliberately absent: any arithmetic of its own but the sums.

use super::counts::Counts;
use super::eval::Segment;
use super::found::Found;
use super::rank::{Piece, Ranking};
use super::records::{Records, Turns};
use super::weights::{ENOUGH, Signal, TABLE};
use super::{around, nearness};
use crate::Result;
use crate::model::{Explanation, ScorePart, TermScore};

impl Ranking<'_> {
    /// How a turn's score came about; `best` is the score by own words of the best turn of its interview.
    pub(super) fn explain(&self, found: &Found, best: f32, of: &Segment<'_>) -> Result<Explanation> {
        let (ord, docs) = (found.at.segment_ord as usize, [found.at.doc_id]);
        let segment = self.searcher().segment_reader(found.at.segment_ord);
        let mut terms: Vec<Vec<TermScore>> = vec![Vec::new(); TABLE.len()];
        let mut tell = |piece: Piece<'_>| {
            let term = match piece.with {
                Some(with) => format!("{} {with}", piece.text),
                None => piece.text.to_owned(),
            };
            let told = TermScore { term, score: piece.value, frequency: piece.frequency, turns: Vec::new() };
            terms[piece.signal as usize].push(told);
        };
        self.words(ord, segment, &docs, &mut tell)?;
        let worth = self.worths(segment, &docs)?.first().copied().unwrap_or(1.0);
        let mut notes = Vec::new();
        if found.full {
            let blocks = [Records::open(segment, self.fields.keys)?.block(docs[0])];
            let turns = Turns { ord, segment, docs: &docs, blocks: &blocks };
            around::pieces(self, &turns, &mut tell)?;
            around::questions(self, &turns, &mut tell)?;
            nearness::pieces(self, &turns, &mut tell)?;
            let holders = around::holders(self, &turns)?;
            for term in &mut terms[Signal::Around as usize] {
                let of = holders.iter().filter(|(text, _)| *text == term.term);
                term.turns = of.map(|(_, n)| *n).collect();
            }
            terms.iter_mut().skip(1).flatten().for_each(|term| term.score *= worth);
            let term = String::from("its best turn, by its own words");
            let best = TermScore { term, score: best * worth, frequency: 1.0, turns: Vec::new() };
            terms[Signal::Interview as usize].push(best);
        }
        if worth < 1.0 {
            notes.push(format!("all times {worth:.2}: fewer than {ENOUGH} words"));
        }
        let told = &mut terms[Signal::Words as usize];
        if told.is_empty()
            && let Some(&score) = self.exact(of, &docs, &Counts::default())?.first().filter(|own| **own > 0.0)
        {
            let term = String::from("what was found, in the exact stream");
            told.push(TermScore { term, score, frequency: 1.0, turns: Vec::new() });
        }
        let parts = TABLE.iter().zip(terms).filter(|(_, terms)| !terms.is_empty());
        let parts = parts.map(|((_, signal, weight), terms)| {
            let score = weight * terms.iter().map(|term| term.score).sum::<f32>();
            ScorePart { signal, weight: *weight, score, terms }
        });
        Ok(Explanation { parts: parts.collect(), notes })
    }
}
