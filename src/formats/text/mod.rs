//! Plain text and Markdown: rendered to lines, split by `turns`.

mod foreign;
mod frontmatter;
mod markdown;
mod plain;
#[cfg(test)]
mod properties;

pub(super) use plain::lines;

use super::{Document, Format, Refusal, Sniff, Source};
use crate::model::{FileSettings, Meta};
use crate::turns::{self, Line};

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
        &["txt", "text", ""]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let own = self.extensions().contains(&source.extension().as_str());
        if own { Sniff::Fallback } else { Sniff::No }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        document(source, Meta::default(), plain::lines(&source.text), settings)
    }
}

/// Markdown, with YAML front matter.
pub(super) struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }
    fn version(&self) -> u32 {
        1
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["md", "markdown", "mdown", "mkd"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let named = self.extensions().contains(&source.extension().as_str());
        let typed =
            matches!(source.extension().as_str(), "txt" | "text" | "") && markdown::is_likely(&source.text);
        if named || typed { Sniff::Likely } else { Sniff::No }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let (matter, body) = frontmatter::cut(&source.text);
        let mut meta = Meta::default();
        let warning = matter.and_then(|m| frontmatter::read(m, &mut meta).err());
        let skipped = source.text[..source.text.len() - body.len()].matches('\n').count();
        let mut documents = document(source, meta, markdown::lines(body, skipped), settings)?;
        if let (Some(message), Some(document)) = (warning, documents.first_mut()) {
            document.warn(Some(1), message);
        }
        Ok(documents)
    }
}

fn document(
    source: &Source<'_>,
    meta: Meta,
    lines: Vec<Line>,
    settings: &FileSettings,
) -> Result<Vec<Document>, Refusal> {
    let split = turns::split(lines, meta, settings);
    if split.confidence == 0.0
        && let Some(reason) = foreign::reason(source)
    {
        return Err(Refusal::Skip(reason));
    }
    Ok(vec![Document::from(split)])
}
