//! Authors of a document: they may be who asks, and then their name explains a label.
//!
//! Deliberately absent: authors as metadata; who does not speak is no participant.

use crate::analysis::is_han;
use crate::model::{FileSettings, Meta, Participant};
use crate::turns::{self, Line, Split};

/// Splits with the authors as people who may speak.
pub(super) fn split(
    lines: Vec<Line>,
    meta: &Meta,
    authors: &[impl AsRef<str>],
    settings: &FileSettings,
) -> Split {
    let mut meta = meta.clone();
    let mut added: Vec<&str> = Vec::new();
    for name in authors.iter().map(AsRef::as_ref).filter(|a| is_name(a)) {
        if meta.participants.iter().all(|p| p.name != name) {
            meta.participants.push(Participant { name: name.to_owned(), ..Participant::default() });
            added.push(name);
        }
    }
    let mut split = turns::split(lines, meta, settings);
    for name in added {
        if !split.turns.iter().any(|t| t.names().any(|n| n == name)) {
            split.meta.participants.retain(|p| p.name != name);
        }
    }
    split
}

/// True for what may be a person's name: a few words, no address, no figures.
pub(super) fn is_name(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let odd = text.chars().any(|c| c.is_ascii_digit() || matches!(c, '/' | '@' | ',' | '&' | ':' | '|'));
    !odd && (words > 1 && words <= 4 || text.chars().count() <= 4 && text.chars().all(is_han))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_what_else_stands_for_an_author() {
        assert!(is_name("Mara Quist") && is_name("林知远"));
        assert!(!is_name("Staff") && !is_name("https://x.example/me") && !is_name("desk@x.example a"));
    }

    #[test]
    fn an_author_who_is_silent_is_no_participant() {
        let line = |text: &str| Line { text: text.to_owned(), gap: true, ..Line::default() };
        let lines = ["Quist: Why wood?", "Brandt: Cheap.", "Quist: And?", "Brandt: Light."]
            .map(line)
            .into_iter()
            .collect();
        let authors = ["Mara Quist", "Jo Silent"];
        let split = split(lines, &Meta::default(), &authors, &FileSettings::default());
        let names: Vec<&str> = split.meta.participants.iter().map(|p| p.name.as_str()).collect();
        assert!(names.contains(&"Mara Quist") && !names.contains(&"Jo Silent"), "{names:?}");
    }
}
