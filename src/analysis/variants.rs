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

use std::sync::LazyLock;

/// The two tables as they are shipped, for the fingerprint.
pub(super) const SOURCES: [&str; 2] =
    [include_str!("data/variants.txt"), include_str!("data/simplified.txt")];

/// The character that stands for all variants of `c`; `c` itself if it has none.
#[inline]
pub(super) fn representative(c: char) -> char {
    static DENSE: [u16; LEN] = dense(SOURCES[0], true);
    static SPARSE: LazyLock<Vec<(char, char)>> = LazyLock::new(|| sparse(SOURCES[0], true));
    get(c, &DENSE, &SPARSE)
}

/// The plain simplified form of `c`; `c` itself if it is no traditional character.
#[inline]
pub(super) fn simplified(c: char) -> char {
    static DENSE: [u16; LEN] = dense(SOURCES[1], false);
    static SPARSE: LazyLock<Vec<(char, char)>> = LazyLock::new(|| sparse(SOURCES[1], false));
    get(c, &DENSE, &SPARSE)
}

/// The ideographs of the basic plane and of extension A, where nearly all pairs are. Their table is made by the
/// compiler, so that a search need not read its source.
const FIRST: u32 = 0x3400;
const LEN: usize = 0xa000 - FIRST as usize;

#[inline]
fn get(c: char, dense: &[u16; LEN], sparse: &LazyLock<Vec<(char, char)>>) -> char {
    match dense.get((c as u32).wrapping_sub(FIRST) as usize) {
        Some(&to) if to != 0 => char::from_u32(u32::from(to)).unwrap_or(c),
        _ if (c as u32) < FIRST => c,
        _ => sparse.binary_search_by_key(&c, |pair| pair.0).map_or(c, |i| sparse[i].1),
    }
}

/// What each of the characters of [`FIRST`] becomes; 0 for what lies beyond the basic plane. A line is one
/// character and those that become it (`back`), or that it becomes.
const fn dense(source: &str, back: bool) -> [u16; LEN] {
    let mut table = [0; LEN];
    let mut i = 0;
    while i < LEN {
        table[i] = (FIRST + i as u32) as u16;
        i += 1;
    }
    let bytes = source.as_bytes();
    let (mut at, mut first) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'#' {
            while bytes[at] != b'\n' {
                at += 1;
            }
        }
        if bytes[at] == b'\n' {
            first = 0;
            at += 1;
            continue;
        }
        let (c, len) = decode(bytes, at);
        at += len;
        if first == 0 {
            first = c;
            continue;
        }
        let (from, to) = if back { (c, first) } else { (first, c) };
        if from >= FIRST && from < FIRST + LEN as u32 {
            table[(from - FIRST) as usize] = if to <= 0xffff { to as u16 } else { 0 };
        }
    }
    table
}

/// The character that begins at a byte of UTF-8, of three bytes or four, and how many they are.
const fn decode(bytes: &[u8], at: usize) -> (u32, usize) {
    let (a, b, c) = (bytes[at] as u32, bytes[at + 1] as u32 & 63, bytes[at + 2] as u32 & 63);
    if a < 0xf0 {
        return ((a & 15) << 12 | b << 6 | c, 3);
    }
    ((a & 7) << 18 | b << 12 | c << 6 | (bytes[at + 3] as u32 & 63), 4)
}

/// The pairs of a table that are not in its array, in order.
fn sparse(source: &str, back: bool) -> Vec<(char, char)> {
    let pairs = rows(source).flat_map(|(first, others)| {
        others.map(move |other| if back { (other, first) } else { (first, other) })
    });
    let dense = |(from, to): (char, char)| ('\u{3400}'..'\u{a000}').contains(&from) && to <= '\u{ffff}';
    let mut sparse: Vec<_> = pairs.filter(|&pair| !dense(pair)).collect();
    sparse.sort_unstable();
    sparse
}

/// The lines of a table without its notice: the first character, and those after it.
fn rows(source: &str) -> impl Iterator<Item = (char, std::str::Chars<'_>)> {
    source.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut chars = line.chars();
        chars.next().map(|first| (first, chars))
    })
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
    fn every_pair_is_found() {
        for (first, others) in rows(SOURCES[0]) {
            assert!(others.clone().all(|other| representative(other) == first), "{first}");
        }
        for (first, mut others) in rows(SOURCES[1]) {
            assert_eq!(others.next(), Some(simplified(first)));
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
