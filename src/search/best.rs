//! The best of the turns that are found, as far as they are known: as many as are wanted, and all that equal the last.
//!
//! Who finds turns can ask what a turn must score to be among them, and spare the work for others. Deliberately absent:
//! how scores come about (`own`, `full`), and which of equal turns come first (`order`).

use tantivy::DocAddress;

use super::found::Found;
use super::order::{Order, Places};
use crate::Result;

/// At least so many more turns than are wanted are gathered before the worse are given up.
const MORE: usize = 100;

/// The best turns so far.
pub(super) struct Best<'a> {
    order: &'a Order<'a>,
    /// So many are wanted.
    most: usize,
    turns: Vec<Found>,
    /// When there are so many, the worse of them are given up.
    room: usize,
    least: f32,
    /// The segment at hand.
    ord: u32,
    places: Places<'a>,
}

impl<'a> Best<'a> {
    /// The first `most` turns in an order.
    pub(super) fn new(order: &'a Order<'a>, most: usize) -> Self {
        let room = if order.is_by_score() { room(most) } else { usize::MAX };
        Self { order, most, turns: Vec::new(), room, least: 0.0, ord: 0, places: order.places(0) }
    }

    /// Turns are offered of this segment from now on.
    pub(super) fn enter(&mut self, ord: usize) {
        self.ord = ord as u32;
        self.places = self.order.places(self.ord);
    }

    /// What a turn must score at least.
    pub(super) fn least(&self) -> f32 {
        self.least
    }

    /// Takes a turn in, if its score may do.
    pub(super) fn offer(&mut self, doc: u32, score: f32) {
        if score < self.least {
            return;
        }
        let (at, place) = (DocAddress::new(self.ord, doc), self.places.of(doc));
        self.turns.push(Found { at, place, score, full: false });
        if self.turns.len() >= self.room {
            self.least = self.order.nth(&mut self.turns, self.most);
            self.turns.retain(|found| found.score >= self.least);
            self.room = room(self.turns.len().max(self.most));
        }
    }

    /// The turns, in no order.
    pub(super) fn turns(self) -> Result<Vec<Found>> {
        self.order.lead(self.turns, self.most)
    }
}

/// How many turns are gathered before it is seen which are the best, of which there are so many.
fn room(best: usize) -> usize {
    best.saturating_add(best.max(MORE))
}
