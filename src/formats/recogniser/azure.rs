//! Azure Speech: `recognizedPhrases` of a batch, in ticks of 100 ns, and `phrases` of the fast transcription, in
//! milliseconds. Of each phrase the best guess counts, as displayed; of several channels each is a speaker.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fields::{first, get, items, list, speaker, text};
use super::join::Piece;
use super::times::{Unit, millis};

pub(super) fn read(value: &Value) -> Option<Vec<Piece>> {
    let phrases = first(value, &["recognizedphrases", "segmentresults"])
        .or_else(|| get(value, "phrases").filter(|_| get(value, "combinedphrases").is_some()))?
        .as_array()?;
    let mut pieces: Vec<(Option<String>, Piece)> = phrases.iter().filter_map(phrase).collect();
    let channels: BTreeSet<_> = pieces.iter().filter_map(|(c, _)| c.clone()).collect();
    if channels.len() > 1 && pieces.iter().all(|(_, p)| p.speaker.is_none()) {
        pieces.iter_mut().for_each(|(channel, piece)| piece.speaker = channel.take());
    }
    let mut pieces: Vec<Piece> = pieces.into_iter().map(|(_, p)| p).collect();
    pieces.sort_by_key(|p| p.start_ms);
    if pieces.is_empty() {
        let whole = first(value, &["combinedrecognizedphrases", "combinedphrases"]).map_or(&[][..], items);
        pieces
            .extend(whole.iter().filter_map(shown).map(|t| Piece { text: t.to_owned(), ..Piece::default() }));
    }
    Some(pieces)
}

fn phrase(phrase: &Value) -> Option<(Option<String>, Piece)> {
    let best = list(phrase, "nbest").first();
    let words = best.and_then(shown).or_else(|| shown(phrase))?;
    let time = |ticks: &[&str], ms: &str| {
        let found = first(phrase, ticks).and_then(|v| millis(v, Unit::Ticks));
        found.or_else(|| get(phrase, ms).and_then(|v| millis(v, Unit::Millis)))
    };
    let start = time(&["offsetinticks", "offset"], "offsetmilliseconds");
    let length = time(&["durationinticks", "duration"], "durationmilliseconds");
    let who = get(phrase, "speaker").or_else(|| get(best?, "speaker")).and_then(speaker);
    let piece = Piece {
        text: words.to_owned(),
        speaker: who.filter(|s| !s.is_empty()),
        start_ms: start,
        end_ms: start.zip(length).map(|(s, l)| s.saturating_add(l)),
        ..Piece::default()
    };
    Some((first(phrase, &["channel", "channelnumber"]).and_then(speaker), piece))
}

fn shown(value: &Value) -> Option<&str> {
    text(value, &["display", "text", "itn", "lexical"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ticks_become_milliseconds_and_the_best_guess_is_kept() {
        let value = json!({"recognizedPhrases": [
            {"recognitionStatus": "Success", "channel": 0, "speaker": 2, "offset": "PT3S",
             "offsetInTicks": 30_000_000.0, "durationInTicks": 15_900_000.0,
             "nBest": [{"lexical": "the wood", "display": "The wood."}, {"display": "The would."}]},
            {"channel": 0, "speaker": 1, "offset": "PT0.07S", "duration": "PT1.59S", "nBest": [{"display": "What?"}]}]});
        let seen: Vec<_> = read(&value)
            .unwrap()
            .into_iter()
            .map(|p| (p.speaker.unwrap(), p.start_ms.unwrap(), p.end_ms.unwrap(), p.text))
            .collect();
        assert_eq!(
            seen,
            [("1".into(), 70, 1660, "What?".into()), ("2".into(), 3000, 4590, "The wood.".into())]
        );
    }

    #[test]
    fn fast_transcription_counts_in_milliseconds() {
        let value = json!({"combinedPhrases": [{"text": "Hi."}], "phrases": [
            {"speaker": 1, "offsetMilliseconds": 40, "durationMilliseconds": 720, "text": "Hi."}]});
        let piece = &read(&value).unwrap()[0];
        assert_eq!((piece.start_ms, piece.end_ms, &*piece.text), (Some(40), Some(760), "Hi."));
    }

    #[test]
    fn channels_stand_in_for_speakers() {
        let phrase = |c: u32, at: &str| json!({"Channel": c, "Offset": at, "NBest": [{"Display": "Hm."}]});
        let value = json!({"RecognizedPhrases": [phrase(0, "PT1S"), phrase(1, "PT0S")]});
        let seen: Vec<_> = read(&value).unwrap().into_iter().map(|p| p.speaker.unwrap()).collect();
        assert_eq!(seen, ["1", "0"]);
    }
}
