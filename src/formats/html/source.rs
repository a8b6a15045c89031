//! The text of a page before it is parsed: lines are marked, and nesting is bounded.
//!
//! The parser keeps no line numbers, so every tag that can open a line gets its own as an attribute.

/// The attribute that holds the line of a tag.
pub(super) const LINE: &str = "data-whosaid-line";

/// Tags that open a line of text.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "br",
    "li",
    "tr",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "dt",
    "dd",
    "section",
    "article",
    "main",
    "body",
    "center",
    "figcaption",
    "hr",
    "summary",
];
/// Tags that must be closed, so that leaving them open nests what follows.
const NESTING: &[&str] = &[
    "div",
    "span",
    "font",
    "b",
    "i",
    "u",
    "em",
    "strong",
    "big",
    "small",
    "center",
    "blockquote",
    "section",
    "article",
    "table",
    "ul",
    "ol",
    "dl",
    "code",
    "tt",
    "s",
    "strike",
    "nobr",
    "form",
    "details",
    "main",
    "figure",
];
/// Of these the parser reopens all that are open at every paragraph.
const REOPENED: &[&str] =
    &["font", "b", "i", "u", "em", "strong", "big", "small", "code", "tt", "s", "strike", "nobr"];

/// No page a person wrote nests deeper; beyond it the parser's work grows with the square of the text.
const DEEPEST: usize = 2_000;
const MOST_REOPENED: usize = 200;

/// The text with the lines marked; none if it nests too deep.
pub(super) fn mark_lines(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let (mut line, mut depth, mut open) = (1usize, 0usize, 0usize);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        line += rest[..at].bytes().filter(|&b| b == b'\n').count();
        out.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        let closing = rest.starts_with('/');
        let name = name(&rest[usize::from(closing)..]);
        let step = |n: usize| if closing { n.saturating_sub(1) } else { n + 1 };
        let is = |all: &[&str]| all.iter().any(|t| name.eq_ignore_ascii_case(t));
        if is(NESTING) {
            depth = step(depth);
        }
        if is(REOPENED) {
            open = step(open);
        }
        if depth > DEEPEST || open > MOST_REOPENED {
            return None;
        }
        if !closing && is(BLOCKS) {
            out.push_str(name);
            out.push_str(&format!(" {LINE}={line} "));
            rest = &rest[name.len()..];
        }
    }
    out.push_str(rest);
    Some(out)
}

/// The name of a tag at the start of a text; empty if none is.
fn name(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let ends = text[end..].starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/');
    if ends { &text[..end] } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_tags_get_their_line() {
        let got = mark_lines("<i>a</i>\n<P class=x>b<br/>\nc < d</P>").unwrap();
        assert_eq!(got, format!("<i>a</i>\n<P {LINE}=2  class=x>b<br {LINE}=2 />\nc < d</P>"));
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(mark_lines(&"<p>".repeat(9_000)).is_some());
        assert!(mark_lines(&"<b>x</b>".repeat(9_000)).is_some());
        assert!(mark_lines(&"<div>".repeat(9_000)).is_none());
        assert!(mark_lines(&"<font size=1><p>".repeat(9_000)).is_none());
    }
}
