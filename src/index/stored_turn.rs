//! A turn as it is stored: what is known of it, then its text.
//!
//! Deliberately absent: terms and columns, by which turns are found.

use super::packed::{Packer, Unpacker, code, coded};
use super::stored::ROLES;
use crate::Result;
use crate::error::{Error, ErrorKind};
use crate::model::{Kind, NoteSort, Turn};

/// The sorts of notes by their code, which counts from 1; a new one goes to the end.
const SORTS: [NoteSort; 8] = [
    NoteSort::Title,
    NoteSort::Abstract,
    NoteSort::Editor,
    NoteSort::Introduction,
    NoteSort::Heading,
    NoteSort::Stage,
    NoteSort::Footer,
    NoteSort::Other,
];

/// So many numbers come before the number of names.
const NUMBERS: usize = 6;

/// What is stored of a turn.
pub(super) fn write(turn: &Turn) -> String {
    let mut packer = Packer { text: String::with_capacity(turn.text.len() + 32) };
    let kind = u64::from(turn.kind == Kind::Note)
        | u64::from(turn.end_inferred) << 1
        | u64::from(turn.speaker.is_some()) << 2
        | code(&ROLES, turn.role) << 3
        | code(&SORTS, turn.note) << 5;
    packer.number(kind);
    packer.number(u64::from(turn.n));
    packer.maybe_number(turn.line.map(u64::from));
    packer.number(u64::from(turn.replies_to.unwrap_or(0)));
    packer.maybe_number(turn.start_ms);
    packer.maybe_number(turn.end_ms);
    packer.number((turn.speakers.len() + usize::from(turn.speaker.is_some())) as u64);
    turn.speaker.iter().chain(&turn.speakers).for_each(|name| packer.string(name));
    packer.text.push_str(&turn.text);
    packer.text
}

/// The turn of which this is stored.
///
/// # Errors
/// `Index`, if it is none.
pub(super) fn read(mut stored: String) -> Result<Turn> {
    let mut unpacker = Unpacker { rest: &stored };
    let turn = turn(&mut unpacker).ok_or_else(damaged)?;
    let known = stored.len() - unpacker.rest.len();
    stored.drain(..known);
    Ok(Turn { text: stored, ..turn })
}

/// The text of the turn of which this is stored.
///
/// # Errors
/// `Index`, if it is none.
pub(super) fn text(stored: &str) -> Result<&str> {
    text_of(Unpacker { rest: stored }).ok_or_else(damaged)
}

fn damaged() -> Error {
    Error::new(ErrorKind::Index, "a stored turn is damaged")
        .with_hint("whosaid index --rebuild builds it anew")
}

/// All but the text, which is left.
fn turn(unpacker: &mut Unpacker<'_>) -> Option<Turn> {
    let kind = unpacker.number()?;
    let n = unpacker.number()? as u32;
    let line = unpacker.maybe_number()?.map(|line| line as u32);
    let replies_to = Some(unpacker.number()? as u32).filter(|n| *n > 0);
    let (start_ms, end_ms) = (unpacker.maybe_number()?, unpacker.maybe_number()?);
    let mut names = unpacker.number()?;
    let speaker = match kind >> 2 & 1 == 1 && names > 0 {
        true => Some(unpacker.string()?.to_owned()),
        false => None,
    };
    names -= u64::from(speaker.is_some());
    let mut speakers = Vec::new();
    for _ in 0..names {
        speakers.push(unpacker.string()?.to_owned());
    }
    Some(Turn {
        n,
        kind: if kind & 1 == 1 { Kind::Note } else { Kind::Speech },
        note: coded(&SORTS, kind >> 5),
        speaker,
        speakers,
        role: coded(&ROLES, kind >> 3 & 3),
        start_ms,
        end_ms,
        end_inferred: kind >> 1 & 1 == 1,
        line,
        replies_to,
        ..Turn::default()
    })
}

fn text_of(mut unpacker: Unpacker<'_>) -> Option<&str> {
    for _ in 0..NUMBERS {
        unpacker.number()?;
    }
    for _ in 0..unpacker.number()? {
        unpacker.string()?;
    }
    Some(unpacker.rest)
}

#[cfg(test)]
mod tests {
    use proptest::option::of;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_turn_is_read_as_it_was_written(
            (n, line, replies_to) in (any::<u32>(), of(any::<u32>()), of(1..u32::MAX)),
            (start_ms, end_ms, end_inferred) in (of(0..u64::MAX), of(0..u64::MAX), any::<bool>()),
            (note, role) in (of(proptest::sample::select(&SORTS[..])), of(proptest::sample::select(&ROLES[..]))),
            (speaker, speakers) in (of(".{0,9}"), proptest::collection::vec(".{0,9}", 0..3)),
            (speech, text) in (any::<bool>(), "\\PC{0,40}"),
        ) {
            let kind = if speech { Kind::Speech } else { Kind::Note };
            let person = None;
            let turn = Turn {
                n, kind, note, speaker, speakers, person, role, start_ms, end_ms, end_inferred, line, replies_to, text,
            };
            let stored = write(&turn);
            prop_assert_eq!(super::text(&stored).unwrap(), &turn.text);
            prop_assert_eq!(read(stored).unwrap(), turn);
        }

        #[test]
        fn damage_is_no_panic(stored in "[\0-\u{7f}é中]{0,40}") {
            let _ = (read(stored.clone()), super::text(&stored));
        }
    }
}
