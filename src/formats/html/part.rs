//! Which part of a page holds the interview, and which elements hold none of it.

use scraper::{ElementRef, Html, Selector};

/// Elements whose text is no part of the interview.
const ABSENT: &[&str] = &[
    "script", "style", "noscript", "template", "nav", "footer", "aside", "button", "select", "option",
    "textarea", "iframe", "object", "svg", "canvas", "dialog", "audio", "video", "head", "del", "s",
    "strike", "rt", "rp", "menu",
];
const ROLES: &[&str] = &["navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog"];
/// Classes and ids, whole words of them, of what is around an article.
const AROUND: &[&str] = &[
    "comments",
    "comment-list",
    "commentlist",
    "disqus_thread",
    "respond",
    "sidebar",
    "breadcrumb",
    "breadcrumbs",
    "share",
    "sharing",
    "social",
    "social-share",
    "sharedaddy",
    "related",
    "related-posts",
    "newsletter",
    "cookie",
    "cookie-banner",
    "advertisement",
    "navbar",
    "site-footer",
    "site-header",
    "screen-reader-text",
    "visually-hidden",
    "sr-only",
    "toc",
    "mw-editsection",
    "navbox",
];

/// A form with this many paragraphs is the page itself, as some servers wrap it.
const PAGE_FORM: usize = 5;

/// The elements a selector finds; none for a broken selector.
pub(super) fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(selector).map(|s| page.select(&s).collect()).unwrap_or_default()
}

/// The body, or the root of a page without one.
pub(super) fn body(page: &Html) -> ElementRef<'_> {
    all(page, "body").first().copied().unwrap_or_else(|| page.root_element())
}

/// What looks like the main part: the article with the most text, else `main`.
pub(super) fn main(page: &Html) -> Option<ElementRef<'_>> {
    let (length, article) = longest(all(page, "article, [itemprop=articleBody]")).unzip();
    let main = longest(all(page, "main, [role=main]"));
    match (length.zip(article), main) {
        // Several short articles in a `main` are parts of it, or teasers.
        (Some((a, _)), Some((m, main))) if a * 2 < m => Some(main),
        (Some((_, article)), _) => Some(article),
        (None, main) => main.map(|(_, e)| e),
    }
}

/// The element with the most text, and how much it is.
fn longest(found: Vec<ElementRef<'_>>) -> Option<(usize, ElementRef<'_>)> {
    found.into_iter().map(|e| (e.text().map(str::len).sum(), e)).max_by_key(|(length, _)| *length)
}

/// True for elements that are left out with all they hold.
pub(super) fn is_left_out(element: ElementRef<'_>) -> bool {
    let value = element.value();
    let name = value.name();
    if ABSENT.contains(&name) || value.attr("hidden").is_some() || value.attr("aria-hidden") == Some("true") {
        return true;
    }
    if matches!(name, "body" | "html" | "article" | "main") {
        return false;
    }
    if name == "form" {
        let blocks = element
            .descendent_elements()
            .filter(|e| matches!(e.value().name(), "p" | "br" | "tr" | "h1" | "div"));
        return blocks.take(PAGE_FORM).count() < PAGE_FORM;
    }
    let style = value.attr("style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    style.contains("display:none")
        || style.contains("visibility:hidden")
        || value.attr("role").is_some_and(|r| ROLES.contains(&r))
        || value
            .id()
            .into_iter()
            .chain(value.classes())
            .any(|c| AROUND.contains(&c.to_ascii_lowercase().as_str()))
}
