//! Times as recognisers write them, in milliseconds: numbers in three units, strings, clocks, durations,
//! seconds with nanoseconds. Deliberately absent: absolute dates; a time of day years long is none.

use serde_json::Value;

/// What a bare number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Millis,
    /// 100 nanoseconds.
    Ticks,
}

/// No recording is longer: what is beyond is a date.
const LONGEST_MS: f64 = 1e10;

/// The time a JSON value states, in milliseconds.
pub(crate) fn millis(value: &Value, unit: Unit) -> Option<u64> {
    match value {
        Value::Number(n) => scaled(n.as_f64()?, unit),
        Value::String(s) => written(s, unit),
        Value::Object(o) => {
            let part = |key| match o.get(key) {
                None => Some(0.0),
                Some(v) => number(v),
            };
            o.contains_key("seconds").then_some(())?;
            scaled(part("seconds")? + part("nanos")? / 1e9, Unit::Seconds)
        }
        _ => None,
    }
}

/// A number, also one written as a string.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(n) => n.as_f64(),
        Value::String(s) => s.trim().parse().ok(),
        _ => None,
    }
}

/// A time in words: `12.9`, `12.900s`, `PT1M2.5S`, `1:02:03.5`, `00:00:01,120`.
pub(crate) fn written(text: &str, unit: Unit) -> Option<u64> {
    let text = text.trim().trim_matches(['[', ']', '(', ')']);
    if let Ok(n) = text.parse::<f64>() {
        return scaled(n, unit);
    }
    if let Some(seconds) = text.strip_suffix('s').and_then(|t| t.trim().parse().ok()) {
        return scaled(seconds, Unit::Seconds);
    }
    match text.strip_prefix("PT") {
        Some(iso) => duration(iso),
        None => clock(text),
    }
}

fn scaled(n: f64, unit: Unit) -> Option<u64> {
    let ms = match unit {
        Unit::Seconds => n * 1e3,
        Unit::Millis => n,
        Unit::Ticks => n / 1e4,
    };
    (ms.is_finite() && (0.0..LONGEST_MS).contains(&ms)).then(|| ms.round() as u64)
}

/// The time part of an ISO 8601 duration, without its `PT`.
fn duration(text: &str) -> Option<u64> {
    let mut seconds = 0.0;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        let n: f64 = rest[..at].parse().ok()?;
        seconds += n * match &rest[at..=at] {
            "H" => 3600.0,
            "M" => 60.0,
            "S" => 1.0,
            _ => return None,
        };
        rest = &rest[at + 1..];
    }
    if rest.is_empty() { scaled(seconds, Unit::Seconds) } else { None }
}

/// `m:ss` or `h:mm:ss`, with a fraction after a point or a comma.
fn clock(text: &str) -> Option<u64> {
    let text = text.replace(',', ".");
    let parts: Vec<&str> = text.split([':', '：']).collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let mut seconds = 0.0;
    for part in &parts {
        let digits = part.starts_with(|c: char| c.is_ascii_digit());
        let n: f64 = part.trim().parse().ok().filter(|_| digits)?;
        seconds = seconds * 60.0 + n;
    }
    scaled(seconds, Unit::Seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_way_of_writing_a_time_is_read() {
        for value in [
            json!(12.9),
            json!("12.9"),
            json!("12.900s"),
            json!({"seconds": "12", "nanos": 900_000_000}),
            json!({"seconds": 12.9}),
            json!("PT12.9S"),
            json!("0:12.9"),
            json!("00:00:12,900"),
            json!("[00:00:12.9]"),
        ] {
            assert_eq!(millis(&value, Unit::Seconds), Some(12_900), "{value}");
        }
        assert_eq!(millis(&json!(12_900), Unit::Millis), Some(12_900));
        assert_eq!(millis(&json!(129_000_000.0), Unit::Ticks), Some(12_900));
        assert_eq!(millis(&json!("PT1H2M3S"), Unit::Ticks), Some(3_723_000));
    }

    #[test]
    fn what_is_no_time_of_a_recording_is_none() {
        for value in [
            json!(-1.0),
            json!("later"),
            json!(null),
            json!({"nanos": 5}),
            json!(1_482_960_137.003),
            json!("2016-12-28T10:00:00Z"),
            json!("PTXS"),
            json!("a:b"),
        ] {
            assert_eq!(millis(&value, Unit::Seconds), None, "{value}");
        }
    }
}
