//! A PDF's objects before its text: passwords, bounds, fonts, properties.
//!
//! What text there is, `pdf_inspector` reads; `charset` supplies what it does not know. Deliberately absent: XMP, which
//! says nothing more of those properties that are used.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use lopdf::{Dictionary, Document, Error, LoadOptions, Object, ObjectId};

use super::charset::{self, Named};

/// No stream larger than this is unpacked, and no page's content, in bytes.
pub(super) const STREAM_BOUND: usize = 16 << 20;
/// The pages of a document may unpack to so much, in bytes.
const CONTENT_BOUND: usize = 64 << 20;
/// No document of more pages is read.
const MOST_PAGES: usize = 10_000;

/// A document that may be read.
#[derive(Debug, Default)]
pub(super) struct Opened<'a> {
    /// The file, with the maps that its fonts only named.
    pub(super) bytes: Cow<'a, [u8]>,
    /// How many pages it has; 0 if its structure must be mended first.
    pub(super) pages: usize,
    /// Pages (from 1) with the names of fonts on them that have no Unicode map; numbers are the same for the same font.
    pub(super) unmapped: HashMap<(u32, String), usize>,
    /// Title, author.
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
}

/// Opens a document; the error says what is wrong with it.
pub(super) fn open(bytes: &[u8]) -> Result<Opened<'_>, String> {
    let mut opened = Opened { bytes: Cow::Borrowed(bytes), ..Opened::default() };
    let Some(mut document) = load(bytes)? else { return Ok(opened) };
    let pages: Vec<ObjectId> = document.page_iter().take(MOST_PAGES + 1).collect();
    if pages.len() > MOST_PAGES {
        return Err(format!("a PDF of more than {MOST_PAGES} pages, the most that are read"));
    }
    check_content(&document, &pages)?;
    opened.pages = pages.len();
    let info = |key: &[u8]| property(&document, key);
    (opened.title, opened.author) = (info(b"Title"), info(b"Author"));
    let mut named: Vec<Named> = Vec::new();
    for (number, page) in (1u32..).zip(&pages) {
        for (name, font, id) in fonts(&document, *page) {
            if font.has(b"ToUnicode") {
                continue;
            }
            match (charset::of(font), id) {
                (Some(codes), Some(font)) => {
                    named.push(Named { page: *page, name: name.into_bytes(), font, codes });
                }
                _ if lacks_map(&document, font) => {
                    let key = std::ptr::from_ref(font) as usize;
                    opened.unmapped.insert((number, name), key);
                }
                _ => {}
            }
        }
    }
    if !named.is_empty()
        && let Some(mapped) = charset::supply(&mut document, &named, STREAM_BOUND)
    {
        opened.bytes = Cow::Owned(mapped);
    }
    Ok(opened)
}

/// Loads the objects; nothing if their structure is broken, which the reader of the text may still mend.
pub(super) fn load(bytes: &[u8]) -> Result<Option<Document>, String> {
    let options = |password: Option<&str>| LoadOptions {
        password: password.map(str::to_owned),
        max_decompressed_size: Some(STREAM_BOUND),
        ..LoadOptions::default()
    };
    let plain = Document::load_mem_with_options(bytes, options(None));
    let encrypted = match &plain {
        Ok(document) => document.is_encrypted(),
        Err(error) => is_locked(error),
    };
    if !encrypted {
        return Ok(plain.ok());
    }
    // A document that only its owner's password protects opens with an empty one.
    match Document::load_mem_with_options(bytes, options(Some(""))) {
        Ok(document) if !document.is_encrypted() => Ok(Some(document)),
        _ => Err(locked()),
    }
}

/// What is said of a document that needs a password.
pub(super) fn locked() -> String {
    String::from("this PDF is encrypted and needs a password; save it without one")
}

fn is_locked(error: &Error) -> bool {
    matches!(
        error,
        Error::Decryption(_)
            | Error::InvalidPassword
            | Error::AlreadyEncrypted
            | Error::UnsupportedSecurityHandler(_)
    )
}

/// Refuses what unpacks beyond the bounds. Streams that several pages share count for each.
fn check_content(document: &Document, pages: &[ObjectId]) -> Result<(), String> {
    let mut sizes: BTreeMap<ObjectId, usize> = BTreeMap::new();
    let mut all = 0usize;
    for page in pages {
        for id in document.get_page_contents(*page) {
            let size = *sizes.entry(id).or_insert_with(|| {
                let stream = document.get_object(id).and_then(Object::as_stream);
                let unpacked = stream.and_then(|s| s.decompressed_content_with_limit(STREAM_BOUND));
                match unpacked {
                    Ok(content) => content.len(),
                    Err(Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => usize::MAX,
                    Err(_) => 0,
                }
            });
            all = all.saturating_add(size);
        }
    }
    if all > CONTENT_BOUND {
        let bound = CONTENT_BOUND >> 20;
        return Err(format!("the pages of this PDF unpack to more than {bound} MB, the most that is read"));
    }
    Ok(())
}

/// The fonts of a page: their names there, their dictionaries, and where those stand.
fn fonts(document: &Document, page: ObjectId) -> Vec<(String, &Dictionary, Option<ObjectId>)> {
    let Ok((own, inherited)) = document.get_page_resources(page) else { return Vec::new() };
    let resources =
        own.into_iter().chain(inherited.iter().filter_map(|id| document.get_dictionary(*id).ok()));
    let mut found = Vec::new();
    for resources in resources {
        let Some(fonts) = dictionary(document, resources, b"Font") else { continue };
        for (name, font) in fonts.iter() {
            let id = font.as_reference().ok();
            if let Ok((_, Object::Dictionary(font))) = document.dereference(font) {
                found.push((String::from_utf8_lossy(name).into_owned(), font, id));
            }
        }
    }
    found
}

/// A dictionary that another holds, directly or by reference.
pub(super) fn dictionary<'a>(
    document: &'a Document,
    holder: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    document.dereference(holder.get(key).ok()?).ok()?.1.as_dict().ok()
}

/// A font that names its characters nowhere: its text may still be right, but may also be garbage.
fn lacks_map(document: &Document, font: &Dictionary) -> bool {
    let kind = font.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
    let encoding = font.get(b"Encoding").and_then(|e| document.dereference(e).map(|e| e.1));
    if kind == b"Type0" {
        return true;
    }
    let embedded = dictionary(document, font, b"FontDescriptor")
        .is_some_and(|d| [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|key| d.has(key)));
    (embedded || kind == b"Type3") && !matches!(encoding, Ok(Object::Name(_)))
}

/// A text of the document's information dictionary.
fn property(document: &Document, key: &[u8]) -> Option<String> {
    let (_, info) = document.dereference(document.trailer.get(b"Info").ok()?).ok()?;
    let (_, value) = document.dereference(info.as_dict().ok()?.get(key).ok()?).ok()?;
    let text = lopdf::decode_text_string(value).ok()?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
