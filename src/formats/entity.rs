//! Character references of HTML and XML: `&amp;`, `&eacute;`, `&#x4f60;`.
//!
//! Deliberately absent: entities that a document declares itself, which are `dtd`'s.

/// Resolves `&name;`, `&#10;` and `&#xa;`; anything else stays as it is.
pub(super) fn resolve(text: &str) -> String {
    resolve_by(text, named_or_numbered)
}

/// Replaces every `&name;` by what `value` says it stands for, and leaves those it does not know.
pub(super) fn resolve_by(text: &str, mut value: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name = rest.bytes().take(40).position(|b| b == b';').map(|end| &rest[..end]);
        match name.and_then(|name| Some((name, value(name)?))) {
            Some((name, meant)) => {
                out.push_str(&meant);
                rest = &rest[name.len() + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

/// What an entity stands for.
pub(super) fn named_or_numbered(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return match name {
            "nbsp" => Some(String::from(" ")),
            _ => quick_xml::escape::resolve_xml_entity(name).map(str::to_owned).or_else(|| named(name)),
        };
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| !c.is_control() || c.is_whitespace()).map(String::from)
}

/// Any named entity of HTML, looked up by the HTML parser.
fn named(name: &str) -> Option<String> {
    if !name.starts_with(|c: char| c.is_ascii_alphabetic())
        || !name.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        return None;
    }
    let written = format!("&{name};");
    let fragment = scraper::Html::parse_fragment(&written);
    let text: String = fragment.root_element().text().collect();
    (text != written && !text.ends_with(';')).then_some(text)
}
