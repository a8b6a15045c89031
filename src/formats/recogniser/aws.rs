//! Amazon Transcribe: `results.items`, times as strings, punctuation without times, speakers per item or in
//! `speaker_labels.segments` (two channels: `channel_labels.channels`), to be matched by start time.

use std::collections::HashMap;

use serde_json::Value;

use super::fields::{at, first, get, items, list, speaker, text};
use super::join::Piece;
use super::times::{Unit, millis};

pub(super) fn read(value: &Value) -> Option<Vec<Piece>> {
    let results = get(value, "results")?;
    let words = get(results, "items")?.as_array()?;
    get(results, "transcripts").or_else(|| get(results, "speakerlabels"))?;
    let labels = labels(results);
    let channels = channels(results);
    let mut pieces: Vec<Piece> = Vec::with_capacity(words.len());
    for (i, item) in words.iter().enumerate() {
        let Some(piece) = word(item, &labels, pieces.last()) else { continue };
        let channel = || get(item, "id").and_then(Value::as_u64).and_then(|id| channels.get(&id)).cloned();
        let by_position = || channels.get(&(i as u64)).cloned().filter(|_| get(item, "id").is_none());
        let speaker = piece.speaker.clone().or_else(channel).or_else(by_position);
        pieces.push(Piece { speaker, ..piece });
    }
    if pieces.is_empty() {
        let whole = items(get(results, "transcripts")?).iter().filter_map(|t| text(t, &["transcript"]));
        pieces.extend(whole.map(|t| Piece { text: t.to_owned(), ..Piece::default() }));
    }
    if !channels.is_empty() {
        pieces.sort_by_key(|p| p.start_ms);
    }
    Some(pieces)
}

/// One item; punctuation takes time and speaker from the word before it.
fn word(item: &Value, labels: &HashMap<u64, String>, before: Option<&Piece>) -> Option<Piece> {
    let content = text(items(get(item, "alternatives")?).first()?, &["content"])?;
    let mark = text(item, &["type"]) == Some("punctuation");
    let start_ms = get(item, "starttime").and_then(|v| millis(v, Unit::Seconds));
    let own = get(item, "speakerlabel").and_then(speaker);
    let named = own.or_else(|| labels.get(&start_ms?).cloned());
    let before = before.filter(|_| mark);
    Some(Piece {
        text: content.to_owned(),
        speaker: named.or_else(|| before?.speaker.clone()),
        start_ms: start_ms.or_else(|| before?.end_ms.or(before?.start_ms)),
        end_ms: get(item, "endtime").and_then(|v| millis(v, Unit::Seconds)),
        tight: mark,
        ..Piece::default()
    })
}

/// Who speaks at which start time.
fn labels(results: &Value) -> HashMap<u64, String> {
    let mut labels = HashMap::new();
    for segment in at(results, &["speakerlabels", "segments"]).map_or(&[][..], items) {
        let whole = get(segment, "speakerlabel").and_then(speaker);
        for item in std::iter::once(segment).chain(list(segment, "items")) {
            let start = get(item, "starttime").and_then(|v| millis(v, Unit::Seconds));
            let who = get(item, "speakerlabel").and_then(speaker).or_else(|| whole.clone());
            if let Some((start, who)) = start.zip(who) {
                labels.insert(start, who);
            }
        }
    }
    labels
}

/// The channel of an item by its id, where there is more than one channel.
fn channels(results: &Value) -> HashMap<u64, String> {
    let all = at(results, &["channellabels", "channels"]).map_or(&[][..], items);
    let mut channels = HashMap::new();
    for channel in all.iter().filter(|_| all.len() > 1) {
        let Some(name) = first(channel, &["channellabel"]).and_then(speaker) else { continue };
        for id in list(channel, "items").iter().filter_map(|i| get(i, "id")?.as_u64()) {
            channels.insert(id, name.clone());
        }
    }
    channels
}

#[cfg(test)]
mod tests {
    use super::super::join;
    use super::*;
    use serde_json::json;

    fn item(start: &str, end: &str, word: &str) -> Value {
        json!({"start_time": start, "end_time": end, "type": "pronunciation",
               "alternatives": [{"confidence": "0.9", "content": word}]})
    }

    fn mark(mark: &str) -> Value {
        json!({"type": "punctuation", "alternatives": [{"content": mark}]})
    }

    #[test]
    fn speakers_are_matched_by_start_time_and_marks_follow_their_word() {
        let value = json!({"results": {"transcripts": [{"transcript": "Why ferries? Wood."}],
            "speaker_labels": {"segments": [
                {"start_time": "0.0", "speaker_label": "spk_0", "items": [
                    {"start_time": "0.0", "speaker_label": "spk_0"}, {"start_time": "0.5", "speaker_label": "spk_0"}]},
                {"start_time": "2.25", "speaker_label": "spk_1", "items": [
                    {"start_time": "2.25", "speaker_label": "spk_1"}]}]},
            "items": [item("0.0", "0.4", "Why"), item("0.5", "1.1", "ferries"), mark("?"),
                      item("2.25", "2.75", "Wood"), mark(".")]}});
        let turns = join::turns(read(&value).unwrap());
        let seen: Vec<_> =
            turns.iter().map(|t| (t.speaker.as_deref(), t.start_ms, t.end_ms, &*t.text)).collect();
        assert_eq!(
            seen,
            [
                (Some("spk_0"), Some(0), Some(1100), "Why ferries?"),
                (Some("spk_1"), Some(2250), Some(2750), "Wood.")
            ]
        );
    }

    #[test]
    fn newer_files_label_each_item() {
        let mut one = item("0.0", "0.4", "Hello");
        one["speaker_label"] = json!("spk_3");
        let value = json!({"results": {"transcripts": [], "items": [one]}});
        assert_eq!(read(&value).unwrap()[0].speaker.as_deref(), Some("spk_3"));
    }

    #[test]
    fn two_channels_are_two_speakers_in_the_order_of_time() {
        let mut items = [item("1.0", "1.4", "Second"), item("0.0", "0.4", "First")];
        (items[0]["id"], items[1]["id"]) = (json!(0), json!(1));
        let value = json!({"results": {"transcripts": [], "items": items, "channel_labels": {"channels": [
            {"channel_label": "ch_0", "items": [{"id": 0}]}, {"channel_label": "ch_1", "items": [{"id": 1}]}]}}});
        let seen: Vec<_> = read(&value).unwrap().into_iter().map(|p| (p.speaker.unwrap(), p.text)).collect();
        assert_eq!(seen, [("ch_1".into(), "First".into()), ("ch_0".into(), "Second".into())]);
    }
}
