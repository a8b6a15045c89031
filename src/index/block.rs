//! An interview becomes a block of documents: its record, then its turns in order.
//!
//! The turn numbered n is the n-th document after its record; readers count on it. All that the documents of a block
//! have in common is worked out once.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use tantivy::schema::Field;

use super::document::Part;
use super::keys::{Key, mark};
use super::payload::Totals;
use super::schema::Fields;
use super::stored::{Languages, StoredInterview};
use super::{stored_interview, stored_turn};
use crate::analysis::{self, fold_name};
use crate::model::{Interview, Turn};

/// An interview on its way into the index.
#[derive(Debug)]
pub(super) struct Block {
    fields: Fields,
    /// The keys of the file; in an archive also those of the member.
    keys: Vec<String>,
    record: StoredInterview,
    turns: Vec<Turn>,
    /// Of each turn.
    languages: Vec<Languages>,
    /// The keys that the turns of a speaker have: of names, and of words of names where it is a participant.
    names: FxHashMap<String, Vec<String>>,
    /// Somebody speaks.
    says: bool,
}

/// What a document has for itself.
#[derive(Debug)]
pub(super) struct Own {
    keys: Vec<String>,
    /// Of a record the pieces, of a turn one.
    stored: Vec<String>,
}

impl Block {
    /// The block of one interview of the file with these keys: its own, and in an archive also the member's.
    pub(super) fn new(fields: Fields, keys: Vec<String>, root: u32, interview: Interview) -> Self {
        let names = names(&interview);
        let Interview { meta, format, mut turns, .. } = interview;
        let says = turns.iter().any(Turn::is_speech);
        let (mut spoken, mut words) = (BTreeMap::new(), 0);
        let mut languages = Vec::with_capacity(turns.len());
        for (n, turn) in (1..).zip(&mut turns) {
            turn.n = n;
            // Only what stands before in the same block can be looked up as a question.
            turn.replies_to = turn.replies_to.filter(|to| (1..n).contains(to));
            let script = analysis::script(&turn.text);
            languages.push(Languages::of(script, meta.language));
            if turn.is_speech() {
                let said = (script.han + script.words) as u64;
                words += said;
                for name in turn.names() {
                    match spoken.get_mut(name) {
                        Some(sum) => *sum += said,
                        None => drop(spoken.insert(name.to_owned(), said)),
                    }
                }
            }
        }
        let keys = keys.iter().map(|key| Key::File.term(key)).collect();
        let record = StoredInterview { meta, root, format, turns: turns.len() as u32, words, spoken };
        Self { fields, keys, record, turns, languages, names, says }
    }

    /// How many documents it has.
    pub(super) fn len(&self) -> u32 {
        self.record.turns + 1
    }

    /// What it adds to the index.
    pub(super) fn totals(&self) -> Totals {
        Totals { interviews: 1, turns: u64::from(self.record.turns), words: self.record.words }
    }

    /// What a document of the block has for itself: the record of number 0, else a turn.
    pub(super) fn own(&self, n: u32) -> Own {
        match self.turn(n) {
            Some((turn, languages)) => {
                Own { keys: self.turn_keys(turn, languages), stored: vec![stored_turn::write(turn)] }
            }
            None => Own { keys: self.record_keys(), stored: stored_interview::write(&self.record) },
        }
    }

    /// What the document is taken apart into, with what it has for itself.
    pub(super) fn parts<'a>(&'a self, n: u32, own: &'a Own) -> Vec<(Field, Part<'a>)> {
        let (fields, turn) = (&self.fields, self.turn(n).map(|(turn, _)| turn));
        let mut parts = Vec::with_capacity(24);
        let spoken = turn.into_iter().flat_map(Turn::names).filter_map(|name| self.names.get(name)).flatten();
        let keys = self.keys.iter().chain(&own.keys).chain(spoken);
        parts.extend(keys.map(|key| (fields.keys, Part::Text(key))));
        parts.push((fields.n, Part::Number(u64::from(n))));
        let stored = if turn.is_some() { fields.turn } else { fields.record };
        parts.extend(own.stored.iter().map(|piece| (stored, Part::Text(piece))));
        match turn {
            Some(turn) => {
                parts.push((fields.reply, Part::Number(u64::from(turn.replies_to.unwrap_or(0)))));
                parts.extend(turn.start_ms.map(|ms| (fields.start, Part::Number(ms))));
                parts.extend(turn.end_ms.map(|ms| (fields.end, Part::Number(ms))));
                let streams = match self.is_main(turn) {
                    true => [fields.exact, fields.rank, fields.across],
                    false => [fields.note_exact, fields.note_rank, fields.note_across],
                };
                parts.extend(streams.map(|stream| (stream, Part::Text(&turn.text))));
            }
            None => parts.extend([
                (fields.id, Part::Text(&self.record.meta.id)),
                (fields.len, Part::Number(u64::from(self.record.turns))),
                (fields.words, Part::Number(self.record.words)),
            ]),
        }
        parts
    }

    /// The turn of this number.
    fn turn(&self, n: u32) -> Option<(&Turn, Languages)> {
        let place = (n as usize).checked_sub(1)?;
        Some((self.turns.get(place)?, *self.languages.get(place)?))
    }

    /// Whether a turn is searched by default.
    fn is_main(&self, turn: &Turn) -> bool {
        turn.is_speech() || !self.says
    }

    fn record_keys(&self) -> Vec<String> {
        let meta = &self.record.meta;
        let mut keys = vec![Key::Mark.term(mark::RECORD), Key::Id.term(&meta.id), Key::Path.term(&meta.path)];
        keys.extend(meta.title.iter().map(|title| Key::Title.term(title)));
        let words = meta.title.iter().flat_map(|title| analysis::rank(title));
        let words: BTreeSet<String> = words.map(|word| Key::TitleWord.term(&word.text)).collect();
        keys.extend(words);
        keys.extend(meta.date.iter().map(|date| Key::Date.term(date)));
        keys
    }

    fn turn_keys(&self, turn: &Turn, languages: Languages) -> Vec<String> {
        let mut keys = vec![Key::Mark.term(if turn.is_speech() { mark::SPEECH } else { mark::NOTE })];
        keys.extend(self.is_main(turn).then(|| Key::Mark.term(mark::MAIN)));
        keys.extend(turn.role.map(|role| Key::Role.term(role.code())));
        keys.extend(languages.codes().iter().map(|code| Key::Lang.term(code)));
        keys
    }
}

/// The keys that the turns of each speaker have.
fn names(interview: &Interview) -> FxHashMap<String, Vec<String>> {
    let known = |name: &str, aliases: &[String]| {
        let all = || std::iter::once(name).chain(aliases.iter().map(String::as_str));
        let words = all().flat_map(analysis::rank).map(|word| Key::SpeakerWord.term(&word.text));
        let words: BTreeSet<String> = words.collect();
        all().map(|name| Key::Speaker.term(&fold_name(name))).chain(words).collect()
    };
    let people = interview.meta.participants.iter();
    let mut names: FxHashMap<_, _> = people.map(|p| (p.name.clone(), known(&p.name, &p.aliases))).collect();
    for name in interview.turns.iter().flat_map(Turn::names) {
        if !names.contains_key(name) {
            names.insert(name.to_owned(), vec![Key::Speaker.term(&fold_name(name))]);
        }
    }
    names
}
