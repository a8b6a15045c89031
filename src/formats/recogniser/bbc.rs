//! The BBC's shapes: Kaldi (`words` with `punct`, segments of speakers beside them), the digital paper edit (flat
//! `words`, `paragraphs` with speakers), and the transcript editor's blocks (draft.js). Seconds.

use serde_json::Value;

use super::fields::{at, first, get, items, list, speaker, text};
use super::join::Piece;
use super::spans::Spans;
use super::times::{Unit, millis};

fn seconds(value: &Value, names: &[&str]) -> Option<u64> {
    first(value, names).and_then(|v| millis(v, Unit::Seconds))
}

/// Kaldi: which speaker talks when is a list of its own.
pub(super) fn kaldi(value: &Value) -> Option<Vec<Piece>> {
    let body = get(value, "retval").unwrap_or(value);
    let words = get(body, "words")?.as_array()?;
    if !words.iter().take(20).any(|w| text(w, &["punct"]).is_some()) {
        return None;
    }
    let segments =
        at(body, &["segmentation", "segments"]).or_else(|| at(value, &["segmentation", "segments"]));
    let spans = Spans::new(segments.map_or(&[][..], items).iter().filter_map(|s| {
        let start = seconds(s, &["start"])?;
        Some((start, start + seconds(s, &["duration"])?, get(s, "speaker").and_then(speaker)?))
    }));
    let word = |w: &Value| {
        let (start_ms, end_ms) = (seconds(w, &["start"]), seconds(w, &["end"]));
        let speaker = start_ms.and_then(|s| spans.between(s, end_ms.unwrap_or(s)).or_else(|| spans.at(s)));
        let text = text(w, &["punct", "word"])?.to_owned();
        Some(Piece { text, speaker: speaker.map(str::to_owned), start_ms, end_ms, ..Piece::default() })
    };
    Some(words.iter().filter_map(word).collect())
}

/// Digital paper edit: each word belongs to the paragraph that has begun last.
pub(super) fn paper_edit(value: &Value) -> Option<Vec<Piece>> {
    let words = get(value, "words")?.as_array()?;
    let mut paragraphs: Vec<(u64, &Value)> =
        list(value, "paragraphs").iter().filter_map(|p| Some((seconds(p, &["start"])?, p))).collect();
    if paragraphs.is_empty() || !words.iter().take(20).any(|w| text(w, &["text"]).is_some()) {
        return None;
    }
    paragraphs.sort_by_key(|(start, _)| *start);
    let mut before = None;
    let mut pieces = Vec::with_capacity(words.len());
    for word in words {
        let Some(spoken) = text(word, &["text"]) else { continue };
        let (start_ms, end_ms) = (seconds(word, &["start"]), seconds(word, &["end"]));
        let begun = start_ms.map_or(0, |s| paragraphs.partition_point(|(start, _)| *start <= s));
        let paragraph = begun.saturating_sub(1);
        pieces.push(Piece {
            text: spoken.to_owned(),
            speaker: get(paragraphs[paragraph].1, "speaker").and_then(speaker),
            start_ms,
            end_ms,
            paragraph: before.is_some_and(|b| b != paragraph),
            ..Piece::default()
        });
        before = Some(paragraph);
    }
    Some(pieces)
}

/// draft.js: a block a paragraph.
pub(super) fn draft(value: &Value) -> Option<Vec<Piece>> {
    get(value, "entitymap")?;
    let blocks = get(value, "blocks")?.as_array()?;
    let block = |b: &Value| {
        let data = get(b, "data");
        let words = data.map_or(&[][..], |d| list(d, "words"));
        Some(Piece {
            text: text(b, &["text"])?.to_owned(),
            speaker: data.and_then(|d| get(d, "speaker")).and_then(speaker),
            start_ms: data
                .and_then(|d| seconds(d, &["start"]))
                .or_else(|| words.first().and_then(|w| seconds(w, &["start"]))),
            end_ms: words.last().and_then(|w| seconds(w, &["end"])),
            paragraph: true,
            ..Piece::default()
        })
    };
    let pieces: Vec<Piece> = blocks.iter().filter_map(block).collect();
    pieces.iter().any(|p| p.speaker.is_some()).then_some(pieces)
}

#[cfg(test)]
mod tests {
    use super::super::join;
    use super::*;
    use serde_json::json;

    fn seen(pieces: Vec<Piece>) -> Vec<(String, Option<u64>, String)> {
        join::turns(pieces).into_iter().map(|t| (t.speaker.unwrap_or_default(), t.start_ms, t.text)).collect()
    }

    #[test]
    fn kaldi_words_are_given_to_the_segment_they_fall_in() {
        let word = |w: &str, at: f64| json!({"start": at, "end": at + 0.2, "word": "x", "punct": w});
        let value = json!({"retval": {"words": [word("Why", 0.5), word("wood?", 0.9), word("Cheap.", 2.0)],
            "segmentation": {"segments": [{"start": 0, "duration": 1.5, "speaker": {"@id": "S1"}},
                                          {"start": 1.9, "duration": 3.0, "speaker": {"@id": "S2"}}]}}});
        let want = [("S1".into(), Some(500), "Why wood?".into()), ("S2".into(), Some(2000), "Cheap.".into())];
        assert_eq!(seen(kaldi(&value).unwrap()), want);
    }

    #[test]
    fn paper_edit_paragraphs_have_the_speakers() {
        let word = |w: &str, at: f64| json!({"start": at, "end": at + 0.2, "text": w});
        let value = json!({"words": [word("Why?", 0.5), word("Cheap.", 2.0), word("Old.", 3.0)], "paragraphs": [
            {"start": 0.5, "end": 1.0, "speaker": "F"}, {"start": 2.0, "end": 2.5, "speaker": "M"},
            {"start": 3.0, "end": 3.5, "speaker": "M"}]});
        let want =
            [("F".into(), Some(500), "Why?".into()), ("M".into(), Some(2000), "Cheap.\n\nOld.".into())];
        assert_eq!(seen(paper_edit(&value).unwrap()), want);
    }

    #[test]
    fn draft_blocks_are_paragraphs() {
        let value = json!({"entityMap": {}, "blocks": [
            {"text": "Why?", "data": {"speaker": "Ann", "start": 1.5}}, {"text": "Well.", "data": {"speaker": "Bo"}}]});
        let want = [("Ann".into(), Some(1500), "Why?".into()), ("Bo".into(), None, "Well.".into())];
        assert_eq!(seen(draft(&value).unwrap()), want);
    }
}
