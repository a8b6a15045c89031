//! EPUB books: the chapters in reading order, each rendered like a web page. A book is one interview.
//!
//! Packages are read by `rbook`, which does not bound what it unpacks: that is seen to before it opens the book.
//! Deliberately absent: navigation, covers, what stands outside of the reading order, and books under DRM, which are
//! refused by name. Chapters have no lines that a reader could be sent to.

use std::collections::HashSet;
use std::io::Cursor;

use rbook::Epub;

use super::container::{Container, MEMBER_BOUND};
use super::{Document, Format, Refusal, Sniff, Source, encoding, html, xml};
use crate::model::{FileSettings, Meta};
use crate::turns::{Line, find_date};

/// Where a book says what of it is encrypted, and how.
const ENCRYPTION: &str = "META-INF/encryption.xml";
/// Ways to hide the fonts of a book, which are no hindrance.
const FONTS: &[&str] = &["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];
/// The style sheets of a book are read up to so many bytes together: they only tell labels and headings.
const SHEETS_BOUND: usize = 1 << 20;
/// Names of what is no chapter though it stands in the reading order; letters only.
const NO_CHAPTERS: &[&str] = &["cover", "coverpage", "nav", "navigation", "toc", "tableofcontents"];

/// EPUB 2 and 3.
pub(super) struct Book;

impl Format for Book {
    fn name(&self) -> &'static str {
        "epub"
    }
    fn version(&self) -> u32 {
        1
    }
    fn is_binary(&self) -> bool {
        true
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["epub"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let has_package = || Container::open(source.bytes).is_ok_and(|c| c.has("META-INF/container.xml"));
        if !Container::is_one(source.bytes) {
            Sniff::No
        } else if has_package() {
            Sniff::Sure
        } else if self.extensions().contains(&source.extension().as_str()) {
            Sniff::Likely
        } else {
            Sniff::No
        }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        check(source.bytes).map_err(fail)?;
        let mut options = Epub::options();
        let book = options.strict(false).skip_toc(true).read(Cursor::new(source.bytes.to_vec()));
        let book = book.map_err(|error| fail(format!("a broken EPUB book: {error}")))?;
        let (meta, author) = meta(&book);
        let mut missing = Vec::new();
        let lines = lines(&book, &mut missing).map_err(fail)?;
        let split = html::split(lines, &meta, author.as_deref(), settings);
        if split.turns.is_empty() {
            return Err(Refusal::Skip(String::from("a book without text")));
        }
        let mut document = Document::from(split);
        document.turns.iter_mut().for_each(|turn| turn.line = None);
        document.warnings.iter_mut().for_each(|warning| warning.line = None);
        missing.into_iter().for_each(|message| document.warn(None, message));
        Ok(vec![document])
    }
}

fn fail(message: String) -> Refusal {
    Refusal::Fail { line: None, message }
}

/// What speaks against opening a book: members that unpack to too much, or encryption.
fn check(bytes: &[u8]) -> Result<(), String> {
    let mut container = Container::open(bytes)?;
    if let Some(large) = container.entries().iter().find(|e| e.size > MEMBER_BOUND) {
        let name = String::from_utf8_lossy(&large.raw_name);
        return Err(format!("{name} {}", super::container::over()));
    }
    let Some(encryption) = container.read(ENCRYPTION)? else { return Ok(()) };
    let Some((text, _)) = encoding::decode(&encryption) else { return Ok(()) };
    let encrypted = xml::nodes(&text).any(|node| match node {
        xml::Node::Open { name, attributes, .. } if name == "EncryptionMethod" => {
            xml::get(&attributes, "Algorithm").is_none_or(|a| !FONTS.contains(&a))
        }
        _ => false,
    });
    if encrypted {
        Err(String::from("the book is encrypted (DRM); only a copy without it can be read"))
    } else {
        Ok(())
    }
}

/// What the package says of the book, and the name of its first author.
fn meta(book: &Epub) -> (Meta, Option<String>) {
    let package = book.metadata();
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
    let sources = package.by_property("dc:source").map(|s| s.value().trim().to_owned());
    let ids = package.identifiers().map(|i| i.value().trim().to_owned());
    let meta = Meta {
        title: package.title().and_then(|t| filled(t.value())),
        date: package.published_entry().and_then(|d| find_date(d.value())),
        publisher: package.publishers().next().and_then(|p| filled(p.value())),
        source: sources.chain(ids).find(|s| s.starts_with("http")),
        ..Meta::default()
    };
    let author = package.creators().next().and_then(|c| filled(c.value()));
    (meta, author)
}

/// The lines of the chapters in reading order, each chapter once; what cannot be read is named.
fn lines(book: &Epub, missing: &mut Vec<String>) -> Result<Vec<Line>, String> {
    let (mut lines, mut seen, mut size) = (Vec::new(), HashSet::new(), 0);
    let sheets = sheets(book);
    for place in book.spine().iter().filter(|place| place.is_linear()) {
        let Some(chapter) = place.manifest_entry() else {
            missing
                .push(format!("the reading order names {:?}, which the book does not list", place.idref()));
            continue;
        };
        let name = chapter.href().as_str().trim_start_matches('/').to_owned();
        let is_page = matches!(chapter.media_type(), "application/xhtml+xml" | "text/html" | "");
        if !is_page
            || is_no_chapter(chapter.id())
            || is_no_chapter(&name)
            || chapter.properties().has_property("nav")
        {
            continue;
        }
        if !seen.insert(name.clone()) {
            continue;
        }
        let text = match chapter.read_bytes() {
            Ok(bytes) => {
                size += bytes.len() as u64;
                encoding::decode(&bytes).map(|(text, _)| text.into_owned())
            }
            Err(_) => None,
        };
        let Some(text) = text else {
            missing.push(format!("{name} cannot be read"));
            continue;
        };
        if size > MEMBER_BOUND {
            return Err(format!(
                "its chapters hold more than {} MB, the most that is read",
                MEMBER_BOUND >> 20
            ));
        }
        lines.append(&mut html::lines(&text, &sheets).ok_or_else(|| format!("{name} is nested too deep"))?);
    }
    Ok(lines)
}

/// The style sheets of a book.
fn sheets(book: &Epub) -> html::Sheets {
    let mut sheets = html::Sheets::default();
    let mut left = SHEETS_BOUND;
    for bytes in book.manifest().styles().filter_map(|sheet| sheet.read_bytes().ok()) {
        let Some(rest) = left.checked_sub(bytes.len()) else { break };
        left = rest;
        if let Some((sheet, _)) = encoding::decode(&bytes) {
            sheets.add(&sheet);
        }
    }
    sheets
}

/// True for the name of a cover or a table of contents.
fn is_no_chapter(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let letters: String = stem.chars().filter(|c| c.is_alphabetic()).collect();
    NO_CHAPTERS.contains(&letters.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{File, Outcome, read};
    use crate::model::Interview;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    const CONTAINER: &str = "<container><rootfiles><rootfile full-path='OEBPS/content.opf' \
        media-type='application/oebps-package+xml'/></rootfiles></container>";
    const OPF: &str = "<package version='3.0' xmlns='http://www.idpf.org/2007/opf' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
        <metadata><dc:title>Two Shores</dc:title><dc:creator>Mara Quist</dc:creator><dc:date>2019-05-02T00:00:00Z</dc:date>\
        <dc:publisher>Harbour Press</dc:publisher><dc:identifier>https://x.example/shores</dc:identifier></metadata>\
        <manifest><item id='b' href='text/b.xhtml' media-type='application/xhtml+xml'/>\
        <item id='a' href='text/a%20one.xhtml' media-type='application/xhtml+xml'/>\
        <item id='cover' href='cover.xhtml' media-type='application/xhtml+xml'/>\
        <item id='n' href='n.xhtml' media-type='application/xhtml+xml' properties='nav'/>\
        <item id='x' href='extra.xhtml' media-type='application/xhtml+xml'/></manifest>\
        <spine><itemref idref='cover'/><itemref idref='n'/><itemref idref='a'/><itemref idref='x' linear='no'/>\
        <itemref idref='b'/><itemref idref='a'/><itemref idref='gone'/></spine></package>";

    fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn book(more: &[(&str, &[u8])]) -> Vec<u8> {
        let a = "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/><script src='x'/></head><body>\
            <h2>The slipway</h2><p><b>Mara Quist:</b> Why was she built of wood?</p><p><b>Ole Brandt:</b> It was cheap.</p></body></html>";
        let b = "<html><body><h2>The ice</h2><p><b>Mara Quist:</b> And the winter?</p><p><b>Ole Brandt:</b> We walked.</p></body></html>";
        let other = "<html><body><p>Left out.</p></body></html>";
        let mut members: Vec<(&str, &[u8])> = vec![
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", CONTAINER.as_bytes()),
            ("OEBPS/content.opf", OPF.as_bytes()),
            ("OEBPS/text/a one.xhtml", a.as_bytes()),
            ("OEBPS/text/b.xhtml", b.as_bytes()),
        ];
        members.extend(
            ["OEBPS/cover.xhtml", "OEBPS/n.xhtml", "OEBPS/extra.xhtml"].map(|n| (n, other.as_bytes())),
        );
        members.extend_from_slice(more);
        packed(&members)
    }

    fn outcome(bytes: &[u8]) -> Outcome {
        read(&File { path: "a.epub", bytes, sidecars: &[] }, &FileSettings::default())
    }

    fn interview(bytes: &[u8]) -> Interview {
        match outcome(bytes) {
            Outcome::Read(mut all) => all.remove(0),
            other => panic!("{other:?}"),
        }
    }

    fn failure(bytes: &[u8]) -> String {
        match outcome(bytes) {
            Outcome::Failed { message, .. } => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn chapters_are_read_in_their_order_and_nothing_else() {
        let got = interview(&book(&[]));
        let said: Vec<_> = got.turns.iter().filter(|t| t.is_speech()).collect();
        let said: Vec<_> =
            said.iter().map(|t| (t.speaker.as_deref().unwrap_or(""), t.text.as_str())).collect();
        let want = [
            ("Mara Quist", "Why was she built of wood?"),
            ("Ole Brandt", "It was cheap."),
            ("Mara Quist", "And the winter?"),
            ("Ole Brandt", "We walked."),
        ];
        assert_eq!(said, want);
        let headings: Vec<_> = got.turns.iter().filter(|t| !t.is_speech()).map(|t| t.text.as_str()).collect();
        assert_eq!(headings, ["The slipway", "The ice"]);
        assert!(got.turns.iter().all(|t| t.line.is_none()));
        assert_eq!(got.warnings.len(), 1, "{:?}", got.warnings);
    }

    #[test]
    fn the_package_names_the_book() {
        let meta = interview(&book(&[])).meta;
        assert_eq!(meta.title.as_deref(), Some("Two Shores"));
        assert_eq!(meta.date.as_deref(), Some("2019-05-02"));
        assert_eq!(meta.publisher.as_deref(), Some("Harbour Press"));
        assert_eq!(meta.source.as_deref(), Some("https://x.example/shores"));
    }

    #[test]
    fn encrypted_books_are_refused_and_hidden_fonts_are_none() {
        let with = |algorithm: &str| {
            let xml = format!(
                "<encryption><enc:EncryptedData xmlns:enc='x'><enc:EncryptionMethod Algorithm='{algorithm}'/>\
                 </enc:EncryptedData></encryption>"
            );
            outcome(&book(&[("META-INF/encryption.xml", xml.as_bytes())]))
        };
        assert!(matches!(with(FONTS[0]), Outcome::Read(_)));
        let drm = with("http://www.w3.org/2001/04/xmlenc#aes128-cbc");
        assert!(matches!(drm, Outcome::Failed { message, .. } if message.contains("DRM")));
    }

    #[test]
    fn style_sheets_are_read_within_a_bound() {
        let item = |n: &str| format!("<item id='{n}' href='{n}.css' media-type='text/css'/>");
        let items: String = ["s", "t", "u"].map(item).concat();
        let opf = OPF.replace("</manifest>", &format!("{items}</manifest>"));
        let bytes = packed(&[
            ("META-INF/container.xml", CONTAINER.as_bytes()),
            ("OEBPS/content.opf", opf.as_bytes()),
            ("OEBPS/s.css", b".asks { font-weight: bold }"),
            ("OEBPS/t.css", &vec![b' '; SHEETS_BOUND]),
            ("OEBPS/u.css", b".says { font-weight: bold }"),
        ]);
        let book = Epub::options().strict(false).skip_toc(true).read(Cursor::new(bytes)).unwrap();
        let mut first = html::Sheets::default();
        first.add(".asks { font-weight: bold }");
        assert_eq!(sheets(&book), first);
    }

    #[test]
    fn a_bomb_and_a_broken_book_fail_by_name() {
        let big = vec![b' '; MEMBER_BOUND as usize + 1];
        assert!(failure(&book(&[("OEBPS/big.xhtml", &big)])).starts_with("OEBPS/big.xhtml unpacks to more"));
        let without = packed(&[("META-INF/container.xml", CONTAINER.as_bytes())]);
        assert!(failure(&without).starts_with("a broken EPUB book"));
        let whole = book(&[]);
        assert!(failure(&whole[..whole.len() - 40]).starts_with("a broken zip file"));
    }
}
