//! A cue: what a caption file shows at one time; and the track of all cues of a file.

use crate::formats::Document;
use crate::model::{Kind, NoteSort, Turn};

/// A line of a cue, or a part of one under its own voice tag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Piece {
    /// Its line in the source, from 1.
    pub(super) line: Option<u32>,
    /// The speaker that markup around it states.
    pub(super) voice: Option<String>,
    /// Rendered text without line breaks.
    pub(super) text: String,
}

/// What is shown at one time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Cue {
    /// Start in milliseconds, unless it cannot be read.
    pub(super) start_ms: Option<u64>,
    /// End in milliseconds, if stated and after the start.
    pub(super) end_ms: Option<u64>,
    /// The identifier before the times.
    pub(super) id: Option<String>,
    /// Its lines.
    pub(super) pieces: Vec<Piece>,
}

impl Cue {
    /// True if it shows no text, or only a rule; two dashes are speech that breaks off.
    pub(super) fn is_empty(&self) -> bool {
        let is_rule =
            |text: &str| text.len() >= 3 && text.bytes().all(|b| matches!(b, b'-' | b'_' | b'=' | b'*'));
        self.pieces.iter().all(|p| p.text.trim().is_empty() || is_rule(p.text.trim()))
    }
}

/// What a caption file holds, in order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// Shown text.
    Cue(Cue),
    /// A comment: no speaker holds on behind it.
    Border,
    /// Text beside the speech: a chapter's title, a copyright.
    Note(Turn),
}

/// A caption file, read but not yet divided into turns.
#[derive(Debug, Default)]
pub(super) struct Track {
    /// Cues, borders and notes in order.
    pub(super) items: Vec<Item>,
    /// A line of times was seen, be it of a cue without text.
    pub(super) timed: bool,
    /// The cues are titles of chapters, not speech.
    pub(super) chapters: bool,
    /// Metadata and warnings; the turns are filled in at the end.
    pub(super) document: Document,
}

impl Track {
    /// All cues.
    pub(super) fn cues(&self) -> impl Iterator<Item = &Cue> {
        self.items.iter().filter_map(|i| if let Item::Cue(cue) = i { Some(cue) } else { None })
    }
}

/// A note of this sort.
pub(super) fn note(sort: NoteSort, line: Option<u32>, text: impl Into<String>) -> Turn {
    Turn { kind: Kind::Note, note: Some(sort), line, text: text.into(), ..Turn::default() }
}

/// Appends text with a blank between, or with nothing between Han characters and their punctuation.
pub(super) fn join(text: &mut String, more: &str) {
    let more = more.trim();
    if more.is_empty() {
        return;
    }
    if let (Some(last), Some(first)) = (text.chars().next_back(), more.chars().next())
        && !(is_wide(last) && is_wide(first))
    {
        text.push(' ');
    }
    text.push_str(more);
}

/// Han characters, and the punctuation of Chinese text.
fn is_wide(c: char) -> bool {
    crate::analysis::is_han(c)
        || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
        || matches!(c, '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn han_joins_without_a_blank() {
        for (a, b, joined) in [
            ("我们用了三年", "才修好它", "我们用了三年才修好它"),
            ("真的吗？", "“是的。”", "真的吗？“是的。”"),
            ("it was", "the ferry", "it was the ferry"),
            ("我们用", "Python", "我们用 Python"),
            ("", "first", "first"),
            ("last", " ", "last"),
        ] {
            let mut text = a.to_owned();
            join(&mut text, b);
            assert_eq!(text, joined);
        }
    }
}
