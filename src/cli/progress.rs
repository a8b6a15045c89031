//! Progress of long work as a bar on a terminal, and ctrl-c as a request to stop.
//!
//! The first ctrl-c asks the work to end at its next safe point, the second ends the process with 130.
//! Deliberately absent: anything where stderr is no terminal; the summary says what was done.

use std::io::{self, Write, stderr};
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use crate::model::Progress;

/// Set by the first ctrl-c; a process has one.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// A bar on standard error.
pub(super) struct Bar {
    /// None where stderr is no terminal: its threads and templates would cost as much as to look into the index.
    bar: Option<ProgressBar>,
}

impl Bar {
    /// A bar that shows only on a terminal. From here on ctrl-c asks the work to stop.
    pub(super) fn new(terminal: bool) -> Self {
        // A second handler in one process is refused; the first does the same.
        let _ = ctrlc::set_handler(move || {
            if INTERRUPTED.swap(true, Ordering::Relaxed) {
                if terminal {
                    let _ = Terminal.clear_line();
                }
                std::process::exit(130);
            }
        });
        let target = || ProgressDrawTarget::term_like(Box::new(Terminal));
        Self { bar: terminal.then(|| ProgressBar::with_draw_target(None, target())) }
    }
}

impl Progress for Bar {
    fn begin(&self, stage: &str, total: Option<u64>) {
        let Some(bar) = &self.bar else { return };
        let look = match total {
            Some(_) => "{msg:12} {bar:30} {human_pos}/{human_len} {elapsed:>4}, {eta} to go",
            None => "{msg:12} {spinner} {human_pos} {elapsed:>4}",
        };
        if let Ok(style) = ProgressStyle::with_template(look) {
            bar.set_style(style.progress_chars("━╸ "));
        }
        bar.reset();
        match total {
            Some(total) => bar.set_length(total),
            None => bar.unset_length(),
        }
        bar.set_message(stage.to_owned());
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
    }

    fn advance(&self, items: u64) {
        if let Some(bar) = &self.bar {
            bar.inc(items);
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.disable_steady_tick();
            bar.finish_and_clear();
        }
    }

    fn cancelled(&self) -> bool {
        INTERRUPTED.load(Ordering::Relaxed)
    }
}

/// Columns left free at the end of the bar's line: the terminal's own `^C` must not break the line, or clearing
/// it would leave the bar's half above.
const FREE: u16 = 4;

/// The terminal of standard error, a little narrower than it is.
#[derive(Debug)]
struct Terminal;

impl Terminal {
    fn send(&self, text: std::fmt::Arguments<'_>) -> io::Result<()> {
        stderr().write_fmt(text)
    }
}

impl TermLike for Terminal {
    fn width(&self) -> u16 {
        terminal_size::terminal_size_of(stderr()).map_or(80, |(width, _)| width.0).saturating_sub(FREE).max(1)
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        if n == 0 { Ok(()) } else { self.send(format_args!("\x1b[{n}A")) }
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        if n == 0 { Ok(()) } else { self.send(format_args!("\x1b[{n}B")) }
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        if n == 0 { Ok(()) } else { self.send(format_args!("\x1b[{n}C")) }
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        if n == 0 { Ok(()) } else { self.send(format_args!("\x1b[{n}D")) }
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.send(format_args!("{text}\n"))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.send(format_args!("{text}"))
    }

    fn clear_line(&self) -> io::Result<()> {
        self.send(format_args!("\r\x1b[2K"))
    }

    fn flush(&self) -> io::Result<()> {
        stderr().flush()
    }
}
