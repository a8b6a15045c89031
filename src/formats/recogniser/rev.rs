//! Rev.ai: `monologues[].elements`, words and the marks and blanks between them, to be put together as they stand.

use serde_json::Value;

use super::fields::{first, get, list, speaker};
use super::join::Piece;
use super::times::{Unit, millis};

pub(super) fn read(value: &Value) -> Option<Vec<Piece>> {
    let monologues = get(value, "monologues")?.as_array()?;
    Some(monologues.iter().map(monologue).collect())
}

fn monologue(value: &Value) -> Piece {
    let elements = list(value, "elements");
    let time = |names: &'static [&'static str]| {
        move |e: &Value| first(e, names).and_then(|v| millis(v, Unit::Seconds))
    };
    let named = get(value, "speakerinfo").and_then(|i| get(i, "displayname")).and_then(speaker);
    Piece {
        text: elements.iter().filter_map(|e| get(e, "value")?.as_str()).collect(),
        speaker: named.or_else(|| first(value, &["speaker", "speakerid"]).and_then(speaker)),
        start_ms: elements.iter().find_map(time(&["ts", "timestamp"])),
        end_ms: elements.iter().rev().find_map(time(&["endts", "endtimestamp"])),
        paragraph: true,
        ..Piece::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn elements_are_put_together_as_they_stand() {
        let value = json!({"monologues": [{"speaker": 1, "elements": [
            {"type": "text", "value": "Old", "ts": 0.5, "end_ts": 1.5}, {"type": "punct", "value": " "},
            {"type": "text", "value": "wood", "ts": 1.75, "end_ts": 2.85}, {"type": "punct", "value": "."}]}]});
        let piece = &read(&value).unwrap()[0];
        assert_eq!((&*piece.text, piece.start_ms, piece.end_ms), ("Old wood.", Some(500), Some(2850)));
        assert_eq!(piece.speaker.as_deref(), Some("1"));
    }

    #[test]
    fn transcripts_by_people_write_clock_times() {
        let value = json!({"monologues": [{"speaker": 0, "speaker_name": "x", "elements": [
            {"type": "text", "value": "Hm.", "timestamp": "00:00:01,120", "end_timestamp": "00:00:02,000"}]}]});
        assert_eq!(read(&value).unwrap()[0].start_ms, Some(1120));
    }
}
