//! Lines become turns: the product's heart.
//!
//! Deliberately absent: bytes, encodings and markup; formats render those to [`Line`]s first.

mod assemble;
mod labels;
mod line;
mod roles;

pub use assemble::assemble;
pub use labels::Labels;
pub use line::{Line, Style};
