//! Google Speech-to-Text: `results[].alternatives[0].words`, times as `"12.900s"` or seconds and nanos.
//!
//! With diarization, version 1 repeats all words with speaker tags in the last result, which alone counts.

use serde_json::Value;

use super::fields::{at, first, get, items, list, speaker, text};
use super::join::{Piece, between};
use super::times::{Unit, millis};

pub(super) fn read(value: &Value) -> Option<Vec<Piece>> {
    let results = get(value, "results").or_else(|| at(value, &["response", "results"]))?.as_array()?;
    let best: Vec<&Value> = results.iter().filter_map(best).collect();
    let google = |a: &&Value| {
        list(a, "words").iter().any(|w| get(w, "word").is_some() && (tag(w).is_some() || start(w).is_some()))
            || get(a, "words").is_none()
                && text(a, &["transcript"]).is_some()
                && get(a, "timestamps").is_none()
    };
    if best.is_empty() || !best.iter().any(google) {
        return None;
    }
    let tagged = best.iter().rposition(|a| list(a, "words").iter().any(|w| tag(w).is_some()));
    let Some(last) = tagged else {
        return Some(results.iter().filter_map(plain).collect());
    };
    let count = |a: &Value| list(a, "words").len();
    let before: usize = best[..last].iter().map(|a| count(a)).sum();
    let untagged = best[..last].iter().all(|a| !list(a, "words").iter().any(|w| tag(w).is_some()));
    let repeats = before > 0 && (untagged || count(best[last]) * 10 >= before * 9);
    let kept = if repeats { &best[last..] } else { &best[..] };
    Some(kept.iter().flat_map(|a| list(a, "words")).filter_map(word).collect())
}

fn best(result: &Value) -> Option<&Value> {
    items(get(result, "alternatives")?).first()
}

fn tag(word: &Value) -> Option<String> {
    let tag = first(word, &["speakerlabel", "speakertag"]).and_then(speaker);
    tag.filter(|t| t != "0")
}

fn start(word: &Value) -> Option<u64> {
    first(word, &["starttime", "startoffset"]).and_then(|v| millis(v, Unit::Seconds))
}

fn end(word: &Value) -> Option<u64> {
    first(word, &["endtime", "endoffset"]).and_then(|v| millis(v, Unit::Seconds))
}

fn word(word: &Value) -> Option<Piece> {
    Some(Piece {
        text: text(word, &["word"])?.to_owned(),
        speaker: tag(word),
        // A time of zero is left out.
        start_ms: start(word).or_else(|| end(word).map(|_| 0)),
        end_ms: end(word),
        ..Piece::default()
    })
}

/// A result without speakers; of several channels, each is one.
fn plain(result: &Value) -> Option<Piece> {
    let best = best(result)?;
    let words = list(best, "words");
    let joined = || {
        words.iter().filter_map(|w| text(w, &["word"])).fold(String::new(), |mut all, w| {
            all.push_str(between(&all, w));
            all.push_str(w);
            all
        })
    };
    Some(Piece {
        text: text(best, &["transcript"]).map_or_else(joined, str::to_owned),
        speaker: get(result, "channeltag").and_then(speaker),
        start_ms: words.first().and_then(|w| start(w).or(Some(0))),
        end_ms: words.last().and_then(end).or_else(|| {
            first(result, &["resultendtime", "resultendoffset"]).and_then(|v| millis(v, Unit::Seconds))
        }),
        ..Piece::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn word(w: &str, start: &str, tag: Option<u32>) -> Value {
        let mut word = json!({"word": w, "startTime": start, "endTime": "9s"});
        if let Some(tag) = tag {
            word["speakerTag"] = json!(tag);
        }
        word
    }

    fn result(words: &[Value]) -> Value {
        json!({"alternatives": [{"transcript": "x", "words": words}]})
    }

    #[test]
    fn with_tags_only_the_last_result_counts() {
        let value = json!({"results": [
            result(&[word("Why", "0.100s", None), word("wood?", "1s", None)]),
            result(&[word("Cheap.", "2s", None)]),
            result(&[word("Why", "0.100s", Some(1)), word("wood?", "1s", Some(1)), word("Cheap.", "2s", Some(2))])]});
        let seen: Vec<_> = read(&value)
            .unwrap()
            .into_iter()
            .map(|p| (p.text, p.speaker.unwrap(), p.start_ms.unwrap()))
            .collect();
        assert_eq!(
            seen,
            [
                ("Why".into(), "1".into(), 100),
                ("wood?".into(), "1".into(), 1000),
                ("Cheap.".into(), "2".into(), 2000)
            ]
        );
    }

    #[test]
    fn results_that_are_each_tagged_all_count() {
        let value = json!({"results": [
            result(&[word("A", "0s", Some(1)), word("B", "1s", Some(1))]), result(&[word("C", "2s", Some(2))])]});
        let seen: Vec<_> = read(&value).unwrap().into_iter().map(|p| p.text).collect();
        assert_eq!(seen, ["A", "B", "C"]);
    }

    #[test]
    fn without_tags_each_result_is_a_piece() {
        let value = json!({"response": {"results": [
            {"alternatives": [{"transcript": " It was cold.", "words": [
                {"word": "It", "endTime": {"seconds": "1"}},
                {"word": "was", "startTime": {"seconds": "1"}, "endTime": {"seconds": "1", "nanos": 500_000_000}}]}]}]}});
        let pieces = read(&value).unwrap();
        assert_eq!(
            (pieces[0].start_ms, pieces[0].end_ms, &*pieces[0].text),
            (Some(0), Some(1500), " It was cold.")
        );
    }
}
