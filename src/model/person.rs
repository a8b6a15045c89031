//! People across interviews: who was heard, who is who, and who may be the same.
//!
//! Deliberately absent: how a person is recognised (`people`).

use std::path::PathBuf;

use super::hit::SpeakerListing;
use super::interview::Participant;

/// The name of the file that says who is who.
pub const PEOPLE_FILE: &str = "people.toml";

/// Somebody who takes part in one interview.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Heard {
    /// The interview's id.
    pub interview: String,
    /// The interview's title.
    pub title: Option<String>,
    /// Who it is there; with 0 turns somebody only named in the metadata.
    pub speaker: Participant,
    /// How many words; a Han character counts as one.
    pub words: u64,
}

/// A person of `people.toml`, over the whole index.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PersonListing {
    /// The name that stands for all.
    pub name: String,
    /// All other names: further, former and misheard ones.
    pub names: Vec<String>,
    /// Under which labels they speak.
    pub speakers: Vec<String>,
    /// The ids of the interviews in which they speak.
    pub interviews: Vec<String>,
    /// How many turns.
    pub turns: usize,
    /// How many words; a Han character counts as one.
    pub words: usize,
}

/// A name that may be another name of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Addition {
    /// The name or label.
    pub name: String,
    /// The interview in which alone it would mean them; none if everywhere.
    pub interview: Option<String>,
    /// Why, in a few words.
    pub reason: String,
    /// How likely, 0 to 1.
    pub confidence: f32,
}

/// Names that may be one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The name that would stand for all.
    pub person: String,
    /// Whether `people.toml` has this person already.
    pub known: bool,
    /// The names to add, the likeliest first.
    pub additions: Vec<Addition>,
    /// That of the least likely addition.
    pub confidence: f32,
}

/// Asking who is who.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PeopleRequest {
    /// Propose only what is at least so likely, 0 to 1.
    pub least: f32,
    /// Write what is proposed into `people.toml`.
    pub write: bool,
}

/// The answer to asking who is who.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PeopleAnswer {
    /// The files that were read.
    pub files: Vec<PathBuf>,
    /// The persons they name, most words first.
    pub persons: Vec<PersonListing>,
    /// The speakers who are nobody of them, most words first.
    pub nobody: Vec<SpeakerListing>,
    /// Who may be the same, likeliest first. After writing: what was written.
    pub proposals: Vec<Proposal>,
    /// The file that was written.
    pub written: Option<PathBuf>,
    /// What is doubtful in the files.
    pub notices: Vec<String>,
}
