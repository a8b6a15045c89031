//! Which full names are written alike, and why that is thought.
//!
//! Names are put into blocks by what they would share, so that not all pairs are compared. Deliberately absent: short
//! forms, which mean somebody in one interview only (`short`), and who the names belong to (`proposal`).

use std::collections::{HashMap, HashSet};

use strsim::osa_distance;

use super::names::Name;
use super::romanise::{self, System};

/// Two names that may be one, by their places in the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    pub(super) pair: (usize, usize),
    pub(super) confidence: f32,
    pub(super) reason: &'static str,
}

/// A way to be alike: how sure it is, and what it is called.
type Way = (f32, &'static str);

// The confidences are an order and a rough estimate: of ten proposals of 0.9, nine should be right. Those below 0.8
// are not written unless asked for.
const TITLE: Way = (0.9, "the same without title or affiliation");
const LETTERS: Way = (0.9, "the same letters, parted otherwise");
const ORDER: Way = (0.85, "the same names in another order");
const PINYIN: Way = (0.9, "the same in pinyin");
const FURTHER: Way = (0.7, "the same in pinyin, with a further name");
const WADE_GILES: Way = (0.75, "the same in Wade-Giles");
const SOUND: Way = (0.6, "they sound the same");
const SLIP: Way = (0.7, "one letter differs");
const SLIPS: Way = (0.6, "two letters differ");
/// A pinyin that fits several Chinese names fits each of them no better than this.
const SEVERAL: f32 = 0.45;
/// What a short name loses: few letters make another name.
const SHORT: f32 = 0.2;
/// What two names lose that speak in one interview, if only slips part them; not one slip in a long name, which is
/// likelier a slip there than a second person.
const TOGETHER: f32 = 0.25;

/// A slip is looked for in names of so many letters or more, two slips in longer ones.
const SLIP_LETTERS: usize = 8;
const SLIPS_LETTERS: usize = 12;
/// Longer names are not compared letter by letter.
const MOST_LETTERS: usize = 40;
/// A block of more names is no likeness but a pattern.
const MOST_IN_BLOCK: usize = 40;

/// Every two full names that are alike, by the best of the ways. `together` says whether two speak in one interview.
pub(super) fn links(names: &[Name], together: impl Fn(usize, usize) -> bool) -> Vec<Link> {
    let mut found: HashMap<(usize, usize), Way> = HashMap::new();
    let mut note = |a: usize, b: usize, way: Way| {
        let best = found.entry((a.min(b), a.max(b))).or_insert(way);
        if way.0 > best.0 {
            *best = way;
        }
    };
    for block in blocks(names, |name| vec![name.bare()]) {
        pairs(&block, |a, b| note(a, b, TITLE));
    }
    for block in blocks(names, |n| if n.han { vec![] } else { romanise::latin_keys(&n.words) }) {
        pairs(&block, |a, b| {
            note(a, b, if names[a].letters() == names[b].letters() { LETTERS } else { ORDER })
        });
    }
    let pinyin = |name: &Name| match name.han {
        true => romanise::keys(&name.words, System::Pinyin),
        false => romanise::latin_keys(&name.words),
    };
    for block in blocks(names, pinyin) {
        pairs(&block, |a, b| match (names[a].han, names[b].han) {
            (true, true) if names[a].words.len() > 2 => note(a, b, SOUND),
            (true, true) => note(a, b, (SOUND.0 - SHORT, SOUND.1)),
            (false, false) => {}
            _ => note(a, b, (if rivals(&block, names) { SEVERAL } else { PINYIN.0 }, PINYIN.1)),
        });
    }
    for (way, keys) in [(WADE_GILES, wade_giles as fn(&Name) -> Vec<String>), (FURTHER, with_further)] {
        for block in blocks(names, keys) {
            let mixed = |a: usize, b: usize| names[a].han != names[b].han;
            let least = if rivals(&block, names) { SEVERAL } else { way.0 };
            pairs(&block, |a, b| {
                if mixed(a, b) {
                    note(a, b, (least, way.1))
                }
            });
        }
    }
    for block in blocks(names, neighbours) {
        pairs(&block, |a, b| {
            if let Some((confidence, reason)) = slip(&names[a], &names[b]) {
                let doubt = if confidence < SLIP.0 && together(a, b) { TOGETHER } else { 0.0 };
                note(a, b, (confidence - doubt, reason));
            }
        });
    }
    let mut links: Vec<Link> =
        found.into_iter().map(|(pair, (confidence, reason))| Link { pair, confidence, reason }).collect();
    links.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.pair.cmp(&b.pair)));
    links
}

/// Names that share a key, two or more of them.
fn blocks(names: &[Name], keys: impl Fn(&Name) -> Vec<String>) -> Vec<Vec<usize>> {
    let mut blocks: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, name) in names.iter().enumerate() {
        for key in keys(name).into_iter().collect::<HashSet<_>>() {
            blocks.entry(key).or_default().push(i);
        }
    }
    blocks.into_values().filter(|block| (2..=MOST_IN_BLOCK).contains(&block.len())).collect()
}

fn pairs(block: &[usize], mut each: impl FnMut(usize, usize)) {
    for (i, &a) in block.iter().enumerate() {
        block[i + 1..].iter().for_each(|&b| each(a, b));
    }
}

/// Whether a block holds several Chinese names: the Latin one among them may be any.
fn rivals(block: &[usize], names: &[Name]) -> bool {
    let han: HashSet<&str> =
        block.iter().filter(|&&i| names[i].han).map(|&i| names[i].key.as_str()).collect();
    han.len() > 1
}

fn wade_giles(name: &Name) -> Vec<String> {
    match name.han {
        true => romanise::keys(&name.words, System::WadeGiles),
        false => romanise::latin_keys(&name.words),
    }
}

/// Of three and more Latin words the keys without one of them: `Eric Xiandong Jing`.
fn with_further(name: &Name) -> Vec<String> {
    if name.han {
        return romanise::keys(&name.words, System::Pinyin);
    }
    let all = &name.words;
    if !(3..=5).contains(&all.len()) {
        return Vec::new();
    }
    let without = |i: usize| [&all[..i], &all[i + 1..]].concat();
    (0..all.len()).flat_map(|i| romanise::latin_keys(&without(i))).collect()
}

/// The letters of a Latin name with up to two of them left out: names within two slips of each other share one.
/// After Mor and Fraenkel, "A Hash Code Method for Detecting and Correcting Spelling Errors" (1982).
fn neighbours(name: &Name) -> Vec<String> {
    let letters: Vec<char> = name.letters().chars().collect();
    if name.han || !(SLIP_LETTERS..=MOST_LETTERS).contains(&letters.len()) {
        return Vec::new();
    }
    let without = |letters: &[char], i: usize| [&letters[..i], &letters[i + 1..]].concat();
    let mut all = vec![letters.clone()];
    for i in 0..letters.len() {
        let one = without(&letters, i);
        if letters.len() >= SLIPS_LETTERS {
            all.extend((i..one.len()).map(|j| without(&one, j)));
        }
        all.push(one);
    }
    all.into_iter().map(String::from_iter).collect()
}

/// How two Latin names differ by slips of the pen.
fn slip(a: &Name, b: &Name) -> Option<Way> {
    if a.words.len() != b.words.len() {
        return None;
    }
    let (left, right) = (a.words.join(" "), b.words.join(" "));
    let letters = a.letters().chars().count().min(b.letters().chars().count());
    match osa_distance(&left, &right) {
        1 if letters < SLIPS_LETTERS => Some((SLIP.0 - SHORT, SLIP.1)),
        1 => Some(SLIP),
        2 if letters >= SLIPS_LETTERS => Some(SLIPS),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(names: &[&str]) -> Vec<(usize, usize, &'static str)> {
        let names: Vec<Name> = names.iter().map(|n| Name::new(n)).collect();
        links(&names, |_, _| false).into_iter().map(|l| (l.pair.0, l.pair.1, l.reason)).collect()
    }

    #[test]
    fn each_way_to_be_alike_has_its_reason() {
        assert_eq!(linked(&["张三", "Zhang San"]), [(0, 1, PINYIN.1)]);
        assert_eq!(linked(&["San Zhang", "張三"]), [(0, 1, PINYIN.1)]);
        assert_eq!(linked(&["Zhang San", "San Zhang"]), [(0, 1, ORDER.1)]);
        assert_eq!(linked(&["Zhang Sanfeng", "Zhang San-feng"]), [(0, 1, LETTERS.1)]);
        assert_eq!(linked(&["高添水", "Kao Tien-shui"]), [(0, 1, WADE_GILES.1)]);
        assert_eq!(linked(&["井贤栋", "Eric Xiandong Jing"]), [(0, 1, FURTHER.1)]);
        assert_eq!(linked(&["Dr. Jane Doe", "Jane Doe"]), [(0, 1, TITLE.1)]);
        assert_eq!(linked(&["王小明教授", "王小明"]), [(0, 1, TITLE.1)]);
        assert_eq!(linked(&["井贤栋", "景贤栋"]), [(0, 1, SOUND.1)]);
        assert_eq!(linked(&["Delphine Arkwright", "Delphine Arkright"]), [(0, 1, SLIP.1)]);
        assert_eq!(linked(&["Delphine Arkwright", "Delfine Arkright"]), []);
        assert_eq!(linked(&["Jane Doe", "John Doe", "王小明", "王小红", "Li Na"]), []);
    }

    #[test]
    fn a_pinyin_of_several_names_is_in_doubt() {
        let names: Vec<Name> = ["张三", "章三", "Zhang San"].iter().map(|n| Name::new(n)).collect();
        assert!(links(&names, |_, _| false).iter().all(|link| link.confidence <= SEVERAL));
    }
}
