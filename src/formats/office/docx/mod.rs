//! DOCX, the documents of Word (ECMA-376): parts in a zip, found by their relations, read as a stream.
//!
//! Templates (`.dotx`) and documents with macros (`.docm`) are the same to it. Old binary documents and those under a
//! password, which are no zip at all, are refused by name. Deliberately absent: headers, footers, comments.

mod body;
mod lists;
mod styles;

use super::Reading;
use super::properties::Properties;
use crate::formats::container::Container;
use crate::formats::xml::{Node, get, nodes};
use crate::formats::{Document, Format, Refusal, Sniff, Source};
use crate::model::{FileSettings, Warning};
use body::Body;
use lists::Lists;
use styles::Styles;

/// How old Microsoft documents begin, and new ones under a password (\[MS-CFB\] 2.2).
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Word documents.
pub(crate) struct Word;

impl Format for Word {
    fn name(&self) -> &'static str {
        "docx"
    }
    fn version(&self) -> u32 {
        1
    }
    fn is_binary(&self) -> bool {
        true
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["docx", "docm", "dotx", "dotm", "doc", "dot", "wps"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let named = self.extensions().contains(&source.extension().as_str());
        if source.bytes.starts_with(COMPOUND) {
            return if named { Sniff::Likely } else { Sniff::No };
        }
        if !Container::is_one(source.bytes) {
            return if named && !source.is_text() { Sniff::Fallback } else { Sniff::No };
        }
        let inside = |zip: &Container<'_>| {
            zip.has("word/document.xml")
                || zip.has("[Content_Types].xml") && zip.names().iter().any(|n| n.starts_with("word/"))
        };
        match Container::open(source.bytes) {
            Ok(zip) if inside(&zip) => Sniff::Sure,
            _ if named => Sniff::Likely,
            _ => Sniff::No,
        }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        if source.bytes.starts_with(COMPOUND) {
            return Err(compound(source.bytes));
        }
        let fail = |message| Refusal::Fail { line: None, message };
        let mut zip = Container::open(source.bytes).map_err(fail)?;
        // The lines of a part are nothing that people can turn to.
        let (reading, embedded) = read(&mut zip).map_err(|refusal| match refusal {
            Refusal::Fail { message, .. } => fail(message),
            skipped => skipped,
        })?;
        let documents = reading.finish(source, settings, false);
        match documents {
            Err(Refusal::Skip(_)) if embedded => Err(Refusal::Skip(String::from(
                "its text is a web page embedded in a Word document; open it in Word and save it again",
            ))),
            documents => documents,
        }
    }
}

/// Why a compound file is not read.
fn compound(bytes: &[u8]) -> Refusal {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|w| w == name) {
        let message = String::from("a Word document under a password; save it without one");
        return Refusal::Fail { line: None, message };
    }
    Refusal::Skip(String::from("an old binary Word document; save it as DOCX"))
}

/// Reads all parts; true if the text is embedded in another format.
fn read(zip: &mut Container<'_>) -> Result<(Reading, bool), Refusal> {
    let fail = |message| Refusal::Fail { line: None, message };
    let package = relations(zip, "_rels/.rels", "").map_err(fail)?;
    let main = target(&package, "officeDocument").unwrap_or("word/document.xml").to_owned();
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let parts = relations(zip, &join(folder, &format!("_rels/{file}.rels")), folder).map_err(fail)?;
    let mut part = |kind: &str, usual: &str| {
        let name = target(&parts, kind).map_or_else(|| join(folder, usual), str::to_owned);
        zip.text(&name).map_err(fail)
    };
    let mut body = Body::default();
    if let Some((text, _)) = part("styles", "styles.xml")? {
        body.styles = Styles::read(&mut nodes(&text));
    }
    if let Some((text, _)) = part("numbering", "numbering.xml")? {
        body.lists = Lists::read(&mut nodes(&text));
    }
    let notes = [part("footnotes", "footnotes.xml")?, part("endnotes", "endnotes.xml")?];
    let (text, broken) = zip
        .text(&main)
        .map_err(fail)?
        .ok_or_else(|| fail(format!("a Word document without its text, {main}")))?;
    let mut ended = body.read(&mut nodes(&text))?;
    for (text, _) in notes.into_iter().flatten() {
        ended = ended.or(body.read(&mut nodes(&text))?);
    }
    let core = target(&package, "core-properties").unwrap_or("docProps/core.xml");
    // Properties that cannot be read are none.
    let properties = zip.text(core).ok().flatten().map(|(text, _)| Properties::read(&mut nodes(&text)));
    let broken = broken.map(|message| Warning { line: None, message }).or(ended);
    let reading = Reading { page: body.page, properties: properties.unwrap_or_default(), broken };
    Ok((reading, body.embedded))
}

/// The kinds of the parts that a part refers to, and their names.
fn relations(zip: &mut Container<'_>, name: &str, folder: &str) -> Result<Vec<(String, String)>, String> {
    let Some((text, _)) = zip.text(name)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for node in nodes(&text) {
        if let Node::Open { name, attributes, .. } = node
            && name == "Relationship"
            && get(&attributes, "TargetMode") != Some("External")
            && let (Some(kind), Some(target)) = (get(&attributes, "Type"), get(&attributes, "Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or(kind);
            found.push((kind.to_owned(), join(folder, target)));
        }
    }
    Ok(found)
}

fn target<'a>(relations: &'a [(String, String)], kind: &str) -> Option<&'a str> {
    relations.iter().find(|(k, _)| k == kind).map(|(_, target)| target.as_str())
}

/// The name of a part that is written relative to a folder.
fn join(folder: &str, target: &str) -> String {
    let from = if target.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in from.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
