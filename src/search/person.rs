//! `person:` and `mention:`: names become the persons they mean, and those become voices and phrases.
//!
//! A name of nobody is not lost: it is taken as `speaker:` and as a phrase, and that is said. Deliberately absent:
//! `people.toml` itself.

use super::filters::{Condition, demands};
use super::tree::Matcher;
use super::words;
use crate::Result;
use crate::people::{Meant, People};
use crate::query::Ast;
use crate::query::ast::FilterValue;

/// The condition that a person of this name speaks.
pub(super) fn speaker(people: &People, name: &str) -> Result<Condition> {
    Ok(match people.meant(name) {
        Meant::Named(who) | Meant::Part(who) => Condition::Voice(Box::new(people.voice(&who))),
        Meant::Nobody(_) => Condition::Speaker(demands(name)?),
    })
}

/// The phrases that name a person of this name.
pub(super) fn mentions(people: &People, name: &str) -> Vec<Matcher> {
    let phrases = match people.meant(name) {
        Meant::Named(who) | Meant::Part(who) => people.mentions(&who),
        Meant::Nobody(_) => vec![name.to_owned()],
    };
    phrases.iter().filter_map(|phrase| words::literal(phrase, 0)).map(Matcher::Exact).collect()
}

/// Whether a query names persons, so that it must be known who they are.
pub(crate) fn asks_for_people(ast: &Ast) -> bool {
    let mut asks = false;
    each(ast, &mut |value| asks |= matches!(value, FilterValue::Person(_) | FilterValue::Mention(_)));
    asks
}

/// What to say about the persons a query names: who was meant, where that is not plain.
pub(super) fn notices(people: &People, ast: &Ast) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    each(ast, &mut |value| {
        let (field, name) = match value {
            FilterValue::Person(name) => ("person", name),
            FilterValue::Mention(name) => ("mention", name),
            _ => return,
        };
        let line = notice(people, field, name).filter(|line| !lines.contains(line));
        lines.extend(line);
    });
    lines
}

fn notice(people: &People, field: &str, name: &str) -> Option<String> {
    let asked = filter(field, name);
    let (who, how) = match people.meant(name) {
        Meant::Named(who) if who.len() == 1 => return None,
        Meant::Named(who) => (who, "is a name of"),
        Meant::Part(who) => (who, "is taken as"),
        Meant::Nobody(near) => {
            let instead =
                if field == "person" { filter("speaker", name) } else { format!("the words {name}") };
            return Some(match (people.is_empty(), near.is_empty()) {
                (true, _) => format!(
                    "no people.toml says who {name} is, so {asked} is taken as {instead}; whosaid people --write \
                     begins one"
                ),
                (_, true) => format!("people.toml names no {name}, so {asked} is taken as {instead}"),
                (_, false) => {
                    let near: Vec<String> = near.iter().map(|near| filter(field, near)).collect();
                    format!(
                        "people.toml names no {name}, so {asked} is taken as {instead}; try {}",
                        near.join(" or ")
                    )
                }
            });
        }
    };
    let each: Vec<String> = who.iter().map(|&who| filter(field, people.name(who))).collect();
    let all = if each.len() > 1 { "; all of them are searched" } else { "" };
    Some(format!("{name} {how} {}{all}", each.join(" and ")))
}

/// A line for each `speaker:` of a query that is a name of a person with others.
pub(crate) fn other_names(people: &People, ast: &Ast) -> Vec<String> {
    let mut lines = Vec::new();
    each(ast, &mut |value| {
        if let FilterValue::Speaker { text, .. } = value
            && let Meant::Named(who) = people.meant(text)
        {
            lines.extend(who.iter().map(|&who| {
                format!(
                    "{text} is a name of {0}: {1} finds all their turns",
                    people.name(who),
                    filter("person", people.name(who))
                )
            }));
        }
    });
    lines
}

/// A name as a filter, quoted where it must be.
fn filter(field: &str, name: &str) -> String {
    match name.chars().all(char::is_alphanumeric) {
        true => format!("{field}:{name}"),
        false => format!("{field}:\"{name}\""),
    }
}

/// Calls back with every filter of a query.
fn each<'a>(ast: &'a Ast, call: &mut impl FnMut(&'a FilterValue)) {
    match ast {
        Ast::And(children) | Ast::Or(children) => children.iter().for_each(|child| each(child, call)),
        Ast::Not(child) | Ast::Relation(_, child) => each(child, call),
        Ast::Filter(filter) => call(&filter.value),
        Ast::Word(_) | Ast::Phrase(_) | Ast::Pattern(_) | Ast::Near(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_plain_is_said() {
        let text = "[[person]]\nname = \"He Changting\"\nnames = [\"贺长汀\", \"He Shifu\"]\n[[person]]\nname = \"He Qiu\"\n";
        let (people, _) = crate::people::read([("people.toml", text)]);
        let said = |query: &str, people: &People| notices(people, &crate::query::parse(query).ast.unwrap());
        assert!(said("person:贺长汀 -mention:\"He Qiu\"", &people).is_empty());
        assert_eq!(said("person:Changting", &people), ["Changting is taken as person:\"He Changting\""]);
        assert_eq!(
            said("answering:(mention:He)", &people),
            ["He is taken as mention:\"He Changting\" and mention:\"He Qiu\"; all of them are searched"]
        );
        assert_eq!(
            said("person:\"He Changtin\"", &people),
            [
                "people.toml names no He Changtin, so person:\"He Changtin\" is taken as speaker:\"He Changtin\"; try \
              person:\"He Changting\""
            ]
        );
        assert!(said("mention:Bo", &People::default())[0].starts_with("no people.toml says who Bo is"));
    }
}
