//! SubRip and SubViewer, the caption formats of numbers, times and text alone.

use super::document;
use super::reader::Dialect;
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::FileSettings;

/// SubRip.
pub(in crate::formats) struct Srt;

impl Format for Srt {
    fn name(&self) -> &'static str {
        "srt"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["srt"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        match source.extension().as_str() {
            "srt" if Dialect::Srt.sniff(source, 40) => Sniff::Sure,
            "srt" => Sniff::Likely,
            "txt" | "text" | "" if Dialect::Srt.sniff(source, 3) => Sniff::Sure,
            _ => Sniff::No,
        }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        document::lines(source, Dialect::Srt, settings)
    }
}

/// SubViewer, as YouTube exports it.
pub(in crate::formats) struct Sbv;

impl Format for Sbv {
    fn name(&self) -> &'static str {
        "sbv"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["sbv"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        match source.extension().as_str() {
            "sbv" if Dialect::Sbv.sniff(source, 40) => Sniff::Sure,
            "sbv" => Sniff::Likely,
            "txt" | "text" | "" if Dialect::Sbv.sniff(source, 1) => Sniff::Sure,
            _ => Sniff::No,
        }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        document::lines(source, Dialect::Sbv, settings)
    }
}
