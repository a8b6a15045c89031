//! Which segments are merged: few are left, and what a run adds is rewritten a logarithmic number of times.
//!
//! Deliberately absent: the merging itself (`writer`).

/// No run leaves more segments than this, unless it was stopped.
pub(super) const MOST: usize = 10;

/// A segment is rewritten when this share of its documents is dead.
const DEAD: f64 = 0.3;

/// How many documents a segment has: alive, and in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) alive: u32,
    pub(super) all: u32,
}

/// The places of segments to be merged into one; none if there are at most so many, and none is half dead.
///
/// The smallest are taken, at least as many as must go: so many that the fewest documents are rewritten for each place
/// won, by its cube. It is the cube that makes equals wait until no place is left, to be merged all at once, and what was
/// merged wait for its equals: with places for k small segments, k additions are rewritten once, some k² / 2 of them twice, and so
/// on, as by the binomial policy of Mathieu, Staelin, Young and Yousefi (Bigtable merge compaction, 2014). A large segment
/// is rewritten only where there are hardly places beside the large ones.
pub(super) fn due(sizes: &[Size], most: usize) -> Option<Vec<usize>> {
    let dead = |size: &Size| f64::from(size.all - size.alive) > DEAD * f64::from(size.all);
    if sizes.len() <= most {
        return sizes.iter().position(dead).map(|place| vec![place]);
    }
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&place| sizes[place].alive);
    let mut together = 0.0;
    let costs = order.iter().enumerate().map(|(won, &place)| {
        together += f64::from(sizes[place].alive);
        (won, together / (won as f64).powi(3))
    });
    let (won, _) = costs.skip(sizes.len() - most).min_by(|(_, a), (_, b)| a.total_cmp(b))?;
    order.truncate(won + 1);
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(alive: u32) -> Size {
        Size { alive, all: alive }
    }

    /// Adds interviews of so many documents, and gives how many documents were rewritten.
    fn add(segments: &mut Vec<Size>, interviews: impl Iterator<Item = u32>) -> u64 {
        let mut rewritten = 0;
        for interview in interviews {
            segments.push(size(interview));
            while let Some(places) = due(segments, MOST) {
                let merged = places.iter().map(|&place| segments[place].alive).sum();
                rewritten += u64::from(merged);
                let mut place = 0;
                segments.retain(|_| (!places.contains(&place), place += 1).0);
                segments.push(size(merged));
            }
            assert!(segments.len() <= MOST);
        }
        rewritten
    }

    #[test]
    fn an_interview_pays_for_itself_and_few_segments_are_left() {
        for large in 1..=4 {
            let mut segments = vec![size(1_000_000 / large); large as usize];
            let sizes = (0..100).map(|i| 50 + i * 37 % 100);
            let added: u32 = sizes.clone().sum();
            let rewritten = add(&mut segments, sizes);
            assert!(2 * rewritten <= 5 * u64::from(added), "{rewritten} of {added} beside {large}");
        }
    }

    #[test]
    fn the_work_of_many_additions_is_logarithmic() {
        for count in [1000_u32, 10_000, 100_000] {
            let mut segments = Vec::new();
            let rewritten = add(&mut segments, (0..count).map(|i| 50 + i * 37 % 100)) as f64;
            let added = f64::from(count) * 100.0;
            assert!(rewritten / added <= 0.7 * f64::from(count).log2(), "{count}: {}", rewritten / added);
        }
    }

    #[test]
    fn what_is_half_dead_is_rewritten() {
        let sizes = [size(9), Size { alive: 50, all: 100 }, Size { alive: 95, all: 100 }];
        assert_eq!(due(&sizes, MOST), Some(vec![1]));
        assert_eq!(due(&[size(9), size(0)], MOST), None);
    }
}
