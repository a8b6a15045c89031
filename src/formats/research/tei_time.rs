//! TEI's time lines: points with absolute times, or intervals since other points.

use super::timeline::Timeline;
use crate::formats::recogniser::{Unit, written};
use crate::formats::xml::get;

/// The points of a TEI document. Times count from the origin.
#[derive(Default)]
pub(super) struct Points {
    times: Timeline,
    /// How many milliseconds a bare number is.
    unit_ms: f64,
    /// The first point, or the one that is named as origin.
    origin: Option<String>,
    /// The time of day of the origin, if that is how it is given.
    begin: Option<u64>,
}

impl Points {
    /// A time line begins.
    pub(super) fn open(&mut self, attributes: &[(String, String)]) {
        self.unit_ms = match get(attributes, "unit") {
            Some("ms") => 1.0,
            Some("min") => 60_000.0,
            Some("h") => 3_600_000.0,
            _ => 1_000.0,
        };
        self.origin = get(attributes, "origin").map(|id| bare(id).to_owned());
    }

    /// A point of it.
    pub(super) fn point(&mut self, attributes: &[(String, String)]) {
        let Some(id) = get(attributes, "id") else { return };
        let origin = self.origin.get_or_insert_with(|| id.to_owned()).clone();
        if origin == id {
            self.begin = get(attributes, "absolute").and_then(time_of_day);
        }
        let absolute = get(attributes, "absolute").and_then(time_of_day);
        let since = get(attributes, "since").map(bare);
        let from =
            since.map_or(Some(0), |since| if since == origin { Some(0) } else { self.times.at(since) });
        let interval = get(attributes, "interval").and_then(|interval| self.length(interval));
        let time = match (from.zip(interval), absolute) {
            (Some((from, interval)), _) => Some(from.saturating_add(interval)),
            (None, Some(absolute)) => absolute.checked_sub(self.begin.unwrap_or(0)),
            (None, None) => (origin == id).then_some(0),
        };
        self.times.push(id, time);
    }

    /// All points are known.
    pub(super) fn close(&mut self) {
        self.times.interpolate();
    }

    /// The time a pointer or a number of seconds stands for.
    pub(super) fn at(&self, pointer: &str) -> Option<u64> {
        let pointer = pointer.split_whitespace().next()?;
        self.times
            .at(bare(pointer))
            .or_else(|| written(pointer, Unit::Seconds).filter(|_| !pointer.contains('#')))
    }

    fn length(&self, text: &str) -> Option<u64> {
        match text.trim().parse::<f64>() {
            Ok(number) => written(&(number * self.unit_ms.max(1.0) / 1e3).to_string(), Unit::Seconds),
            Err(_) => written(text, Unit::Seconds),
        }
    }
}

/// `#T1`, or `file.xml#T1`, without what stands before the id.
pub(super) fn bare(pointer: &str) -> &str {
    pointer.rsplit('#').next().unwrap_or(pointer).trim()
}

/// The length of a recording: `PT1H5M`, `00:10:12`, seconds.
pub(super) fn duration(text: &str) -> Option<u64> {
    written(text, Unit::Seconds).filter(|ms| *ms > 0)
}

/// The time within a date and time, or a time alone.
fn time_of_day(text: &str) -> Option<u64> {
    let time = text.rsplit('T').next()?.split(['Z', '+', ' ']).next()?;
    written(time, Unit::Seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(line: &[(&str, &str)], points: &[&[(&str, &str)]]) -> Vec<Option<u64>> {
        let own = |attributes: &[(&str, &str)]| -> Vec<(String, String)> {
            attributes.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
        };
        let mut all = Points::default();
        all.open(&own(line));
        points.iter().for_each(|point| all.point(&own(point)));
        all.close();
        points.iter().map(|point| all.at(&format!("#{}", point[0].1))).collect()
    }

    #[test]
    fn intervals_count_from_points_and_gaps_are_filled() {
        let got = times(
            &[("unit", "s"), ("origin", "#T0")],
            &[
                &[("id", "T0")],
                &[("id", "T1"), ("interval", "1.5"), ("since", "#T0")],
                &[("id", "T2")],
                &[("id", "T3"), ("interval", "PT2S"), ("since", "#T1")],
            ],
        );
        assert_eq!(got, [Some(0), Some(1500), Some(2500), Some(3500)]);
        let got = times(
            &[("unit", "ms")],
            &[&[("id", "a"), ("absolute", "12:00:01")], &[("id", "b"), ("absolute", "12:00:03")]],
        );
        assert_eq!(got, [Some(0), Some(2000)]);
        let got = times(
            &[],
            &[&[("id", "a"), ("absolute", "0.0s")], &[("id", "b"), ("interval", "-1"), ("since", "#a")]],
        );
        assert_eq!(got, [Some(0), None]);
    }
}
