//! Names in cue identifiers: `Ann Lee`, or Webex's `12 "Ann Lee" (2764893440)`.
//!
//! Identifiers are names if they come back; `intro`, `sub12` and GUIDs, each used once, are none.

use std::collections::HashMap;

use super::cue::Cue;
use super::reader::is_guid;

/// Whether the identifiers of a file are names.
pub(super) fn are_names<'a>(cues: impl Iterator<Item = &'a Cue>) -> bool {
    let (mut total, mut quoted) = (0usize, 0usize);
    let mut names: HashMap<&str, usize> = HashMap::new();
    for cue in cues {
        total += 1;
        if let Some((name, in_quotes)) = cue.id.as_deref().and_then(candidate) {
            quoted += usize::from(in_quotes);
            *names.entry(name).or_default() += 1;
        }
    }
    let named: usize = names.values().sum();
    quoted * 2 > total || named >= 3 && named * 2 >= total && names.len() * 2 <= named
}

/// The name in an identifier.
pub(super) fn name(id: &str) -> Option<&str> {
    candidate(id).map(|(name, _)| name)
}

/// What may be a name in an identifier, and whether it stands in quotes.
fn candidate(id: &str) -> Option<(&str, bool)> {
    if is_guid(id) || id.len() > 100 {
        return None;
    }
    let behind = id
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start_matches([' ', '.', ':', '-', '–', ')']);
    if let Some((name, _)) = behind.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        return Some((name.trim(), true)).filter(|(name, _)| !name.is_empty());
    }
    let name = behind.trim_end_matches(':').trim();
    (name.starts_with(char::is_alphabetic) && name.split_whitespace().count() <= 6).then_some((name, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(ids: &[&str]) -> bool {
        let cues: Vec<Cue> = ids.iter().map(|id| Cue { id: Some((*id).into()), ..Cue::default() }).collect();
        are_names(cues.iter())
    }

    #[test]
    fn names_come_back() {
        assert!(named(&["Ann Lee", "Bo", "Ann Lee", "Bo", "Ann Lee"]));
        assert!(named(&["1 \"Ann Lee\" (2764893440)", "2 \"Bo\" (12)"]));
        assert!(!named(&["1", "2", "3", "4"]));
        assert!(!named(&["sub0", "sub1", "sub2", "sub3"]));
        assert!(!named(&[
            "6ab39b37-8ab4-4d2f-9c5c-6f0ac0dbc2a1/19-0",
            "6ab39b37-8ab4-4d2f-9c5c-6f0ac0dbc2a1/19-1"
        ]));
        assert_eq!(name("12 \"Ann Lee\" (2764893440)"), Some("Ann Lee"));
        assert_eq!(name("3: Bo"), Some("Bo"));
    }
}
