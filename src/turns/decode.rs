//! The sequence of lines becomes raw turns: header, continuation, heading, stage direction, head and footer.

use super::alias::Aliases;
use super::clock;
use super::header::{self, Header};
use super::line::Line;
use super::paragraph::{self, Wrap};
use super::{footer, joint, notes, shape};
use crate::model::{Kind, NoteSort, Turn};

/// What decoding stands on.
pub(super) struct Plan<'a> {
    /// The lines of the document.
    pub(super) lines: &'a [Line],
    /// The real header of each line, if it has one.
    pub(super) headers: &'a [Option<Header>],
    /// Names by label.
    pub(super) aliases: &'a Aliases,
    /// Openings of the footer that the user named.
    pub(super) footers: &'a [String],
    /// How the lines of paragraphs are broken.
    pub(super) wrap: Wrap,
}

/// Raw turns of a document whose first header is at line `first`; the lines before it are not touched.
pub(super) fn decode(plan: &Plan<'_>, first: usize) -> Vec<Turn> {
    let end = footer_start(plan);
    let before = first.checked_sub(1).and_then(|i| header::time_alone(&plan.lines[i].text));
    let mut body = Body { plan, turns: Vec::new(), open: None, pending: before.and_then(|c| c.ms) };
    for i in first..end {
        body.take(i);
    }
    body.close();
    let mut turns = body.turns;
    stage_to_notes(&mut turns);
    turns.extend(paragraph::notes(&plan.lines[end..], plan.wrap, |_, _| Some(NoteSort::Footer)));
    turns
}

/// The turn being read.
struct Open {
    turn: Turn,
    paragraphs: Vec<String>,
}

struct Body<'a> {
    plan: &'a Plan<'a>,
    turns: Vec<Turn>,
    open: Option<Open>,
    /// A time that stood alone: it is the start of the next turn if a header follows.
    pending: Option<u64>,
}

impl Body<'_> {
    fn take(&mut self, i: usize) {
        let line = &self.plan.lines[i];
        if let Some(header) = &self.plan.headers[i] {
            self.start(line, header);
        } else if line.style.heading > 0 || notes::is_ruled(&line.text) {
            self.heading(line, NoteSort::Heading);
        } else if let Some(time) = header::time_alone(&line.text) {
            // A time alone belongs to the turn it opens or goes on with.
            match &mut self.open {
                Some(open) if open.paragraphs.is_empty() && open.turn.start_ms.is_none() => {
                    open.turn.start_ms = time.ms;
                }
                _ => self.pending = time.ms,
            }
        } else {
            self.text(i);
        }
    }

    fn start(&mut self, line: &Line, header: &Header) {
        if shape::is_break(&header.label) {
            return self.heading(line, NoteSort::Other);
        }
        self.close();
        let rest = line.text[header.rest..].trim();
        let mut open =
            Open { turn: Turn { line: Some(line.number), ..Turn::default() }, paragraphs: Vec::new() };
        open.turn.start_ms = header.time.or(self.pending.take());
        let names = joint::names(&header.label, self.plan.aliases);
        open.turn.speaker = Some(names.join(", "));
        open.turn.speakers = if names.len() > 1 { names } else { Vec::new() };
        if !rest.is_empty() {
            open.paragraphs.push(rest.to_owned());
        }
        self.open = Some(open);
    }

    /// A heading or a break is a note; what follows it without a label is a new turn of the same speaker.
    fn heading(&mut self, line: &Line, sort: NoteSort) {
        let speaker = self.open.as_ref().map(|o| o.turn.clone());
        self.close();
        let text = line.text.trim().to_owned();
        self.turns.push(Turn {
            kind: Kind::Note,
            note: Some(sort),
            line: Some(line.number),
            text,
            ..Turn::default()
        });
        if let Some(turn) = speaker {
            let turn = Turn { start_ms: None, line: None, text: String::new(), ..turn };
            self.open = Some(Open { turn, paragraphs: Vec::new() });
        }
    }

    fn text(&mut self, i: usize) {
        let line = &self.plan.lines[i];
        self.pending = None;
        let open = self.open.get_or_insert_with(|| Open {
            turn: Turn { kind: Kind::Note, note: Some(NoteSort::Other), ..Turn::default() },
            paragraphs: Vec::new(),
        });
        open.turn.line = open.turn.line.or(Some(line.number));
        match open.paragraphs.last_mut() {
            Some(last) if !line.gap && self.plan.wrap.continues(&self.plan.lines[i - 1]) => {
                paragraph::join(last, line.text.trim())
            }
            _ => open.paragraphs.push(line.text.trim().to_owned()),
        }
    }

    fn close(&mut self) {
        let Some(Open { mut turn, paragraphs }) = self.open.take() else { return };
        let mut kept = Vec::with_capacity(paragraphs.len());
        for text in paragraphs {
            let (text, time) = without_times(&text);
            if kept.is_empty() && turn.start_ms.is_none() {
                turn.start_ms = time;
            }
            if !text.is_empty() {
                kept.push(text);
            }
        }
        turn.text = kept.join("\n\n");
        self.turns.push(turn);
    }
}

/// Removes bracketed times such as `[04:09]` from a text; a time at the very start is returned.
fn without_times(text: &str) -> (String, Option<u64>) {
    let mut out = String::with_capacity(text.len());
    let (mut first, mut rest) = (None, text);
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
    (out.trim().to_owned(), first)
}

/// The line where the footer starts: the first footer marker among the last turn's paragraphs after its first.
fn footer_start(plan: &Plan<'_>) -> usize {
    let lines = plan.lines;
    let Some(last) = plan.headers.iter().rposition(Option::is_some) else { return lines.len() };
    let inline = plan.headers[last].as_ref().is_some_and(|h| !lines[last].text[h.rest..].trim().is_empty());
    let start = last + if inline { 1 } else { 2 };
    let opens = |i: &usize| {
        let line = &lines[*i];
        let paragraph_start = line.gap || *i == 0 || !plan.wrap.continues(&lines[*i - 1]);
        let left = || lines[*i..].iter().map(|l| l.text.chars().count()).sum::<usize>();
        paragraph_start
            && footer::opens_footer(&line.text, plan.footers)
            // A rule may part the last answer from itself, too.
            && (line.text.chars().any(char::is_alphanumeric) || left() <= 800)
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
