//! What to tell somebody whose query finds nothing.
//!
//! Deliberately absent: the search itself.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{InvertedIndexReader, SegmentReader, Term};

use super::eval::segments;
use super::expand::{Ask, terms};
use super::lexicon::Lexicon;
use super::pattern::TokenPattern;
use super::tree::{Cost, Tree, Unit};
use super::tries::{Tries, turns};
use crate::Result;
use crate::analysis;
use crate::index::{Key, Snapshot, fault, values};

/// At most so many lines are told.
const LINES: usize = 5;

/// Lines that say what each word would find, and what to try.
pub(super) fn hints(tree: &Tree, tries: &Tries<'_>) -> Result<Vec<String>> {
    let snapshot = tries.snapshot;
    let mut lines = Vec::new();
    // An expression is no word, and to read all texts once more would take too long.
    let is_word = |unit: &&Unit| unit.is_scored() && unit.cost() < Cost::Text;
    let units: Vec<&Unit> = tree.units.iter().filter(is_word).collect();
    let mut counts = Vec::new();
    for unit in &units {
        counts.push((unit.label.as_str(), turns_with(snapshot, tree, unit)?));
    }
    if !counts.is_empty() {
        let each: Vec<String> =
            counts.iter().map(|(label, n)| format!("{} in {}", told(label), turns(*n))).collect();
        lines.push(format!("each alone, without filters: {}", each.join(", ")));
    }
    for (label, _) in counts.iter().filter(|(_, n)| *n == 0) {
        if let Some((near, alone)) = spelling(snapshot, label)? {
            let found = match tries.with(label, &near)? {
                0 => format!("which is in {} alone", turns(alone as usize)),
                n => format!("it would find {}", turns(n)),
            };
            lines.push(format!("instead of {label}, try {near}: {found}"));
        }
        let parts = tries.parts(label)?;
        if !parts.is_empty() {
            let each: Vec<String> =
                parts.iter().map(|(part, n)| format!("{part} in {}", turns(*n))).collect();
            lines.push(format!("of {label} there is {}", each.join(", ")));
        }
    }
    let elsewhere = elsewhere(snapshot, tree, &units)?;
    if !elsewhere.is_empty() {
        lines.push(format!("found elsewhere: {}", elsewhere.join(", ")));
    }
    lines.extend(tries.lines(tree)?);
    lines.truncate(LINES);
    Ok(lines)
}

/// The commonest word within a typing error of one that occurs nowhere, and its turns; none for Chinese and short
/// words.
fn spelling(snapshot: &Snapshot, label: &str) -> Result<Option<(String, u64)>> {
    let [word] = &tokens(label)[..] else { return Ok(None) };
    let letters = word.chars().count();
    if letters < 4 || word.chars().any(analysis::is_han) {
        return Ok(None);
    }
    let Some(pattern) = TokenPattern::fuzzy(word, if letters < 8 { 1 } else { 2 }) else { return Ok(None) };
    let field = snapshot.fields().exact;
    let mut near: FxHashMap<String, u64> = FxHashMap::default();
    for reader in snapshot.searcher().segment_readers() {
        let inverted = reader.inverted_index(field).map_err(fault)?;
        terms(&inverted, &Ask::Pattern(&pattern), |term, info| {
            *near.entry(term.to_owned()).or_default() += u64::from(info.doc_freq);
            Ok(())
        })?;
    }
    let mut near: Vec<(u64, String)> = near.into_iter().map(|(term, most)| (most, term)).collect();
    near.sort_unstable_by(|a, b| b.cmp(a));
    let mut best: Option<(u64, String)> = None;
    for (most, term) in near {
        if best.as_ref().is_some_and(|(turns, _)| most < *turns) {
            break;
        }
        let mut turns = 0;
        for reader in snapshot.searcher().segment_readers() {
            let inverted = reader.inverted_index(field).map_err(fault)?;
            let info = inverted.get_term_info(&Term::from_field_text(field, &term)).map_err(fault)?;
            turns += info.map_or(Ok(0), |info| living(reader, &inverted, &info))?;
        }
        best = best.max(Some((turns, term)));
    }
    Ok(best.filter(|(turns, _)| *turns > 0).map(|(turns, term)| (term, turns)))
}

/// How many documents that were not deleted have a term.
fn living(segment: &SegmentReader, inverted: &InvertedIndexReader, info: &TermInfo) -> Result<u64> {
    let Some(alive) = segment.alive_bitset() else { return Ok(u64::from(info.doc_freq)) };
    let list = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::Basic);
    let (mut list, mut count) = (list.map_err(fault)?, 0);
    while !list.docs().is_empty() {
        count += list.docs().iter().filter(|doc| alive.is_alive(**doc)).count() as u64;
        list.advance();
    }
    Ok(count)
}

/// Calls back with the values of a sort of keys that fit, segment by segment, and with how many documents have each.
fn fitting(
    snapshot: &Snapshot,
    sort: Key,
    fits: impl Fn(&str) -> bool,
    mut each: impl FnMut(&str, u64),
) -> Result<()> {
    for segment in snapshot.searcher().segment_readers() {
        values(segment, snapshot.fields(), sort, "", |value, info, inverted| {
            match if fits(value) { living(segment, inverted, info)? } else { 0 } {
                0 => {}
                documents => each(value, documents),
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn turns_with<'a>(snapshot: &'a Snapshot, tree: &'a Tree, unit: &'a Unit) -> Result<usize> {
    let mut count = 0;
    for segment in segments(snapshot, &Lexicon::new(snapshot), tree) {
        count += segment.with_unit(unit)?.len();
    }
    Ok(count)
}

/// Titles, participants and notes in which all words occur.
fn elsewhere(snapshot: &Snapshot, tree: &Tree, units: &[&Unit]) -> Result<Vec<String>> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let words: Vec<Vec<String>> = units.iter().map(|u| tokens(&u.label)).collect();
    let holds = |text: &str| {
        let text = tokens(text);
        words.iter().all(|w| !w.is_empty() && text.windows(w.len()).any(|window| window == w))
    };
    let mut found = Vec::new();
    let mut say = |n: usize, one: &str, many: &str, how: &str| {
        if n > 0 {
            found.push(format!("{n} {} ({how})", if n == 1 { one } else { many }));
        }
    };
    let mut titles = 0;
    // Of a word that a title holds, the words of titles have the stem: that is known at once.
    let lexicon = Lexicon::new(snapshot);
    let mut missing = false;
    for word in words.iter().flatten().filter(|word| !word.chars().any(analysis::is_han)) {
        missing = missing || lexicon.having(Key::TitleWord, &analysis::stem(word))? == 0;
    }
    if !missing {
        fitting(snapshot, Key::Title, holds, |_, n| titles += n as usize)?;
    }
    say(titles, "title", "titles", "title:");
    let mut names = FxHashSet::default();
    fitting(snapshot, Key::Speaker, holds, |name, _| {
        names.insert(name.to_owned());
    })?;
    say(names.len(), "speaker", "speakers", "speaker:");
    if !tree.lifted && !tree.reads() {
        // Speech holds nothing, so all that is found now are notes.
        let notes = Tree { lifted: true, ..tree.clone() };
        let mut count = 0;
        for segment in segments(snapshot, &Lexicon::new(snapshot), &notes) {
            count += segment.matches()?.len();
        }
        say(count, "note", "notes", "kind:note");
    }
    Ok(found)
}

fn tokens(text: &str) -> Vec<String> {
    analysis::exact(text).into_iter().map(|t| t.text).collect()
}

/// How much of a label is told, in characters.
const TOLD: usize = 40;

/// A label, or the beginning of a long one.
fn told(label: &str) -> String {
    match label.char_indices().nth(TOLD) {
        Some((end, _)) => format!("{}…", label.get(..end).unwrap_or_default()),
        None => label.to_owned(),
    }
}
