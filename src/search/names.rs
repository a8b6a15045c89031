//! Names: what to type where a query asks for a speaker nobody is, or writes one as a transcript does (`Ann: …`).
//!
//! Deliberately absent: the search itself, and names that sound alike.

use std::collections::HashSet;

use strsim::osa_distance;

use super::filters::{demands, holds};
use crate::Result;
use crate::analysis::{fold_name, is_han};
use crate::index::Snapshot;
use crate::query::Ast;
use crate::query::ast::{FilterValue, Word};

/// At most so many names are suggested for one.
const SUGGESTED: usize = 3;

/// A line for each `speaker:` of the query that is nobody, with the names nearest to it.
pub(super) fn unknown(snapshot: &Snapshot, ast: &Ast) -> Result<Vec<String>> {
    let mut wanted = Vec::new();
    visit(ast, &mut |node| {
        if let Ast::Filter(filter) = node
            && let FilterValue::Speaker { text, whole } = &filter.value
        {
            wanted.push((text.as_str(), *whole));
        }
    });
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let people = people(snapshot)?;
    let mut lines = Vec::new();
    for (text, whole) in wanted {
        let parts = demands(text)?;
        let is = |name: &String| if whole { fold_name(name) == fold_name(text) } else { holds(name, &parts) };
        if people.iter().flatten().any(is) {
            continue;
        }
        let near = nearest(&people, &parts);
        lines.push(match near.is_empty() {
            true => format!("no speaker is called {text}; whosaid speakers lists who spoke"),
            false => format!("no speaker is called {text}; try {}", near.join(" or ")),
        });
    }
    Ok(lines)
}

/// A line for each speaker's name that stands before a colon among the words of the query.
pub(super) fn labels(snapshot: &Snapshot, ast: &Ast) -> Result<Vec<String>> {
    let mut words = Vec::new();
    visit(ast, &mut |node| {
        if let Ast::Word(word) = node {
            words.push(word);
        }
    });
    let labels: Vec<Vec<String>> = (0..words.len()).map(|i| before_colon(&words[..=i])).collect();
    if labels.iter().all(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let people = people(snapshot)?;
    let known = |label: &&String| {
        let lone = label.chars().count() == 1;
        let is = |name: &String| {
            if lone { name == *label } else { demands(label).is_ok_and(|parts| holds(name, &parts)) }
        };
        people.iter().flatten().any(is)
    };
    let mut told = HashSet::new();
    let meant = labels.iter().filter_map(|names| names.iter().find(known));
    let meant = meant.filter(|label| told.insert(fold_name(label)));
    let line =
        |label: &String| format!("{label} is a speaker: to find their turns alone, type {}", filter(label));
    Ok(meant.map(line).collect())
}

/// What may be a name before the first colon of the last of these words, the longest first: `Ann Lee: budget` is
/// words that follow each other, each with a capital.
fn before_colon(words: &[&Word]) -> Vec<String> {
    let Some((last, earlier)) = words.split_last() else { return Vec::new() };
    let Some((name, _)) = last.text.split_once([':', '：']) else { return Vec::new() };
    if !name.chars().any(char::is_alphabetic) {
        return Vec::new();
    }
    let mut names = vec![name.to_owned()];
    let mut start = last.span.start;
    for word in earlier.iter().rev() {
        let capitals = [name, &word.text].iter().all(|w| w.starts_with(char::is_uppercase));
        if word.span.end + 1 != start || !capitals {
            break;
        }
        names.insert(0, format!("{} {}", word.text, names[0]));
        start = word.span.start;
    }
    names
}

/// The names and aliases of each speaker, most words first.
fn people(snapshot: &Snapshot) -> Result<Vec<Vec<String>>> {
    let listed = snapshot.speakers()?.into_iter();
    Ok(listed.map(|one| std::iter::once(one.speaker.name).chain(one.speaker.aliases).collect()).collect())
}

/// The filters for the people whose names are nearest to the parts of a name.
fn nearest(people: &[Vec<String>], parts: &[Vec<String>]) -> Vec<String> {
    let distance = |names: &Vec<String>| names.iter().filter_map(|name| distance(name, parts)).min();
    let mut near: Vec<(usize, &str)> =
        people.iter().filter_map(|names| Some((distance(names)?, names.first()?.as_str()))).collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().take(SUGGESTED).map(|(_, name)| filter(name)).collect()
}

/// How many slips lie between a name and the parts of one, if each is near to some piece of it.
fn distance(name: &str, parts: &[Vec<String>]) -> Option<usize> {
    let pieces: Vec<String> = demands(name).ok()?.into_iter().map(|piece| piece.concat()).collect();
    let mut sum = 0;
    for part in parts.iter().map(|part| part.concat()) {
        let letters = part.chars().count();
        let bound = if part.chars().all(is_han) { letters / 2 } else { letters.div_ceil(4).min(2) };
        let near = pieces.iter().map(|piece| osa_distance(piece, &part)).min()?;
        sum += Some(near).filter(|near| *near <= bound && *near < letters)?;
    }
    Some(sum)
}

/// A name as a filter, quoted where it must be.
fn filter(name: &str) -> String {
    match name.chars().all(char::is_alphanumeric) {
        true => format!("speaker:{name}"),
        false => format!("speaker:\"{name}\""),
    }
}

/// Calls back with every leaf that must or may hold of the turn itself, in the order of the query.
fn visit<'a>(ast: &'a Ast, each: &mut impl FnMut(&'a Ast)) {
    match ast {
        Ast::And(children) | Ast::Or(children) => children.iter().for_each(|child| visit(child, each)),
        Ast::Not(_) | Ast::Relation(..) => {}
        leaf => each(leaf),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels_of(query: &str) -> Vec<String> {
        let ast = crate::query::parse(query).ast.unwrap();
        let mut words = Vec::new();
        visit(&ast, &mut |node| {
            if let Ast::Word(word) = node {
                words.push(word);
            }
        });
        (0..words.len()).flat_map(|i| before_colon(&words[..=i])).collect()
    }

    #[test]
    fn what_stands_before_a_colon_may_be_a_name() {
        assert_eq!(labels_of("林可桢：信任"), ["林可桢"]);
        assert_eq!(labels_of("trust Ann Lee: budget"), ["Ann Lee", "Lee"]);
        assert_eq!(labels_of("Ann:budget"), ["Ann"]);
        assert!(labels_of("10:30").is_empty() && labels_of("speaker:Ann trust").is_empty());
    }

    #[test]
    fn a_slip_in_a_name_is_near_and_another_name_is_not() {
        let people = ["Elias Varrow", "林可桢", "Bo Ek"].map(|name| vec![name.to_owned()]);
        let near = |text: &str| nearest(&people, &demands(text).unwrap());
        assert_eq!(near("Varow"), ["speaker:\"Elias Varrow\""]);
        assert_eq!(near("elias varow"), ["speaker:\"Elias Varrow\""]);
        assert_eq!(near("林可真"), ["speaker:林可桢"]);
        assert!(near("Quill").is_empty() && near("X").is_empty() && near("王小明").is_empty());
    }
}
