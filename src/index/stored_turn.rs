//! A turn as bytes: what is known of it, then its text. A store packs short things badly, so numbers are as short as they
//! can be and what is not known is a zero.
//!
//! Deliberately absent: terms and columns, by which turns are found.

use crate::Result;
use crate::error::{Error, ErrorKind};
use crate::model::{Kind, NoteSort, Role, Turn};

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

/// The roles by their code, which counts from 1.
const ROLES: [Role; 2] = [Role::Host, Role::Guest];

/// So many numbers come before the number of names.
const NUMBERS: usize = 6;

/// The bytes of a turn.
pub(super) fn write(turn: &Turn) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(turn.text.len() + 32);
    let names: Vec<&String> = turn.speaker.iter().chain(&turn.speakers).collect();
    let kind = u64::from(turn.kind == Kind::Note)
        | u64::from(turn.end_inferred) << 1
        | u64::from(turn.speaker.is_some()) << 2
        | code(&ROLES, turn.role) << 3
        | code(&SORTS, turn.note) << 5;
    let known = |number: Option<u64>| number.map_or(0, |n| n.saturating_add(1));
    let numbers: [u64; NUMBERS] = [
        kind,
        u64::from(turn.n),
        known(turn.line.map(u64::from)),
        u64::from(turn.replies_to.unwrap_or(0)),
        known(turn.start_ms),
        known(turn.end_ms),
    ];
    numbers.into_iter().chain([names.len() as u64]).for_each(|number| put(&mut bytes, number));
    for name in names {
        put(&mut bytes, name.len() as u64);
        bytes.extend_from_slice(name.as_bytes());
    }
    bytes.extend_from_slice(turn.text.as_bytes());
    bytes
}

/// The turn of these bytes.
///
/// # Errors
/// `Index`, if they are none of a turn.
pub(super) fn read(bytes: &[u8]) -> Result<Turn> {
    Reader(bytes).turn().ok_or_else(damaged)
}

/// The text of the turn of these bytes.
///
/// # Errors
/// `Index`, if they are none of a turn.
pub(super) fn text(bytes: &[u8]) -> Result<&str> {
    Reader(bytes).text().ok_or_else(damaged)
}

fn damaged() -> Error {
    Error::new(ErrorKind::Index, "a stored turn is damaged")
        .with_hint("whosaid index --rebuild builds it anew")
}

/// The code of one of these; 0 for none.
fn code<T: PartialEq>(all: &[T], one: Option<T>) -> u64 {
    all.iter().position(|each| one.as_ref() == Some(each)).map_or(0, |at| at as u64 + 1)
}

fn coded<T: Copy>(all: &[T], code: u64) -> Option<T> {
    all.get((code as usize).checked_sub(1)?).copied()
}

/// Seven bits a byte, the least first; the last byte has no eighth.
fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn turn(mut self) -> Option<Turn> {
        let kind = self.number()?;
        let n = self.number()? as u32;
        let line = self.number()?.checked_sub(1).map(|line| line as u32);
        let replies_to = Some(self.number()? as u32).filter(|n| *n > 0);
        let (start_ms, end_ms) = (self.number()?.checked_sub(1), self.number()?.checked_sub(1));
        let mut names = Vec::new();
        for _ in 0..self.number()? {
            names.push(self.name()?.to_owned());
        }
        let speaker = (kind >> 2 & 1 == 1 && !names.is_empty()).then(|| names.remove(0));
        Some(Turn {
            n,
            kind: if kind & 1 == 1 { Kind::Note } else { Kind::Speech },
            note: coded(&SORTS, kind >> 5),
            speaker,
            speakers: names,
            person: None,
            role: coded(&ROLES, kind >> 3 & 3),
            start_ms,
            end_ms,
            end_inferred: kind >> 1 & 1 == 1,
            line,
            replies_to,
            text: std::str::from_utf8(self.0).ok()?.to_owned(),
        })
    }

    fn text(mut self) -> Option<&'a str> {
        for _ in 0..NUMBERS {
            self.number()?;
        }
        for _ in 0..self.number()? {
            self.name()?;
        }
        std::str::from_utf8(self.0).ok()
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn name(&mut self) -> Option<&'a str> {
        let length = self.number()? as usize;
        let (name, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(name).ok()
    }
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
            let bytes = write(&turn);
            prop_assert_eq!(super::text(&bytes).unwrap(), &turn.text);
            prop_assert_eq!(read(&bytes).unwrap(), turn);
        }

        #[test]
        fn damage_is_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = (read(&bytes), super::text(&bytes));
        }
    }
}
