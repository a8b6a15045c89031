//! Which classes the style sheets of a page set in bold type, and which of these larger than its text, as word
//! processors write labels and headings.
//!
//! Deliberately absent: everything else in a style sheet, and selectors of more than one element.

use std::collections::{HashMap, HashSet};

use scraper::{ElementRef, Html};

use super::part::all;

/// No heading is longer, in characters.
const LONGEST_HEADING: usize = 60;

/// What the style sheets of a page or book say.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::formats) struct Sheets {
    bold: HashSet<String>,
    /// The stated size of bold classes, in points.
    sizes: HashMap<String, f32>,
    /// The largest stated size of anything that is not bold.
    text: f32,
}

impl Sheets {
    /// The sheets inside a page.
    pub(super) fn add_page(&mut self, page: &Html) {
        for sheet in all(page, "style") {
            self.add(&sheet.text().collect::<String>());
        }
    }

    /// A sheet.
    pub(in crate::formats) fn add(&mut self, sheet: &str) {
        for (before, declarations) in sheet.split('}').filter_map(|rule| rule.rsplit_once('{')) {
            let size = size(declarations);
            if !is_bold(declarations) {
                self.text = self.text.max(size.unwrap_or(0.0));
                continue;
            }
            let selectors = before.rsplit(['{', '/', ';']).next().unwrap_or(before).split(',');
            for class in selectors.filter_map(|s| class(s.trim())) {
                self.sizes.extend(size.map(|size| (class.clone(), size)));
                self.bold.insert(class);
            }
        }
    }

    /// True for an element that its class or its own style sets in bold.
    pub(super) fn is_strong(&self, element: ElementRef<'_>) -> bool {
        let value = element.value();
        value.attr("style").is_some_and(is_bold) || value.classes().any(|class| self.bold.contains(class))
    }

    /// True for a short paragraph that is set in bold and larger than the text, and asks nothing.
    pub(super) fn is_heading(&self, paragraph: ElementRef<'_>) -> bool {
        if self.sizes.is_empty() || paragraph.value().name() != "p" {
            return false;
        }
        let large = paragraph.children().all(|child| match ElementRef::wrap(child) {
            Some(element) => self.is_large(element),
            None => child.value().as_text().is_none_or(|text| text.trim().is_empty()),
        });
        let text: String = paragraph.text().collect();
        let text = text.trim();
        large
            && (1..=LONGEST_HEADING).contains(&text.chars().count())
            && !text.ends_with(['?', '？', ':', '：'])
    }

    fn is_large(&self, element: ElementRef<'_>) -> bool {
        // Without a word of the text's size it is taken for what programs begin with.
        let text = if self.text > 0.0 { self.text } else { USUAL };
        element.value().classes().any(|class| self.sizes.get(class).is_some_and(|&size| size > text))
    }
}

/// The size of text of which nothing is said, in points.
const USUAL: f32 = 12.0;

/// The size that declarations state, in points.
fn size(declarations: &str) -> Option<f32> {
    let mut pairs = declarations.split(';').filter_map(|d| d.split_once(':'));
    let (_, value) = pairs.find(|(property, _)| property.trim().eq_ignore_ascii_case("font-size"))?;
    let value = value.trim();
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number: f32 = value.strip_suffix(unit)?.parse().ok()?;
    let points = match unit.trim() {
        "pt" => 1.0,
        "px" => 0.75,
        "em" | "rem" => USUAL,
        "%" => USUAL / 100.0,
        _ => return None,
    };
    Some(number * points)
}

fn is_bold(declarations: &str) -> bool {
    declarations.split(';').filter_map(|d| d.split_once(':')).any(|(property, value)| {
        let value = value.trim();
        property.trim().eq_ignore_ascii_case("font-weight")
            && (value.starts_with("bold") || value.parse::<u32>().is_ok_and(|weight| weight >= 600))
    })
}

/// The class of a selector that is nothing but one, on whatever element.
fn class(selector: &str) -> Option<String> {
    let (element, class) = selector.split_once('.')?;
    let plain = |name: &str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    (plain(element) && plain(class) && !class.is_empty()).then(|| class.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sheet: &str) -> Sheets {
        let mut sheets = Sheets::default();
        sheets.add(sheet);
        sheets
    }

    #[test]
    fn bold_classes_are_found() {
        let sheet = "/* c */ .a, span.b { font-size: 13pt; font-weight: bold; } .c{font-weight:700}\n.d {}\n\
            .e .f { font-weight: bold } @media print { .g { font-weight: bolder } } .h { font-weight: 400 }";
        let mut got: Vec<_> = read(sheet).bold.into_iter().collect();
        got.sort();
        assert_eq!(got, ["a", "b", "c", "g"]);
    }

    #[test]
    fn short_paragraphs_in_larger_bold_type_are_headings() {
        let heading = |sheet: &str, body: &str| {
            let page = Html::parse_document(body);
            all(&page, "p").first().is_some_and(|p| read(sheet).is_heading(*p))
        };
        let large = ".h { font-size: 13pt; font-weight: bold } .l { font-weight: bold }";
        assert!(heading(large, "<p> <span class=h>The ice</span></p>"));
        assert!(!heading(large, "<p><span class=l>Ann:</span></p>"));
        assert!(!heading(large, "<p><span class=h>The ice</span> came.</p>"));
        assert!(!heading(large, "<p><span class=h>Did it come?</span></p>"));
        assert!(!heading(&format!("{large} .t {{ font-size: 110% }}"), "<p><span class=h>Ann</span></p>"));
    }
}
