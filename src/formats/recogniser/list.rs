//! Plain lists of records with speaker, words or times, wherever in the JSON they are, and two lists side by side
//! (`context` and `speaker`). The shape of Whisper, WhisperX, Podcasting 2.0 and many home-made files.

use std::collections::BTreeSet;

use serde_json::Value;

use super::columns::Columns;
use super::fields::{first, get, items, list, same, speaker, text};
use super::join::{Piece, between};
use super::rows::{self, Row};
use super::times::{Unit, millis};

/// How deep a list of records may be buried.
const DEEPEST: usize = 6;

/// Lists of words, taken only where there is no list of segments.
const WORDS: &[&str] = &["words", "tokens", "items", "wordsegments"];

/// Lists that are about the conversation, not of it.
const ABOUT: &[&str] =
    &["chapters", "highlights", "entities", "topics", "summaries", "annotations", "comments", "topiclist"];

/// A list of records, with how it was called.
struct Found<'a> {
    key: &'a str,
    pieces: Vec<Piece>,
}

/// The shallowest list of records; of several, one with speakers, one of segments, the longest.
pub(super) fn find(value: &Value) -> Option<(&str, Vec<Piece>)> {
    let mut level: Vec<(&str, &Value)> = vec![("", value)];
    for _ in 0..DEEPEST {
        let found = level.iter().filter_map(|&(key, v)| Some(Found { key, pieces: records(items(v))? }));
        if let Some(best) = found.max_by_key(worth) {
            return Some((best.key, best.pieces));
        }
        level = level.into_iter().flat_map(|(key, v)| below(key, v)).collect();
    }
    None
}

fn worth(found: &Found<'_>) -> (bool, bool, usize) {
    let named = found.pieces.iter().any(|p| p.speaker.is_some());
    let segments = !WORDS.iter().any(|w| same(found.key, w));
    (named, segments, found.pieces.iter().map(|p| p.text.len()).sum())
}

/// What is inside an object, or inside a list of one.
fn below<'a>(key: &'a str, value: &'a Value) -> Vec<(&'a str, &'a Value)> {
    match value {
        Value::Object(o) => o
            .iter()
            .filter(|(k, v)| (v.is_array() || v.is_object()) && !ABOUT.iter().any(|a| same(k, a)))
            .map(|(k, v)| (k.as_str(), v))
            .collect(),
        Value::Array(a) if a.len() == 1 => vec![(key, &a[0])],
        _ => Vec::new(),
    }
}

/// The pieces of a list of records, if it is one of a conversation.
pub(super) fn records(all: &[Value]) -> Option<Vec<Piece>> {
    records_at(all, None)
}

/// The same with the line of each record.
pub(super) fn records_at(all: &[Value], lines: Option<&[u32]>) -> Option<Vec<Piece>> {
    let keys: BTreeSet<&str> =
        all.iter().filter_map(Value::as_object).flat_map(|o| o.keys().map(String::as_str)).collect();
    let keys: Vec<&str> = keys.into_iter().collect();
    let columns = Columns::find(&keys);
    let text = columns.text.map(|i| keys[i]);
    if text.is_none() && (columns.speaker.is_empty() || !keys.contains(&"words")) {
        return None;
    }
    let at = |row: &Value, column: Option<usize>| row.get(keys[column?]).filter(|v| !v.is_null()).cloned();
    let rows: Vec<Row> = all
        .iter()
        .enumerate()
        .filter_map(|(i, row)| {
            let words = list(row, "words");
            let named = columns.speaker.iter().find_map(|&i| speaker(row.get(keys[i])?));
            Some(Row {
                text: match text {
                    Some(key) => row.get(key)?.as_str()?.to_owned(),
                    None => together(words),
                },
                speaker: named.or_else(|| of_its_words(row)),
                start: at(row, columns.start).or_else(|| time(words.first()?, "start")),
                end: at(row, columns.end).or_else(|| time(words.last()?, "end")),
                length: at(row, columns.length),
                line: lines.and_then(|l| l.get(i).copied()),
            })
        })
        .collect();
    conversation(&rows, &columns, all.len()).then(|| rows::pieces(rows, columns.unit))
}

/// The words of a segment that has no text of its own.
fn together(words: &[Value]) -> String {
    words.iter().filter_map(|w| text(w, &["text", "word", "punctuatedword"])).fold(
        String::new(),
        |mut all, w| {
            all.push_str(between(&all, w.trim()));
            all.push_str(w.trim());
            all
        },
    )
}

/// Where a word starts or ends, also as a time stamp relative to the recording.
fn time(word: &Value, edge: &str) -> Option<Value> {
    let plain = [edge.to_owned(), format!("{edge}time")];
    let found = plain.iter().find_map(|name| get(word, name)).cloned();
    found.or_else(|| get(get(word, &format!("{edge}timestamp"))?, "relative").cloned())
}

/// True for a record of a conversation rather than a whole one: words, and beside them a speaker or a time.
pub(super) fn is_record(value: &Value) -> bool {
    let keys: Vec<&str> = value.as_object().into_iter().flatten().map(|(k, _)| k.as_str()).collect();
    let columns = Columns::find(&keys);
    let holds = |column: Option<usize>, f: fn(&Value) -> bool| column.is_some_and(|i| f(&value[keys[i]]));
    let scalar = |v: &Value| !v.is_array() && !v.is_object();
    holds(columns.text, Value::is_string)
        && (holds(columns.speaker.first().copied(), |v| !v.is_array()) || holds(columns.start, scalar))
}

/// Most records have words; they have times, or speakers who come back.
pub(super) fn conversation(rows: &[Row], columns: &Columns, total: usize) -> bool {
    let named = rows.iter().filter(|r| r.speaker.is_some()).count();
    let time = |v: &Option<Value>| v.as_ref().and_then(|v| millis(v, Unit::Seconds));
    let timed = rows.iter().filter(|r| time(&r.start).is_some()).count();
    let who: BTreeSet<&str> = rows.iter().filter_map(|r| r.speaker.as_deref()).collect();
    let comes_back = rows.len() <= 2 && named > 0 || who.len() < named;
    let likely =
        timed * 5 >= rows.len() * 4 || columns.surely_speaker || comes_back && named * 2 >= rows.len();
    !rows.is_empty() && rows.len() * 2 >= total && likely
}

/// The speaker of most words of a segment that has none itself.
fn of_its_words(row: &Value) -> Option<String> {
    let mut who: Vec<(String, usize)> = Vec::new();
    for name in list(row, "words").iter().filter_map(|w| get(w, "speaker").and_then(speaker)) {
        match who.iter_mut().find(|(n, _)| *n == name) {
            Some((_, count)) => *count += 1,
            None => who.push((name, 1)),
        }
    }
    who.into_iter().rev().max_by_key(|(_, count)| *count).map(|(name, _)| name)
}

/// Words and speakers in two lists of the same length; an utterance may be a list of sentences.
pub(super) fn side_by_side(value: &Value) -> Option<Vec<Piece>> {
    const SAID: &[&str] =
        &["context", "utt", "utterances", "utterance", "text", "dialogue", "turns", "content"];
    let who = first(value, &["speaker", "speakers"])?.as_array()?;
    let said = SAID.iter().find_map(|k| get(value, k)?.as_array().filter(|s| s.len() == who.len()))?;
    if said.is_empty() || who.iter().any(|w| !w.is_string() && !w.is_number()) {
        return None;
    }
    let piece = |(words, who): (&Value, &Value)| {
        let words = match words {
            Value::String(s) => s.clone(),
            Value::Array(all) => all.iter().filter_map(Value::as_str).fold(String::new(), |mut out, s| {
                out.push_str(between(&out, s.trim()));
                out.push_str(s.trim());
                out
            }),
            _ => return None,
        };
        Some(Piece { text: words, speaker: speaker(who), paragraph: true, ..Piece::default() })
    };
    Some(said.iter().zip(who).filter_map(piece).collect())
}

/// whisper.cpp: `transcription[]` with offsets in milliseconds.
pub(super) fn whisper_cpp(value: &Value) -> Option<Vec<Piece>> {
    let segments = get(value, "transcription")?.as_array()?;
    if !segments.iter().take(20).any(|s| get(s, "offsets").is_some() || get(s, "timestamps").is_some()) {
        return None;
    }
    let row = |s: &Value| {
        let time = |part: &str| {
            let ms = get(s, "offsets").and_then(|o| get(o, part)).cloned();
            ms.or_else(|| get(s, "timestamps").and_then(|t| get(t, part)).cloned())
        };
        Some(Row {
            text: text(s, &["text"])?.to_owned(),
            speaker: get(s, "speaker").and_then(speaker),
            start: time("from"),
            end: time("to"),
            ..Row::default()
        })
    };
    Some(rows::pieces(segments.iter().filter_map(row).collect(), Some(Unit::Millis)))
}

/// Whisper's answer without segments: nothing but the text.
pub(super) fn bare_text(value: &Value) -> Option<Vec<Piece>> {
    const BESIDE: &[&str] =
        &["text", "task", "language", "duration", "segments", "words", "usage", "logprobs", "model", "xgroq"];
    let object = value.as_object()?;
    let whole = text(value, &["text"])?;
    let only = object.keys().all(|k| BESIDE.iter().any(|b| same(k, b)));
    only.then(|| vec![Piece { text: whole.to_owned(), ..Piece::default() }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn seen(value: &Value) -> Vec<(Option<String>, Option<u64>, String)> {
        let pieces = find(value).map(|(_, p)| p).unwrap_or_default();
        pieces.into_iter().map(|p| (p.speaker, p.start_ms, p.text)).collect()
    }

    fn said(who: &str, start: Option<u64>, text: &str) -> (Option<String>, Option<u64>, String) {
        (Some(who.to_owned()), start, text.to_owned())
    }

    #[test]
    fn segments_of_the_whisper_family() {
        let value = json!({"text": "Why? Wood.", "language": "en", "segments": [
            {"id": 0, "start": 0.5, "end": 1.0, "text": " Why?", "speaker": "SPEAKER_00", "words": []},
            {"id": 1, "start": 1.5, "end": 2.0, "text": " Wood.", "words": [
                {"word": "Wood.", "start": 1.5, "speaker": "SPEAKER_01"}]}]});
        assert_eq!(
            seen(&value),
            [said("SPEAKER_00", Some(500), " Why?"), said("SPEAKER_01", Some(1500), " Wood.")]
        );
        let value = json!({"transcription": [{"timestamps": {"from": "00:00:01,500"},
            "offsets": {"from": 1500, "to": 1600}, "text": " Why?", "speaker": "?"}]});
        let piece = &whisper_cpp(&value).unwrap()[0];
        assert_eq!((piece.start_ms, piece.end_ms, &piece.speaker), (Some(1500), Some(1600), &None));
    }

    #[test]
    fn plain_lists_in_many_spellings() {
        let value = json!([{"name": "Ann", "utterance": "Why?"}, {"name": "Bo", "utterance": "Wood."},
                           {"name": "Ann", "utterance": "Old?"}]);
        assert_eq!(seen(&value)[1], said("Bo", None, "Wood."));
        let value =
            json!({"data": {"list": [{"发言人": "林知远", "内容": "木头。", "开始时间": "00:00:05"}]}});
        assert_eq!(seen(&value), [said("林知远", Some(5000), "木头。")]);
        let value = json!([{"role": "host", "content": "Why?"}, {"role": "guest", "content": "Wood."}]);
        assert_eq!(seen(&value)[0], said("host", None, "Why?"));
        let value = json!({"version": "1.0.0", "segments": [
            {"speaker": "Mara Quist", "startTime": 0.5, "endTime": 0.75, "body": "I"}]});
        assert_eq!(seen(&value), [said("Mara Quist", Some(500), "I")]);
    }

    #[test]
    fn segments_may_have_their_text_in_their_words() {
        let stamp = |s: f64| json!({"relative": s, "absolute": "2025-01-01T00:00:00Z"});
        let value = json!([{"participant": {"id": 1, "name": "Mara Quist"}, "words": [
            {"text": "Why", "start_timestamp": stamp(1.5), "end_timestamp": stamp(1.75)},
            {"text": "wood?", "start_timestamp": stamp(2.0), "end_timestamp": stamp(2.5)}]}]);
        let pieces = find(&value).unwrap().1;
        let seen = (&*pieces[0].text, pieces[0].speaker.as_deref(), pieces[0].start_ms, pieces[0].end_ms);
        assert_eq!(seen, ("Why wood?", Some("Mara Quist"), Some(1500), Some(2500)));
    }

    #[test]
    fn lists_of_other_things_are_no_transcripts() {
        for value in [
            json!([{"name": "Hammer", "value": "12"}, {"name": "Saw", "value": "9"}, {"name": "Axe", "value": "7"}]),
            json!({"dependencies": {"a": "1"}, "scripts": [{"x": 1}]}),
            json!([1, 2, 3]),
            json!([{"title": "A post", "content": "…"}, {"title": "Another", "content": "…"}]),
            json!("text"),
        ] {
            assert_eq!(seen(&value), [], "{value}");
        }
    }

    #[test]
    fn two_lists_side_by_side() {
        let value = json!({"context": [["木头便宜。", "也好找。 "], ["是吗？"]], "speaker": [1, 2]});
        let got: Vec<_> =
            side_by_side(&value).unwrap().into_iter().map(|p| (p.speaker.unwrap(), p.text)).collect();
        assert_eq!(got, [("1".into(), "木头便宜。也好找。".into()), ("2".into(), "是吗？".into())]);
        let value = json!({"utt": ["Why?", "Wood."], "speaker": ["ANN LEE, HOST", "BO"], "title": "t"});
        assert_eq!(side_by_side(&value).unwrap()[0].speaker.as_deref(), Some("ANN LEE, HOST"));
        assert_eq!(side_by_side(&json!({"speaker": ["a"], "text": ["b", "c"]})), None);
    }

    #[test]
    fn an_answer_of_text_alone() {
        assert_eq!(bare_text(&json!({"text": "Why wood?", "usage": {"x": 1}})).unwrap()[0].text, "Why wood?");
        assert_eq!(bare_text(&json!({"text": "Why wood?", "user": "ann"})), None);
    }
}
