//! What is handed to the index: documents that hold their values or point to where these are.
//!
//! A turn's document is no copy of it: it points into the block that all of an interview share, is taken apart when it
//! is indexed, and what is stored of it is written only then. Deliberately absent: what is in a block (`block`).

use std::sync::{Arc, OnceLock};
use std::vec;

use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

use super::block::{Block, Own};

/// A document on its way into the index.
#[derive(Debug)]
pub(super) enum Entry {
    /// A document of its own.
    Whole(Vec<(Field, Content)>),
    /// The record of a block: the number 0; or one of its turns.
    Of {
        /// The block, which is given up when the last of its documents has become terms.
        block: Arc<Block>,
        /// The number of the turn.
        n: u32,
        /// What it has for itself, once somebody asked for it.
        own: OnceLock<Own>,
    },
}

/// A value that a document holds.
#[derive(Debug)]
pub(super) enum Content {
    Text(String),
    Number(u64),
}

/// A value that a document is taken apart into.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'a> {
    Text(&'a str),
    Number(u64),
}

impl<'a> Value<'a> for Part<'a> {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match *self {
            Part::Text(text) => ReferenceValueLeaf::Str(text),
            Part::Number(number) => ReferenceValueLeaf::U64(number),
        })
    }
}

impl Document for Entry {
    type Value<'a> = Part<'a>;
    type FieldsValuesIter<'a> = vec::IntoIter<(Field, Part<'a>)>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        let parts = match self {
            Entry::Whole(values) => values.iter().map(|(field, content)| (*field, content.part())).collect(),
            Entry::Of { block, n, own } => block.parts(*n, own.get_or_init(|| block.own(*n))),
        };
        parts.into_iter()
    }
}

impl Content {
    fn part(&self) -> Part<'_> {
        match self {
            Content::Text(text) => Part::Text(text),
            Content::Number(number) => Part::Number(*number),
        }
    }
}

/// The documents of a block, in order.
pub(super) fn documents(block: Block) -> impl ExactSizeIterator<Item = Entry> {
    let block = Arc::new(block);
    (0..block.len()).map(move |n| Entry::Of { block: Arc::clone(&block), n, own: OnceLock::new() })
}
