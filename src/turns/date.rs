//! Dates as transcripts write them, to ISO 8601: `2019-05-02`, `2019年5月2日`, `14 May 2021`, `May 14, 2021`, `201905`.

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The first date in a text, as precise as it is given: `2016`, `2016-10` or `2016-10-11`.
pub fn find(text: &str) -> Option<String> {
    let words: Vec<(&str, bool)> = fields(text);
    (0..words.len())
        .find_map(|i| {
            year_first(&words[i..]).or_else(|| month_named(&words[i..])).or_else(|| compact(words[i].0))
        })
        .or_else(|| words.iter().find_map(|(w, _)| year(w)).map(|y| format!("{y:04}")))
}

/// A line that holds a date or a length and hardly anything else: `15 June 2026, 03:35am`, `2026年6月2日 下午 5:51|14分钟`.
pub(super) fn is_dated(text: &str) -> bool {
    if text.chars().nth(40).is_some() || !text.contains(super::clock::is_digit) {
        return false;
    }
    let words = || text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).count();
    let exact = || find(text).is_some_and(|d| d.len() == 10);
    text.chars().filter(char::is_ascii_digit).count() >= 4 && letters(text) <= 14 && words() <= 8 && exact()
        || super::clock::duration(text).is_some()
}

/// How many letters a text has.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Runs of digits or letters; the flag says whether a date's separator or a blank alone stands before it.
fn fields(text: &str) -> Vec<(&str, bool)> {
    let mut found: Vec<(&str, bool)> = Vec::new();
    let mut end = 0;
    let bytes = text.char_indices().collect::<Vec<_>>();
    let mut i = 0;
    while i < bytes.len() {
        let (at, c) = bytes[i];
        if !c.is_ascii_alphanumeric() {
            i += 1;
            continue;
        }
        let digit = c.is_ascii_digit();
        let mut j = i;
        while j < bytes.len() && bytes[j].1.is_ascii_alphanumeric() && bytes[j].1.is_ascii_digit() == digit {
            j += 1;
        }
        let stop = bytes.get(j).map_or(text.len(), |b| b.0);
        let near = text[end..at].chars().count() <= 2 && !found.is_empty();
        found.push((&text[at..stop], near));
        end = stop;
        i = j;
    }
    found
}

fn year_first(words: &[(&str, bool)]) -> Option<String> {
    let y = year(words.first()?.0)?;
    let m = words.get(1).filter(|w| w.1).and_then(|w| within(w.0, 12))?;
    match words.get(2).filter(|w| w.1).and_then(|w| within(w.0, 31)) {
        Some(d) => valid(y, m, d),
        None => Some(format!("{y:04}-{m:02}")),
    }
}

/// `14 May 2021`, `May 14th, 2021`, `May 2021`.
fn month_named(words: &[(&str, bool)]) -> Option<String> {
    let word = |i: usize| words.get(i).map(|w| w.0);
    let ordinal = |i: usize| usize::from(word(i).is_some_and(|w| matches!(w, "st" | "nd" | "rd" | "th")));
    if let Some(m) = month(word(0)?) {
        if let Some(y) = word(1).and_then(year) {
            return Some(format!("{y:04}-{m:02}"));
        }
        let d = within(word(1)?, 31)?;
        return valid(year(word(2 + ordinal(2))?)?, m, d);
    }
    let d = within(word(0)?, 31)?;
    let at = 1 + ordinal(1);
    let m = month(word(at)?)?;
    valid(year(word(at + 1)?)?, m, d)
}

/// `20190502`.
fn compact(word: &str) -> Option<String> {
    if word.len() != 8 || !word.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    valid(year(&word[..4])?, within(&word[4..6], 12)?, within(&word[6..], 31)?)
}

fn year(word: &str) -> Option<u32> {
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|y| (1800..=2199).contains(y))
}

fn within(word: &str, most: u32) -> Option<u32> {
    (word.len() <= 2).then(|| word.parse().ok()).flatten().filter(|n| (1..=most).contains(n))
}

fn month(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    let full = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = MONTHS
        .iter()
        .position(|m| word == *m)
        .or_else(|| full.iter().position(|m| word == *m))
        .or_else(|| (word == "sept").then_some(8))?;
    u32::try_from(at + 1).ok()
}

fn valid(y: u32, m: u32, d: u32) -> Option<String> {
    let leap = y.is_multiple_of(4) && (!y.is_multiple_of(100) || y.is_multiple_of(400));
    let days = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let most = days.get(usize::try_from(m).ok()?.checked_sub(1)?)?;
    (d <= *most).then(|| format!("{y:04}-{m:02}-{d:02}"))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn dates_are_found_in_all_notations() {
        for (text, date) in [
            ("2019-05-02 张三访谈", Some("2019-05-02")),
            ("2019年5月2日", Some("2019-05-02")),
            ("采访于2019年5月", Some("2019-05")),
            ("14 May 2021", Some("2021-05-14")),
            ("June 24th 2019", Some("2019-06-24")),
            ("May 14, 2021", Some("2021-05-14")),
            ("July 2020", Some("2020-07")),
            ("20190502", Some("2019-05-02")),
            ("2016/10/11", Some("2016-10-11")),
            ("in 2008", Some("2008")),
            ("2019-02-31", None),
            ("room 12", None),
            ("episode 104", None),
        ] {
            assert!(
                find(text).as_deref() == date || date.is_none() && find(text).is_some_and(|d| d.len() == 4),
                "{text}: {:?}",
                find(text)
            );
        }
    }
}
