//! Answers a lowered query in one segment: which documents match.
//!
//! Sets rather than scored iterators: negation, filters, relations and counting are then all the same, and
//! scores are computed for what was found only. Deliberately absent: scores (`rank`).

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use super::bits::Bits;
use super::relations;
use super::sequence::Finder;
use super::tree::{Matcher, Node, Tree, Unit};
use crate::Result;
use crate::index::{Fields, fault, mark, postings};

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
        Ok(Self { reader, fields, tree, streams: streams(fields, tree.lifted), universe })
    }

    /// The turns that match the query.
    pub(super) fn matches(&self) -> Result<Bits> {
        self.eval(&self.tree.root, &self.universe)
    }

    /// The turns in which a unit occurs.
    pub(super) fn with_unit(&self, unit: &Unit) -> Result<Bits> {
        self.unit(unit, &self.universe)
    }

    /// The documents of `within` for which the node holds.
    fn eval(&self, node: &Node, within: &Bits) -> Result<Bits> {
        let mut found = match node {
            Node::All(children) => {
                let mut left = within.clone();
                // What needs no positions first: it narrows what the rest must look at.
                let (cheap, dear): (Vec<&Node>, Vec<&Node>) = children.iter().partition(|c| self.is_cheap(c));
                for child in cheap.into_iter().chain(dear) {
                    if left.is_empty() {
                        break;
                    }
                    left = self.eval(child, &left)?;
                }
                left
            }
            Node::Any(children) => {
                let mut any = Bits::none(self.reader.max_doc());
                for child in children {
                    any.add(&self.eval(child, within)?);
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

    fn is_cheap(&self, node: &Node) -> bool {
        match node {
            Node::Unit(i) => self.tree.units.get(*i).is_some_and(Unit::is_one_term),
            Node::Filter(_) => true,
            Node::All(children) | Node::Any(children) => children.iter().all(|c| self.is_cheap(c)),
            Node::Not(_) | Node::Related(..) => false,
        }
    }

    fn unit(&self, unit: &Unit, within: &Bits) -> Result<Bits> {
        let mut found = Bits::none(self.reader.max_doc());
        for &(exact, rank) in &self.streams {
            for matcher in &unit.matchers {
                match matcher {
                    Matcher::Exact(occurrence) => {
                        if let Some(finder) = Finder::open(self.reader, exact, occurrence)? {
                            found.add(&finder.eval(self.reader.max_doc(), within));
                        }
                    }
                    Matcher::Stem(stem) => self.term(rank, stem, &mut found)?,
                }
            }
        }
        found.keep(within);
        Ok(found)
    }

    fn term(&self, field: Field, term: &str, found: &mut Bits) -> Result<()> {
        let inverted = self.reader.inverted_index(field).map_err(fault)?;
        let term = Term::from_field_text(field, term);
        let list = inverted.read_postings(&term, IndexRecordOption::Basic).map_err(fault)?;
        if let Some(mut list) = list {
            while list.doc() != TERMINATED {
                found.insert(list.doc());
                list.advance();
            }
        }
        Ok(())
    }
}
