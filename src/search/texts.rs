//! The turns whose texts are read, with what is found in them: each is read once, though words near each other are looked
//! for in it before it is shown.
//!
//! Deliberately absent: which turns, and what is shown of them.

use std::cell::RefCell;

use rustc_hash::FxHashMap;
use tantivy::DocAddress;

use super::highlight::{Mark, Marker};
use super::sequence::Span;
use super::tree::{Occurrence, Tree};
use crate::Result;
use crate::index::Snapshot;
use crate::model::Turn;

/// Reads turns.
pub(super) struct Texts<'a> {
    snapshot: &'a Snapshot,
    marker: RefCell<Marker<'a>>,
    /// Those that were read and not yet shown.
    read: RefCell<FxHashMap<DocAddress, Marked>>,
}

/// A turn, and every occurrence of a shown unit in its text.
pub(super) struct Marked {
    pub(super) turn: Turn,
    pub(super) marks: Vec<Mark>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, tree: &'a Tree) -> Self {
        Self { snapshot, marker: RefCell::new(Marker::new(tree)), read: RefCell::default() }
    }

    /// Reads a turn, and tells where each of these shapes of shown units is in its exact tokens.
    pub(super) fn spans(&self, at: DocAddress, shapes: &[&Occurrence]) -> Result<Vec<Vec<Span>>> {
        let turn = self.snapshot.turn(at)?;
        let mut marker = self.marker.borrow_mut();
        let marks = marker.marks(&turn.text);
        let spans = shapes.iter().map(|shape| marker.spans(shape)).collect();
        self.read.borrow_mut().insert(at, Marked { turn, marks });
        Ok(spans)
    }

    /// The turn at this address.
    pub(super) fn turn(&self, at: DocAddress) -> Result<Marked> {
        if let Some(read) = self.read.borrow_mut().remove(&at) {
            return Ok(read);
        }
        let turn = self.snapshot.turn(at)?;
        let marks = self.marks(&turn.text);
        Ok(Marked { turn, marks })
    }

    /// Every occurrence of a shown unit in a text, by place.
    pub(super) fn marks(&self, text: &str) -> Vec<Mark> {
        self.marker.borrow_mut().marks(text)
    }
}
