//! An interview becomes a block of documents: its record, then its turns in order.
//!
//! The turn numbered n is the n-th document after its record; readers count on it.

use std::collections::{BTreeSet, HashMap};

use tantivy::TantivyDocument;

use super::schema::{Fields, mark};
use super::stored::{StoredInterview, languages};
use super::stored_turn;
use crate::Result;
use crate::analysis::{self, fold_name};
use crate::model::{Interview, Turn};

/// The block of one interview of the file with these keys: its own, and in an archive also the member's.
pub(super) fn block(
    fields: &Fields,
    keys: &[&str],
    root: u32,
    interview: &mut Interview,
) -> Result<Vec<TantivyDocument>> {
    for (i, turn) in interview.turns.iter_mut().enumerate() {
        turn.n = i as u32 + 1;
        // Only what stands before in the same block can be looked up as a question.
        turn.replies_to = turn.replies_to.filter(|to| (1..turn.n).contains(to));
    }
    let mut docs = Vec::with_capacity(interview.turns.len() + 1);
    docs.push(record(fields, keys, &StoredInterview::new(interview, root))?);
    let says = interview.turns.iter().any(Turn::is_speech);
    let names = names(interview);
    for turn in &interview.turns {
        let mut doc = TantivyDocument::new();
        keys.iter().for_each(|key| doc.add_text(fields.file, key));
        doc.add_text(fields.mark, if turn.is_speech() { mark::SPEECH } else { mark::NOTE });
        doc.add_u64(fields.n, u64::from(turn.n));
        doc.add_u64(fields.reply, u64::from(turn.replies_to.unwrap_or(0)));
        for name in turn.names() {
            doc.add_text(fields.speaker, fold_name(name));
            let known = names.get(name);
            for alias in known.into_iter().flat_map(|k| &k.aliases) {
                doc.add_text(fields.speaker, alias);
            }
            for word in known.into_iter().flat_map(|k| &k.words) {
                doc.add_text(fields.speaker_words, word);
            }
        }
        if let Some(role) = turn.role {
            doc.add_text(fields.role, role.code());
        }
        for (field, time) in [(fields.start, turn.start_ms), (fields.end, turn.end_ms)] {
            time.into_iter().for_each(|ms| doc.add_u64(field, ms));
        }
        for code in languages(&turn.text, interview.meta.language) {
            doc.add_text(fields.lang, code);
        }
        if turn.is_speech() || !says {
            doc.add_text(fields.mark, mark::MAIN);
            doc.add_text(fields.exact, &turn.text);
            doc.add_text(fields.rank, &turn.text);
            doc.add_text(fields.across, &turn.text);
        } else {
            doc.add_text(fields.note_exact, &turn.text);
            doc.add_text(fields.note_rank, &turn.text);
            doc.add_text(fields.note_across, &turn.text);
        }
        doc.add_bytes(fields.turn, &stored_turn::write(turn));
        docs.push(doc);
    }
    Ok(docs)
}

/// What the turns of a participant are found by, besides the name itself.
struct Known {
    /// Folded.
    aliases: Vec<String>,
    /// Of the name and the aliases, as in the rank stream.
    words: BTreeSet<String>,
}

/// What is known of each participant.
fn names(interview: &Interview) -> HashMap<&str, Known> {
    let people = interview.meta.participants.iter();
    people
        .map(|p| {
            let all = std::iter::once(&p.name).chain(&p.aliases);
            let words = all.flat_map(|name| analysis::rank(name)).map(|token| token.text).collect();
            (p.name.as_str(), Known { aliases: p.aliases.iter().map(|a| fold_name(a)).collect(), words })
        })
        .collect()
}

fn record(fields: &Fields, keys: &[&str], stored: &StoredInterview) -> Result<TantivyDocument> {
    let mut doc = TantivyDocument::new();
    keys.iter().for_each(|key| doc.add_text(fields.file, key));
    doc.add_text(fields.mark, mark::RECORD);
    doc.add_text(fields.id, &stored.meta.id);
    doc.add_text(fields.path, &stored.meta.path);
    if let Some(title) = &stored.meta.title {
        doc.add_text(fields.title, title);
        let words: BTreeSet<String> = analysis::rank(title).into_iter().map(|token| token.text).collect();
        words.into_iter().for_each(|word| doc.add_text(fields.title_words, word));
    }
    if let Some(date) = &stored.meta.date {
        doc.add_text(fields.date, date);
    }
    doc.add_u64(fields.n, 0);
    doc.add_u64(fields.len, u64::from(stored.turns));
    doc.add_u64(fields.words, stored.words);
    doc.add_text(fields.json, serde_json::to_string(stored).map_err(super::fault)?);
    Ok(doc)
}
