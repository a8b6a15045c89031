//! IBM Watson: `results[].alternatives[0].timestamps` (`[word, from, to]`, seconds) and `speaker_labels`.

use std::collections::HashMap;

use serde_json::Value;

use super::fields::{get, items, list, speaker, text};
use super::join::Piece;
use super::times::{Unit, millis};

pub(super) fn read(value: &Value) -> Option<Vec<Piece>> {
    let results = get(value, "results")?.as_array()?;
    if !results.iter().any(|r| best(r).is_some_and(|a| get(a, "timestamps").is_some())) {
        return None;
    }
    let seconds = |v: &Value| millis(v, Unit::Seconds);
    let labels: HashMap<u64, String> = list(value, "speakerlabels")
        .iter()
        .filter_map(|l| Some((seconds(get(l, "from")?)?, get(l, "speaker").and_then(speaker)?)))
        .collect();
    let mut pieces = Vec::new();
    for best in results.iter().filter_map(best) {
        let words = list(best, "timestamps");
        let time = |w: Option<&Value>, n: usize| w.and_then(|w| seconds(items(w).get(n)?));
        if labels.is_empty() || words.is_empty() {
            let Some(whole) = text(best, &["transcript"]) else { continue };
            let (start_ms, end_ms) = (time(words.first(), 1), time(words.last(), 2));
            pieces.push(Piece { text: whole.to_owned(), start_ms, end_ms, ..Piece::default() });
        }
        for word in words.iter().filter(|_| !labels.is_empty()) {
            let Some(spoken) = items(word).first().and_then(Value::as_str) else { continue };
            let start_ms = time(Some(word), 1);
            pieces.push(Piece {
                text: spoken.to_owned(),
                speaker: start_ms.and_then(|s| labels.get(&s).cloned()),
                start_ms,
                end_ms: time(Some(word), 2),
                ..Piece::default()
            });
        }
    }
    Some(pieces)
}

fn best(result: &Value) -> Option<&Value> {
    items(get(result, "alternatives")?).first()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_are_labelled_by_their_start() {
        let results = json!([{"alternatives": [{"transcript": "why wood ", "timestamps": [["why", 0.5, 0.75], ["wood", 1.0, 1.5]]}]}]);
        let value = json!({"results": results, "speaker_labels": [
            {"from": 0.5, "to": 0.75, "speaker": 0}, {"from": 1.0, "to": 1.5, "speaker": 2}]});
        let seen: Vec<_> =
            read(&value).unwrap().into_iter().map(|p| (p.text, p.speaker.unwrap(), p.end_ms)).collect();
        assert_eq!(seen, [("why".into(), "0".into(), Some(750)), ("wood".into(), "2".into(), Some(1500))]);
        let pieces = read(&json!({"results": results})).unwrap();
        assert_eq!((pieces.len(), pieces[0].start_ms, pieces[0].end_ms), (1, Some(500), Some(1500)));
    }
}
