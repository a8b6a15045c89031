//! A lowered query: what must hold of a turn, in terms of the index's two streams, and what only adds score.
//!
//! Deliberately absent: how it came about (`lower`) and how it is answered (`eval`).

use super::filters::Condition;
use super::pattern::TokenPattern;
use crate::query::Expression;
use crate::query::ast::Relation;

/// What must hold of a turn.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// All of these.
    All(Vec<Node>),
    /// One of these.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// The unit of this number occurs.
    Unit(usize),
    /// The condition holds.
    Filter(Condition),
    /// The relation holds to a turn for which the node holds.
    Related(Relation, Box<Node>),
}

/// Something the query asks for by its words: a word, a phrase, a pattern.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// As typed, for hints and explanations.
    pub(super) label: String,
    /// It occurs if one of these does.
    pub(super) matchers: Vec<Matcher>,
    /// Whether its occurrences in a found turn are to be shown: not under a negation or in another turn.
    pub(super) shown: bool,
    /// Whether a filter asks for it, which adds no score.
    pub(super) filter: bool,
}

/// One way for a unit to occur in a text.
#[derive(Debug, Clone)]
pub(super) enum Matcher {
    /// In the exact stream.
    Exact(Occurrence),
    /// This term in the rank stream: a stem, or the stem of a compound's joined form.
    Stem(String),
    /// In the text itself.
    Text(Expression),
}

/// A shape in the exact stream.
#[derive(Debug, Clone)]
pub(super) enum Occurrence {
    /// These terms in order, with at most `slop` positions between in all.
    Sequence {
        /// At least one.
        terms: Vec<String>,
        /// Positions between, summed.
        slop: u32,
    },
    /// A token that fits.
    Pattern(TokenPattern),
    /// These, one directly after the other; none stands for any one token.
    Row(Vec<Option<Occurrence>>),
    /// One of these.
    Either(Vec<Occurrence>),
    /// Two within a distance of each other.
    Near {
        /// The operands.
        operands: Box<(Occurrence, Occurrence)>,
        /// Within so many words.
        distance: u32,
        /// In this order only.
        ordered: bool,
    },
}

/// A lowered query.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    /// What must hold.
    pub(super) root: Node,
    /// The units that nodes name.
    pub(super) units: Vec<Unit>,
    /// Terms of the rank stream that add score, each once.
    pub(super) rank: Vec<String>,
    /// Whether notes are searched as well, because the query says something about the kind.
    pub(super) lifted: bool,
}

/// What it costs to find where something occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cost {
    /// A look at one list of documents.
    List,
    /// Positions, or many lists.
    Positions,
    /// Other turns.
    Relation,
    /// The texts themselves.
    Text,
}

impl Occurrence {
    /// Whether it joins others, so that it takes their positions to know where it occurs.
    pub(super) fn is_joined(&self) -> bool {
        matches!(self, Self::Row(_) | Self::Near { .. })
    }

    /// Calls back with every term that is written out.
    pub(super) fn each_term<'a>(&'a self, each: &mut impl FnMut(&'a str)) {
        match self {
            Self::Sequence { terms, .. } => terms.iter().for_each(|term| each(term)),
            Self::Pattern(_) => {}
            Self::Row(parts) => parts.iter().flatten().for_each(|part| part.each_term(each)),
            Self::Either(options) => options.iter().for_each(|option| option.each_term(each)),
            Self::Near { operands, .. } => {
                operands.0.each_term(each);
                operands.1.each_term(each);
            }
        }
    }

    /// Whether words that are not written out are part of it.
    pub(super) fn has_pattern(&self) -> bool {
        match self {
            Self::Sequence { .. } => false,
            Self::Pattern(_) => true,
            Self::Row(parts) => parts.iter().flatten().any(Self::has_pattern),
            Self::Either(options) => options.iter().any(Self::has_pattern),
            Self::Near { operands, .. } => operands.0.has_pattern() || operands.1.has_pattern(),
        }
    }
}

impl Unit {
    /// Whether its occurrences add score.
    pub(super) fn is_scored(&self) -> bool {
        self.shown && !self.filter
    }

    /// What it costs to know where it occurs.
    pub(super) fn cost(&self) -> Cost {
        let each = self.matchers.iter().map(|matcher| match matcher {
            Matcher::Stem(_) => Cost::List,
            Matcher::Exact(Occurrence::Sequence { terms, .. }) if terms.len() == 1 => Cost::List,
            Matcher::Exact(_) => Cost::Positions,
            Matcher::Text(_) => Cost::Text,
        });
        each.max().unwrap_or(Cost::List)
    }
}

impl Tree {
    /// Whether anything of it adds score.
    pub(super) fn is_scored(&self) -> bool {
        !self.rank.is_empty() || self.units.iter().any(Unit::is_scored)
    }

    /// Whether the texts themselves are read for it, all of them at worst.
    pub(super) fn reads(&self) -> bool {
        self.units.iter().any(|unit| unit.cost() >= Cost::Text)
    }

    /// What it costs to know where a node holds.
    pub(super) fn cost(&self, node: &Node) -> Cost {
        match node {
            Node::Filter(_) => Cost::List,
            Node::Unit(unit) => self.units.get(*unit).map_or(Cost::List, Unit::cost),
            Node::Not(child) => self.cost(child),
            Node::Related(_, child) => self.cost(child).max(Cost::Relation),
            Node::All(children) | Node::Any(children) => {
                children.iter().map(|child| self.cost(child)).max().unwrap_or(Cost::List)
            }
        }
    }
}
