//! The fields of the index.
//!
//! Three sorts of documents share it: files, interviews (records) and turns. Deliberately absent: how they are
//! filled (`block`).

use tantivy::IndexSettings;
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};

/// Raised with every change of the fields or of what they hold.
pub(crate) const VERSION: u32 = 8;

/// Handles of the index's fields.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// What documents are found by as a whole; see [`super::keys`].
    pub(crate) keys: Field,
    /// Of files: the key of the file.
    pub(crate) manifest: Field,
    /// Of files: their state as JSON.
    pub(crate) state: Field,
    /// Of files that need no look into their state while nothing changes: what must not have changed, as one number.
    pub(crate) seen: Field,
    /// Of records: the id; its ordinals put the interviews of a segment in order.
    pub(crate) id: Field,
    /// Of records: how many turns follow; of turns nothing.
    pub(crate) len: Field,
    /// Of records: words of speech.
    pub(crate) words: Field,
    /// Of turns: the number, which is also the distance from the record; 0 for records.
    pub(crate) n: Field,
    /// Of turns: the number of the turn replied to; 0 if none.
    pub(crate) reply: Field,
    /// Of turns: when it starts and ends in the recording, in milliseconds, as far as it is known.
    pub(crate) start: Field,
    pub(crate) end: Field,
    /// The exact stream of turns that are searched by default.
    pub(crate) exact: Field,
    /// The rank stream of the same.
    pub(crate) rank: Field,
    /// Of the same: words of two characters that the exact stream has and the rank stream has not.
    pub(crate) across: Field,
    /// The exact stream of the other notes.
    pub(crate) note_exact: Field,
    /// The rank stream of the same.
    pub(crate) note_rank: Field,
    /// Of the same: words of two characters that the exact stream has and the rank stream has not.
    pub(crate) note_across: Field,
    /// Of records: the record, packed.
    pub(crate) record: Field,
    /// Of turns: the turn, packed, its text last.
    pub(crate) turn: Field,
}

/// The schema, and the handles in it.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut s = Schema::builder();
    let text = |name: &str, option, norms| {
        let indexing = TextFieldIndexing::default().set_tokenizer(name).set_index_option(option);
        TextOptions::default().set_indexing_options(indexing.set_fieldnorms(norms))
    };
    let exact = text("exact", IndexRecordOption::WithFreqsAndPositions, true);
    let rank = text("rank", IndexRecordOption::WithFreqs, true);
    let across = text("across", IndexRecordOption::WithFreqs, false);
    // Lengths of what is looked up as a whole say nothing.
    let raw = text("raw", IndexRecordOption::Basic, false);
    let fields = Fields {
        keys: s.add_text_field("keys", raw),
        manifest: s.add_text_field("manifest", FAST),
        state: s.add_text_field("state", STORED),
        seen: s.add_u64_field("seen", FAST),
        id: s.add_text_field("id", FAST),
        len: s.add_u64_field("len", FAST),
        words: s.add_u64_field("words", FAST),
        n: s.add_u64_field("n", FAST),
        reply: s.add_u64_field("reply", FAST),
        start: s.add_u64_field("start", FAST),
        end: s.add_u64_field("end", FAST),
        exact: s.add_text_field("exact", exact.clone()),
        rank: s.add_text_field("rank", rank.clone()),
        across: s.add_text_field("across", across.clone()),
        note_exact: s.add_text_field("note_exact", exact),
        note_rank: s.add_text_field("note_rank", rank),
        note_across: s.add_text_field("note_across", across),
        record: s.add_text_field("record", FAST),
        turn: s.add_text_field("turn", STORED),
    };
    (s.build(), fields)
}

/// How documents are stored: in blocks of so many bytes, which are packed one by one. A hit needs one of them or two, for
/// its turn and its question; twice the size saves four parts in a hundred and takes twice as long to unpack.
/// All cores are busy while documents are added: none is kept for packing.
pub(super) fn settings() -> IndexSettings {
    let docstore_compress_dedicated_thread = false;
    IndexSettings {
        docstore_blocksize: 6 << 10,
        docstore_compress_dedicated_thread,
        ..IndexSettings::default()
    }
}

/// Gives an opened index the analysis of its text fields, which only tantivy's own writers ask it for.
#[cfg(test)]
pub(crate) fn register(index: &tantivy::Index) {
    use super::tokenizer::{Across, Exact, Rank};
    use tantivy::tokenizer::TextAnalyzer;
    index.tokenizers().register("exact", TextAnalyzer::from(Exact::default()));
    index.tokenizers().register("rank", TextAnalyzer::from(Rank::default()));
    index.tokenizers().register("across", TextAnalyzer::from(Across::default()));
}
