//! What a label looks like by itself: a name, a role, a plausible handle, or no label at all.

use super::words::{
    BREAKS, MARKS, METADATA, ORGANISATIONS, PARTICLES, PARTICLES_ZH, PROSE, PROSE_ZH, ROLES, ROLES_ZH,
    SURNAMES, TITLES,
};
use crate::analysis::{fold_name, is_han};

/// How much a string looks like the label of a speaker, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Shape {
    /// No label: a sentence, an address, a number.
    No,
    /// Opens prose, or is a metadata key: a label only if it recurs and alternates like one.
    Odd,
    /// Could be a handle or an office: a label if it recurs.
    Plausible,
    /// A person's name.
    Name,
    /// A role, or a recogniser's number.
    Role,
}

/// The label for comparison: folded, blanks only between non-Han words, no closing marks.
pub(super) fn key(label: &str) -> String {
    let folded = fold_name(label);
    let mut key = String::with_capacity(folded.len());
    let mut chars = folded.chars().filter(|c| !is_invisible(*c)).peekable();
    while let Some(c) = chars.next() {
        if c == ' ' && (key.ends_with(is_han) || chars.peek().is_some_and(|&n| is_han(n))) {
            continue;
        }
        key.push(c);
    }
    let key = key.trim_matches(|c: char| c == ':' || c == '：' || c.is_whitespace());
    unnumbered_mark(key).to_owned()
}

/// `Q1` and `Q2` are asked by one speaker: the mark without its number.
pub(super) fn unnumbered_mark(label: &str) -> &str {
    let bare = label.trim_end_matches(|c: char| c.is_ascii_digit());
    if MARKS.has(&bare.to_lowercase()) { bare } else { label }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// True for the short marks of question and answer: `Q`, `A2`, `问`.
pub(super) fn is_mark(word: &str) -> bool {
    let mut letters = word.trim_end_matches(|c: char| c.is_ascii_digit()).chars();
    letters.next().is_some_and(|c| c.is_uppercase() || is_han(c))
        && letters.next().is_none()
        && MARKS.has(without_number(&key(word)))
}

/// True for the keys of labels of stretches in which nobody of the interview speaks.
pub(super) fn is_break(key: &str) -> bool {
    BREAKS.has(without_number(key))
        || key.split(' ').count() <= 3 && key.split(' ').next_back().is_some_and(|w| BREAKS.has(w))
}

/// What a label looks like.
pub(super) fn of(label: &str) -> Shape {
    let label = label.trim();
    if impossible(label) {
        return Shape::No;
    }
    let plain = without_affiliation(label);
    let folded = key(plain);
    if folded.is_empty() {
        return Shape::No;
    }
    // `张三，某公司总裁` is a name with an office; a clause before a colon is prose.
    if let Some((_, office)) = label.split_once('，')
        && (office.contains('，') || of(office) < Shape::Name)
    {
        return Shape::Odd;
    }
    // 方式，可能会朝向几个方面: what follows the comma is a clause, no office.
    let clause = |(_, tail): (&str, &str)| tail.chars().filter(|&c| prose_zh(c)).count() >= 2;
    if label.split_once([',', '，']).is_some_and(clause) {
        return Shape::Odd;
    }
    if folded.chars().any(is_han) { of_han(&folded, plain) } else { of_words(plain, &folded) }
}

/// Sentences, addresses, numbers and open quotes are no labels.
fn impossible(label: &str) -> bool {
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    letters == 0 && !label.chars().all(|c| c.is_ascii_digit())
        || label.chars().all(|c| c.is_ascii_digit()) && label.len() > 2
        || label.contains("://")
        || label.contains("www.")
        || super::date::is_dated(label)
        || label.contains('@') && label.contains('.') && !label.contains(' ')
        || label.contains([
            '“', '”', '"', '「', '」', '《', '》', '?', '？', '!', '！', '。', '；', ';', '=', '{', '}',
            '\\', '…', '~', '%',
        ])
        || label.starts_with([
            '[', '【', '(', '（', '<', ',', '，', ')', '）', ']', '-', '–', '—', '/', '.', '、', '\'', '’',
            '&', '+',
        ])
        || label.split_whitespace().count() > 9
        || label.matches([',', '，']).count() > 3
}

/// A label without `(Besu)`, `（某公司）`, and without what follows a comma or a bar.
pub(super) fn without_affiliation(label: &str) -> &str {
    let end =
        label.find(['(', '（', '[', '【', '|', '｜', '/', '／']).filter(|&i| i > 0).unwrap_or(label.len());
    let cut = label[..end].trim_end();
    // An office is written with capitals; `Ann Lee — we had one rule` is a name and what it says.
    let office =
        |at: &usize| cut[*at..].split_whitespace().skip(1).enumerate().all(|(i, w)| is_name_word(w, i));
    let dash = [" — ", " – ", " - "].iter().filter_map(|dash| cut.find(dash)).min().filter(office);
    let cut = cut[..dash.unwrap_or(cut.len())].trim_end();
    let end = cut.find([',', '，']).filter(|&i| i > 0).unwrap_or(cut.len());
    let cut = cut[..end].trim_end();
    if cut.is_empty() { label } else { cut }
}

/// `speaker 1`, `发言人2`, `SPEAKER_00`, `q3` without the number.
fn without_number(folded: &str) -> &str {
    folded.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '_' | '#' | '.' | '-'))
}

fn of_han(folded: &str, label: &str) -> Shape {
    let bare = without_number(folded);
    // `与会者A`, `人事总处PO`
    let lettered = bare.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let bare = if lettered.ends_with(is_han) && bare.len() - lettered.len() <= 3 { lettered } else { bare };
    if ROLES_ZH.has(bare) && !METADATA.has(bare) {
        return Shape::Role;
    }
    if METADATA.has(bare) {
        return Shape::Odd;
    }
    let han = folded.chars().filter(|&c| is_han(c)).count();
    if label.contains([',', '，', '、']) && han > 4 {
        let parts: Vec<_> = label.split([',', '，', '、']).map(of).collect();
        return if parts.iter().all(|&p| p >= Shape::Name) { Shape::Name } else { Shape::Odd };
    }
    if han > 14 {
        return Shape::No;
    }
    if let Some(title) = TITLES.iter().find(|t| bare.ends_with(t.as_str())) {
        let before = &bare[..bare.len() - title.len()];
        let surnamed = is_surnamed(before);
        return if surnamed || !before.contains(prose_zh) { Shape::Name } else { Shape::Odd };
    }
    if is_surnamed(folded)
        && han <= 9
        && TITLES.iter().any(|t| t.chars().count() > 1 && folded.contains(t.as_str()))
    {
        return Shape::Name;
    }
    if folded.contains(['·', '・', '‧', '•']) && han <= 14 {
        return Shape::Name;
    }
    let surnamed = is_surnamed(folded) && han <= 4;
    // Given names hold characters such as 之 or 如 that are common in prose too; hardly ever 的 or 说.
    let prose = folded.chars().filter(|&c| if surnamed { particle_zh(c) } else { prose_zh(c) }).count();
    if surnamed && prose == 0 && folded.chars().all(is_han) {
        return Shape::Name;
    }
    if han >= 4 && prose == 0 && ORGANISATIONS.iter().any(|o| bare.ends_with(o.as_str())) {
        return Shape::Name;
    }
    match (han, prose) {
        (_, p) if p > 0 => Shape::Odd,
        (1..=6, _) => Shape::Plausible,
        _ => Shape::Odd,
    }
}

/// Particles, pronouns and verbs that hardly any given name holds.
fn particle_zh(c: char) -> bool {
    PROSE_ZH.iter().take(PARTICLES_ZH).any(|&p| p == c)
}

fn prose_zh(c: char) -> bool {
    PROSE_ZH.contains(&c)
}

/// A person's name, not an office: `张三` but not `船厂厂长`.
pub(super) fn is_person(label: &str) -> bool {
    let folded = key(label);
    let han = folded.chars().any(is_han);
    of(label.trim()) == Shape::Name
        && (!han || folded.contains('·') || is_surnamed(&folded) && folded.chars().count() <= 4)
        // 谢 is a surname, but this is thanks.
        && folded != "谢谢"
}

/// Opens with a surname.
fn is_surnamed(folded: &str) -> bool {
    let mut ends = folded.char_indices().map(|(i, _)| i).chain([folded.len()]).skip(1);
    let one = ends.next();
    let two = ends.next();
    one.is_some_and(|i| SURNAMES.has(&folded[..i])) || two.is_some_and(|i| SURNAMES.has(&folded[..i]))
}

fn of_words(label: &str, folded: &str) -> Shape {
    let words: Vec<&str> = label.split_whitespace().collect();
    let bare = without_number(folded);
    if ROLES.has(bare) {
        return Shape::Role;
    }
    if folded.chars().all(|c| c.is_ascii_digit()) {
        return Shape::Plausible;
    }
    // All-capital initials pass although AS, AN and RE are also words.
    let initials =
        words.len() == 1 && label.len() <= 4 && label.chars().all(|c| c.is_uppercase() || c == '.');
    if initials {
        return Shape::Name;
    }
    // `THE COURT`, `The Minister of State (Ann Lee)`: an office, while `The rule` is prose.
    if let Some(office) = label.strip_prefix("The ").or_else(|| label.strip_prefix("THE "))
        && office.starts_with(char::is_uppercase)
    {
        return match of_words(office, folded.strip_prefix("the ").unwrap_or(folded)) {
            Shape::Name => Shape::Plausible,
            shape => shape,
        };
    }
    if opens_prose(folded) {
        return Shape::Odd;
    }
    let named =
        words.iter().enumerate().all(|(i, w)| is_name_word(w, i)) && label.chars().any(char::is_uppercase);
    let sentence = words.iter().any(|w| w.ends_with('.') && w.chars().count() > 5);
    if named && !sentence && words.len() <= 7 {
        return Shape::Name;
    }
    if (2..=4).contains(&words.len()) && is_bystander(label, folded) {
        return Shape::Name;
    }
    if folded.split([' ', '-', '_', '#']).any(|w| ROLES.has(without_number(w)) && w.len() > 2)
        && words.len() <= 6
    {
        return Shape::Plausible;
    }
    if words.len() <= 2 && label.chars().count() <= 24 && !sentence { Shape::Plausible } else { Shape::Odd }
}

/// `Man in audience`, `Second caller`: whom nobody introduced, called by what they are.
fn is_bystander(label: &str, folded: &str) -> bool {
    let words: Vec<&str> = folded.split(' ').collect();
    let person = |w: &&str| ROLES.has(w) && w.len() > 2;
    label.starts_with(char::is_uppercase)
        && (words.last().is_some_and(&person)
            || person(&words[0]) && matches!(words[1], "in" | "from" | "at" | "on"))
}

/// A label whose first word opens prose; its last word may be a verb of saying.
fn opens_prose(folded: &str) -> bool {
    let first = folded.split([' ', '\'', '’']).next().unwrap_or(folded);
    let last = folded.split(' ').next_back().unwrap_or(folded);
    PROSE.has(first)
        || METADATA.has(folded)
        || matches!(
            last,
            "said"
                | "says"
                | "asked"
                | "asks"
                | "is"
                | "are"
                | "was"
                | "this"
                | "like"
                | "that"
                | "following"
        )
}

/// A capitalised word, a particle inside a name, an initial, or an abbreviation.
fn is_name_word(word: &str, place: usize) -> bool {
    let inner = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '$');
    let first = inner.chars().next();
    match first {
        None => matches!(word, "&" | "+"),
        Some(c) if c.is_uppercase() || c == '$' => true,
        Some(c) if c.is_ascii_digit() => place > 0,
        Some(c) if c.is_alphabetic() && !c.is_lowercase() => true,
        Some(_) => {
            place > 0 && PARTICLES.has(&word.to_lowercase())
                || inner.contains(['\'', '’']) && inner.chars().any(char::is_uppercase)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_roles_are_told_from_prose() {
        assert_eq!((of("林知远"), of("应该是")), (Shape::Name, Shape::Odd));
        assert_eq!((of("方式，可能会朝向几个方面"), of("方明，某公司总经理")), (Shape::Odd, Shape::Name));
        for (label, shape) in [
            ("Jing Xiandong", Shape::Name),
            ("Reece, Psy.D", Shape::Name),
            ("Vasco da Costa", Shape::Name),
            ("AS", Shape::Name),
            ("Horse JS", Shape::Name),
            ("$STDOUT", Shape::Name),
            ("Q", Shape::Role),
            ("Speaker 12", Shape::Role),
            ("SPEAKER_00", Shape::Role),
            ("Justin Florentine (Besu)", Shape::Name),
            ("kanzure", Shape::Plausible),
            ("man in audience", Shape::Plausible),
            ("Chapter Two", Shape::Odd),
            ("There is one rule here", Shape::Odd),
            ("Remember", Shape::Odd),
            ("You might ask", Shape::Odd),
            ("17", Shape::Plausible),
            ("https://example", Shape::No),
            ("He said “yes", Shape::No),
        ] {
            assert_eq!(of(label), shape, "{label}");
        }
    }

    #[test]
    fn chinese_names_and_roles_are_told_from_prose() {
        for (label, shape) in [
            ("唐鳳", Shape::Name),
            ("王主任委員郁琦", Shape::Name),
            ("欧阳修文", Shape::Name),
            ("主持人", Shape::Role),
            ("记者", Shape::Role),
            ("发言人1", Shape::Role),
            ("與會者A", Shape::Role),
            ("约翰·史密斯", Shape::Name),
            ("王老师", Shape::Name),
            ("记住", Shape::Odd),
            ("道理只有一条", Shape::Odd),
            ("我跟他们说", Shape::No),
            ("采访时间", Shape::Odd),
        ] {
            assert!(
                of(label) == shape || (shape == Shape::No && of(label) <= Shape::Odd),
                "{label}: {:?}",
                of(label)
            );
        }
    }

    #[test]
    fn keys_ignore_case_and_stray_blanks() {
        assert_eq!(key(" Ann  LEE："), "ann lee");
        assert_eq!(key("林 知 远"), "林知远");
    }
}
