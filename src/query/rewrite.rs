//! The tree is brought to its shape while it is built: flat groups, no empty ones, no double negation, and a
//! field repeated in one AND group means OR.
//!
//! Deliberately absent: what a word means; the words stay as typed.

use std::mem::{Discriminant, discriminant};

use super::ast::{Ast, Filter, FilterValue};

/// An operand of AND. Parentheses keep a filter apart: `(speaker:a) (speaker:b)` wants both.
pub(super) enum Operand {
    Bare(Ast),
    Grouped(Ast),
}

impl Operand {
    pub(super) fn into_ast(self) -> Ast {
        match self {
            Self::Bare(ast) | Self::Grouped(ast) => ast,
        }
    }
}

/// The AND of the operands as typed: filters of one field become their OR, at the place of the first.
/// None if there are none.
pub(super) fn group(operands: Vec<Operand>) -> Option<Ast> {
    let mut slots: Vec<Vec<Ast>> = Vec::with_capacity(operands.len());
    let mut fields: Vec<(Discriminant<FilterValue>, usize)> = Vec::new();
    for operand in operands {
        let (field, ast) = match operand {
            Operand::Bare(Ast::Filter(filter)) => (Some(discriminant(&filter.value)), Ast::Filter(filter)),
            operand => (None, operand.into_ast()),
        };
        match fields.iter().find(|known| Some(known.0) == field) {
            Some(&(_, slot)) => slots[slot].push(ast),
            None => {
                fields.extend(field.map(|field| (field, slots.len())));
                slots.push(vec![ast]);
            }
        }
    }
    and(slots.into_iter().filter_map(or).collect())
}

/// The query with filters ANDed to it; filters of one field are its alternatives, whatever the query holds.
pub fn with_filters(ast: Option<Ast>, filters: Vec<Filter>) -> Option<Ast> {
    let filters = group(filters.into_iter().map(|filter| Operand::Bare(Ast::Filter(filter))).collect());
    and(ast.into_iter().chain(filters).collect())
}

/// All of these; none if there are none.
pub(super) fn and(children: Vec<Ast>) -> Option<Ast> {
    let flat = flatten(children, |ast| match ast {
        Ast::And(inner) => Ok(inner),
        other => Err(other),
    });
    single(flat, Ast::And)
}

/// Any of these; none if there are none.
pub(super) fn or(children: Vec<Ast>) -> Option<Ast> {
    let flat = flatten(children, |ast| match ast {
        Ast::Or(inner) => Ok(inner),
        other => Err(other),
    });
    single(flat, Ast::Or)
}

/// Not this; a double negation is none.
pub(super) fn not(ast: Ast) -> Ast {
    match ast {
        Ast::Not(inner) => *inner,
        other => Ast::Not(Box::new(other)),
    }
}

fn flatten(children: Vec<Ast>, open: impl Fn(Ast) -> Result<Vec<Ast>, Ast>) -> Vec<Ast> {
    let mut flat = Vec::with_capacity(children.len());
    for child in children {
        match open(child) {
            Ok(inner) => flat.extend(inner),
            Err(other) => flat.push(other),
        }
    }
    flat
}

fn single(mut children: Vec<Ast>, join: fn(Vec<Ast>) -> Ast) -> Option<Ast> {
    if children.len() < 2 { children.pop() } else { Some(join(children)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{flag, parse};

    #[test]
    fn flags_are_anded_and_repeated_ones_are_alternatives() {
        let given = |field, value| flag(field, value).unwrap();
        let filters = vec![given("speaker", "a"), given("lang", "en"), given("speaker", "b")];
        let with = with_filters(parse("x speaker:c").ast, filters.clone());
        let Some(Ast::And(children)) = with else { panic!("{with:?}") };
        assert_eq!(children.len(), 4);
        assert!(matches!(&children[1], Ast::Filter(_)), "the query's own filter is not one of them");
        let alternatives = Ast::Or(vec![Ast::Filter(filters[0].clone()), Ast::Filter(filters[2].clone())]);
        assert_eq!(children[2], alternatives);
        assert_eq!(children[3], Ast::Filter(filters[1].clone()));
        assert_eq!(with_filters(None, vec![filters[1].clone()]), Some(Ast::Filter(filters[1].clone())));
        assert_eq!(with_filters(None, Vec::new()), None);
    }
}
