//! All queries of all programs at all sizes, in turn, again and again: what slows the machine down slows all of them.
//!
//! Cold is a process for each query, with the files in the page cache. Warm is the same query again in a process that
//! lives: whosaid through the library's engine, SQLite through a shell that is kept. Deliberately absent: an empty
//! page cache, which measures the disk.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use whosaid::engine::{Engine, LocalEngine};
use whosaid::model::SearchRequest;

use super::clock::{Run, Times};

/// Rounds that are not counted.
const WARM_UP: usize = 2;

/// What takes longer than this is done only in every fourth round.
const SLOW: Duration = Duration::from_millis(150);

/// How often a warm query is repeated in a round, the first time aside.
const AGAIN: usize = 3;

/// Something to do.
pub(crate) enum Work {
    Cold(Run),
    Engine(LocalEngine, Box<SearchRequest>),
    Shell(Rc<RefCell<Shell>>, String),
}

/// Something to do, how long it took, and whom that is for.
pub(crate) struct Entrant<Key> {
    pub(crate) key: Key,
    pub(crate) work: Work,
    pub(crate) times: Times,
}

impl<Key> Entrant<Key> {
    pub(crate) fn new(key: Key, work: Work) -> Self {
        Self { key, work, times: Times::default() }
    }
}

/// Runs all in turn, so many rounds.
pub(crate) fn race<Key>(entrants: &mut [Entrant<Key>], rounds: usize) -> Result<()> {
    let mut slow = vec![false; entrants.len()];
    for round in 0..WARM_UP + rounds {
        eprint!("\r  round {} of {}", round + 1, WARM_UP + rounds);
        for (entrant, slow) in entrants.iter_mut().zip(&mut slow) {
            if *slow && round % 4 != WARM_UP % 4 {
                continue;
            }
            let took = entrant.work.times()?;
            *slow = took.most().is_some_and(|ms| ms > SLOW.as_secs_f64() * 1000.0);
            if round >= WARM_UP {
                entrant.times.extend(&took);
            }
        }
    }
    eprintln!();
    Ok(())
}

impl Work {
    /// Does it: once if a process is started for it, else some times after a first one.
    fn times(&self) -> Result<Times> {
        let mut times = Times::default();
        if let Self::Cold(run) = self {
            times.push(run.once()?.0);
            return Ok(times);
        }
        let first = self.warm()?;
        if first > SLOW {
            times.push(first);
            return Ok(times);
        }
        for _ in 0..AGAIN {
            times.push(self.warm()?);
        }
        Ok(times)
    }

    fn warm(&self) -> Result<Duration> {
        match self {
            Self::Cold(run) => Ok(run.once()?.0),
            Self::Engine(engine, request) => {
                let start = Instant::now();
                std::hint::black_box(engine.search(request)?);
                Ok(start.elapsed())
            }
            Self::Shell(shell, statement) => shell.borrow_mut().ask(statement),
        }
    }
}

/// SQLite's shell with a database, waiting for statements.
pub(crate) struct Shell {
    process: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

/// What the shell prints after each answer.
const OVER: &str = "the answer is over";

impl Shell {
    pub(crate) fn open(sqlite: &Path, database: &Path) -> Result<Rc<RefCell<Self>>> {
        let mut command = Command::new(sqlite);
        command
            .arg("-batch")
            .arg(database)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut process = command.spawn().context("sqlite3 does not start")?;
        let (to, from) = (process.stdin.take(), process.stdout.take());
        let (to, from) = (to.context("sqlite3 has no input")?, from.context("sqlite3 has no output")?);
        Ok(Rc::new(RefCell::new(Self { process, to, from: BufReader::new(from) })))
    }

    /// How long it takes to answer.
    fn ask(&mut self, statement: &str) -> Result<Duration> {
        let start = Instant::now();
        self.to.write_all(format!("{statement}\n.print {OVER}\n").as_bytes())?;
        let mut line = String::new();
        while line.trim_end() != OVER {
            line.clear();
            ensure!(self.from.read_line(&mut line)? > 0, "sqlite3 ended at this statement:\n  {statement}");
        }
        Ok(start.elapsed())
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        drop(self.to.write_all(b".quit\n"));
        drop(self.process.wait());
    }
}
