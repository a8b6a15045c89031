//! The measurements for people: tables of at most 80 columns.
//!
//! Deliberately absent: colours.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::clock::Times;
use super::goals::{Goal, Met, number};
use super::indexing::Built;
use super::report::{Column, Report, Size};
use super::update::Updates;

/// The whole report.
pub(crate) fn table(report: &Report, goals: Vec<Goal>) -> String {
    let mut out = String::from("\nwhosaid and its peers\n\n");
    let versions: String =
        report.versions.iter().map(|told| format!("  {}\n", shortened(&told.version, 76))).collect();
    let [before, after] = &report.load;
    let told = |load: &Option<String>| load.clone().unwrap_or_else(|| "unknown".into());
    let (english, chinese) = report.sentences;
    let [cores, seed, rounds] = [report.cores, report.seed as usize, report.rounds];
    out += &versions;
    out += &format!(
        "  {cores} cores, load {} before and {} after, seed {seed}, {rounds} rounds\n",
        told(before),
        told(after)
    );
    out += &format!("  sentences to draw from: {english} English, {chinese} Chinese\n");
    for size in &report.sizes {
        out += &format!("\n{}\n", heading(size));
        out += &indexing(size);
        out += &queries(size);
        out += &size.updates.as_ref().map(updates).unwrap_or_default();
    }
    if let Some(size) = report.sizes.last() {
        let turns = size.turns;
        let note = if turns == 1_000_000 { "" } else { "; they are meant for 1,000,000" };
        out += &format!("\nGoals, at {turns} turns{note}\n");
    }
    let mut rows = vec![row(["", "at least", "aim", "reached", ""])];
    rows.extend(goals.into_iter().map(|goal| {
        let met = goal.met.map_or("not measured", Met::name);
        vec![goal.what, goal.least, goal.aim, goal.reached, met.to_owned()]
    }));
    out + &aligned(&rows)
}

fn heading(size: &Size) -> String {
    let stated = &size.stated;
    let mega = |bytes: u64| bytes as f64 / 1e6;
    let text =
        format!("{:.1} MB English, {:.1} MB Chinese", mega(stated.english_bytes), mega(stated.chinese_bytes));
    format!("== {} turns: {text}; {:.1} % of the turns distinct", size.turns, stated.distinct * 100.0)
}

fn indexing(size: &Size) -> String {
    let mut rows = vec![row(["indexing", "seconds", "MB/s", "turns/s", "ratio", "index/text", "peak MB"])];
    for built in &size.built {
        let ours = size.built(&built.of, super::indexing::By::Whosaid).map_or(f64::NAN, |ours| ours.ms);
        rows.push(indexed(built, built.ms / ours));
    }
    format!("\n{}", aligned(&rows))
}

fn indexed(built: &Built, ratio: f64) -> Vec<String> {
    let seconds = built.ms / 1000.0;
    vec![
        format!("{} {}", built.of, built.by.name()),
        format!("{seconds:.2}"),
        number(built.text as f64 / 1e6 / seconds),
        format!("{:.0}", built.turns as f64 / seconds),
        number(ratio),
        format!("{:.2}", built.size as f64 / built.text as f64),
        built.peak.map_or_else(none, |bytes| format!("{:.0}", bytes as f64 / 1e6)),
    ]
}

fn queries(size: &Size) -> String {
    let hello: Vec<f64> = size.answers.iter().filter_map(|answers| answers.median(Column::Hello)).collect();
    let hello = hello.iter().sum::<f64>() / hello.len().max(1) as f64;
    let mut out = format!(
        "\nqueries: cold in hellos (1 is {hello:.2} ms; in brackets the least of each), warm in ms,\n\
         memory in MB; FTS5 has all turns for English queries, the Chinese ones for Chinese\n"
    );
    let mut rows = vec![
        row(["", "cold:", "", "", "", "warm:", "", "", "MB:", ""]),
        row(["", "full", "plain", "FTS5", "rg", "full", "plain", "FTS5", "full", "FTS5"]),
    ];
    for answers in &size.answers {
        let cold = |column| answers.ratio(column, Column::Hello).map_or_else(none, number);
        let warm = |column| answers.median(column).map_or_else(none, number);
        let memory =
            |bytes: Option<u64>| bytes.map_or_else(none, |bytes| format!("{:.0}", bytes as f64 / 1e6));
        let least = answers.least_ratio(Column::Full, Column::Hello).map_or_else(none, number);
        rows.push(vec![
            answers.class.to_owned(),
            format!("{} ({least})", cold(Column::Full)),
            cold(Column::Plain),
            cold(Column::Sqlite),
            cold(Column::Ripgrep),
            warm(Column::WarmFull),
            warm(Column::WarmPlain),
            warm(Column::WarmSqlite),
            memory(answers.memory),
            memory(answers.sqlite_memory),
        ]);
    }
    out += &aligned(&rows);
    out += "\nasked (turns that are found; that hold the word just so):\n";
    for answers in &size.answers {
        let each = answers.queries.iter().map(|query| match query.in_turns {
            Some(n) => format!("{} ({}; {n})", query.typed, query.found),
            None => format!("{} ({})", query.typed, query.found),
        });
        let _ = writeln!(out, "  {}: {}", answers.class, each.collect::<Vec<_>>().join(", "));
    }
    out
}

fn updates(updates: &Updates) -> String {
    let mut rows = vec![row(["bringing up to date, ms", "median", "least", "mean", "worst"])];
    let mut add = |what: &str, times: &Times| {
        let of = |ms: Option<f64>| ms.map_or_else(none, number);
        rows.push(vec![
            what.to_owned(),
            of(times.median()),
            of(times.least()),
            of(times.mean()),
            of(times.most()),
        ]);
    };
    add("one interview more: whosaid index FILE", &updates.added);
    add("one interview more: whosaid index", &updates.noticed);
    add("tantivy commits nothing", &updates.commit);
    add("tantivy opens, starts a writer, commits nothing", &updates.opened);
    add(&format!("nothing to do in {} files: whosaid index", updates.files), &updates.idle);
    add("find -printf over the same files", &updates.find);
    format!("\n{}", aligned(&rows))
}

fn none() -> String {
    "–".to_owned()
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// At most so many characters.
fn shortened(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

/// Columns as wide as they need to be, the first to the left and the others to the right.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |i: usize| rows.iter().filter_map(|row| row.get(i)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(i, (cell, width))| {
            let blanks = " ".repeat(width - cell.width());
            if i == 0 { format!("{cell}{blanks}") } else { format!("{blanks}{cell}") }
        });
        let _ = writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    out
}
