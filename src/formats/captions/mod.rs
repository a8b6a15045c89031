//! Captions: WebVTT, SubRip, SubViewer, TTML and YouTube's own become turns with speakers and times.
//!
//! Readers turn files into a track of cues (`reader` for the line-based formats, `ttml`, `youtube`); everything
//! behind that is the same for all: `rollup` takes out repeats, `speakers` finds who opens a cue, `turns` joins the
//! cues of one speaker. Deliberately absent: strictness. A broken cue costs a warning, never its text.

mod brackets;
mod changes;
mod credits;
mod cue;
mod document;
mod graph;
mod ids;
mod markup;
mod reader;
mod rollup;
mod speakers;
mod srt;
mod stamp;
#[cfg(test)]
mod tests;
mod ttml;
mod ttml_time;
mod turns;
mod vtt;
mod youtube;

pub(super) use credits::is_credit;
pub(super) use srt::{Sbv, Srt};
pub(super) use ttml::Ttml;
pub(super) use vtt::WebVtt;
pub(super) use youtube::YouTube;
