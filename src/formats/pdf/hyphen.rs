//! Words cut at line ends: mended, with the hyphen kept where it may be the word's own.

use std::collections::HashSet;

use super::piece::Row;

/// Hyphens that only a layout program sets.
const SOFT: [char; 2] = ['\u{ad}', '\u{2010}'];

/// What the document writes within its lines, to judge by.
#[derive(Debug, Default)]
pub(super) struct Words {
    whole: HashSet<String>,
    /// So many lines end in hyphens that a program must have set them.
    hyphenated: bool,
}

impl Words {
    /// Learns from all rows but their last words.
    pub(super) fn learn<'a>(rows: impl Iterator<Item = &'a Row>) -> Self {
        let (mut words, mut all) = (Self::default(), 0usize);
        let mut cut: HashSet<&str> = HashSet::new();
        for row in rows {
            all += 1;
            let text = row.text.trim_end();
            cut.extend(tail(text).filter(|_| text.ends_with('-')));
            let within = text.rsplit_once(' ').map_or("", |(within, _)| within);
            words.whole.extend(within.split_whitespace().map(bare).filter(|w| w.chars().count() > 1));
        }
        words.hyphenated = cut.len() * 60 >= all && cut.len() >= 2;
        words
    }

    /// Moves the rest of a cut word up to the row where it begins. The next row may be left empty.
    pub(super) fn mend(&self, row: &mut Row, next: &mut Row) {
        let Some(hyphen) = row.text.chars().next_back().filter(|c| *c == '-' || SOFT.contains(c)) else {
            return;
        };
        let end = next.text.find([' ', '\t']).unwrap_or(next.text.len());
        let (rest, after) = next.text.split_at(end);
        let stem = &row.text[..row.text.len() - hyphen.len_utf8()];
        let Some(start) = tail(&row.text) else { return };
        if !rest.starts_with(|c: char| c.is_lowercase() || hyphen == '\u{ad}' && c.is_alphabetic()) {
            return;
        }
        let keep = hyphen == '-' && self.keeps(start, rest);
        let mended = if keep { format!("{stem}-{rest}") } else { format!("{stem}{rest}") };
        if row.strong >= row.text.len() {
            row.strong = mended.len();
        }
        next.strong = next.strong.saturating_sub(end);
        (row.text, next.text) = (mended, after.trim_start().to_owned());
        next.strong = next.strong.min(next.text.len());
    }

    /// Whether a hyphen is the word's own: the document writes it so elsewhere, or sets no others, or both its parts are
    /// words of the document.
    fn keeps(&self, start: &str, rest: &str) -> bool {
        let rest = bare(rest);
        let start = start.to_lowercase();
        if self.whole.contains(&format!("{start}{rest}")) {
            return false;
        }
        self.whole.contains(&format!("{start}-{rest}"))
            || !self.hyphenated
            || start.contains('-')
            || self.whole.contains(&start) && self.whole.contains(&rest)
    }
}

/// The letters before the hyphen at the end of a text.
fn tail(text: &str) -> Option<&str> {
    let stem = text.trim_end_matches(|c| c == '-' || SOFT.contains(&c));
    let word = &stem[stem.rfind(char::is_whitespace).map_or(0, |i| i + 1)..];
    let word = word.trim_start_matches(|c: char| !c.is_alphabetic());
    word.ends_with(char::is_alphabetic).then_some(word)
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(rows: &[&str]) -> Vec<String> {
        let mut rows: Vec<Row> =
            rows.iter().map(|t| Row { text: (*t).to_owned(), ..Row::default() }).collect();
        let words = Words::learn(rows.iter());
        for i in 1..rows.len() {
            let (a, b) = rows.split_at_mut(i);
            words.mend(&mut a[i - 1], &mut b[0]);
        }
        rows.into_iter().map(|r| r.text).collect()
    }

    #[test]
    fn cut_words_are_mended_in_hyphenated_text() {
        assert_eq!(
            mended(&["the extra-", "ordinary winter of the deter-", "mination we had"]),
            ["the extraordinary", "winter of the determination", "we had"]
        );
        assert_eq!(mended(&["the en\u{2010}", "gine, a bus"]), ["the engine,", "a bus"]);
        assert_eq!(mended(&["at Nord\u{ad}", "haven"]), ["at Nordhaven", ""]);
    }

    #[test]
    fn real_hyphens_stay_when_in_doubt() {
        assert_eq!(mended(&["it was well-", "known"]), ["it was well-known", ""]);
        let rows = ["a well-known man", "was deter-", "mined, so well-", "known and so"];
        assert_eq!(mended(&rows)[1..], ["was determined,", "so well-known", "and so"]);
        assert_eq!(mended(&["from Nord-", "Haven"]), ["from Nord-", "Haven"]);
        assert_eq!(mended(&["he said -", "and left"]), ["he said -", "and left"]);
    }
}
