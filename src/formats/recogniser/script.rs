//! Pieces of speech and the JSON around them become a document: names, metadata, speakers from a file beside it.

use serde_json::Value;

use super::super::captions::is_credit;
use super::super::{Document, Source};
use super::fields::{at, first, get, items, speaker, text};
use super::join::{self, Piece, paragraphs};
use super::rttm;
use super::times::{Unit, millis};
use crate::model::{Kind, Meta, NoteSort, Participant, Turn};
use crate::turns::{Labels, find_date, resolve};

/// The document of pieces; `around` is the JSON that held them.
pub(super) fn document(
    source: &Source<'_>,
    around: &Value,
    dialect: &'static str,
    pieces: Vec<Piece>,
) -> Document {
    let mut document = Document { dialect: Some(dialect), meta: meta(around), ..Document::default() };
    let mut pieces = pieces;
    document.meta.participants = name(around, &mut pieces);
    document.meta.duration_ms = duration(around, &pieces);
    speak(&mut document, source, pieces);
    let summary = text(around, &["abstract", "summary", "discussion", "description"]);
    if let Some(summary) = summary.filter(|_| !document.turns.is_empty()) {
        document.turns.insert(0, note(NoteSort::Abstract, summary));
    }
    document
}

/// Fills in the turns, and how sure they are: the share of the text that has a speaker.
pub(super) fn speak(document: &mut Document, source: &Source<'_>, mut pieces: Vec<Piece>) {
    set_credits_aside(&mut pieces);
    if pieces.iter().all(|p| p.speaker.is_none())
        && !labelled(&mut pieces)
        && let Some(message) = rttm::beside(source, &mut pieces)
    {
        document.warn(None, message);
    }
    let all: usize = pieces.iter().map(|p| p.text.len()).sum();
    let named: usize = pieces.iter().filter(|p| p.speaker.is_some()).map(|p| p.text.len()).sum();
    document.confidence = named as f32 / all.max(1) as f32;
    document.turns = if named > 0 { join::turns(pieces) } else { join::notes(pieces) };
    resolve(&mut document.turns, &mut document.meta.participants);
    if named == 0 && !document.turns.is_empty() {
        document.warn(None, "no speaker is named: the text is kept as notes");
    }
}

/// Credits that recognisers invent in silence are notes; between others only if they open like a sentence.
fn set_credits_aside(pieces: &mut [Piece]) {
    let last = pieces.len().saturating_sub(1);
    for (i, piece) in pieces.iter_mut().enumerate() {
        let opens = i == 0 || i == last || !piece.text.trim_start().starts_with(char::is_lowercase);
        if opens && is_credit(&piece.text) {
            (piece.note, piece.speaker) = (Some(NoteSort::Footer), None);
        }
    }
}

/// Takes labels inside the text of segments (`Ann: Why?`) for their speakers; a label holds until the next one.
/// False if there are none.
fn labelled(pieces: &mut [Piece]) -> bool {
    let said: usize = pieces.iter().map(|p| p.text.len()).sum();
    if said < pieces.len() * 12 {
        return false;
    }
    let labels = Labels::learn(pieces.iter().map(|p| p.text.trim()));
    let mut holds: Option<String> = None;
    for piece in pieces.iter_mut().filter(|p| p.note.is_none()) {
        if let Some((label, rest)) = labels.split(piece.text.trim()) {
            holds = Some(label.to_owned());
            piece.text = rest.to_owned();
        }
        piece.speaker.clone_from(&holds);
    }
    holds.is_some()
}

fn note(sort: NoteSort, words: &str) -> Turn {
    Turn { kind: Kind::Note, note: Some(sort), text: paragraphs(words), ..Turn::default() }
}

/// What the JSON says of the conversation.
fn meta(around: &Value) -> Meta {
    const TITLE: &[&str] = &["title", "episodetitle", "meetingtitle", "agenda", "subject"];
    const DATE: &[&str] = &[
        "date",
        "published",
        "publishedat",
        "publisheddate",
        "pubdate",
        "airdate",
        "recordedat",
        "recordingdate",
    ];
    const SOURCE: &[&str] = &["url", "sourceurl", "audiourl", "link", "source", "mediaurl"];
    const PUBLISHER: &[&str] = &["publisher", "program", "podcast", "show", "channelname"];
    let found = |names: &[&str]| {
        let inner = ["metadata", "meta", "data"].iter().find_map(|m| text(get(around, m)?, names));
        text(around, names).or(inner).map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    Meta {
        title: found(TITLE),
        date: found(DATE).as_deref().and_then(find_date),
        source: found(SOURCE),
        publisher: found(PUBLISHER),
        ..Meta::default()
    }
}

/// The length of the recording, in milliseconds: never less than its last word.
fn duration(around: &Value, pieces: &[Piece]) -> Option<u64> {
    let places = [Some(around), get(around, "metadata"), get(around, "job"), get(around, "data")];
    let stated = places.into_iter().flatten().find_map(|v| {
        let seconds = first(v, &["duration", "audioduration", "audioseconds"]);
        let ms = first(v, &["durationms", "durationmilliseconds"]);
        first(v, &["durationinticks"])
            .and_then(|t| millis(t, Unit::Ticks))
            .or_else(|| ms.and_then(|t| millis(t, Unit::Millis)))
            .or_else(|| seconds.and_then(|t| millis(t, Unit::Seconds)))
    })?;
    let last = pieces.iter().filter_map(|p| p.end_ms.or(p.start_ms)).max().unwrap_or(0);
    // Some say `duration` and mean milliseconds.
    let stated = if last > 0 && stated / 200 > last { stated / 1000 } else { stated };
    (stated + 1000 >= last).then_some(stated)
}

/// Replaces ids by the names that a table of speakers gives them; the ids become aliases.
fn name(around: &Value, pieces: &mut [Piece]) -> Vec<Participant> {
    let places =
        [&["speakers"][..], &["metadata", "speakers"], &["speakernames"], &["speakermap"], &["participants"]];
    let mut known: Vec<(String, String)> = Vec::new();
    for table in places.into_iter().filter_map(|path| at(around, path)) {
        match table {
            Value::Object(o) => known.extend(o.iter().filter_map(|(id, v)| Some((id.clone(), named(v)?)))),
            other => known.extend(items(other).iter().filter_map(|row| {
                Some((first(row, &["id", "speakerid", "label", "speaker"]).and_then(speaker)?, named(row)?))
            })),
        }
    }
    known.retain(|(id, name)| id != name);
    let mut people: Vec<Participant> = Vec::new();
    for (id, name) in known {
        let mut spoke = false;
        for piece in pieces.iter_mut().filter(|p| p.speaker.as_deref() == Some(id.as_str())) {
            piece.speaker = Some(name.clone());
            spoke = true;
        }
        match people.iter_mut().find(|p| p.name == name) {
            Some(p) if spoke => p.aliases.push(id),
            None if spoke => people.push(Participant { name, aliases: vec![id], ..Participant::default() }),
            _ => {}
        }
    }
    people
}

fn named(value: &Value) -> Option<String> {
    match value {
        Value::String(_) => speaker(value),
        Value::Object(_) => first(value, &["name", "displayname", "username", "fullname"]).and_then(speaker),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn piece(who: Option<&str>, start: u64, text: &str) -> Piece {
        let speaker = who.map(str::to_owned);
        Piece {
            speaker,
            start_ms: Some(start),
            end_ms: Some(start + 900),
            text: text.into(),
            ..Piece::default()
        }
    }

    fn source() -> Source<'static> {
        Source { path: "a.json", text: "".into(), encoding: "utf-8", bytes: &[], sidecars: &[] }
    }

    #[test]
    fn a_table_of_speakers_names_the_ids() {
        let around = json!({"title": "Old  wood", "date": "2016/3/4 10:00", "duration": 61,
                            "speakers": [{"id": 0, "name": "Mara Quist"}, {"id": 7, "name": "Nobody"}]});
        let pieces = vec![piece(Some("0"), 0, "Why?"), piece(Some("1"), 1000, "Wood.")];
        let got = document(&source(), &around, "x", pieces);
        assert_eq!(got.turns[0].speaker.as_deref(), Some("Mara Quist"));
        assert_eq!(got.turns[1].speaker.as_deref(), Some("1"));
        assert_eq!(got.meta.participants[0].aliases, ["0"]);
        assert_eq!(got.meta.title.as_deref(), Some("Old wood"));
        assert_eq!(got.meta.date.as_deref(), Some("2016-03-04"));
        assert_eq!((got.meta.duration_ms, got.confidence), (Some(61_000), 1.0));
    }

    #[test]
    fn without_speakers_the_text_is_notes_and_a_warning_says_so() {
        let got =
            document(&source(), &json!({}), "x", vec![piece(None, 0, "Why?"), piece(None, 950, "Wood.")]);
        assert_eq!((got.confidence, got.warnings.len(), got.turns.len()), (0.0, 1, 1));
        assert_eq!(
            (got.turns[0].kind, got.turns[0].start_ms, &*got.turns[0].text),
            (Kind::Note, Some(0), "Why? Wood.")
        );
    }

    #[test]
    fn invented_credits_are_notes() {
        let pieces = vec![
            piece(Some("A"), 0, "Why?"),
            piece(Some("A"), 1, "字幕由Amara.org社区提供"),
            piece(Some("A"), 2, "translated by my aunt."),
            piece(Some("A"), 3, "我们甚至上中文字幕都没有问题"),
        ];
        let got = document(&source(), &json!({}), "x", pieces);
        let sorts: Vec<_> = got.turns.iter().map(|t| t.note).collect();
        assert_eq!(sorts, [None, Some(NoteSort::Footer), None]);
    }

    #[test]
    fn ids_stay_as_written_and_short_names_are_resolved() {
        let ids = [
            "1",
            "10",
            "A",
            "B",
            "AB",
            "spk_0",
            "spk_1",
            "SPEAKER_00",
            "SPEAKER_01",
            "F_S12",
            "F_S1",
            "S1",
            "0",
            "00",
        ];
        let pieces = ids.iter().map(|id| piece(Some(id), 0, "Hm.")).collect();
        let got = document(&source(), &json!({}), "x", pieces);
        assert_eq!(got.turns.iter().map(|t| t.speaker.as_deref().unwrap()).collect::<Vec<_>>(), ids);
        let pieces = ["Mara Quist", "Ole Brandt", "Quist"].map(|n| piece(Some(n), 0, "Hm.")).to_vec();
        let got = document(&source(), &json!({}), "x", pieces);
        assert_eq!(got.turns[2].speaker.as_deref(), Some("Mara Quist"));
    }

    #[test]
    fn labels_inside_segments_are_speakers() {
        let said = [
            "Mara: Why was it built of wood?",
            "Ole: It was cheap,",
            "and easy to get.",
            "Mara: And the engine?",
            "Ole: From a bus.",
        ];
        let pieces = said.iter().zip(0..).map(|(t, i)| piece(None, i * 1000, t)).collect();
        let got = document(&source(), &json!({}), "x", pieces);
        let seen: Vec<_> = got.turns.iter().map(|t| (t.speaker.as_deref().unwrap(), &*t.text)).collect();
        let want = [
            ("Mara", "Why was it built of wood?"),
            ("Ole", "It was cheap, and easy to get."),
            ("Mara", "And the engine?"),
            ("Ole", "From a bus."),
        ];
        assert_eq!(seen, want);
    }
}
