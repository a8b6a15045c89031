//! An interview: one transcript, with what is known about it, its turns and the warnings of its reading.

use serde::{Deserialize, Serialize};

use super::turn::{Role, Turn};

/// The language of a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English, or another language written without Han characters.
    #[default]
    En,
    /// Chinese.
    Zh,
    /// Both in substance.
    Mul,
}

impl Language {
    /// The code as typed and printed: `en`, `zh`, `mul`.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
            Self::Mul => "mul",
        }
    }
}

/// Somebody who takes part in an interview.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Participant {
    /// The canonical name inside this interview.
    pub name: String,
    /// Host, guest or unknown.
    pub role: Option<Role>,
    /// Other labels of the same speaker.
    pub aliases: Vec<String>,
    /// How many turns they speak; 0 for somebody only named in the metadata.
    pub turns: u32,
}

/// What is known about an interview. Serialises to the `interview` object of the JSON output, version 1.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Meta {
    /// The path below the root without extension, `/`-separated, Unicode NFC; made unique by its extension.
    pub id: String,
    /// The path below the root, with extension.
    pub path: String,
    /// The title, as the document or its metadata states it.
    pub title: Option<String>,
    /// ISO 8601 date, as precise as known: `2016`, `2016-10` or `2016-10-11`.
    pub date: Option<String>,
    /// The language of the document.
    pub language: Language,
    /// Where it comes from: an address or a recording.
    pub source: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The length of the recording in milliseconds.
    pub duration_ms: Option<u64>,
    /// Who takes part: speakers in order of appearance, then those only named in the metadata.
    pub participants: Vec<Participant>,
}

/// Something a reader of the file noticed and read over. `line` counts from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The line of the source, where it has lines.
    pub line: Option<u32>,
    /// What was noticed, in the user's words.
    pub message: String,
}

/// One transcript, read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Interview {
    /// What is known about it.
    pub meta: Meta,
    /// The name of the format it was read as.
    pub format: String,
    /// The character encoding it was decoded from.
    pub encoding: String,
    /// How sure the reader is of the turns, 0 to 1; 0 if no label was found.
    pub confidence: f32,
    /// The turns, numbered from 1.
    pub turns: Vec<Turn>,
    /// What the reader noticed.
    pub warnings: Vec<Warning>,
}
