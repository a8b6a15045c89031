//! Lines become turns: the product's heart.
//!
//! Every line's header candidates (`header`) are scored over the whole document (`score`); the labels that
//! are real decode the lines into raw turns (`decode`), which are merged and numbered (`assemble`).
//! Deliberately absent: bytes, encodings and markup; formats render those to [`Line`]s first.

mod alias;
mod assemble;
mod candidates;
mod clock;
mod date;
mod decode;
mod evidence;
mod footer;
mod furniture;
mod given;
mod habits;
mod header;
mod joint;
mod labels;
mod lexicon;
mod line;
mod metadata;
mod notes;
mod paragraph;
mod people;
mod roles;
mod runin;
mod score;
mod setoff;
mod shape;
mod split;
mod tally;
mod words;

#[cfg(test)]
mod conventions;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod properties;

pub use assemble::assemble;
pub use clock::duration;
pub use date::find as find_date;
pub use labels::Labels;
pub use line::{Line, Style};
pub use people::resolve;
pub use split::{Split, split};
