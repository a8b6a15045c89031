//! A turn's text is cut into sentences.
//!
//! Deliberately absent: abbreviations. A sentence cut in two is two sentences to draw from, which harms nobody.

use whosaid::analysis::{is_han, script};
use whosaid::model::Language;

/// The language of a text: Chinese where a third of it is Han, English where nothing is; otherwise none of both.
pub(crate) fn language(text: &str) -> Option<Language> {
    match script(text).han {
        0 => Some(Language::En),
        han if han * 3 > text.chars().count() => Some(Language::Zh),
        _ => None,
    }
}

/// How far from its beginning a sentence may have a colon without being taken for a label and what is said, in
/// characters.
const LABEL: usize = 20;

/// The sentences of a text, trimmed. Left out are those of fewer than two letters and those that begin like a turn.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let wide = matches!(c, '。' | '！' | '？' | '\n');
        if !wide && !matches!(c, '.' | '!' | '?') {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((at, c)) = rest.next_if(|(_, c)| closes(*c)) {
            end = at + c.len_utf8();
        }
        if wide || rest.peek().is_none_or(|(_, c)| c.is_whitespace() || is_han(*c)) {
            found.push(&text[start..end]);
            start = end;
        }
    }
    found.push(&text[start..]);
    let letters = |s: &str| s.chars().filter(|c| c.is_alphabetic()).take(2).count();
    let labelled = |s: &str| s.chars().take(LABEL).any(|c| matches!(c, ':' | '：'));
    found.into_iter().map(str::trim).filter(|s| letters(s) == 2 && !labelled(s)).collect()
}

/// What belongs to the sentence before it.
fn closes(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '?' | '。' | '！' | '？' | '"' | '\'' | '”' | '’' | ')' | '）' | ']' | '」' | '』' | '》'
    )
}
