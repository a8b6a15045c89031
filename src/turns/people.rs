//! The speakers of turns whose labels a format read by itself: aliases resolved, joint labels parted.
//!
//! Deliberately absent: finding labels, which is the format's work or that of [`Labels`](super::Labels).

use rustc_hash::{FxHashMap, FxHashSet};

use super::alias::Aliases;
use super::joint::{self, Voices};
use super::shape;
use crate::model::{Participant, Turn};

/// Resolves the speakers of raw turns, labels as written, against each other and against the participants that the
/// metadata names. Every speaker becomes a participant; what else they were called becomes an alias.
pub fn resolve(turns: &mut [Turn], participants: &mut Vec<Participant>) {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let labels: Vec<&str> =
        turns.iter().filter_map(|t| t.speaker.as_deref()).filter(|label| seen.insert(label)).collect();
    let real: FxHashSet<String> = labels.iter().map(|label| shape::key(label)).collect();
    let is_joint = |label: &str| joint::is_joint(label, |key| real.contains(key));
    let single: Vec<String> =
        labels.iter().filter(|label| !is_joint(label)).map(|label| (*label).to_owned()).collect();
    let named: Vec<String> = participants.iter().map(|p| p.name.clone()).collect();
    let aliases = Aliases::resolve(&single, &named, &[]);
    let voices: FxHashMap<String, Voices> =
        labels.iter().map(|label| ((*label).to_owned(), Voices::of(label, &aliases))).collect();
    let mut cast = Cast::new(participants);
    for label in &single {
        cast.add(&aliases.name(label), label);
    }
    for turn in turns {
        if let Some(voices) = turn.speaker.as_ref().and_then(|label| voices.get(label)) {
            turn.speaker = Some(voices.speaker.clone());
            if !voices.speakers.is_empty() {
                turn.speakers = voices.speakers.clone();
            }
        }
    }
}

/// The participants with their places by name.
pub(super) struct Cast<'a> {
    participants: &'a mut Vec<Participant>,
    places: FxHashMap<String, usize>,
}

impl<'a> Cast<'a> {
    pub(super) fn new(participants: &'a mut Vec<Participant>) -> Self {
        let mut places = FxHashMap::default();
        for (i, p) in participants.iter().enumerate() {
            places.entry(p.name.clone()).or_insert(i);
        }
        Self { participants, places }
    }

    /// The participant of a name that a label stands for; the label is an alias if it is another.
    pub(super) fn add(&mut self, name: &str, label: &str) -> &mut Participant {
        let people = &mut *self.participants;
        let at = *self.places.entry(name.to_owned()).or_insert_with(|| {
            people.push(Participant { name: name.to_owned(), ..Participant::default() });
            people.len() - 1
        });
        let person = &mut people[at];
        if label != name && !person.aliases.iter().any(|a| a == label) {
            person.aliases.push(label.to_owned());
        }
        person
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
