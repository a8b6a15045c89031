//! The header candidates of a document's lines, in one row.

use super::header::{self, Header};
use super::lexicon::Lexicon;
use super::line::Line;

/// The candidates of each line; most lines have none or one.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    headers: Vec<Header>,
    /// Where in `headers` those of each line end.
    ends: Vec<usize>,
}

impl Candidates {
    /// All candidates of all lines.
    pub(super) fn of(lines: &[Line], lexicon: &Lexicon) -> Self {
        let mut found = Self { headers: Vec::new(), ends: Vec::with_capacity(lines.len()) };
        for (i, line) in lines.iter().enumerate() {
            let followed = lines.get(i + 1).is_some_and(|next| !next.gap);
            header::candidates(line, followed, lexicon, &mut found.headers);
            found.ends.push(found.headers.len());
        }
        found
    }

    /// The candidates of one line.
    pub(super) fn line(&self, i: usize) -> &[Header] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.headers[start..self.ends[i]]
    }

    /// The candidates line by line.
    pub(super) fn lines(&self) -> impl DoubleEndedIterator<Item = &[Header]> + ExactSizeIterator {
        (0..self.ends.len()).map(|i| self.line(i))
    }

    /// The candidates of all lines.
    pub(super) fn all(&self) -> &[Header] {
        &self.headers
    }
}

impl<I: IntoIterator<Item = Header>> FromIterator<I> for Candidates {
    fn from_iter<T: IntoIterator<Item = I>>(lines: T) -> Self {
        let mut found = Self::default();
        for line in lines {
            found.headers.extend(line);
            found.ends.push(found.headers.len());
        }
        found
    }
}
