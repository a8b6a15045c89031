//! Transcriber: turns of one or several speakers, sections with topics.
//!
//! Where several speak at once, each one's words are gathered into a turn of their own with the times of all.
//! Deliberately absent: events that are no sounds, background conditions, and the date of the transcription, which
//! is not the recording's.

use std::collections::HashMap;

use super::cast::Cast;
use super::pieces::{direction, in_order};
use super::{Break, finish, media, sniff_root};
use crate::formats::recogniser::{Piece, Unit, written};
use crate::formats::xml::{self, Node, get};
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::{FileSettings, NoteSort};
use crate::turns::find_date;

/// Transcriber.
pub(in crate::formats) struct Transcriber;

impl Format for Transcriber {
    fn name(&self) -> &'static str {
        "transcriber"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["trs"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        sniff_root(source, self.extensions(), &["Trans"])
    }
    fn read(&self, source: &Source<'_>, _: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let mut reader = Reader::default();
        for node in xml::nodes(&source.text) {
            match node {
                Node::Open { name, attributes, line } => reader.open(&name, &attributes, line),
                Node::Text(text) => reader.text(&text),
                Node::Close { name } if name == "Turn" => reader.end_turn(),
                Node::Close { .. } => {}
                Node::Broken { line, message } => reader.broken = Some((line, message)),
            }
        }
        let mut document = reader.document;
        document.turns = in_order(reader.pieces);
        document.meta.participants = reader.cast.finish(&mut document.turns);
        finish(document, reader.broken)
    }
}

/// A turn that is open.
#[derive(Default)]
struct Turn {
    ids: Vec<String>,
    start_ms: Option<u64>,
    end_ms: Option<u64>,
    line: u32,
    /// Who is speaking, by their place among the ids; all of them at first.
    who: Option<usize>,
    /// Words by who says them, in the order of their first words.
    said: Vec<(Option<usize>, String)>,
}

#[derive(Default)]
struct Reader {
    document: Document,
    cast: Cast,
    topics: HashMap<String, String>,
    turn: Option<Turn>,
    pieces: Vec<Piece>,
    broken: Option<Break>,
}

impl Reader {
    fn open(&mut self, name: &str, attributes: &[(String, String)], line: u32) {
        let value = |key| get(attributes, key).unwrap_or_default();
        let time = |key| get(attributes, key).and_then(|t| written(t, Unit::Seconds));
        match name {
            "Trans" | "Episode" => {
                let meta = &mut self.document.meta;
                meta.source = meta.source.take().or_else(|| media(value("audio_filename")));
                meta.date = meta.date.take().or_else(|| find_date(value("air_date")));
                let title = Some(value("program").trim().to_owned()).filter(|t| !t.is_empty());
                meta.title = meta.title.take().or(title);
            }
            "Speaker" => self.cast.add(value("id"), value("name"), &[], None),
            "Topic" => {
                self.topics.insert(value("id").to_owned(), value("desc").to_owned());
            }
            "Section" => {
                let heading = self.topics.get(value("topic")).filter(|t| !t.trim().is_empty());
                self.pieces.extend(heading.map(|text| Piece {
                    text: text.clone(),
                    note: Some(NoteSort::Heading),
                    start_ms: time("startTime"),
                    line: Some(line),
                    ..Piece::default()
                }));
            }
            "Turn" => {
                self.end_turn();
                let ids = value("speaker").split_whitespace().map(str::to_owned).collect();
                let (start_ms, end_ms) = (time("startTime"), time("endTime"));
                self.turn = Some(Turn { ids, start_ms, end_ms, line, ..Turn::default() });
            }
            "Who" => {
                if let Some(turn) = &mut self.turn {
                    let place = value("nb").parse::<usize>().ok().and_then(|nb| nb.checked_sub(1));
                    turn.who = place.filter(|&at| at < turn.ids.len());
                }
                self.text(" ");
            }
            "Sync" => self.text(" "),
            "Comment" => self.text(&direction(value("desc")).map(|d| format!(" {d} ")).unwrap_or_default()),
            "Event" => self.text(&event(attributes).map(|d| format!(" {d} ")).unwrap_or_default()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let Some(turn) = &mut self.turn else { return };
        match turn.said.iter_mut().find(|(who, _)| *who == turn.who) {
            Some((_, said)) => said.push_str(text),
            None => turn.said.push((turn.who, text.to_owned())),
        }
    }

    fn end_turn(&mut self) {
        let Some(turn) = self.turn.take() else { return };
        for (who, text) in turn.said {
            let ids = who.and_then(|at| turn.ids.get(at).cloned()).unwrap_or_else(|| turn.ids.join(" "));
            self.pieces.push(Piece {
                text,
                speaker: self.cast.label(&ids),
                start_ms: turn.start_ms,
                end_ms: turn.end_ms,
                line: Some(turn.line),
                ..Piece::default()
            });
        }
    }
}

/// A sound as a stage direction: codes of a letter or two, pauses, and the ends of what was told before are none.
fn event(attributes: &[(String, String)]) -> Option<String> {
    let desc = get(attributes, "desc")?.trim();
    let sound = get(attributes, "type").is_none_or(|kind| kind == "noise");
    let ends = matches!(get(attributes, "extent"), Some("end"));
    let word = desc.chars().filter(|c| c.is_alphabetic()).count() > 2 && desc != "pause";
    (sound && word && !ends).then(|| direction(desc)).flatten()
}
