//! The speakers of turns whose labels a format read by itself: aliases resolved, joint labels parted.
//!
//! Deliberately absent: finding labels, which is the format's work or that of [`Labels`](super::Labels).

use std::collections::HashSet;

use super::alias::Aliases;
use super::{joint, shape};
use crate::model::{Participant, Turn};

/// Resolves the speakers of raw turns, labels as written, against each other and against the participants that the
/// metadata names. Every speaker becomes a participant; what else they were called becomes an alias.
pub fn resolve(turns: &mut [Turn], participants: &mut Vec<Participant>) {
    let mut seen = HashSet::new();
    let labels: Vec<String> =
        turns.iter().filter_map(|t| t.speaker.clone()).filter(|label| seen.insert(label.clone())).collect();
    let real: HashSet<String> = labels.iter().map(|label| shape::key(label)).collect();
    let single: Vec<String> = labels.into_iter().filter(|label| !joint::is_joint(label, &real)).collect();
    let named: Vec<String> = participants.iter().map(|p| p.name.clone()).collect();
    let aliases = Aliases::resolve(&single, &named, &[]);
    for label in &single {
        let name = aliases.name(label);
        let at = participants.iter().position(|p| p.name == name).unwrap_or_else(|| {
            participants.push(Participant { name: name.clone(), ..Participant::default() });
            participants.len() - 1
        });
        let others = &mut participants[at].aliases;
        if *label != name && !others.contains(label) {
            others.push(label.clone());
        }
    }
    for turn in turns {
        let Some(label) = &turn.speaker else { continue };
        let names = joint::names(label, &aliases);
        turn.speaker = Some(names.join(", "));
        if names.len() > 1 {
            turn.speakers = names;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shorter_labels_and_joint_ones_resolve() {
        let turn = |speaker: &str| Turn { speaker: Some(speaker.to_owned()), ..Turn::default() };
        let mut turns: Vec<Turn> =
            ["Ann Lee", "BO HART", "Lee", "Ann Lee & Bo Hart", "Speaker 1"].map(turn).into_iter().collect();
        turns.push(Turn::default());
        let mut people = Vec::new();
        resolve(&mut turns, &mut people);
        let got: Vec<_> = turns.iter().map(|t| t.speaker.as_deref().unwrap_or("-")).collect();
        assert_eq!(got, ["Ann Lee", "BO HART", "Ann Lee", "Ann Lee, BO HART", "Speaker 1", "-"]);
        assert_eq!(turns[3].speakers, ["Ann Lee", "BO HART"]);
        let names: Vec<_> = people.iter().map(|p| (p.name.as_str(), p.aliases.join("/"))).collect();
        assert_eq!(
            names,
            [("Ann Lee", "Lee".into()), ("BO HART", String::new()), ("Speaker 1", String::new())]
        );
    }
}
