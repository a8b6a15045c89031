//! What a page says of itself: title, date, publisher, address, author; from meta tags and JSON-LD.

use scraper::Html;
use serde_json::Value;

use super::part::all;
use crate::formats::authors::is_name;
use crate::model::Meta;
use crate::turns::find_date;

/// The metadata of a page, and the name of its author.
pub(super) fn read(page: &Html) -> (Meta, Option<String>) {
    let linked = linked(page);
    let from = |keys: &[&str], field: &str| {
        meta(page, keys).or_else(|| linked.iter().find_map(|v| text(v.get(field)?)))
    };
    const DATES: &[&str] = &[
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "dcterms.date",
        "pubdate",
        "publishdate",
        "publish_date",
        "publication_date",
        "parsely-pub-date",
        "citation_publication_date",
        "og:pubdate",
        "created",
    ];
    let time = || {
        let stamps = all(page, "article time[datetime], main time[datetime], time[itemprop=datePublished]");
        stamps.first().and_then(|t| t.attr("datetime")).map(str::to_owned)
    };
    let canonical =
        || all(page, "link[rel=canonical]").first().and_then(|l| l.attr("href")).map(str::to_owned);
    let metadata = Meta {
        title: title(page, from(&["og:title", "dc.title", "citation_title"], "headline")),
        date: from(DATES, "datePublished").or_else(time).as_deref().and_then(find_date),
        source: meta(page, &["og:url"]).or_else(canonical).filter(|u| u.starts_with("http")),
        publisher: from(&["og:site_name", "publisher", "dc.publisher", "citation_publisher"], "publisher"),
        ..Meta::default()
    };
    (
        metadata,
        from(&["author", "article:author", "dc.creator", "parsely-author"], "author").filter(|a| is_name(a)),
    )
}

/// The content of the first meta tag of one of these names.
fn meta(page: &Html, names: &[&str]) -> Option<String> {
    let tags = all(page, "meta[content]");
    names.iter().find_map(|name| {
        let called = |tag: &&scraper::ElementRef<'_>| {
            ["name", "property", "itemprop"]
                .iter()
                .any(|a| tag.attr(a).is_some_and(|n| n.trim().eq_ignore_ascii_case(name)))
        };
        squeezed(tags.iter().filter(called).find_map(|t| t.attr("content"))?)
    })
}

/// The page's title without the site's name: its heading, where the title holds it.
fn title(page: &Html, stated: Option<String>) -> Option<String> {
    let written =
        || all(page, "head > title, title").first().and_then(|t| squeezed(&t.text().collect::<String>()));
    let title = stated.or_else(written)?;
    let headings = all(page, "h1");
    let held = headings
        .iter()
        .filter_map(|h| squeezed(&h.text().collect::<String>()))
        .find(|h| h.chars().count() >= 4 && title.to_lowercase().contains(&h.to_lowercase()));
    Some(held.unwrap_or(title))
}

/// The objects of the page's JSON-LD.
fn linked(page: &Html) -> Vec<Value> {
    let mut found = Vec::new();
    for script in all(page, "script[type='application/ld+json']") {
        let Ok(value) = serde_json::from_str::<Value>(&script.text().collect::<String>()) else { continue };
        match value {
            Value::Array(items) => found.extend(items),
            Value::Object(mut o) => match o.remove("@graph") {
                Some(Value::Array(items)) => found.extend(items),
                _ => found.push(Value::Object(o)),
            },
            _ => {}
        }
    }
    found.retain(|v| v.get("headline").is_some() || v.get("datePublished").is_some());
    found
}

/// A string, or the name of an object or of a list's only item.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => squeezed(s),
        Value::Object(o) => text(o.get("name")?),
        Value::Array(items) if items.len() == 1 => text(&items[0]),
        _ => None,
    }
}

fn squeezed(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meta_tags_and_linked_data_are_read() {
        let page = Html::parse_document(
            "<html><head><title>Old ferry - Harbour News</title><meta property='og:url' content='https://x.example/a'>\
             <meta name=Author content='Mara Quist'><script type='application/ld+json'>{\"@graph\": [{\"headline\": \
             \"Old ferry - a talk\", \"datePublished\": \"2016-10-11T08:00:00Z\", \"publisher\": {\"name\": \"Harbour News\"}}]}\
             </script></head><body><h1>Old ferry</h1></body></html>",
        );
        let (meta, author) = read(&page);
        assert_eq!(meta.title.as_deref(), Some("Old ferry"));
        assert_eq!(meta.date.as_deref(), Some("2016-10-11"));
        assert_eq!(meta.publisher.as_deref(), Some("Harbour News"));
        assert_eq!(meta.source.as_deref(), Some("https://x.example/a"));
        assert_eq!(author.as_deref(), Some("Mara Quist"));
    }

    #[test]
    fn a_page_without_any_says_nothing() {
        let (meta, author) = read(&Html::parse_document("<p>Hello"));
        assert_eq!((meta, author), (Meta::default(), None));
    }
}
