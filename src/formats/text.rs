//! Plain text and Markdown.

use super::{Document, Format, Refusal, Sniff, Source};
use crate::model::FileSettings;

/// Plain text in any of the label conventions of `turns`.
pub(super) struct Plain;

impl Format for Plain {
    fn name(&self) -> &'static str {
        "text"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "text"]
    }
    fn sniff(&self, _: &Source<'_>) -> Sniff {
        Sniff::Fallback
    }
    fn read(&self, _: &Source<'_>, _: &FileSettings) -> Result<Vec<Document>, Refusal> {
        Ok(Vec::new())
    }
}

/// Markdown.
pub(super) struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["md", "markdown"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        if self.extensions().contains(&source.extension().as_str()) { Sniff::Likely } else { Sniff::No }
    }
    fn read(&self, _: &Source<'_>, _: &FileSettings) -> Result<Vec<Document>, Refusal> {
        Ok(Vec::new())
    }
}
