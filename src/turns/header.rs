//! Header candidates of one line: every way in which it might open a turn.
//!
//! A candidate is only a possibility; which labels are real is decided over the whole document (`score`).

use std::ops::Range;
use std::rc::Rc;

use super::alias;
use super::clock::{self, Clock};
use super::lexicon::{Label, Lexicon};
use super::line::Line;
use super::shape::{self, Shape};
use crate::analysis::is_han;

/// The header conventions, told apart by what separates the label from the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Grammar {
    /// `Name: text`, `Name：text`, and the label alone with its colon.
    Colon,
    /// `Name  0:34`, `Name (00:00):`: a time closes the header.
    Time,
    /// `[00:00:05] Name: text`, `00:05 Name`: a time opens it.
    TimeFirst,
    /// `[Name] text`, `【Name】text`.
    Bracket,
    /// A bold run without a colon.
    Strong,
    /// `Q. text`, `A1. text`, `问 text`.
    Mark,
    /// `Name | Affiliation` or `Name<tab>text`, table cells.
    Cell,
    /// `Name — text`, `Name - text`.
    Dash,
    /// `Name> text`.
    Arrow,
    /// The name alone on its line.
    Own,
    /// The name alone in a paragraph of its own.
    Apart,
}

/// One way to read a line as the header of a turn. Offsets are bytes of the line's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) grammar: Grammar,
    pub(super) label: Rc<Label>,
    /// The time in the header, in milliseconds.
    pub(super) time: Option<u64>,
    /// Where the words of the turn start; the text's length if none are on this line.
    pub(super) rest: usize,
    /// The label is set bold or is a heading.
    pub(super) strong: bool,
}

/// Longest label in characters, titles and affiliations included.
const LABEL: usize = 64;

/// So many characters are searched for the colon of a label, which may hold a time besides.
const COLON: usize = LABEL + 24;

/// Longest mark of question or answer with its number, in bytes.
const MARK: usize = 12;

/// What sets a label apart from the words.
const SEPARATORS: [(&str, Grammar); 9] = [
    ("\t", Grammar::Cell),
    ("  ", Grammar::Cell),
    ("\u{3000}", Grammar::Cell),
    (" | ", Grammar::Cell),
    (" — ", Grammar::Dash),
    (" – ", Grammar::Dash),
    (" - ", Grammar::Dash),
    ("——", Grammar::Dash),
    ("> ", Grammar::Arrow),
];

/// Adds all header candidates of a line. `followed` is true if the next line belongs to the same paragraph.
pub(super) fn candidates(line: &Line, followed: bool, lexicon: &Lexicon, found: &mut Vec<Header>) {
    let start = found.len();
    let site = Site { line, lexicon };
    let lead = lead(&line.text);
    if let Some(time) = clock::leading(&line.text[lead..]) {
        let after = lead + time.end;
        let at = after + separator(&line.text[after..]);
        return found.extend(site.time_first(at, time.ms, followed));
    }
    found.extend(site.colon(lead, None));
    found.extend(site.timed(lead));
    found.extend(site.bracket(lead));
    found.extend(site.strong(lead));
    found.extend(site.mark(lead));
    site.separated(lead, found);
    found.extend(site.own(lead, followed));
    found.extend(site.apart(lead, followed));
    let same = |a: &Header, b: &Header| a.grammar == b.grammar && a.label.key == b.label.key;
    keep(found, start, |before, header| !before.iter().any(|other| same(other, header)));
    // A heading is a label as a whole or not at all.
    let whole = |h: &Header| line.style.heading == 0 || h.rest >= line.text.len();
    keep(found, start, |_, header| whole(header) && !header.spells_out(line));
}

/// The label before a colon that opens a short text such as a cue, unless a time stands there.
pub(super) fn inline(line: &Line, lexicon: &Lexicon) -> Option<Header> {
    let lead = lead(&line.text);
    if clock::leading(&line.text[lead..]).is_some() {
        return None;
    }
    let header = Site { line, lexicon }.colon(lead, None)?;
    (header.grammar == Grammar::Colon && !header.spells_out(line)).then_some(header)
}

/// Keeps those elements from `start` on that pass a test, which is told what was kept before them.
fn keep<T>(all: &mut Vec<T>, start: usize, test: impl Fn(&[T], &T) -> bool) {
    let mut end = start;
    for i in start..all.len() {
        if test(&all[start..end], &all[i]) {
            all.swap(end, i);
            end += 1;
        }
    }
    all.truncate(end);
}

impl Header {
    /// `JRL: John R. Lewis` is a row of a table of names.
    fn spells_out(&self, line: &Line) -> bool {
        alias::spells_out(&self.label.text, &line.text[self.rest..])
    }
}

/// A line whose candidates are looked for, and where its labels are looked up.
#[derive(Clone, Copy)]
struct Site<'a> {
    line: &'a Line,
    lexicon: &'a Lexicon,
}

/// Bytes of what may stand before a label: bullets, numbering, change marks.
fn lead(text: &str) -> usize {
    let trimmed = text.trim_start();
    let start = text.len() - trimmed.len();
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=4).contains(&digits)
        && let Some(rest) = trimmed[digits..].strip_prefix(['.', ')', '、', '．'])
        && (rest.starts_with(char::is_whitespace) || rest.starts_with(is_han))
    {
        return text.len() - rest.trim_start().len();
    }
    for mark in [">>> ", ">>>", ">> ", ">>", "● ", "○ ", "◆ ", "■ ", "▶ ", "▲ ", "• ", "· "] {
        if let Some(rest) = trimmed.strip_prefix(mark) {
            return text.len() - rest.trim_start().len();
        }
    }
    start
}

/// Bytes of what may stand between a time and a label.
fn separator(text: &str) -> usize {
    let rest = text.trim_start();
    let rest = rest.strip_prefix(['-', '–', '—', '|', '·', ',', '，', ':', '：']).unwrap_or(rest);
    text.len() - rest.trim_start().len()
}

impl Site<'_> {
    /// A header built from a range of the line, if the range can be a label at all.
    fn header(
        &self,
        grammar: Grammar,
        label: Range<usize>,
        rest: usize,
        time: Option<u64>,
    ) -> Option<Header> {
        let (line, end) = (self.line, label.end);
        let raw = line.text[label].trim();
        let raw = raw.trim_matches(|c: char| matches!(c, '*' | '_' | '|' | '·' | '•')).trim();
        if raw.is_empty() || raw.len() > LABEL && raw.chars().nth(LABEL).is_some() {
            return None;
        }
        let label = self.lexicon.label(raw)?;
        let rest = rest + (line.text[rest..].len() - line.text[rest..].trim_start().len());
        let strong = line.style.heading > 0 || line.style.strong >= end.min(line.text.len());
        Some(Header { grammar, label, time, rest, strong })
    }

    fn time_first(&self, at: usize, time: Option<u64>, followed: bool) -> Option<Header> {
        let (text, len) = (self.line.text.as_str(), self.line.text.len());
        if at >= len {
            return None;
        }
        if let Some(header) = self.addressed(at, time) {
            return Some(header);
        }
        let inner = self.colon(at, time).or_else(|| self.bracket(at)).or_else(|| self.strong(at));
        if let Some(header) = inner {
            return Some(Header { grammar: Grammar::TimeFirst, time: header.time.or(time), ..header });
        }
        // A second time may close the header: `00:05 Name 00:09`.
        if let Some(header) = self.timed(at) {
            return Some(Header { grammar: Grammar::TimeFirst, time, ..header });
        }
        let short = text[at..].chars().nth(40).is_none() && !ends_sentence(text);
        (short && (followed || self.line.gap))
            .then(|| self.header(Grammar::TimeFirst, at..len, len, time))
            .flatten()
    }

    /// `From Ann Lee to Everyone: text`, as meetings save their chats.
    fn addressed(&self, at: usize, time: Option<u64>) -> Option<Header> {
        let (text, open) = (self.line.text.as_str(), at + "From ".len());
        let (end, width) = text[at..].starts_with("From ").then(|| colon_at(text, open))??;
        let name = text[open..end].rfind(" to ").map_or(end, |i| open + i);
        self.header(Grammar::TimeFirst, open..name, end + width, time)
    }

    /// `Label: rest`, with a time or an affiliation in parentheses before the colon.
    fn colon(&self, start: usize, time: Option<u64>) -> Option<Header> {
        let text = self.line.text.as_str();
        let (at, width) = colon_at(text, start)?;
        let rest = at + width;
        let mut end = at;
        let mut time = time;
        let mut grammar = Grammar::Colon;
        if let Some(clock) = clock::find(&text[start..at], at - start)
            && start + clock.end == start + text[start..at].trim_end().len()
        {
            (end, time, grammar) = (start + clock.start, clock.ms.or(time), Grammar::Time);
        }
        // `Name: [00:05] text`: the time belongs to the header.
        let mut rest = rest + (text[rest..].len() - text[rest..].trim_start().len());
        if let Some(clock) = clock::leading(&text[rest..])
            && clock.bracketed
            && time.is_none()
        {
            (rest, time) = (rest + clock.end, clock.ms);
        }
        self.header(grammar, start..end, rest, time)
    }

    /// `Name  0:34`, `Name (00:00)`, `Name [0:34] text`.
    fn timed(&self, start: usize) -> Option<Header> {
        let text = self.line.text.as_str();
        let within = text[start..].char_indices().nth(LABEL).map_or(text.len() - start, |(i, _)| i);
        let clock = clock::find(&text[start..], within)?;
        let (from, to) = (start + clock.start, start + clock.end);
        let mut end = text[start..from].trim_end().len() + start;
        let label = text[start..end].trim_end_matches(['-', '–', '—', '|', ',', '，', '@', ':', '：']);
        end = start + label.trim_end().len();
        let after = text[to..].trim_start_matches([':', '：', ' ', '\t', '\u{3000}', '-', '–', '—', '|']);
        let apart = clock.bracketed || text[end..from].chars().count() >= 2;
        if end <= start || !(after.is_empty() || apart) {
            return None;
        }
        self.header(Grammar::Time, start..end, text.len() - after.len(), clock.ms)
    }

    /// `[Name] text`, `【Name】text`, `<Name> text`.
    fn bracket(&self, start: usize) -> Option<Header> {
        let text = self.line.text.as_str();
        let open = text[start..].chars().next()?;
        let close = match open {
            '[' => ']',
            '【' => '】',
            '（' => '）',
            '(' => ')',
            '<' => '>',
            '〔' => '〕',
            '［' => '］',
            '〖' => '〗',
            _ => return None,
        };
        let inner = start + open.len_utf8();
        let end = inner + text[inner..].find(close)?;
        let after = end + close.len_utf8();
        let rest = text[after..].trim_start();
        let rest = rest.strip_prefix([':', '：']).unwrap_or(rest);
        self.header(Grammar::Bracket, inner..end, text.len() - rest.len(), None)
    }

    /// A bold run at the start, without a colon, that does not fill the line.
    fn strong(&self, start: usize) -> Option<Header> {
        let (text, end) = (self.line.text.as_str(), self.line.style.strong);
        if end <= start || end >= text.trim_end().len() || !text.is_char_boundary(end) {
            return None;
        }
        let label = text[start..end].trim_end();
        (!label.ends_with([':', '：'])).then(|| self.header(Grammar::Strong, start..end, end, None)).flatten()
    }

    /// `Q. text`, `A1) text`, `问 text`, `答、text`.
    fn mark(&self, start: usize) -> Option<Header> {
        let text = &self.line.text[start..];
        let mut opening = text.char_indices().take_while(|&(i, _)| i <= MARK);
        let word = opening.find(|(_, c)| !c.is_alphanumeric()).map(|(i, _)| i).filter(|&i| i > 0)?;
        if !shape::is_mark(&text[..word]) {
            return None;
        }
        let rest = text[word..].trim_start_matches(['.', '．', '、', ')', '）', ']', '-', '—']);
        let separated = rest.len() < text.len() - word && rest.starts_with(char::is_whitespace)
            || rest.len() < text.len() - word && rest.starts_with(is_han)
            || text[word..].starts_with(['\u{3000}', '\t', ' ']) && text.starts_with(is_han);
        let rest = self.line.text.len() - rest.len();
        separated.then(|| self.header(Grammar::Mark, start..start + word, rest, None)).flatten()
    }

    /// Labels set apart by a tab, wide blanks, a bar, a dash or an arrow, where each of these stands first.
    fn separated(&self, start: usize, found: &mut Vec<Header>) {
        let text = &self.line.text.as_bytes()[start..];
        let mut first = [None; SEPARATORS.len()];
        for at in 0..text.len().min(LABEL + 1) {
            let opens = match text[at] {
                b'\t' | b'>' | 0xe2 | 0xe3 => true,
                b' ' => matches!(text.get(at + 1), Some(b' ' | b'|' | b'-' | 0xe2)),
                _ => false,
            };
            let marks = SEPARATORS.iter().zip(&mut first).filter(|_| opens);
            for (_, place) in marks.filter(|((mark, _), _)| text[at..].starts_with(mark.as_bytes())) {
                place.get_or_insert(at);
            }
        }
        for ((mark, grammar), at) in SEPARATORS.iter().zip(first) {
            if let Some(at) = at.filter(|&at| at > 0) {
                let end = start + at;
                found.extend(self.header(*grammar, start..end, end + mark.len(), None));
            }
        }
    }

    /// The name alone on its line.
    fn own(&self, start: usize, followed: bool) -> Option<Header> {
        let line = self.line;
        let text = line.text.trim_end();
        let set_off = line.style.heading > 0 || line.style.strong >= text.len();
        if !(followed || set_off) || ends_sentence(text) || text[start..].chars().nth(40).is_some() {
            return None;
        }
        let end = text.trim_end_matches([':', '：']).len();
        (end == text.len()).then(|| self.header(Grammar::Own, start..end, line.text.len(), None)).flatten()
    }

    /// A name or a role alone in a paragraph of its own.
    fn apart(&self, start: usize, followed: bool) -> Option<Header> {
        let line = self.line;
        let text = line.text.trim_end();
        let plain = line.style == super::line::Style::default() && !text.ends_with([':', '：']);
        (plain && line.gap && !followed && !ends_sentence(text))
            .then(|| self.header(Grammar::Apart, start..text.len(), line.text.len(), None))
            .flatten()
            .filter(|h| h.label.shape >= Shape::Name)
    }
}

/// The first colon that can end a label: outside parentheses, no part of a time or an address.
fn colon_at(text: &str, start: usize) -> Option<(usize, usize)> {
    // All colons but that of ASCII begin with the same byte.
    let window = &text.as_bytes()[start..text.len().min(start + 4 * COLON)];
    memchr::memchr2(b':', 0xef, window)?;
    let (mut depth, mut before) = (0i32, ' ');
    for (i, c) in text[start..].char_indices().take(COLON) {
        let at = start + i;
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth -= 1,
            ':' | '：' | '﹕' | '︰' if depth <= 0 => {
                let after = text[at + c.len_utf8()..].chars().next();
                let clock = before.is_ascii_digit() && after.is_some_and(|a| a.is_ascii_digit());
                if !clock {
                    return (after != Some('/') && i > 0).then_some((at, c.len_utf8()));
                }
            }
            '。' | '？' | '！' | '?' | '!' | '“' | '”' | '「' | '"' | '；' | ';' => return None,
            _ => {}
        }
        before = c;
    }
    None
}

/// True if a line ends like a sentence rather than like a label.
fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '?', '!', '。', '？', '！', '…', ',', '，', ';', '；', '”', '"', '、'])
        && !text.trim_end().ends_with("Jr.")
}

/// The time of a line that holds nothing else: it times what follows and continues the speaker.
pub(super) fn time_alone(text: &str) -> Option<Clock> {
    let clock = clock::leading(text.trim_start())?;
    let rest = text.trim_start()[clock.end..].trim_matches([':', '：', ' ', '\t', '-']);
    rest.is_empty().then_some(clock)
}
