//! The nouns every room shares: interviews, turns, times, addresses, requests and answers.
//!
//! Deliberately absent: behaviour. Nothing here reads, splits, analyses, searches or prints.

pub mod address;
pub mod explanation;
pub mod hit;
pub mod interview;
pub mod person;
pub mod progress;
pub mod request;
pub mod settings;
pub mod time;
pub mod turn;

pub use address::Address;
pub use explanation::{Explanation, ScorePart, TermScore};
pub use hit::{
    Asked, Hit, IndexSummary, InterviewHits, Listed, Parsed, SearchAnswer, Shown, Snippet, SpeakerListing,
};
pub use interview::{Interview, Language, Meta, Participant, Warning};
pub use person::{Addition, Heard, PEOPLE_FILE, PeopleAnswer, PeopleRequest, PersonListing, Proposal};
pub use progress::{Progress, Silent};
pub use request::{
    FilterFlag, IndexRequest, ParseRequest, Questions, Rank, SearchRequest, ShowRequest, Sort,
};
pub use settings::{FileRule, FileSettings};
pub use turn::{Kind, NoteSort, Role, Turn};
