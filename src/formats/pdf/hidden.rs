//! The text layer of scanned pages: characters that recognition laid invisibly over the picture are made visible.
//!
//! Deliberately absent: such layers on pages that have a text of their own.

use std::collections::BTreeSet;

use lopdf::{Document, Object, ObjectId};

use super::open;

/// The document with the text of these pages (from 1) shown; none if they have none.
pub(super) fn reveal(bytes: &[u8], pages: &[usize]) -> Option<Vec<u8>> {
    if pages.is_empty() {
        return None;
    }
    let mut document = open::load(bytes).ok()??;
    let all: Vec<ObjectId> = document.page_iter().collect();
    let mut streams: BTreeSet<ObjectId> = BTreeSet::new();
    for page in pages.iter().filter_map(|page| all.get(page - 1)) {
        streams.extend(document.get_page_contents(*page));
        streams.extend(forms(&document, *page));
    }
    let mut shown = false;
    for id in streams {
        let Ok(stream) = document.get_object_mut(id).and_then(Object::as_stream_mut) else { continue };
        let Ok(mut content) = stream.decompressed_content_with_limit(open::STREAM_BOUND) else { continue };
        if show(&mut content) {
            stream.dict.remove(b"DecodeParms");
            stream.set_plain_content(content);
            shown = true;
        }
    }
    let mut bytes = Vec::new();
    (shown && document.save_to(&mut bytes).is_ok()).then_some(bytes)
}

/// What a page draws that is kept outside its own content.
fn forms(document: &Document, page: ObjectId) -> Vec<ObjectId> {
    let Ok((own, inherited)) = document.get_page_resources(page) else { return Vec::new() };
    let resources =
        own.into_iter().chain(inherited.iter().filter_map(|id| document.get_dictionary(*id).ok()));
    let objects = resources.filter_map(|r| open::dictionary(document, r, b"XObject"));
    objects.flat_map(|o| o.iter().filter_map(|(_, object)| object.as_reference().ok())).collect()
}

/// Turns the rendering of text from invisible (`3 Tr`) to filled. True if there was any.
fn show(content: &mut [u8]) -> bool {
    let mut shown = false;
    for at in 0..content.len().saturating_sub(3) {
        let alone = at == 0 || content[at - 1].is_ascii_whitespace();
        if alone
            && content[at..].starts_with(b"3 Tr")
            && !content.get(at + 4).is_some_and(u8::is_ascii_alphanumeric)
        {
            content[at] = b'0';
            shown = true;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_invisible_text_is_turned() {
        let mut content = b"BT 3 Tr (a) Tj 13 Tr 3 Trx 1 Tr ET".to_vec();
        assert!(show(&mut content));
        assert_eq!(content, b"BT 0 Tr (a) Tj 13 Tr 3 Trx 1 Tr ET");
        assert!(!show(&mut content));
    }
}
