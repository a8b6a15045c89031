//! Proposals written into the text of `people.toml`: new persons at its end, new names where their person stands.
//!
//! Text is only ever put in, so that everything that was written by hand stays as it is; and the outcome is read
//! again before it is given out. Deliberately absent: the file itself.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::read;
use super::names::key;
use crate::model::{Addition, Proposal};

/// How a new file begins.
pub const NEW_FILE: &str = "\
# Who is who in these interviews. whosaid reads this file at every search: nothing needs to be indexed again.
#
#   [[person]]
#   name = \"Jing Xiandong\"                # as it is shown
#   names = [\"井贤栋\", \"Eric Jing\"]       # further names, in any script
#   former = [\"…\"]                        # former or maiden names
#   misheard = [\"Jing Sandong\"]           # as speech recognisers write it
#   called = [\"Mr Jing\"]                  # how others speak of them: found by mention: alone
#   labels = { \"2016/talk\" = [\"SPEAKER_01\"], \"podcast/**\" = [\"EJ\"] }  # in certain interviews only
";

/// The text with what is proposed; none if there is no place for it, so that it must be written by hand.
pub fn extend(text: &str, proposals: &[Proposal]) -> Option<String> {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let table = DeTable::parse(text).ok()?;
    let (mut edits, mut blocks) = (Vec::new(), String::new());
    for proposal in proposals {
        match person(table.get_ref(), &proposal.person) {
            Some(known) => edits.extend(Editor { text, newline }.edits(known, proposal)?),
            None => blocks.push_str(&block(proposal)),
        }
    }
    let mut out = text.to_owned();
    // From the end to the beginning, so that no edit moves the place of another; of one place the last comes first.
    edits.reverse();
    edits.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    for (at, insert) in edits {
        out.insert_str(at, &insert);
    }
    if !blocks.is_empty() {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push_str(newline);
        }
        out.push_str(&blocks.replace('\n', newline));
    }
    holds(&out, proposals).then_some(out)
}

/// Whether a text can be read and has what is proposed.
fn holds(text: &str, proposals: &[Proposal]) -> bool {
    let (people, remarks) = read([("", text)]);
    let has = |proposal: &Proposal, addition: &Addition| {
        let person = people.persons.iter().find(|p| key(&p.name) == key(&proposal.person));
        person.is_some_and(|person| match &addition.interview {
            None => person.names.contains(&addition.name),
            Some(id) => (person.labels.iter())
                .any(|(place, labels)| place.text() == id && labels.contains(&addition.name)),
        })
    };
    remarks.iter().all(|remark| !remark.is_error)
        && proposals.iter().all(|p| p.additions.iter().all(|addition| has(p, addition)))
}

/// The table of a person.
fn person<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Option<&'t DeTable<'i>> {
    let mut all =
        table.get("person")?.get_ref().as_array()?.iter().filter_map(|one| one.get_ref().as_table());
    all.find(|one| one.get("name").and_then(|n| n.get_ref().as_str()).is_some_and(|n| key(n) == key(name)))
}

/// The new names of a proposal, and its new labels by interview.
fn parts(proposal: &Proposal) -> (Vec<&str>, BTreeMap<&str, Vec<&str>>) {
    let (mut names, mut labels) = (Vec::new(), BTreeMap::<&str, Vec<&str>>::new());
    for addition in &proposal.additions {
        match &addition.interview {
            None => names.push(addition.name.as_str()),
            Some(id) => labels.entry(id).or_default().push(&addition.name),
        }
    }
    (names, labels)
}

/// A new person.
fn block(proposal: &Proposal) -> String {
    let (names, labels) = parts(proposal);
    let mut block = String::from("\n");
    for Addition { name, reason, confidence, .. } in &proposal.additions {
        let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        block.push_str(&format!("# proposed: {name} ({reason}, {confidence:.2})\n"));
    }
    block.push_str(&format!("[[person]]\nname = {}\n", quoted(&proposal.person)));
    if !names.is_empty() {
        block.push_str(&format!("names = [{}]\n", list(&names)));
    }
    if !labels.is_empty() {
        block.push_str(&format!("labels = {{ {} }}\n", pairs(&labels)));
    }
    block
}

fn pairs(labels: &BTreeMap<&str, Vec<&str>>) -> String {
    let each = labels.iter().map(|(id, labels)| format!("{} = [{}]", quoted(id), list(labels)));
    each.collect::<Vec<_>>().join(", ")
}

fn list(texts: &[&str]) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")
}

/// A text as a basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What is put in, and before which byte.
type Edit = (usize, String);

struct Editor<'a> {
    text: &'a str,
    newline: &'a str,
}

impl Editor<'_> {
    fn edits(&self, person: &DeTable<'_>, proposal: &Proposal) -> Option<Vec<Edit>> {
        let (names, mut labels) = parts(proposal);
        let mut edits = Vec::new();
        if !names.is_empty() {
            match person.get("names") {
                Some(value) => edits.extend(self.longer(value, &list(&names))?),
                None => edits.push(self.field(person, &format!("names = [{}]", list(&names)))?),
            }
        }
        if let Some(value) = person.get("labels") {
            let known = value.get_ref().as_table()?;
            for (id, value) in known.iter() {
                if let Some(more) = labels.remove(id.get_ref().as_ref()) {
                    edits.extend(self.longer(value, &list(&more))?);
                }
            }
            if !labels.is_empty() {
                edits.push(self.pair(value, known, &labels)?);
            }
        } else if !labels.is_empty() {
            edits.push(self.field(person, &format!("labels = {{ {} }}", pairs(&labels)))?);
        }
        Some(edits)
    }

    /// Makes a list longer, or a list of one text.
    fn longer(&self, value: &Spanned<DeValue<'_>>, more: &str) -> Option<Vec<Edit>> {
        let span = value.span();
        match value.get_ref() {
            DeValue::Array(all) => Some(vec![match all.iter().last() {
                Some(last) => (last.span().end, format!(", {more}")),
                None => (span.start + 1, more.to_owned()),
            }]),
            DeValue::String(_) => {
                Some(vec![(span.start, String::from("[")), (span.end, format!(", {more}]"))])
            }
            _ => None,
        }
    }

    /// A further field of a person, after the name.
    fn field(&self, person: &DeTable<'_>, field: &str) -> Option<Edit> {
        let end = person.get("name")?.span().end;
        let rest = self.text.get(end..)?;
        let line = rest.lines().next().unwrap_or_default();
        match line.trim_start().chars().next() {
            None | Some('#') => Some((end + line.len(), format!("{}{field}", self.newline))),
            // The person is an inline table.
            Some(_) => Some((end, format!(", {field}"))),
        }
    }

    /// Further interviews of `labels`, after the last one.
    fn pair(
        &self,
        value: &Spanned<DeValue<'_>>,
        known: &DeTable<'_>,
        labels: &BTreeMap<&str, Vec<&str>>,
    ) -> Option<Edit> {
        let start = value.span().start;
        let inline = self.text.get(start..)?.starts_with('{');
        let last = known.values().map(|value| value.span().end).max();
        match (last, inline) {
            (Some(end), true) => Some((end, format!(", {}", pairs(labels)))),
            (None, true) => Some((start + 1, format!(" {} ", pairs(labels)))),
            (Some(end), false) => {
                let line = self.text.get(end..)?.lines().next().unwrap_or_default();
                let each =
                    labels.iter().map(|(id, l)| format!("{}{} = [{}]", self.newline, quoted(id), list(l)));
                Some((end + line.len(), each.collect()))
            }
            (None, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(person: &str, additions: &[(&str, Option<&str>)]) -> Proposal {
        let addition = |(name, interview): &(&str, Option<&str>)| Addition {
            name: (*name).into(),
            interview: interview.map(str::to_owned),
            reason: "the same in pinyin".into(),
            confidence: 0.9,
        };
        let additions = additions.iter().map(addition).collect();
        Proposal { person: person.into(), known: false, additions, confidence: 0.9 }
    }

    #[test]
    fn new_persons_come_at_the_end() {
        let more = [proposal("张三", &[("Zhang \"San\"", None), ("ZS", Some("2016/a"))])];
        let text = "# mine\n[[person]]\nname = \"Ann Lee\"";
        insta::assert_snapshot!(extend(text, &more).unwrap(), @r###"
        # mine
        [[person]]
        name = "Ann Lee"

        # proposed: Zhang "San" (the same in pinyin, 0.90)
        # proposed: ZS (the same in pinyin, 0.90)
        [[person]]
        name = "张三"
        names = ["Zhang \"San\""]
        labels = { "2016/a" = ["ZS"] }
        "###);
        assert!(extend(NEW_FILE, &more).unwrap().starts_with(NEW_FILE));
    }

    #[test]
    fn a_person_is_extended_where_they_stand_and_all_else_stays() {
        let text = "[[person]] # first\nname = \"张三\"  # mine\nnames = [\n  \"Zhang San\", # pinyin\n]\n\
                    labels = { \"2016/a\" = [\"Z\"], \"2016/b\" = \"S\" } # here\n\n[[person]]\nname = \"Ann Lee\" # she\n\
                    [person.labels]\n\"x\" = []\n\n[[person]]\nname = \"Bo\"\nnames = \"Bo Ek\"\n";
        let all = [
            proposal(
                "张三",
                &[("San Zhang", None), ("ZS", Some("2016/a")), ("Q S", Some("2016/b")), ("T", Some("c"))],
            ),
            proposal("Ann Lee", &[("Anne Lee", None), ("AL", Some("y"))]),
            proposal("Bo", &[("B. Ek", None)]),
        ];
        insta::assert_snapshot!(extend(text, &all).unwrap(), @r###"
        [[person]] # first
        name = "张三"  # mine
        names = [
          "Zhang San", "San Zhang", # pinyin
        ]
        labels = { "2016/a" = ["Z", "ZS"], "2016/b" = ["S", "Q S"], "c" = ["T"] } # here

        [[person]]
        name = "Ann Lee" # she
        names = ["Anne Lee"]
        [person.labels]
        "x" = []
        "y" = ["AL"]

        [[person]]
        name = "Bo"
        names = ["Bo Ek", "B. Ek"]
        "###);
        let windows = extend(&text.replace('\n', "\r\n"), &all).unwrap();
        assert_eq!(windows.replace("\r\n", "\n"), extend(text, &all).unwrap());
        assert!(!windows.replace("\r\n", "").contains('\n'));
    }

    #[test]
    fn what_has_no_place_is_not_forced() {
        let inline = "person = [{ name = \"Bo\" }]\n";
        assert!(
            extend(inline, &[proposal("Bo", &[("B. Ek", None)])])
                .unwrap()
                .contains("{ name = \"Bo\", names = [\"B. Ek\"] }")
        );
        assert_eq!(
            extend(inline, &[proposal("Ann", &[("A. Lee", None)])]),
            None,
            "no block can follow such a list"
        );
        assert_eq!(extend("not toml", &[proposal("Ann", &[("A. Lee", None)])]), None);
    }
}
