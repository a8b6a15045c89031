//! Where a text may be cut: at the ends of its sentences, behind the commas in them, between its words.
//!
//! Sentences and words are told by what stands beside a place, after UAX 29 and UAX 14, with the commonest
//! abbreviations; Han runs are cut between the segmenter's words. Deliberately absent: which cut is the best.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::analysis::{self, is_han};

/// Nothing is cut behind these.
const OPENING: &str = "（《〈「『【〔“‘([{#$€£¥@";
/// Nothing is cut before these.
const CLOSING: &str = "，。、；：？！）》〉」』】〕”’…—～·),.;:?!]}%％";
/// These belong to the sentence that ends before them.
const QUOTES: &str = "\"'”’」』)）】]》";
/// Words with a period that ends no sentence. Single letters and words with a period inside are such, too.
const ABBREVIATED: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "vs", "etc", "inc", "ltd", "corp", "dept", "fig",
    "vol", "no", "nos", "gen", "sen", "rep", "gov", "lt", "col", "capt", "sgt", "rev", "hon", "mt", "approx",
    "est", "cf", "al", "pp", "ed", "eds", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
    "oct", "nov", "dec",
];
/// How far to both sides a run of Han characters is looked at for its words.
const CONTEXT: usize = 12;

/// The places in a range at which a sentence begins, its own ends not among them.
pub(super) fn sentences(text: &str, range: Range<usize>) -> Vec<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some(mark) = next_end(part.as_bytes(), at) {
        let Some(c) = part.get(mark..).and_then(|rest| rest.chars().next()) else { break };
        at = mark + c.len_utf8();
        let over = match c {
            '\n' | '。' | '！' | '？' => true,
            '.' | '!' | '?' => ends_here(text, range.start + mark, c, part[..mark].chars().next_back()),
            _ => false,
        };
        if over {
            let goes_on = |c: char| c.is_whitespace() || QUOTES.contains(c) || ends(c);
            at = part.len() - part[at..].trim_start_matches(goes_on).len();
            starts.extend((at < part.len()).then_some(range.start + at));
        }
    }
    starts
}

/// The next byte from a place on that may begin a mark that ends a sentence.
fn next_end(bytes: &[u8], mut from: usize) -> Option<usize> {
    const STRIDE: usize = 32;
    // Not one after the other: the compiler makes it many at a time.
    let none = |stride: &[u8]| !stride.iter().fold(false, |any, &byte| any | may_end(byte));
    while bytes.get(from..from + STRIDE).is_some_and(none) {
        from += STRIDE;
    }
    bytes[from..].iter().position(|byte| may_end(*byte)).map(|found| from + found)
}

/// Whether a byte may begin a mark that ends a sentence.
fn may_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'.' | b'!' | b'?' | 0xe3 | 0xef)
}

fn ends(c: char) -> bool {
    matches!(c, '\n' | '。' | '！' | '？' | '.' | '!' | '?' | '…')
}

/// Whether a mark of the Latin script ends a sentence: a blank and no small letter must follow it, and a period
/// must not be of an abbreviation.
fn ends_here(text: &str, at: usize, mark: char, before: Option<char>) -> bool {
    let behind = text
        .get(at + 1..)
        .unwrap_or_default()
        .trim_start_matches(|c| QUOTES.contains(c) || ends(c) && c != '\n');
    let Some(next) = behind.chars().next() else { return true };
    if is_han(next) && before.is_some_and(is_han) {
        return true;
    }
    let first = behind.trim_start().chars().next();
    if !next.is_whitespace() || first.is_some_and(char::is_lowercase) {
        return false;
    }
    mark != '.' || !is_abbreviation(text.get(..at).unwrap_or_default())
}

/// Whether a text ends with a word whose period ends no sentence.
fn is_abbreviation(text: &str) -> bool {
    let start = text
        .char_indices()
        .rev()
        .take(CONTEXT)
        .find(|(_, c)| is_han(*c) || !c.is_alphanumeric() && *c != '.');
    let word = start.map_or(text, |(i, c)| text.get(i + c.len_utf8()..).unwrap_or_default());
    let letters = word.chars().count();
    let initial = letters == 1 && word.chars().all(|c| c.is_uppercase() && c != 'I');
    let dotted = word.contains('.') && word.starts_with(char::is_alphabetic);
    initial || dotted || letters < 7 && ABBREVIATED.contains(&word.to_lowercase().as_str())
}

/// The last place in a range, as far into the text as may be, at which it may end.
pub(super) fn last_end(text: &str, range: Range<usize>) -> Option<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    let before = |at: &usize| Some(at - cluster_before(&part[..*at])?.len());
    let ends = std::iter::successors(Some(part.len()), before).take_while(|at| *at > 0);
    ends.map(|at| range.start + at).find(|at| may_cut(text, *at))
}

/// The first place in a range at which a text may begin.
pub(super) fn first_start(text: &str, range: Range<usize>) -> Option<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    let starts = part.grapheme_indices(true).map(|(i, _)| range.start + i);
    starts
        .filter(|at| !text.get(*at..).is_some_and(|t| t.starts_with(char::is_whitespace)))
        .find(|at| may_cut(text, *at))
}

/// The places in a range behind a comma, semicolon, colon or dash.
pub(super) fn clauses(text: &str, range: Range<usize>) -> Vec<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut marked: Option<char> = None;
    let mut starts = Vec::new();
    for (i, c) in part.char_indices() {
        let wide = |mark: &char| matches!(mark, '，' | '；' | '：' | '。' | '！' | '？' | '—');
        if marked.is_some_and(|mark| c.is_whitespace() || wide(&mark))
            && !CLOSING.contains(c)
            && !c.is_whitespace()
        {
            starts.push(range.start + i);
        }
        let before_blank = marked.filter(|_| c.is_whitespace()).map(|_| '，');
        marked = match c {
            ',' | ';' | ':' | '，' | '；' | '：' | '—' | '。' | '！' | '？' | '.' | '!' | '?' => {
                Some(c)
            }
            _ => before_blank,
        };
    }
    starts
}

/// Whether a text may be cut at a border of two grapheme clusters: beside a blank, or between wide characters, but
/// not in a word, behind an opening bracket, or before a closing one.
fn may_cut(text: &str, at: usize) -> bool {
    let (Some(left), Some(right)) = (text.get(..at), text.get(at..)) else { return false };
    let (Some(before), Some(after)) = (cluster_before(left), cluster_after(right)) else { return true };
    let blank = |cluster: &str| cluster.chars().all(char::is_whitespace);
    if OPENING.contains(before) || CLOSING.contains(after) {
        return false;
    }
    if blank(before) || blank(after) {
        let opens = left.trim_end().chars().next_back().is_some_and(|c| OPENING.contains(c));
        let closes = right.trim_start().chars().next().is_some_and(|c| CLOSING.contains(c));
        return !opens && !closes;
    }
    (before.width() == 2 || after.width() == 2) && !in_chinese_word(left, right)
}

/// The last grapheme cluster of a text.
fn cluster_before(text: &str) -> Option<&str> {
    match text.as_bytes() {
        // Of two characters of ASCII, but for the ends of lines, each is one of its own.
        [.., before, last] if before.is_ascii() && last.is_ascii() && *last != b'\n' => {
            text.get(text.len() - 1..)
        }
        _ => text.graphemes(true).next_back(),
    }
}

/// The first grapheme cluster of a text.
fn cluster_after(text: &str) -> Option<&str> {
    match text.as_bytes() {
        [first, after, ..] if first.is_ascii() && after.is_ascii() && *after != b'\n' => text.get(..1),
        _ => text.graphemes(true).next(),
    }
}

/// Whether the border between two texts is inside a Chinese word.
fn in_chinese_word(left: &str, right: &str) -> bool {
    let run = |c: &(usize, char)| is_han(c.1);
    let start = left.char_indices().rev().take(CONTEXT).take_while(run).last().map_or(left.len(), |(i, _)| i);
    let end = right.char_indices().take(CONTEXT).take_while(run).last().map_or(0, |(i, c)| i + c.len_utf8());
    let (before, after) = (left.get(start..).unwrap_or_default(), right.get(..end).unwrap_or_default());
    if before.is_empty() || after.is_empty() {
        return false;
    }
    analysis::is_in_word(&format!("{before}{after}"), before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, starts: Vec<usize>) -> Vec<&str> {
        let ends = starts.iter().copied().chain([text.len()]).collect::<Vec<_>>();
        let begins = std::iter::once(0).chain(starts);
        begins.zip(ends).map(|(a, b)| text[a..b].trim_end()).collect()
    }

    #[test]
    fn sentences_end_with_their_marks_and_quotes() {
        let cases: &[(&str, &[&str])] = &[
            (
                "Dr. Lee met J. K. Hart in the U.S. last May. He left.",
                &["Dr. Lee met J. K. Hart in the U.S. last May.", "He left."],
            ),
            ("It cost 3.5 million! “Really?” No…", &["It cost 3.5 million!", "“Really?”", "No…"]),
            (
                "See node.js, e.g. the docs. and so on. Yes",
                &["See node.js, e.g. the docs. and so on.", "Yes"],
            ),
            (
                "Was it I. Then he said (at 10 a.m.) no. 2008 came.",
                &["Was it I.", "Then he said (at 10 a.m.) no. 2008 came."],
            ),
            ("他说：“不。”我问：为什么？！船……还在。", &["他说：“不。”", "我问：为什么？！", "船……还在。"]),
            ("船来了.我们走了. 好", &["船来了.", "我们走了.", "好"]),
            ("one\n\ntwo", &["one", "two"]),
        ];
        for (text, expected) in cases {
            assert_eq!(parts(text, sentences(text, 0..text.len())), *expected);
        }
    }

    /// The same, one character after the other.
    fn slow(text: &str, range: Range<usize>) -> Vec<usize> {
        let (mut starts, mut over, mut before) = (Vec::new(), false, None);
        for (i, c) in text[range.clone()].char_indices() {
            let at = range.start + i;
            if over && !c.is_whitespace() && !QUOTES.contains(c) && !ends(c) {
                starts.push(at);
                over = false;
            }
            over = match c {
                '\n' | '。' | '！' | '？' => true,
                '.' | '!' | '?' => over || ends_here(text, at, c, before),
                _ => over,
            };
            before = Some(c);
        }
        starts
    }

    proptest::proptest! {
        #[test]
        fn sentences_are_those_of_a_look_at_every_character(
            text in "([a-c]{0,20}|[A-C 。！？!?.…“”’)\n一二，、～e\u{301}]){0,24}",
            cut in (0..99_usize, 0..99_usize),
        ) {
            let borders: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let (from, to) = (borders[cut.0 % borders.len()], borders[cut.1 % borders.len()]);
            let range = from.min(to)..from.max(to);
            proptest::prop_assert_eq!(sentences(&text, range.clone()), slow(&text, range));
        }

        #[test]
        fn clusters_are_those_of_the_whole(text in "[ab \r\n一e\u{301}\u{600}👍🏽]{0,9}") {
            let clusters: Vec<&str> = text.graphemes(true).collect();
            proptest::prop_assert_eq!(cluster_before(&text), clusters.last().copied());
            proptest::prop_assert_eq!(cluster_after(&text), clusters.first().copied());
        }
    }

    #[test]
    fn clauses_begin_behind_commas() {
        let text = "late, 1,000 of us, 10:30; 我们，生活：“好”——再见";
        assert_eq!(
            parts(text, clauses(text, 0..text.len())),
            ["late,", "1,000 of us,", "10:30;", "我们，", "生活：", "“好”——", "再见"]
        );
    }

    #[test]
    fn cuts_spare_words_brackets_and_clusters() {
        let cuts = |text: &str| -> Vec<String> {
            let all = text.grapheme_indices(true).map(|(i, _)| i).filter(|i| *i > 0 && may_cut(text, *i));
            all.map(|i| format!("{}|{}", &text[..i], &text[i..])).collect()
        };
        assert_eq!(cuts("don’t e-mail"), ["don’t| e-mail", "don’t |e-mail"]);
        assert_eq!(cuts("我们的“船”。"), ["我们|的“船”。", "我们的|“船”。"]);
        assert_eq!(cuts("用AI吗"), ["用|AI吗", "用AI|吗"]);
        assert_eq!(cuts("(a b) 👨‍👩‍👧x"), ["(a| b) 👨‍👩‍👧x", "(a |b) 👨‍👩‍👧x", "(a b)| 👨‍👩‍👧x", "(a b) |👨‍👩‍👧x", "(a b) 👨‍👩‍👧|x"]);
        assert_eq!((last_end("我们生活", 0..9), first_start("我们生活", 3..12)), (Some(6), Some(6)));
    }
}
