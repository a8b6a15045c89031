//! whosaid beside SQLite's FTS5 and ripgrep, on the same turns: speed and size of indexes, memory, queries, updates.
//!
//! `cargo bench --bench compare [-- --turns 10000,1000000] [--bin PROGRAM] [FOLDER...]` draws turns from the sentences
//! of the transcripts in the folders and prints tables. Deliberately absent: judging by them.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a measurement is told on the terminal")]

mod asking;
mod clock;
mod corpus;
mod goals;
mod indexing;
mod memory;
mod programs;
mod queries;
mod race;
mod random;
mod report;
mod sentences;
mod table;
mod update;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use whosaid::engine::{Engine, LocalEngine};
use whosaid::model::{Language, Rank, SearchRequest};

use clock::{Run, Times};
use corpus::{Pool, TURNS};
use indexing::By;
use programs::Programs;
use queries::Query;
use race::{Entrant, Shell, Work};
use report::{Answers, Column, Report, Size};

/// Hold whosaid against SQLite's FTS5 and ripgrep
#[derive(Debug, Parser)]
#[command(name = "compare", max_term_width = 100)]
struct Args {
    /// How many turns, half of them English and half Chinese
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_values_t = [10_000, 100_000])]
    turns: Vec<usize>,
    /// The whosaid to measure [default: target/static/whosaid, else the one that cargo built]
    #[arg(long, value_name = "PROGRAM")]
    bin: Option<PathBuf>,
    /// Keep turns and indexes in this folder, and use those of it that are still right
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// What chooses sentences and queries
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How often every query is asked
    #[arg(long, value_name = "N", default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Measure whosaid alone
    #[arg(long)]
    skip_peers: bool,
    /// Print JSON instead of tables
    #[arg(long)]
    json: bool,
    /// Folders of transcripts in both languages to draw sentences from
    #[arg(value_name = "FOLDER", default_value = "corpus")]
    folders: Vec<PathBuf>,
    /// Cargo says so to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

/// Whom a time is for: the number of the size, the class, the column.
type Key = (usize, &'static str, Column);

fn main() -> ExitCode {
    match compare(Args::parse()) {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("compare: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn compare(mut args: Args) -> Result<String> {
    args.turns.sort_unstable();
    args.turns.dedup();
    let pair = 2 * TURNS;
    let whole = args.turns.iter().all(|turns| *turns > 0 && turns % pair == 0);
    ensure!(whole, "--turns must be multiples of {pair}: {TURNS} turns an interview, two languages");
    let made = tempfile::tempdir()?;
    let home = args.keep.clone().unwrap_or_else(|| made.path().to_owned());
    std::fs::create_dir_all(&home).with_context(|| format!("{} cannot be made", home.display()))?;
    let home = home.canonicalize()?;
    let programs = Programs::look(args.bin.clone(), !args.skip_peers, &home)?;
    programs::check_sqlite(&programs, &home)?;
    let before = report::load();
    eprintln!("reading sentences");
    let pool = Pool::read(&args.folders)?;
    let mut sizes = Vec::new();
    for turns in &args.turns {
        sizes.push(prepare(&programs, &pool, args.seed, *turns, &home)?);
    }
    ask(&programs, &mut sizes, usize::from(args.rounds), &home)?;
    for size in &mut sizes {
        eprintln!("{} turns: bringing up to date", size.turns);
        size.updates =
            Some(update::update(&programs, &pool, args.seed, size.turns, &folder(&home, size.turns))?);
    }
    let report = Report {
        seed: args.seed,
        rounds: usize::from(args.rounds),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        load: [before, report::load()],
        versions: programs.versions,
        sentences: pool.sizes(),
        sizes,
    };
    let goals = goals::goals(&report);
    if args.json {
        return Ok(serde_json::to_string_pretty(&serde_json::json!({ "goals": goals, "measured": report }))?);
    }
    Ok(table::table(&report, goals))
}

fn folder(home: &Path, turns: usize) -> PathBuf {
    home.join(format!("turns-{turns}"))
}

/// Writes the turns of a size, indexes them, and chooses what to ask.
fn prepare(programs: &Programs, pool: &Pool, seed: u64, turns: usize, home: &Path) -> Result<Size> {
    let home = folder(home, turns);
    eprintln!("{turns} turns: writing");
    let stated = pool.write(seed, turns, &home)?;
    let built = indexing::build(programs, &home, &stated)?;
    eprintln!("{turns} turns: choosing queries");
    let engine = LocalEngine::new(By::Whosaid.index(&home, "all"));
    engine
        .list()
        .context("this bench cannot read what --bin has indexed: build both from the same sources")?;
    let mut answers: Vec<Answers> = Vec::new();
    for query in queries::choose(&engine, &home, seed, turns)? {
        match answers.iter_mut().find(|answers| answers.class == query.class) {
            Some(same) => same.queries.push(query),
            None => answers.push(Answers {
                class: query.class,
                queries: vec![query],
                times: BTreeMap::new(),
                memory: None,
                sqlite_memory: None,
            }),
        }
    }
    Ok(Size { turns, stated, built, answers, updates: None })
}

/// Asks everything of everybody, and gives the times to whom they are for.
fn ask(programs: &Programs, sizes: &mut [Size], rounds: usize, home: &Path) -> Result<()> {
    let mut entrants = Vec::new();
    for (number, size) in sizes.iter_mut().enumerate() {
        let home = folder(home, size.turns);
        let index = By::Whosaid.index(&home, "all");
        let shells = [By::Unicode61.index(&home, "all"), By::Trigram.index(&home, "zh")];
        let shells =
            shells.map(|file| programs.sqlite.as_ref().map(|sqlite| Shell::open(sqlite, &file)).transpose());
        let [english, chinese] = shells;
        let shells = [english?, chinese?];
        for answers in &mut size.answers {
            for (i, query) in answers.queries.iter().enumerate() {
                let shell = &shells[usize::from(query.language == Language::Zh)];
                let asked = works(programs, &home, query, shell.as_ref());
                if i == 0 {
                    answers.memory = memory::held(&programs.search(&index, "full", &query.typed))?;
                    let sqlite = cold_sqlite(programs, &home, query);
                    answers.sqlite_memory = sqlite.map(|run| memory::held(&run)).transpose()?.flatten();
                }
                entrants.extend(
                    asked
                        .into_iter()
                        .map(|(column, work)| Entrant::new((number, answers.class, column), work)),
                );
            }
        }
    }
    eprintln!("asking {} queries in turn", entrants.len());
    race::race::<Key>(&mut entrants, rounds)?;
    for Entrant { key: (number, class, column), times, .. } in entrants {
        let answers = sizes[number].answers.iter_mut().find(|answers| answers.class == class);
        if let Some(answers) = answers {
            answers.times.entry(column).or_insert_with(Times::default).extend(&times);
        }
    }
    Ok(())
}

/// A query of everybody, after the unit.
fn works(
    programs: &Programs,
    home: &Path,
    query: &Query,
    shell: Option<&std::rc::Rc<std::cell::RefCell<Shell>>>,
) -> Vec<(Column, Work)> {
    let index = By::Whosaid.index(home, "all");
    let cold = |rank| Work::Cold(programs.search(&index, rank, &query.typed));
    let warm = |rank| {
        let request = SearchRequest {
            query: query.typed.clone(),
            rank,
            limit: 10,
            snippet_columns: 160,
            ..SearchRequest::default()
        };
        Work::Engine(LocalEngine::new(&index), Box::new(request))
    };
    let mut works = vec![
        (Column::Hello, Work::Cold(Run::new(&programs.hello))),
        (Column::Full, cold("full")),
        (Column::Plain, cold("plain")),
        (Column::WarmFull, warm(Rank::Full)),
        (Column::WarmPlain, warm(Rank::Plain)),
    ];
    works.extend(cold_sqlite(programs, home, query).map(|run| (Column::Sqlite, Work::Cold(run))));
    works.extend(shell.map(|shell| (Column::WarmSqlite, Work::Shell(shell.clone(), query.sql.clone()))));
    if let (Some(rg), Some(arguments)) = (&programs.rg, &query.rg) {
        let run = arguments.iter().fold(Run::new(rg), |run, argument| run.arg(argument));
        works.push((Column::Ripgrep, Work::Cold(run.arg(home.join("turns.tsv")))));
    }
    works
}

/// A process of SQLite for one query.
fn cold_sqlite(programs: &Programs, home: &Path, query: &Query) -> Option<Run> {
    let (by, of) = if query.language == Language::Zh { (By::Trigram, "zh") } else { (By::Unicode61, "all") };
    Some(Run::new(programs.sqlite.as_ref()?).arg("-batch").arg(by.index(home, of)).arg(&query.sql))
}
