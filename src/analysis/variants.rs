//! Variants of one Han character: traditional, simplified and regional forms, character to character.
//!
//! The two tables in `data/` are derived from OpenCC 1.4.2 (Apache-2.0). `variants.txt` holds the connected
//! components of the graph whose edges are all pairs (key, value) of TSCharacters, STCharacters and TWVariants;
//! the first of a line is the member that most members simplify to, then the least code point. It is a closure
//! because OpenCC's first candidates are no inverses of each other (画/畫/劃). The largest of the 3,986 classes
//! have six members (画㓰划劃畫畵, 坛墰壇壜罈罎, 炼煉鍊鏈链𫔀). `simplified.txt` holds TSCharacters' first candidates
//! where they differ from the key: what the segmenter's dictionary is written in.
//!
//! Absent: phrases. Every mapping keeps the number of characters, so that offsets hold.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The two tables as they are shipped, for the fingerprint.
pub(super) const SOURCES: [&str; 2] =
    [include_str!("data/variants.txt"), include_str!("data/simplified.txt")];

/// The character that stands for all variants of `c`; `c` itself if it has none.
pub(super) fn representative(c: char) -> char {
    static TABLE: LazyLock<Table> = LazyLock::new(|| {
        Table::new(rows(SOURCES[0]).flat_map(|(first, others)| others.map(move |other| (other, first))))
    });
    TABLE.get(c)
}

/// The plain simplified form of `c`; `c` itself if it is no traditional character.
pub(super) fn simplified(c: char) -> char {
    static TABLE: LazyLock<Table> = LazyLock::new(|| {
        Table::new(rows(SOURCES[1]).flat_map(|(key, value)| value.map(move |value| (key, value))))
    });
    TABLE.get(c)
}

/// All variants of a character that stands for them; itself if it has none.
pub(super) fn of(representative: char) -> impl Iterator<Item = char> {
    static CLASSES: LazyLock<HashMap<char, &str>> =
        LazyLock::new(|| rows(SOURCES[0]).map(|(first, others)| (first, others.as_str())).collect());
    let others = CLASSES.get(&representative).copied().unwrap_or_default();
    std::iter::once(representative).chain(others.chars())
}

/// The lines of a table without its notice: the first character, and those after it.
fn rows(source: &'static str) -> impl Iterator<Item = (char, std::str::Chars<'static>)> {
    source.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut chars = line.chars();
        chars.next().map(|first| (first, chars))
    })
}

/// A map from characters to characters: an array where nearly all of them are, a sorted list for the rest.
struct Table {
    dense: Vec<char>,
    sparse: Vec<(char, char)>,
}

impl Table {
    /// The unified ideographs of the basic plane, and extension A before them.
    const DENSE: std::ops::RangeInclusive<char> = '\u{3400}'..='\u{9fff}';

    fn new(pairs: impl Iterator<Item = (char, char)>) -> Self {
        let mut table = Table { dense: Self::DENSE.collect(), sparse: Vec::new() };
        for (from, to) in pairs {
            match table.dense.get_mut((from as usize).wrapping_sub(*Self::DENSE.start() as usize)) {
                Some(slot) => *slot = to,
                None => table.sparse.push((from, to)),
            }
        }
        table.sparse.sort_unstable();
        table
    }

    fn get(&self, c: char) -> char {
        match self.dense.get((c as usize).wrapping_sub(*Self::DENSE.start() as usize)) {
            Some(&to) => to,
            None if c < *Self::DENSE.start() => c,
            None => self.sparse.binary_search_by_key(&c, |pair| pair.0).map_or(c, |i| self.sparse[i].1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_fold_together() {
        for class in
            ["画畫劃", "了瞭", "着著", "臺台", "裏裡里", "颱檯台", "并並併", "后後", "爲為为", "干乾幹"]
        {
            let first = class.chars().next().map(representative);
            assert!(class.chars().all(|c| Some(representative(c)) == first), "{class}");
        }
        assert_ne!(representative('我'), representative('们'));
    }

    #[test]
    fn representatives_stand_for_themselves() {
        for c in ('\u{2e80}'..='\u{3ffff}').filter(|&c| super::super::is_han(c)) {
            let first = representative(c);
            assert_eq!(representative(first), first, "{c}");
            assert_eq!(representative(simplified(c)), first, "{c} and its simplified form differ");
            assert!(super::super::is_han(first) && super::super::is_han(simplified(c)));
        }
    }

    #[test]
    fn simplified_is_plain() {
        let plain = |text: &str| text.chars().map(simplified).collect::<String>();
        assert_eq!(plain("臺灣的計畫"), "台湾的计画");
        assert_eq!(plain("这里着急"), "这里着急");
        assert_eq!(representative('a'), 'a');
    }

    #[test]
    fn classes_are_small_and_disjoint() {
        let mut seen = std::collections::HashSet::new();
        let mut largest = 0;
        for (first, others) in rows(SOURCES[0]) {
            largest = largest.max(1 + others.clone().count());
            assert!(
                std::iter::once(first).chain(others).all(|c| seen.insert(c)),
                "{first} is in two classes"
            );
        }
        assert_eq!(largest, 6);
    }
}
