//! Times as captions write them: `00:01:02.345`, `1:02,5`, `0:0:0.0`, full-width and with stray blanks.
//!
//! A fraction counts as decimals of a second whatever its length: `41,04` is 41.04 s. Deliberately absent:
//! the frames, ticks and offsets of TTML (`ttml`).

/// What the line says that stands where the times of a cue stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Timing<'a> {
    /// Start in milliseconds, if it can be read.
    pub(super) start: Option<u64>,
    /// End in milliseconds, if it can be read.
    pub(super) end: Option<u64>,
    /// What stands behind the times: cue settings, coordinates.
    pub(super) rest: &'a str,
}

impl Timing<'_> {
    /// True if one of the two times cannot be read.
    pub(super) fn broken(&self) -> bool {
        self.start.is_none() || self.end.is_none()
    }
}

/// A line `start --> end settings`, as in WebVTT and SRT; none if it is text.
pub(super) fn arrow(line: &str) -> Option<Timing<'_>> {
    let at = line.find(['>', '→'])?;
    let dash = |c: char| matches!(c, '-' | '–' | '—' | '−');
    let left = line[..at].trim_end();
    if line[at..].starts_with('>') && !left.ends_with(dash) {
        return None;
    }
    let left = left.trim_end_matches(dash).trim();
    let right = line[at..].trim_start_matches(['>', '→']).trim();
    between(left, right, &['.', ',', '，'])
}

/// A line `start,end`, as in SBV; none if it is text.
pub(super) fn pair(line: &str) -> Option<Timing<'_>> {
    let (left, right) = line.split_once(',')?;
    between(left.trim(), right.trim(), &['.'])
}

fn between<'a>(left: &str, right: &'a str, decimal: &[char]) -> Option<Timing<'a>> {
    let start = read(left, decimal).filter(|(_, rest)| rest.trim().is_empty()).map(|(ms, _)| ms);
    let end = read(right, decimal);
    if start.is_none() && !(looks_timed(left) && (end.is_some() || looks_timed(right))) {
        return None;
    }
    if end.is_none() && !(right.is_empty() || looks_timed(right)) {
        return None;
    }
    let rest = match end {
        Some((_, rest)) => rest.trim(),
        None => right.split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim()),
    };
    Some(Timing { start, end: end.map(|(ms, _)| ms), rest })
}

/// A word that was meant as a time, such as `00:00:1d.890`.
fn looks_timed(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or("");
    word.len() <= 20 && word.starts_with(|c: char| c.is_ascii_digit()) && word.contains(':')
}

/// The time a text opens with, in milliseconds, and the rest.
pub(super) fn read<'a>(text: &'a str, decimal: &[char]) -> Option<(u64, &'a str)> {
    let (mut fields, mut count) = ([0u64; 4], 1);
    let (digits, mut rest) = digits(text)?;
    fields[0] = digits.parse().ok()?;
    let mut last = digits;
    while let Some((next, after)) = separated(rest, &[':', '：'])
        && count < 4
    {
        fields[count] = next.parse().ok()?;
        (last, rest, count) = (next, after, count + 1);
    }
    let mut ms = match count {
        2 => seconds(0, fields[0], fields[1])?,
        3 => seconds(fields[0], fields[1], fields[2])?,
        // `00:01:02:345` has its milliseconds behind a colon, `00:01:02:12` frames of a 25th of a second.
        4 => seconds(fields[0], fields[1], fields[2])?.checked_add(if last.len() == 3 {
            fields[3]
        } else {
            fields[3] * 40
        })?,
        _ => return None,
    };
    if count < 4
        && let Some((fraction, after)) = separated(rest, decimal)
    {
        let three: String = fraction.chars().chain("000".chars()).take(3).collect();
        ms = ms.checked_add(three.parse().ok()?)?;
        rest = after;
    }
    (!rest.starts_with(char::is_alphanumeric)).then_some((ms, rest))
}

/// Milliseconds of hours, minutes and seconds.
fn seconds(h: u64, m: u64, s: u64) -> Option<u64> {
    h.checked_mul(3600)?.checked_add(m.checked_mul(60)?)?.checked_add(s)?.checked_mul(1000)
}

/// One to nine digits.
fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    ((1..=9).contains(&end)).then(|| text.split_at(end))
}

/// Digits behind one of these separators, which may have blanks around it.
fn separated<'a>(text: &'a str, separators: &[char]) -> Option<(&'a str, &'a str)> {
    digits(text.trim_start_matches(' ').strip_prefix(separators)?.trim_start_matches(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(line: &str) -> Option<(u64, u64)> {
        arrow(line).and_then(|t| Some((t.start?, t.end?)))
    }

    #[test]
    fn all_notations_are_read() {
        for (line, start, end) in [
            ("00:00:01.500 --> 00:00:02.000", 1500, 2000),
            ("00:00:01,500 --> 00:00:02,000", 1500, 2000),
            ("0:0:0.0 --> 0:0:2.5", 0, 2500),
            ("01:39 --> 01:41.04 region:bill", 99_000, 101_040),
            ("00:02:04,08 --> 00:02:07,12 X1:40 X2:600", 124_080, 127_120),
            ("100:00:00.000-->100:00:01.000", 360_000_000, 360_001_000),
            ("00: 00: 01, 500 -> 00: 00: 02, 000", 1500, 2000),
            ("00：00：01，500 --> 00：00：02，000", 1500, 2000),
            ("00:00:01:500 --> 00:00:02:12", 1500, 2480),
            ("  00:00:01.500 –> 00:00:02.000  ", 1500, 2000),
        ] {
            assert_eq!(times(line), Some((start, end)), "{line}");
        }
        assert_eq!(arrow("00:01.000 --> 00:02.000 align:left").map(|t| t.rest), Some("align:left"));
    }

    #[test]
    fn a_broken_time_is_seen_as_one() {
        let t = arrow("00:00:07.000 --> 00:00:1d.890").unwrap();
        assert_eq!((t.start, t.end, t.broken()), (Some(7000), None, true));
        let t = pair("0:00:13.f89,0:00:15.489").unwrap();
        assert_eq!((t.start, t.end), (None, Some(15_489)));
        assert_eq!(arrow("00:00:07.000 -->").map(|t| t.start), Some(Some(7000)));
    }

    #[test]
    fn text_is_no_time() {
        for line in
            ["a --> b", "we went from 3:1 to 5:1", ">> ANN: Hi", "-> next", "x > y", "-->", "", "3 --> 4"]
        {
            assert_eq!(arrow(line), None, "{line}");
        }
        for line in ["Well, yes", "1,234", "At 10:30, we left"] {
            assert_eq!(pair(line), None, "{line}");
        }
    }

    #[test]
    fn sbv_times_are_read() {
        let t = pair("0:00:00.378,0:00:11.378").unwrap();
        assert_eq!((t.start, t.end, t.rest), (Some(378), Some(11_378), ""));
        assert_eq!(pair("0:00:00,0:00:11").map(|t| (t.start, t.end)), Some((Some(0), Some(11_000))));
    }
}
