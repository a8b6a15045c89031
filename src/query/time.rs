//! The value of `at:`: a time of the recording, or a range of them, in milliseconds.
//!
//! A single time stands for the second it names, or for the minute if it names no second. Deliberately absent:
//! which turns lie there.

use super::ast::FilterValue;
use super::diagnostic::shown;
use super::fields::Fault;

const FORMS: &str = "write 90s, 10m, 1h5m, 10:25, 1:02:03, 10m..25m, ..25m or 10m..";

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// Reads the value of `at:`. Both ends of a range are moments, and belong to it.
pub(super) fn read(value: &str) -> Result<FilterValue, Fault> {
    let Some((from, to)) = value.split_once("..") else {
        let (start, length) = moment(value)?;
        return Ok(FilterValue::At { from: Some(start), to: Some(start + length - 1) });
    };
    let (from, to) = (end(from)?, end(to)?);
    match (from, to) {
        (None, None) => Err(Fault::new("a range of times needs at least one end", FORMS)),
        (Some(from), Some(to)) if from > to => {
            Err(Fault::new("the range ends before it begins", "write the earlier time first"))
        }
        (from, to) => Ok(FilterValue::At { from, to }),
    }
}

/// One end of a range, none if it is open.
fn end(text: &str) -> Result<Option<u64>, Fault> {
    if text.is_empty() { Ok(None) } else { moment(text).map(|(start, _)| Some(start)) }
}

/// A time, and how long the second or minute is that it names.
fn moment(text: &str) -> Result<(u64, u64), Fault> {
    let plain = text.to_ascii_lowercase().replace('：', ":");
    let read = if plain.contains(':') { clock(&plain) } else { units(&plain) };
    read.ok_or_else(|| Fault::new(format!("`{}` is no time", shown(text)), FORMS))
}

/// `10:25` and `1:02:03`.
fn clock(text: &str) -> Option<(u64, u64)> {
    let parts: Vec<u64> = text.split(':').map(number).collect::<Option<_>>()?;
    let ms = match parts[..] {
        [minutes, seconds] if seconds < 60 => minutes * MINUTE + seconds * SECOND,
        [hours, minutes, seconds] if minutes < 60 && seconds < 60 => {
            hours * HOUR + minutes * MINUTE + seconds * SECOND
        }
        _ => return None,
    };
    Some((ms, SECOND))
}

/// `1h5m`, `10m`, `90s`.
fn units(text: &str) -> Option<(u64, u64)> {
    let (mut rest, mut ms, mut named) = (text, 0, MINUTE);
    for (letter, unit) in [('h', HOUR), ('m', MINUTE), ('s', SECOND)] {
        if let Some((count, after)) = rest.split_once(letter) {
            ms += number(count)? * unit;
            rest = after;
            named = named.min(unit);
        }
    }
    (rest.is_empty() && !text.is_empty()).then_some((ms, named))
}

/// A number of a few ASCII digits.
fn number(text: &str) -> Option<u64> {
    let digits = (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(value: &str) -> (Option<u64>, Option<u64>) {
        match read(value) {
            Ok(FilterValue::At { from, to }) => (from, to),
            other => panic!("{value}: {other:?}"),
        }
    }

    #[test]
    fn a_time_is_the_second_or_minute_it_names() {
        for (value, from, length) in [
            ("90s", 90_000, 1000),
            ("10:25", 625_000, 1000),
            ("75:00", 4_500_000, 1000),
            ("1:02:03", 3_723_000, 1000),
            ("10m", 600_000, 60_000),
            ("1h5m", 3_900_000, 60_000),
            ("1H", 3_600_000, 60_000),
            ("1h5m7s", 3_907_000, 1000),
            ("0m", 0, 60_000),
            ("10：25", 625_000, 1000),
        ] {
            assert_eq!(range(value), (Some(from), Some(from + length - 1)), "{value}");
        }
    }

    #[test]
    fn ranges_are_open_or_closed() {
        assert_eq!(range("10m..25m"), (Some(600_000), Some(1_500_000)));
        assert_eq!(range("10:00..1:00:00"), (Some(600_000), Some(3_600_000)));
        assert_eq!(range("..25m"), (None, Some(1_500_000)));
        assert_eq!(range("1h.."), (Some(3_600_000), None));
        assert_eq!(range("5m..5m"), (Some(300_000), Some(300_000)));
    }

    #[test]
    fn what_is_no_time_is_an_error_that_lists_the_forms() {
        for value in
            ["", "10", "m", "5m1h", "10:60", "1:60:00", "1:2:3:4", "ten", "-5m", "1.5h", "..", "9999999s"]
        {
            assert_eq!(read(value).unwrap_err().hint, FORMS, "{value}");
        }
        assert_eq!(read("25m..10m").unwrap_err().message, "the range ends before it begins");
    }
}
