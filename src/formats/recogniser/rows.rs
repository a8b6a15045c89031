//! Rows of speaker, words and times, whatever they come from, become pieces; the unit of bare numbers is found
//! from the pace of the speech.

use serde_json::Value;

use super::join::Piece;
use super::times::{Unit, millis, number};

/// A record with its columns found.
#[derive(Debug, Default, Clone)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) speaker: Option<String>,
    pub(super) start: Option<Value>,
    pub(super) end: Option<Value>,
    pub(super) length: Option<Value>,
    pub(super) line: Option<u32>,
}

/// Fewer characters than this in one unit of time: the unit is no second.
const SLOWEST: f64 = 0.3;

/// The pieces of rows. Timed rows are segments of running speech, others paragraphs of their own.
pub(super) fn pieces(rows: Vec<Row>, named: Option<Unit>) -> Vec<Piece> {
    let unit = named.unwrap_or_else(|| pace(&rows));
    let tight = bring_blanks(&rows);
    let piece = |row: Row| {
        let time = |v: &Option<Value>| v.as_ref().and_then(|v| millis(v, unit));
        let start_ms = time(&row.start);
        let end = start_ms.zip(time(&row.length)).map(|(s, l)| s.saturating_add(l));
        Piece {
            paragraph: start_ms.is_none() && !tight,
            start_ms,
            end_ms: time(&row.end).or(end),
            text: row.text,
            speaker: row.speaker,
            line: row.line,
            tight,
            note: None,
        }
    };
    rows.into_iter().map(piece).collect()
}

/// Whether whole numbers are seconds or milliseconds: nobody speaks a character in three seconds for long.
fn pace(rows: &[Row]) -> Unit {
    let times = || rows.iter().flat_map(|r| [&r.start, &r.end]).flatten().filter_map(number);
    let (mut first, mut last) = (f64::MAX, 0.0_f64);
    for t in times() {
        if t.fract() != 0.0 {
            return Unit::Seconds;
        }
        (first, last) = (first.min(t), last.max(t));
    }
    let said: usize = rows.iter().map(|r| r.text.chars().count()).sum();
    if last > first && (said as f64) / (last - first) < SLOWEST { Unit::Millis } else { Unit::Seconds }
}

/// True for words that bring the blanks around them, so that they are put together as they stand.
fn bring_blanks(rows: &[Row]) -> bool {
    let said: usize = rows.iter().map(|r| r.text.chars().count()).sum();
    let led = rows.iter().filter(|r| r.text.starts_with(' ')).count();
    let alone = rows.iter().any(|r| !r.text.is_empty() && r.text.trim().is_empty());
    said <= rows.len() * 12 && (alone || led * 10 >= rows.len() * 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(text: &str, start: Value, end: Value) -> Row {
        Row { text: text.to_owned(), start: Some(start), end: Some(end), ..Row::default() }
    }

    #[test]
    fn the_pace_of_speech_tells_the_unit() {
        let ms = vec![row("Why was it built of wood?", json!(0), json!(2100))];
        assert_eq!(pieces(ms, None)[0].end_ms, Some(2100));
        let s = vec![row("Why was it built of wood?", json!(0), json!(3)), row("Cheap.", json!(3), json!(5))];
        assert_eq!(pieces(s, None)[1].start_ms, Some(3000));
        let exact = vec![row("Hm.", json!(0.0), json!(90.5))];
        assert_eq!(pieces(exact, None)[0].end_ms, Some(90_500));
        let named = vec![row("Hm, well, that was so.", json!(0), json!(5))];
        assert_eq!(pieces(named, Some(Unit::Millis))[0].end_ms, Some(5));
    }

    #[test]
    fn words_with_their_blanks_are_put_together_as_they_stand() {
        let rows = ["Fer", "ries", " are", " old"].map(|w| row(w, json!(0.5), json!(0.6))).to_vec();
        assert!(pieces(rows, None).iter().all(|p| p.tight));
        let rows = vec![row(" We took the old ferry.", json!(0.5), json!(0.6))];
        assert!(!pieces(rows, None)[0].tight);
    }
}
