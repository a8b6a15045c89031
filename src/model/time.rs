//! Times of a recording, as printed: `0:34`, `12:34`, `1:02:03`.

/// A position in a recording, in milliseconds, as people write it (minutes and seconds, hours when needed).
pub fn clock(ms: u64) -> String {
    let s = ms / 1000;
    let (h, m, s) = (s / 3600, s % 3600 / 60, s % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn hours_only_when_needed() {
        assert_eq!(clock(34_900), "0:34");
        assert_eq!(clock(754_000), "12:34");
        assert_eq!(clock(3_723_000), "1:02:03");
    }
}
