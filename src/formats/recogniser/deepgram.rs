//! Deepgram: `results.utterances`, or in each channel paragraphs, words or the bare transcript; seconds.
//!
//! The first of these that names speakers counts, else the first that is there; channels are speakers then.

use serde_json::Value;

use super::fields::{at, get, items, list, speaker, text};
use super::join::Piece;
use super::times::{Unit, millis};

pub(super) fn read(value: &Value) -> Option<Vec<Piece>> {
    let results = get(value, "results")?;
    let channels: Vec<(usize, &Value)> = list(results, "channels")
        .iter()
        .filter_map(|c| list(c, "alternatives").first())
        .enumerate()
        .collect();
    let utterances = list(results, "utterances");
    if channels.is_empty() && utterances.is_empty() {
        return get(results, "channels").map(|_| Vec::new());
    }
    let many = channels.len() > 1;
    let each = |read: fn(&Value) -> Vec<Piece>| -> Vec<Piece> {
        let all = channels.iter().flat_map(|(n, best)| {
            read(best).into_iter().map(move |p| channel(p, many.then(|| n.to_string())))
        });
        all.collect()
    };
    let ways =
        [utterances.iter().filter_map(utterance).collect(), each(paragraphs), each(words), each(whole)];
    let named = ways.iter().position(|w| w.iter().any(|p| p.speaker.is_some()));
    let chosen = named.or_else(|| ways.iter().position(|w| !w.is_empty()))?;
    let mut pieces = ways.into_iter().nth(chosen)?;
    if many {
        pieces.sort_by_key(|p| p.start_ms);
    }
    Some(pieces)
}

fn channel(piece: Piece, channel: Option<String>) -> Piece {
    let speaker = piece.speaker.clone().filter(|_| channel.is_none()).or(channel);
    Piece { speaker, ..piece }
}

fn piece(value: &Value, words: &str, who: Option<String>) -> Piece {
    Piece {
        text: words.to_owned(),
        speaker: who,
        start_ms: get(value, "start").and_then(|v| millis(v, Unit::Seconds)),
        end_ms: get(value, "end").and_then(|v| millis(v, Unit::Seconds)),
        ..Piece::default()
    }
}

fn utterance(value: &Value) -> Option<Piece> {
    Some(piece(value, text(value, &["transcript"])?, get(value, "speaker").and_then(speaker)))
}

fn paragraphs(best: &Value) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for paragraph in at(best, &["paragraphs", "paragraphs"]).map_or(&[][..], items) {
        let who = get(paragraph, "speaker").and_then(speaker);
        for (i, sentence) in list(paragraph, "sentences").iter().enumerate() {
            let Some(words) = text(sentence, &["text"]) else { continue };
            pieces.push(Piece { paragraph: i == 0, ..piece(sentence, words, who.clone()) });
        }
    }
    pieces
}

fn words(best: &Value) -> Vec<Piece> {
    let word = |w: &Value| {
        Some(piece(w, text(w, &["punctuatedword", "word"])?, get(w, "speaker").and_then(speaker)))
    };
    list(best, "words").iter().filter_map(word).collect()
}

fn whole(best: &Value) -> Vec<Piece> {
    text(best, &["transcript"]).map(|t| piece(best, t, None)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn seen(value: &Value) -> Vec<(Option<String>, String)> {
        read(value).unwrap().into_iter().map(|p| (p.speaker, p.text)).collect()
    }

    #[test]
    fn utterances_with_speakers_are_taken() {
        let value = json!({"results": {"channels": [{"alternatives": [{"transcript": "why wood"}]}],
            "utterances": [{"start": 0.5, "end": 1.25, "transcript": "Why?", "speaker": 0},
                           {"start": 2.0, "end": 3.0, "transcript": "Wood.", "speaker": 1}]}});
        assert_eq!(seen(&value), [(Some("0".into()), "Why?".into()), (Some("1".into()), "Wood.".into())]);
        assert_eq!(read(&value).unwrap()[0].end_ms, Some(1250));
    }

    #[test]
    fn paragraphs_that_name_speakers_go_before_utterances_that_do_not() {
        let value = json!({"results": {"utterances": [{"start": 0, "end": 1, "transcript": "Why? Wood."}],
            "channels": [{"alternatives": [{"transcript": "Why? Wood.", "paragraphs": {"paragraphs": [
                {"speaker": 0, "sentences": [{"text": "Why?", "start": 0, "end": 1}]},
                {"speaker": 1, "sentences": [{"text": "Wood.", "start": 1, "end": 2}]}]}}]}]}});
        assert_eq!(seen(&value), [(Some("0".into()), "Why?".into()), (Some("1".into()), "Wood.".into())]);
    }

    #[test]
    fn channels_are_speakers_where_there_are_two() {
        let side = |w: &str, at: f64| {
            json!({"alternatives": [{"words": [
            {"word": w, "punctuated_word": w, "start": at, "end": at + 0.5}]}]})
        };
        let value = json!({"results": {"channels": [side("Later.", 3.0), side("First.", 1.0)]}});
        assert_eq!(seen(&value), [(Some("1".into()), "First.".into()), (Some("0".into()), "Later.".into())]);
    }
}
