//! Labels that the user gives by hand, found in whatever way they are set off from the words.

use std::rc::Rc;

use super::candidates::Candidates;
use super::clock;
use super::header::{Grammar, Header};
use super::lexicon::Label;
use super::line::Line;
use super::shape::{self, Shape};

/// Adds a candidate to each line that opens with one of the labels, unless it has one already. A blank alone sets a
/// label off only in a document in which nothing else does.
pub(super) fn add(lines: &[Line], candidates: Candidates, labels: &[String]) -> Candidates {
    let wanted: Vec<(String, usize)> = labels
        .iter()
        .map(|l| (shape::key(l), l.trim().chars().count()))
        .filter(|(k, _)| !k.is_empty())
        .collect();
    let real = |h: &Header| wanted.iter().any(|(key, _)| **key == *h.label.key);
    let known = candidates.all().iter().any(real);
    for blank in [false, true].into_iter().filter(|&blank| !(wanted.is_empty() || blank && known)) {
        let open = |line: &Line| wanted.iter().find_map(|(key, length)| opened(line, key, *length, blank));
        let found: Vec<Option<Header>> = (lines.iter().zip(candidates.lines()))
            .map(|(line, own)| if own.iter().any(real) { None } else { open(line) })
            .collect();
        if found.iter().any(Option::is_some) {
            return candidates
                .lines()
                .zip(found)
                .map(|(own, more)| own.iter().cloned().chain(more))
                .collect();
        }
    }
    candidates
}

/// The header of a line that opens with a label of so many characters.
fn opened(line: &Line, key: &str, length: usize, blank: bool) -> Option<Header> {
    let text = line.text.as_str();
    let time = clock::leading(text);
    let start = time.map_or(0, |t| t.end);
    let start = start + text[start..].find(|c: char| c.is_alphanumeric() || c == '$')?;
    let end = text[start..].char_indices().nth(length).map_or(text.len(), |(i, _)| start + i);
    if shape::key(&text[start..end]) != key {
        return None;
    }
    let after = &text[end..];
    let rest = after.trim_start_matches(|c: char| c.is_whitespace() || is_separator(c));
    let mark = &after[..after.len() - rest.len()];
    let apart = rest.is_empty()
        || mark.contains(is_separator)
        || mark.contains(['\t', '\u{3000}'])
        || mark.len() >= if blank { 1 } else { 2 };
    apart.then(|| Header {
        grammar: Grammar::Cell,
        label: Rc::new(Label::new(&text[start..end], Shape::Plausible)),
        time: time.and_then(|t| t.ms),
        rest: text.len() - rest.len(),
        strong: false,
    })
}

fn is_separator(c: char) -> bool {
    matches!(c, ':' | '：' | '﹕' | '>' | '|' | '｜' | '—' | '–' | '-' | ']' | '】' | ')' | '）' | '·' | '•')
}
