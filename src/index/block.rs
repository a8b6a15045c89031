//! An interview becomes a block of documents: its record, then its turns in order.
//!
//! The turn numbered n is the n-th document after its record; readers count on it. All that the documents of a block
//! have in common is worked out once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use tantivy::schema::Field;

use super::document::Part;
use super::payload::Totals;
use super::schema::{Fields, mark};
use super::stored::{Languages, StoredInterview};
use super::{stored_interview, stored_turn};
use crate::analysis::{self, fold_name};
use crate::model::{Interview, Turn};

/// An interview on its way into the index.
#[derive(Debug)]
pub(super) struct Block {
    fields: Fields,
    /// Of the file; in an archive also of the member.
    keys: Vec<String>,
    record: StoredInterview,
    /// The record as it is kept.
    kept: Vec<String>,
    /// The words of the title, as in the rank stream.
    title_words: BTreeSet<String>,
    turns: Vec<Turn>,
    /// Of each turn.
    languages: Vec<Languages>,
    names: FxHashMap<String, Known>,
    /// Somebody speaks.
    says: bool,
}

/// What the turns of a speaker are found by.
#[derive(Debug)]
struct Known {
    /// The name and its aliases, folded.
    names: Vec<String>,
    /// Of the name and the aliases, as in the rank stream; none of a name that is no participant's.
    words: BTreeSet<String>,
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
        let title = meta.title.iter().flat_map(|title| analysis::rank(title));
        let title_words = title.map(|token| token.text).collect();
        let record = StoredInterview { meta, root, format, turns: turns.len() as u32, words, spoken };
        let kept = stored_interview::write(&record);
        Self { fields, keys, record, kept, title_words, turns, languages, names, says }
    }

    /// How many documents it has.
    pub(super) fn len(&self) -> u32 {
        self.record.turns + 1
    }

    /// What it adds to the index.
    pub(super) fn totals(&self) -> Totals {
        Totals { interviews: 1, turns: u64::from(self.record.turns), words: self.record.words }
    }

    /// What a document of the block is taken apart into: the record's of number 0, else a turn's. What is stored of a turn
    /// is kept in `stored`.
    pub(super) fn parts<'a>(&'a self, n: u32, stored: &'a OnceLock<String>) -> Vec<(Field, Part<'a>)> {
        let place = (n as usize).checked_sub(1);
        match place.and_then(|place| Some((self.turns.get(place)?, *self.languages.get(place)?))) {
            Some((turn, languages)) => {
                self.turn(turn, languages, stored.get_or_init(|| stored_turn::write(turn)))
            }
            None => self.record(),
        }
    }

    fn record(&self) -> Vec<(Field, Part<'_>)> {
        let (fields, meta) = (&self.fields, &self.record.meta);
        let mut parts = self.common(mark::RECORD, 0);
        parts.extend([
            (fields.id, Part::Text(&meta.id)),
            (fields.path, Part::Text(&meta.path)),
            (fields.len, Part::Number(u64::from(self.record.turns))),
            (fields.words, Part::Number(self.record.words)),
        ]);
        parts.extend(self.kept.iter().map(|piece| (fields.record, Part::Text(piece))));
        parts.extend(meta.title.iter().map(|title| (fields.title, Part::Text(title))));
        parts.extend(self.title_words.iter().map(|word| (fields.title_words, Part::Text(word))));
        parts.extend(meta.date.iter().map(|date| (fields.date, Part::Text(date))));
        parts
    }

    fn turn<'a>(&'a self, turn: &'a Turn, languages: Languages, stored: &'a str) -> Vec<(Field, Part<'a>)> {
        let fields = &self.fields;
        let mut parts = self.common(if turn.is_speech() { mark::SPEECH } else { mark::NOTE }, turn.n);
        parts.push((fields.reply, Part::Number(u64::from(turn.replies_to.unwrap_or(0)))));
        for known in turn.names().filter_map(|name| self.names.get(name)) {
            parts.extend(known.names.iter().map(|name| (fields.speaker, Part::Text(name))));
            parts.extend(known.words.iter().map(|word| (fields.speaker_words, Part::Text(word))));
        }
        parts.extend(turn.role.map(|role| (fields.role, Part::Text(role.code()))));
        parts.extend(turn.start_ms.map(|ms| (fields.start, Part::Number(ms))));
        parts.extend(turn.end_ms.map(|ms| (fields.end, Part::Number(ms))));
        parts.extend(languages.codes().iter().map(|code| (fields.lang, Part::Text(code))));
        let main = turn.is_speech() || !self.says;
        parts.extend(main.then_some((fields.mark, Part::Text(mark::MAIN))));
        let streams = match main {
            true => [fields.exact, fields.rank, fields.across],
            false => [fields.note_exact, fields.note_rank, fields.note_across],
        };
        parts.extend(streams.map(|stream| (stream, Part::Text(&turn.text))));
        parts.push((fields.turn, Part::Text(stored)));
        parts
    }

    fn common(&self, mark: &'static str, n: u32) -> Vec<(Field, Part<'_>)> {
        let mut parts = Vec::with_capacity(24);
        parts.extend(self.keys.iter().map(|key| (self.fields.file, Part::Text(key))));
        parts.push((self.fields.mark, Part::Text(mark)));
        parts.push((self.fields.n, Part::Number(u64::from(n))));
        parts
    }
}

/// What is known of each speaker.
fn names(interview: &Interview) -> FxHashMap<String, Known> {
    let known = |name: &str, aliases: &[String]| {
        let all = || std::iter::once(name).chain(aliases.iter().map(String::as_str));
        let words = all().flat_map(analysis::rank).map(|token| token.text).collect();
        Known { names: all().map(fold_name).collect(), words }
    };
    let people = interview.meta.participants.iter();
    let mut names: FxHashMap<_, _> = people.map(|p| (p.name.clone(), known(&p.name, &p.aliases))).collect();
    for name in interview.turns.iter().flat_map(Turn::names) {
        if !names.contains_key(name) {
            names.insert(name.to_owned(), Known { names: vec![fold_name(name)], words: BTreeSet::new() });
        }
    }
    names
}
