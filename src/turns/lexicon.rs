//! The distinct strings that might be labels, each judged once however often it occurs.
//!
//! Deliberately absent: which of them are labels in a document (`score`).

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::shape::{self, Shape};

/// A string that may be a label, with all that it tells by itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// As written, trimmed of separators and times.
    pub(super) text: String,
    /// For comparison: folded, blanks between Han characters removed.
    pub(super) key: Rc<str>,
    pub(super) shape: Shape,
    /// It stands for a stretch in which nobody of the interview speaks.
    pub(super) is_break: bool,
}

impl Label {
    /// What a string is as a label, whatever it looks like.
    pub(super) fn new(text: &str, shape: Shape) -> Self {
        let key = shape::key(text);
        let is_break = shape::is_break(&key);
        Self { text: text.to_owned(), key: key.into(), shape, is_break }
    }
}

/// All strings of a document that stand where labels do.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    judged: RefCell<FxHashMap<Box<str>, Option<Rc<Label>>>>,
}

impl Lexicon {
    /// The label that a string is; none if it cannot be one.
    pub(super) fn label(&self, text: &str) -> Option<Rc<Label>> {
        if let Some(known) = self.judged.borrow().get(text) {
            return known.clone();
        }
        let shape = shape::of(text);
        let label = (shape != Shape::No).then(|| Rc::new(Label::new(text, shape)));
        self.judged.borrow_mut().insert(text.into(), label.clone());
        label
    }

    /// The keys of all labels, in no order; some more than once.
    pub(super) fn keys(&self) -> Vec<Rc<str>> {
        self.judged.borrow().values().flatten().map(|label| Rc::clone(&label.key)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_judged_once() {
        let lexicon = Lexicon::default();
        let (one, two) = (lexicon.label("ANN  Lee"), lexicon.label("ANN  Lee"));
        assert!(one.iter().zip(&two).all(|(one, two)| Rc::ptr_eq(one, two)));
        assert_eq!(
            one.map(|l| (l.key.to_string(), l.shape, l.is_break)),
            Some(("ann lee".into(), Shape::Name, false))
        );
        assert_eq!(lexicon.label("Break 2").map(|l| l.is_break), Some(true));
        assert_eq!(lexicon.label("https://example"), None);
        assert_eq!(lexicon.keys().len(), 2);
    }
}
