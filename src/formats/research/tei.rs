//! TEI: transcriptions of speech (ISO 24624, TEI P5 chapter 8) and, alike, of talks set as drama.
//!
//! Who says what is stated by `u` or `annotationBlock`, or by `sp`; text is rebuilt from words and marks where it is
//! divided into them. Deliberately absent: spans of annotation, apparatus, normalised spellings, pauses.

use super::cast::Cast;
use super::pieces::{direction, in_time, says_something};
use super::tei_head::Head;
use super::tei_time::{Points, bare};
use super::{Break, finish, sniff_root};
use crate::formats::recogniser::{Piece, between, paragraphs};
use crate::formats::xml::{self, Node, Nodes, get};
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::{FileSettings, NoteSort};

/// TEI.
pub(in crate::formats) struct Tei;

impl Format for Tei {
    fn name(&self) -> &'static str {
        "tei"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["tei"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        sniff_root(source, self.extensions(), &["TEI", "TEI.2", "teiCorpus", "annotationBlock"])
    }
    fn read(&self, source: &Source<'_>, _: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let mut reader = Reader::default();
        let mut nodes = xml::nodes(&source.text);
        while let Some(node) = nodes.next() {
            match node {
                Node::Open { name, attributes, line } => reader.open(&name, &attributes, line, &mut nodes),
                // What the header says is not said in the talk.
                Node::Text(_) if nodes.is_inside("teiHeader") => {}
                Node::Text(text) => reader.raw(&text),
                Node::Close { name } => reader.close(&name),
                Node::Broken { line, message } => reader.broken = Some((line, message)),
            }
        }
        reader.flush();
        if !reader.spoken && reader.broken.is_none() {
            return Err(Refusal::Skip(String::from("a TEI text in which nobody speaks")));
        }
        let mut document = reader.document;
        document.turns = in_time(reader.pieces);
        document.meta.participants = reader.cast.finish(&mut document.turns);
        finish(document, reader.broken)
    }
}

/// What one speaker is saying.
#[derive(Default)]
struct Speech {
    /// The element that states it.
    element: String,
    speaker: Option<String>,
    start_ms: Option<u64>,
    end_ms: Option<u64>,
    line: u32,
    /// How many paragraphs were said.
    paragraphs: usize,
}

#[derive(Default)]
struct Reader {
    document: Document,
    head: Head,
    cast: Cast,
    points: Points,
    pieces: Vec<Piece>,
    speech: Option<Speech>,
    /// The element of block text that is open outside speech.
    block: Option<NoteSort>,
    /// The line of the text at hand.
    line: u32,
    text: String,
    /// The next word follows without a blank.
    glued: bool,
    /// How the open segments end.
    ends: Vec<&'static str>,
    /// Somebody speaks somewhere.
    spoken: bool,
    broken: Option<Break>,
}

impl Reader {
    fn open(&mut self, name: &str, attributes: &[(String, String)], line: u32, nodes: &mut Nodes<'_>) {
        let value = |key| get(attributes, key).unwrap_or_default();
        self.line = if self.text.trim().is_empty() { line } else { self.line };
        match name {
            "timeline" => self.points.open(attributes),
            "when" => self.points.point(attributes),
            _ if name == "person" || nodes.is_inside("teiHeader") => {
                self.head.open(name, attributes, nodes, &mut self.document.meta, &mut self.cast);
            }
            "u" | "annotationBlock" | "sp" => self.begin(name, attributes, line),
            "speaker" if self.speech.is_some() => self.label(nodes.text_of_element().trim()),
            "w" | "pc" => {
                let word = nodes.text_of_element();
                self.word(word.trim(), name == "pc", value("join"));
            }
            "anchor" if self.speech.is_some() => self.anchor(value("synch")),
            "incident" | "vocal" | "kinesic" | "event" | "writing" | "stage" | "desc" => {
                let inner = nodes.text_of_element();
                let what =
                    [inner.as_str(), value("desc"), value("type")].into_iter().find(|w| !w.trim().is_empty());
                self.direction(what.unwrap_or_default(), attributes, line);
            }
            "note" if self.speech.is_some() => self.direction(&nodes.text_of_element(), attributes, line),
            "seg" => self.segment(attributes),
            "spanGrp" | "span" | "fs" | "pause" | "shift" | "standOff" | "idno" => nodes.skip_element(),
            "reg" | "corr" | "expan" if nodes.is_inside("choice") => nodes.skip_element(),
            "head" => self.opens(Some(NoteSort::Heading)),
            "p" | "l" | "ab" | "item" | "cell" | "div" | "lg" | "docTitle" | "byline" | "castItem"
            | "trailer" | "note" => {
                self.opens(None);
            }
            "lb" => self.text.push('\n'),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "timeline" => self.points.close(),
            "seg" => self.end_segment(),
            "head" | "p" | "l" | "ab" | "item" | "cell" | "div" | "docTitle" | "byline" | "castItem"
            | "trailer" | "note" => {
                self.flush();
                self.block = None;
            }
            _ if self.speech.as_ref().is_some_and(|speech| speech.element == name) => {
                self.flush();
                self.speech = None;
            }
            _ => {}
        }
    }

    /// A block of text begins.
    fn opens(&mut self, block: Option<NoteSort>) {
        self.flush();
        self.block = block;
    }

    /// Somebody begins to speak; within an annotation block the utterance adds what the block leaves open.
    fn begin(&mut self, name: &str, attributes: &[(String, String)], line: u32) {
        let ids = get(attributes, "who").unwrap_or_default();
        let ids: Vec<&str> = ids.split_whitespace().map(bare).collect();
        let speaker = self.cast.label(&ids.join(" "));
        let time = |key| get(attributes, key).and_then(|at| self.points.at(at));
        let (start_ms, end_ms) = (time("start"), time("end"));
        self.spoken = true;
        match &mut self.speech {
            Some(speech) if speech.element == "annotationBlock" && name == "u" => {
                speech.speaker = speech.speaker.take().or(speaker);
                (speech.start_ms, speech.end_ms) = (speech.start_ms.or(start_ms), speech.end_ms.or(end_ms));
            }
            _ => {
                self.flush();
                let element = name.to_owned();
                self.speech = Some(Speech { element, speaker, start_ms, end_ms, line, paragraphs: 0 });
            }
        }
    }

    /// The label of a speech: it names who speaks, unless an id does.
    fn label(&mut self, text: &str) {
        let Some(speech) = &mut self.speech else { return };
        let label = text.trim_end_matches([':', '：', '.', ' ']);
        if speech.speaker.is_none() && !label.is_empty() {
            speech.speaker = Some(paragraphs(label));
        }
    }

    /// A part of an utterance; some have times of their own, some say how they end.
    fn segment(&mut self, attributes: &[(String, String)]) {
        self.ends.push(match get(attributes, "subtype") {
            Some("declarative") => ".",
            Some("interrogative") => "?",
            Some("exclamative") => "!",
            Some("interrupted") => "…",
            _ => "",
        });
        self.text.push(' ');
        for time in ["begin", "start", "end"] {
            if let Some(at) = get(attributes, time) {
                self.anchor(at);
            }
        }
    }

    /// Where words and marks stand apart, the mark at the end of a sentence is the way it is said to end.
    fn end_segment(&mut self) {
        let end = self.ends.pop().unwrap_or_default();
        let said = self.text.trim_end();
        if said.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '/')) {
            self.text.truncate(said.len());
            self.text.push_str(end);
        }
        self.text.push(' ');
    }

    /// The first point in an utterance without times is its start, the last one its end.
    fn anchor(&mut self, pointer: &str) {
        let time = self.points.at(pointer);
        if let (Some(speech), Some(time)) = (&mut self.speech, time) {
            speech.start_ms = speech.start_ms.or(Some(time));
            speech.end_ms = speech.end_ms.max(Some(time));
        }
    }

    fn word(&mut self, word: &str, mark: bool, join: &str) {
        let before = self.glued || matches!(join, "left" | "both" | "overlap");
        let hangs =
            is_clitic(word) || mark && !word.starts_with(['(', '[', '“', '„', '«', '¿', '¡', '—', '–']);
        self.text.truncate(self.text.trim_end().len());
        if !before && !hangs {
            self.text.push_str(between(&self.text, word));
        }
        self.text.push_str(word);
        let opens = mark && word.starts_with(['(', '[', '“', '„', '«', '¿', '¡']);
        self.glued = opens || matches!(join, "right" | "both");
    }

    fn raw(&mut self, text: &str) {
        // Between words the white space of the file says nothing.
        if text.trim().is_empty() && self.glued {
            return;
        }
        self.glued = false;
        self.text.push_str(text);
    }

    /// What is heard or seen: in the text while somebody speaks, else by itself.
    fn direction(&mut self, what: &str, attributes: &[(String, String)], line: u32) {
        let Some(text) = direction(&paragraphs(what)) else { return };
        if self.speech.is_some() {
            self.text.push_str(&format!(" {text} "));
            self.glued = false;
            return;
        }
        self.flush();
        let who =
            get(attributes, "who").map(|ids| ids.split_whitespace().map(bare).collect::<Vec<_>>().join(" "));
        let speaker = who.and_then(|ids| self.cast.label(&ids));
        let time = |key| get(attributes, key).and_then(|at| self.points.at(at));
        let note = if speaker.is_some() { None } else { Some(NoteSort::Stage) };
        let (start_ms, end_ms) = (time("start"), time("end"));
        self.pieces.push(Piece {
            text,
            speaker,
            note,
            start_ms,
            end_ms,
            line: Some(line),
            ..Piece::default()
        });
    }

    /// Ends the text at hand.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.glued = false;
        if !says_something(&text) {
            return;
        }
        let piece = Piece { text: paragraphs(&text), ..Piece::default() };
        self.pieces.push(match &mut self.speech {
            Some(speech) => {
                speech.paragraphs += 1;
                Piece {
                    speaker: speech.speaker.clone(),
                    start_ms: speech.start_ms,
                    end_ms: speech.end_ms,
                    line: Some(speech.line),
                    paragraph: speech.element == "sp" || speech.paragraphs > 1,
                    ..piece
                }
            }
            None => {
                let note = Some(self.block.unwrap_or(NoteSort::Other));
                Piece { note, line: Some(self.line), paragraph: true, ..piece }
            }
        });
    }
}

/// The end of an English word that stands as a word of its own: `'s`, `n't`.
fn is_clitic(word: &str) -> bool {
    word == "n't"
        || word == "n’t"
        || word.strip_prefix(['\'', '’']).is_some_and(|rest| (1..=2).contains(&rest.len()))
}
