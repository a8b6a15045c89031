//! Lowers a query's tree onto the index's streams.
//!
//! Deliberately absent: the index; the tree is the same for every segment.

use super::filters::Condition;
use super::pattern::TokenPattern;
use super::person;
use super::tree::{Matcher, Node, Occurrence, Tree, Unit};
use super::wildcard::wildcard;
use super::words::{self, Demand};
use crate::Result;
use crate::error::{Error, ErrorKind};
use crate::people::People;
use crate::query::ast::{Ast, FilterValue, Near, Pattern, PatternKind, Relation, Span};
use crate::query::{Diagnostic, Expression};

/// What lowering needs besides the tree.
pub(super) struct Context<'a> {
    /// The query as typed, to point at.
    pub(super) query: &'a str,
    /// Whether every word is optional.
    pub(super) any: bool,
    /// Finds the id that a part of one means.
    pub(super) resolve: &'a dyn Fn(&str) -> Result<String>,
    /// Whom `person:` and `mention:` may mean.
    pub(super) people: &'a People,
}

struct Lowerer<'a> {
    context: &'a Context<'a>,
    units: Vec<Unit>,
    rank: Vec<String>,
    /// Whether what is lowered now is to be shown and adds score.
    shown: bool,
    /// Whether every word is optional where we are.
    any: bool,
}

/// Lowers a tree.
///
/// # Errors
/// `Query`, if there is nothing to search for; those of `resolve`.
pub(super) fn lower(ast: &Ast, context: &Context<'_>) -> Result<Tree> {
    let mut lowerer = Lowerer { context, units: Vec::new(), rank: Vec::new(), shown: true, any: context.any };
    let root = lowerer.node(ast)?;
    let Lowerer { units, mut rank, .. } = lowerer;
    let Some(root) = root else {
        return Err(Error::new(ErrorKind::Query, "nothing to search for")
            .with_hint("type a word, a \"quoted phrase\", or a filter such as speaker:NAME"));
    };
    let mut seen = std::collections::HashSet::new();
    rank.retain(|term| seen.insert(term.clone()));
    Ok(Tree { root, units, rank, lifted: names_kind(ast) })
}

/// Whether the query says anything about the kind of turns.
fn names_kind(ast: &Ast) -> bool {
    match ast {
        Ast::And(children) | Ast::Or(children) => children.iter().any(names_kind),
        Ast::Not(child) | Ast::Relation(_, child) => names_kind(child),
        Ast::Filter(filter) => matches!(filter.value, FilterValue::Kind(_)),
        Ast::Word(_) | Ast::Phrase(_) | Ast::Pattern(_) | Ast::Near(_) => false,
    }
}

/// Whether a part of the query is all words, so that `--any` makes it optional.
fn is_text(ast: &Ast) -> bool {
    match ast {
        Ast::Word(_) | Ast::Phrase(_) | Ast::Pattern(_) | Ast::Near(_) => true,
        Ast::And(children) | Ast::Or(children) => children.iter().all(is_text),
        Ast::Not(_) | Ast::Filter(_) | Ast::Relation(..) => false,
    }
}

impl Lowerer<'_> {
    /// None if there is nothing in it to search for.
    fn node(&mut self, ast: &Ast) -> Result<Option<Node>> {
        match ast {
            Ast::And(children) if self.any => {
                let (text, rest): (Vec<&Ast>, Vec<&Ast>) = children.iter().partition(|c| is_text(c));
                let optional = join(self.nodes(text)?, Node::Any);
                let mut all = self.nodes(rest)?;
                all.extend(optional);
                Ok(join(all, Node::All))
            }
            Ast::And(children) => Ok(join(self.nodes(children)?, Node::All)),
            Ast::Or(children) => Ok(join(self.nodes(children)?, Node::Any)),
            Ast::Not(child) => {
                // What is excluded stays what it is, though all else is optional.
                let any = std::mem::take(&mut self.any);
                let child = self.hidden(|l| l.node(child));
                self.any = any;
                Ok(child?.map(|c| Node::Not(Box::new(c))))
            }
            Ast::Word(word) => Ok(self.demand(words::word(&word.text, word.exact, self.any))),
            Ast::Phrase(phrase) => Ok(self.demand(words::phrase(&phrase.text, phrase.slop))),
            Ast::Pattern(pattern) => self.pattern(pattern),
            Ast::Near(near) => {
                let occurrence = self.near(near)?;
                let label = self.typed(&near.span).to_owned();
                self.rank_of(&near.left);
                self.rank_of(&near.right);
                Ok(Some(self.unit(label, vec![Matcher::Exact(occurrence)])))
            }
            Ast::Filter(filter) => self.filter(&filter.value).map(Some),
            Ast::Relation(relation, child) => self.relation(*relation, child),
        }
    }

    fn nodes<'a>(&mut self, children: impl IntoIterator<Item = &'a Ast>) -> Result<Vec<Node>> {
        let mut nodes = Vec::new();
        for child in children {
            nodes.extend(self.node(child)?);
        }
        Ok(nodes)
    }

    fn relation(&mut self, relation: Relation, child: &Ast) -> Result<Option<Node>> {
        let child = self.hidden(|l| l.node(child))?;
        Ok(child.map(|c| Node::Related(relation, Box::new(c))))
    }

    fn filter(&mut self, value: &FilterValue) -> Result<Node> {
        let people = self.context.people;
        match value {
            FilterValue::Person(name) => Ok(Node::Filter(person::speaker(people, name)?)),
            FilterValue::Mention(name) => {
                let (label, matchers) = (format!("mention:{name}"), person::mentions(people, name));
                Ok(self.add(Unit { label, matchers, shown: self.shown, filter: true }))
            }
            value => Ok(Node::Filter(Condition::new(value, self.context.resolve)?)),
        }
    }

    fn hidden<T>(&mut self, lower: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let shown = std::mem::replace(&mut self.shown, false);
        let lowered = lower(self);
        self.shown = shown;
        lowered
    }

    fn unit(&mut self, label: String, matchers: Vec<Matcher>) -> Node {
        self.add(Unit { label, matchers, shown: self.shown, filter: false })
    }

    fn add(&mut self, unit: Unit) -> Node {
        self.units.push(unit);
        Node::Unit(self.units.len() - 1)
    }

    fn demand(&mut self, demand: Demand) -> Option<Node> {
        if self.shown {
            self.rank.extend(demand.rank);
        }
        let units = demand.units.into_iter().map(|(label, ways)| self.unit(label, ways)).collect();
        join(units, if self.any { Node::Any } else { Node::All })
    }

    fn pattern(&mut self, pattern: &Pattern) -> Result<Option<Node>> {
        let matcher = match pattern.kind {
            PatternKind::Regex => Expression::of(&pattern.text).map(Matcher::Text),
            _ => pattern_occurrence(pattern).map(Matcher::Exact),
        };
        let matcher = matcher.ok_or_else(|| self.empty(&pattern.span))?;
        Ok(Some(self.unit(self.typed(&pattern.span).to_owned(), vec![matcher])))
    }

    fn near(&self, near: &Near) -> Result<Occurrence> {
        let left = self.operand(&near.left, &near.span)?;
        let right = self.operand(&near.right, &near.span)?;
        let operands = Box::new((left, right));
        Ok(Occurrence::Near { operands, distance: near.distance, ordered: near.ordered })
    }

    fn operand(&self, ast: &Ast, span: &Span) -> Result<Occurrence> {
        let read = match ast {
            Ast::Word(word) if word.exact => words::literal(&word.text, 0),
            Ast::Word(word) => words::occurrence(&word.text),
            Ast::Phrase(phrase) => words::literal(&phrase.text, phrase.slop),
            Ast::Pattern(pattern) => pattern_occurrence(pattern),
            Ast::Near(near) => Some(self.near(near)?),
            Ast::Or(children) => {
                let options: Result<Vec<_>> = children.iter().map(|c| self.operand(c, span)).collect();
                Some(Occurrence::Either(options?))
            }
            _ => None,
        };
        read.ok_or_else(|| self.empty(span))
    }

    /// Lets the words beside NEAR add score.
    fn rank_of(&mut self, operand: &Ast) {
        let text = match operand {
            Ast::Word(word) => &word.text,
            Ast::Phrase(phrase) => &phrase.text,
            _ => return,
        };
        if self.shown {
            self.rank.extend(words::phrase(text, 0).rank);
        }
    }

    fn typed(&self, span: &Span) -> &str {
        self.context.query.get(span.clone()).unwrap_or_default()
    }

    fn empty(&self, span: &Span) -> Error {
        let diagnostic = Diagnostic::error(span.clone(), "there is nothing to search for in this");
        Error::new(ErrorKind::Query, diagnostic.render(self.context.query))
    }
}

/// What a pattern over tokens asks for.
fn pattern_occurrence(pattern: &Pattern) -> Option<Occurrence> {
    match pattern.kind {
        PatternKind::Wildcard => wildcard(&pattern.text),
        PatternKind::Fuzzy(edits) => TokenPattern::fuzzy(&pattern.text, edits).map(Occurrence::Pattern),
        PatternKind::Regex => None,
    }
}

/// Joins what is left; one needs no joining.
fn join(mut nodes: Vec<Node>, how: fn(Vec<Node>) -> Node) -> Option<Node> {
    if nodes.len() < 2 { nodes.pop() } else { Some(how(nodes)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query;

    /// A tree in few letters: words by their labels, `&`, `|`, `!`, `F` for a filter, `R` for a relation.
    fn shape(tree: &Tree, node: &Node) -> String {
        let list = |nodes: &[Node], sign: &str| {
            format!("({})", nodes.iter().map(|n| shape(tree, n)).collect::<Vec<_>>().join(sign))
        };
        match node {
            Node::All(nodes) => list(nodes, " & "),
            Node::Any(nodes) => list(nodes, " | "),
            Node::Not(node) => format!("!{}", shape(tree, node)),
            Node::Unit(i) => tree.units[*i].label.clone(),
            Node::Filter(_) => String::from("F"),
            Node::Related(_, node) => format!("R{}", shape(tree, node)),
        }
    }

    fn lowered(query: &str, any: bool) -> Tree {
        let resolve = |part: &str| Ok(part.to_owned());
        let ast = query::parse(query).ast.unwrap();
        lower(&ast, &Context { query, any, resolve: &resolve, people: &People::default() }).unwrap()
    }

    #[test]
    fn every_word_is_wanted_or_with_any_none() {
        let both = |query: &str| {
            let (all, any) = (lowered(query, false), lowered(query, true));
            (shape(&all, &all.root), shape(&any, &any.root))
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            both("ferry late lang:en -ice"),
            pair("(ferry & late & F & !ice)", "(F & !ice & (ferry | late))")
        );
        assert_eq!(both("ferry (late OR ice)"), pair("(ferry & (late | ice))", "(ferry | (late | ice))"));
        assert_eq!(both("渡船晚点的原因"), pair("(渡船 & 晚点 & 原因)", "(渡船 | 晚点 | 原因)"));
        assert_eq!(both("answering:(ferry late) x"), pair("(R(ferry & late) & x)", "(R(ferry | late) & x)"));
        assert_eq!(both("我们* /x+/"), pair("(我们 & /x+/)", "(我们 | /x+/)"));
    }

    #[test]
    fn what_is_negated_or_elsewhere_is_not_shown_and_adds_no_score() {
        let tree = lowered("ferries -ice answering:(bridges)", false);
        let shown: Vec<_> = tree.units.iter().filter(|u| u.shown).map(|u| u.label.as_str()).collect();
        assert_eq!((shown, tree.rank), (vec!["ferries"], vec![String::from("ferri")]));
        assert!(!lowered("ferry", false).lifted && lowered("ferry -kind:note", false).lifted);
    }
}
