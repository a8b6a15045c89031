//! Header candidates of one line: every way in which it might open a turn.
//!
//! A candidate is only a possibility; which labels are real is decided over the whole document (`score`).

use super::alias;
use super::clock::{self, Clock};
use super::line::Line;
use super::shape::{self, Shape};

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
    /// The label as written, trimmed of separators and times.
    pub(super) label: String,
    /// The label for comparison: folded, blanks between Han characters removed.
    pub(super) key: String,
    /// What the label looks like by itself.
    pub(super) shape: Shape,
    /// The time in the header, in milliseconds.
    pub(super) time: Option<u64>,
    /// Where the words of the turn start; the text's length if none are on this line.
    pub(super) rest: usize,
    /// The label is set bold or is a heading.
    pub(super) strong: bool,
}

/// Longest label in characters, titles and affiliations included.
const LABEL: usize = 64;

/// All header candidates of a line. `followed` is true if the next line belongs to the same paragraph.
pub(super) fn candidates(line: &Line, followed: bool) -> Vec<Header> {
    let mut found = Vec::new();
    let text = line.text.as_str();
    let lead = lead(text);
    let body = &text[lead..];
    if let Some(time) = clock::leading(body) {
        let after = lead + time.end;
        let at = after + separator(&text[after..]);
        found.extend(time_first(line, at, time.ms, followed));
        return found;
    }
    found.extend(colon(line, lead, None));
    found.extend(timed(line, lead));
    found.extend(bracket(line, lead));
    found.extend(strong(line, lead));
    found.extend(mark(line, lead));
    found.extend(separated(line, lead));
    found.extend(own(line, lead, followed));
    found.extend(apart(line, lead, followed));
    let mut seen = Vec::new();
    found.retain(|h: &Header| {
        let new = !seen.contains(&(h.grammar, h.key.clone()));
        seen.push((h.grammar, h.key.clone()));
        // `JRL: John R. Lewis` is a table of names; a heading is a label as a whole or not at all.
        new && !alias::spells_out(&h.label, &line.text[h.rest..])
            && (line.style.heading == 0 || h.rest >= line.text.len())
    });
    found
}

/// A header built from a range of the line, if the range can be a label at all.
fn build(
    line: &Line,
    grammar: Grammar,
    start: usize,
    end: usize,
    rest: usize,
    time: Option<u64>,
) -> Option<Header> {
    let raw =
        line.text[start..end].trim().trim_matches(|c: char| matches!(c, '*' | '_' | '|' | '·' | '•')).trim();
    if raw.is_empty() || raw.chars().count() > LABEL {
        return None;
    }
    let shape = shape::of(raw);
    if shape == Shape::No {
        return None;
    }
    let rest = rest + (line.text[rest..].len() - line.text[rest..].trim_start().len());
    let strong = line.style.heading > 0 || line.style.strong >= end.min(line.text.len());
    Some(Header { grammar, label: raw.to_owned(), key: shape::key(raw), shape, time, rest, strong })
}

/// Bytes of what may stand before a label: bullets, numbering, change marks.
fn lead(text: &str) -> usize {
    let trimmed = text.trim_start();
    let start = text.len() - trimmed.len();
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=4).contains(&digits)
        && let Some(rest) = trimmed[digits..].strip_prefix(['.', ')', '、', '．'])
        && (rest.starts_with(char::is_whitespace) || rest.starts_with(crate::analysis::is_han))
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

fn time_first(line: &Line, at: usize, time: Option<u64>, followed: bool) -> Option<Header> {
    let (text, len) = (line.text.as_str(), line.text.len());
    if at >= len {
        return None;
    }
    if let Some(header) = addressed(line, at, time) {
        return Some(header);
    }
    let inner = colon(line, at, time).or_else(|| bracket(line, at)).or_else(|| strong(line, at));
    if let Some(header) = inner {
        return Some(Header { grammar: Grammar::TimeFirst, time: header.time.or(time), ..header });
    }
    // A second time may close the header: `00:05 Name 00:09`.
    if let Some(header) = timed(line, at) {
        return Some(Header { grammar: Grammar::TimeFirst, time, ..header });
    }
    let short = text[at..].chars().count() <= 40 && !ends_sentence(text);
    (short && (followed || line.gap)).then(|| build(line, Grammar::TimeFirst, at, len, len, time)).flatten()
}

/// `From Ann Lee to Everyone: text`, as meetings save their chats.
fn addressed(line: &Line, at: usize, time: Option<u64>) -> Option<Header> {
    let (text, open) = (line.text.as_str(), at + "From ".len());
    let (end, width) = text[at..].starts_with("From ").then(|| colon_at(text, open))??;
    let name = text[open..end].rfind(" to ").map_or(end, |i| open + i);
    build(line, Grammar::TimeFirst, open, name, end + width, time)
}

/// `Label: rest`, with a time or an affiliation in parentheses before the colon.
fn colon(line: &Line, start: usize, time: Option<u64>) -> Option<Header> {
    let text = line.text.as_str();
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
    build(line, grammar, start, end, rest, time)
}

/// The first colon that can end a label: outside parentheses, no part of a time or an address.
fn colon_at(text: &str, start: usize) -> Option<(usize, usize)> {
    let (mut depth, mut count) = (0i32, 0usize);
    let mut before = ' ';
    for (i, c) in text[start..].char_indices() {
        let at = start + i;
        count += 1;
        if count > LABEL + 24 {
            return None;
        }
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

/// `Name  0:34`, `Name (00:00)`, `Name [0:34] text`.
fn timed(line: &Line, start: usize) -> Option<Header> {
    let text = line.text.as_str();
    let within = text[start..].char_indices().nth(LABEL).map_or(text.len() - start, |(i, _)| i);
    let clock = clock::find(&text[start..], within)?;
    let (from, to) = (start + clock.start, start + clock.end);
    let mut end = text[start..from].trim_end().len() + start;
    end = start
        + text[start..end].trim_end_matches(['-', '–', '—', '|', ',', '，', '@', ':', '：']).trim_end().len();
    let after = text[to..].trim_start_matches([':', '：', ' ', '\t', '\u{3000}', '-', '–', '—', '|']);
    let apart = clock.bracketed || text[end..from].chars().count() >= 2;
    if end <= start || !(after.is_empty() || apart) {
        return None;
    }
    build(line, Grammar::Time, start, end, text.len() - after.len(), clock.ms)
}

/// `[Name] text`, `【Name】text`, `<Name> text`.
fn bracket(line: &Line, start: usize) -> Option<Header> {
    let text = line.text.as_str();
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
    build(line, Grammar::Bracket, inner, end, text.len() - rest.len(), None)
}

/// A bold run at the start, without a colon, that does not fill the line.
fn strong(line: &Line, start: usize) -> Option<Header> {
    let (text, end) = (line.text.as_str(), line.style.strong);
    if end <= start || end >= text.trim_end().len() || !text.is_char_boundary(end) {
        return None;
    }
    let label = text[start..end].trim_end();
    (!label.ends_with([':', '：'])).then(|| build(line, Grammar::Strong, start, end, end, None)).flatten()
}

/// `Q. text`, `A1) text`, `问 text`, `答、text`.
fn mark(line: &Line, start: usize) -> Option<Header> {
    let text = &line.text[start..];
    let word = text.find(|c: char| !c.is_alphanumeric()).filter(|&i| i > 0 && i <= 12)?;
    if !shape::is_mark(&text[..word]) {
        return None;
    }
    let rest = text[word..].trim_start_matches(['.', '．', '、', ')', '）', ']', '-', '—']);
    let separated = rest.len() < text.len() - word && rest.starts_with(char::is_whitespace)
        || rest.len() < text.len() - word && crate::analysis::is_han(rest.chars().next().unwrap_or(' '))
        || text[word..].starts_with(['\u{3000}', '\t', ' '])
            && crate::analysis::is_han(text.chars().next().unwrap_or(' '));
    separated
        .then(|| build(line, Grammar::Mark, start, start + word, line.text.len() - rest.len(), None))
        .flatten()
}

/// Labels set apart by a tab, wide blanks, a bar, a dash or an arrow.
fn separated(line: &Line, start: usize) -> Vec<Header> {
    let text = &line.text[start..];
    let mut found = Vec::new();
    let separators: [(&str, Grammar); 9] = [
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
    for (mark, grammar) in separators {
        if let Some(at) = text.find(mark).filter(|&at| at > 0 && at <= LABEL) {
            found.extend(build(line, grammar, start, start + at, start + at + mark.len(), None));
        }
    }
    found
}

/// The name alone on its line.
fn own(line: &Line, start: usize, followed: bool) -> Option<Header> {
    let text = line.text.trim_end();
    let set_off = line.style.heading > 0 || line.style.strong >= text.len();
    if ends_sentence(text) || !(followed || set_off) || text[start..].chars().count() > 40 {
        return None;
    }
    let end = text.trim_end_matches([':', '：']).len();
    (end == text.len()).then(|| build(line, Grammar::Own, start, end, line.text.len(), None)).flatten()
}

/// A name or a role alone in a paragraph of its own.
fn apart(line: &Line, start: usize, followed: bool) -> Option<Header> {
    let text = line.text.trim_end();
    let plain = line.style == super::line::Style::default() && !text.ends_with([':', '：']);
    (plain && line.gap && !followed && !ends_sentence(text))
        .then(|| build(line, Grammar::Apart, start, text.len(), line.text.len(), None))
        .flatten()
        .filter(|h| h.shape >= Shape::Name)
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
