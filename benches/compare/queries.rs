//! What is asked: words, phrases and sentences of the turns themselves, chosen by seed and by how many turns have them.
//!
//! Candidates come from counting the words of all turns. Whosaid also finds other forms of an English word, and
//! variants of a character: a word is taken only if the number of turns that are found is right as well, if there is
//! such a word. Deliberately absent: words chosen by hand.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use rustc_hash::FxHashMap;
use serde::Serialize;
use whosaid::analysis::{is_han, words};
use whosaid::engine::{Engine, LocalEngine};
use whosaid::model::{Language, SearchRequest};

use super::corpus::FAMILIES;
use super::random::Random;

/// Queries of each class.
const EACH: usize = 3;

/// How many candidates are tried for a class.
const TRIED: usize = 60;

/// The classes, as they are told.
pub(crate) const RARE: &str = "rare word";
pub(crate) const MIDDLE: &str = "middle word";
pub(crate) const COMMON: &str = "common word";
pub(crate) const FOUR: &str = "four words";
pub(crate) const PHRASE: &str = "phrase";
pub(crate) const PREFIX: &str = "prefix";
pub(crate) const FILTER: &str = "speaker: word";
pub(crate) const CHINESE: &str = "Chinese word";
pub(crate) const LONGER: &str = "Chinese, 3 or 4";
pub(crate) const SENTENCE: &str = "Chinese sentence";

/// A query, and what it is for SQLite and ripgrep.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Query {
    pub(crate) class: &'static str,
    /// As typed for whosaid.
    pub(crate) typed: String,
    /// The turns that hold the word just so, where that was counted.
    pub(crate) in_turns: Option<usize>,
    /// The turns that whosaid finds.
    pub(crate) found: usize,
    #[serde(skip)]
    pub(crate) language: Language,
    /// The statement.
    #[serde(skip)]
    pub(crate) sql: String,
    /// The arguments; none where one call cannot say it.
    #[serde(skip)]
    pub(crate) rg: Option<Vec<String>>,
}

/// How often words are said, by word.
type Counted = Vec<(String, usize)>;

struct Chooser<'a> {
    engine: &'a LocalEngine,
    random: Random,
    turns: usize,
    chosen: Vec<Query>,
}

/// Chooses the queries of a corpus of so many turns, which are indexed and lie in a folder.
pub(crate) fn choose(engine: &LocalEngine, home: &Path, seed: u64, turns: usize) -> Result<Vec<Query>> {
    let mut chooser = Chooser { engine, random: Random::new(seed, 1 << 40), turns, chosen: Vec::new() };
    chooser.english(&read(home, "en")?);
    chooser.chinese(&read(home, "zh")?);
    for class in [RARE, MIDDLE, COMMON, FOUR, PHRASE, PREFIX, FILTER, CHINESE, LONGER, SENTENCE] {
        let any = chooser.chosen.iter().any(|query| query.class == class);
        ensure!(
            any,
            "these folders are too small for a query of the class “{class}”: name more or larger ones"
        );
    }
    Ok(chooser.chosen)
}

/// What is said in the turns of a language, a turn a line.
fn read(home: &Path, language: &str) -> Result<String> {
    let path = home.join(format!("{language}.tsv"));
    let lines = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(lines
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .fold(String::new(), |all, (_, said)| all + said + "\n"))
}

impl Chooser<'_> {
    fn english(&mut self, said: &str) {
        let lines: Vec<&str> = said.lines().collect();
        let mut counts: FxHashMap<String, (usize, usize)> = FxHashMap::default();
        for (number, line) in lines.iter().enumerate() {
            for word in plain_words(line) {
                count(&mut counts, &word, number + 1, true);
            }
        }
        let counted = sorted(counts);
        let turns = self.turns as f64;
        self.single(RARE, &counted, turns / 1e4, (0.3, 1.0), |word| word.to_owned());
        self.single(MIDDLE, &counted, turns / 1e3, (0.6, 1.6), |word| word.to_owned());
        self.single(COMMON, &counted, turns / 1e1, (0.7, 1.4), |word| word.to_owned());
        let long: Counted = counted.iter().filter(|(word, _)| word.len() >= 7).cloned().collect();
        self.single(PREFIX, &long, turns / 1e3, (0.6, 100.0), |word| format!("{}*", &word[..5]));
        let family = FAMILIES[self.random.below(FAMILIES.len())];
        self.single(FILTER, &counted, turns / 1e1, (0.0, 1.4), |word| format!("speaker:{family} {word}"));
        let often: FxHashMap<&str, usize> = counted.iter().map(|(word, n)| (word.as_str(), *n)).collect();
        self.passages(FOUR, &lines, |line, random| {
            let fits = |word: &String| {
                often.get(word.as_str()).is_some_and(|n| (turns / 1e3..turns / 10.0).contains(&(*n as f64)))
            };
            let mut words: Vec<String> = plain_words(line).filter(fits).collect();
            words.sort_unstable();
            words.dedup();
            random.shuffle(&mut words);
            (words.len() >= 4).then(|| words[..4].join(" "))
        });
        self.passages(PHRASE, &lines, |line, random| {
            let words: Vec<Option<String>> = line.split_whitespace().map(plain).collect();
            let runs: Vec<_> =
                words.windows(3).filter_map(|run| run.iter().cloned().collect::<Option<Vec<_>>>()).collect();
            (!runs.is_empty()).then(|| format!("\"{}\"", random.pick(&runs).join(" ")))
        });
    }

    fn chinese(&mut self, said: &str) {
        let lines: Vec<&str> = said.lines().collect();
        let mut counts: FxHashMap<String, (usize, usize)> = FxHashMap::default();
        for _ in 0..2000 {
            let line = *self.random.pick(&lines);
            for word in words(line).iter().map(|token| &line[token.start..token.end]) {
                if word.chars().all(is_han) && (2..=4).contains(&word.chars().count()) {
                    counts.entry(word.to_owned()).or_default();
                }
            }
        }
        for (number, line) in lines.iter().enumerate() {
            let borders: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
            for length in 2..=4 {
                for ends in borders.windows(length + 1) {
                    count(&mut counts, &line[ends[0]..ends[length]], number + 1, false);
                }
            }
        }
        let (short, long): (Counted, Counted) =
            sorted(counts).into_iter().partition(|(word, _)| word.chars().count() == 2);
        let middle = self.turns as f64 / 1e3;
        self.single(CHINESE, &short, middle, (0.6, 1.6), |word| word.to_owned());
        self.single(LONGER, &long, middle, (0.6, 1.6), |word| word.to_owned());
        self.passages(SENTENCE, &lines, |line, random| {
            let runs: Vec<&str> =
                line.split(|c| !is_han(c)).filter(|run| (9..=15).contains(&run.chars().count())).collect();
            let five = |run: &&str| {
                let words = words(run);
                words.len() == 5 && words.iter().all(|token| run[token.start..token.end].chars().count() > 1)
            };
            let runs: Vec<&str> = runs.into_iter().filter(five).collect();
            (!runs.is_empty()).then(|| (*random.pick(&runs)).to_owned())
        });
    }

    /// Words said in about as many turns as wanted, and found in a number of turns that is within the bounds, as
    /// shares of the number wanted. If there are too few of them, the nearest others.
    fn single(
        &mut self,
        class: &'static str,
        counted: &Counted,
        wanted: f64,
        (low, high): (f64, f64),
        typed: impl Fn(&str) -> String,
    ) {
        let distance = |n: usize| (n as f64 / wanted).ln().abs();
        let mut near: Vec<&(String, usize)> = counted.iter().filter(|(_, n)| *n > 0).collect();
        // Chance decides among words said equally often.
        self.random.shuffle(&mut near);
        near.sort_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
        near.truncate(TRIED);
        self.random.shuffle(&mut near);
        let (mut right, mut others) = (Vec::new(), Vec::new());
        for (word, n) in near {
            let typed = typed(word);
            let found = self.found(&typed);
            let fits = (low * wanted..=high * wanted).contains(&(found as f64));
            let query = Query::new(class, typed, found).counted(word, *n);
            if fits {
                right.push(query)
            } else if found > 0 {
                others.push(query)
            }
            if right.len() == EACH {
                break;
            }
        }
        others.sort_by(|a, b| distance(a.found).total_cmp(&distance(b.found)));
        self.chosen.extend(right.into_iter().chain(others).take(EACH));
    }

    /// What is made of turns drawn by seed, if it finds anything.
    fn passages(
        &mut self,
        class: &'static str,
        lines: &[&str],
        typed: impl Fn(&str, &mut Random) -> Option<String>,
    ) {
        let mut chosen = Vec::new();
        for _ in 0..5_000 {
            let line = *self.random.pick(lines);
            let Some(typed) = typed(line, &mut self.random) else { continue };
            if chosen.iter().any(|query: &Query| query.typed == typed) {
                continue;
            }
            let found = self.found(&typed);
            if found > 0 {
                chosen.push(Query::new(class, typed, found));
            }
            if chosen.len() == EACH {
                break;
            }
        }
        self.chosen.append(&mut chosen);
    }

    /// How many turns a query finds.
    fn found(&self, typed: &str) -> usize {
        let request = SearchRequest { query: typed.to_owned(), count_only: true, ..SearchRequest::default() };
        self.engine.search(&request).map_or(0, |answer| answer.total)
    }
}

/// Notes that a turn, of a number from 1, has a word; words that are not there yet are taken in if that is wanted.
fn count(counts: &mut FxHashMap<String, (usize, usize)>, word: &str, turn: usize, new: bool) {
    match counts.get_mut(word) {
        Some((_, last)) if *last == turn => {}
        Some((n, last)) => (*n, *last) = (*n + 1, turn),
        None if new => drop(counts.insert(word.to_owned(), (1, turn))),
        None => {}
    }
}

/// In an order that does not depend on the hashes.
fn sorted(counts: FxHashMap<String, (usize, usize)>) -> Counted {
    let mut counted: Counted = counts.into_iter().map(|(word, (n, _))| (word, n)).collect();
    counted.sort_unstable();
    counted
}

/// A word of three letters or more and nothing else, in small letters.
fn plain(word: &str) -> Option<String> {
    let plain = (3..=20).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphabetic());
    plain.then(|| word.to_ascii_lowercase())
}

/// The words of an English turn that are letters throughout, without the punctuation around them.
fn plain_words(line: &str) -> impl Iterator<Item = String> {
    line.split_whitespace().filter_map(|word| plain(word.trim_matches(|c: char| c.is_ascii_punctuation())))
}
