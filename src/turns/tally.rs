//! Label types: every label in every grammar, counted over the whole document.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::candidates::Candidates;
use super::evidence::Evidence;
use super::header::Grammar;
use super::line::Line;
use super::shape::Shape;

/// So many letters and digits tell a text from others.
const BEGINNING: usize = 24;

/// A text with fewer letters and digits is like no other: "Yes." twice is two answers, not furniture.
const SHORT: usize = 8;

/// One label in one grammar, over the whole document.
#[derive(Debug)]
pub(super) struct Type {
    pub(super) count: usize,
    /// Different beginnings of the texts after it, hashed.
    pub(super) texts: FxHashSet<u64>,
    /// How often a paragraph starts with it.
    pub(super) gaps: usize,
    pub(super) strong: usize,
    pub(super) timed: usize,
    pub(super) initials: usize,
    /// The most label-like of its spellings.
    pub(super) shape: Shape,
    pub(super) is_break: bool,
    pub(super) last: usize,
    pub(super) first: usize,
}

impl Type {
    /// Whether the words after it vary like speech: fixed furniture repeats itself.
    pub(super) fn varied(&self) -> bool {
        self.texts.len() * 3 >= self.count && (self.texts.len() >= 2 || self.count == 1)
    }
}

/// A grammar and the key of a label.
pub(super) type Key = (Grammar, Rc<str>);

/// All types of a document.
pub(super) type Types = FxHashMap<Key, Type>;

/// Counts all candidates by type.
pub(super) fn tally(lines: &[Line], candidates: &Candidates) -> Types {
    let mut types = Types::default();
    for (i, header) in candidates.lines().enumerate().flat_map(|(i, hs)| hs.iter().map(move |h| (i, h))) {
        let (line, label) = (&lines[i], &*header.label);
        let rest = line.text[header.rest..].trim();
        let text = if rest.is_empty() { lines.get(i + 1).map_or("", |l| l.text.as_str()) } else { rest };
        let t = types.entry((header.grammar, Rc::clone(&label.key))).or_insert_with(|| Type {
            count: 0,
            texts: FxHashSet::default(),
            gaps: 0,
            strong: 0,
            timed: 0,
            initials: 0,
            shape: label.shape,
            is_break: label.is_break,
            last: i,
            first: i,
        });
        t.count += 1;
        t.last = i;
        t.texts.insert(beginning(text, i));
        t.initials += usize::from(is_initials(&label.text));
        t.gaps += usize::from(line.gap || i == 0);
        t.strong += usize::from(header.strong);
        t.timed += usize::from(header.time.is_some());
        t.shape = t.shape.max(label.shape);
    }
    types
}

/// A hash of the first letters and digits of a text, and of the number of its line if they are few.
fn beginning(text: &str, line: usize) -> u64 {
    let mut hasher = FxHasher::default();
    let letters = text.chars().filter(|c| c.is_alphanumeric()).take(BEGINNING);
    let count = letters.map(|c| c.hash(&mut hasher)).count();
    if count < SHORT {
        line.hash(&mut hasher);
    }
    hasher.finish()
}

/// A type that is a label by itself: it recurs before varied words and looks like one.
pub(super) fn is_strong(grammar: Grammar, key: &str, t: &Type, evidence: &Evidence<'_>) -> bool {
    if !t.varied() || t.is_break {
        return false;
    }
    let timed = matches!(grammar, Grammar::Time | Grammar::TimeFirst);
    let bold = t.strong == t.count;
    let enough = match t.shape {
        Shape::Role => 2,
        Shape::Name if evidence.knows(key) || timed || bold => 2,
        Shape::Name if !key.contains(' ') && evidence.is_common(key) => 5,
        Shape::Name => 2,
        Shape::Plausible if timed || bold => 2,
        Shape::Plausible if grammar == Grammar::Dash || grammar == Grammar::Cell => 5,
        Shape::Plausible => 3,
        Shape::Odd if timed => 3,
        Shape::Odd | Shape::No => return false,
    };
    t.count >= enough
}

/// Up to four capital letters.
fn is_initials(label: &str) -> bool {
    label.len() <= 4 && label.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
}
