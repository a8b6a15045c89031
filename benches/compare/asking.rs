//! A query in the words of SQLite and of ripgrep.
//!
//! SQLite gives ten snippets, best first. Trigrams know nothing shorter than three characters: shorter words are looked
//! for in the texts, and where there are no others nothing is ranked. Ripgrep counts the turns, which like ranking has
//! to see them all. Deliberately absent: stems and variants of characters, which neither knows.

use whosaid::analysis::words;
use whosaid::model::Language;

use super::queries::{FILTER, FOUR, PHRASE, PREFIX, Query, SENTENCE};

const BEST: &str = "select rowid, speaker, snippet(t, 1, '[', ']', '…', 32) from t where";

impl Query {
    /// A query as typed for whosaid, which finds so many turns.
    pub(crate) fn new(class: &'static str, typed: String, found: usize) -> Self {
        let language = if typed.is_ascii() { Language::En } else { Language::Zh };
        let sql = if language == Language::Zh { chinese(class, &typed) } else { english(class, &typed) };
        let rg = ripgrep(class, &typed);
        Self { class, typed, in_turns: None, found, language, sql, rg }
    }

    /// The same query, if it is that word alone, with the number of turns that hold the word.
    pub(super) fn counted(mut self, word: &str, turns: usize) -> Self {
        self.in_turns = (self.typed == word).then_some(turns);
        self
    }
}

fn english(class: &str, typed: &str) -> String {
    let matched = match class {
        FOUR => format!("text : ({})", typed.replace(' ', " AND ")),
        FILTER => match parts(typed) {
            (Some(family), word) => format!("speaker : {family} AND text : \"{word}\""),
            (None, word) => format!("text : \"{word}\""),
        },
        PHRASE | PREFIX => format!("text : {typed}"),
        _ => format!("text : \"{typed}\""),
    };
    format!("{BEST} t match '{matched}' order by rank limit 10;")
}

fn chinese(class: &str, typed: &str) -> String {
    let found: Vec<&str> = match class {
        SENTENCE => words(typed).iter().map(|token| &typed[token.start..token.end]).collect(),
        _ => vec![typed],
    };
    let (long, short): (Vec<&str>, Vec<&str>) = found.iter().partition(|word| word.chars().count() > 2);
    let short: Vec<String> = short.iter().map(|word| format!("instr(text, '{word}')")).collect();
    if long.is_empty() {
        return format!("select rowid, speaker, text from t where {} limit 10;", short.join(" and "));
    }
    let long: Vec<String> = long.iter().map(|word| format!("text : \"{word}\"")).collect();
    let rest: String = short.iter().map(|part| format!(" and {part}")).collect();
    format!("{BEST} t match '{}'{rest} order by rank limit 10;", long.join(" AND "))
}

fn ripgrep(class: &str, typed: &str) -> Option<Vec<String>> {
    let arguments = |flags: &[&str], pattern: String| {
        Some(flags.iter().map(|f| (*f).to_owned()).chain([pattern]).collect())
    };
    match class {
        FOUR | SENTENCE => None,
        FILTER => {
            let (family, word) = parts(typed);
            arguments(
                &["-i", "-c", "-e"],
                format!("^[^\\t]*\\b{}\\t.*\\b{word}\\b", family.unwrap_or_default()),
            )
        }
        PREFIX => arguments(&["-i", "-c", "-e"], format!("\\b{}", typed.trim_end_matches('*'))),
        _ if typed.is_ascii() => arguments(&["-i", "-w", "-c", "-e"], typed.trim_matches('"').to_owned()),
        _ => arguments(&["-F", "-c", "-e"], typed.to_owned()),
    }
}

/// `speaker:Name word` as name and word.
fn parts(typed: &str) -> (Option<&str>, &str) {
    let (filter, word) = typed.split_once(' ').unwrap_or(("", typed));
    (filter.strip_prefix("speaker:"), word)
}
