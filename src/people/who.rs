//! Who is meant: by a label in an interview, by a name in a query.
//!
//! A label that `labels` gives to somebody in the interview is theirs; the most exact pattern wins. Otherwise a
//! speaker's name is that of the one person who has it: as a whole, never a part. A name of two persons is
//! nobody's where no label tells. Deliberately absent: the file (`file`) and the index.

use std::collections::{BTreeSet, HashMap};

use super::names::key;
use super::place::Place;

/// One person.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    /// The name that stands for all.
    pub(super) name: String,
    /// Further names, in any script.
    pub(super) names: Vec<String>,
    /// Former and maiden names.
    pub(super) former: Vec<String>,
    /// The names as recognisers write them.
    pub(super) misheard: Vec<String>,
    /// What others call them.
    pub(super) called: Vec<String>,
    /// Labels in certain interviews.
    pub(super) labels: Vec<(Place, Vec<String>)>,
}

impl Person {
    /// Every name they may speak under anywhere.
    pub(super) fn all_names(&self) -> impl Iterator<Item = &str> {
        let more = self.names.iter().chain(&self.former).chain(&self.misheard);
        std::iter::once(&self.name).chain(more).map(String::as_str)
    }
}

/// Everybody `people.toml` names.
#[derive(Debug, Clone, Default)]
pub struct People {
    pub(super) persons: Vec<Person>,
    /// The persons who have a name, by its key.
    owners: HashMap<String, BTreeSet<usize>>,
    /// Where a label is whose, by its key.
    labels: HashMap<String, Vec<(Place, usize)>>,
}

/// Whom a name in a query means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// The persons who have this name; mostly one.
    Named(Vec<usize>),
    /// The persons of whose name it is a part.
    Part(Vec<usize>),
    /// Nobody; these names are near.
    Nobody(Vec<String>),
}

impl People {
    pub(super) fn new(persons: Vec<Person>) -> Self {
        let mut people = Self { persons, ..Self::default() };
        for (i, person) in people.persons.iter().enumerate() {
            for name in person.all_names() {
                people.owners.entry(key(name)).or_default().insert(i);
            }
            for (place, label) in
                person.labels.iter().flat_map(|(p, labels)| labels.iter().map(move |l| (p, l)))
            {
                people.labels.entry(key(label)).or_default().push((place.clone(), i));
            }
        }
        people
    }

    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty()
    }

    /// The name that stands for a person.
    pub fn name(&self, person: usize) -> &str {
        self.persons.get(person).map_or("", |p| &p.name)
    }

    /// The person who speaks under this label in this interview.
    pub(super) fn owner(&self, interview: &str, label: &str) -> Option<usize> {
        if self.labels.is_empty() && self.owners.is_empty() {
            return None;
        }
        let key = key(label);
        let placed = self.labels.get(&key).into_iter().flatten();
        let placed = placed.filter_map(|(place, who)| Some((place.fits(interview)?, *who)));
        placed.max_by_key(|(exactness, _)| *exactness).map(|(_, who)| who).or_else(|| {
            let owners = self.owners.get(&key)?;
            owners.first().filter(|_| owners.len() == 1).copied()
        })
    }

    /// The person who is this speaker of this interview, by the name or else by an alias.
    pub fn speaker<'a>(
        &self,
        interview: &str,
        name: &'a str,
        aliases: impl IntoIterator<Item = &'a str>,
    ) -> Option<&str> {
        let mut labels = std::iter::once(name).chain(aliases);
        labels.find_map(|label| self.owner(interview, label)).map(|who| self.name(who))
    }

    /// Whom a name means that somebody asks for.
    pub fn meant(&self, name: &str) -> Meant {
        let wanted = key(name);
        let who = |has: &dyn Fn(&Person) -> bool| -> Vec<usize> {
            let found = self.persons.iter().enumerate().filter(|(_, person)| has(person));
            found.map(|(i, _)| i).collect()
        };
        let named = [
            who(&|p| key(&p.name) == wanted),
            self.owners.get(&wanted).into_iter().flatten().copied().collect(),
            who(&|p| p.called.iter().any(|called| key(called) == wanted)),
        ];
        if let Some(named) = named.into_iter().find(|found| !found.is_empty()) {
            return Meant::Named(named);
        }
        let part = who(&|p| p.all_names().any(|name| is_part(&wanted, &key(name))));
        if part.is_empty() { Meant::Nobody(self.near(&wanted)) } else { Meant::Part(part) }
    }

    /// The names of persons who have a name within a slip or two of this one.
    fn near(&self, wanted: &str) -> Vec<String> {
        let bound = (wanted.chars().count() / 4).clamp(1, 2);
        let distance = |p: &Person| p.all_names().map(|name| strsim::osa_distance(wanted, &key(name))).min();
        let mut near: Vec<(usize, &str)> =
            self.persons.iter().filter_map(|p| Some((distance(p)?, p.name.as_str()))).collect();
        near.retain(|(distance, _)| *distance <= bound);
        near.sort_unstable();
        near.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
    }

    /// What it takes to recognise these persons as speakers.
    pub fn voice(&self, whose: &[usize]) -> Voice {
        let mut voice = Voice::default();
        let names = whose.iter().filter_map(|&who| self.persons.get(who)).flat_map(|person| {
            let labels = person.labels.iter().flat_map(|(_, labels)| labels);
            person.all_names().chain(labels.map(String::as_str))
        });
        for key in names.map(key) {
            let owners = self.owners.get(&key).filter(|owners| !owners.is_empty());
            let everywhere = owners.is_some_and(|owners| owners.iter().all(|owner| whose.contains(owner)));
            let placed = self.labels.get(&key).into_iter().flatten();
            let places = placed.map(|(place, who)| (place.clone(), whose.contains(who))).collect();
            voice.labels.insert(key, Label { everywhere, places });
        }
        voice
    }

    /// The words by which these persons are spoken of. A single character is none: it is in every other turn.
    pub fn mentions(&self, whose: &[usize]) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let persons = whose.iter().filter_map(|&who| self.persons.get(who));
        let names = persons.flat_map(|p| p.all_names().chain(p.called.iter().map(String::as_str)));
        let long = names.filter(|name| key(name).chars().count() > 1);
        long.filter(|name| seen.insert(key(name))).map(str::to_owned).collect()
    }
}

/// Whether the words of one key occur in another, in a row.
fn is_part(part: &str, whole: &str) -> bool {
    !part.is_empty() && format!(" {whole} ").contains(&format!(" {part} "))
}

/// The labels under which somebody speaks, and where.
#[derive(Debug, Clone, Default)]
pub struct Voice {
    labels: HashMap<String, Label>,
}

#[derive(Debug, Clone, Default)]
struct Label {
    /// Theirs wherever no place says otherwise.
    everywhere: bool,
    /// Where it is whose, and whether theirs.
    places: Vec<(Place, bool)>,
}

impl Voice {
    /// Whether a speaker's name is theirs in every interview, or in none; none if that depends on the interview.
    pub fn everywhere(&self, name: &str) -> Option<bool> {
        match self.labels.get(&key(name)) {
            None => Some(false),
            Some(label) => label.places.is_empty().then_some(label.everywhere),
        }
    }

    /// Whether a speaker's name is theirs in the interview with this id.
    pub fn speaks(&self, interview: &str, name: &str) -> bool {
        let Some(label) = self.labels.get(&key(name)) else { return false };
        let placed = label.places.iter().filter_map(|(place, mine)| Some((place.fits(interview)?, *mine)));
        placed.max_by_key(|(exactness, _)| *exactness).map_or(label.everywhere, |(_, mine)| mine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, names: &[&str], labels: &[(&str, &str)]) -> Person {
        Person {
            name: name.into(),
            names: names.iter().map(|n| (*n).to_owned()).collect(),
            labels: labels.iter().map(|(p, l)| (Place::new(p).unwrap(), vec![(*l).to_owned()])).collect(),
            ..Person::default()
        }
    }

    fn people() -> People {
        People::new(vec![
            person("He Changting", &["贺长汀", "Wang Wei"], &[("2016/**", "SPEAKER_01")]),
            person("Wang Wei (poet)", &["Wang Wei"], &[("2016/talk", "SPEAKER_01"), ("2018/**", "Wang Wei")]),
        ])
    }

    #[test]
    fn a_speaker_is_who_has_the_whole_name_or_the_label_there() {
        let people = people();
        let who = |id: &str, label: &str| people.owner(id, label);
        assert_eq!(
            (who("x", "賀長汀"), who("x", "贺长"), who("x", "HE CHANGTING")),
            (Some(0), None, Some(0))
        );
        assert_eq!((who("2016/a", "SPEAKER_01"), who("2016/talk", "speaker_01")), (Some(0), Some(1)));
        assert_eq!((who("2017/a", "SPEAKER_01"), who("2016/a", "SPEAKER_02")), (None, None));
        assert_eq!((who("2018/a", "Wang Wei"), who("x", "Wang Wei")), (Some(1), None), "a label tells");
        assert_eq!(people.speaker("x", "Boss", ["贺长汀"]), Some("He Changting"), "by an alias");
    }

    #[test]
    fn a_voice_agrees_with_who_speaks() {
        let people = people();
        let (one, both) = (people.voice(&[0]), people.voice(&[0, 1]));
        assert_eq!((one.everywhere("贺长汀"), one.everywhere("Eric")), (Some(true), Some(false)));
        assert_eq!(one.everywhere("SPEAKER_01"), None);
        assert!(one.speaks("2016/a", "SPEAKER_01") && !one.speaks("2016/talk", "SPEAKER_01"));
        assert!(
            !one.speaks("x", "Wang Wei") && both.speaks("x", "Wang Wei"),
            "asked for both, no doubt is left"
        );
    }

    #[test]
    fn names_in_queries_mean_persons() {
        let people = people();
        assert_eq!(people.meant("賀長汀"), Meant::Named(vec![0]));
        assert_eq!(people.meant("Wang Wei"), Meant::Named(vec![0, 1]));
        assert_eq!(people.meant("Changting"), Meant::Part(vec![0]));
        assert_eq!(people.meant("Chang"), Meant::Nobody(vec![]));
        assert_eq!(people.meant("He Changtin"), Meant::Nobody(vec!["He Changting".into()]));
        assert_eq!(people.mentions(&[0]), ["He Changting", "贺长汀", "Wang Wei"]);
    }
}
