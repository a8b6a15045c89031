//! The programs that are compared: where they are, of which version, and how each is asked.
//!
//! Deliberately absent: a program that is not there. Its columns are left out, with a message.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;

use super::clock::Run;

/// What SQLite is told before a table is filled: no journal and no waiting for the disk, the most it can be spared.
pub(crate) const PRAGMAS: &str = "pragma journal_mode = off; pragma synchronous = off;";

/// Where the programs are.
#[derive(Debug, Clone)]
pub(crate) struct Programs {
    /// The least that can be run: the unit.
    pub(crate) hello: PathBuf,
    pub(crate) whosaid: PathBuf,
    pub(crate) sqlite: Option<PathBuf>,
    pub(crate) rg: Option<PathBuf>,
    pub(crate) find: Option<PathBuf>,
    pub(crate) versions: Vec<Version>,
}

/// A program and its version, as it tells it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Version {
    program: String,
    pub(crate) version: String,
}

impl Programs {
    /// Looks for all, and compiles the unit into a folder.
    pub(crate) fn look(whosaid: Option<PathBuf>, peers: bool, home: &Path) -> Result<Self> {
        let whosaid = whosaid.map_or_else(built, Ok)?;
        let whosaid = whosaid.canonicalize().with_context(|| {
            let build = "build one with .ci/release, or leave --bin away";
            format!("there is no whosaid at {}: {build}", whosaid.display())
        })?;
        let look = |name: &str| if peers { on_path(name) } else { None };
        let mut programs = Self {
            hello: compiled(home)?,
            whosaid,
            sqlite: look("sqlite3"),
            rg: look("rg"),
            find: on_path("find"),
            versions: Vec::new(),
        };
        let told = programs.whosaid.clone();
        let asked =
            [(Some(&told), "whosaid", "--version"), (programs.sqlite.as_ref(), "sqlite3", "--version")];
        let rest = [(programs.rg.as_ref(), "rg", "--version"), (programs.find.as_ref(), "find", "--version")];
        for (path, program, flag) in asked.into_iter().chain(rest) {
            let version = path.and_then(|path| Command::new(path).arg(flag).output().ok());
            let Some(output) = version else {
                let why = if peers { "is not on the PATH" } else { "is left out, as asked" };
                eprintln!("{program} {why}: its columns are empty");
                continue;
            };
            let first = String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned();
            programs.versions.push(Version { program: program.to_owned(), version: first });
        }
        Ok(programs)
    }

    /// Runs statements in a database that need not exist yet, and gives what it says.
    pub(crate) fn sql(&self, database: &Path, script: &Path) -> Option<Run> {
        let read = format!(".read \"{}\"", script.display());
        Some(Run::new(self.sqlite.as_ref()?).arg("-batch").arg(database).arg(read))
    }

    /// Brings an index up to date with these paths, or with what it knows.
    pub(crate) fn index(&self, index: &Path, paths: &[&Path]) -> Run {
        let run = Run::new(&self.whosaid).arg("index").arg("--index").arg(index);
        paths.iter().fold(run, |run, path| run.arg(*path))
    }

    /// A query whose ten best are shown.
    pub(crate) fn search(&self, index: &Path, rank: &str, query: &str) -> Run {
        let run = Run::new(&self.whosaid).arg("search").arg("--index").arg(index);
        run.args(&["-n", "10", "--rank", rank, "--", query])
    }
}

/// The static program if it was built, else the one that cargo built beside this bench.
fn built() -> Result<PathBuf> {
    let fixed = Path::new("target/static/whosaid");
    if fixed.exists() {
        return Ok(fixed.to_owned());
    }
    eprintln!(
        "target/static/whosaid is not there (.ci/release builds it): measuring the one that is linked at start"
    );
    Ok(PathBuf::from(env!("CARGO_BIN_EXE_whosaid")))
}

/// A program's whole path, so that nothing is looked for when it is started.
fn on_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// The unit, compiled without anything to link at its start.
fn compiled(home: &Path) -> Result<PathBuf> {
    let (source, program) = (home.join("hello.rs"), home.join("hello"));
    std::fs::write(&source, include_str!("hello.rs"))?;
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(compiler);
    command.args(["-O", "-C", "target-feature=+crt-static", "-o"]).arg(&program).arg(&source);
    let status =
        command.status().context("rustc does not start: it must be on the PATH to compile the unit")?;
    ensure!(status.success(), "rustc could not compile {} statically", source.display());
    Ok(program)
}

/// Fails with the reason if SQLite has no FTS5 with both of its tokenizers.
pub(crate) fn check_sqlite(programs: &Programs, home: &Path) -> Result<()> {
    let Some(sqlite) = &programs.sqlite else { return Ok(()) };
    let sql = "create virtual table temp.t using fts5(x, tokenize = 'trigram');";
    let output = Command::new(sqlite).arg("-batch").arg(home.join("check.db")).arg(sql).output()?;
    if !output.status.success() || !output.stderr.is_empty() {
        bail!(
            "sqlite3 has no FTS5 with trigram: install 3.34 or later, or leave the peers away with --skip-peers"
        );
    }
    Ok(())
}
