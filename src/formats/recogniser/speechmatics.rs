//! Speechmatics: version 2 `results[].alternatives[0]` with speakers, version 1 flat `words` and a list of who
//! speaks from when for how long. Seconds. The speaker `UU` is nobody known.

use serde_json::Value;

use super::fields::{get, items, list, speaker, text};
use super::join::Piece;
use super::spans::Spans;
use super::times::{Unit, millis};

pub(super) fn read(value: &Value) -> Option<Vec<Piece>> {
    second(value).or_else(|| first(value))
}

fn second(value: &Value) -> Option<Vec<Piece>> {
    let results = get(value, "results")?.as_array()?;
    if !results.iter().take(20).any(|r| get(r, "starttime").is_some() && best(r).is_some()) {
        return None;
    }
    let channels = results.iter().filter_map(|r| get(r, "channel")?.as_str()).any(|c| c != "channel_1");
    let mut opens = false;
    let mut pieces: Vec<Piece> = Vec::with_capacity(results.len());
    for result in results {
        let Some((words, who)) = best(result) else { continue };
        let attaches = text(result, &["attachesto"]);
        let mark = text(result, &["type"]) == Some("punctuation");
        let channel = || get(result, "channel").and_then(speaker).filter(|_| channels);
        pieces.push(Piece {
            text: words.to_owned(),
            speaker: who.or_else(channel).or_else(|| pieces.last().filter(|_| mark)?.speaker.clone()),
            start_ms: get(result, "starttime").and_then(|v| millis(v, Unit::Seconds)),
            end_ms: get(result, "endtime").and_then(|v| millis(v, Unit::Seconds)),
            tight: opens || matches!(attaches, Some("previous" | "both")) || mark && attaches.is_none(),
            ..Piece::default()
        });
        opens = matches!(attaches, Some("next" | "both"));
    }
    if channels {
        pieces.sort_by_key(|p| p.start_ms);
    }
    Some(pieces)
}

fn best(result: &Value) -> Option<(&str, Option<String>)> {
    let best = items(get(result, "alternatives")?).first()?;
    let who = get(best, "speaker").and_then(speaker).filter(|s| s != "UU");
    Some((text(best, &["content"])?, who))
}

fn first(value: &Value) -> Option<Vec<Piece>> {
    let words = get(value, "words")?.as_array()?;
    get(value, "job").or_else(|| get(value, "speakers"))?;
    if !words.iter().take(20).any(|w| text(w, &["name"]).is_some() && get(w, "time").is_some()) {
        return None;
    }
    let span = |v: &Value| {
        let start = get(v, "time").and_then(|t| millis(t, Unit::Seconds));
        let length = get(v, "duration").and_then(|t| millis(t, Unit::Seconds));
        (start, start.zip(length).map(|(s, l)| s + l))
    };
    let spans = Spans::new(list(value, "speakers").iter().filter_map(|s| {
        let (start, end) = span(s);
        Some((start?, end?, get(s, "name").and_then(speaker).filter(|n| n != "UU")?))
    }));
    let word = |w: &Value| {
        let (start_ms, end_ms) = span(w);
        let speaker = start_ms.and_then(|s| spans.at(s)).map(str::to_owned);
        Some(Piece { text: text(w, &["name"])?.to_owned(), speaker, start_ms, end_ms, ..Piece::default() })
    };
    Some(words.iter().filter_map(word).collect())
}

#[cfg(test)]
mod tests {
    use super::super::join;
    use super::*;
    use serde_json::json;

    #[test]
    fn version_2_attaches_marks_and_knows_nobody_as_uu() {
        let result = |kind: &str, at: f64, w: &str, who: &str| {
            json!({"type": kind, "start_time": at,
            "end_time": at + 0.25, "alternatives": [{"content": w, "speaker": who}]})
        };
        let mut mark = result("punctuation", 1.5, "?", "S1");
        mark["attaches_to"] = json!("previous");
        let value = json!({"format": "2.9", "results": [
            result("word", 1.0, "Why", "S1"), mark, result("word", 2.0, "Wood", "UU")]});
        let turns = join::turns(read(&value).unwrap());
        let seen: Vec<_> = turns.iter().map(|t| (t.speaker.as_deref(), t.start_ms, &*t.text)).collect();
        assert_eq!(seen, [(Some("S1"), Some(1000), "Why?"), (None, Some(2000), "Wood")]);
    }

    #[test]
    fn version_1_looks_up_who_speaks_when() {
        let word =
            |at: &str, w: &str| json!({"time": at, "duration": "0.20", "name": w, "confidence": "1.000"});
        let value = json!({"job": {"id": 1}, "format": "1.0",
            "speakers": [{"time": "0.00", "duration": "1.50", "name": "F1"}, {"time": "1.50", "duration": "2.00", "name": "M2"}],
            "words": [word("0.10", "Why"), word("0.40", "?"), word("1.50", "Wood"), word("1.70", ".")]});
        let turns = join::turns(read(&value).unwrap());
        let seen: Vec<_> = turns.iter().map(|t| (t.speaker.as_deref(), t.end_ms, &*t.text)).collect();
        assert_eq!(seen, [(Some("F1"), Some(600), "Why?"), (Some("M2"), Some(1900), "Wood.")]);
    }
}
