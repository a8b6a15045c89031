//! The table of fields: one row a field. Help, parser, flags and completion read it.
//!
//! A new field is a row here, a variant of [`FilterValue`], and its lowering in `search`. Deliberately absent:
//! what a value is compared with; that is the index's business.

use super::ast::{Filter, FilterValue, KindFilter, Relation};
use super::diagnostic::{Diagnostic, shown};
pub use super::syntax::{SYNTAX, Syntax};
use super::{date, time};
use crate::analysis;
use crate::model::Role;

/// One field of the query language, and the flag of the same name.
#[derive(Debug)]
pub struct Field {
    /// The prefix without its colon, in lower-case ASCII letters; also the long flag without `--`.
    pub name: &'static str,
    /// What it takes, as a placeholder for help: `NAME`, `DATE`.
    pub value: &'static str,
    /// Every value there is, where they can be counted; empty otherwise.
    pub choices: &'static [&'static str],
    /// What it does, in one line.
    pub help: &'static str,
    /// A use of it, as typed in a query.
    pub example: &'static str,
    /// Whether `field:="…"` asks for the whole value.
    pub(super) whole: bool,
    /// Checks and types a value that is not blank; the flag says whether `:=` was typed.
    read: fn(&str, bool) -> Result<FilterValue, Fault>,
}

/// What is wrong with a value, and what to type instead.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) hint: String,
}

impl Fault {
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

const ROLES: &[&str] = &["host", "guest"];
const KINDS: &[&str] = &["speech", "note", "any"];
const LANGUAGES: &[&str] = &["en", "zh"];

/// The table.
pub static FIELDS: &[Field] = &[
    Field {
        name: "speaker",
        value: "NAME",
        choices: &[],
        help: "turns of a speaker whose name or alias has all these words; `:=` asks for the whole name",
        example: "speaker:\"Jane Doe\"",
        whole: true,
        read: |text, whole| words(text).map(|text| FilterValue::Speaker { text, whole }),
    },
    Field {
        name: "person",
        value: "NAME",
        choices: &[],
        help: "turns of a person under any name that people.toml gives them",
        example: "person:\"Jane Doe\"",
        whole: false,
        read: |text, _| words(text).map(FilterValue::Person),
    },
    Field {
        name: "mention",
        value: "NAME",
        choices: &[],
        help: "turns in which anybody speaks of a person, by any of their names",
        example: "mention:\"Jane Doe\"",
        whole: false,
        read: |text, _| words(text).map(FilterValue::Mention),
    },
    Field {
        name: "role",
        value: "ROLE",
        choices: ROLES,
        help: "turns of one who asks (host) or answers (guest)",
        example: "role:guest",
        whole: false,
        read: |text, _| role(text).map(FilterValue::Role),
    },
    Field {
        name: "kind",
        value: "KIND",
        choices: KINDS,
        help: "what somebody said, notes, or both; without it speech is searched",
        example: "kind:note",
        whole: false,
        read: |text, _| kind(text).map(FilterValue::Kind),
    },
    Field {
        name: "lang",
        value: "LANG",
        choices: LANGUAGES,
        help: "turns in English or in Chinese",
        example: "lang:zh",
        whole: false,
        read: |text, _| choice(text, "language", LANGUAGES).map(|i| FilterValue::Lang(LANGUAGES[i].into())),
    },
    Field {
        name: "title",
        value: "WORDS",
        choices: &[],
        help: "interviews whose title has all these words",
        example: "title:dialogue",
        whole: false,
        read: |text, _| words(text).map(FilterValue::Title),
    },
    Field {
        name: "in",
        value: "ID",
        choices: &[],
        help: "one interview, by its id or a unique part of it",
        example: "in:2016/jane-doe",
        whole: false,
        read: |text, _| Ok(FilterValue::In(text.to_owned())),
    },
    Field {
        name: "path",
        value: "GLOB",
        choices: &[],
        help: "interviews whose path matches a glob; a bare folder means all below it",
        example: "path:2016/**",
        whole: false,
        read: |text, _| glob(text).map(FilterValue::Path),
    },
    Field {
        name: "date",
        value: "DATE",
        choices: &[],
        help: "interviews of a year, month or day, or of a range of them",
        example: "date:2016..2018-05",
        whole: false,
        read: |text, _| date::read(text),
    },
    Field {
        name: "at",
        value: "TIME",
        choices: &[],
        help: "turns at a time of the recording, or within a range of them",
        example: "at:10m..25m",
        whole: false,
        read: |text, _| time::read(text),
    },
];

/// Prefixes that take a query rather than a value. They join the table once a search can answer them.
const RELATIONS: &[(&str, Relation)] = &[
    ("answering", Relation::Answering),
    ("answered", Relation::Answered),
    ("interview", Relation::Interview),
];

/// A filter given as a flag, its value taken as it stands. The span of the error lies within the value.
pub fn flag(field: &str, value: &str) -> Result<Filter, Diagnostic> {
    let all = || 0..value.len();
    let row = find(field)
        .ok_or_else(|| Diagnostic::error(all(), format!("there is no field `{}`", shown(field))))?;
    match row.typed(value, false) {
        Ok(value) => Ok(Filter { value, span: 0..0 }),
        Err(fault) => Err(Diagnostic::error(all(), fault.message).with_hint(fault.hint)),
    }
}

impl Field {
    /// The value, checked and typed.
    pub(super) fn typed(&self, value: &str, whole: bool) -> Result<FilterValue, Fault> {
        if value.trim().is_empty() {
            return Err(self.without_value());
        }
        (self.read)(value.trim(), whole)
    }

    fn without_value(&self) -> Fault {
        Fault::new(
            format!("`{}:` has no value", self.name),
            format!("write it directly behind the colon: {}", self.example),
        )
    }
}

/// The row of a name.
pub(super) fn find(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.name == name)
}

/// The relation of a name.
pub(super) fn relation(name: &str) -> Option<Relation> {
    RELATIONS.iter().find(|row| row.0 == name).map(|row| row.1)
}

/// What to type instead of an unknown prefix: the nearest one, or the list of them. Nearness is Jaro-Winkler's.
pub(super) fn suggestion(unknown: &str) -> String {
    const NEAR: f64 = 0.7;
    let names = || FIELDS.iter().map(|field| field.name).chain(RELATIONS.iter().map(|row| row.0));
    let near = names()
        .map(|name| (name, strsim::jaro_winkler(name, unknown)))
        .filter(|near| near.1 >= NEAR)
        .max_by(|a, b| a.1.total_cmp(&b.1));
    match near {
        Some((name, _)) => format!("did you mean `{name}:`? If it is text, quote it"),
        None => format!(
            "fields are {}; if it is text, quote it",
            FIELDS.iter().map(|f| f.name).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// A value that must hold a word.
fn words(text: &str) -> Result<String, Fault> {
    if analysis::exact(text).is_empty() {
        return Err(Fault::new(format!("`{}` holds no word", shown(text)), "give letters or digits"));
    }
    Ok(text.to_owned())
}

/// The place of a value among those there are; case does not matter.
fn choice(text: &str, what: &str, choices: &[&str]) -> Result<usize, Fault> {
    let place = choices.iter().position(|choice| choice.eq_ignore_ascii_case(text));
    place.ok_or_else(|| {
        Fault::new(format!("`{}` is no {what}", shown(text)), format!("one of {}", choices.join(", ")))
    })
}

fn role(text: &str) -> Result<Role, Fault> {
    const TYPED: [Role; 2] = [Role::Host, Role::Guest];
    choice(text, "role", ROLES).map(|i| TYPED[i])
}

fn kind(text: &str) -> Result<KindFilter, Fault> {
    const TYPED: [KindFilter; 3] = [KindFilter::Speech, KindFilter::Note, KindFilter::Any];
    choice(text, "kind", KINDS).map(|i| TYPED[i])
}

/// A glob that can be compiled.
fn glob(text: &str) -> Result<String, Fault> {
    match globset::Glob::new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(e) => Err(Fault::new(
            format!("`{}` is no glob: {}", shown(text), e.kind()),
            "for example 2016/** or *.srt",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn every_row_is_told_by_its_name_and_its_example_works() {
        for field in FIELDS {
            assert!(field.name.bytes().all(|b| b.is_ascii_lowercase()), "{}", field.name);
            assert!(field.example.starts_with(field.name));
            assert_eq!(parse(field.example).diagnostics, [], "{}", field.example);
            for choice in field.choices {
                assert!(flag(field.name, choice).is_ok(), "{choice}");
            }
        }
    }

    #[test]
    fn a_flag_is_taken_as_it_stands() {
        let speaker = flag("speaker", "=\"a\" OR (b").unwrap();
        let text = String::from("=\"a\" OR (b");
        assert_eq!(speaker, Filter { value: FilterValue::Speaker { text, whole: false }, span: 0..0 });
        let error = flag("kind", "speach").unwrap_err();
        assert_eq!(error.message, "`speach` is no kind");
        assert_eq!(error.hint.as_deref(), Some("one of speech, note, any"));
        assert_eq!(flag("date", " ").unwrap_err().message, "`date:` has no value");
        assert_eq!(flag("answering", "x").unwrap_err().message, "there is no field `answering`");
    }

    #[test]
    fn the_nearest_field_is_suggested() {
        for (unknown, field) in [
            ("speeker", "speaker"),
            ("lng", "lang"),
            ("langauge", "lang"),
            ("dates", "date"),
            ("interviw", "interview"),
        ] {
            assert!(
                suggestion(unknown).contains(&format!("`{field}:`")),
                "{unknown}: {}",
                suggestion(unknown)
            );
        }
        assert!(suggestion("xyz").starts_with("fields are speaker, person, mention, role, kind"));
    }
}
