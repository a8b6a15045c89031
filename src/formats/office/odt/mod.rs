//! OpenDocument text (ISO/IEC 26300): a zip of XML parts, or one flat XML file, read as a stream.
//!
//! Deliberately absent: spreadsheets and presentations, and documents under a password, which are refused by name.

mod body;
mod styles;

use super::Reading;
use super::properties::Properties;
use crate::formats::container::Container;
use crate::formats::xml::nodes;
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::{FileSettings, Warning};
use body::Body;

/// OpenDocument texts, zipped and flat.
pub(crate) struct OpenDocument;

impl Format for OpenDocument {
    fn name(&self) -> &'static str {
        "odt"
    }
    fn version(&self) -> u32 {
        1
    }
    fn is_binary(&self) -> bool {
        true
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["odt", "ott", "fodt", "odm", "sxw"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let named = self.extensions().contains(&source.extension().as_str());
        if Container::is_one(source.bytes) {
            // The type stands first in the zip, unpacked.
            let head = &source.bytes[..source.bytes.len().min(200)];
            let typed =
                String::from_utf8_lossy(head).contains("mimetypeapplication/vnd.oasis.opendocument.text");
            return match (typed, named) {
                (true, _) => Sniff::Sure,
                (false, true) => Sniff::Likely,
                (false, false) => Sniff::No,
            };
        }
        let head = source.head(4096);
        match head.contains("<office:document ") && head.contains("opendocument") {
            true => Sniff::Sure,
            false if named && !source.is_text() => Sniff::Fallback,
            false => Sniff::No,
        }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        if source.is_text() && !Container::is_one(source.bytes) {
            return flat(&source.text)?.finish(source, settings, true);
        }
        packed(source.bytes)?.finish(source, settings, false)
    }
}

/// Reads a flat document.
fn flat(text: &str) -> Result<Reading, Refusal> {
    let properties = Properties::read(&mut nodes(text));
    let mut body = Body::default();
    let broken = body.read(&mut nodes(text), true)?;
    Ok(Reading { page: body.page, properties, broken })
}

/// Reads a zipped document.
fn packed(bytes: &[u8]) -> Result<Reading, Refusal> {
    let fail = |message| Refusal::Fail { line: None, message };
    let mut zip = Container::open(bytes).map_err(fail)?;
    let sealed = |manifest: &str| manifest.contains("encryption-data");
    if zip.has("encrypted-package")
        || zip.text("META-INF/manifest.xml").ok().flatten().is_some_and(|(manifest, _)| sealed(&manifest))
    {
        return Err(fail(String::from("an OpenDocument text under a password; save it without one")));
    }
    let mut body = Body::default();
    if let Some((text, _)) = zip.text("styles.xml").map_err(fail)? {
        body.read(&mut nodes(&text), false)?;
    }
    let (text, broken) = zip
        .text("content.xml")
        .map_err(fail)?
        .ok_or_else(|| fail(String::from("an OpenDocument text without its text, content.xml")))?;
    let ended = body.read(&mut nodes(&text), true)?;
    // Properties that cannot be read are none.
    let properties = zip.text("meta.xml").ok().flatten().map(|(text, _)| Properties::read(&mut nodes(&text)));
    let broken = broken.map(|message| Warning { line: None, message }).or(ended);
    Ok(Reading { page: body.page, properties: properties.unwrap_or_default(), broken })
}
