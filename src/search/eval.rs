//! Answers a lowered query in one segment: which documents match.
//!
//! Documents rather than scored iterators: negation, filters, relations and counting are then all the same, and
//! scores are computed for what was found only. What is rarest comes first, and all else is looked up in what is left.
//! Deliberately absent: scores (`own`).

use std::cell::{OnceCell, RefCell};

use tantivy::SegmentReader;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

use super::best::Best;
use super::bits::Bits;
use super::counts::Counts;
use super::lexicon::Lexicon;
use super::lists::{self, Cursor, List};
use super::occur::{documents, frequencies, words_of_two};
use super::rank::Ranking;
use super::relations;
use super::scan::{candidates, scan};
use super::tree::{Cost, Matcher, Node, Occurrence, Tree, Unit};
use crate::index::{Fields, Key, Snapshot, mark, postings};
use crate::{Result, analysis};

/// The streams of one sort of turns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stream {
    pub(super) exact: Field,
    pub(super) rank: Field,
    /// Words of two characters that the exact stream has and the rank stream has not.
    pub(super) across: Field,
}

/// The streams a query looks into.
pub(super) fn streams(fields: &Fields, lifted: bool) -> Vec<Stream> {
    let main = Stream { exact: fields.exact, rank: fields.rank, across: fields.across };
    let notes = Stream { exact: fields.note_exact, rank: fields.note_rank, across: fields.note_across };
    if lifted { vec![main, notes] } else { vec![main] }
}

/// A segment with what a query needs of it.
pub(super) struct Segment<'a> {
    pub(super) ord: usize,
    pub(super) reader: &'a SegmentReader,
    pub(super) lexicon: &'a Lexicon<'a>,
    fields: &'a Fields,
    tree: &'a Tree,
    streams: Vec<Stream>,
    /// All turns that are searched.
    universe: OnceCell<Vec<u32>>,
    /// What is counted while it is matched, if scores are wanted.
    counts: Option<RefCell<Counts<'a>>>,
}

/// The segments of an index, for a query.
pub(super) fn segments<'a>(
    snapshot: &'a Snapshot,
    lexicon: &'a Lexicon<'a>,
    tree: &'a Tree,
) -> impl Iterator<Item = Segment<'a>> {
    let fields = snapshot.fields();
    let readers = snapshot.searcher().segment_readers().iter().enumerate();
    readers.map(move |(ord, reader)| Segment {
        ord,
        reader,
        lexicon,
        fields,
        tree,
        streams: streams(fields, tree.lifted),
        universe: OnceCell::new(),
        counts: None,
    })
}

impl<'a> Segment<'a> {
    /// The turns that match the query.
    pub(super) fn matches(&self) -> Result<Vec<u32>> {
        self.eval(&self.tree.root, None)
    }

    /// The turns that match the query, as they are known.
    pub(super) fn list(&self) -> Result<List> {
        match self.one_list()? {
            Some((field, info, others)) => Ok(List::with(field, info, others)),
            None => self.matches().map(List::of),
        }
    }

    /// The turns that match the query, offered to the best by the scores of their own words.
    pub(super) fn scored(mut self, ranking: &Ranking<'_>, best: &mut Best<'_>) -> Result<List> {
        if let Some((field, info, others)) = self.one_list()?
            && ranking.own_of_one(&self, &others, best)?
        {
            return Ok(List::with(field, info, others));
        }
        self.counts = Some(RefCell::default());
        let found = self.matches()?;
        let counts = self.counts.take().map(RefCell::into_inner).unwrap_or_default();
        ranking.own(&self, &found, &counts, best)?;
        Ok(List::of(found))
    }

    /// The term that finds all the turns that match and scores them, if the query is a word alone, with the turns in
    /// which the word stands across others.
    fn one_list(&self) -> Result<Option<(Field, TermInfo, Vec<u32>)>> {
        let ([stream], None) = (&self.streams[..], self.reader.alive_bitset()) else { return Ok(None) };
        let unit = if let Node::Unit(unit) = &self.tree.root { self.tree.units.get(*unit) } else { None };
        let Some(unit) = unit else { return Ok(None) };
        let mut ways = unit.matchers.iter().filter(|matcher| !is_stemmed(matcher, unit));
        let (Some(way), None) = (ways.next(), ways.next()) else { return Ok(None) };
        let (term, across) = match way {
            Matcher::Stem(stem) => (stem, Vec::new()),
            Matcher::Exact(Occurrence::Sequence { terms, slop }) => match &self.tree.rank[..] {
                [word] if terms.len() == 2 && words_of_two(terms, *slop) == [word.as_str()] => {
                    (word, self.term(stream.across, word, None)?)
                }
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        let info = self.lexicon.infos(stream.rank, term)?[self.ord].clone();
        let Some(info) = info.filter(|_| self.tree.rank[..] == [term.as_str()]) else { return Ok(None) };
        let cut = lists::within(self.reader, stream.rank, Some(&info), Some(&across))?;
        Ok(Some((stream.rank, info, lists::without(&across, &cut))))
    }

    /// The turns in which a unit occurs.
    pub(super) fn with_unit(&self, unit: &'a Unit) -> Result<Vec<u32>> {
        self.unit(unit, None)
    }

    fn universe(&self) -> Result<&[u32]> {
        if let Some(universe) = self.universe.get() {
            return Ok(universe);
        }
        let marks: &[&str] = if self.tree.lifted { &[mark::SPEECH, mark::NOTE] } else { &[mark::MAIN] };
        let mut all = Vec::new();
        for mark in marks {
            let mut docs = Vec::new();
            postings(self.reader, self.fields, Key::Mark, mark, |doc| {
                docs.push(doc);
                Ok(())
            })?;
            all.push(docs);
        }
        Ok(self.universe.get_or_init(|| lists::union(all)))
    }

    /// Those of a set that are in `within`, or all that are searched.
    fn inside(&self, set: &Bits, within: Option<&[u32]>) -> Result<Vec<u32>> {
        let within = within.map_or_else(|| self.universe(), Ok)?;
        let mut inside = Vec::with_capacity(within.len());
        inside.extend(within.iter().copied().filter(|doc| set.contains(*doc)));
        Ok(inside)
    }

    /// The documents of `within`, or of all that are searched, for which the node holds.
    fn eval(&self, node: &'a Node, within: Option<&[u32]>) -> Result<Vec<u32>> {
        match node {
            Node::All(children) => self.every(children, within),
            Node::Any(children) => self.any(children, within),
            Node::Not(child) => {
                let all = within.map_or_else(|| self.universe(), Ok)?;
                Ok(lists::without(all, &self.eval(child, Some(all))?))
            }
            Node::Unit(unit) => {
                self.tree.units.get(*unit).map_or(Ok(Vec::new()), |unit| self.unit(unit, within))
            }
            Node::Filter(condition) => self.inside(&condition.eval(self.reader, self.fields)?, within),
            Node::Related(relation, child) => {
                let others = self.eval(child, None)?;
                if others.is_empty() {
                    return Ok(others);
                }
                self.inside(&relations::related(self.reader, *relation, &others)?, within)
            }
        }
    }

    /// The documents for which all of these hold.
    fn every(&self, children: &'a [Node], within: Option<&[u32]>) -> Result<Vec<u32>> {
        let mut left = within.map(<[u32]>::to_vec);
        // A unit finds nothing but turns that are searched, so that what comes before it need not look at them all.
        let finds_words = |child: &Node| matches!(child, Node::Unit(_)) && self.tree.cost(child) < Cost::Text;
        let bounded = children.iter().any(finds_words);
        for child in self.cheapest_first(children)? {
            left = Some(match (child, left.as_deref()) {
                (_, Some([])) => return Ok(Vec::new()),
                (Node::Filter(condition), None) if bounded => {
                    let set = condition.eval(self.reader, self.fields)?;
                    self.living(set.iter().collect())
                }
                (child, left) => self.eval(child, left)?,
            });
        }
        left.map_or_else(|| self.universe().map(<[u32]>::to_vec), Ok)
    }

    /// The documents for which one of these holds.
    fn any(&self, children: &'a [Node], within: Option<&[u32]>) -> Result<Vec<u32>> {
        let mut found: Vec<Vec<u32>> = Vec::new();
        for child in self.cheapest_first(children)? {
            // Texts are read where nothing else was found.
            if self.tree.cost(child) < Cost::Text {
                found.push(self.eval(child, within)?);
                continue;
            }
            let all = within.map_or_else(|| self.universe(), Ok)?;
            let known = lists::union(found);
            found = vec![self.eval(child, Some(&lists::without(all, &known)))?, known];
        }
        Ok(lists::union(found))
    }

    /// What costs little, and of that what is rare, narrows what the rest must look at.
    fn cheapest_first(&self, children: &'a [Node]) -> Result<Vec<&'a Node>> {
        let mut keyed = Vec::with_capacity(children.len());
        for child in children {
            let cost = self.tree.cost(child);
            keyed.push(match child {
                Node::Unit(unit) => (cost, false, self.most(*unit)?, child),
                // What is left out is little, as a rule.
                Node::Not(_) => (cost.max(Cost::Positions), true, u64::MAX, child),
                _ => (cost, false, u64::MAX, child),
            });
        }
        keyed.sort_by_key(|(cost, not, most, _)| (*cost, *not, *most));
        Ok(keyed.into_iter().map(|(.., child)| child).collect())
    }

    /// How many documents of the segment have a unit, at most.
    fn most(&self, unit: usize) -> Result<u64> {
        let Some(unit) = self.tree.units.get(unit) else { return Ok(0) };
        let mut sum = 0;
        for matcher in unit.matchers.iter().filter(|matcher| !is_stemmed(matcher, unit)) {
            for stream in &self.streams {
                sum += match matcher {
                    Matcher::Stem(stem) => self.has(stream.rank, stem)?,
                    Matcher::Exact(Occurrence::Sequence { terms, slop }) => {
                        let words = words_of_two(terms, *slop);
                        let mut least = u64::MAX / 8;
                        for word in &words {
                            least = least.min(self.has(stream.rank, word)? + self.has(stream.across, word)?);
                        }
                        for term in terms.iter().filter(|_| words.is_empty()) {
                            least = least.min(self.has(stream.exact, term)?);
                        }
                        least
                    }
                    Matcher::Exact(_) | Matcher::Text(_) => u64::MAX / 8,
                };
            }
        }
        Ok(sum)
    }

    /// How many documents of the segment have a term.
    pub(super) fn has(&self, field: Field, term: &str) -> Result<u64> {
        let infos = self.lexicon.infos(field, term)?;
        Ok(infos[self.ord].as_ref().map_or(0, |info| u64::from(info.doc_freq)))
    }

    /// The documents of `within` with a term.
    pub(super) fn term(&self, field: Field, term: &str, within: Option<&[u32]>) -> Result<Vec<u32>> {
        lists::within(self.reader, field, self.lexicon.infos(field, term)?[self.ord].as_ref(), within)
    }

    fn unit(&self, unit: &'a Unit, within: Option<&[u32]>) -> Result<Vec<u32>> {
        let mut found = Vec::new();
        for matcher in unit.matchers.iter().filter(|matcher| !is_stemmed(matcher, unit)) {
            match matcher {
                Matcher::Exact(occurrence) => {
                    for stream in &self.streams {
                        found.push(self.occurrence(unit, occurrence, stream, within)?);
                    }
                }
                Matcher::Stem(stem) => {
                    for stream in &self.streams {
                        found.push(self.stem(stream.rank, stem, within)?);
                    }
                }
                Matcher::Text(expression) => {
                    let all = within.map_or_else(|| self.universe(), Ok)?;
                    found.push(scan(self.reader, expression, &candidates(self, expression, all)?)?);
                }
            }
        }
        let found = lists::union(found);
        Ok(if within.is_none() { self.living(found) } else { found })
    }

    /// The documents of `within` with a stem.
    fn stem(&self, field: Field, stem: &str, within: Option<&[u32]>) -> Result<Vec<u32>> {
        let infos = self.lexicon.infos(field, stem)?;
        let (Some(counts), Some(info), Some(within)) = (&self.counts, &infos[self.ord], within) else {
            return self.term(field, stem, within);
        };
        let (docs, frequencies) = self.counted(field, info, within)?;
        counts.borrow_mut().keep_term(field, stem, docs.clone(), frequencies);
        Ok(docs)
    }

    /// The documents of `within` with a word of two characters, in the rank stream or across the words of it.
    pub(super) fn word_of_two(
        &self,
        stream: &Stream,
        word: &str,
        within: Option<&[u32]>,
    ) -> Result<Vec<u32>> {
        let across = self.term(stream.across, word, within)?;
        let infos = self.lexicon.infos(stream.rank, word)?;
        let (Some(counts), Some(info), Some(within)) = (&self.counts, &infos[self.ord], within) else {
            return Ok(lists::union(vec![self.term(stream.rank, word, within)?, across]));
        };
        let (cut, mut each) = self.counted(stream.rank, info, within)?;
        let docs = lists::union(vec![cut.clone(), across]);
        if docs.len() > cut.len() {
            let mut counted = cut.iter().zip(each).peekable();
            let frequency = |doc: &u32| counted.next_if(|(at, _)| *at == doc).map_or(0, |(_, n)| n);
            each = docs.iter().map(frequency).collect();
        }
        counts.borrow_mut().keep_term(stream.rank, word, docs.clone(), each);
        Ok(docs)
    }

    /// The documents of `within` with a term, and how often each has it.
    fn counted(&self, field: Field, info: &TermInfo, within: &[u32]) -> Result<(Vec<u32>, Vec<u32>)> {
        let (mut docs, mut frequencies) = (Vec::new(), Vec::new());
        Cursor::open(self.reader, field, info)?.among(within, |place, here| {
            docs.extend_from_slice(&within[place..place + here.len()]);
            frequencies.extend_from_slice(here);
        });
        Ok((docs, frequencies))
    }

    fn occurrence(
        &self,
        unit: &Unit,
        occurrence: &'a Occurrence,
        stream: &Stream,
        within: Option<&[u32]>,
    ) -> Result<Vec<u32>> {
        // With words of the rank stream the scores are theirs.
        let scores = self.tree.rank.is_empty() && unit.is_scored() && occurrence.is_joined();
        let Some(counts) = self.counts.as_ref().filter(|_| scores) else {
            return documents(self, stream, occurrence, within);
        };
        let mut here = Vec::new();
        frequencies(self, stream, occurrence, within, |doc, n| here.push((doc, n)))?;
        let found = here.iter().map(|(doc, _)| *doc).collect();
        counts.borrow_mut().keep(occurrence, stream.exact, within, here);
        Ok(found)
    }

    /// The streams that are searched.
    pub(super) fn streams(&self) -> &[Stream] {
        &self.streams
    }

    /// Without what was deleted.
    fn living(&self, mut docs: Vec<u32>) -> Vec<u32> {
        if let Some(alive) = self.reader.alive_bitset() {
            docs.retain(|doc| alive.is_alive(*doc));
        }
        docs
    }
}

/// Whether a unit finds all that this finds by a stem as well: where a word stands, the rank stream has its stem.
fn is_stemmed(matcher: &Matcher, unit: &Unit) -> bool {
    let Matcher::Exact(Occurrence::Sequence { terms, .. }) = matcher else { return false };
    let [term] = &terms[..] else { return false };
    let mut others = unit.matchers.iter();
    others.any(|other| matches!(other, Matcher::Stem(stem) if *stem == analysis::stem(term)))
}
