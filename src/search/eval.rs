//! Answers a lowered query in one segment: which documents match.
//!
//! Sets rather than scored iterators: negation, filters, relations and counting are then all the same, and
//! scores are computed for what was found only. Deliberately absent: scores (`rank`).

use std::cell::RefCell;

use tantivy::SegmentReader;
use tantivy::schema::Field;

use super::bits::Bits;
use super::counts::Counts;
use super::relations;
use super::scan::{candidates, scan};
use super::sequence::{documents, frequencies, term};
use super::tree::{Matcher, Node, Tree, Unit};
use crate::Result;
use crate::index::{Fields, mark, postings};

/// The pairs of streams that are searched: exact and rank.
pub(super) type Streams = Vec<(Field, Field)>;

/// The streams a query looks into.
pub(super) fn streams(fields: &Fields, lifted: bool) -> Streams {
    let mut streams = vec![(fields.exact, fields.rank)];
    if lifted {
        streams.push((fields.note_exact, fields.note_rank));
    }
    streams
}

/// A segment with what a query needs of it.
pub(super) struct Segment<'a> {
    pub(super) reader: &'a SegmentReader,
    fields: &'a Fields,
    tree: &'a Tree,
    streams: Streams,
    universe: Bits,
    /// What is counted while it is matched, if scores are wanted that take it.
    counts: Option<RefCell<Counts<'a>>>,
}

impl<'a> Segment<'a> {
    pub(super) fn new(reader: &'a SegmentReader, fields: &'a Fields, tree: &'a Tree) -> Result<Self> {
        let mut universe = Bits::none(reader.max_doc());
        let marks: &[&str] = if tree.lifted { &[mark::SPEECH, mark::NOTE] } else { &[mark::MAIN] };
        for mark in marks {
            postings(reader, fields.mark, mark, |doc| {
                universe.insert(doc);
                Ok(())
            })?;
        }
        Ok(Self { reader, fields, tree, streams: streams(fields, tree.lifted), universe, counts: None })
    }

    /// The turns that match the query.
    pub(super) fn matches(&self) -> Result<Bits> {
        self.eval(&self.tree.root, &self.universe)
    }

    /// The turns that match the query, and what had to be counted for it that their scores need.
    pub(super) fn counted(mut self) -> Result<(Bits, Counts<'a>)> {
        // With words of the rank stream the scores are theirs.
        self.counts = self.tree.rank.is_empty().then(RefCell::default);
        let found = self.matches()?;
        Ok((found, self.counts.map(RefCell::into_inner).unwrap_or_default()))
    }

    /// The turns in which a unit occurs.
    pub(super) fn with_unit(&self, unit: &'a Unit) -> Result<Bits> {
        self.unit(unit, &self.universe)
    }

    /// The documents of `within` for which the node holds.
    fn eval(&self, node: &'a Node, within: &Bits) -> Result<Bits> {
        let mut found = match node {
            Node::All(children) => {
                let mut left = within.clone();
                for child in self.cheapest_first(children) {
                    if left.is_empty() {
                        break;
                    }
                    left = self.eval(child, &left)?;
                }
                left
            }
            Node::Any(children) => {
                let mut any = Bits::none(self.reader.max_doc());
                let mut left = within.clone();
                for child in self.cheapest_first(children) {
                    let found = self.eval(child, &left)?;
                    left.remove(&found);
                    any.add(&found);
                }
                any
            }
            Node::Not(child) => {
                let mut rest = within.clone();
                rest.remove(&self.eval(child, within)?);
                rest
            }
            Node::Unit(i) => self
                .tree
                .units
                .get(*i)
                .map_or_else(|| Ok(Bits::none(self.reader.max_doc())), |unit| self.unit(unit, within))?,
            Node::Filter(condition) => condition.eval(self.reader, self.fields)?,
            Node::Related(relation, child) => {
                let others = self.eval(child, &self.universe)?;
                relations::related(self.reader, *relation, &others)?
            }
        };
        found.keep(within);
        Ok(found)
    }

    /// What costs little narrows what the rest must look at.
    fn cheapest_first(&self, children: &'a [Node]) -> Vec<&'a Node> {
        let mut children: Vec<&Node> = children.iter().collect();
        children.sort_by_key(|child| self.tree.cost(child));
        children
    }

    fn unit(&self, unit: &'a Unit, within: &Bits) -> Result<Bits> {
        let mut found = Bits::none(self.reader.max_doc());
        for matcher in &unit.matchers {
            match matcher {
                Matcher::Exact(occurrence) => {
                    for (exact, _) in &self.streams {
                        match self.counts.as_ref().filter(|_| unit.is_scored() && occurrence.is_joined()) {
                            Some(counts) => {
                                let mut here = Vec::new();
                                frequencies(self.reader, *exact, occurrence, within, |doc, n| {
                                    found.insert(doc);
                                    here.push((doc, n));
                                })?;
                                counts.borrow_mut().keep(occurrence, *exact, within.clone(), here);
                            }
                            None => documents(self.reader, *exact, occurrence, within, &mut found)?,
                        }
                    }
                }
                Matcher::Stem(stem) => {
                    for (_, rank) in &self.streams {
                        term(self.reader, *rank, stem, |doc, _| found.insert(doc))?;
                    }
                }
                Matcher::Text(expression) => {
                    let candidates = candidates(self.reader, &self.streams, expression, within)?;
                    found.add(&scan(self.reader, expression, &candidates)?);
                }
            }
        }
        found.keep(within);
        Ok(found)
    }
}
