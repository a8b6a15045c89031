//! Progress of long work as a bar on a terminal, and ctrl-c as a request to stop.
//!
//! The first ctrl-c asks the work to end at its next safe point, the second ends the process with 130.
//! Deliberately absent: anything where stderr is no terminal; the summary says what was done.

use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::model::Progress;

/// Set by the first ctrl-c; a process has one.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// A bar on standard error.
pub(super) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    /// A bar that shows only on a terminal. From here on ctrl-c asks the work to stop.
    pub(super) fn new(terminal: bool) -> Self {
        // A second handler in one process is refused; the first does the same.
        let _ = ctrlc::set_handler(|| {
            if INTERRUPTED.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
        let target = if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        Self { bar: ProgressBar::with_draw_target(None, target) }
    }
}

impl Progress for Bar {
    fn begin(&self, stage: &str, total: Option<u64>) {
        let look = match total {
            Some(_) => "{msg:12} {bar:30} {human_pos}/{human_len} {elapsed:>4}, {eta} to go",
            None => "{msg:12} {spinner} {human_pos} {elapsed:>4}",
        };
        if let Ok(style) = ProgressStyle::with_template(look) {
            self.bar.set_style(style.progress_chars("━╸ "));
        }
        self.bar.reset();
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
        self.bar.set_message(stage.to_owned());
        self.bar.enable_steady_tick(std::time::Duration::from_millis(120));
    }

    fn advance(&self, items: u64) {
        self.bar.inc(items);
    }

    fn end(&self) {
        self.bar.disable_steady_tick();
        self.bar.finish_and_clear();
    }

    fn cancelled(&self) -> bool {
        INTERRUPTED.load(Ordering::Relaxed)
    }
}
