//! Points in time by their ids: some have a time, the others stand between those.

use std::collections::HashMap;

/// The points of a recording in order.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    places: HashMap<String, usize>,
    times: Vec<Option<u64>>,
}

impl Timeline {
    /// Adds a point behind all others, its time in milliseconds if it has one.
    pub(super) fn push(&mut self, id: &str, time: Option<u64>) {
        self.places.insert(id.to_owned(), self.times.len());
        self.times.push(time);
    }

    /// Gives points without a time one between their neighbours', evenly. Before the first time and behind the last
    /// one there is none.
    pub(super) fn interpolate(&mut self) {
        let mut last: Option<(usize, u64)> = None;
        for at in 0..self.times.len() {
            let Some(time) = self.times[at] else { continue };
            if let Some((from, start)) = last
                && time >= start
            {
                let steps = (at - from) as u64;
                for (step, slot) in (1..).zip(&mut self.times[from + 1..at]) {
                    *slot =
                        Some(start + (time - start) / steps * step + (time - start) % steps * step / steps);
                }
            }
            last = Some((at, time));
        }
    }

    /// The time of a point in milliseconds.
    pub(super) fn at(&self, id: &str) -> Option<u64> {
        self.times[*self.places.get(id)?]
    }
}

#[cfg(test)]
mod tests {
    use super::Timeline;

    #[test]
    fn points_between_known_ones_are_spread_evenly() {
        let mut line = Timeline::default();
        let points =
            [("a", None), ("b", Some(1000)), ("c", None), ("d", None), ("e", Some(2000)), ("f", None)];
        points.into_iter().for_each(|(id, time)| line.push(id, time));
        line.interpolate();
        let got = ["a", "b", "c", "d", "e", "f", "x"].map(|id| line.at(id));
        assert_eq!(got, [None, Some(1000), Some(1333), Some(1666), Some(2000), None, None]);
    }
}
