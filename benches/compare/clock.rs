//! Programs are run and timed.
//!
//! Every program is started the same way: by its whole path, nothing to read, its output a pipe that is read to the
//! end, its messages thrown away. The clock runs from before the start until the program has ended. Deliberately
//! absent: a shell, which would be timed as well.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::{Serialize, Serializer};

/// A program with its arguments.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    program: PathBuf,
    arguments: Vec<OsString>,
}

impl Run {
    pub(crate) fn new(program: &Path) -> Self {
        Self { program: program.to_owned(), arguments: Vec::new() }
    }

    #[must_use]
    pub(crate) fn arg(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    #[must_use]
    pub(crate) fn args(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(OsString::from));
        self
    }

    /// The command, with standard output to be set.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }

    /// Runs it once: how long it takes and what it says. That nothing was found (exit code 1) is no failure.
    pub(crate) fn once(&self) -> Result<(Duration, Vec<u8>)> {
        let mut said = Vec::new();
        let mut command = self.command();
        let start = Instant::now();
        let mut child = command.spawn().with_context(|| format!("{self} does not start"))?;
        if let Some(mut out) = child.stdout.take() {
            out.read_to_end(&mut said)?;
        }
        let status = child.wait()?;
        let time = start.elapsed();
        match status.code() {
            Some(0 | 1) => Ok((time, said)),
            _ => bail!("this fails with {status}; run it by hand to see why:\n  {self}"),
        }
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.program.display())?;
        self.arguments.iter().try_for_each(|argument| write!(f, " {argument:?}"))
    }
}

/// How long something took, again and again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one in the middle, in milliseconds; none of none.
    pub(crate) fn median(&self) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let (low, high) = (sorted.get((sorted.len().max(1) - 1) / 2)?, sorted.get(sorted.len() / 2)?);
        Some((milliseconds(*low) + milliseconds(*high)) / 2.0)
    }

    /// In milliseconds; none of none.
    pub(crate) fn least(&self) -> Option<f64> {
        self.0.iter().min().copied().map(milliseconds)
    }

    /// In milliseconds; none of none.
    pub(crate) fn most(&self) -> Option<f64> {
        self.0.iter().max().copied().map(milliseconds)
    }

    /// In milliseconds; none of none.
    pub(crate) fn mean(&self) -> Option<f64> {
        let sum: Duration = self.0.iter().sum();
        (!self.is_empty()).then(|| milliseconds(sum) / self.0.len() as f64)
    }
}

impl Serialize for Times {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let told = serde_json::json!({
            "runs": self.0.len(), "median_ms": self.median(), "min_ms": self.least(), "mean_ms": self.mean(), "max_ms": self.most(),
        });
        told.serialize(serializer)
    }
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
