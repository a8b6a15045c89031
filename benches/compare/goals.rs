//! What whosaid wants to reach at a million turns, and what it reaches here.
//!
//! Deliberately absent: a verdict by exit code. Times depend on the machine; the ratios less, but they do.

use serde::Serialize;

use super::indexing::By;
use super::queries::{CHINESE, COMMON, FOUR, MIDDLE, RARE, SENTENCE};
use super::report::{Column, Report, Size};

/// A row: what is wanted, and what was reached.
#[derive(Debug, Serialize)]
pub(crate) struct Goal {
    pub(crate) what: String,
    pub(crate) least: String,
    pub(crate) aim: String,
    pub(crate) reached: String,
    /// None where nothing was measured.
    pub(crate) met: Option<Met>,
}

/// How far a goal is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Met {
    Aim,
    Least,
    Missed,
}

impl Met {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Aim => "aim",
            Self::Least => "least",
            Self::Missed => "missed",
        }
    }
}

/// More is better, or less.
#[derive(Clone, Copy, PartialEq)]
enum Better {
    More,
    Less,
}

use Better::{Less, More};

fn goal(what: &str, better: Better, least: f64, aim: f64, unit: &str, reached: Option<f64>) -> Goal {
    let reaches = |reached: f64, goal: f64| if better == More { reached >= goal } else { reached <= goal };
    let met = reached.map(|reached| match () {
        () if reaches(reached, aim) => Met::Aim,
        () if reaches(reached, least) => Met::Least,
        () => Met::Missed,
    });
    let told = |n: f64| format!("{}{unit}", number(n));
    let reached = reached.map_or_else(|| "–".to_owned(), told);
    Goal { what: what.to_owned(), least: told(least), aim: told(aim), reached, met }
}

/// All goals, by the largest size.
pub(crate) fn goals(report: &Report) -> Vec<Goal> {
    let Some(size) = report.sizes.last() else { return Vec::new() };
    let mut goals = queries(size);
    let middle = |size: &Size| size.class(MIDDLE)?.median(Column::Full);
    let small = report.sizes.iter().find(|small| small.turns == 10_000 && small.turns < size.turns);
    let growth = small.and_then(middle).zip(middle(size)).map(|(small, large)| large / small);
    goals.push(goal("these turns against 10,000: middle word", Less, 2.0, 1.3, "x", growth));
    goals.extend(indexes(size));
    goals.extend(updates(size));
    goals.extend(memory(size));
    goals
}

fn queries(size: &Size) -> Vec<Goal> {
    let ratio = |class, column, unit| size.class(class)?.ratio(column, unit);
    let to_hello = |class| ratio(class, Column::Full, Column::Hello);
    let to_plain = |class| ratio(class, Column::Full, Column::Plain);
    let sqlite = |class| ratio(class, Column::Sqlite, Column::Full);
    vec![
        goal("hellos: rare word", Less, 3.0, 1.8, "x", to_hello(RARE)),
        goal("hellos: middle word", Less, 3.0, 2.0, "x", to_hello(MIDDLE)),
        goal("hellos: common word", Less, 6.0, 4.0, "x", to_hello(COMMON)),
        goal("hellos: four words, plain", Less, 5.0, 2.7, "x", ratio(FOUR, Column::Plain, Column::Hello)),
        goal("hellos: Chinese word", Less, 5.0, 2.5, "x", to_hello(CHINESE)),
        goal("hellos: Chinese sentence", Less, 5.0, 2.5, "x", to_hello(SENTENCE)),
        goal("full against plain: middle word", Less, 1.5, 1.2, "x", to_plain(MIDDLE)),
        goal("full against plain: common word", Less, 3.0, 2.0, "x", to_plain(COMMON)),
        goal("faster than FTS5, cold: rare word", More, 5.0, 12.0, "x", sqlite(RARE)),
        goal("faster than FTS5, cold: middle word", More, 5.0, 12.0, "x", sqlite(MIDDLE)),
        goal("faster than FTS5, cold: common word", More, 5.0, 12.0, "x", sqlite(COMMON)),
        goal("faster than FTS5, cold: four words", More, 20.0, 50.0, "x", sqlite(FOUR)),
    ]
}

fn indexes(size: &Size) -> Vec<Goal> {
    let faster = |of, by| Some(size.built(of, by)?.ms / size.built(of, By::Whosaid)?.ms);
    let large = |of| size.built(of, By::Whosaid).map(|built| built.size as f64 / built.text as f64);
    vec![
        goal("indexing English against unicode61", More, 0.8, 1.5, "x", faster("en", By::Unicode61)),
        goal("indexing Chinese against trigram", More, 4.0, 8.0, "x", faster("zh", By::Trigram)),
        goal("index against text, English", Less, 1.4, 1.1, "", large("en")),
        goal("index against text, Chinese", Less, 1.7, 1.4, "", large("zh")),
    ]
}

fn updates(size: &Size) -> Vec<Goal> {
    let updates = size.updates.as_ref();
    // An empty commit 1.5 times and 10 ms, or 1.2 times and 5 ms.
    let commit = updates.and_then(|updates| updates.commit.mean());
    let bounds = commit.map_or((f64::NAN, f64::NAN), |ms| (ms * 1.5 + 10.0, ms * 1.2 + 5.0));
    let added = updates.and_then(|updates| updates.added.mean());
    let worst = updates.and_then(|updates| updates.added.most());
    let idle = updates.and_then(|updates| Some(updates.idle.median()? / updates.find.median()?));
    let nothing = format!("nothing to do against find, {} files", updates.map_or(0, |u| u.files));
    vec![
        goal("one interview more, mean", Less, bounds.0, bounds.1, " ms", added),
        goal("one interview more, worst", Less, bounds.0, bounds.1, " ms", worst),
        goal(&nothing, Less, 3.0, 1.5, "x", idle),
    ]
}

fn memory(size: &Size) -> Vec<Goal> {
    let mega = |bytes: u64| bytes as f64 / 1e6;
    let query = size.answers.iter().filter_map(|answers| answers.memory).max().map(mega);
    let built = size.built("all", By::Whosaid);
    let told = format!("memory: indexing {:.0} MB", built.map_or(0.0, |built| mega(built.text)));
    vec![
        goal("memory: a query, most of all", Less, 60.0, 30.0, " MB", query),
        goal(&told, Less, 1000.0, 500.0, " MB", built.and_then(|built| built.peak).map(mega)),
    ]
}

/// With as many digits as mean something.
pub(crate) fn number(n: f64) -> String {
    match n {
        n if n.is_nan() => "–".to_owned(),
        n if n >= 100.0 => format!("{n:.0}"),
        n if n >= 10.0 => format!("{n:.1}"),
        n => format!("{n:.2}"),
    }
}
