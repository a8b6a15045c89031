//! Where a turn is and who speaks, as people read it.

use std::path::{Path, PathBuf};

use crate::model::{Kind, Meta, NoteSort, Role, Turn};

use super::sanitise;

/// An interview's file: relative to the user's folder if it is below it.
pub(super) fn file(root: &Path, meta: &Meta, folder: &Path) -> PathBuf {
    let path = root.join(&meta.path);
    match path.strip_prefix(folder) {
        Ok(below) if !folder.as_os_str().is_empty() => below.to_owned(),
        _ => path,
    }
}

/// The same on one safe line.
pub(super) fn shown_file(root: &Path, meta: &Meta, folder: &Path) -> String {
    sanitise::line(&file(root, meta, folder).display().to_string())
}

/// Who speaks a turn: a name, else a role, else what sort of note it is in brackets; empty if nothing is known.
pub(super) fn voice(turn: &Turn) -> String {
    match (&turn.speaker, turn.kind, turn.role) {
        (Some(name), ..) => sanitise::line(name),
        (None, Kind::Note, _) => format!("[{}]", turn.note.map_or("note", note_name)),
        (None, Kind::Speech, Some(role)) => role_name(role).to_owned(),
        (None, Kind::Speech, None) => String::new(),
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
    fn a_file_below_the_folder_is_relative() {
        let meta = Meta { path: "2016/a.txt".into(), ..Meta::default() };
        assert_eq!(shown_file(Path::new("/x/corpus"), &meta, Path::new("/x")), "corpus/2016/a.txt");
        assert_eq!(shown_file(Path::new("/y"), &meta, Path::new("/x")), "/y/2016/a.txt");
        assert_eq!(shown_file(Path::new(""), &meta, Path::new("")), "2016/a.txt");
    }

    #[test]
    fn a_voice_is_a_name_a_role_or_a_sort_of_note() {
        let named = Turn { speaker: Some("张\u{1b}三".into()), role: Some(Role::Guest), ..Turn::default() };
        let asked = Turn { role: Some(Role::Host), ..Turn::default() };
        let note = Turn { kind: Kind::Note, note: Some(NoteSort::Editor), ..Turn::default() };
        assert_eq!([&named, &asked, &note].map(voice), ["张␛三", "host", "[editor's note]"]);
        assert_eq!(voice(&Turn::default()), "");
    }
}
