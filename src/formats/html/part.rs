//! Which part of a page holds the interview, and which elements hold none of it.
//!
//! The part is found by `dom_smoothie`, a port of Mozilla's Readability. It may take labels and short answers for
//! clutter, so whoever asks compares what is left with the whole body.

use dom_smoothie::{Config, Readability};
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

/// Words in classes and ids of what stands inside an article and is none of it.
const BESIDE: &[&str] = &[
    "actions",
    "advert",
    "advertisement",
    "breadcrumb",
    "breadcrumbs",
    "comments",
    "cookie",
    "cookies",
    "newsletter",
    "pagination",
    "popup",
    "promo",
    "recommendations",
    "recommended",
    "related",
    "share",
    "sharing",
    "signup",
    "sponsor",
    "subscribe",
    "subscription",
    "toolbar",
];

/// No page longer than this, in bytes, is searched for its article.
const LONGEST: usize = 8 << 20;

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

/// The page without what seems to stand beside its article, and what looks like the article, as a page of its own;
/// none if no part stands out.
pub(super) fn article(page: &Html) -> Option<(Html, Html)> {
    let mut page = page.clone();
    let whole = length(body(&page));
    let other = |e: &ElementRef<'_>| is_left_out(*e) || is_beside(*e, whole);
    let others = body(&page).descendent_elements().filter(other).map(|e| e.id());
    for id in others.collect::<Vec<_>>() {
        if let Some(mut node) = page.tree.get_mut(id) {
            node.detach();
        }
    }
    // Without its head, so that no heading is taken for a repeat of the title and removed.
    let html = Some(body(&page).html()).filter(|html| html.len() <= LONGEST)?;
    // Pages of WeChat are hidden until a script shows them.
    let html = html.replace("visibility: hidden", "").replace("visibility:hidden", "");
    let config = Config { keep_classes: true, disable_json_ld: true, ..Config::default() };
    let found = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
    let article = Html::parse_document(&found.content);
    Some((page, article))
}

/// How many links with a text a page has.
pub(super) fn links(page: &Html) -> usize {
    all(page, "a[href]").into_iter().filter(|link| length(*link) > 0).count()
}

/// True for elements that their class or id calls something beside the article of a page of this length in bytes; a guess by its
/// words, so that no large part is taken for such.
fn is_beside(element: ElementRef<'_>, page: usize) -> bool {
    let value = element.value();
    let called = |name: &str| {
        let words = name.split(|c: char| !c.is_alphanumeric());
        words.map(str::to_ascii_lowercase).any(|word| BESIDE.contains(&word.as_str()))
    };
    value.id().into_iter().chain(value.classes()).any(called) && length(element) * 4 < page
}

/// How much text an element holds, in bytes.
fn length(element: ElementRef<'_>) -> usize {
    element.text().map(str::len).sum()
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
    // The running head and foot of a page that was a text document.
    let running = name == "div" && matches!(value.attr("title"), Some("header" | "footer"));
    running
        || style.contains("display:none")
        || value.attr("role").is_some_and(|r| ROLES.contains(&r))
        || value
            .id()
            .into_iter()
            .chain(value.classes())
            .any(|c| AROUND.contains(&c.to_ascii_lowercase().as_str()))
}
