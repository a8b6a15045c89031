//! The segmenter's dictionary, read where it lies in the program.
//!
//! To load jieba's whole dictionary costs more than a search. So the build lays the words of `data/words.txt` out as a
//! trie (`build.rs`): a step from a character to the next is one access to memory, and nothing is loaded or shared.
//!
//! Absent: words with a character that is not Han, which cannot occur in a run of Han characters, and how a run is cut.

/// The BLAKE3 hash of the table, for the fingerprint; a test holds it against the table.
pub(super) const HASH: &str = "8772b9992b609b9e";

/// The nodes of the trie, those that follow a character from the place on that it names.
static NODES: &[[u8; 8]] = include_bytes!(concat!(env!("OUT_DIR"), "/words.trie")).as_chunks().0;

/// Logarithms of the shares that words have in all, each once; the first is that of an unknown character.
static LOGS: &[[u8; 8]] = include_bytes!(concat!(env!("OUT_DIR"), "/words.logs")).as_chunks().0;

/// The codes of characters from [`FIRST`] on.
static CODES: &[[u8; 2]] = include_bytes!(concat!(env!("OUT_DIR"), "/words.codes")).as_chunks().0;

/// The first ideograph.
const FIRST: u32 = 0x3400;

/// What the trie knows a character by; 0 is one that no word has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Code(u16);

impl Code {
    #[inline]
    pub(super) fn of(c: char) -> Self {
        let code = CODES.get((c as u32).wrapping_sub(FIRST) as usize);
        Code(code.map_or(0, |code| u16::from_le_bytes(*code)))
    }
}

/// What some characters begin: words, of which they may be one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node(u64);

impl Node {
    /// Before the first character.
    pub(super) const ROOT: Node = Node(0);

    /// What begins no word: its children would be behind all nodes.
    pub(super) const NONE: Node = Node(0xf_ffff << 20);

    /// What those characters begin with this one after them. Nothing waits for the answer: steps from many places in a
    /// text are on their way at once, which is why it is no option. The last node is empty.
    #[inline]
    pub(super) fn then(self, code: Code) -> Node {
        let (children, code) = (self.0 >> 20 & 0xf_ffff, u64::from(code.0));
        let node = u64::from_le_bytes(NODES[((children + code) as usize).min(NODES.len() - 1)]);
        if node & 0xf_ffff == code { Node(node) } else { Node::NONE }
    }

    #[inline]
    pub(super) fn begins_words(self) -> bool {
        self.0 & 0xf_ffff != 0
    }

    /// The logarithm of the share that the word has in all, if it is one.
    #[inline]
    pub(super) fn log(self) -> Option<f64> {
        let at = (self.0 >> 40 & 0xffff) as usize;
        (at != 0).then(|| log(at))
    }

    fn is_pair(self) -> bool {
        self.0 >> 56 & 1 != 0
    }
}

/// Whether these characters are a word.
pub(super) fn has(codes: &[Code]) -> bool {
    codes.iter().fold(Node::ROOT, |node, code| node.then(*code)).log().is_some()
}

/// What the logarithm is taken for of a character that is no word.
pub(super) fn unknown() -> f64 {
    log(0)
}

/// Whether the dictionary has a word of these two characters, each standing for all its variants.
pub(super) fn is_pair(first: Code, second: Code) -> bool {
    Node::ROOT.then(first).then(second).is_pair()
}

fn log(at: usize) -> f64 {
    LOGS.get(at).map_or(0.0, |log| f64::from_le_bytes(*log))
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::LazyLock;

    use jieba_rs::Jieba;

    use super::super::variants::representative;
    use super::*;

    static SOURCE: &str = include_str!("data/words.txt");

    /// The total frequency of the whole dictionary.
    const TOTAL: usize = 60_101_964;

    /// The words of the table with their frequencies.
    static WORDS: LazyLock<BTreeMap<String, usize>> = LazyLock::new(|| {
        let mut words = BTreeMap::new();
        for line in SOURCE.lines().filter(|line| !line.starts_with('#')) {
            let first = line.chars().next().unwrap();
            let ends = line[first.len_utf8()..].split(|c: char| c.is_ascii_digit());
            let mut ends = std::iter::once("").chain(ends.filter(|end| !end.is_empty()));
            let frequencies = line.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
            if !line[first.len_utf8()..].starts_with(|c: char| c.is_ascii_digit()) {
                ends.next();
            }
            for (end, frequency) in ends.zip(frequencies) {
                words.insert(format!("{first}{end}"), frequency.parse().unwrap());
            }
        }
        words
    });

    /// jieba with all words, and one of a character for private use that has the rest of their total frequency.
    pub(in super::super) static WHOLE: LazyLock<Jieba> = LazyLock::new(|| {
        let mut jieba = Jieba::empty();
        for (word, frequency) in WORDS.iter() {
            jieba.add_word(word, Some(*frequency), None);
        }
        jieba.add_word("\u{f8ff}", Some(TOTAL - WORDS.values().sum::<usize>()), None);
        jieba
    });

    fn codes(text: &str) -> Vec<Code> {
        text.chars().map(Code::of).collect()
    }

    /// How long the words are that a text begins with, and their logarithms.
    fn words(text: &str) -> Vec<(usize, f64)> {
        let mut node = Node::ROOT;
        let nodes = codes(text).into_iter().map(|code| {
            node = node.then(code);
            node
        });
        (1..).zip(nodes).filter_map(|(length, node)| Some((length, node.log()?))).collect()
    }

    #[test]
    fn the_hash_is_of_the_table() {
        assert_eq!(blake3::hash(SOURCE.as_bytes()).to_hex()[..16], *HASH);
    }

    #[test]
    fn the_words_are_those_of_the_table() {
        assert_eq!(WORDS.len(), 349_045 - 71, "71 words have other characters");
        assert!(WORDS.keys().flat_map(|word| word.chars()).all(super::super::is_han));
        assert!(TOTAL - WORDS.values().sum::<usize>() < 1000);
        for (word, frequency) in WORDS.iter() {
            let (log, length) = ((*frequency as f64).ln() - (TOTAL as f64).ln(), word.chars().count());
            assert_eq!(words(word).last(), Some(&(length, log)), "{word}");
            assert!(has(&codes(word)));
        }
        assert_eq!(NODES.last(), Some(&Node::NONE.0.to_le_bytes()));
        let nodes = || NODES.iter().map(|node| Node(u64::from_le_bytes(*node)));
        assert_eq!(nodes().filter(|node| node.log().is_some()).count(), WORDS.len(), "and no others");
        assert_eq!(unknown(), -(TOTAL as f64).ln());
        let ends = |text: &str| words(text).iter().map(|word| word.0).collect::<Vec<_>>();
        assert_eq!(ends("北京大学生活动中心"), [1, 2, 4]);
        for none in ["", "a", "\u{4dff}一", "\u{3400}", "\u{10ffff}", "的a", "京北"] {
            assert!(!has(&codes(none)), "{none}");
        }
    }

    #[test]
    fn pairs_are_the_words_of_two_characters_and_their_variants() {
        let two = WORDS.keys().filter(|word| word.chars().count() == 2);
        let pairs: BTreeSet<Vec<char>> = two.map(|word| word.chars().map(representative).collect()).collect();
        let is_pair = |first: char, second: char| is_pair(Code::of(first), Code::of(second));
        assert!(pairs.iter().all(|pair| is_pair(pair[0], pair[1])));
        let nodes = NODES.iter().map(|node| Node(u64::from_le_bytes(*node)));
        assert_eq!(nodes.filter(|node| node.is_pair()).count(), pairs.len(), "and no others");
        assert!(
            is_pair('\u{2b5af}', '视') && !is_pair('的', '人') && !is_pair('a', 'b') && !is_pair('京', '北')
        );
    }
}
