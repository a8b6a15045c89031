//! Interviews made of the sentences of others: drawn by seed from the transcripts of the given folders.
//!
//! The number of sentences in a turn is drawn as well, from the turns of the same language. An interview depends on
//! the seed and its own number alone, so that a smaller corpus is the beginning of a larger one. Deliberately absent:
//! sense; what is asked has nothing to do with what is answered.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use whosaid::engine::{Engine, LocalEngine};
use whosaid::model::{Language, ParseRequest, Parsed};

use super::random::Random;
use super::sentences::{language, sentences};

/// Turns of an interview.
pub(crate) const TURNS: usize = 100;

/// Family names and given names of those who speak, by language.
const ENGLISH: ([&str; 8], [&str; 8]) = (
    ["Quill", "Reed", "Porter", "Marsh", "Tarn", "Hollis", "Brook", "Fenn"],
    ["Mary", "Tom", "Ann", "Ruth", "Peter", "Clara", "Hugh", "Nora"],
);
const CHINESE: ([&str; 8], [&str; 8]) = (
    ["林", "陈", "周", "江", "沈", "许", "邓", "姚"],
    ["水清", "渡", "月", "远山", "长河", "晓岚", "石", "若舟"],
);

/// The family names of those who speak English.
pub(crate) const FAMILIES: [&str; 8] = ENGLISH.0;

/// What turns of one language are made of.
#[derive(Debug, Default, Hash)]
struct Speech {
    sentences: Vec<String>,
    /// Of every turn that was read, how many sentences it has.
    lengths: Vec<usize>,
}

/// What turns are made of.
#[derive(Debug, Default, Hash)]
pub(crate) struct Pool {
    english: Speech,
    chinese: Speech,
}

/// A corpus that was written, and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stated {
    /// What it depends on.
    key: String,
    pub(crate) turns: usize,
    /// The bytes of the interviews' files.
    pub(crate) english_bytes: u64,
    pub(crate) chinese_bytes: u64,
    /// The share of turns whose text is that of no other before it.
    pub(crate) distinct: f64,
}

impl Pool {
    /// Reads the transcripts of the folders with all cores.
    pub(crate) fn read(folders: &[PathBuf]) -> Result<Self> {
        let mut files = Vec::new();
        for folder in folders {
            if !folder.exists() {
                bail!(
                    "{} is not there: name folders of transcripts to draw sentences from",
                    folder.display()
                );
            }
            files.extend(whosaid::corpus::walk(folder, folder, None).files.into_iter().map(|f| f.path));
        }
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let parts = std::thread::scope(|scope| {
            let share = files.len().div_ceil(threads).max(1);
            let all: Vec<_> = files.chunks(share).map(|files| scope.spawn(|| Self::of(files))).collect();
            all.into_iter().map(|part| part.join()).collect::<Vec<_>>()
        });
        let mut pool = Self::default();
        for part in parts {
            let Ok(part) = part else { bail!("reading the transcripts failed") };
            pool.english.take(part.english);
            pool.chinese.take(part.chinese);
        }
        if pool.english.sentences.is_empty() || pool.chinese.sentences.is_empty() {
            bail!("turns of English and of Chinese are needed to draw from: name folders that hold both");
        }
        Ok(pool)
    }

    fn of(files: &[PathBuf]) -> Self {
        let engine = LocalEngine::new("");
        let mut pool = Self::default();
        for file in files {
            let request = ParseRequest { files: vec![file.clone()], ..ParseRequest::default() };
            // What cannot be read has no sentences to give.
            for parsed in engine.parse(&request).unwrap_or_default() {
                let Parsed::Interview(interview) = parsed else { continue };
                interview.turns.iter().filter(|turn| turn.is_speech()).for_each(|turn| pool.add(&turn.text));
            }
        }
        pool
    }

    fn add(&mut self, text: &str) {
        let Some(language) = language(text) else { return };
        let drawn: Vec<String> = sentences(text).into_iter().map(on_one_line).collect();
        if !drawn.is_empty() {
            let speech = if language == Language::Zh { &mut self.chinese } else { &mut self.english };
            speech.lengths.push(drawn.len());
            speech.sentences.extend(drawn);
        }
    }

    /// How many sentences there are of English and of Chinese.
    pub(crate) fn sizes(&self) -> (usize, usize) {
        (self.english.sentences.len(), self.chinese.sentences.len())
    }

    /// What an interview's number makes it: its language, and who says what.
    pub(crate) fn interview(&self, seed: u64, number: usize) -> (Language, Vec<(String, String)>) {
        let mut random = Random::new(seed, number as u64);
        let (language, speech, names, between) = match number % 2 {
            0 => (Language::En, &self.english, &ENGLISH, " "),
            _ => (Language::Zh, &self.chinese, &CHINESE, ""),
        };
        let mut people: Vec<String> = Vec::new();
        while people.len() < 3 {
            let (family, given) = (random.pick(&names.0), random.pick(&names.1));
            let name =
                if between.is_empty() { format!("{family}{given}") } else { format!("{given} {family}") };
            if !people.contains(&name) {
                people.push(name);
            }
        }
        let mut speaker = 0;
        let turn = |_| {
            // Nobody speaks twice in a row, for that would be one turn.
            speaker = (speaker + 1 + usize::from(random.below(5) == 0)) % people.len();
            let length = *random.pick(&speech.lengths);
            let said: Vec<&str> = (0..length).map(|_| random.pick(&speech.sentences).as_str()).collect();
            (people[speaker].clone(), said.join(between))
        };
        (language, (0..TURNS).map(turn).collect())
    }

    /// Writes as many turns below a folder, or leaves what is there if it is the same: interviews in `text/en` and
    /// `text/zh`, and the same turns as lines of speaker and text in `turns.tsv`, `en.tsv` and `zh.tsv`.
    pub(crate) fn write(&self, seed: u64, turns: usize, home: &Path) -> Result<Stated> {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        let key = format!("1, seed {seed}, {turns} turns, sentences {:016x}", hasher.finish());
        let stated = home.join("stated.json");
        if let Ok(text) = fs::read_to_string(&stated)
            && let Ok(stated) = serde_json::from_str::<Stated>(&text)
            && stated.key == key
        {
            return Ok(stated);
        }
        if home.exists() {
            fs::remove_dir_all(home).with_context(|| format!("{} cannot be replaced", home.display()))?;
        }
        let written = self.write_anew(seed, turns, home, key);
        let written = written.with_context(|| format!("writing turns into {}", home.display()))?;
        fs::write(&stated, serde_json::to_string_pretty(&written)?)?;
        Ok(written)
    }

    fn write_anew(&self, seed: u64, turns: usize, home: &Path, key: String) -> Result<Stated> {
        fs::create_dir_all(home)?;
        let create = |name: &str| File::create(home.join(name)).map(BufWriter::new);
        let (mut all, mut english, mut chinese) =
            (create("turns.tsv")?, create("en.tsv")?, create("zh.tsv")?);
        let mut stated = Stated { key, turns, english_bytes: 0, chinese_bytes: 0, distinct: 0.0 };
        let mut seen = FxHashSet::default();
        for number in 0..turns / TURNS {
            let (language, said) = self.interview(seed, number);
            let (lines, bytes) = match language {
                Language::Zh => (&mut chinese, &mut stated.chinese_bytes),
                _ => (&mut english, &mut stated.english_bytes),
            };
            for (speaker, text) in &said {
                let mut hasher = DefaultHasher::new();
                text.hash(&mut hasher);
                seen.insert(hasher.finish());
                writeln!(lines, "{speaker}\t{text}")?;
                writeln!(all, "{speaker}\t{text}")?;
            }
            let folder = home.join(format!("text/{}/{:03}", language.code(), number / 100));
            fs::create_dir_all(&folder)?;
            let text = transcript(language, &said);
            *bytes += text.len() as u64;
            fs::write(folder.join(format!("{number:06}.txt")), text)?;
        }
        [all, english, chinese].iter_mut().try_for_each(Write::flush)?;
        stated.distinct = seen.len() as f64 / turns as f64;
        Ok(stated)
    }
}

impl Speech {
    fn take(&mut self, mut other: Self) {
        self.sentences.append(&mut other.sentences);
        self.lengths.append(&mut other.lengths);
    }
}

/// An interview as plain text: `Name: text`, `姓名：text`, a blank line between turns.
pub(crate) fn transcript(language: Language, said: &[(String, String)]) -> String {
    let mark = if language == Language::Zh { "：" } else { ": " };
    said.iter().map(|(speaker, text)| format!("{speaker}{mark}{text}\n\n")).collect()
}

fn on_one_line(sentence: &str) -> String {
    sentence.split_whitespace().collect::<Vec<_>>().join(" ")
}
