//! People, not strings: which names, spellings and labels are one person, by `people.toml`.
//!
//! Text becomes [`People`]; they say who speaks in an interview, whom a query means, and by which words somebody is
//! spoken of. Who may be the same is proposed, never decided. Deliberately absent: files (the engine opens them), the
//! index, and the tables of pinyin from any search: only proposals read them.

mod edit;
mod file;
mod likeness;
mod listing;
mod names;
mod place;
mod proposal;
mod romanise;
mod short;
mod who;

pub use edit::{NEW_FILE, extend};
pub use file::{Remark, read};
pub use listing::listing;
pub use proposal::propose;
pub use who::{Meant, People, Voice};
