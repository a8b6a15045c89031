//! The time expressions of TTML, and when an element is shown (TTML2, 12.3).

use crate::formats::xml::get;

/// What frames and ticks are worth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    frames: f64,
    ticks: f64,
}

impl Default for Clock {
    fn default() -> Self {
        Self { frames: 30.0, ticks: 1.0 }
    }
}

impl Clock {
    /// The clock that the root element states.
    pub(super) fn of(attributes: &[(String, String)]) -> Self {
        let number = |name: &str| get(attributes, name)?.trim().parse::<f64>().ok().filter(|n| *n > 0.0);
        let rate = number("frameRate");
        // `1000 1001`, or, in the old schema, `1000:1001`.
        let factor = get(attributes, "frameRateMultiplier").and_then(|m| {
            let (a, b) = m.trim().split_once([' ', ':'])?;
            Some(a.trim().parse::<f64>().ok()? / b.trim().parse::<f64>().ok().filter(|b| *b > 0.0)?)
        });
        let frames = rate.unwrap_or(30.0) * factor.filter(|f| *f > 0.0).unwrap_or(1.0);
        let ticks = number("tickRate").unwrap_or(if rate.is_some() { frames } else { 1.0 });
        Self { frames, ticks }
    }

    /// A time expression in milliseconds: clock time, an offset with its unit, or bare seconds.
    fn read(&self, value: &str) -> Option<u64> {
        let value = value.trim();
        let seconds = if value.contains([':', ';']) {
            self.clock_time(value)?
        } else {
            let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let number: f64 = digits.parse().ok()?;
            number
                * match &value[digits.len()..] {
                    "h" => 3600.0,
                    "m" => 60.0,
                    "s" | "" => 1.0,
                    "ms" => 0.001,
                    "f" => 1.0 / self.frames,
                    "t" => 1.0 / self.ticks,
                    _ => return None,
                }
        };
        let ms = (seconds * 1000.0).round();
        (0.0..=1e12).contains(&ms).then_some(ms as u64)
    }

    /// `hh:mm:ss.fff`, `hh:mm:ss:frames` or `mm:ss.fff`, in seconds.
    fn clock_time(&self, value: &str) -> Option<f64> {
        let fields: Option<Vec<f64>> = value.split([':', ';']).map(|f| f.trim().parse().ok()).collect();
        Some(match fields?[..] {
            [m, s] => m * 60.0 + s,
            [h, m, s] => h * 3600.0 + m * 60.0 + s,
            [h, m, s, f] => h * 3600.0 + m * 60.0 + s + f / self.frames,
            _ => return None,
        })
    }
}

/// When an element is shown, in milliseconds.
#[derive(Debug, Clone, Default)]
pub(super) struct Span {
    /// Its own start, if it states one.
    pub(super) start: Option<u64>,
    /// Its own end, if it states one.
    pub(super) end: Option<u64>,
    /// What the times of its children count from.
    base: u64,
    /// Its children follow one another.
    sequence: bool,
    /// The start as written, to compare with the first child.
    written: Option<u64>,
    /// Its children are timed from the start of all, against the letter of the standard.
    absolute: Option<bool>,
}

impl Span {
    /// Reads the times of an element inside another; the error is the expression that cannot be read.
    pub(super) fn of(
        attributes: &[(String, String)],
        clock: &Clock,
        parent: Option<&mut Self>,
    ) -> Result<Self, String> {
        let read = |name: &str| match get(attributes, name) {
            Some(value) => clock.read(value).map(Some).ok_or_else(|| value.to_owned()),
            None => Ok(None),
        };
        let inherited = parent.as_ref().map_or(0, |p| p.base);
        let (begin, end, dur) = match (read("begin"), read("end"), read("dur")) {
            (Ok(begin), Ok(end), Ok(dur)) => (begin, end, dur),
            (Err(value), _, _) | (_, Err(value), _) | (_, _, Err(value)) => return Err(value),
        };
        let mut base = inherited;
        let mut sequence = false;
        if let Some(parent) = parent {
            sequence = parent.sequence;
            if let Some(begin) = begin {
                let absolute =
                    parent.absolute.get_or_insert(parent.written.is_some_and(|w| w > 0 && w == begin));
                base = if *absolute { 0 } else { inherited };
            }
            if sequence && let Some(length) = end.or(dur) {
                parent.base = base.saturating_add(begin.unwrap_or(0)).saturating_add(length);
            }
        }
        let from = base.saturating_add(begin.unwrap_or(0));
        let timed = begin.is_some() || sequence && (end.is_some() || dur.is_some());
        let until = end.map(|e| base.saturating_add(e)).or(dur.map(|d| from.saturating_add(d)));
        Ok(Self {
            start: timed.then_some(from),
            end: until.filter(|&e| e >= from),
            base: from,
            sequence: get(attributes, "timeContainer") == Some("seq"),
            written: begin,
            absolute: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn all_time_expressions_are_read() {
        let clock = Clock::of(&attributes(&[
            ("frameRate", "30"),
            ("frameRateMultiplier", "1000 1001"),
            ("tickRate", "10000000"),
        ]));
        for (value, ms) in [
            ("00:01:39.5", 99_500),
            ("1:02:03:15", 3_723_501),
            ("01:02.25", 62_250),
            ("12.5s", 12_500),
            ("250ms", 250),
            ("1.5h", 5_400_000),
            ("2m", 120_000),
            ("30f", 1001),
            ("15000000t", 1500),
            ("0.312", 312),
        ] {
            assert_eq!(clock.read(value), Some(ms), "{value}");
        }
        for value in ["", "s", "1:x", "2x", "-3s", "1:2:3:4:5", "NaN", "inf"] {
            assert_eq!(clock.read(value), None, "{value}");
        }
    }

    #[test]
    fn children_of_a_sequence_follow_one_another() {
        let clock = Clock::default();
        let of = |pairs: &[(&str, &str)], parent: Option<&mut Span>| {
            Span::of(&attributes(pairs), &clock, parent).unwrap()
        };
        let mut parent = of(&[("begin", "10s"), ("timeContainer", "seq")], None);
        let times: Vec<_> =
            (0..3).map(|_| of(&[("dur", "2s")], Some(&mut parent))).map(|s| (s.start, s.end)).collect();
        assert_eq!(
            times,
            [(Some(10_000), Some(12_000)), (Some(12_000), Some(14_000)), (Some(14_000), Some(16_000))]
        );
    }
}
