//! The process as the command line sees it: folder, variables, terminals. The only place that looks.
//!
//! Deliberately absent: deciding anything by it; tests hand in an environment of their own.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use crate::output::{Theme, View};

/// What a run depends on beside its arguments and files.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// The folder the user is in.
    pub folder: PathBuf,
    /// `$WHOSAID_INDEX`, if it is set to anything.
    pub index: Option<PathBuf>,
    /// True if `NO_COLOR` is set to anything.
    pub no_colour: bool,
    /// True if `CLICOLOR_FORCE` is set to anything but `0`.
    pub force_colour: bool,
    /// Whether standard output is a terminal.
    pub stdout_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_terminal: bool,
    /// The width of the terminal in columns, if it is known.
    pub width: Option<usize>,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless NO_COLOR is set; elsewhere only with CLICOLOR_FORCE
    #[default]
    Auto,
    /// Also where it is piped
    Always,
    /// Not at all
    Never,
}

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        let set = |name| std::env::var_os(name).filter(|v| !v.is_empty());
        let columns = || set("COLUMNS")?.to_str()?.parse().ok();
        Self {
            folder: std::env::current_dir().and_then(whole).unwrap_or_default(),
            index: set("WHOSAID_INDEX").map(PathBuf::from),
            no_colour: set("NO_COLOR").is_some(),
            force_colour: set("CLICOLOR_FORCE").is_some_and(|v| v != "0"),
            stdout_terminal: std::io::stdout().is_terminal(),
            stderr_terminal: std::io::stderr().is_terminal(),
            width: terminal_size::terminal_size().map(|(width, _)| width.0.into()).or_else(columns),
        }
    }

    /// How output on standard output is to look.
    pub(super) fn view(&self, colour: Colour) -> View {
        View {
            terminal: self.stdout_terminal,
            width: self.width.unwrap_or(80).max(20),
            theme: self.theme(colour, self.stdout_terminal),
            folder: self.folder.clone(),
        }
    }

    /// The colours of a stream.
    pub(super) fn theme(&self, colour: Colour, terminal: bool) -> Theme {
        let coloured = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => !self.no_colour && (terminal || self.force_colour),
        };
        if coloured { Theme::coloured() } else { Theme::default() }
    }

    /// A path of the user, made whole.
    pub(super) fn resolve(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }
}

/// The kernel says where the process is without links. Windows says it in another form than of other paths.
fn whole(folder: PathBuf) -> std::io::Result<PathBuf> {
    if cfg!(windows) { folder.canonicalize() } else { Ok(folder) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_follows_terminal_variables_and_flag() {
        let coloured = |no_colour, force_colour, terminal, colour| {
            let env = Environment { no_colour, force_colour, ..Environment::default() };
            env.theme(colour, terminal) != Theme::default()
        };
        assert!(coloured(false, false, true, Colour::Auto));
        assert!(!coloured(false, false, false, Colour::Auto));
        assert!(coloured(false, true, false, Colour::Auto));
        assert!(!coloured(true, true, true, Colour::Auto), "NO_COLOR is the stronger word");
        assert!(coloured(true, false, false, Colour::Always));
        assert!(!coloured(false, true, true, Colour::Never));
    }
}
