//! The sequence of lines becomes raw turns: header, continuation, heading, stage direction, head and footer.

use rustc_hash::FxHashMap;

use super::clock;
use super::header::{self, Header};
use super::joint::Voices;
use super::line::Line;
use super::paragraph::{self, Wrap};
use super::{footer, notes};
use crate::model::{Kind, NoteSort, Turn};

/// What decoding stands on.
pub(super) struct Plan<'a> {
    /// The real header of each line, if it has one.
    pub(super) headers: &'a [Option<Header>],
    /// Who speaks under each label.
    pub(super) voices: &'a FxHashMap<String, Voices>,
    /// Openings of the footer that the user named.
    pub(super) footers: &'a [String],
    /// How the lines of paragraphs are broken.
    pub(super) wrap: Wrap,
}

/// Raw turns of a document whose first header is at line `first`; the lines before it are not touched.
pub(super) fn decode(plan: &Plan<'_>, mut lines: Vec<Line>, first: usize) -> Vec<Turn> {
    let footer = lines.split_off(footer_start(plan, &lines));
    let before = first.checked_sub(1).and_then(|i| header::time_alone(&lines[i].text));
    let pending = before.and_then(|c| c.ms);
    let mut body = Body { plan, turns: Vec::new(), open: None, pending, goes_on: false };
    for (line, header) in lines.into_iter().zip(plan.headers).skip(first) {
        body.take(line, header.as_ref());
    }
    body.close();
    let mut turns = body.turns;
    stage_to_notes(&mut turns);
    turns.extend(paragraph::notes(&footer, plan.wrap, |_, _| Some(NoteSort::Footer)));
    turns
}

/// The turn being read: its finished paragraphs are in its text.
struct Open {
    turn: Turn,
    /// The paragraph being read; none before the first.
    paragraph: Option<String>,
}

impl Open {
    /// Ends the paragraph being read: its times leave the text, and the first one starts the turn.
    fn end_paragraph(&mut self) {
        let Some(text) = self.paragraph.take() else { return };
        let (text, time) = without_times(text);
        let turn = &mut self.turn;
        if turn.text.is_empty() {
            turn.start_ms = turn.start_ms.or(time);
            turn.text = text;
        } else if !text.is_empty() {
            turn.text.push_str("\n\n");
            turn.text.push_str(&text);
        }
    }
}

struct Body<'a> {
    plan: &'a Plan<'a>,
    turns: Vec<Turn>,
    open: Option<Open>,
    /// A time that stood alone: it is the start of the next turn if a header follows.
    pending: Option<u64>,
    /// The line before goes on in this one, unless a gap is between them.
    goes_on: bool,
}

impl Body<'_> {
    fn take(&mut self, line: Line, header: Option<&Header>) {
        let goes_on = self.plan.wrap.continues(&line);
        if let Some(header) = header {
            self.start(line, header);
        } else if line.style.heading > 0 || notes::is_ruled(&line.text) {
            self.heading(line, NoteSort::Heading);
        } else if let Some(time) = header::time_alone(&line.text) {
            // A time alone belongs to the turn it opens or goes on with.
            match &mut self.open {
                Some(Open { turn, paragraph: None }) if turn.start_ms.is_none() => turn.start_ms = time.ms,
                _ => self.pending = time.ms,
            }
        } else {
            self.text(line);
        }
        self.goes_on = goes_on;
    }

    fn start(&mut self, mut line: Line, header: &Header) {
        if header.label.is_break {
            return self.heading(line, NoteSort::Other);
        }
        self.close();
        let voices = self.plan.voices.get(&header.label.text).cloned();
        let (speaker, speakers) = voices.map(|v| (v.speaker, v.speakers)).unzip();
        let turn = Turn {
            speaker,
            speakers: speakers.unwrap_or_default(),
            start_ms: header.time.or(self.pending.take()),
            line: Some(line.number),
            ..Turn::default()
        };
        line.text.drain(..header.rest);
        self.open = Some(Open { turn, paragraph: Some(trimmed(line.text)).filter(|text| !text.is_empty()) });
    }

    /// A heading or a break is a note; what follows it without a label is a new turn of the same speaker.
    fn heading(&mut self, line: Line, sort: NoteSort) {
        let speaker = self.open.as_ref().map(|Open { turn, .. }| Turn {
            kind: turn.kind,
            note: turn.note,
            speaker: turn.speaker.clone(),
            speakers: turn.speakers.clone(),
            ..Turn::default()
        });
        self.close();
        let (number, text) = (Some(line.number), trimmed(line.text));
        self.turns.push(Turn { kind: Kind::Note, note: Some(sort), line: number, text, ..Turn::default() });
        self.open = speaker.map(|turn| Open { turn, paragraph: None });
    }

    fn text(&mut self, line: Line) {
        self.pending = None;
        let open = self.open.get_or_insert_with(|| Open {
            turn: Turn { kind: Kind::Note, note: Some(NoteSort::Other), ..Turn::default() },
            paragraph: None,
        });
        open.turn.line = open.turn.line.or(Some(line.number));
        match &mut open.paragraph {
            Some(last) if !line.gap && self.goes_on => paragraph::join(last, line.text.trim()),
            _ => {
                open.end_paragraph();
                open.paragraph = Some(trimmed(line.text));
            }
        }
    }

    fn close(&mut self) {
        if let Some(mut open) = self.open.take() {
            open.end_paragraph();
            self.turns.push(open.turn);
        }
    }
}

/// A text without white space around it.
fn trimmed(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    let lead = text.len() - text.trim_start().len();
    text.drain(..lead);
    text
}

/// Removes bracketed times such as `[04:09]` from a text; a time at the very start is returned.
fn without_times(text: String) -> (String, Option<u64>) {
    if !text.contains('[') && !text.contains('【') {
        return (trimmed(text), None);
    }
    let mut out = String::with_capacity(text.len());
    let (mut first, mut rest) = (None, text.as_str());
    while let Some(at) = rest.find(['[', '【']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        match clock::leading(after).filter(|c| c.bracketed) {
            Some(c) => {
                if out.trim().is_empty() {
                    first = first.or(c.ms);
                }
                rest = &after[c.end..];
                if out.ends_with(' ') || out.is_empty() {
                    rest = rest.trim_start_matches(' ');
                }
            }
            None => {
                let width = after.chars().next().map_or(0, char::len_utf8);
                out.push_str(&after[..width]);
                rest = &after[width..];
            }
        }
    }
    out.push_str(rest);
    (trimmed(out), first)
}

/// The line where the footer starts: the first footer marker among the last turn's paragraphs after its first.
fn footer_start(plan: &Plan<'_>, lines: &[Line]) -> usize {
    let Some(last) = plan.headers.iter().rposition(Option::is_some) else { return lines.len() };
    let inline = plan.headers[last].as_ref().is_some_and(|h| !lines[last].text[h.rest..].trim().is_empty());
    let start = last + if inline { 1 } else { 2 };
    let opens = |i: &usize| {
        let line = &lines[*i];
        let paragraph_start = line.gap || *i == 0 || !plan.wrap.continues(&lines[*i - 1]);
        let left = || lines[*i..].iter().flat_map(|l| l.text.chars()).nth(800).is_none();
        paragraph_start
            && footer::opens_footer(&line.text, plan.footers)
            // A rule may part the last answer from itself, too.
            && (line.text.chars().any(char::is_alphanumeric) || left())
    };
    let found = (start..lines.len()).find(opens).unwrap_or(lines.len());
    let ruled = |i: &usize| lines[*i].text.chars().all(|c| !c.is_alphanumeric());
    (start..found).rev().take_while(ruled).last().unwrap_or(found)
}

/// A stage direction alone before the first or after the last speech is a note.
fn stage_to_notes(turns: &mut [Turn]) {
    let stage =
        |t: &Turn| t.kind == Kind::Note && t.note == Some(NoteSort::Other) && notes::is_stage(&t.text);
    for turn in turns.iter_mut().filter(|t| stage(t)) {
        turn.note = Some(NoteSort::Stage);
    }
}
