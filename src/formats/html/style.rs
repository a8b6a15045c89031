//! Which classes the style sheets of a page set in bold type, as word processors write it.
//!
//! Deliberately absent: everything else in a style sheet, and selectors of more than one element.

use std::collections::HashSet;

use scraper::{ElementRef, Html};

use super::part::all;

/// The classes that the sheets inside a page set in bold.
pub(super) fn of_page(page: &Html) -> HashSet<String> {
    all(page, "style").iter().flat_map(|sheet| bold_classes(&sheet.text().collect::<String>())).collect()
}

/// The classes that a sheet sets in bold.
pub(in crate::formats) fn bold_classes(sheet: &str) -> HashSet<String> {
    let mut classes = HashSet::new();
    for (before, declarations) in sheet.split('}').filter_map(|rule| rule.rsplit_once('{')) {
        if is_bold(declarations) {
            let selectors = before.rsplit(['{', '/', ';']).next().unwrap_or(before).split(',');
            classes.extend(selectors.filter_map(|s| class(s.trim())));
        }
    }
    classes
}

/// True for an element that its class or its own style sets in bold.
pub(super) fn is_strong(element: ElementRef<'_>, bold: &HashSet<String>) -> bool {
    let value = element.value();
    value.attr("style").is_some_and(is_bold) || value.classes().any(|class| bold.contains(class))
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
    use super::bold_classes;

    #[test]
    fn bold_classes_are_found() {
        let sheet = "/* c */ .a, span.b { font-size: 13pt; font-weight: bold; } .c{font-weight:700}\n.d {}\n\
            .e .f { font-weight: bold } @media print { .g { font-weight: bolder } } .h { font-weight: 400 }";
        let mut got: Vec<_> = bold_classes(sheet).into_iter().collect();
        got.sort();
        assert_eq!(got, ["a", "b", "c", "g"]);
    }
}
