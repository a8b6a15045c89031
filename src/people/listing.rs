//! Who spoke: the persons, and the speakers who are nobody yet.
//!
//! Deliberately absent: proposals.

use std::collections::HashMap;

use super::names::is_role;
use super::proposal::who;
use super::who::People;
use crate::analysis::fold_name;
use crate::model::{Heard, Participant, PersonListing, SpeakerListing};

/// The persons and the others, most words first. A label that says only what somebody does is a speaker of each
/// interview, not one of all.
pub fn listing(people: &People, heard: &[Heard]) -> (Vec<PersonListing>, Vec<SpeakerListing>) {
    let mut persons: Vec<PersonListing> = (people.persons.iter())
        .map(|person| PersonListing {
            name: person.name.clone(),
            names: person.all_names().skip(1).map(str::to_owned).collect(),
            ..PersonListing::default()
        })
        .collect();
    let mut nobody: HashMap<String, SpeakerListing> = HashMap::new();
    for one in heard.iter().filter(|one| one.speaker.turns > 0) {
        let (turns, words) = (one.speaker.turns, one.words as usize);
        let Some(person) = who(people, one).and_then(|i| persons.get_mut(i)) else {
            let other = nobody.entry(fold_name(&one.speaker.name)).or_insert_with(|| SpeakerListing {
                speaker: Participant {
                    name: one.speaker.name.clone(),
                    role: one.speaker.role,
                    ..Participant::default()
                },
                ..SpeakerListing::default()
            });
            other.interviews += 1;
            other.words += words;
            other.speaker.turns += turns;
            if other.speaker.role != one.speaker.role {
                other.speaker.role = None;
            }
            let aliases = one.speaker.aliases.iter().filter(|_| !is_role(&one.speaker.name));
            for alias in aliases {
                if !other.speaker.aliases.contains(alias) {
                    other.speaker.aliases.push(alias.clone());
                }
            }
            continue;
        };
        person.turns += turns as usize;
        person.words += words;
        if !person.interviews.contains(&one.interview) {
            person.interviews.push(one.interview.clone());
        }
        if !person.speakers.contains(&one.speaker.name) {
            person.speakers.push(one.speaker.name.clone());
        }
    }
    persons.sort_by(|a, b| b.words.cmp(&a.words).then_with(|| a.name.cmp(&b.name)));
    let mut nobody: Vec<SpeakerListing> = nobody.into_values().collect();
    nobody.sort_by(|a, b| b.words.cmp(&a.words).then_with(|| a.speaker.name.cmp(&b.speaker.name)));
    (persons, nobody)
}
