//! What was measured, in plain data: the tables and the JSON are made of it.
//!
//! Deliberately absent: how anything was measured, and how it is shown.

use std::collections::BTreeMap;

use serde::Serialize;

use super::clock::Times;
use super::corpus::Stated;
use super::indexing::{Built, By};
use super::programs::Version;
use super::queries::Query;
use super::update::Updates;

/// Who answers a query, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Column {
    Hello,
    Full,
    Plain,
    Sqlite,
    Ripgrep,
    WarmFull,
    WarmPlain,
    WarmSqlite,
}

/// The queries of one class, and how long they took.
#[derive(Debug, Serialize)]
pub(crate) struct Answers {
    pub(crate) class: &'static str,
    pub(crate) queries: Vec<Query>,
    pub(crate) times: BTreeMap<Column, Times>,
    /// The most memory of the first of them, in bytes, by whosaid with full ranking and by SQLite.
    pub(crate) memory: Option<u64>,
    pub(crate) sqlite_memory: Option<u64>,
}

/// All of one size.
#[derive(Debug, Serialize)]
pub(crate) struct Size {
    pub(crate) turns: usize,
    pub(crate) stated: Stated,
    pub(crate) built: Vec<Built>,
    pub(crate) answers: Vec<Answers>,
    pub(crate) updates: Option<Updates>,
}

/// Everything.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) seed: u64,
    pub(crate) rounds: usize,
    pub(crate) cores: usize,
    /// The load averages before and after, as the system tells them.
    pub(crate) load: [Option<String>; 2],
    pub(crate) versions: Vec<Version>,
    /// Sentences to draw from, English and Chinese.
    pub(crate) sentences: (usize, usize),
    pub(crate) sizes: Vec<Size>,
}

impl Answers {
    /// The median in milliseconds.
    pub(crate) fn median(&self, column: Column) -> Option<f64> {
        self.times.get(&column)?.median()
    }

    /// How often the median of one goes into that of another.
    pub(crate) fn ratio(&self, column: Column, unit: Column) -> Option<f64> {
        Some(self.median(column)? / self.median(unit)?)
    }

    /// The same with the least times.
    pub(crate) fn least_ratio(&self, column: Column, unit: Column) -> Option<f64> {
        Some(self.times.get(&column)?.least()? / self.times.get(&unit)?.least()?)
    }
}

impl Size {
    pub(crate) fn class(&self, class: &str) -> Option<&Answers> {
        self.answers.iter().find(|answers| answers.class == class)
    }

    pub(crate) fn built(&self, of: &str, by: By) -> Option<&Built> {
        self.built.iter().find(|built| built.of == of && built.by == by)
    }
}

/// The load averages of the last 1, 5 and 15 minutes, where Linux tells them.
pub(crate) fn load() -> Option<String> {
    let told = std::fs::read_to_string("/proc/loadavg").ok()?;
    Some(told.split(' ').take(3).collect::<Vec<_>>().join(" "))
}
