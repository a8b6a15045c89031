//! A track of cues becomes a document.

use super::cue::{Item, Track, note};
use super::reader::{self, Dialect};
use super::{rollup, speakers, turns, vtt};
use crate::formats::recogniser::{Spans, who_spoke};
use crate::formats::{Document, Refusal, Source};
use crate::model::{FileSettings, NoteSort, Turn};

/// Reads a file of one of the line-based formats.
pub(super) fn lines(
    source: &Source<'_>,
    dialect: Dialect,
    settings: &FileSettings,
) -> Result<Vec<Document>, Refusal> {
    let mut track = reader::read(&source.text, dialect);
    if !track.timed && (dialect != Dialect::Vtt || !track.items.is_empty()) {
        let line = track.cues().next().and_then(|cue| cue.pieces.first()?.line).or(Some(1));
        return Err(Refusal::Fail {
            line,
            message: String::from("there is no line of times in the whole file"),
        });
    }
    if dialect == Dialect::Vtt && !vtt::is_header(source.text.trim_start()) {
        track.document.warn(Some(1), "the first line is not WEBVTT");
    }
    Ok(finish(track, source, settings))
}

/// Divides a track into turns; no document if it holds no text.
pub(super) fn finish(mut track: Track, source: &Source<'_>, settings: &FileSettings) -> Vec<Document> {
    if track.chapters {
        track.items.iter_mut().for_each(title);
    }
    rollup::remove(&mut track.items, &mut track.document);
    let spoken = track.cues().next().is_some();
    let beside = who_spoke(source).map(|spans| (track.items.clone(), spans));
    let (mut steps, mut confidence) = speakers::attribute(track.items, settings);
    let mut document = track.document;
    if confidence == 0.0
        && let Some((items, spans)) = beside
    {
        (steps, confidence) = speakers::attribute(voiced(items, &spans), settings);
        if confidence > 0.0 {
            document.warn(None, "speakers are from the RTTM file beside it");
        }
    }
    document.turns = turns::build(steps, &settings.footers);
    document.confidence = confidence * (1.0 + named(&document.turns)) / 2.0;
    crate::turns::resolve(&mut document.turns, &mut document.meta.participants);
    if spoken && confidence == 0.0 {
        document.warn(None, "no speaker is named anywhere: the text is kept as notes");
    }
    if document.turns.is_empty() { Vec::new() } else { vec![document] }
}

/// How much of the speech has a speaker, 0 to 1.
fn named(turns: &[Turn]) -> f32 {
    let length = |named: bool| -> usize {
        let speech = turns.iter().filter(|t| t.is_speech() && (t.speaker.is_some() || !named));
        speech.map(|t| t.text.len()).sum()
    };
    length(true) as f32 / length(false).max(1) as f32
}

/// Gives each cue the voice that speaks longest in its time.
fn voiced(mut items: Vec<Item>, spans: &Spans) -> Vec<Item> {
    for item in &mut items {
        let Item::Cue(cue) = item else { continue };
        let Some(start) = cue.start_ms else { continue };
        let voice = spans.between(start, cue.end_ms.unwrap_or(start)).map(str::to_owned);
        cue.pieces.iter_mut().for_each(|p| p.voice.clone_from(&voice));
    }
    items
}

/// Makes a heading of a cue that names a chapter.
fn title(item: &mut Item) {
    if let Item::Cue(cue) = item {
        let text = cue.pieces.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ");
        let mut heading = note(NoteSort::Heading, cue.pieces.first().and_then(|p| p.line), text);
        (heading.start_ms, heading.end_ms) = (cue.start_ms, cue.end_ms);
        *item = Item::Note(heading);
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::{File, Outcome, read};
    use crate::model::{FileSettings, Interview, Kind, NoteSort};

    fn outcome(path: &str, text: &str) -> Outcome {
        read(&File { path, bytes: text.as_bytes(), sidecars: &[] }, &FileSettings::default())
    }

    fn interview(path: &str, text: &str) -> Interview {
        match outcome(path, text) {
            Outcome::Read(mut all) if all.len() == 1 => all.remove(0),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn cues_of_one_speaker_are_one_turn_and_phrases_cross_cues() {
        let text = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\nAnn Lee: Was the ferry\n\n2\n00:00:03.000 --> 00:00:05.000\n\
                    Ann Lee: late that day?\n\n3\n00:00:05.500 --> 00:00:07.000\nBo: It was. Remember: fog.\n";
        let read = interview("a.vtt", text);
        let turns: Vec<_> =
            read.turns.iter().map(|t| (t.speaker.as_deref().unwrap(), t.text.as_str())).collect();
        assert_eq!(turns, [("Ann Lee", "Was the ferry late that day?"), ("Bo", "It was. Remember: fog.")]);
        let first = &read.turns[0];
        assert_eq!((first.start_ms, first.end_ms, first.line), (Some(1000), Some(5000), Some(5)));
        assert_eq!((read.format.as_str(), read.confidence > 0.8, read.warnings.len()), ("webvtt", true, 0));
    }

    #[test]
    fn nameless_turns_keep_their_borders() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\n- Where to?\n- Home.\n\n2\n00:00:02,000 --> 00:00:03,000\n- Now?\n";
        let read = interview("a.srt", text);
        let turns: Vec<_> =
            read.turns.iter().map(|t| (t.kind, t.speaker.as_deref(), t.text.as_str())).collect();
        assert_eq!(
            turns,
            [(Kind::Speech, None, "Where to?"), (Kind::Speech, None, "Home."), (Kind::Speech, None, "Now?")]
        );
    }

    #[test]
    fn a_file_without_labels_is_notes_with_a_warning() {
        let text = "0:00:01.000,0:00:02.000\nWe rowed\n\n0:00:02.000,0:00:03.000\nhome.\n\n0:00:09.000,0:00:10.000\nSlowly.\n";
        let read = interview("a.sbv", text);
        let turns: Vec<_> = read.turns.iter().map(|t| (t.note, t.start_ms, t.text.as_str())).collect();
        let other = Some(NoteSort::Other);
        assert_eq!(turns, [(other, Some(1000), "We rowed home."), (other, Some(9000), "Slowly.")]);
        assert_eq!((read.confidence, read.warnings.len()), (0.0, 1));
    }

    #[test]
    fn cues_without_speakers_take_them_from_the_rttm_file_beside_them() {
        let text =
            "1\n00:00:01,000 --> 00:00:02,000\nWas it late?\n\n2\n00:00:02,500 --> 00:00:04,000\nIt was.\n";
        let rttm = "SPEAKER a 1 0.9 1.2 <NA> <NA> S0 <NA> <NA>\nSPEAKER a 1 2.3 2.0 <NA> <NA> S1 <NA> <NA>\n";
        let sidecars = [("a.rttm".to_owned(), rttm.as_bytes().to_vec())];
        let file = File { path: "a.srt", bytes: text.as_bytes(), sidecars: &sidecars };
        let Outcome::Read(all) = read(&file, &FileSettings::default()) else { panic!() };
        let turns: Vec<_> = all[0].turns.iter().map(|t| (t.speaker.as_deref(), t.text.as_str())).collect();
        assert_eq!(turns, [(Some("S0"), "Was it late?"), (Some("S1"), "It was.")]);
    }

    #[test]
    fn chapters_are_headings() {
        let read = interview(
            "a.vtt",
            "WEBVTT\nKind: chapters\n\n00:01.000 --> 00:02.000\nThe river\n\n00:02.000 --> 00:03.000\nThe sea\n",
        );
        assert_eq!(read.turns.iter().map(|t| t.note).collect::<Vec<_>>(), [Some(NoteSort::Heading); 2]);
        assert_eq!(read.warnings, []);
    }

    #[test]
    fn files_without_times_fail_at_a_line() {
        for text in ["some text\n", "\n\nsome text", "1\n"] {
            let line = if text.starts_with('\n') { 3 } else { 1 };
            assert!(
                matches!(outcome("a.srt", text), Outcome::Failed { line: Some(l), .. } if l == line),
                "{text:?}"
            );
        }
        assert!(matches!(outcome("a.vtt", "WEBVTT\n"), Outcome::Skipped { .. }));
    }
}
