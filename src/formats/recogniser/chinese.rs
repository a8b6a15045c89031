//! Recognisers of Chinese vendors: Tencent Cloud and Tencent Meeting, Alibaba's Tingwu, Paraformer and FunASR,
//! Volcengine. Milliseconds.

use serde_json::Value;

use super::fields::{at, first, get, items, list, speaker, text};
use super::join::{Piece, between};
use super::times::{Unit, millis};

const START: &[&str] = &["starttime", "startms", "begintime", "start"];
const END: &[&str] = &["endtime", "endms", "end"];
const SPEAKER: &[&str] = &["speakername", "speakerrolename", "speakerid", "speakertag", "spk", "speaker"];

fn ms(value: &Value, names: &[&str]) -> Option<u64> {
    first(value, names).and_then(|v| millis(v, Unit::Millis))
}

fn piece(row: &Value, words: String) -> Piece {
    let said = first(row, SPEAKER).or_else(|| first(get(row, "additions")?, SPEAKER));
    Piece {
        text: words,
        speaker: said.and_then(speaker),
        start_ms: ms(row, START),
        end_ms: ms(row, END),
        ..Piece::default()
    }
}

fn rows(rows: &[Value], words: &[&str]) -> Option<Vec<Piece>> {
    let pieces: Vec<Piece> = rows.iter().filter_map(|r| Some(piece(r, text(r, words)?.to_owned()))).collect();
    (!pieces.is_empty()).then_some(pieces)
}

/// The words of a sentence or paragraph, put together; blanks as they stand where there are any.
fn together(words: &[Value]) -> String {
    let parts = || words.iter().filter_map(|w| first(w, &["text", "word"])?.as_str());
    let spaced = parts().any(|p| p.starts_with(' ') || p.ends_with(' '));
    parts().fold(String::new(), |mut all, part| {
        if !spaced {
            all.push_str(between(&all, part));
        }
        all.push_str(part);
        all
    })
}

/// Tencent Cloud: `ResultDetail[]` of a recording task, `flash_result[].sentence_list[]` of the fast one.
pub(super) fn tencent_cloud(value: &Value) -> Option<Vec<Piece>> {
    let body = at(value, &["response", "data"]).or_else(|| get(value, "data")).unwrap_or(value);
    if let Some(details) = get(body, "resultdetail") {
        return rows(items(details), &["finalsentence", "writtentext"]);
    }
    let channels = get(value, "flashresult")?;
    let sentences = items(channels).iter().flat_map(|c| list(c, "sentencelist"));
    let pieces = sentences.filter_map(|s| Some(piece(s, text(s, &["text"])?.to_owned())));
    Some(pieces.collect())
}

/// Tencent Meeting: `paragraphs[].sentences[].words[]`, the speaker an object.
pub(super) fn tencent_meeting(value: &Value) -> Option<Vec<Piece>> {
    let body = get(value, "data").unwrap_or(value);
    let paragraphs = at(body, &["minutes", "paragraphs"]).or_else(|| get(body, "paragraphs"))?.as_array()?;
    if !paragraphs.iter().take(20).any(|p| !list(p, "sentences").is_empty()) {
        return None;
    }
    let mut pieces = Vec::new();
    for paragraph in paragraphs {
        let who = first(paragraph, &["speakerinfo", "speaker"]).and_then(speaker);
        for (i, sentence) in list(paragraph, "sentences").iter().enumerate() {
            let whole = text(sentence, &["text", "content"]).map(str::to_owned);
            let words = whole.unwrap_or_else(|| together(list(sentence, "words")));
            let at = if ms(sentence, START).is_some() { sentence } else { paragraph };
            pieces.push(Piece { speaker: who.clone(), paragraph: i == 0, ..piece(at, words) });
        }
    }
    Some(pieces)
}

/// Tingwu: `Transcription.Paragraphs[].Words[]`.
pub(super) fn tingwu(value: &Value) -> Option<Vec<Piece>> {
    let body = at(value, &["data", "result"]).or_else(|| get(value, "data")).unwrap_or(value);
    let body = get(body, "transcription").unwrap_or(body);
    let paragraphs = get(body, "paragraphs")?.as_array()?;
    if !paragraphs.iter().take(20).any(|p| list(p, "words").iter().any(|w| text(w, &["text"]).is_some())) {
        return None;
    }
    let paragraph = |p: &Value| {
        let words = list(p, "words");
        Piece {
            start_ms: words.iter().find_map(|w| ms(w, START)),
            end_ms: words.iter().rev().find_map(|w| ms(w, END)),
            paragraph: true,
            ..piece(p, together(words))
        }
    };
    Some(paragraphs.iter().map(paragraph).collect())
}

/// FunASR (`sentence_info[]`), Paraformer (`transcripts[].sentences[]`), Volcengine (`result.utterances[]`).
pub(super) fn sentences(value: &Value) -> Option<Vec<Piece>> {
    let one = match value {
        Value::Array(all) if all.len() == 1 => &all[0],
        other => other,
    };
    if let Some(found) = get(one, "sentenceinfo") {
        return rows(items(found), &["text", "sentence"]);
    }
    let body = get(one, "output").unwrap_or(one);
    let channels = list(body, "transcripts");
    let sentences: Vec<&Value> = channels.iter().flat_map(|c| list(c, "sentences")).collect();
    if !sentences.is_empty() {
        let pieces = sentences.into_iter().filter_map(|s| Some(piece(s, text(s, &["text"])?.to_owned())));
        return Some(pieces.collect());
    }
    let result = get(one, "result").or_else(|| at(one, &["resp"]))?;
    let utterances = list(items(result).first().unwrap_or(result), "utterances");
    if utterances.iter().any(|u| get(u, "starttime").is_some()) { rows(utterances, &["text"]) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn seen(pieces: Option<Vec<Piece>>) -> Vec<(String, Option<u64>, String)> {
        let name = |p: Piece| (p.speaker.unwrap_or_default(), p.start_ms, p.text);
        pieces.unwrap().into_iter().map(name).collect()
    }

    fn want(speaker: &str, start: u64, text: &str) -> Vec<(String, Option<u64>, String)> {
        vec![(speaker.to_owned(), Some(start), text.to_owned())]
    }

    #[test]
    fn tencent_cloud_tasks() {
        let value = json!({"Response": {"Data": {"Result": "…", "ResultDetail": [
            {"FinalSentence": "为什么是木头？", "StartMs": 120, "EndMs": 900, "SpeakerId": 1}]}}});
        assert_eq!(seen(tencent_cloud(&value)), want("1", 120, "为什么是木头？"));
        let value = json!({"flash_result": [{"text": "x", "sentence_list": [
            {"text": "便宜。", "start_time": 5, "end_time": 9, "speaker_id": 0}]}]});
        assert_eq!(seen(tencent_cloud(&value)), want("0", 5, "便宜。"));
    }

    #[test]
    fn tencent_meeting_paragraphs() {
        let value = json!({"minutes": {"paragraphs": [{"pid": "0", "start_time": 40, "speaker_info": {"username": "林知远"},
            "sentences": [{"start_time": 40, "words": [{"text": "木"}, {"text": "头"}, {"text": "OK"}]}]}]}});
        assert_eq!(seen(tencent_meeting(&value)), want("林知远", 40, "木头 OK"));
        let value = json!({"paragraphs": [{"start_time": 7, "speaker": {"user_name": "周曼"},
            "sentences": [{"words": [{"text": "好"}]}]}]});
        assert_eq!(seen(tencent_meeting(&value)), want("周曼", 7, "好"));
    }

    #[test]
    fn alibaba_paragraphs_and_sentences() {
        let value = json!({"Transcription": {"Paragraphs": [{"ParagraphId": "1", "SpeakerId": "2", "Words": [
            {"Text": "旧", "Start": 10, "End": 20}, {"Text": "船", "Start": 20, "End": 30}]}]}});
        assert_eq!(seen(tingwu(&value)), want("2", 10, "旧船"));
        let value = json!([{"key": "a", "text": "旧船", "sentence_info": [
            {"text": "旧船。", "start": 10, "end": 30, "spk": 0}]}]);
        assert_eq!(seen(sentences(&value)), want("0", 10, "旧船。"));
        let value = json!({"transcripts": [{"channel_id": 0, "text": "旧船", "sentences": [
            {"begin_time": 10, "end_time": 30, "text": "旧船。", "speaker_id": 0}]}]});
        assert_eq!(seen(sentences(&value)), want("0", 10, "旧船。"));
        let value = json!({"result": {"utterances": [
            {"text": "旧船。", "start_time": 10, "end_time": 30, "additions": {"speaker": "1"}}]}});
        assert_eq!(seen(sentences(&value)), want("1", 10, "旧船。"));
    }
}
