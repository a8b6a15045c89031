//! Transcripts as data: JSON of speech recognisers, lists, JSON Lines, tables, and who spoke when (RTTM).
//!
//! A file per vendor reads its shape into pieces, words or segments; one joiner makes turns of them. Deliberately
//! absent: prose with labels, which is `turns`' work, and captions.

mod assemblyai;
mod aws;
mod azure;
mod bbc;
mod chinese;
mod columns;
mod deepgram;
mod fields;
mod google;
mod join;
mod json;
mod lines;
mod list;
mod rev;
mod rows;
mod rttm;
mod script;
mod sheet;
mod spans;
mod speechmatics;
mod times;
mod trint;
mod watson;

pub(super) use join::{Piece, between, paragraphs, turns as joined};
pub(super) use json::Json;
pub(super) use lines::JsonLines;
pub(super) use rttm::{Rttm, who_spoke};
pub(super) use sheet::Sheet;
pub(super) use spans::Spans;
pub(super) use times::{Unit, written};

use std::collections::HashMap;

use super::Document;

/// Makes the names of members different: a second `a` is `a-2`.
fn unique(documents: &mut [Document]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for document in documents.iter_mut().filter(|d| !d.member.is_empty()) {
        let count = seen.entry(document.member.clone()).or_default();
        *count += 1;
        if *count > 1 {
            document.member = format!("{}-{count}", document.member);
        }
    }
}
