//! The texts of turns, read one after the other without all else that is stored with them.
//!
//! Deliberately absent: what is looked for in them.

use std::borrow::Cow;

use serde::Deserialize;
use tantivy::SegmentReader;
use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};
use tantivy::store::StoreReader;

use super::fault;
use crate::Result;

/// Blocks of texts are read in order, so that one is enough to keep.
const BLOCKS: usize = 1;

/// A reader of texts, for one thread.
pub(crate) struct Texts {
    store: StoreReader,
}

/// What is stored of a document: the one field that is.
struct Stored(String);

impl DocumentDeserialize for Stored {
    fn deserialize<'de, D>(mut document: D) -> std::result::Result<Self, DeserializeError>
    where
        D: DocumentDeserializer<'de>,
    {
        let field = document.next_field::<String>()?;
        Ok(Self(field.map(|(_, json)| json).unwrap_or_default()))
    }
}

/// The part of a stored turn that is its text.
#[derive(Deserialize)]
struct Turn<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

impl Texts {
    pub(crate) fn new(segment: &SegmentReader) -> Result<Self> {
        let store = segment.get_store_reader(BLOCKS).map_err(|e| fault(tantivy::TantivyError::from(e)))?;
        Ok(Self { store })
    }

    /// What a look at the text of a turn says. Turns asked for in ascending order are read fastest.
    pub(crate) fn with<T>(&self, doc: u32, look: impl FnOnce(&str) -> T) -> Result<T> {
        let stored: Stored = self.store.get(doc).map_err(fault)?;
        let turn: Turn<'_> = serde_json::from_str(&stored.0).map_err(fault)?;
        Ok(look(&turn.text))
    }
}
