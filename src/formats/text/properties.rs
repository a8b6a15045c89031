//! What holds for any plain text and Markdown: nothing panics, and a file's words come out again.

use std::collections::HashMap;

use proptest::prelude::*;

use crate::formats::{File, Outcome, read};
use crate::model::{FileSettings, Interview};

/// A line or block as interviews have them. Marks of Markdown are among them; plain text keeps them as they are.
fn piece() -> impl Strategy<Value = String> {
    let label = "(Ann Lee|Bo Ek|Q|A|问|主持人|林知远)";
    let words = "[a-z林知远渡船]{1,6}( [a-z林知远渡船]{1,6}){0,6}[.?。？]";
    prop_oneof![
        4 => (label, "(: |：|:\n)", words).prop_map(|(l, s, t)| format!("{l}{s}{t}")),
        3 => (label, words).prop_map(|(l, t)| format!("**{l}:** {t}")),
        2 => words,
        1 => ("(# |## |> |- |1\\. )", words).prop_map(|(mark, t)| format!("{mark}{t}")),
        1 => (words, "[a-z]{3,6}").prop_map(|(t, strong)| format!("{t} **{strong}** *{strong}* [{strong}](#x) &amp; `{strong}`")),
        1 => (label, words, words).prop_map(|(l, a, b)| format!("| {l} | x |\n|---|---|\n| {a} | {b} |")),
        1 => "(\\[0:05\\]|\\(laughs\\)|---|采访对象：林知远|2024-04-02|© Ann Lee)",
    ]
}

/// A whole file. It opens with words, so that no rule is taken for the start of front matter.
fn file() -> impl Strategy<Value = String> {
    prop::collection::vec((piece(), "(\n|\n\n|\n\n\n|\r\n)"), 1..20).prop_map(|pieces| {
        pieces.into_iter().fold(String::from("A talk.\n\n"), |all, (text, end)| all + &text + &end)
    })
}

fn counted<'a>(texts: impl Iterator<Item = &'a str>) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in texts.flat_map(|t| t.split(|c: char| !c.is_alphabetic())).filter(|w| !w.is_empty()) {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

/// The words of a file that are in no turn as often as they were written, and neither a label nor metadata.
fn lost(file: &str, interview: &Interview) -> Vec<String> {
    let spoken = counted(interview.turns.iter().map(|t| t.text.as_str()));
    let meta = &interview.meta;
    let people = meta.participants.iter().flat_map(|p| p.aliases.iter().chain([&p.name]));
    let stated = [&meta.title, &meta.date, &meta.source, &meta.publisher].into_iter().flatten();
    let labels = counted(people.chain(stated).map(String::as_str));
    let joined = |word: &str| spoken.keys().any(|w| w.len() > word.len() && w.contains(word));
    let kept = |word: &str, n: usize| {
        spoken.get(word).is_some_and(|there| *there >= n) || labels.contains_key(word) || joined(word)
    };
    let written = counted([file].into_iter());
    written.into_iter().filter(|(word, n)| !kept(word, *n)).map(|(word, _)| word).collect()
}

fn outcome(path: &str, text: &str) -> Outcome {
    read(&File { path, bytes: text.as_bytes(), sidecars: &[] }, &FileSettings::default())
}

proptest! {
    #[test]
    fn no_word_of_a_plain_text_is_lost(text in file()) {
        if let Outcome::Read(all) = outcome("a.txt", &text.replace("](#x) &amp;", "]")) {
            prop_assert_eq!(lost(&text.replace("](#x) &amp;", "]"), &all[0]), Vec::<String>::new());
        }
    }

    #[test]
    fn no_word_of_a_markdown_file_is_lost(text in file()) {
        if let Outcome::Read(all) = outcome("a.md", &text) {
            // The target of a link and the name of an entity are marks, not words.
            let words = text.replace("](#x) &amp;", "]");
            prop_assert_eq!(lost(&words, &all[0]), Vec::<String>::new());
        }
    }

    #[test]
    fn nothing_panics_on_any_text(text in "\\PC{0,200}|([-#>*_`|:\\[\\]()<>&!a我 \n]){0,80}", markdown in any::<bool>()) {
        outcome(if markdown { "a.md" } else { "a.txt" }, &text);
    }
}

/// Text that once took a time that grew with the square of its length.
#[test]
fn time_grows_with_the_length() {
    let label =
        |i: usize| format!("{}{}", char::from(b'A' + (i % 26) as u8), "abcdefghij".repeat(1 + i / 26 % 9));
    let hostile = [
        ".".repeat(400_000),
        "[00:00:01] ".repeat(40_000),
        (0..6_000).map(|i| format!("{} X{i}: yes.\n\n", label(i))).collect(),
        (0..2_000).map(|i| format!("Ann{}: yes.\n\n", "n".repeat(i % 40))).collect(),
    ];
    for text in hostile {
        let before = std::time::Instant::now();
        outcome("a.txt", &text);
        assert!(before.elapsed().as_secs() < 20, "{}", &text[..40]);
    }
}
