//! Lines that read like headers of turns but belong to the head or the footer: titles, metadata, credits.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::header::Header;
use super::line::Line;
use super::shape::{self, Shape};
use super::{footer, metadata, notes};

/// Takes back the headers that are furniture.
pub(super) fn take_back(lines: &[Line], headers: &mut [Option<Header>]) {
    untitle(lines, headers);
    unpair(lines, headers);
    uncredit(lines, headers);
}

/// A title may read like a label with its words (`覃小满：我的九百天`): the first line is a title if the furniture
/// of a head stands between it and the next header.
fn untitle(lines: &[Line], headers: &mut [Option<Header>]) {
    let Some(first) = headers.iter().position(Option::is_some).filter(|&i| i == 0) else { return };
    let next = headers.iter().skip(1).position(Option::is_some).map_or(lines.len(), |i| i + 1);
    let furniture =
        |l: &Line| notes::is_head_label(&l.text) || metadata::is_pair(&l.text) || is_byline(&l.text);
    if lines[first + 1..next].iter().any(furniture) {
        headers[first] = None;
    }
}

/// `主持人：周曼` before the speech names who hosts and is nobody's turn.
fn unpair(lines: &[Line], headers: &mut [Option<Header>]) {
    for (line, slot) in lines.iter().zip(headers) {
        let Some(header) = slot.as_ref() else { continue };
        if !metadata::is_pair(&line.text) || !is_names(&line.text[header.rest..]) {
            return;
        }
        *slot = None;
    }
}

/// Credits after the speech: a label that occurs once and opens a footer, or an office with nothing but a name.
fn uncredit(lines: &[Line], headers: &mut [Option<Header>]) {
    let mut counts: FxHashMap<Rc<str>, usize> = FxHashMap::default();
    for header in headers.iter().flatten() {
        *counts.entry(Rc::clone(&header.label.key)).or_default() += 1;
    }
    for i in (1..headers.len()).rev() {
        let Some(header) = &headers[i] else { continue };
        let count = counts.entry(Rc::clone(&header.label.key)).or_default();
        let once = *count == 1;
        *count -= 1;
        let office = header.label.shape == Shape::Role && is_names(&lines[i].text[header.rest..]);
        if !(once && footer::opens_footer(&lines[i].text, &[]) || office) {
            return;
        }
        headers[i] = None;
    }
}

/// `By Ann Lee`, `文｜周曼`.
fn is_byline(text: &str) -> bool {
    let text = text.trim();
    let english = text.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "))
        && !text.ends_with(':')
        && shape::of(text[3..].trim()) >= Shape::Name;
    let chinese = ["文/", "文／", "文|", "文｜", "文丨"].iter().any(|mark| text.starts_with(mark));
    english || chinese && text.chars().count() <= 30
}

/// Persons' names and nothing else.
pub(super) fn is_names(text: &str) -> bool {
    if text.chars().nth(40).is_some() {
        return false;
    }
    let mut names =
        text.split(['、', ',', '，', '/', ' ', '\u{3000}']).map(str::trim).filter(|n| !n.is_empty());
    let plain = !text.ends_with(['.', '。', '?', '？', '!', '！', '…']);
    let first = names.next();
    plain
        && (first.is_some_and(shape::is_person) && names.all(shape::is_person))
        && (text.chars().any(crate::analysis::is_han) || text.trim().contains(' '))
}
