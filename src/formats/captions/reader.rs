//! The tolerant reader of the line-based caption formats: lines become blocks, blocks cues.
//!
//! A cue is whatever follows a line of times, up to a blank line or the next one. Whatever is amiss (a time that
//! cannot be read, a missing number, a missing blank line, text without a time) costs a warning, never text.

use super::cue::{Cue, Item, Piece, Track};
use super::stamp::{self, Timing};
use super::{graph, markup, vtt};
use crate::formats::Source;

/// A numbered line.
pub(super) type Line<'a> = (u32, &'a str);

/// Which of the line-based formats is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// WebVTT.
    Vtt,
    /// SubRip.
    Srt,
    /// YouTube's SubViewer.
    Sbv,
}

impl Dialect {
    /// The times a line states in this format.
    pub(super) fn timing(self, line: &str) -> Option<Timing<'_>> {
        if self == Self::Sbv { stamp::pair(line) } else { stamp::arrow(line) }
    }

    /// True if one of the first lines that are not blank states times.
    pub(super) fn sniff(self, source: &Source<'_>, lines: usize) -> bool {
        source
            .text
            .split(['\n', '\r'])
            .filter(|l| !l.trim().is_empty())
            .take(lines)
            .any(|l| l.len() < 200 && self.timing(l).is_some_and(|t| !t.broken()))
    }
}

/// Reads a whole file.
pub(super) fn read(text: &str, dialect: Dialect) -> Track {
    let mut reader = Reader { dialect, track: Track::default(), number: None, style: 0, silent: Vec::new() };
    let mut block: Vec<Line<'_>> = Vec::new();
    for (number, line) in lines(text) {
        if line.trim().is_empty() {
            reader.block(&block);
            block.clear();
        } else {
            block.push((number, line));
        }
    }
    reader.block(&block);
    reader.finish()
}

/// The lines of a text with their numbers from 1. A line ends with LF, CR LF or CR, or a doubled CR before LF.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    (1..).zip(text.split('\n').flat_map(|line| line.trim_end_matches('\r').split('\r')))
}

pub(super) struct Reader {
    pub(super) dialect: Dialect,
    pub(super) track: Track,
    /// The number of the last cue, where cues are numbered.
    number: Option<u64>,
    /// How many braces of a style sheet are open.
    pub(super) style: usize,
    /// The lines of cues without text.
    silent: Vec<u32>,
}

impl Reader {
    /// Reads a run of lines without a blank one.
    fn block(&mut self, mut block: &[Line<'_>]) {
        if block.is_empty() {
            return;
        }
        if self.dialect == Dialect::Vtt {
            block = vtt::matter(self, block);
        }
        let times: Vec<usize> =
            (0..block.len()).filter(|&i| self.dialect.timing(block[i].1).is_some()).collect();
        let Some(&first) = times.first() else { return self.stray(block) };
        let mut id = self.head(&block[..first]);
        for (n, &at) in times.iter().enumerate() {
            let end = times.get(n + 1).copied().unwrap_or(block.len());
            let mut text = &block[at + 1..end];
            self.count(id.as_deref());
            let mut next = None;
            if end < block.len()
                && let Some((last, before)) = text.split_last()
                && self.numbers(last.1, !before.is_empty())
            {
                (text, next) = (before, Some(last.1.trim().to_owned()));
            }
            self.cue(block[at], id, text);
            id = next;
        }
    }

    /// The identifier among the lines before the first times of a block; what else stands there is text.
    fn head(&mut self, head: &[Line<'_>]) -> Option<String> {
        let (last, before) = head.split_last()?;
        let numbered = is_number(last.1) || is_guid(last.1);
        if self.dialect == Dialect::Sbv || !before.is_empty() && !numbered {
            self.stray(head);
            return None;
        }
        if !before.is_empty() {
            self.stray(before);
        }
        if self.dialect == Dialect::Srt && !numbered {
            self.stray(head);
            return None;
        }
        Some(last.1.trim().to_owned())
    }

    /// Text without a time of its own: that of the cue before, if that has none yet; else a cue without a time.
    fn stray(&mut self, block: &[Line<'_>]) {
        let mut block = block;
        if let [(_, only)] = block
            && self.dialect != Dialect::Sbv
            && is_number(only)
            && self.expected(only)
        {
            return self.count(Some(only));
        }
        if let Some(Item::Cue(last)) = self.track.items.last_mut()
            && last.is_empty()
            && last.start_ms.is_some()
        {
            last.pieces = markup::pieces(block);
            self.silent.pop();
            return;
        }
        if block.len() > 1 && self.dialect == Dialect::Srt && is_number(block[0].1) {
            self.count(Some(block[0].1));
            block = &block[1..];
        }
        let Some(&(line, _)) = block.first() else { return };
        self.track.document.warn(Some(line), "text without a time");
        self.track.items.push(Item::Cue(Cue { pieces: markup::pieces(block), ..Cue::default() }));
    }

    /// Adds the cue whose times are on this line.
    fn cue(&mut self, (line, times): Line<'_>, id: Option<String>, text: &[Line<'_>]) {
        let Some(timing) = self.dialect.timing(times) else { return };
        let document = &mut self.track.document;
        self.track.timed = true;
        let mut cue = Cue { start_ms: timing.start, end_ms: timing.end, id, pieces: Vec::new() };
        if timing.broken() {
            document.warn(Some(line), format!("a time that cannot be read: {}", times.trim()));
        } else if timing.end < timing.start {
            document.warn(Some(line), "the cue ends before it starts");
            cue.end_ms = None;
        }
        // Settings are `key:value`; anything else behind the times is text of the cue.
        if !timing.rest.is_empty() && timing.rest.split_whitespace().any(|word| !word.contains([':', '='])) {
            cue.pieces = markup::pieces(&[(line, timing.rest)]);
        }
        match graph::speech(text) {
            Some(piece) => cue.pieces.push(piece),
            None => cue.pieces.extend(self.rendered(text)),
        }
        if cue.is_empty() {
            self.silent.push(line);
        }
        self.track.items.push(Item::Cue(cue));
    }

    fn rendered(&self, text: &[Line<'_>]) -> Vec<Piece> {
        if self.dialect != Dialect::Sbv {
            return markup::pieces(text);
        }
        // SubViewer writes its line breaks as `[br]`.
        let broken = text.iter().flat_map(|(line, text)| text.split("[br]").map(|part| (*line, part)));
        markup::pieces(&broken.collect::<Vec<_>>())
    }

    /// True if a line inside a block is the number of the next cue, whose blank line is missing.
    fn numbers(&self, line: &str, more: bool) -> bool {
        match self.dialect {
            Dialect::Sbv => false,
            _ if is_guid(line) => true,
            _ => is_number(line) && (self.expected(line) || more && self.number.is_some()),
        }
    }

    fn expected(&self, line: &str) -> bool {
        line.trim().parse().is_ok_and(|found: u64| match self.number {
            Some(last) => last.checked_add(1) == Some(found),
            None => found <= 1,
        })
    }

    fn count(&mut self, id: Option<&str>) {
        self.number = id.and_then(|id| id.trim().parse().ok()).or(self.number);
    }

    fn finish(mut self) -> Track {
        if let Some(&first) = self.silent.first() {
            let message = match self.silent.len() {
                1 => String::from("a cue without text"),
                n => format!("{n} cues without text, the first here"),
            };
            self.track.document.warn(Some(first), message);
        }
        self.track.items.retain(|i| !matches!(i, Item::Cue(cue) if cue.is_empty()));
        self.track
    }
}

/// A line that is only a number.
pub(super) fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.len() <= 12 && line.bytes().all(|b| b.is_ascii_digit())
}

/// The identifiers of Teams: a GUID, or long hexadecimal parts, with a running number behind.
pub(super) fn is_guid(line: &str) -> bool {
    let line = line.trim();
    let hex = line.bytes().filter(u8::is_ascii_hexdigit).count();
    (20..=80).contains(&line.len())
        && hex * 10 >= line.len() * 8
        && line.contains('-')
        && line.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'-' | b'/' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues(track: &Track) -> Vec<(Option<u64>, Option<u64>, String)> {
        let text = |c: &Cue| c.pieces.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("|");
        track.cues().map(|c| (c.start_ms, c.end_ms, text(c))).collect()
    }

    fn warned(track: &Track) -> Vec<(Option<u32>, &str)> {
        track.document.warnings.iter().map(|w| (w.line, w.message.as_str())).collect()
    }

    fn at(start: u64, end: u64, text: &str) -> (Option<u64>, Option<u64>, String) {
        (Some(start * 1000), Some(end * 1000), text.to_owned())
    }

    #[test]
    fn a_missing_blank_line_and_missing_numbers_cost_nothing() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nOne\n2\n00:00:02,000 --> 00:00:03,000\n1984\n\
                    00:00:03,000 --> 00:00:04,000\nThree\n42\n00:00:04,000 --> 00:00:05,000\nFour\n";
        let track = read(text, Dialect::Srt);
        assert_eq!(cues(&track), [at(1, 2, "One"), at(2, 3, "1984"), at(3, 4, "Three"), at(4, 5, "Four")]);
        assert_eq!(warned(&track), []);
    }

    #[test]
    fn text_without_a_time_is_kept_and_named() {
        let text =
            "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\nTwo\n\n3\n00:00:03,000 --> 00:00:04,000\nThree";
        let track = read(text, Dialect::Srt);
        assert_eq!(cues(&track), [at(1, 2, "One"), (None, None, "Two".into()), at(3, 4, "Three")]);
        assert_eq!(warned(&track), [(Some(6), "text without a time")]);
    }

    #[test]
    fn doubled_line_ends_are_read() {
        let text = "1\n\n00:00:01,000 --> 00:00:02,000\n\nOne\n\n2\n\n00:00:02,000 --> 00:00:03,000\n\nTwo\n";
        for text in [text.to_owned(), text.replace("\n\n", "\r\r\n"), text.replace('\n', "\r")] {
            let track = read(&text, Dialect::Srt);
            assert_eq!(cues(&track), [at(1, 2, "One"), at(2, 3, "Two")], "{text:?}");
            assert_eq!(warned(&track), []);
        }
    }

    #[test]
    fn an_arrow_in_the_text_is_text_and_empty_cues_are_counted() {
        let text = "WEBVTT\n\n00:01.000 --> 00:02.000\n00:02.000 --> 00:03.000\nmap --> reduce\n\n00:05.000 --> 00:04.000\n-->\n";
        let track = read(text, Dialect::Vtt);
        assert_eq!(cues(&track), [at(2, 3, "map --> reduce"), (Some(5000), None, "-->".into())]);
        assert_eq!(
            warned(&track),
            [(Some(7), "the cue ends before it starts"), (Some(3), "a cue without text")]
        );
    }

    #[test]
    fn a_broken_time_keeps_its_text() {
        let track =
            read("0:00:01.000,0:00:02.000\nOne[br]two\n\n0:00:03.f89,0:00:05.000\nThree\n", Dialect::Sbv);
        assert_eq!(cues(&track), [at(1, 2, "One|two"), (None, Some(5000), "Three".into())]);
        assert_eq!(warned(&track), [(Some(4), "a time that cannot be read: 0:00:03.f89,0:00:05.000")]);
    }

    #[test]
    fn guids_are_no_text() {
        let text = "WEBVTT\n\n6ab39b37-8ab4-4d2f-9c5c-6f0ac0dbc2a1/19-0\n00:01.000 --> 00:02.000\nOne\n\
                    6ab39b37-8ab4-4d2f-9c5c-6f0ac0dbc2a1/20-0\n00:02.000 --> 00:03.000\nTwo\n";
        assert_eq!(cues(&read(text, Dialect::Vtt)), [at(1, 2, "One"), at(2, 3, "Two")]);
    }
}
