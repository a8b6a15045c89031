//! An interview's record as it is kept: packed into a text, in pieces that a column can hold.
//!
//! It is kept in a column and not where turns are: of those it would cost a block to be unpacked for each. Deliberately
//! absent: what records are found by.

use tantivy::columnar::StrColumn;

use super::packed::{Packer, Unpacker, code, coded};
use super::stored::{ROLES, StoredInterview};
use crate::Result;
use crate::error::{Error, ErrorKind};
use crate::model::{Language, Meta, Participant};

/// The languages by their code, which counts from 1.
const LANGUAGES: [Language; 3] = [Language::En, Language::Zh, Language::Mul];

/// A column cuts values that are longer than 65,535 bytes.
const PIECE: usize = 60_000;

/// What is kept of a record, in order.
pub(super) fn write(record: &StoredInterview) -> Vec<String> {
    let StoredInterview { meta, root, format, turns, words, spoken } = record;
    let mut packer = Packer::default();
    packer.string(&meta.path);
    // Mostly the path without its ending.
    let same = meta.path.chars().zip(meta.id.chars()).take_while(|(a, b)| a == b);
    let same: usize = same.map(|(c, _)| c.len_utf8()).sum();
    packer.number(same as u64);
    packer.string(&meta.id[same..]);
    for string in [&meta.title, &meta.date, &meta.source, &meta.publisher] {
        packer.maybe_string(string.as_deref());
    }
    packer.number(code(&LANGUAGES, Some(meta.language)));
    packer.maybe_number(meta.duration_ms);
    packer.number(meta.participants.len() as u64);
    for Participant { name, role, aliases, turns } in &meta.participants {
        packer.string(name);
        packer.number(code(&ROLES, *role));
        packer.number(u64::from(*turns));
        packer.number(aliases.len() as u64);
        aliases.iter().for_each(|alias| packer.string(alias));
    }
    packer.number(u64::from(*root));
    packer.string(format);
    packer.number(u64::from(*turns));
    packer.number(*words);
    packer.number(spoken.len() as u64);
    for (name, words) in spoken {
        // Mostly that of somebody who takes part.
        let known = meta.participants.iter().position(|one| one.name == *name);
        packer.maybe_number(known.map(|place| place as u64));
        known.is_none().then(|| packer.string(name));
        packer.number(*words);
    }
    pieces(&packer.text)
}

/// The record that is kept of a document.
///
/// # Errors
/// `Index`, if it is none.
pub(super) fn read(kept: &StrColumn, doc: u32) -> Result<StoredInterview> {
    let (mut text, mut piece) = (String::new(), String::new());
    for ord in kept.term_ords(doc) {
        kept.ord_to_str(ord, &mut piece).map_err(super::fault)?;
        text.push_str(&piece);
    }
    record(&mut Unpacker { rest: &text }).ok_or_else(damaged)
}

pub(super) fn damaged() -> Error {
    Error::new(ErrorKind::Index, "the record of an interview is damaged")
        .with_hint("whosaid index --rebuild builds it anew")
}

fn record(unpacker: &mut Unpacker<'_>) -> Option<StoredInterview> {
    let path = unpacker.string()?.to_owned();
    let same = path.get(..usize::try_from(unpacker.number()?).ok()?)?;
    let id = [same, unpacker.string()?].concat();
    let mut string = || Some(unpacker.maybe_string()?.map(str::to_owned));
    let (title, date, source, publisher) = (string()?, string()?, string()?, string()?);
    let language = coded(&LANGUAGES, unpacker.number()?)?;
    let duration_ms = unpacker.maybe_number()?;
    let mut participants = Vec::new();
    for _ in 0..unpacker.number()? {
        participants.push(participant(unpacker)?);
    }
    let root = unpacker.number()? as u32;
    let format = unpacker.string()?.to_owned();
    let (turns, words) = (unpacker.number()? as u32, unpacker.number()?);
    let mut spoken = Vec::new();
    for _ in 0..unpacker.number()? {
        let name = match unpacker.maybe_number()? {
            Some(place) => participants.get(usize::try_from(place).ok()?)?.name.clone(),
            None => unpacker.string()?.to_owned(),
        };
        spoken.push((name, unpacker.number()?));
    }
    let meta = Meta { id, path, title, date, language, source, publisher, duration_ms, participants };
    Some(StoredInterview { meta, root, format, turns, words, spoken: spoken.into_iter().collect() })
}

fn participant(unpacker: &mut Unpacker<'_>) -> Option<Participant> {
    let name = unpacker.string()?.to_owned();
    let role = coded(&ROLES, unpacker.number()?);
    let turns = unpacker.number()? as u32;
    let mut aliases = Vec::new();
    for _ in 0..unpacker.number()? {
        aliases.push(unpacker.string()?.to_owned());
    }
    Some(Participant { name, role, aliases, turns })
}

/// A text in pieces, none of them too long.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(PIECE);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (piece, left) = rest.split_at(end);
        pieces.push(piece.to_owned());
        rest = left;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option::of;
    use proptest::prelude::*;

    use super::*;

    fn participants() -> impl Strategy<Value = Vec<Participant>> {
        let role = of(proptest::sample::select(&ROLES[..]));
        let one = ("[ab中]{0,3}", role, vec(".{0,5}", 0..3), any::<u32>());
        vec(one.prop_map(|(name, role, aliases, turns)| Participant { name, role, aliases, turns }), 0..4)
    }

    proptest! {
        #[test]
        fn a_record_is_read_as_it_was_written(
            (id, path) in ("(2016/)?[a-c中/]{0,6}", "(2016/)?[a-c中/]{0,6}(\\.txt)?"),
            (title, date, source, publisher) in (of(".{0,9}"), of(".{0,9}"), of(".{0,9}"), of(".{0,9}")),
            (language, duration_ms) in (proptest::sample::select(&LANGUAGES[..]), of(0..u64::MAX)),
            participants in participants(),
            (root, format, turns, words) in (any::<u32>(), "[a-z]{0,5}", any::<u32>(), any::<u64>()),
            spoken in proptest::collection::btree_map("[ab中]{0,3}", any::<u64>(), 0..4),
        ) {
            let meta = Meta { id, path, title, date, language, source, publisher, duration_ms, participants };
            let stored = StoredInterview { meta, root, format, turns, words, spoken };
            let pieces = write(&stored);
            prop_assert_eq!(pieces.len(), 1);
            prop_assert_eq!(record(&mut Unpacker { rest: &pieces[0] }), Some(stored));
        }

        #[test]
        fn damage_is_no_panic(text in "[\0-\u{7f}é中]{0,40}") {
            let _ = record(&mut Unpacker { rest: &text });
        }
    }

    #[test]
    fn no_piece_is_too_long() {
        for (text, count) in [("", 0), ("a", 1), (&"中".repeat(50_000), 3), (&"a".repeat(2 * PIECE), 2)] {
            let pieces = pieces(text);
            assert_eq!((pieces.len(), pieces.concat()), (count, text.to_owned()));
            assert!(pieces.iter().all(|piece| piece.len() <= PIECE));
        }
    }
}
