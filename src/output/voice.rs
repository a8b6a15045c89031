//! Who speaks a turn, and its kind, in words.
//!
//! Deliberately absent: where it is; an address is an id and a number.

use crate::model::{Kind, NoteSort, Role, Turn};

use super::sanitise;

/// Who speaks a turn: a name, else a role, else what sort of note it is in brackets; empty if nothing is known.
pub(super) fn name(turn: &Turn) -> String {
    match (&turn.speaker, turn.kind, turn.role) {
        (Some(name), ..) => who(name, turn.person.as_deref()),
        (None, Kind::Note, _) => format!("[{}]", turn.note.map_or("note", note_name)),
        (None, Kind::Speech, Some(role)) => role_name(role).to_owned(),
        (None, Kind::Speech, None) => String::new(),
    }
}

/// A speaker, with the person behind the name where that is another: `SPEAKER_01 (Jane Doe)`.
pub(super) fn who(speaker: &str, person: Option<&str>) -> String {
    match person.filter(|person| person.to_lowercase() != speaker.to_lowercase()) {
        Some(person) => sanitise::line(&format!("{speaker} ({person})")),
        None => sanitise::line(speaker),
    }
}

/// What a note is, in a word.
fn note_name(sort: NoteSort) -> &'static str {
    match sort {
        NoteSort::Title => "title",
        NoteSort::Abstract => "abstract",
        NoteSort::Editor => "editor's note",
        NoteSort::Introduction => "introduction",
        NoteSort::Heading => "heading",
        NoteSort::Stage => "stage",
        NoteSort::Footer => "footer",
        NoteSort::Other => "note",
    }
}

/// A role as typed and printed.
pub(super) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Host => "host",
        Role::Guest => "guest",
    }
}

/// `speech` or `note`.
pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Speech => "speech",
        Kind::Note => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_is_a_name_a_role_or_a_sort_of_note() {
        let named = Turn { speaker: Some("张\u{1b}三".into()), role: Some(Role::Guest), ..Turn::default() };
        let asked = Turn { role: Some(Role::Host), ..Turn::default() };
        let note = Turn { kind: Kind::Note, note: Some(NoteSort::Editor), ..Turn::default() };
        assert_eq!([&named, &asked, &note].map(name), ["张␛三", "host", "[editor's note]"]);
        assert_eq!(name(&Turn::default()), "");
        assert_eq!(who("SPEAKER_01", Some("张三")), "SPEAKER_01 (张三)");
        assert_eq!(who("jane doe", Some("Jane Doe")), "jane doe");
    }
}
