//! `people.toml` as written by hand becomes persons, and remarks that name the line.
//!
//! What can be read is read, whatever else is wrong. Deliberately absent: opening files.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::names::{is_role, key};
use super::place::Place;
use super::who::{People, Person};

/// Something to say about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Whether the file cannot be taken as it stands.
    pub is_error: bool,
    /// Which file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to type.
    pub hint: String,
}

impl Remark {
    /// `people.toml:3: what is wrong`
    pub fn place(&self) -> String {
        format!("{}:{}: {}", self.file, self.line, self.message)
    }
}

/// The keys of a person, each with how it is written.
const KEYS: &[(&str, &str)] = &[
    ("name", "name = \"Jane Doe\""),
    ("names", "names = [\"Jane A. Doe\", \"简·多伊\"]"),
    ("former", "former = [\"Jane Roe\"]"),
    ("misheard", "misheard = [\"Jane Dough\"]"),
    ("called", "called = [\"Miss D\"]"),
    ("labels", "labels = { \"2016/talk\" = [\"SPEAKER_01\"] }"),
    ("note", "note = \"anything\""),
];

/// Reads files, each with its name; a person of the same name in several files is one.
pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> (People, Vec<Remark>) {
    let (mut persons, mut remarks): (Vec<Person>, Vec<Remark>) = (Vec::new(), Vec::new());
    let mut known: HashMap<String, usize> = HashMap::new();
    for (file, text) in files {
        let mut reader = Reader { file, text, remarks: Vec::new(), places: HashMap::new() };
        for person in reader.persons() {
            let at = *known.entry(key(&person.name)).or_insert(persons.len());
            match persons.get_mut(at) {
                Some(known) => merge(known, person),
                None => persons.push(person),
            }
        }
        reader.remarks.sort_by_key(|remark| remark.line);
        remarks.append(&mut reader.remarks);
    }
    (People::new(persons), remarks)
}

fn merge(known: &mut Person, more: Person) {
    known.names.extend(more.names);
    known.former.extend(more.former);
    known.misheard.extend(more.misheard);
    known.called.extend(more.called);
    known.labels.extend(more.labels);
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    remarks: Vec<Remark>,
    /// Where each name stands, and whose it is: the byte and the canonical name.
    places: HashMap<String, Vec<(usize, String)>>,
}

impl<'a> Reader<'a> {
    fn persons(&mut self) -> Vec<Person> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let at = error.span().unwrap_or(0..0);
            let what = error.message().lines().next().unwrap_or_default();
            self.error(
                &at,
                format!("this is not TOML: {what}"),
                "texts stand in quotes, lists in [ ], parted by commas",
            );
        }
        let mut persons = Vec::new();
        for (name, value) in table.get_ref().iter() {
            if name.get_ref() != "person" {
                self.unknown(name, &["person"], "a person begins with [[person]]");
                continue;
            }
            match value.get_ref() {
                DeValue::Array(all) => {
                    for one in all.iter() {
                        match one.get_ref() {
                            DeValue::Table(table) => persons.extend(self.person(table, &one.span())),
                            _ => self.error(
                                &one.span(),
                                "this is no person",
                                "a person begins with [[person]]",
                            ),
                        }
                    }
                }
                DeValue::Table(table) => {
                    self.error(
                        &name.span(),
                        "[person] allows one person only",
                        "write [[person]], with two brackets",
                    );
                    persons.extend(self.person(table, &value.span()));
                }
                _ => self.error(&value.span(), "this is no person", "a person begins with [[person]]"),
            }
        }
        self.doubles(&persons);
        persons
    }

    fn person(&mut self, table: &DeTable<'a>, span: &Range<usize>) -> Option<Person> {
        let mut person = Person::default();
        for (field, value) in table.iter() {
            match field.get_ref().as_ref() {
                "name" => match value.get_ref().as_str() {
                    Some(name) => person.name = name.trim().to_owned(),
                    None => self.wrong(value, "name"),
                },
                "names" => person.names = self.names(value, "names"),
                "former" => person.former = self.names(value, "former"),
                "misheard" => person.misheard = self.names(value, "misheard"),
                "called" => person.called = self.names(value, "called"),
                "labels" => person.labels = self.labels(value),
                "note" => {}
                _ => {
                    let keys: Vec<&str> = KEYS.iter().map(|known| known.0).collect();
                    self.unknown(field, &keys, &format!("a person has {}", keys.join(", ")));
                }
            }
        }
        if key(&person.name).is_empty() {
            self.error(
                span,
                "a person without a name",
                "give the name that stands for all: name = \"Jane Doe\"",
            );
            return None;
        }
        let at = |field: &str| table.get(field).map_or(span.start, |value| value.span().start);
        let mut told = vec![(key(&person.name), at("name"))];
        for (field, names) in
            [("names", &person.names), ("former", &person.former), ("misheard", &person.misheard)]
        {
            told.extend(names.iter().map(|name| (key(name), at(field))));
        }
        told.sort();
        told.dedup_by(|a, b| a.0 == b.0);
        for (name, at) in told {
            self.places.entry(name).or_default().push((at, person.name.clone()));
        }
        Some(person)
    }

    /// A list of names, or one.
    fn names(&mut self, value: &Spanned<DeValue<'a>>, field: &str) -> Vec<String> {
        let names = self.texts(value, field);
        for (name, at) in &names {
            if is_role(name) {
                self.warning(
                    at,
                    format!("“{name}” means somebody else in every file"),
                    &format!("say in which interviews: labels = {{ \"2016/talk\" = [\"{name}\"] }}"),
                );
            }
        }
        names.into_iter().map(|(name, _)| name).collect()
    }

    fn labels(&mut self, value: &Spanned<DeValue<'a>>) -> Vec<(Place, Vec<String>)> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(value, "labels");
            return Vec::new();
        };
        let mut labels = Vec::new();
        for (pattern, value) in table.iter() {
            let texts = self.texts(value, "labels").into_iter().map(|(text, _)| text).collect();
            match Place::new(pattern.get_ref()) {
                Ok(place) => labels.push((place, texts)),
                Err(what) => self.error(
                    &pattern.span(),
                    format!("“{}” means no interview: {what}", pattern.get_ref()),
                    "an id as `whosaid list` shows it, or a glob such as 2016/** or podcast/ep-*",
                ),
            }
        }
        labels
    }

    /// The texts of a list, or the one there is, with their places; those without a letter or digit are none.
    fn texts(&mut self, value: &Spanned<DeValue<'a>>, field: &str) -> Vec<(String, Range<usize>)> {
        let each: Vec<&Spanned<DeValue<'a>>> = match value.get_ref() {
            DeValue::Array(all) => all.iter().collect(),
            _ => vec![value],
        };
        let mut texts = Vec::new();
        for item in each {
            match item.get_ref().as_str().map(str::trim) {
                Some(text) if !text.contains(char::is_alphanumeric) => {
                    self.warning(&item.span(), format!("“{text}” in {field} is no name"), "leave it out");
                }
                Some(text) => texts.push((text.to_owned(), item.span())),
                None => self.wrong(item, field),
            }
        }
        texts
    }

    /// Two persons of the same name; and names of two persons, where no label tells them apart.
    fn doubles(&mut self, persons: &[Person]) {
        let labelled = |person: &str, name: &str| {
            let person = persons.iter().find(|p| p.name == person);
            person.is_some_and(|p| p.labels.iter().flat_map(|(_, l)| l).any(|label| key(label) == name))
        };
        for (name, claims) in std::mem::take(&mut self.places) {
            let [(first, one), (second, other), ..] = claims.as_slice() else { continue };
            if key(one) == key(other) {
                let line = self.line(*first);
                let hint = format!(
                    "put the names of one person together; of two persons call one “{other} (…)” and keep “{other}” \
                     among their names"
                );
                let message = format!("“{other}” stands for a person in line {line} already");
                self.error(&(*second..*second), message, &hint);
            } else if claims.iter().any(|(_, person)| !labelled(person, &name)) {
                let names = persons.iter().flat_map(Person::all_names);
                let shown = names.into_iter().find(|n| key(n) == name).unwrap_or(other);
                self.warning(
                    &(*second..*second),
                    format!("“{shown}” is a name of {one} and of {other}, so it tells neither"),
                    &format!("say who it is where: labels = {{ \"2016/**\" = [\"{shown}\"] }}"),
                );
            }
        }
    }

    fn unknown(&mut self, field: &Spanned<DeString<'a>>, known: &[&str], otherwise: &str) {
        const NEAR: f64 = 0.7;
        let name = field.get_ref();
        let near = known.iter().map(|key| (strsim::jaro_winkler(key, name), *key));
        let near = near.filter(|near| near.0 >= NEAR).max_by(|a, b| a.0.total_cmp(&b.0));
        let hint = near.map_or(otherwise.to_owned(), |(_, key)| format!("did you mean `{key}`?"));
        self.warning(&field.span(), format!("`{name}` is no key here and is passed over"), &hint);
    }

    fn wrong(&mut self, value: &Spanned<DeValue<'a>>, field: &str) {
        let form = KEYS.iter().find(|known| known.0 == field).map_or("", |known| known.1);
        let is = value.get_ref().type_str();
        self.error(
            &value.span(),
            format!("`{field}` cannot hold this {is}"),
            &format!("write it so: {form}"),
        );
    }

    fn error(&mut self, at: &Range<usize>, message: impl Into<String>, hint: &str) {
        self.remark(true, at, message.into(), hint);
    }

    fn warning(&mut self, at: &Range<usize>, message: String, hint: &str) {
        self.remark(false, at, message, hint);
    }

    fn remark(&mut self, is_error: bool, at: &Range<usize>, message: String, hint: &str) {
        let (file, line) = (self.file.to_owned(), self.line(at.start));
        self.remarks.push(Remark { is_error, file, line, message, hint: hint.to_owned() });
    }

    fn line(&self, at: usize) -> usize {
        self.text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remarks(text: &str) -> Vec<(bool, usize, String, String)> {
        let (_, remarks) = read([("people.toml", text)]);
        remarks.into_iter().map(|r| (r.is_error, r.line, r.message, r.hint)).collect()
    }

    #[test]
    fn a_person_has_names_and_labels() {
        let text = "# who is who\n[[person]]\nname = \"Jing Xiandong\"\nnames = [\"井贤栋\", \"Eric Jing\"] # both\n\
                    misheard = \"Jing Sandong\"\nlabels = { \"2016/talk\" = [\"SPEAKER_01\"], \"podcast/**\" = \"EJ\" }\n\
                    note = \"banker\"\n\n[[person]]\nname = \"贺长汀\"\n";
        assert_eq!(remarks(text), []);
        let (people, _) =
            read([("a", text), ("b", "[[person]]\nname = \"賀長汀\"\nnames = [\"He Changting\"]\n")]);
        assert_eq!(people.speaker("x", "井賢棟", []), Some("Jing Xiandong"));
        assert_eq!(people.speaker("podcast/3", "EJ", []), Some("Jing Xiandong"));
        assert_eq!(people.speaker("x", "He Changting", []), Some("贺长汀"), "one person in two files");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_what_to_type() {
        let one = |text: &str| match remarks(text).as_slice() {
            [one] => one.clone(),
            other => panic!("{other:?}"),
        };
        let (is_error, line, message, hint) = one("[[person]]\nname = \"A B\"\nmishaerd = [\"A P\"]\n");
        assert_eq!((is_error, line), (false, 3));
        assert_eq!(
            (message.as_str(), hint.as_str()),
            ("`mishaerd` is no key here and is passed over", "did you mean `misheard`?")
        );
        let (is_error, line, _, hint) = one("\n[person]\nname = \"A B\"\n");
        assert_eq!((is_error, line, hint.as_str()), (true, 2, "write [[person]], with two brackets"));
        let (is_error, line, message, _) = one("[[person]]\nname = \"A B\"\nlabels = [\"S\"]\n");
        assert_eq!((is_error, line, message.as_str()), (true, 3, "`labels` cannot hold this array"));
        let (is_error, line, ..) = one("[[person]]\nnames = [\"A B\"]\n");
        assert_eq!((is_error, line), (true, 1));
        let (is_error, line, message, _) = one("[[person]]\nname = \"A B\"\nnames = [\"SPEAKER_01\"]\n");
        assert_eq!(
            (is_error, line, message.as_str()),
            (false, 3, "“SPEAKER_01” means somebody else in every file")
        );
        assert!(remarks("[[person]]\nname = A B\n").iter().all(|r| r.0 && r.1 == 2));
        assert!(
            one("[[person]]\nname = \"A B\"\nlabels = { \"a[\" = \"X\" }\n")
                .2
                .contains("“a[” means no interview")
        );
    }

    #[test]
    fn a_name_of_two_persons_is_told_unless_labels_tell() {
        let two = |a: &str, b: &str| format!("[[person]]\nname = {a}\n[[person]]\nname = {b}\n");
        let (is_error, line, message, _) = remarks(&two("\"Wei\"", "\"wei\"")).remove(0);
        assert_eq!(
            (is_error, line, message.as_str()),
            (true, 4, "“wei” stands for a person in line 2 already")
        );
        let shared = two("\"A B\"\nnames = [\"Wei\"]", "\"C D\"\nnames = [\"Wei\"]");
        let (is_error, line, message, _) = remarks(&shared).remove(0);
        assert_eq!((is_error, line), (false, 6));
        assert_eq!(message, "“Wei” is a name of A B and of C D, so it tells neither");
        let told = two(
            "\"A B\"\nnames = [\"Wei\"]\nlabels = { \"a\" = \"Wei\" }",
            "\"C D\"\nnames = [\"Wei\"]\nlabels = { \"b\" = \"Wei\" }",
        );
        assert_eq!(remarks(&told), []);
    }
}
