//! Trint: flat `words` in milliseconds with a `paragraphId`; struck words are dropped.

use serde_json::Value;

use super::fields::{get, speaker, text};
use super::join::Piece;
use super::times::{Unit, millis};

pub(super) fn read(value: &Value) -> Option<Vec<Piece>> {
    let words = get(value, "words").or_else(|| get(get(value, "transcript")?, "words"))?.as_array()?;
    if !words.iter().take(20).any(|w| get(w, "paragraphid").is_some() && get(w, "value").is_some()) {
        return None;
    }
    let mut before = None;
    let mut pieces = Vec::with_capacity(words.len());
    for word in words.iter().filter(|w| get(w, "strikethrough") != Some(&Value::Bool(true))) {
        let Some(spoken) = text(word, &["value"]) else { continue };
        let paragraph = get(word, "paragraphid");
        let start = get(word, "time").and_then(|v| millis(v, Unit::Millis));
        let length = get(word, "duration").and_then(|v| millis(v, Unit::Millis));
        pieces.push(Piece {
            text: spoken.to_owned(),
            speaker: get(word, "speaker").and_then(speaker),
            start_ms: start,
            end_ms: start.zip(length).map(|(s, l)| s.saturating_add(l)),
            paragraph: before.is_some() && before != paragraph,
            ..Piece::default()
        });
        before = paragraph;
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::super::join;
    use super::*;
    use serde_json::json;

    #[test]
    fn struck_words_are_dropped_and_paragraphs_kept() {
        let word = |w: &str, at: u32, p: &str, struck: bool| {
            json!({"value": w, "time": at, "duration": 100,
            "paragraphId": p, "speaker": "Mara", "strikethrough": struck})
        };
        let value = json!({"title": "x.mp3", "words": [word("The", 0, "p0", false), word("um", 200, "p0", true),
            word("ferry.", 400, "p0", false), word("Later", 900, "p1", false)]});
        let turns = join::turns(read(&value).unwrap());
        assert_eq!(turns.len(), 1);
        assert_eq!(turns[0].text, "The ferry.\n\nLater");
        assert_eq!((turns[0].start_ms, turns[0].end_ms), (Some(0), Some(1000)));
    }
}
