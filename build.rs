//! Lays the words of jieba's dictionary out, so that the program reads them where they stand: a double-array trie
//! (J. Aoe, An Efficient Digital Search Algorithm by Using a Double-Array Structure, 1989), in which a step from a
//! character to the next is one access to memory.
//!
//! A node is a number of 64 bits, little-endian, in `words.trie`: in the lowest 20 the code of its character; in 20 where its
//! children are ([`NONE`] if it has none), the child of a character being as many places behind as its code says; in 16 the
//! place of its logarithm in `words.logs`, 0 if it is no word; then one that is set if it is a word of two characters after
//! folding variants. No two nodes have their children at one place, so that a child is known by its code alone. The codes
//! of characters from [`FIRST`] on are in `words.codes`, 16 bits each; 0 is of those that the dictionary lacks. Those that go
//! on most words have the least codes, for children that are close together leave few gaps.
//! `src/analysis/dictionary.rs` reads all three. Deliberately absent: frequencies, of which the logarithms are all that is asked.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::{env, fs, io};

const WORDS: &str = "src/analysis/data/words.txt";
const VARIANTS: &str = "src/analysis/data/variants.txt";

/// The total frequency of the whole dictionary.
const TOTAL: f64 = 60_101_964.0;

/// The first ideograph.
const FIRST: u32 = 0x3400;

/// The children of a node that has none.
const NONE: u64 = 0xf_ffff;

/// The bit of a word of two characters after folding.
const PAIR: u64 = 1 << 56;

/// A node that is not yet laid out.
#[derive(Default)]
struct Node {
    /// What the number says of it beside its character and its children.
    value: u64,
    /// Their characters, which are in order, later their codes; and which nodes they are.
    children: Vec<(usize, usize)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    for file in ["build.rs", WORDS, VARIANTS] {
        writeln!(io::stdout(), "cargo::rerun-if-changed={file}")?;
    }
    let folder = PathBuf::from(env::var("OUT_DIR")?);
    let (source, variants) = (fs::read_to_string(WORDS)?, fs::read_to_string(VARIANTS)?);
    let words = words(&source)?;
    let frequencies: Vec<usize> = words.values().copied().collect::<BTreeSet<_>>().into_iter().collect();
    // The first is that of an unknown character, which jieba takes for a word that was met once.
    let logs = std::iter::once(&1).chain(&frequencies).map(|frequency| (*frequency as f64).ln() - TOTAL.ln());
    fs::write(folder.join("words.logs"), logs.flat_map(f64::to_le_bytes).collect::<Vec<u8>>())?;
    let mut values: BTreeMap<String, u64> = BTreeMap::new();
    for (word, frequency) in words {
        let log = 1 + frequencies.partition_point(|other| *other < frequency);
        *values.entry(word).or_default() |= (log as u64) << 40;
    }
    for pair in pairs(&values, &variants) {
        *values.entry(pair).or_default() |= PAIR;
    }
    let mut nodes = trie(&values)?;
    let codes = coded(&mut nodes);
    fs::write(folder.join("words.codes"), codes.into_iter().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())?;
    let slots = laid_out(&nodes);
    fs::write(folder.join("words.trie"), slots.into_iter().flat_map(u64::to_le_bytes).collect::<Vec<u8>>())?;
    Ok(())
}

/// The words with their frequencies. A line is a first character, then the rest of each of its words and its frequency.
fn words(source: &str) -> Result<BTreeMap<String, usize>, Box<dyn Error>> {
    let mut words = BTreeMap::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let first = line.chars().next().map_or(0, char::len_utf8);
        let mut rest = &line[first..];
        while let Some(digits) = rest.find(|c: char| c.is_ascii_digit()) {
            let end = rest[digits..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |at| digits + at);
            words.insert([&line[..first], &rest[..digits]].concat(), rest[digits..end].parse()?);
            rest = &rest[end..];
        }
    }
    Ok(words)
}

/// The words of two characters, each character as the one that stands for all its variants: the first of its line.
fn pairs(words: &BTreeMap<String, u64>, variants: &str) -> BTreeSet<String> {
    let mut firsts = BTreeMap::new();
    for line in variants.lines().filter(|line| !line.starts_with('#')) {
        let first = line.chars().next();
        firsts.extend(line.chars().zip(first.into_iter().cycle()));
    }
    let pairs = words.keys().filter(|word| word.chars().count() == 2);
    pairs.map(|word| word.chars().map(|c| firsts.get(&c).copied().unwrap_or(c)).collect()).collect()
}

/// The trie of some words.
fn trie(words: &BTreeMap<String, u64>) -> Result<Vec<Node>, Box<dyn Error>> {
    let mut nodes = vec![Node::default()];
    for (word, value) in words {
        let mut at = 0;
        for c in word.chars() {
            let label = (c as u32).checked_sub(FIRST).ok_or("no ideograph")? as usize;
            // Words are in order: what they share with others, they share with the last.
            at = match nodes[at].children.last() {
                Some(&(last, child)) if last == label => child,
                _ => {
                    let child = nodes.len();
                    nodes[at].children.push((label, child));
                    nodes.push(Node::default());
                    child
                }
            };
        }
        nodes[at].value = *value;
    }
    Ok(nodes)
}

/// Gives the characters codes, from 1 on, and the children of each node theirs.
fn coded(nodes: &mut [Node]) -> Vec<u16> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (label, _) in nodes.iter().flat_map(|node| &node.children) {
        *counts.entry(*label).or_default() += 1;
    }
    let mut labels: Vec<usize> = counts.keys().copied().collect();
    labels.sort_by_key(|label| Reverse(counts[label]));
    let mut codes = vec![0; labels.iter().max().map_or(0, |last| last + 1)];
    for (code, label) in (1..).zip(labels) {
        codes[label] = code;
    }
    for node in nodes {
        node.children.iter_mut().for_each(|(label, _)| *label = usize::from(codes[*label]));
        node.children.sort_unstable();
    }
    codes
}

/// The numbers of the nodes, each at its place, the children of the root (which has none) from 0 on. Those with most
/// children are laid first, where they fit; the others fill the gaps.
fn laid_out(nodes: &[Node]) -> Vec<u64> {
    let mut order: Vec<usize> = (0..nodes.len()).filter(|node| !nodes[*node].children.is_empty()).collect();
    order.sort_by_key(|node| Reverse(nodes[*node].children.len()));
    // What is taken: a place, and as the place of some node's children.
    let (mut full, mut used) = (vec![0_u64; nodes.len() / 16], vec![0_u64; nodes.len() / 16]);
    let mut bases = vec![NONE as usize; nodes.len()];
    let (mut free, mut from, mut count) = (0, 0, usize::MAX);
    for node in order {
        let children = &nodes[node].children;
        let first = children[0].0;
        while full[free / 64] == u64::MAX {
            free += 64;
        }
        // Where one did not fit, others with as many children are not tried.
        if children.len() < count {
            (from, count) = (free, children.len());
        }
        let mut base = from.saturating_sub(first);
        loop {
            // 64 places at once.
            let mut taken = bits(&used, base);
            for (label, _) in children {
                taken |= bits(&full, base + label);
                if taken == u64::MAX {
                    break;
                }
            }
            if taken != u64::MAX {
                from = base + first;
                base += taken.trailing_ones() as usize;
                break;
            }
            base += 64;
        }
        used[base / 64] |= 1 << (base % 64);
        for (label, _) in children {
            full[(base + label) / 64] |= 1 << ((base + label) % 64);
        }
        bases[node] = base;
    }
    let last = full.iter().rposition(|word| *word != 0).unwrap_or(0);
    // The last stays empty, whatever is there.
    let mut slots = vec![NONE << 20; 64 * (last + 1) + 1];
    for (node, base) in nodes.iter().zip(&bases) {
        for &(label, child) in &node.children {
            slots[base + label] = label as u64 | (bases[child] as u64) << 20 | nodes[child].value;
        }
    }
    slots
}

/// 64 bits, from one on.
fn bits(words: &[u64], from: usize) -> u64 {
    words[from / 64] >> (from % 64) | words[from / 64 + 1] << 1 << (63 - from % 64)
}
