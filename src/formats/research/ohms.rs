//! OHMS, the Oral History Metadata Synchronizer: a record of an interview, its index, its transcript.
//!
//! Older transcripts are plain text with marks of minutes by line (`sync`), newer ones are captions (`vtt_transcript`).
//! A translation beside the transcript is a document of its own. Deliberately absent: key words, places and links
//! of the index, and the bits of transcript that it repeats.

use super::{Break, finish, media, sniff_root};
use crate::formats::captions::WebVtt;
use crate::formats::xml::{self, Node, Nodes, get};
use crate::formats::{Document, Format, Refusal, Sniff, Source, text};
use crate::model::{FileSettings, Kind, Meta, NoteSort, Participant, Role, Turn};
use crate::turns;

/// OHMS.
pub(in crate::formats) struct Ohms;

impl Format for Ohms {
    fn name(&self) -> &'static str {
        "ohms"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let head = source.head(2000);
        let record = || head.contains("<record") || head.contains("nunncenter/ohms");
        if source.opens_with_tag() && record() {
            sniff_root(source, &[], &["ROOT", "root", "record"])
        } else {
            Sniff::No
        }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let mut reader = Reader::default();
        let mut nodes = xml::nodes(&source.text);
        while let Some(node) = nodes.next() {
            match node {
                Node::Open { name, attributes, line } => reader.open(&name, &attributes, line, &mut nodes),
                Node::Broken { line, message } => reader.broken = Some((line, message)),
                _ => {}
            }
        }
        let Reader { meta, description, index, rights, said, translated, broken } = reader;
        let mut document = said.document(meta.clone(), source, settings)?;
        document.turns.splice(..0, description.into_iter().chain(index));
        document.turns.extend(rights);
        let mut documents = finish(document, broken)?;
        let mut other = translated.document(meta, source, settings)?;
        if !documents.is_empty() {
            other.member = String::from("translation");
        }
        documents.extend(finish(other, None)?);
        Ok(documents)
    }
}

/// A transcript as the record holds it.
#[derive(Default)]
struct Transcript {
    /// Plain text, and the line it begins on.
    plain: (String, u32),
    captions: (String, u32),
    /// Marks of minutes.
    sync: String,
}

#[derive(Default)]
struct Reader {
    meta: Meta,
    description: Option<Turn>,
    index: Vec<Turn>,
    rights: Vec<Turn>,
    said: Transcript,
    translated: Transcript,
    broken: Option<Break>,
}

impl Reader {
    fn open(&mut self, name: &str, attributes: &[(String, String)], line: u32, nodes: &mut Nodes<'_>) {
        match name {
            "ROOT" | "root" | "record" | "index" => return,
            "point" => return self.point(line, nodes),
            "date" if get(attributes, "value").is_some_and(|v| !v.trim().is_empty()) => {
                self.meta.date = get(attributes, "value").and_then(turns::find_date);
            }
            _ => {}
        }
        let text = nodes.text_of_element();
        let value = Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        let Some(value) = value else { return };
        let meta = &mut self.meta;
        match name {
            "title" => meta.title = Some(value),
            "date" | "date_nonpreferred_format" if meta.date.is_none() => {
                meta.date = turns::find_date(&value)
            }
            "repository" => meta.publisher = Some(value),
            "media_url" => meta.source = media(&value),
            "file_name" if meta.source.is_none() => meta.source = media(&value),
            "duration" => meta.duration_ms = turns::duration(&value).filter(|ms| *ms > 0),
            "interviewer" => self.person(&value, Role::Host),
            "interviewee" => self.person(&value, Role::Guest),
            "description" => self.description = Some(note(NoteSort::Abstract, value, None, line)),
            "rights" | "usage" => self.rights.push(note(NoteSort::Footer, value, None, line)),
            "sync" => self.said.sync = value,
            "sync_alt" => self.translated.sync = value,
            "transcript" => self.said.plain = (text, line),
            "transcript_alt" => self.translated.plain = (text, line),
            "vtt_transcript" => self.said.captions = (text, line),
            "vtt_transcript_alt" => self.translated.captions = (text, line),
            _ => {}
        }
    }

    /// `Lee, Ann` is Ann Lee.
    fn person(&mut self, value: &str, role: Role) {
        for name in value.split(';') {
            let name = match name.split(',').collect::<Vec<_>>().as_slice() {
                [last, first] => format!("{} {}", first.trim(), last.trim()),
                _ => name.trim().to_owned(),
            };
            if !name.is_empty() && self.meta.participants.iter().all(|p| p.name != name) {
                self.meta.participants.push(Participant { name, role: Some(role), ..Participant::default() });
            }
        }
    }

    /// A point of the index: where a part begins, what it is called and what it is about.
    fn point(&mut self, line: u32, nodes: &mut Nodes<'_>) {
        let (mut time, mut text) = (None, String::new());
        for (name, value) in nodes.texts_of_element() {
            match name.as_str() {
                "time" => time = value.parse::<u64>().ok().map(|seconds| seconds.saturating_mul(1000)),
                "title" | "synopsis" if text.is_empty() => text = value,
                "synopsis" | "title_alt" | "synopsis_alt" => text = format!("{text}\n\n{value}"),
                _ => {}
            }
        }
        self.index.push(note(NoteSort::Heading, text, time, line));
    }
}

fn note(sort: NoteSort, text: String, start_ms: Option<u64>, line: u32) -> Turn {
    let kind = Kind::Note;
    Turn { kind, note: Some(sort), text, start_ms, line: Some(line), ..Turn::default() }
}

impl Transcript {
    fn document(self, meta: Meta, source: &Source<'_>, settings: &FileSettings) -> Result<Document, Refusal> {
        let (captions, first) = &self.captions;
        let (plain, opened) = &self.plain;
        if !captions.trim().is_empty() {
            return self::captions(captions, *first, meta, source, settings);
        }
        if plain.trim().is_empty() || plain.trim() == "No transcript." {
            return Ok(Document { meta, ..Document::default() });
        }
        let plain = without_footnotes(plain);
        let lines = text::lines(&plain);
        let duration = meta.duration_ms;
        let mut document = Document::from(turns::split(lines, meta, settings));
        let minutes = Minutes::read(&self.sync, &plain, duration);
        for turn in &mut document.turns {
            if turn.start_ms.is_none() && turn.is_speech() {
                turn.start_ms = turn.line.and_then(|line| minutes.at(line));
            }
            turn.line = turn.line.map(|line| line.saturating_add(opened - 1));
        }
        document
            .warnings
            .iter_mut()
            .for_each(|w| w.line = w.line.map(|line| line.saturating_add(opened - 1)));
        Ok(document)
    }
}

/// Captions inside the record are read as captions are; its people name the voices.
fn captions(
    text: &str,
    first: u32,
    meta: Meta,
    source: &Source<'_>,
    settings: &FileSettings,
) -> Result<Document, Refusal> {
    let inner = Source {
        path: source.path,
        text: text.into(),
        encoding: source.encoding,
        bytes: source.bytes,
        sidecars: &[],
    };
    let Some(mut document) = WebVtt.read(&inner, settings)?.pop() else {
        return Ok(Document { meta, ..Document::default() });
    };
    for turn in &mut document.turns {
        turn.line = turn.line.map(|line| line.saturating_add(first - 1));
    }
    document.warnings.iter_mut().for_each(|w| w.line = w.line.map(|line| line.saturating_add(first - 1)));
    document.meta = meta;
    turns::resolve(&mut document.turns, &mut document.meta.participants);
    Ok(document)
}

/// `[[footnote]]1[[/footnote]]` is `[1]`; the marks around the notes at the end go.
fn without_footnotes(text: &str) -> String {
    let mut text = text.replace("[[footnote]]", "[").replace("[[/footnote]]", "]");
    for mark in ["[[footnotes]]", "[[/footnotes]]", "[[note]]", "[[/note]]"] {
        text = text.replace(mark, "");
    }
    text
}

/// When lines are spoken, by the marks of minutes: `1:|13(3)|19(14)` says that the first minute ends on line 13, counted
/// from 0 as the OHMS viewer does, and the second on line 19. Between marks time runs evenly over the letters.
struct Minutes {
    /// How many bytes stand before each line.
    before: Vec<usize>,
    /// Bytes said at times, in order.
    marks: Vec<(usize, u64)>,
}

impl Minutes {
    fn read(sync: &str, text: &str, duration: Option<u64>) -> Self {
        let mut before = vec![0];
        for line in text.split('\n') {
            before.push(before.last().unwrap_or(&0) + line.len());
        }
        let all = before.last().copied().unwrap_or(0);
        let (minutes, stamps) = sync.split_once(':').unwrap_or(("", ""));
        let step = minutes
            .trim()
            .parse::<u64>()
            .ok()
            .filter(|m| *m > 0)
            .map_or(60_000, |m| m.saturating_mul(60_000));
        let mut marks = vec![(0, 0)];
        for (count, stamp) in (0u64..).zip(stamps.split('|')) {
            let line = stamp.split('(').next().and_then(|line| line.trim().parse::<usize>().ok());
            let place = line.and_then(|line| before.get(line).copied());
            if let Some(place) = place.filter(|place| *place >= marks.last().map_or(0, |m| m.0)) {
                marks.push((place, count.saturating_mul(step)));
            }
        }
        let last = marks.last().map_or(0, |m| m.1);
        if marks.len() == 1 {
            marks.clear();
        } else {
            marks.push((all, duration.unwrap_or(0).clamp(last, last.saturating_add(step))));
        }
        Self { before, marks }
    }

    /// The time of a line, counted from 1, in milliseconds.
    fn at(&self, line: u32) -> Option<u64> {
        let place = *self.before.get(line.checked_sub(1)? as usize)?;
        let next = self.marks.partition_point(|(mark, _)| *mark <= place);
        let (from, start) = *self.marks.get(next.checked_sub(1)?)?;
        let Some(&(to, end)) = self.marks.get(next) else { return Some(start) };
        let share = (place - from) as f64 / (to - from).max(1) as f64;
        Some(start + (share * end.saturating_sub(start) as f64) as u64)
    }
}
