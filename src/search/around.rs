//! The full ranking: besides its own words, a turn is about what the turns around it are about.
//!
//! Scores of neighbours are added in part, as passage retrieval smooths a passage by its document. Deliberately
//! absent: matching; a turn is not found for its neighbours' sake.

use super::bits::Bits;

/// How much of the score of the turn before and the turn after is added: so little that the best turn mostly
/// stays the best one, while the turns of a passage about the query rise together.
pub(super) const NEXT: f32 = 0.15;

/// The scores of the documents found, each with its neighbours' share; `own` holds the plain scores of all
/// documents of the segment. Records between blocks have no words, so that the sum never leaves an interview.
pub(super) fn smoothed(found: &Bits, own: &[f32]) -> Vec<(u32, f32)> {
    let at = |doc: Option<u32>| doc.and_then(|d| own.get(d as usize)).copied().unwrap_or(0.0);
    let each = found.iter().map(|doc| {
        let around = at(doc.checked_sub(1)) + at(doc.checked_add(1));
        (doc, at(Some(doc)) + NEXT * around)
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_add_a_share() {
        let mut found = Bits::none(5);
        [0, 2].into_iter().for_each(|d| found.insert(d));
        let scores = smoothed(&found, &[1.0, 2.0, 0.5, 0.0, 9.0]);
        assert_eq!(scores, [(0, 1.0 + NEXT * 2.0), (2, 0.5 + NEXT * 2.0)]);
    }
}
