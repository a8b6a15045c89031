//! What to try when a query finds nothing: the query with one thing changed, told only if it then finds something.
//!
//! Deliberately absent: what single words find, and near spellings (`hints`).

use super::eval::segments;
use super::lexicon::Lexicon;
use super::lower::{Context, lower};
use super::tree::Tree;
use crate::Result;
use crate::analysis;
use crate::index::Snapshot;
use crate::model::SearchRequest;
use crate::query::Ast;
use crate::query::ast::Word;

/// A run of Han characters longer than this is not searched for parts that occur.
const LONGEST_RUN: usize = 10;

/// A query that finds nothing, and the means to count what changes of it would find.
pub(super) struct Tries<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) ast: &'a Ast,
    pub(super) request: &'a SearchRequest,
    pub(super) context: &'a Context<'a>,
}

impl Tries<'_> {
    /// Lines that each name a change and how many turns it would find.
    pub(super) fn lines(&self, tree: &Tree) -> Result<Vec<String>> {
        // That is done once and not again.
        if tree.reads() {
            return Ok(Vec::new());
        }
        let mut lines = Vec::new();
        lines.extend(self.fewer_filters()?);
        if let Some(bare) = without_quotes(self.ast) {
            let n = self.count(&bare, self.context.any)?;
            lines.extend((n > 0).then(|| format!("without the quotes it would find {}", turns(n))));
        }
        let words = tree.units.iter().filter(|unit| unit.is_scored()).count();
        if !self.request.any && words > 1 {
            let n = self.count(self.ast, true)?;
            lines.extend((n > 0).then(|| format!("try --any: {} with any of the words", turns(n))));
        }
        Ok(lines)
    }

    /// The filter without which the query finds most, where more than one clause is to blame.
    fn fewer_filters(&self) -> Result<Option<String>> {
        let Ast::And(clauses) = self.ast else { return Ok(None) };
        if clauses.len() < 3 {
            return Ok(None);
        }
        let mut best: Option<(usize, String)> = None;
        for (i, clause) in clauses.iter().enumerate() {
            let Some(name) = self.filter(clause) else { continue };
            let mut rest = clauses.clone();
            rest.remove(i);
            let n = self.count(&Ast::And(rest), self.context.any)?;
            if n > best.as_ref().map_or(0, |best| best.0) {
                best = Some((n, name));
            }
        }
        Ok(best.map(|(n, name)| format!("without {name} it would find {}", turns(n))))
    }

    /// How a clause that is a filter, or a choice of filters, was typed.
    fn filter(&self, clause: &Ast) -> Option<String> {
        let typed = |ast: &Ast| match ast {
            Ast::Filter(filter) if filter.span.is_empty() => {
                Some(String::from("the filter given as an option"))
            }
            Ast::Filter(filter) => self.request.query.get(filter.span.clone()).map(str::to_owned),
            _ => None,
        };
        match clause {
            Ast::Or(choices) => {
                let mut each = choices.iter().map(typed).collect::<Option<Vec<_>>>()?;
                each.dedup();
                Some(each.join(" "))
            }
            other => typed(other),
        }
    }

    /// How many turns the query finds with one word in the place of another.
    pub(super) fn with(&self, word: &str, other: &str) -> Result<usize> {
        let changed = mapped(self.ast, &mut |leaf| match leaf {
            Ast::Word(Word { text, exact, span }) if text.contains(word) => {
                Ast::Word(Word { text: text.replace(word, other), exact: *exact, span: span.clone() })
            }
            leaf => leaf.clone(),
        });
        self.count(&changed, self.context.any)
    }

    /// The longest parts, of two characters or more, of a Chinese run that occurs nowhere, with their turns.
    pub(super) fn parts(&self, run: &str) -> Result<Vec<(String, usize)>> {
        let chars: Vec<char> = run.chars().collect();
        if !(3..=LONGEST_RUN).contains(&chars.len()) || !chars.iter().all(|c| analysis::is_han(*c)) {
            return Ok(Vec::new());
        }
        for length in (2..chars.len()).rev() {
            let mut found = Vec::new();
            for part in chars.windows(length).map(|part| part.iter().collect::<String>()) {
                let word = Word { text: part.clone(), exact: true, span: 0..0 };
                let n = self.count(&Ast::Word(word), false)?;
                if n > 0 && !found.contains(&(part.clone(), n)) {
                    found.push((part, n));
                }
            }
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    /// How many turns a query finds; none if it cannot be asked, or not without reading all texts once more.
    fn count(&self, ast: &Ast, any: bool) -> Result<usize> {
        let tree = lower(ast, &Context { any, ..*self.context }).ok().filter(|tree| !tree.reads());
        let Some(tree) = tree else { return Ok(0) };
        let mut count = 0;
        for segment in segments(self.snapshot, &Lexicon::new(self.snapshot), &tree) {
            count += segment.matches()?.len();
        }
        Ok(count)
    }
}

/// The query with the words of its quoted strings unquoted; none if it has no string of several words.
fn without_quotes(ast: &Ast) -> Option<Ast> {
    let mut found = false;
    let bare = mapped(ast, &mut |leaf| {
        let Ast::Phrase(phrase) = leaf else { return leaf.clone() };
        let word =
            |text: &str| Ast::Word(Word { text: text.to_owned(), exact: false, span: phrase.span.clone() });
        let mut words: Vec<Ast> = phrase.text.split_whitespace().map(word).collect();
        found = true;
        if words.len() == 1 { words.remove(0) } else { Ast::And(words) }
    });
    found.then_some(bare)
}

/// The tree with its leaves changed; what stands beside NEAR stays as it is.
fn mapped(ast: &Ast, change: &mut impl FnMut(&Ast) -> Ast) -> Ast {
    let mut all = |children: &[Ast]| children.iter().map(|child| mapped(child, change)).collect();
    match ast {
        Ast::And(children) => Ast::And(all(children)),
        Ast::Or(children) => Ast::Or(all(children)),
        Ast::Not(child) => Ast::Not(Box::new(mapped(child, change))),
        Ast::Relation(relation, child) => Ast::Relation(*relation, Box::new(mapped(child, change))),
        Ast::Near(_) => ast.clone(),
        leaf => change(leaf),
    }
}

/// `1 turn`, `2 turns`.
pub(super) fn turns(n: usize) -> String {
    format!("{n} turn{}", if n == 1 { "" } else { "s" })
}
