//! JSON of speech recognisers, and plain lists: its shape, not its name, says whose it is.
//!
//! Deliberately absent: YouTube's json3, which is captions. Nesting deeper than serde_json's limit is refused.

use serde_json::Value;
use serde_json::error::Category;

use super::super::{Document, Format, Refusal, Sniff, Source};
use super::fields::{first, get, items, list, same, speaker};
use super::join::Piece;
use super::{
    assemblyai, aws, azure, bbc, chinese, deepgram, google, rev, script, speechmatics, trint, watson,
};
use super::{list as lists, unique};
use crate::model::FileSettings;

/// A transcript as one JSON value, or a list of transcripts.
pub(crate) struct Json;

/// Gives the pieces of a transcript of its shape; none if it is of another.
type Reader = fn(&Value) -> Option<Vec<Piece>>;

/// The vendors, those with telling keys first.
static VENDORS: &[(&str, Reader)] = &[
    ("aws-transcribe", aws::read),
    ("deepgram", deepgram::read),
    ("speechmatics", speechmatics::read),
    ("watson", watson::read),
    ("google", google::read),
    ("azure", azure::read),
    ("rev", rev::read),
    ("trint", trint::read),
    ("bbc-kaldi", bbc::kaldi),
    ("digital-paper-edit", bbc::paper_edit),
    ("draftjs", bbc::draft),
    ("assemblyai", assemblyai::read),
    ("tencent-cloud", chinese::tencent_cloud),
    ("tencent-meeting", chinese::tencent_meeting),
    ("tingwu", chinese::tingwu),
    ("sentences", chinese::sentences),
    ("whisper.cpp", lists::whisper_cpp),
    ("side-by-side", lists::side_by_side),
];

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let head = head(&source.text);
        if head.contains("\"wireMagic\"") || head.contains("\"tStartMs\"") {
            return Sniff::No;
        }
        if opens(head) {
            Sniff::Sure
        } else if source.extension() == "json" {
            Sniff::Likely
        } else {
            Sniff::No
        }
    }
    fn read(&self, source: &Source<'_>, _: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let value = parse(&source.text).map_err(|e| broken(&e, 0))?;
        documents(source, &value).ok_or_else(|| Refusal::Skip(String::from(nothing(&value))))
    }
}

/// The beginning of a text, some thousand bytes.
pub(super) fn head(text: &str) -> &str {
    let mut end = text.len().min(4096);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// True if a text opens as JSON objects or lists do, and other texts do not.
pub(super) fn opens(head: &str) -> bool {
    let inner = head.trim_start().trim_start_matches(|c: char| c == '[' || c.is_whitespace());
    let listed = inner.len() < head.trim_start().len();
    match inner.strip_prefix('{') {
        Some(rest) => rest.trim_start().starts_with(['"', '}']) || rest.trim_start().is_empty(),
        None => {
            listed && inner.starts_with(['"']) && head.trim_start()[1..].trim_start().starts_with(['[', '{'])
        }
    }
}

/// Parses; numbers that JSON does not know (`NaN`, `Infinity`), as Python writes them, are taken for nothing.
pub(super) fn parse(text: &str) -> Result<Value, serde_json::Error> {
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).or_else(|e| match without_nan(text) {
        Some(repaired) if e.is_syntax() => serde_json::from_str(&repaired),
        _ => Err(e),
    })
}

fn without_nan(text: &str) -> Option<String> {
    if !text.contains("NaN") && !text.contains("Infinity") {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut inside) = (text, false);
    while let Some(at) = rest.find(['"', '\\', 'N', 'I', '-']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let word = ["NaN", "-Infinity", "Infinity"].into_iter().find(|w| !inside && rest.starts_with(w));
        let step = match word {
            Some(w) => w.len(),
            None if rest.starts_with('\\') => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            None => 1,
        };
        inside ^= rest.starts_with('"');
        out.push_str(if word.is_some() { "null" } else { &rest[..step] });
        rest = &rest[step..];
    }
    out.push_str(rest);
    Some(out)
}

/// A syntax error in the user's words; `before` lines come before the text.
pub(super) fn broken(error: &serde_json::Error, before: u32) -> Refusal {
    let line = before + u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or(&what);
    let message = match error.classify() {
        Category::Eof => format!("broken JSON: it ends too early, in line {line}, column {}", error.column()),
        _ if what.contains("recursion limit") => format!("broken JSON: nested too deep, in line {line}"),
        _ => format!("broken JSON in line {line}, column {}: {what}", error.column()),
    };
    Refusal::Fail { line: Some(line), message }
}

/// True for transcripts by name: an object of nothing but lists of turns, none of which is a part of one file.
fn by_name(value: &Value) -> bool {
    const PARTS: &[&str] =
        &["segments", "wordsegments", "words", "utterances", "sentences", "paragraphs", "speakers"];
    value.as_object().is_some_and(|o| {
        let part = |k: &String| PARTS.iter().any(|p| same(k, p));
        o.len() > 1 && !o.keys().any(part) && o.values().all(|v| lists::records(items(v)).is_some())
    })
}

/// The transcript or transcripts in a value.
fn documents(source: &Source<'_>, value: &Value) -> Option<Vec<Document>> {
    if by_name(value) {
        return members(source, value);
    }
    if let Some((dialect, pieces)) = transcript(value) {
        let document = script::document(source, value, dialect, pieces);
        return Some(if document.turns.is_empty() { Vec::new() } else { vec![document] });
    }
    members(source, value)
}

/// The pieces of one transcript, and whose shape it has.
pub(super) fn transcript(value: &Value) -> Option<(&'static str, Vec<Piece>)> {
    let vendor = VENDORS.iter().find_map(|(name, read)| Some((*name, read(value)?)));
    vendor.or_else(|| {
        if let Some((key, pieces)) = lists::find(value) {
            let podcast = || list(value, key).iter().take(20).any(|s| get(s, "body").is_some());
            let dialect = if key != "segments" {
                "list"
            } else if podcast() {
                "podcast"
            } else {
                "whisper"
            };
            return Some((dialect, pieces));
        }
        lists::bare_text(value).map(|pieces| ("whisper", pieces))
    })
}

/// Several transcripts: a list of objects, or lists by name.
fn members(source: &Source<'_>, value: &Value) -> Option<Vec<Document>> {
    let inner = value.as_object().filter(|o| o.len() <= 8).and_then(|o| {
        let mut lists = o.values().filter(|v| items(v).iter().any(Value::is_object));
        lists.next().filter(|_| lists.next().is_none())
    });
    let named: Vec<(String, &Value)> = match (value, inner) {
        (Value::Array(all), _) | (_, Some(Value::Array(all))) => {
            all.iter().enumerate().map(|(i, v)| (member(v, i + 1), v)).collect()
        }
        (Value::Object(o), None) => o.iter().map(|(k, v)| (k.clone(), v)).collect(),
        _ => return None,
    };
    let mut documents = Vec::new();
    for (name, value) in named {
        let Some((dialect, pieces)) = transcript(value) else { continue };
        let document = script::document(source, value, dialect, pieces);
        documents.push(Document { member: name, ..document });
    }
    documents.retain(|d| !d.turns.is_empty());
    unique(&mut documents);
    (!documents.is_empty()).then_some(documents)
}

/// The name of a transcript among others: its id, or its number.
pub(super) fn member(value: &Value, number: usize) -> String {
    const IDS: &[&str] =
        &["id", "key", "uid", "uuid", "guid", "episodeid", "interviewid", "meetingid", "filename", "file"];
    let id = first(value, IDS).filter(|v| !v.is_object()).and_then(speaker);
    id.map_or_else(|| number.to_string(), |id| id.replace(['/', '\\', '#'], "-"))
}

/// Why a value is no transcript.
fn nothing(value: &Value) -> &'static str {
    let body = get(value, "retval").unwrap_or(value);
    match value {
        _ if get(body, "segmentation").is_some() => "JSON that says who spoke when, without words",
        _ if get(value, "nbformat").is_some() => "a notebook, no transcript",
        _ => "JSON, but no transcript of a known shape",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(text: &str) -> Result<Vec<Document>, Refusal> {
        let source = Source {
            path: "a.json",
            text: text.to_owned().into(),
            encoding: "utf-8",
            bytes: &[],
            sidecars: &[],
        };
        Json.read(&source, &FileSettings::default())
    }

    fn sniff(path: &str, text: &str) -> Sniff {
        Json.sniff(&Source {
            path,
            text: text.to_owned().into(),
            encoding: "utf-8",
            bytes: &[],
            sidecars: &[],
        })
    }

    #[test]
    fn json_is_known_by_its_content() {
        assert_eq!(sniff("a.txt", " {\n \"segments\": []}"), Sniff::Sure);
        assert_eq!(sniff("a.txt", "[{\"speaker\": 1}]"), Sniff::Sure);
        assert_eq!(sniff("a.json", "{'speaker': 1}"), Sniff::Likely);
        assert_eq!(sniff("a.txt", "[The article is published here]"), Sniff::No);
        assert_eq!(sniff("a.txt", "[00:00:01] Ann: Why?"), Sniff::No);
        assert_eq!(sniff("a.json3", "{\"wireMagic\": \"pb3\", \"events\": []}"), Sniff::No);
    }

    #[test]
    fn broken_json_names_line_and_column() {
        let Err(Refusal::Fail { line, message }) = read("{\"segments\": [\n{\"text\": x}]}") else {
            panic!()
        };
        assert_eq!((line, message.as_str()), (Some(2), "broken JSON in line 2, column 10: expected value"));
        let Err(Refusal::Fail { message, .. }) = read("{\"segments\": [") else { panic!() };
        assert_eq!(message, "broken JSON: it ends too early, in line 1, column 14");
        let Err(Refusal::Fail { message, .. }) = read(&"[".repeat(10_000)) else { panic!() };
        assert_eq!(message, "broken JSON: nested too deep, in line 1");
    }

    #[test]
    fn other_json_is_skipped_with_a_reason() {
        for text in ["{}", "[]", "{\"name\": \"x\", \"version\": \"1\"}", "[1, 2]", "\"hello\""] {
            assert!(matches!(read(text), Err(Refusal::Skip(_))), "{text}");
        }
        let Err(Refusal::Skip(reason)) = read("{\"segmentation\": {\"segments\": []}}") else { panic!() };
        assert_eq!(reason, "JSON that says who spoke when, without words");
    }

    #[test]
    fn numbers_that_json_does_not_know_are_nothing() {
        let text = r#"{"segments": [{"start": 0.5, "text": "NaN \" is -Infinity", "speaker": "A", "p": NaN, "q": -Infinity}]}"#;
        assert_eq!(read(text).unwrap()[0].turns[0].text, "NaN \" is -Infinity");
    }

    #[test]
    fn lists_of_transcripts_are_members() {
        let turns = json!([{"speaker": "Ann", "text": "Why?"}, {"speaker": "Bo", "text": "Wood."}]);
        let all = json!([{"id": "a/1", "turns": turns}, {"id": "a/1", "turns": turns}, {"turns": turns}]);
        let names: Vec<_> = read(&all.to_string()).unwrap().into_iter().map(|d| d.member).collect();
        assert_eq!(names, ["a-1", "a-1-2", "3"]);
        let all = json!({"first": turns, "second": turns});
        let found = read(&all.to_string()).unwrap();
        assert_eq!(found.iter().map(|d| &*d.member).collect::<Vec<_>>(), ["first", "second"]);
        let one = json!({"meta": {"title": "Old wood"}, "turns": turns});
        let found = read(&one.to_string()).unwrap();
        assert_eq!((found.len(), found[0].meta.title.as_deref()), (1, Some("Old wood")));
    }

    /// Any JSON, with keys that vendors use.
    fn any_json() -> impl Strategy<Value = Value> {
        let key = prop::sample::select(vec![
            "results",
            "items",
            "words",
            "segments",
            "speaker",
            "text",
            "start",
            "end",
            "alternatives",
            "content",
            "transcript",
            "utterances",
            "paragraphs",
            "monologues",
            "elements",
            "value",
            "speakers",
            "context",
            "time",
            "duration",
            "name",
            "offset",
            "channels",
            "nBest",
            "recognizedPhrases",
            "sentences",
        ]);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from)
        ];
        leaf.prop_recursive(6, 48, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::hash_map(key.clone(), inner, 0..5)
                    .prop_map(|m| m.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()),
            ]
        })
    }

    /// A small file of each shape.
    fn shapes() -> Vec<String> {
        let time = |at: f64| json!({"seconds": at.to_string(), "nanos": 0});
        let all = [
            json!({"results": {"transcripts": [{"transcript": "Old wood."}], "items": [
                {"start_time": "0.5", "end_time": "0.9", "type": "pronunciation", "speaker_label": "spk_0",
                 "alternatives": [{"content": "Old"}]},
                {"type": "punctuation", "alternatives": [{"content": "."}]}]}}),
            json!({"results": [{"alternatives": [{"words": [
                {"word": "Old", "startTime": time(1.0), "endTime": time(2.0), "speakerTag": 1}]}]}]}),
            json!({"recognizedPhrases": [{"speaker": 1, "offsetInTicks": 1e7, "durationInTicks": 1e7, "nBest": [{"display": "Old."}]}]}),
            json!({"results": {"channels": [{"alternatives": [{"transcript": "Old."}]}],
                   "utterances": [{"start": 1, "end": 2.5, "speaker": 0, "transcript": "Old."}]}}),
            json!({"results": [{"type": "word", "start_time": 1, "end_time": 2, "alternatives": [{"content": "Old", "speaker": "S1"}]}]}),
            json!({"job": {}, "speakers": [{"time": "0", "duration": "9", "name": "M1"}],
                   "words": [{"time": "1", "duration": "1", "name": "Old"}]}),
            json!({"monologues": [{"speaker": 0, "elements": [{"type": "text", "value": "Old", "ts": 1, "end_ts": 2}]}]}),
            json!({"words": [{"value": "Old", "time": 5, "duration": 9, "paragraphId": "p", "speaker": "A"}]}),
            json!({"words": [{"start": 1, "end": 2, "punct": "Old"}],
                   "segmentation": {"segments": [{"start": 0, "duration": 9, "speaker": {"@id": "S1"}}]}}),
            json!({"words": [{"start": 1, "end": 2, "text": "Old"}], "paragraphs": [{"start": 0, "end": 9, "speaker": "A"}]}),
            json!({"audio_url": "x", "utterances": [{"start": 1, "end": 2, "speaker": "A", "text": "Old"}]}),
            json!({"minutes": {"paragraphs": [{"speaker_info": {"username": "A"}, "sentences": [{"words": [{"text": "Old"}]}]}]}}),
            json!({"segments": [{"start": 1.5, "end": 2, "text": " Old", "speaker": "SPEAKER_00"}]}),
            json!({"context": [["Old"], ["wood"]], "speaker": [1, 2], "id": "1"}),
        ];
        all.iter().map(Value::to_string).collect()
    }

    #[test]
    fn each_shape_is_read_as_what_it_is() {
        for text in shapes() {
            let documents = read(&text).unwrap();
            let turn = &documents[0].turns[0];
            assert!(turn.speaker.is_some() && turn.text.starts_with("Old"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_on_a_changed_file(
            which in 0usize..14, at in 0.0..1.0f64, cut in 0usize..12, put in "[\\[\\]{}\":,0-9a-z-]{0,3}")
        {
            let text = shapes()[which].clone();
            let from = (text.len() as f64 * at) as usize;
            let to = (from + cut).min(text.len());
            let _ = read(&format!("{}{put}{}", &text[..from], &text[to..]));
            let _ = read(&text[..from]);
        }

        #[test]
        fn nothing_panics_on_any_json(value in any_json()) {
            let _ = read(&value.to_string());
        }

        #[test]
        fn nothing_panics_on_any_text(text in "[\\[\\]{}\":,a-z0-9NaNI\\\\ \n-]{0,80}") {
            let _ = read(&text);
            let _ = sniff("a.txt", &text);
        }
    }
}
