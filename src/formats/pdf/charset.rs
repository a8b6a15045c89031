//! Predefined character maps (ISO 32000-1, 9.7.5.2): Chinese documents of old name one instead of carrying their own.
//!
//! The reader of the text knows none of them. Where codes are UTF-16, their map to Unicode is the identity; where they
//! are GBK or Big5, the strings of the pages are written anew in UTF-16. Deliberately absent: maps of codes that are
//! neither, and strings outside the pages' own content.

use std::collections::HashMap;

use encoding_rs::{BIG5, Encoding, GB18030};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

/// How the codes of a predefined map are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Codes {
    Utf16,
    Bytes(&'static Encoding),
}

/// A font that names a predefined map, on a page that uses it.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) page: ObjectId,
    pub(super) name: Vec<u8>,
    pub(super) font: ObjectId,
    pub(super) codes: Codes,
}

/// The codes of a composite font, if it names a map known here.
pub(super) fn of(font: &Dictionary) -> Option<Codes> {
    let encoding = font.get(b"Encoding").and_then(Object::as_name).ok()?;
    let name = String::from_utf8_lossy(encoding);
    let starts = |starts: &[&str]| starts.iter().any(|s| name.starts_with(s));
    if name.starts_with("Uni") && (name.contains("UCS2") || name.contains("UTF16")) {
        Some(Codes::Utf16)
    } else if starts(&["GBK", "GB-EUC", "GBpc-EUC"]) {
        Some(Codes::Bytes(GB18030))
    } else if starts(&["ETen", "B5pc", "HKscs"]) {
        Some(Codes::Bytes(BIG5))
    } else {
        None
    }
}

/// The document with what its fonts only named; none if it cannot be written.
pub(super) fn supply(document: &mut Document, named: &[Named], bound: usize) -> Option<Vec<u8>> {
    let map = document.add_object(Stream::new(Dictionary::new(), identity().into_bytes()));
    let mut pages: HashMap<ObjectId, HashMap<Vec<u8>, &'static Encoding>> = HashMap::new();
    for Named { page, name, font, codes } in named {
        widen(document, *font);
        let font = document.get_dictionary_mut(*font).ok()?;
        font.set("ToUnicode", Object::Reference(map));
        if let Codes::Bytes(encoding) = codes {
            font.set("Encoding", "Identity-H");
            pages.entry(*page).or_default().insert(name.clone(), encoding);
        }
    }
    for (page, fonts) in pages {
        transcode(document, page, &fonts, bound)?;
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).ok()?;
    Some(bytes)
}

/// A map from UTF-16 codes to themselves.
fn identity() -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n\
         1 begincodespacerange <0000> <FFFF> endcodespacerange\n",
    );
    let high: Vec<u8> = (0..=0xff).filter(|h| !(0xd8..=0xdf).contains(h)).collect();
    for part in high.chunks(100) {
        map += &format!("{} beginbfrange\n", part.len());
        part.iter().for_each(|h| map += &format!("<{h:02X}00> <{h:02X}FF> <{h:02X}00>\n"));
        map += "endbfrange\n";
    }
    map + "endcmap CMapName currentdict /CMap defineresource pop end end"
}

/// Widths by code: half an em for Latin, an em for the rest, as the fonts of such documents have them.
fn widen(document: &mut Document, font: ObjectId) {
    let descendant = document.get_dictionary(font).and_then(|font| font.get(b"DescendantFonts"));
    let fonts = descendant.and_then(|d| document.dereference(d)).map(|(_, fonts)| fonts);
    let first = fonts.and_then(Object::as_array).ok().and_then(|fonts| fonts.first()?.as_reference().ok());
    if let Some(descendant) = first.and_then(|id| document.get_dictionary_mut(id).ok()) {
        let half = Object::Array(vec![Object::Integer(500); 95]);
        descendant.set("DW", 1000);
        descendant.set("W", vec![Object::Integer(32), half]);
    }
}

/// Writes the strings of a page in UTF-16 where they are set in these fonts.
fn transcode(
    document: &mut Document,
    page: ObjectId,
    fonts: &HashMap<Vec<u8>, &'static Encoding>,
    bound: usize,
) -> Option<()> {
    let content = document.get_page_content_with_limit(page, bound).ok()?;
    let mut content = Content::decode(&content).ok()?;
    let mut font: Option<&'static Encoding> = None;
    let mut saved = Vec::new();
    for operation in &mut content.operations {
        match operation.operator.as_str() {
            "q" => saved.push(font),
            "Q" => font = saved.pop().unwrap_or(font),
            "Tf" => {
                let name = operation.operands.first().and_then(|o| o.as_name().ok());
                font = name.and_then(|name| fonts.get(name).copied());
            }
            "Tj" | "'" | "\"" | "TJ" => {
                let Some(font) = font else { continue };
                operation.operands.iter_mut().for_each(|operand| recode(operand, font));
            }
            _ => {}
        }
    }
    let content = document.add_object(Stream::new(Dictionary::new(), content.encode().ok()?));
    document.get_dictionary_mut(page).ok()?.set("Contents", Object::Reference(content));
    Some(())
}

/// Writes a string, or the strings of an array, in UTF-16.
fn recode(object: &mut Object, encoding: &'static Encoding) {
    match object {
        Object::String(bytes, _) => {
            let (text, _) = encoding.decode_without_bom_handling(bytes);
            *bytes = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        }
        Object::Array(items) => items.iter_mut().for_each(|item| recode(item, encoding)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_known_by_their_names() {
        let codes = |name: &str| {
            let mut font = Dictionary::new();
            font.set("Encoding", name);
            of(&font)
        };
        assert_eq!(codes("UniGB-UCS2-H"), Some(Codes::Utf16));
        assert_eq!(codes("UniCNS-UTF16-H"), Some(Codes::Utf16));
        assert_eq!(codes("GBK-EUC-H"), Some(Codes::Bytes(GB18030)));
        assert_eq!(codes("ETen-B5-H"), Some(Codes::Bytes(BIG5)));
        assert_eq!(codes("Identity-H"), None);
    }

    #[test]
    fn strings_become_utf16() {
        let text = Object::string_literal(vec![0xb4, 0xac, b'7']);
        let mut object = Object::Array(vec![text, Object::Integer(-20)]);
        recode(&mut object, GB18030);
        let got = object.as_array().unwrap()[0].as_str().unwrap().to_vec();
        assert_eq!(got, [0x82, 0x39, 0, b'7'], "船7");
    }
}
