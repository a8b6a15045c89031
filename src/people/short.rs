//! Short forms that mean somebody in one interview: initials, a title with a surname, one name alone.
//!
//! A short form is compared with the full names of that interview and of its title; where it fits two of them it
//! means neither. Deliberately absent: full names (`likeness`).

use super::names::{Name, is_role};
use super::romanise;
use crate::analysis::fold_name;

/// How sure it is and why, as in `likeness`.
type Way = (f32, &'static str);

const SPELT: Way = (0.8, "initials and a name that fit");
const INITIALS: Way = (0.7, "initials that fit");
const TITLED: Way = (0.7, "a title with the surname");
const ALONE: Way = (0.55, "one of the names alone");

/// The one full name that a label of the same interview is short for.
pub(super) fn meant<'a>(label: &Name, full: &[&'a Name]) -> Option<(&'a Name, Way)> {
    // Two characters may be a given name.
    let given = label.han && label.words.len() == 2;
    if label.is_full() && !given || is_role(&label.text) {
        return None;
    }
    let mut found = full.iter().filter_map(|name| Some((*name, way(label, name)?)));
    let first = found.next()?;
    found.all(|other| other.0.key == first.0.key).then_some(first)
}

fn way(label: &Name, full: &Name) -> Option<Way> {
    let count = |word: &String| word.chars().count();
    let surnames: Vec<String> = match full.han {
        // A surname has one character or two.
        true => (1..=2).map(|n| fold_name(&full.words[..n.min(full.words.len())].concat())).collect(),
        false => full.words.first().into_iter().chain(full.words.last()).cloned().collect(),
    };
    match label.words.as_slice() {
        words if label.han != full.han => initials(label, words, full),
        words if label.han => {
            let (run, whole) = (fold_name(&words.concat()), fold_name(&full.words.concat()));
            match surnames.contains(&run) {
                true => label.titled.then_some(TITLED),
                false => (words.len() > 1 && whole.ends_with(&run)).then_some(ALONE),
            }
        }
        [word] if label.titled => surnames.contains(word).then_some(TITLED),
        [word] if count(word) > 1 && full.words.contains(word) => Some(ALONE),
        words => initials(label, words, full),
    }
}

/// `J. Xiandong`, `EJ`, `J.X.D.`
fn initials(label: &Name, words: &[String], full: &Name) -> Option<Way> {
    let written = label.text.chars().filter(|c| c.is_alphabetic());
    let capitals = written.clone().count() > 1 && written.clone().all(char::is_uppercase);
    if let ([letters], true) = (words, capitals && !label.titled) {
        let fits = openings(full).iter().any(|opening| opening == letters);
        return fits.then_some(INITIALS);
    }
    let spelt = |full: &mut dyn Iterator<Item = &String>| {
        let each: Vec<&String> = full.collect();
        each.len() == words.len()
            && words
                .iter()
                .zip(each)
                .all(|(w, f)| w == f || w.chars().count() == 1 && f.starts_with(w.as_str()))
    };
    let some_letter =
        words.iter().any(|w| w.chars().count() == 1) && words.iter().any(|w| w.chars().count() > 1);
    let fits =
        some_letter && !full.han && (spelt(&mut full.words.iter()) || spelt(&mut full.words.iter().rev()));
    fits.then_some(SPELT)
}

/// The letters that may stand for a full name, in both orders of surname and given name.
fn openings(full: &Name) -> Vec<String> {
    if full.han {
        let all = romanise::initials(&full.words);
        let turned: String = all.chars().skip(1).chain(all.chars().take(1)).collect();
        return vec![all, turned];
    }
    let letters: Vec<char> = full.words.iter().filter_map(|word| word.chars().next()).collect();
    let ends = letters.first().into_iter().chain(letters.last());
    vec![
        letters.iter().collect(),
        letters.iter().rev().collect(),
        ends.clone().collect(),
        ends.rev().collect(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(label: &str, full: &[&str]) -> Option<(String, &'static str)> {
        let full: Vec<Name> = full.iter().map(|n| Name::new(n)).collect();
        let full: Vec<&Name> = full.iter().collect();
        meant(&Name::new(label), &full).map(|(name, way)| (name.text.clone(), way.1))
    }

    #[test]
    fn short_forms_mean_the_one_they_fit() {
        let is = |label: &str, full: &str, way: Way| {
            assert_eq!(
                reason(label, &[full, "Nora Tamsett", "林可桢"]),
                Some((full.to_owned(), way.1)),
                "{label}"
            );
        };
        is("J. Xiandong", "Jing Xiandong", SPELT);
        is("X. Jing", "Jing Xiandong", SPELT);
        is("JX", "Jing Xiandong", INITIALS);
        is("J.X.D.", "井贤栋", INITIALS);
        is("Dr. Jing", "Jing Xiandong", TITLED);
        is("王老师", "王小明", TITLED);
        is("歐陽先生", "欧阳修", TITLED);
        is("Xiandong", "Jing Xiandong", ALONE);
        is("小明", "王小明", ALONE);
    }

    #[test]
    fn what_fits_two_or_none_means_nobody() {
        assert_eq!(reason("Dr. Doe", &["Jane Doe", "John Doe"]), None);
        assert_eq!(reason("王老师", &["王小明", "王大力"]), None);
        assert_eq!(reason("老师", &["王小明"]), None);
        assert_eq!(reason("Q", &["Quentin Quill"]), None);
        assert_eq!(reason("王", &["王小明"]), None, "a surname alone is nobody");
    }
}
