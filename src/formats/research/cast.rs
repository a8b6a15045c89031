//! Who takes part: the ids that a file gives its speakers, and their names.

use std::collections::HashMap;

use crate::model::{Participant, Role, Turn};

/// The speakers of a document by their ids.
#[derive(Debug, Default)]
pub(super) struct Cast {
    places: HashMap<String, usize>,
    people: Vec<(String, Participant)>,
    /// How many ids go by a name.
    namesakes: HashMap<String, usize>,
    /// Labels of several speakers, and their names.
    joint: HashMap<String, Vec<String>>,
}

impl Cast {
    /// Adds a speaker; the id and other names become aliases. Without a name the id is the name.
    pub(super) fn add(&mut self, id: &str, name: &str, aliases: &[&str], role: Option<Role>) {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = if name.is_empty() { id.to_owned() } else { name };
        if id.is_empty() || self.places.contains_key(id) {
            return;
        }
        *self.namesakes.entry(name.clone()).or_default() += 1;
        let mut others: Vec<String> = Vec::new();
        for alias in aliases.iter().map(|a| a.trim()) {
            if !alias.is_empty() && alias != name && others.iter().all(|o| o != alias) {
                others.push(alias.to_owned());
            }
        }
        self.places.insert(id.to_owned(), self.people.len());
        self.people.push((id.to_owned(), Participant { name, role, aliases: others, turns: 0 }));
    }

    /// The label of ids that white space parts: the names, joined; none without an id.
    pub(super) fn label(&mut self, ids: &str) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for id in ids.split_whitespace() {
            let name = self.name(id);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let label = names.join(", ");
        if names.len() > 1 {
            self.joint.insert(label.clone(), names);
        }
        (!label.is_empty()).then_some(label)
    }

    /// The label of one id, which may hold white space.
    pub(super) fn one(&self, id: &str) -> Option<String> {
        Some(self.name(id.trim())).filter(|name| !name.is_empty())
    }

    /// The name of an id: those who share theirs go by their ids, and so do unknown ones.
    fn name(&self, id: &str) -> String {
        let known = self.places.get(id).map(|&at| &self.people[at].1.name);
        known.filter(|name| self.namesakes.get(*name) == Some(&1)).map_or_else(|| id.to_owned(), Clone::clone)
    }

    /// Parts the labels of several speakers, and tells who takes part.
    pub(super) fn finish(self, turns: &mut [Turn]) -> Vec<Participant> {
        for turn in turns {
            if let Some(names) = turn.speaker.as_ref().and_then(|label| self.joint.get(label)) {
                turn.speakers.clone_from(names);
            }
        }
        let own = |(id, person): (String, Participant)| {
            let shared = self.namesakes.get(&person.name) != Some(&1);
            let (name, other) = if shared { (id, person.name) } else { (person.name, id) };
            let mut aliases = person.aliases;
            if other != name && !aliases.contains(&other) {
                aliases.insert(0, other);
            }
            aliases.retain(|a| *a != name);
            Participant { name, aliases, ..person }
        };
        self.people.into_iter().map(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_names_and_namesakes_keep_their_ids() {
        let mut cast = Cast::default();
        cast.add("A", " Ann  Lee ", &["AL"], None);
        cast.add("P1", "Participant", &[], None);
        cast.add("P2", "Participant", &[], None);
        cast.add("B", "", &[], None);
        let labels: Vec<_> = ["A", "P1 P2", "B", "X", ""].map(|ids| cast.label(ids)).into_iter().collect();
        let want = [Some("Ann Lee"), Some("P1, P2"), Some("B"), Some("X"), None];
        assert_eq!(labels, want.map(|l| l.map(str::to_owned)));
        let mut turns = [Turn { speaker: Some("P1, P2".into()), ..Turn::default() }];
        let people = cast.finish(&mut turns);
        assert_eq!(turns[0].speakers, ["P1", "P2"]);
        let seen: Vec<_> = people.iter().map(|p| (p.name.as_str(), p.aliases.join("/"))).collect();
        let want = [("Ann Lee", "A/AL"), ("P1", "Participant"), ("P2", "Participant"), ("B", "")];
        assert_eq!(seen, want.map(|(n, a)| (n, a.to_owned())));
    }
}
