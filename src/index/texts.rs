//! The texts of turns, read one after the other without all else that is stored with them.
//!
//! Deliberately absent: what is looked for in them.

use tantivy::directory::OwnedBytes;
use tantivy::fastfield::{AliveBitSet, write_alive_bitset};
use tantivy::schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer};
use tantivy::{BitSet, SegmentReader, TantivyError};

use super::fault;
use super::stored_turn::text;
use crate::Result;

/// Blocks of texts are read in order, so that one is enough to keep.
const BLOCKS: usize = 1;

/// Where one of so many documents is asked for, all blocks are unpacked in order: to find the block of each takes
/// longer.
const DENSE: usize = 8;

/// What is stored of a turn: the one field that is.
pub(super) struct Stored(pub(super) String);

impl DocumentDeserialize for Stored {
    fn deserialize<'de, D>(mut document: D) -> std::result::Result<Self, DeserializeError>
    where
        D: DocumentDeserializer<'de>,
    {
        let field = document.next_field::<String>()?;
        Ok(Self(field.map(|(_, value)| value).unwrap_or_default()))
    }
}

/// Calls back with each of these turns of a segment, which ascend, and its text.
pub(crate) fn texts(segment: &SegmentReader, docs: &[u32], mut each: impl FnMut(u32, &str)) -> Result<()> {
    let failed = |error| fault(TantivyError::from(error));
    let store = segment.get_store_reader(BLOCKS).map_err(failed)?;
    let mut see = |doc: u32, turn: tantivy::Result<Stored>| -> Result<()> {
        each(doc, text(&turn.map_err(fault)?.0)?);
        Ok(())
    };
    if docs.len() < segment.max_doc() as usize / DENSE {
        return docs.iter().try_for_each(|&doc| see(doc, store.get(doc)));
    }
    let mut wanted = BitSet::with_max_value(segment.max_doc());
    for &doc in docs {
        wanted.insert(doc);
    }
    let mut bytes = Vec::new();
    write_alive_bitset(&wanted, &mut bytes).map_err(failed)?;
    let wanted = AliveBitSet::open(OwnedBytes::new(bytes));
    docs.iter().zip(store.iter(Some(&wanted))).try_for_each(|(&doc, turn)| see(doc, turn))
}
