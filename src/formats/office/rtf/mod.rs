//! RTF, the exchange format of word processors (version 1.9.1): a small tolerant reader over encoding_rs.
//!
//! Our own, because the crate there is (rtf-parser 0.4) takes `\'hh` for a character of Latin-1 whatever the code
//! page and font say, so that Chinese text comes out as noise, knows no tables, footnotes or hidden text, and recurses
//! once a token. Deliberately absent: pictures, objects, running heads, annotations, mathematics.

mod charset;
mod lex;
mod reader;
mod state;
mod tables;

use super::Reading;
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::{FileSettings, Warning};
use reader::Reader;

/// Rich text.
pub(crate) struct RichText;

impl Format for RichText {
    fn name(&self) -> &'static str {
        "rtf"
    }
    fn version(&self) -> u32 {
        1
    }
    fn is_binary(&self) -> bool {
        true
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["rtf"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let bytes = source.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source.bytes);
        let is = bytes.trim_ascii_start().starts_with(b"{\\rtf");
        if is { Sniff::Sure } else { Sniff::No }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let mut reader = Reader::new();
        let open = reader.read(source.bytes).map_err(|line| Refusal::Fail {
            line: Some(line),
            message: String::from("broken RTF: groups are nested too deep"),
        })?;
        let broken = open.then(|| Warning { line: None, message: String::from("the file ends too early") });
        Reading { page: reader.page, properties: reader.properties, broken }.finish(source, settings, true)
    }
}
