//! Labels of one speaker resolve to the fullest name: surname, initials, honorifics, titles inside names.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::shape::{self, Shape};
use super::words::TITLES;
use crate::analysis::is_han;

/// Among more labels than these none is taken for a short form of another: no conversation has so many speakers,
/// and comparing all pairs would cost the square of their number.
const MOST_COMPARED: usize = 500;

/// The speakers of one interview, by the key of each of their labels.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    canonical: FxHashMap<String, String>,
}

impl Aliases {
    /// Resolves all labels (as written, in order of appearance) against each other and against names that the
    /// metadata gives. `also` holds initials and the full names that the head of the document spells out.
    pub(super) fn resolve(labels: &[String], named: &[String], also: &[(String, String)]) -> Self {
        let mut canonical: FxHashMap<String, String> = FxHashMap::default();
        let own = labels.iter().filter_map(|l| initials_in(l)).map(|(n, s)| (shape::key(s), n.to_owned()));
        let mut spelt: FxHashMap<String, String> = FxHashMap::default();
        for (short, name) in own.chain(also.iter().cloned()) {
            spelt.entry(short).or_insert(name);
        }
        let ending = |ends: [char; 2]| labels.iter().any(|l| unasked(l).is_some() && l.ends_with(ends));
        let asked = ending(['问', '問']) && ending(['答', '答']);
        for label in labels {
            let bare = unasked(label).filter(|_| asked).unwrap_or(label);
            canonical.entry(shape::key(label)).or_insert_with(|| display(bare));
        }
        let mut full: Vec<&String> = canonical.values().chain(named).collect();
        full.sort();
        let mut full: Vec<Form<'_>> = full.into_iter().map(|name| Form::of(name)).collect();
        full.dedup_by(|one, other| one.key == other.key);
        let mut renamed: Vec<(String, String)> = Vec::new();
        for (key, name) in &canonical {
            let short = || if full.len() <= MOST_COMPARED { unique(&full, name) } else { None };
            if let Some(found) = spelt.get(key).cloned().or_else(short) {
                renamed.push((key.clone(), found));
            }
        }
        canonical.extend(renamed);
        Self { canonical }
    }

    /// The speaker's name for a label as written.
    pub(super) fn name(&self, label: &str) -> String {
        self.canonical.get(&shape::key(label)).cloned().unwrap_or_else(|| display(label))
    }

    /// Whether the label is known.
    pub(super) fn has(&self, label: &str) -> bool {
        self.canonical.contains_key(&shape::key(label))
    }

    /// Renames one speaker everywhere.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        self.canonical.values_mut().filter(|n| *n == from).for_each(|n| to.clone_into(n));
    }
}

/// `记者问`, `林知远答`: the name before the word that says whether it asks or answers.
fn unasked(label: &str) -> Option<&str> {
    let bare = label.strip_suffix(['问', '問', '答'])?;
    (bare.chars().count() >= 2 && shape::of(bare) >= Shape::Name).then_some(bare)
}

/// The label as the speaker's name: without initials in parentheses, which are an alias.
fn display(label: &str) -> String {
    match initials_in(label) {
        Some((name, _)) => name.to_owned(),
        None => shape::unnumbered_mark(label.trim_end_matches([':', '：']).trim()).to_owned(),
    }
}

/// `Adam Jonas (AJ)` gives the name and its initials.
pub(super) fn initials_in(text: &str) -> Option<(&str, &str)> {
    let open = text.find(['(', '（', '['])?;
    let inner = text[open..]
        .trim_start_matches(['(', '（', '['])
        .trim_end_matches([')', '）', ']', ':', '：'])
        .trim();
    let name = text[..open].trim();
    let single =
        inner.chars().count() == 1 && inner.starts_with(char::is_uppercase) && name.starts_with(inner);
    (single || is_initials(inner) && stands_for(inner, name)).then_some((name, inner))
}

fn is_initials(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
        && (2..=5).contains(&text.chars().count())
        && text.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '.')
}

/// Whether the letters open the words of the name, in order; middle names may be missing on either side.
fn stands_for(initials: &str, name: &str) -> bool {
    let letters: Vec<char> =
        initials.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let openings: Vec<char> =
        (name.split([' ', '-', '.']).filter_map(|w| w.chars().find(|c| c.is_alphanumeric())))
            .flat_map(char::to_lowercase)
            .collect();
    let (Some(first), Some(last)) = (openings.first(), openings.last()) else { return false };
    openings.len() >= 2
        && (letters == openings || letters.len() == 2 && letters[0] == *first && letters[1] == *last)
}

/// A label in the forms in which it is compared with others.
pub(super) struct Form<'a> {
    label: &'a str,
    key: Cow<'a, str>,
    /// The key of the label without its affiliation.
    plain: Cow<'a, str>,
}

impl<'a> Form<'a> {
    pub(super) fn of(label: &'a str) -> Self {
        Self::with(label, shape::key(label).into())
    }

    /// The form of a label that is a key already.
    pub(super) fn of_key(key: &'a str) -> Self {
        Self::with(key, key.into())
    }

    fn with(label: &'a str, key: Cow<'a, str>) -> Self {
        let bare = shape::without_affiliation(label);
        let plain = if bare.len() < label.len() { shape::key(bare).into() } else { key.clone() };
        Self { label, key, plain }
    }

    /// Whether this label is a shorter form of another.
    fn is_short_for(&self, long: &Form<'_>) -> bool {
        // `Ann Lee (Besu)` and `Ann Lee, CEO` are Ann Lee, if that label stands alone elsewhere.
        if self.plain == long.key {
            return true;
        }
        if self.key == long.plain {
            return false;
        }
        if self.key.contains(is_han) {
            return han_short_for(&self.key, &long.plain) && is_han_name(&long.plain);
        }
        let name = shape::without_affiliation(long.label);
        let short = HONORIFICS.iter().find_map(|t| self.key.strip_prefix(t)).unwrap_or(&self.key);
        let mut words = long.plain.split(' ');
        let part = words.next() == Some(short) || words.next_back() == Some(short);
        long.plain.contains(' ')
            && (part || is_initials(self.label) && stands_for(self.label, name))
            && shape::of(name) >= Shape::Plausible
            && !long.plain.contains(is_han)
    }
}

/// What stands before a surname.
const HONORIFICS: [&str; 12] = [
    "mr. ",
    "mrs. ",
    "ms. ",
    "dr. ",
    "mr ",
    "mrs ",
    "ms ",
    "dr ",
    "prof. ",
    "professor ",
    "senator ",
    "sir ",
];

/// The one full name that a shorter label stands for.
fn unique(full: &[Form<'_>], label: &str) -> Option<String> {
    let short = Form::of(label);
    // A role word stands for nobody but the label that ends in it: `Member` for `Audience Member`.
    let role = shape::of(label) == Shape::Role;
    let ending = format!(" {}", short.key);
    let fits = |long: &&Form<'_>| !role || short.key.len() > 2 && long.key.ends_with(&ending);
    let other = |long: &&Form<'_>| long.key != short.key && short.is_short_for(long);
    let mut found = full.iter().filter(fits).filter(other);
    let first = found.next()?;
    found.all(|other| other.key == first.key).then(|| first.label.to_owned())
}

/// Whether a label is a shorter form of exactly one of these.
pub(super) fn is_alias(short: &Form<'_>, full: &[Form<'_>]) -> bool {
    full.len() <= MOST_COMPARED
        && full.iter().filter(|long| long.label != short.label && short.is_short_for(long)).count() == 1
}

/// Whether one of these labels is a shorter form of this one.
pub(super) fn has_alias(long: &Form<'_>, short: &[Form<'_>]) -> bool {
    short.len() <= MOST_COMPARED
        && short.iter().any(|short| long.label != short.label && short.is_short_for(long))
}

/// A Chinese person's name, without a title.
fn is_han_name(key: &str) -> bool {
    key.chars().all(is_han) && shape::of(key) >= Shape::Name && titled(key).is_none()
}

/// 王老师, 老王 or 小明 for 王小明; 王主任委員小明 for 王小明.
fn han_short_for(key: &str, full: &str) -> bool {
    let length = full.chars().count();
    if !(2..=4).contains(&length) {
        return false;
    }
    if length >= 3 && full.ends_with(key) && key.chars().count() == length - 1 {
        return true;
    }
    let (surname, given) = full.split_at(full.chars().next().map_or(0, char::len_utf8));
    if let Some(before) = titled(key) {
        return before == surname || before == full;
    }
    let nick = key.strip_prefix(['老', '小', '阿']).is_some_and(|rest| rest == surname);
    // A title between surname and given name.
    let inside = key.strip_prefix(surname).and_then(|rest| rest.strip_suffix(given));
    nick || inside.is_some_and(|title| TITLES.iter().any(|t| title.ends_with(t.as_str())))
}

/// What stands before the title that ends a label.
fn titled(key: &str) -> Option<&str> {
    TITLES.iter().find_map(|t| key.strip_suffix(t.as_str())).filter(|before| !before.is_empty())
}

/// Whether words after a label spell it out: `JRL: John R. Lewis`.
pub(super) fn spells_out(label: &str, words: &str) -> bool {
    if !is_initials(label) {
        return false;
    }
    let name = words.trim().trim_matches(|c: char| !c.is_alphanumeric());
    name.len() < 60 && stands_for(label, name) && shape::of(name) == Shape::Name
}

/// Initials that the head of a document spells out: `Full Name (FN)`, `FN: Full Name`, `FN  Full Name`.
pub(super) fn spelt_out<'a>(head: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in head {
        for (name, short) in line.split([',', ';', '，', '；', '|', '\t']).filter_map(initials_in) {
            let name = name.rsplit(['.', ':', '：']).next().unwrap_or(name).trim();
            found.push((shape::key(short), name.trim_start_matches("and ").to_owned()));
        }
        let Some((short, name)) = line.trim().split_once([':', '：', '\t', '=', ' ']) else { continue };
        if spells_out(short.trim(), name) {
            let name = name.trim_matches(|c: char| !c.is_alphanumeric());
            found.push((shape::key(short), name.to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(labels: &[&str], named: &[&str]) -> Vec<String> {
        let own = |l: &[&str]| l.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let aliases = Aliases::resolve(&own(labels), &own(named), &[]);
        labels.iter().map(|l| aliases.name(l)).collect()
    }

    #[test]
    fn short_labels_resolve_to_the_fullest_name() {
        assert_eq!(names(&["Adam Jonas (AJ)", "AJ"], &[]), ["Adam Jonas", "Adam Jonas"]);
        assert_eq!(
            names(&["Murch (M)", "M", "Matt Corallo (MC)", "MC"], &[])[1..],
            ["Murch", "Matt Corallo", "Matt Corallo"]
        );
        assert_eq!(names(&["Ann Lee", "Lee", "Bo Ek", "Bo"], &[]), ["Ann Lee", "Ann Lee", "Bo Ek", "Bo Ek"]);
        assert_eq!(names(&["SL", "Stephan"], &["Stephan Livera"]), ["Stephan Livera", "Stephan Livera"]);
        assert_eq!(names(&["王小明", "王老师", "小明", "老王"], &[]), ["王小明"; 4]);
        assert_eq!(names(&["王郁琦", "王主任委员郁琦"], &[]), ["王郁琦"; 2]);
    }

    #[test]
    fn ambiguous_labels_stay() {
        assert_eq!(names(&["Ann Lee", "Bo Lee", "Lee"], &[]), ["Ann Lee", "Bo Lee", "Lee"]);
        assert_eq!(names(&["王小明", "王大明", "王先生"], &[]), ["王小明", "王大明", "王先生"]);
        assert_eq!(names(&["Q", "A"], &["Ann Quill"]), ["Q", "A"]);
    }

    #[test]
    fn tables_of_initials_are_read() {
        let table = spelt_out(["JRL: John R. Lewis", "Interview of Ann Lee (AL), by Bo Ek (BE)"].into_iter());
        assert!(table.contains(&("jrl".into(), "John R. Lewis".into())));
        assert!(
            table.contains(&("be".into(), "by Bo Ek".into()))
                || table.iter().any(|(k, n)| k == "be" && n.ends_with("Bo Ek"))
        );
    }
}
