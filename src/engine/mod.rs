//! The one door of the library: everything a front end may ask for, as a trait in plain data.

mod local;
mod who;

pub use local::LocalEngine;

use crate::Result;
use crate::model::{
    IndexRequest, IndexSummary, Listed, ParseRequest, Parsed, PeopleAnswer, PeopleRequest, Progress,
    SearchAnswer, SearchRequest, ShowRequest, Shown, SpeakerListing,
};

/// What whosaid can do, whoever does it: this machine or, one day, another.
pub trait Engine {
    /// Finds turns.
    fn search(&self, request: &SearchRequest) -> Result<SearchAnswer>;
    /// Reads an interview, or a turn with its neighbours.
    fn show(&self, request: &ShowRequest) -> Result<Shown>;
    /// The indexed interviews, by path.
    fn list(&self) -> Result<Vec<Listed>>;
    /// Who spoke, most words first.
    fn speakers(&self) -> Result<Vec<SpeakerListing>>;
    /// Who is who by `people.toml`, who is nobody yet, and who may be the same; on request that is written down.
    fn people(&self, request: &PeopleRequest) -> Result<PeopleAnswer>;
    /// How files are split, without touching the index; one answer or more a file, in the order of the files.
    fn parse(&self, request: &ParseRequest) -> Result<Vec<Parsed>>;
    /// Brings the index up to date with the files.
    fn index(&self, request: &IndexRequest, progress: &dyn Progress) -> Result<IndexSummary>;
    /// Forgets interviews, named by ids or unique parts of them, and keeps them forgotten. Gives the ids.
    fn remove(&self, ids: &[String]) -> Result<Vec<String>>;
    /// True if there is an index to ask.
    fn exists(&self) -> Result<bool>;
}
