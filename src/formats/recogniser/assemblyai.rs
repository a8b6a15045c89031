//! AssemblyAI: `utterances` with speakers, else `words`, else the whole `text`; milliseconds.

use serde_json::Value;

use super::fields::{first, get, list, speaker, text};
use super::join::Piece;
use super::times::{Unit, millis};

pub(super) fn read(value: &Value) -> Option<Vec<Piece>> {
    const OWN: &[&str] = &["acousticmodel", "audiourl", "audioduration", "speechmodel", "languagemodel"];
    first(value, OWN)?;
    first(value, &["utterances", "words", "text"])?;
    let utterances: Vec<Piece> = list(value, "utterances").iter().filter_map(piece).collect();
    let words: Vec<Piece> = list(value, "words").iter().filter_map(piece).collect();
    let rows = if utterances.is_empty() { words } else { utterances };
    if rows.is_empty() {
        let whole = text(value, &["text"]).map(|t| Piece { text: t.to_owned(), ..Piece::default() });
        return Some(whole.into_iter().collect());
    }
    Some(rows)
}

fn piece(row: &Value) -> Option<Piece> {
    Some(Piece {
        text: text(row, &["text"])?.to_owned(),
        speaker: first(row, &["speaker", "channel"]).and_then(speaker),
        start_ms: get(row, "start").and_then(|v| millis(v, Unit::Millis)),
        end_ms: get(row, "end").and_then(|v| millis(v, Unit::Millis)),
        ..Piece::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn utterances_go_before_words() {
        let row = |w: &str, at: u32| json!({"text": w, "speaker": "A", "start": at, "end": at + 5});
        let value = json!({"audio_url": "x", "text": "Hi there.", "words": [row("Hi", 100), row("there.", 200)],
                           "utterances": [row("Hi there.", 100)]});
        let pieces = read(&value).unwrap();
        assert_eq!(
            (pieces.len(), pieces[0].start_ms, pieces[0].speaker.as_deref()),
            (1, Some(100), Some("A"))
        );
    }

    #[test]
    fn without_diarization_the_words_are_there() {
        let value = json!({"audio_duration": 3, "utterances": null, "text": "Hi", "words": [
            {"text": "Hi", "start": 5, "end": 9, "speaker": null}]});
        assert_eq!(read(&value).unwrap()[0].speaker, None);
        let value = json!({"audio_duration": 3, "words": [], "text": "Hi"});
        assert_eq!(read(&value).unwrap()[0].text, "Hi");
    }
}
