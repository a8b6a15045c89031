//! What researchers transcribe with: ELAN, Praat, CHAT, Transcriber, EXMARaLDA, TEI, OHMS.
//!
//! A file per format reads who says what from when to when; `tiers` tells speech from glosses where a format does
//! not, `pieces` brings the speech of all speakers into one order. Deliberately absent: glosses, translations and
//! codes tied to speech; they are no speech, and what they are about is found by the speech.

mod cast;
mod chat;
mod chat_codes;
mod elan;
mod exmaralda;
mod ohms;
mod pieces;
mod tei;
mod tei_head;
mod tei_time;
#[cfg(test)]
mod tests;
mod textgrid;
mod tiers;
mod timeline;
mod transcriber;

pub(super) use chat::Chat;
pub(super) use elan::Elan;
pub(super) use exmaralda::Exmaralda;
pub(super) use ohms::Ohms;
pub(super) use tei::Tei;
pub(super) use textgrid::TextGrid;
pub(super) use transcriber::Transcriber;

use super::{Document, Refusal, Sniff, Source, xml};

/// Where and why a document breaks off.
type Break = (u32, String);

/// How sure an XML format is of a file, by the name of the root element.
fn sniff_root(source: &Source<'_>, extensions: &[&str], roots: &[&str]) -> Sniff {
    match xml::root(&source.text) {
        Some(root) if roots.contains(&root.as_str()) => Sniff::Sure,
        _ if extensions.contains(&source.extension().as_str()) => Sniff::Likely,
        _ => Sniff::No,
    }
}

/// The document, unless there is no text in it; one that breaks off before its first words fails.
fn finish(mut document: Document, broken: Option<Break>) -> Result<Vec<Document>, Refusal> {
    match broken {
        Some((line, message)) if document.turns.is_empty() => {
            Err(Refusal::Fail { line: Some(line), message })
        }
        _ if document.turns.is_empty() => Ok(Vec::new()),
        broken => {
            if let Some((line, message)) = broken {
                document.warn(Some(line), message);
            }
            if document.turns.iter().all(|t| t.speaker.is_none()) {
                document.warn(None, "no speaker is named anywhere");
            } else if document.confidence == 0.0 {
                document.confidence = 1.0;
            }
            Ok(vec![document])
        }
    }
}

/// The last part of a media file's address on somebody's disk; any other address as it is.
fn media(address: &str) -> Option<String> {
    let address = address.trim();
    let local = !address.contains("://") || address.starts_with("file:");
    let name = if local { address.rsplit(['/', '\\']).next()? } else { address };
    (!name.is_empty()).then(|| name.to_owned())
}
