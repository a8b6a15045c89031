//! The colours: one place, a style a meaning.
//!
//! Deliberately absent: the decision whether to colour at all; a plain theme renders to nothing.

use anstyle::{AnsiColor, Style};

/// A style for each thing that is told apart by colour. The default theme is plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Theme {
    /// An interview's id, a column's head.
    pub heading: Style,
    /// A turn's number.
    pub address: Style,
    /// A time of the recording.
    pub time: Style,
    /// Who speaks.
    pub speaker: Style,
    /// What was found.
    pub found: Style,
    /// What stands around: counts, paths, questions, context, notes.
    pub aside: Style,
    /// The word `error`, and what failed.
    pub error: Style,
    /// The word `warning`, and what was noticed.
    pub warning: Style,
    /// The word `hint`.
    pub hint: Style,
}

impl Theme {
    /// The theme for a terminal.
    pub fn coloured() -> Self {
        let colour = |c: AnsiColor| Style::new().fg_color(Some(c.into()));
        Self {
            heading: colour(AnsiColor::Magenta).bold(),
            address: colour(AnsiColor::Green),
            time: colour(AnsiColor::Green),
            speaker: Style::new().bold(),
            found: colour(AnsiColor::Red).bold(),
            aside: Style::new().dimmed(),
            error: colour(AnsiColor::Red).bold(),
            warning: colour(AnsiColor::Yellow).bold(),
            hint: colour(AnsiColor::Cyan).bold(),
        }
    }
}
