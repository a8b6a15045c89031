//! Who spoke when: stretches of a recording with their speakers, and whose fits a time or a segment.

/// Stretches in the order of their starts.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    spans: Vec<(u64, u64, String)>,
    /// The latest end up to each stretch, to skip what lies wholly before.
    latest: Vec<u64>,
}

impl Spans {
    /// From start, end (milliseconds) and speaker, in any order.
    pub(crate) fn new(spans: impl IntoIterator<Item = (u64, u64, String)>) -> Self {
        let mut spans: Vec<_> = spans.into_iter().collect();
        spans.sort_by_key(|(start, ..)| *start);
        let latest = spans.iter().scan(0, |latest: &mut u64, (_, end, _)| {
            *latest = end.max(latest).to_owned();
            Some(*latest)
        });
        let latest = latest.collect();
        Self { spans, latest }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The speaker of the latest stretch that has begun at this time.
    pub(crate) fn at(&self, ms: u64) -> Option<&str> {
        let begun = self.spans.partition_point(|(start, ..)| *start <= ms);
        self.spans[..begun].last().map(|(.., who)| who.as_str())
    }

    /// The speaker who speaks longest between two times; the earlier one among equals.
    pub(crate) fn between(&self, start: u64, end: u64) -> Option<&str> {
        let end = end.max(start.saturating_add(1));
        let from = self.latest.partition_point(|&latest| latest <= start);
        let to = self.spans.partition_point(|(begin, ..)| *begin < end);
        let mut totals: Vec<(&str, u64)> = Vec::new();
        for (begin, stop, who) in self.spans.get(from..to).unwrap_or_default() {
            let overlap = stop.min(&end).saturating_sub(*begin.max(&start));
            match totals.iter_mut().find(|(name, _)| name == who) {
                Some((_, total)) => *total += overlap,
                None => totals.push((who, overlap)),
            }
        }
        totals.retain(|(_, total)| *total > 0);
        totals.into_iter().rev().max_by_key(|(_, total)| *total).map(|(who, _)| who)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans() -> Spans {
        let span = |s, e, who: &str| (s, e, who.to_owned());
        Spans::new([span(500, 900, "B"), span(0, 600, "A"), span(1000, 3000, "A"), span(1200, 1300, "B")])
    }

    #[test]
    fn the_largest_overlap_wins() {
        let spans = spans();
        assert_eq!(spans.between(0, 550), Some("A"));
        assert_eq!(spans.between(450, 900), Some("B"));
        assert_eq!(spans.between(1150, 1400), Some("A"));
        assert_eq!(spans.between(900, 1000), None);
        assert_eq!(spans.between(2000, 2000), Some("A"));
        assert_eq!(spans.between(9000, 9999), None);
    }

    #[test]
    fn the_latest_stretch_begun_speaks() {
        let spans = spans();
        assert_eq!(spans.at(550), Some("B"));
        assert_eq!(spans.at(950), Some("B"));
        assert_eq!(Spans::default().at(0), None);
    }
}
