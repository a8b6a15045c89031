//! A turn: one uninterrupted contribution of one speaker, or a note beside the speech.

use serde::{Deserialize, Serialize};

/// Whether a turn is what somebody said, or matter around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Something a speaker said.
    #[default]
    Speech,
    /// Title, abstract, introduction, editor's note, section heading, footer.
    Note,
}

/// What a note is. Neighbouring note paragraphs of one sort are one note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoteSort {
    /// The interview's title.
    Title,
    /// A summary of the content.
    Abstract,
    /// A note by the editor.
    Editor,
    /// Text that leads up to the conversation.
    Introduction,
    /// A section heading inside the conversation.
    Heading,
    /// A stage direction or a time that stands alone outside the speech.
    Stage,
    /// Copyright, credits, calls to follow.
    Footer,
    /// Any other text that nobody in the interview said.
    Other,
}

/// What a speaker does in the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Asks.
    Host,
    /// Answers.
    Guest,
}

impl Role {
    /// As it is written in queries and answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Guest => "guest",
        }
    }
}

/// One turn of an interview. Serialises to the `turn` object of the JSON output, version 1.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Turn {
    /// Its number: speech and notes in one sequence, from 1. 0 until the interview is assembled.
    pub n: u32,
    /// Speech or note.
    pub kind: Kind,
    /// What sort of note this is; none for speech.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteSort>,
    /// The speaker as displayed; the names of several speakers are joined by `, `.
    pub speaker: Option<String>,
    /// The single names, where a label holds more than one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
    /// The person across interviews, as far as `people.toml` says when the turn is shown; never stored.
    pub person: Option<String>,
    /// Host, guest or unknown.
    pub role: Option<Role>,
    /// Start of the turn in the recording, in milliseconds.
    pub start_ms: Option<u64>,
    /// End of the turn in the recording, in milliseconds.
    pub end_ms: Option<u64>,
    /// True if the end is the start of the next turn rather than stated.
    pub end_inferred: bool,
    /// The line of the label in the source, from 1; none where the source has no lines.
    pub line: Option<u32>,
    /// The number of the turn this one replies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replies_to: Option<u32>,
    /// Rendered text; paragraphs are joined by a blank line.
    pub text: String,
}

impl Turn {
    /// Every single speaker of the turn: none for notes and nameless speech.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let single = if self.speakers.is_empty() { self.speaker.as_deref() } else { None };
        self.speakers.iter().map(String::as_str).chain(single)
    }

    /// True for what somebody said.
    pub fn is_speech(&self) -> bool {
        self.kind == Kind::Speech
    }
}
