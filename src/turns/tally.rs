//! Label types: every label in every grammar, counted over the whole document.

use std::collections::{HashMap, HashSet};

use super::evidence::Evidence;
use super::header::{Grammar, Header};
use super::line::Line;
use super::shape::{self, Shape};

/// One label in one grammar, over the whole document.
#[derive(Debug, Default)]
pub(super) struct Type {
    pub(super) count: usize,
    /// Different texts after it.
    pub(super) texts: HashSet<String>,
    /// How often a paragraph starts with it.
    pub(super) gaps: usize,
    pub(super) strong: usize,
    pub(super) timed: usize,
    pub(super) initials: usize,
    pub(super) shape: Option<Shape>,
    pub(super) last: usize,
    pub(super) first: usize,
}

impl Type {
    pub(super) fn shape(&self) -> Shape {
        self.shape.unwrap_or(Shape::No)
    }

    /// Whether the words after it vary like speech: fixed furniture repeats itself.
    pub(super) fn varied(&self) -> bool {
        self.texts.len() * 3 >= self.count && (self.texts.len() >= 2 || self.count == 1)
    }
}

pub(super) type Key = (Grammar, String);

/// Counts all candidates by type.
pub(super) fn tally(lines: &[Line], candidates: &[Vec<Header>]) -> HashMap<Key, Type> {
    let mut types: HashMap<Key, Type> = HashMap::new();
    for (i, header) in candidates.iter().enumerate().flat_map(|(i, hs)| hs.iter().map(move |h| (i, h))) {
        let rest = lines[i].text[header.rest..].trim();
        let text = if rest.is_empty() { lines.get(i + 1).map_or("", |l| l.text.as_str()) } else { rest };
        let t = types.entry((header.grammar, header.key.clone())).or_default();
        if t.count == 0 {
            t.first = i;
        }
        t.count += 1;
        t.last = i;
        let mut words: String = text.chars().filter(|c| c.is_alphanumeric()).take(24).collect();
        if words.chars().count() < 8 {
            // "Yes." twice is two answers, not furniture.
            words.push_str(&i.to_string());
        }
        t.texts.insert(words);
        t.initials += usize::from(is_initials(&header.label));
        t.gaps += usize::from(lines[i].gap || i == 0);
        t.strong += usize::from(header.strong);
        t.timed += usize::from(header.time.is_some());
        t.shape = t.shape.max(Some(header.shape));
    }
    types
}

/// A type that is a label by itself: it recurs before varied words and looks like one.
pub(super) fn is_strong(grammar: Grammar, key: &str, t: &Type, evidence: &Evidence) -> bool {
    if !t.varied() || shape::is_break(key) {
        return false;
    }
    let timed = matches!(grammar, Grammar::Time | Grammar::TimeFirst);
    let bold = t.strong == t.count;
    let enough = match t.shape() {
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
