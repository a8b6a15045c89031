//! EXMARaLDA's basic transcriptions: tiers of events on a common time line.
//!
//! Only tiers of type `t` are transcription; those of type `a` and `d` are about it. Events that follow each other are
//! one stretch of speech up to the end of a sentence, for an event may end within a word. Deliberately absent:
//! segmented transcriptions, which hold the same again.

use super::cast::Cast;
use super::pieces::in_time;
use super::timeline::Timeline;
use super::{Break, finish, media, sniff_root};
use crate::formats::recogniser::{Piece, Unit, paragraphs, written};
use crate::formats::xml::{self, Node, Nodes, get};
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::FileSettings;
use crate::turns::find_date;

/// EXMARaLDA.
pub(in crate::formats) struct Exmaralda;

impl Format for Exmaralda {
    fn name(&self) -> &'static str {
        "exmaralda"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["exb"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        sniff_root(source, self.extensions(), &["basic-transcription"])
    }
    fn read(&self, source: &Source<'_>, _: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let mut reader = Reader::default();
        let mut nodes = xml::nodes(&source.text);
        while let Some(node) = nodes.next() {
            match node {
                Node::Open { name, attributes, line } => reader.open(&name, &attributes, line, &mut nodes),
                Node::Close { name } => reader.close(&name),
                Node::Broken { line, message } => reader.broken = Some((line, message)),
                Node::Text(_) => {}
            }
        }
        reader.times.interpolate();
        let mut pieces = Vec::new();
        for (speaker, events) in &reader.tiers {
            let label = reader.cast.one(speaker);
            pieces.extend(stretches(events, &reader.times).map(|p| Piece { speaker: label.clone(), ..p }));
        }
        let mut document = reader.document;
        document.turns = in_time(pieces);
        document.meta.participants = reader.cast.finish(&mut document.turns);
        finish(document, reader.broken)
    }
}

struct Event {
    start: String,
    end: String,
    text: String,
    line: u32,
}

/// A speaker of the table that is being read.
#[derive(Default)]
struct Speaker {
    id: String,
    abbreviation: String,
    first: String,
    last: String,
}

#[derive(Default)]
struct Reader {
    document: Document,
    cast: Cast,
    times: Timeline,
    speaker: Option<Speaker>,
    /// Whose a tier is, and its events.
    tiers: Vec<(String, Vec<Event>)>,
    /// The tier that is open is transcription.
    spoken: bool,
    broken: Option<Break>,
}

impl Reader {
    fn open(&mut self, name: &str, attributes: &[(String, String)], line: u32, nodes: &mut Nodes<'_>) {
        let value = |key| get(attributes, key).unwrap_or_default();
        let meta = &mut self.document.meta;
        match name {
            "transcription-name" => {
                meta.title = Some(nodes.text_of_element().trim().to_owned()).filter(|t| !t.is_empty());
            }
            "referenced-file" if meta.source.is_none() => meta.source = media(value("url")),
            "speaker" => self.speaker = Some(Speaker { id: value("id").to_owned(), ..Speaker::default() }),
            "abbreviation" => {
                let text = nodes.text_of_element();
                if let Some(speaker) = &mut self.speaker {
                    speaker.abbreviation = text.trim().to_owned();
                }
            }
            "ud-information" => self.told(value("attribute-name"), nodes.text_of_element().trim()),
            "tli" => {
                let time = get(attributes, "time").and_then(|t| written(t, Unit::Seconds));
                self.times.push(value("id"), time);
            }
            "tier" => {
                self.spoken = value("type") == "t";
                if self.spoken {
                    // `MQ [v]` is MQ's tier of category v.
                    let shown = value("display-name").split(" [").next().unwrap_or_default();
                    let whose = [value("speaker"), shown, value("id")];
                    let whose = whose.into_iter().find(|w| !w.trim().is_empty()).unwrap_or_default();
                    self.tiers.push((whose.to_owned(), Vec::new()));
                }
            }
            "event" if self.spoken => {
                let (start, end) = (value("start").to_owned(), value("end").to_owned());
                let event = Event { start, end, text: nodes.text_of_element(), line };
                if let Some((_, events)) = self.tiers.last_mut() {
                    events.push(event);
                }
            }
            _ => {}
        }
    }

    /// What the user's own tables say of a speaker, or of the whole.
    fn told(&mut self, key: &str, value: &str) {
        let key = key.to_lowercase();
        match &mut self.speaker {
            Some(speaker) => match key.as_str() {
                "name" | "nachname" | "last name" | "surname" | "family name" | "nom" => {
                    value.clone_into(&mut speaker.last)
                }
                "vorname" | "first name" | "forename" | "given name" | "prénom" => {
                    value.clone_into(&mut speaker.first)
                }
                _ => {}
            },
            None if self.document.meta.date.is_none() && (key.contains("date") || key.contains("datum")) => {
                self.document.meta.date = find_date(value);
            }
            None => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "speaker" => {
                let Some(speaker) = self.speaker.take() else { return };
                let full = format!("{} {}", speaker.first, speaker.last);
                let name = if full.trim().is_empty() { &speaker.abbreviation } else { &full };
                self.cast.add(&speaker.id, name, &[&speaker.abbreviation], None);
            }
            "tier" => self.spoken = false,
            _ => {}
        }
    }
}

/// Events of a tier joined while each begins where the last one ended, within a sentence.
fn stretches(events: &[Event], times: &Timeline) -> impl Iterator<Item = Piece> {
    let breaks = |last: &Event, next: &Event| {
        let end = last
            .text
            .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ')' | '"' | '”' | '•' | '˙'));
        last.end != next.start || end.ends_with(['.', '?', '!', '…', '。', '？', '！'])
    };
    events.chunk_by(move |last, next| !breaks(last, next)).filter_map(|chain| {
        let (first, last) = (chain.first()?, chain.last()?);
        let text: String = chain.iter().map(|event| event.text.as_str()).collect();
        Some(Piece {
            text: paragraphs(&text),
            start_ms: times.at(&first.start),
            end_ms: times.at(&last.end),
            line: Some(first.line),
            ..Piece::default()
        })
    })
}
