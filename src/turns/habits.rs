//! The habits of a document's headers, by which its rare labels are judged.

use super::evidence::Evidence;
use super::header::Grammar;
use super::line::Line;
use super::notes;
use super::shape::{self, Shape};
use super::tally::{Type, Types, is_strong};
use crate::analysis::is_han;

/// The habits of a document's own grammar, which rare labels have to share.
pub(super) struct House {
    pub(super) bold: bool,
    pub(super) gap: bool,
    pub(super) timed: bool,
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) headers: usize,
    /// All labels are handles such as `ann-lee`.
    pub(super) handles: bool,
    /// All labels are initials.
    pub(super) initials: bool,
    /// Lines before this one are title, abstract and introduction: a rare name before a colon is prose there.
    pub(super) head: usize,
}

impl House {
    pub(super) fn of(primary: Grammar, types: &Types, evidence: &Evidence<'_>, lines: &[Line]) -> Self {
        let own = types.iter().filter(|((g, k), t)| *g == primary && is_strong(*g, k, t, evidence));
        let (keys, strong): (Vec<&str>, Vec<&Type>) = own.map(|((_, k), t)| (&**k, t)).unzip();
        let sum = |f: fn(&Type) -> usize| strong.iter().map(|t| f(t)).sum::<usize>();
        let headers = sum(|t| t.count);
        let first = strong.iter().map(|t| t.first).min().unwrap_or(0);
        let leads = |l: &Line| l.text.trim_end().ends_with([':', '：']) && shape::of(&l.text) <= Shape::Odd;
        let furniture = |l: &Line| notes::is_head_label(&l.text) || leads(l);
        let title = primary == Grammar::Colon && lines.first().is_some_and(|l| notes::is_title(&l.text));
        let head = match evidence.headless {
            true => 0,
            false => lines[..first].iter().rposition(furniture).map_or(usize::from(title), |i| i + 1),
        };
        Self {
            head,
            handles: keys.into_iter().all(is_handle),
            initials: sum(|t| t.initials) == headers,
            bold: sum(|t| t.strong) * 10 >= headers * 9,
            gap: !evidence.gapless && sum(|t| t.gaps) * 10 >= headers * 9,
            timed: sum(|t| t.timed) * 10 >= headers * 9,
            first,
            last: strong.iter().map(|t| t.last).max().unwrap_or(0),
            headers,
        }
    }

    /// Whether a type of the document's own grammar is a label, though it may be rare.
    pub(super) fn admits(&self, grammar: Grammar, key: &str, t: &Type, evidence: &Evidence<'_>) -> bool {
        if t.is_break {
            return true;
        }
        if is_strong(grammar, key, t, evidence) {
            return !self.bold || t.strong > 0 || t.shape >= Shape::Name;
        }
        if t.last < self.head && t.first < self.first && t.shape != Shape::Role && !evidence.knows(key) {
            return false;
        }
        // A name once alone in a paragraph is a heading.
        let office = shape::without_affiliation(key).len() < key.len();
        if grammar == Grammar::Apart && t.shape != Shape::Role && !office {
            return false;
        }
        let habits = (!self.bold || t.strong > 0) && (!self.gap || t.gaps == t.count);
        if !habits || !t.varied() {
            return false;
        }
        // A time in the header, or bold type, is as good as recurrence.
        let marked = self.timed && t.timed > 0 || self.bold && grammar != Grammar::Strong;
        match t.shape {
            Shape::Role => true,
            Shape::Name if marked || evidence.knows(key) => true,
            Shape::Name if key.chars().any(is_han) || self.initials && t.initials > 0 => true,
            Shape::Name => {
                !evidence.is_common(key) && (key.contains(' ') || t.count >= 2 || self.headers < 12)
            }
            Shape::Plausible | Shape::Odd if self.handles && is_handle(key) => true,
            Shape::Plausible => marked || t.count >= 2 && t.texts.len() >= 2,
            Shape::Odd => marked && self.timed,
            Shape::No => false,
        }
    }
}

/// One word of several parts, as account names are.
fn is_handle(key: &str) -> bool {
    !key.contains(' ') && key.contains(['-', '_']) && key.chars().any(char::is_alphabetic)
}
