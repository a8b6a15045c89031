//! A folder to be in, and the binary to run there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

pub(crate) const ENGLISH: &str = "\
A Talk With Mara Quill

Dan Ferris: How did the ferry survive the storm?

Mara Quill: We tied the ferry to the old elm. Trust was all we had, and a good rope.

It held until the morning.

Dan Ferris: And the small shops on the quay?

Mara Quill: The shops lent us rope. Nobody asked for money, and nobody forgot it.

Dan Ferris: Would you do it again?

Mara Quill: Every spring. The river does not ask.
";

pub(crate) const CHINESE: &str = "\
---
title: 渡船上的一天
date: 2020-03-05
---

**记者：** 你为什么留在渡船上？

**林若溪：** 因为信任。河边的人彼此认识，信任比合同更有用。

**记者：** 船坏了怎么办？

**林若溪：** 先把船修好，再说别的。我们从来没有扔掉过一条船。
";

/// A folder of its own.
pub(crate) struct Shell {
    folder: tempfile::TempDir,
}

/// What a run left behind.
#[derive(Debug, PartialEq)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Shell {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A folder with two interviews in `corpus`, not yet indexed.
    pub(crate) fn with_corpus() -> Self {
        let shell = Self::empty();
        shell.write("corpus/2019/mara-quill.txt", ENGLISH);
        shell.write("corpus/渡船.md", CHINESE);
        shell
    }

    /// The same, indexed.
    pub(crate) fn indexed() -> Self {
        let shell = Self::with_corpus();
        assert_eq!(shell.run(&["index"]).code, 0);
        shell
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(below)
    }

    pub(crate) fn write(&self, below: &str, content: impl AsRef<[u8]>) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(Path::new(env!("CARGO_BIN_EXE_whosaid")));
        command.args(args).current_dir(self.path("")).stdin(Stdio::null());
        for variable in ["WHOSAID_INDEX", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(variable);
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.finish(self.command(args).output().unwrap())
    }

    /// The lines of stdout as JSON, which each must be.
    pub(crate) fn json(&self, args: &[&str]) -> Vec<Value> {
        let ran = self.run(args);
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Text of a run, with the folder and the seconds taken out of it.
    pub(crate) fn finish(&self, output: Output) -> Ran {
        let folder = self.path("").display().to_string();
        let text = |bytes| {
            let text = String::from_utf8(bytes).unwrap().replace(&folder, "FOLDER/");
            text.lines().map(|line| without_seconds(line) + "\n").collect()
        };
        Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// `in 0.3 s:` becomes `in N s:`.
fn without_seconds(line: &str) -> String {
    match line.split_once(" s: ") {
        Some((before, after)) if before.contains(" in ") => {
            let (before, _) = before.rsplit_once(" in ").unwrap();
            format!("{before} in N s: {after}")
        }
        _ => line.to_owned(),
    }
}

/// A run as a snapshot shows it.
impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.out)?;
        for line in self.err.lines() {
            writeln!(f, "stderr: {line}")?;
        }
        writeln!(f, "exit {}", self.code)
    }
}
