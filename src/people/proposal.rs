//! Who may be the same person: names of the index and of `people.toml` that are alike, gathered.
//!
//! Nothing is merged here; what is proposed is for somebody to judge. A name that `people.toml` gives to anybody is
//! not proposed for another, so to name two persons is to refuse. Deliberately absent: why names are alike
//! (`likeness`, `short`).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::likeness::{Link, links};
use super::names::{Name, is_role, key};
use super::short::meant;
use super::who::People;
use crate::model::{Addition, Heard, Proposal};

/// The longest name in words, looked for in titles.
const TITLE_WORDS: usize = 5;

/// Names that are known.
#[derive(Default)]
struct Known {
    names: Vec<Name>,
    /// The person of `people.toml` who has the name.
    persons: Vec<Option<usize>>,
    /// How many turns are spoken under it.
    turns: Vec<u32>,
    /// Where it speaks.
    interviews: Vec<BTreeSet<String>>,
    places: HashMap<String, usize>,
}

impl Known {
    fn add(&mut self, name: &str, person: Option<usize>) -> usize {
        *self.places.entry(key(name)).or_insert_with(|| {
            self.names.push(Name::new(name));
            self.persons.push(person);
            self.turns.push(0);
            self.interviews.push(BTreeSet::new());
            self.names.len() - 1
        })
    }

    fn new(people: &People, heard: &[Heard]) -> Self {
        let mut known = Self::default();
        for (i, person) in people.persons.iter().enumerate() {
            for name in person.all_names() {
                known.add(name, Some(i));
            }
        }
        for one in heard.iter().filter(|one| one.speaker.turns > 0 && who(people, one).is_none()) {
            let name = &one.speaker.name;
            if !is_role(name) && Name::new(name).is_full() {
                let at = known.add(name, None);
                known.turns[at] += one.speaker.turns;
                known.interviews[at].insert(one.interview.clone());
            }
        }
        known
    }

    fn is_shared(&self, a: usize, b: usize) -> bool {
        !self.interviews[a].is_disjoint(&self.interviews[b])
    }
}

/// The person who is this speaker.
pub(super) fn who(people: &People, one: &Heard) -> Option<usize> {
    let labels = std::iter::once(&one.speaker.name).chain(&one.speaker.aliases);
    labels.into_iter().find_map(|label| people.owner(&one.interview, label))
}

/// Who may be the same, likeliest first; nothing less likely than `least`.
pub fn propose(people: &People, heard: &[Heard], least: f32) -> Vec<Proposal> {
    let known = Known::new(people, heard);
    let links = links(&known.names, |a, b| known.is_shared(a, b));
    let mut additions: BTreeMap<usize, Vec<Addition>> = BTreeMap::new();
    let groups = groups(&known, &links, least);
    let mut heads: HashMap<usize, usize> = HashMap::new();
    for group in &groups {
        let Some(head) = head(&known, group) else { continue };
        heads.extend(group.iter().map(|&member| (member, head)));
        for &member in group.iter().filter(|&&m| m != head && known.persons[m].is_none()) {
            let between = |link: &&Link| {
                let (a, b) = link.pair;
                (a == member && group.contains(&b)) || (b == member && group.contains(&a))
            };
            // Links come best first; one to the name that stands for all says most.
            let to_head = |link: &&Link| link.pair.0 == head || link.pair.1 == head;
            let found = links.iter().filter(between);
            if let Some(link) = found.clone().find(to_head).or_else(|| found.clone().next()) {
                additions.entry(head).or_default().push(Addition {
                    name: known.names[member].text.clone(),
                    interview: None,
                    reason: link.reason.to_owned(),
                    confidence: link.confidence,
                });
            }
        }
    }
    for (full, addition) in shorts(people, heard, &known) {
        if addition.confidence >= least {
            additions.entry(heads.get(&full).copied().unwrap_or(full)).or_default().push(addition);
        }
    }
    let mut proposals: Vec<Proposal> =
        additions.into_iter().map(|(head, additions)| proposal(people, &known, head, additions)).collect();
    let order = |p: &Proposal| (-p.confidence, p.person.clone());
    proposals.sort_by(|a, b| order(a).partial_cmp(&order(b)).unwrap_or(std::cmp::Ordering::Equal));
    proposals
}

fn proposal(people: &People, known: &Known, head: usize, mut additions: Vec<Addition>) -> Proposal {
    additions.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then_with(|| a.name.cmp(&b.name)));
    let person = known.persons[head];
    Proposal {
        person: person.map_or_else(|| known.names[head].text.clone(), |p| people.name(p).to_owned()),
        known: person.is_some(),
        confidence: additions.last().map_or(0.0, |addition| addition.confidence),
        additions,
    }
}

/// Names that are one, if all links of at least this confidence are believed, the likeliest first: a name joins a
/// group only if it is like all of it that is written in its script, and no two persons are joined.
fn groups(known: &Known, links: &[Link], least: f32) -> Vec<Vec<usize>> {
    let pairs: HashSet<(usize, usize)> = links.iter().map(|link| link.pair).collect();
    let person = |i: usize| known.persons[i];
    let alike = |a: usize, b: usize| {
        (person(a).is_some() && person(a) == person(b))
            || known.names[a].han != known.names[b].han
            || pairs.contains(&(a.min(b), a.max(b)))
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    // The names of one person are a group from the beginning.
    let mut place: HashMap<usize, usize> = HashMap::new();
    let mut of_person: HashMap<usize, usize> = HashMap::new();
    for i in 0..known.names.len() {
        let at = match person(i) {
            Some(p) => *of_person.entry(p).or_insert(groups.len()),
            None => groups.len(),
        };
        if at == groups.len() {
            groups.push(Vec::new());
        }
        groups[at].push(i);
        place.insert(i, at);
    }
    for link in links.iter().filter(|link| link.confidence >= least) {
        let (Some(&a), Some(&b)) = (place.get(&link.pair.0), place.get(&link.pair.1)) else { continue };
        let persons = |at: usize| groups[at].iter().filter_map(|&i| person(i)).next();
        let joined = |x: usize, y: usize| {
            // Of a person it is enough to be like one of the names: they need not be like each other.
            let (x, y) = (&groups[x], &groups[y]);
            let free = |i: &&usize| person(**i).is_none();
            x.iter().filter(free).all(|&i| y.iter().filter(free).all(|&j| alike(i, j)))
        };
        if a == b || persons(a).is_some() && persons(b).is_some() || !joined(a, b) {
            continue;
        }
        let (into, from) = if persons(b).is_some() { (b, a) } else { (a, b) };
        let moved = std::mem::take(&mut groups[from]);
        place.extend(moved.iter().map(|&i| (i, into)));
        groups[into].extend(moved);
    }
    groups.retain(|group| group.len() > 1 && group.iter().any(|&i| person(i).is_none()));
    groups
}

/// The name that stands for a group: that of a person, else the one with most turns.
fn head(known: &Known, group: &[usize]) -> Option<usize> {
    let named = group.iter().copied().find(|&i| known.persons[i].is_some());
    named.or_else(|| group.iter().copied().max_by_key(|&i| (known.turns[i], std::cmp::Reverse(i))))
}

/// Short forms of one interview, with the place of the full name they stand for.
fn shorts(people: &People, heard: &[Heard], known: &Known) -> Vec<(usize, Addition)> {
    let mut by_interview: BTreeMap<&str, Vec<&Heard>> = BTreeMap::new();
    for one in heard {
        by_interview.entry(&one.interview).or_default().push(one);
    }
    let mut found = Vec::new();
    for (id, all) in by_interview {
        let mut full: BTreeSet<usize> = BTreeSet::new();
        for one in &all {
            match who(people, one) {
                Some(person) => {
                    full.extend((0..known.names.len()).filter(|&i| known.persons[i] == Some(person)))
                }
                None => full.extend(known.places.get(&key(&one.speaker.name))),
            }
        }
        let title = all.first().and_then(|one| one.title.as_deref()).map(key).unwrap_or_default();
        let words: Vec<&str> = title.split(' ').collect();
        for length in 2..=TITLE_WORDS.min(words.len()) {
            full.extend(words.windows(length).filter_map(|window| known.places.get(&window.join(" "))));
        }
        let names: Vec<&Name> = full.iter().map(|&i| &known.names[i]).collect();
        for one in all.iter().filter(|one| one.speaker.turns > 0 && who(people, one).is_none()) {
            let Some((name, (confidence, reason))) = meant(&Name::new(&one.speaker.name), &names) else {
                continue;
            };
            let Some(&at) = known.places.get(&name.key) else { continue };
            let (name, reason) = (one.speaker.name.clone(), reason.to_owned());
            found.push((at, Addition { name, interview: Some(id.to_owned()), reason, confidence }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Participant;

    fn heard(interview: &str, title: &str, speakers: &[&str]) -> Vec<Heard> {
        let one = |name: &&str| Heard {
            interview: interview.into(),
            title: Some(title.into()),
            speaker: Participant { name: (*name).into(), turns: 3, ..Participant::default() },
            words: 30,
        };
        speakers.iter().map(one).collect()
    }

    /// Of each proposal the person, whether known, and the additions with where they hold.
    type Told = Vec<(String, bool, Vec<(String, Option<String>)>)>;

    fn told(people: &str, heard: &[Heard]) -> Told {
        let (people, remarks) = crate::people::read([("people.toml", people)]);
        assert_eq!(remarks, []);
        let each = propose(&people, heard, 0.5).into_iter();
        each.map(|p| (p.person, p.known, p.additions.into_iter().map(|a| (a.name, a.interview)).collect()))
            .collect()
    }

    #[test]
    fn names_that_are_alike_are_gathered_once() {
        let all =
            [heard("a", "", &["张三", "Nora Tamsett"]), heard("b", "", &["Zhang San", "張三", "SPEAKER_00"])];
        let more = [heard("c", "", &["San Zhang", "Jane Doe", "SPEAKER_00"]), heard("d", "", &["John Doe"])];
        let names = |names: &[&str]| names.iter().map(|n| ((*n).to_owned(), None)).collect::<Vec<_>>();
        let found = told("", &[all.concat(), more.concat()].concat());
        assert_eq!(found, [("张三".into(), false, names(&["San Zhang", "Zhang San"]))]);
    }

    #[test]
    fn a_person_of_the_file_is_extended_and_nobody_is_taken_from_another() {
        let all = heard("a", "", &["Zhang San", "San Zhang", "章三"]);
        let found =
            told("[[person]]\nname = \"张三\"\nnames = [\"Zhang San\"]\n[[person]]\nname = \"章三\"\n", &all);
        assert_eq!(found, [("张三".into(), true, vec![("San Zhang".into(), None)])]);
        let refused = "[[person]]\nname = \"张三\"\n[[person]]\nname = \"Zhang San\"\n[[person]]\nname = \"San Zhang\"\n";
        assert_eq!(told(refused, &all), [], "章三 may be any of them, so is none");
    }

    #[test]
    fn short_forms_are_labels_of_their_interview() {
        let label = |name: &str, id: &str| vec![(name.to_owned(), Some(id.to_owned()))];
        let all = [
            heard("a", "A Dialogue With Jing Xiandong", &["JX", "Nora Tamsett"]),
            heard("b", "", &["Jing Xiandong"]),
        ];
        assert_eq!(told("", &all.concat()), [("Jing Xiandong".into(), false, label("JX", "a"))]);
        let all = heard("c", "", &["王小明", "王老师", "主持人"]);
        assert_eq!(told("", &all), [("王小明".into(), false, label("王老师", "c"))]);
        let known = "[[person]]\nname = \"Ming Wang\"\nnames = [\"王小明\"]\n";
        assert_eq!(told(known, &all), [("Ming Wang".into(), true, label("王老师", "c"))]);
    }
}
