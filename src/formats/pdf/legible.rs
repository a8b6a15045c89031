//! Whether the characters of a page can be read: fonts without a Unicode map give text that is none.
//!
//! A character is lost if it reads as a replacement mark, lies in a private area, or stands in a font without a map
//! whose text does not look like writing. Deliberately absent: guessing what such characters might have been.

use std::collections::HashMap;

use pdf_inspector::TextItem;

/// One character in so many may be lost on a legible page.
const SHARE: usize = 10;

/// How a page fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Page {
    /// Characters that can be read.
    pub(super) read: usize,
    /// Characters that cannot.
    pub(super) lost: usize,
    /// A picture fills most of it.
    pub(super) picture: bool,
}

impl Page {
    pub(super) fn is_garbled(self) -> bool {
        self.lost > 0 && self.lost * SHARE > self.read + self.lost
    }

    pub(super) fn is_scanned(self) -> bool {
        self.read + self.lost == 0 && self.picture
    }
}

/// What can be read on each page. `unmapped` are fonts without a map, by page and name.
pub(super) fn judge(items: &[TextItem], pages: usize, unmapped: &HashMap<(u32, String), usize>) -> Vec<Page> {
    let font = |item: &TextItem| unmapped.get(&(item.page, item.font_tag.clone()));
    let mut texts: HashMap<usize, Tally> = HashMap::new();
    for item in items {
        if let Some(font) = font(item) {
            texts.entry(*font).or_default().add(&item.text);
        }
    }
    let last = items.iter().map(|i| i.page as usize).max().unwrap_or(0).max(pages);
    let mut judged = vec![Page::default(); last];
    for item in items {
        let Some(page) = (item.page as usize).checked_sub(1).and_then(|i| judged.get_mut(i)) else {
            continue;
        };
        if matches!(item.item_type, pdf_inspector::extractor::ItemType::Image) {
            page.picture |= item.width * item.height > 100_000.0;
            continue;
        }
        let garbage = font(item).and_then(|f| texts.get(f)).is_some_and(|t| !t.is_writing());
        for c in item.text.chars().filter(|c| !c.is_whitespace()) {
            let lost = garbage || is_lost(c);
            *(if lost { &mut page.lost } else { &mut page.read }) += 1;
        }
    }
    judged
}

/// A character that stands for none.
pub(super) fn is_lost(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
        || c.is_control() && c != '\n'
}

/// What a font shows.
#[derive(Debug, Default)]
struct Tally {
    all: usize,
    written: usize,
}

impl Tally {
    fn add(&mut self, text: &str) {
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            self.all += 1;
            self.written += usize::from(c.is_lowercase() || crate::analysis::is_han(c));
        }
    }

    /// Most of what is written in English or Chinese is small letters or Han; codes without a meaning, which count the
    /// glyphs of a font from its first, are mostly neither. A few characters prove nothing.
    fn is_writing(&self) -> bool {
        self.written * 2 >= self.all || self.all < 20 && self.written > 0
    }
}

/// Page numbers as a text: `3, 5-7`.
pub(super) fn list(pages: &[usize]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &page in pages {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == page => *last = page,
            _ => ranges.push((page, page)),
        }
    }
    let range = |(first, last): (usize, usize)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    ranges.into_iter().map(range).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_count_glyphs_are_no_writing() {
        let writing = |text: &str| {
            let mut tally = Tally::default();
            tally.add(text);
            tally.is_writing()
        };
        assert!(writing("The last wooden ferry of the estuary"));
        assert!(writing("周德水：平常二十多趟，赶集的日子五六十趟。"));
        assert!(!writing(" !\"#$%&’()*+,-.*/0123 456(789:;<=>?@A<B1C"));
        assert!(!writing("5IF-BTU8PPEFO'FSSZBOEUIF8JOUFS"));
    }

    #[test]
    fn pages_are_listed_as_ranges() {
        assert_eq!(list(&[1, 3, 4, 5, 9]), "1, 3-5, 9");
    }
}
