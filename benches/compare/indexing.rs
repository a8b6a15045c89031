//! The same turns are indexed by each, and what that took is kept beside the index.
//!
//! English alone and Chinese alone are for the comparison of speed and size, each with the peer that can cut it into
//! words; both together are what is searched. Deliberately absent: indexes of ripgrep, which has none.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use super::clock::{Run, milliseconds};
use super::corpus::Stated;
use super::memory::watched;
use super::programs::{PRAGMAS, Programs};

/// One index: what of, by whom, and what it took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Built {
    /// What it depends on.
    key: String,
    /// `en`, `zh` or `all`.
    pub(crate) of: String,
    pub(crate) by: By,
    /// From the start of the program to its end, merges and all: the median of some rounds, in milliseconds.
    pub(crate) ms: f64,
    pub(crate) rounds: usize,
    pub(crate) peak: Option<u64>,
    /// The bytes of the index.
    pub(crate) size: u64,
    /// The bytes of the interviews.
    pub(crate) text: u64,
    pub(crate) turns: usize,
    /// The load averages after it, for what was built is kept.
    load: Option<String>,
}

/// Who indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum By {
    Whosaid,
    Unicode61,
    Trigram,
}

impl By {
    /// As it is told.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Whosaid => "whosaid",
            Self::Unicode61 => "FTS5 unicode61",
            Self::Trigram => "FTS5 trigram",
        }
    }

    /// The index of some turns below the folder of a corpus.
    pub(crate) fn index(self, home: &Path, of: &str) -> PathBuf {
        match self {
            Self::Whosaid => home.join(format!("index-{of}")),
            Self::Unicode61 => home.join(format!("{of}-unicode61.db")),
            Self::Trigram => home.join(format!("{of}-trigram.db")),
        }
    }
}

/// What is built: pairs that are run in turn. The last two are what is searched.
const PLAN: [(&str, [Option<By>; 2]); 3] = [
    ("en", [Some(By::Whosaid), Some(By::Unicode61)]),
    ("zh", [Some(By::Whosaid), Some(By::Trigram)]),
    ("all", [Some(By::Whosaid), Some(By::Unicode61)]),
];

/// Builds all indexes of a corpus, as far as they are not there. Small ones are built in several rounds.
pub(crate) fn build(programs: &Programs, home: &Path, stated: &Stated) -> Result<Vec<Built>> {
    let mut done = Vec::new();
    for (of, by) in PLAN {
        let sides = by.into_iter().flatten().filter(|by| *by == By::Whosaid || programs.sqlite.is_some());
        let sides: Vec<By> = sides.collect();
        let kept: Vec<Option<Built>> = sides.iter().map(|by| kept(programs, home, stated, of, *by)).collect();
        if kept.iter().all(Option::is_some) {
            done.extend(kept.into_iter().flatten());
            continue;
        }
        let whosaid_alone = kept.iter().skip(1).all(Option::is_some);
        let sides = if whosaid_alone { &sides[..1] } else { &sides[..] };
        let rounds = if of == "all" || stated.turns > 200_000 { 1 } else { 3 };
        let mut runs = vec![Vec::new(); sides.len()];
        for round in 0..rounds {
            for (by, runs) in sides.iter().zip(&mut runs) {
                eprintln!("  {} indexes {of}, round {} of {rounds}", by.name(), round + 1);
                runs.push(index(programs, home, of, *by)?);
            }
        }
        for (by, runs) in sides.iter().zip(&mut runs) {
            let built = told(programs, home, stated, of, *by, runs)?;
            fs::write(note(home, of, *by), serde_json::to_string_pretty(&built)?)?;
            done.push(built);
        }
        done.extend(kept.into_iter().skip(sides.len()).flatten());
    }
    Ok(done)
}

fn note(home: &Path, of: &str, by: By) -> PathBuf {
    by.index(home, of).with_extension("json")
}

/// What an index depends on: the turns and, where it is ours, the program.
fn key(programs: &Programs, stated: &Stated, by: By) -> Result<String> {
    let own = if by == By::Whosaid {
        let meta = programs.whosaid.metadata()?;
        format!("{} bytes of {:?}", meta.len(), meta.modified()?)
    } else {
        programs
            .versions
            .iter()
            .map(|v| v.version.as_str())
            .find(|v| v.starts_with('3'))
            .unwrap_or_default()
            .into()
    };
    Ok(format!("{stated:?}, {own}"))
}

/// What was built before, if it is what would be built now.
fn kept(programs: &Programs, home: &Path, stated: &Stated, of: &str, by: By) -> Option<Built> {
    let built: Built = serde_json::from_str(&fs::read_to_string(note(home, of, by)).ok()?).ok()?;
    (built.key == key(programs, stated, by).ok()? && by.index(home, of).exists()).then_some(built)
}

/// Builds one index anew, and gives the time and the memory.
fn index(programs: &Programs, home: &Path, of: &str, by: By) -> Result<(Duration, Option<u64>)> {
    let index = by.index(home, of);
    let folder = if of == "all" { home.join("text") } else { home.join("text").join(of) };
    let run = match by {
        By::Whosaid => {
            drop(fs::remove_dir_all(&index));
            programs.index(&index, &[&folder])
        }
        By::Unicode61 | By::Trigram => {
            drop(fs::remove_file(&index));
            sqlite(programs, home, of, by)?
        }
    };
    let (time, peak, _) = watched(&run)?;
    Ok((time, peak))
}

/// SQLite takes the lines in one transaction and merges them into one.
fn sqlite(programs: &Programs, home: &Path, of: &str, by: By) -> Result<Run> {
    let index = by.index(home, of);
    let lines = home.join(if of == "all" { "turns.tsv".into() } else { format!("{of}.tsv") });
    let tokenizer = if by == By::Trigram { "trigram" } else { "unicode61" };
    let script = index.with_extension("sql");
    let text = format!(
        "{PRAGMAS}\ncreate virtual table t using fts5(speaker, text, tokenize = '{tokenizer}');\n\
         .mode ascii\n.separator \"\\t\" \"\\n\"\nbegin;\n.import \"{}\" t\ncommit;\n\
         insert into t(t) values('optimize');\n",
        lines.display()
    );
    fs::write(&script, text)?;
    programs.sql(&index, &script).context("sqlite3 went away")
}

fn told(
    programs: &Programs,
    home: &Path,
    stated: &Stated,
    of: &str,
    by: By,
    runs: &mut [(Duration, Option<u64>)],
) -> Result<Built> {
    runs.sort_unstable();
    let index = by.index(home, of);
    let (text, turns) = match of {
        "en" => (stated.english_bytes, stated.turns / 2),
        "zh" => (stated.chinese_bytes, stated.turns / 2),
        _ => (stated.english_bytes + stated.chinese_bytes, stated.turns),
    };
    let found = counted(programs, &index, by)?;
    let (name, wanted) = (by.name(), format!("{turns} turns were written to be indexed"));
    ensure!(
        found == turns,
        "{wanted}, but {name} has {found} of them in {}; try another --seed",
        index.display()
    );
    Ok(Built {
        key: key(programs, stated, by)?,
        of: of.to_owned(),
        by,
        ms: milliseconds(runs[runs.len() / 2].0),
        rounds: runs.len(),
        peak: runs.iter().filter_map(|run| run.1).max(),
        size: size(&index)?,
        text,
        turns,
        load: super::report::load(),
    })
}

/// How many turns an index holds.
fn counted(programs: &Programs, index: &Path, by: By) -> Result<usize> {
    if by == By::Whosaid {
        let (_, said) = Run::new(&programs.whosaid).args(&["list", "--json", "--index"]).arg(index).once()?;
        let turns = String::from_utf8(said)?.lines().try_fold(0, |sum, line| {
            let listing: serde_json::Value = serde_json::from_str(line)?;
            anyhow::Ok(sum + listing["turns"].as_u64().unwrap_or(0) as usize)
        });
        return turns;
    }
    let sqlite = programs.sqlite.as_ref().context("sqlite3 went away")?;
    let (_, said) = Run::new(sqlite).arg("-batch").arg(index).args(&["select count(*) from t;"]).once()?;
    Ok(String::from_utf8(said)?.trim().parse()?)
}

/// The bytes of a file, or of all files below a folder.
fn size(path: &Path) -> Result<u64> {
    let meta = path.metadata()?;
    if !meta.is_dir() {
        return Ok(meta.len());
    }
    fs::read_dir(path)?.map(|entry| size(&entry?.path())).sum()
}
