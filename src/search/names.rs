//! Names: what to type where a query asks for a speaker nobody is, or writes one as a transcript does (`Ann: …`).
//!
//! Deliberately absent: the search itself, and names that sound alike.

use std::collections::{BTreeSet, HashSet};

use strsim::osa_distance;
use tantivy::DocAddress;

use super::filters::{demands, holds, terms};
use super::records::Records;
use crate::Result;
use crate::analysis::{fold_name, is_han};
use crate::index::{Key, Snapshot};
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
    let mut lines = Vec::new();
    for (text, whole) in wanted {
        let (parts, folded) = (demands(text)?, fold_name(text));
        let is = |name: &str| if whole { fold_name(name) == folded } else { holds(name, &parts) };
        let people = people(snapshot, |name| is(name) || distance(name, &parts).is_some())?;
        if people.iter().flatten().any(|name| is(name)) {
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
    let wanted = labels.iter().flatten().map(|label| (fold_name(label), demands(label).ok()));
    let wanted: Vec<(String, Option<Vec<Vec<String>>>)> = wanted.collect();
    let is = |name: &str, (label, parts): &(String, Option<Vec<Vec<String>>>)| {
        name == label || parts.as_ref().is_some_and(|parts| holds(name, parts))
    };
    let people = people(snapshot, |name| wanted.iter().any(|label| is(name, label)))?;
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

/// The names and aliases of the speakers of whom one fits, as it is indexed, most words first; of others, too, some may
/// be there.
fn people(snapshot: &Snapshot, fits: impl Fn(&str) -> bool) -> Result<Vec<Vec<String>>> {
    let mut records = BTreeSet::new();
    said_by(snapshot, |name| is_dotted(name) || fits(name), &mut records)?;
    // Whoever has an alias that fits may speak elsewhere without it.
    let is_one = |names: &Vec<String>| names.iter().any(|name| fits(name) || fits(&fold_name(name)));
    let ones = names(snapshot, &records)?.filter(is_one);
    let ones: HashSet<String> = ones.map(|names| fold_name(&names[0])).collect();
    said_by(snapshot, |name| ones.contains(name), &mut records)?;
    Ok(names(snapshot, &records)?.collect())
}

/// Whether capitals that dots join may be in a name as it was written (`J.R. Lee`): they are one word, and in small
/// letters, as it is indexed, several.
fn is_dotted(name: &str) -> bool {
    let chars = || name.chars();
    let triples = chars().zip(chars().skip(1)).zip(chars().skip(2));
    triples.into_iter().any(|((a, dot), b)| a.is_alphanumeric() && dot == '.' && b.is_alphanumeric())
}

/// Adds the records of the interviews in which somebody speaks whose name, as it is indexed, fits.
fn said_by(
    snapshot: &Snapshot,
    fits: impl Fn(&str) -> bool,
    records: &mut BTreeSet<DocAddress>,
) -> Result<()> {
    let fields = snapshot.fields();
    for (ord, segment) in (0..).zip(snapshot.searcher().segment_readers()) {
        let mut turns = Vec::new();
        terms(segment, fields, Key::Speaker, &fits, |_, turn| turns.push(turn))?;
        turns.sort_unstable();
        let mut blocks = Records::open(segment, fields.keys)?;
        for turn in turns.into_iter().filter(|turn| !segment.is_deleted(*turn)) {
            records.insert(DocAddress::new(ord, blocks.block(turn).start));
        }
    }
    Ok(())
}

/// The names and aliases of who speaks in the interviews of these records, most words first.
fn names(
    snapshot: &Snapshot,
    records: &BTreeSet<DocAddress>,
) -> Result<impl Iterator<Item = Vec<String>> + use<>> {
    let listed = snapshot.speakers_in(records.iter().copied())?.into_iter();
    Ok(listed.map(|one| std::iter::once(one.speaker.name).chain(one.speaker.aliases).collect()))
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
    fn capitals_may_have_been_joined_by_dots() {
        assert!(is_dotted("j.r. lee") && is_dotted("lee j.r"));
        assert!(!is_dotted("dr. lee") && !is_dotted("j. r. lee") && !is_dotted("lee"));
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
