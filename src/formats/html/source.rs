//! The text of a page before it is parsed: lines are marked, nesting is bounded, and empty tags of XHTML are closed.
//!
//! The parser keeps no line numbers, so every tag that can open a line gets its own as an attribute. It reads XHTML
//! like HTML, where `<title/>` is a title that never ends.

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
/// Tags that the next of their kind closes, or that nothing stands in; all others nest what follows if left open.
const FLAT: &[&str] = &[
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "caption", "option",
    "optgroup", "rt", "rp", "html", "head", "body", "button",
];
/// Tags whose content is no markup.
const RAW: &[&str] = &["script", "style", "textarea", "title", "noembed", "xmp", "iframe", "noframes"];
/// Tags that the parser opens again at every paragraph until they are closed.
const REOPENED: &[&str] =
    &["font", "b", "i", "u", "em", "strong", "big", "small", "code", "tt", "s", "strike", "nobr"];

/// Tags that hold nothing in HTML either.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// No page a person wrote nests deeper; beyond it the parser's work grows with the square of the text.
const DEEPEST: usize = 2_000;
const MOST_REOPENED: usize = 200;

/// The text with the lines marked; none if it nests too deep.
pub(super) fn mark_lines(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let (mut line, mut depth, mut open) = (1usize, 0usize, 0usize);
    let xhtml = is_xhtml(text);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        line += rest[..at].bytes().filter(|&b| b == b'\n').count();
        out.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            let end = comment.find("-->").map_or(rest.len(), |end| "!--".len() + end);
            line += copy(&mut out, &mut rest, end);
            continue;
        }
        let closing = rest.starts_with('/');
        let name = name(&rest[usize::from(closing)..]);
        let is = |all: &[&str]| all.iter().any(|t| name.eq_ignore_ascii_case(t));
        let empty = if xhtml && !closing && !is(VOID) { empty_tag(rest, name) } else { None };
        let step = |n: usize| if closing { n.saturating_sub(1) } else { n + 1 };
        if !name.is_empty() && !is(FLAT) && !is(VOID) && empty.is_none() {
            depth = step(depth);
        }
        if is(REOPENED) && empty.is_none() {
            open = step(open);
        }
        if depth > DEEPEST || open > MOST_REOPENED {
            return None;
        }
        if !closing && is(BLOCKS) {
            // Two breaks in a row make readers of articles rebuild what is around them, unless something is between.
            let before = if name.eq_ignore_ascii_case("br") { "wbr><" } else { "" };
            out.push_str(&format!("{before}{name} {LINE}={line} "));
            rest = &rest[name.len()..];
        }
        if let Some(left) = empty {
            let slash = rest.len() - left;
            line += copy(&mut out, &mut rest, slash);
            out.push_str(&format!("></{name}>"));
            rest = &rest["/>".len()..];
        } else if !closing && is(RAW) {
            let end = end_tag(rest, name);
            line += copy(&mut out, &mut rest, end);
        }
    }
    out.push_str(rest);
    Some(out)
}

/// Moves so many bytes from the rest to the output; gives the lines that end in them.
fn copy(out: &mut String, rest: &mut &str, bytes: usize) -> usize {
    let (moved, left) = rest.split_at(bytes);
    out.push_str(moved);
    *rest = left;
    moved.bytes().filter(|&b| b == b'\n').count()
}

/// Where the tag stands that closes an element whose content is no markup.
fn end_tag(text: &str, name: &str) -> usize {
    let closes = |&(at, _): &(usize, &str)| {
        text.as_bytes()[at + 2..].get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
    };
    text.match_indices("</").find(closes).map_or(text.len(), |(at, _)| at)
}

/// True for a page that says it is XHTML.
fn is_xhtml(text: &str) -> bool {
    let head: String = text.chars().take(1024).collect();
    head.trim_start().starts_with("<?xml") || head.contains("http://www.w3.org/1999/xhtml")
}

/// How much of a text is left from the slash that ends the tag of this name at its start; none if it is no empty tag.
fn empty_tag(text: &str, name: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices().skip(name.len()) {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => {
                let ends = !name.is_empty() && text[..at].ends_with('/');
                return ends.then(|| text.len() - at + "/".len());
            }
            (None, '<') => return None,
            _ => {}
        }
    }
    None
}

/// The name of a tag at the start of a text; empty if none is.
fn name(text: &str) -> &str {
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '_');
    let end = if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        text.find(|c| !of_name(c)).unwrap_or(text.len())
    } else {
        0
    };
    let ends = text[end..].starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/');
    if ends { &text[..end] } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_tags_get_their_line() {
        let got = mark_lines("<i>a</i>\n<P class=x>b<br/>\nc < d</P>").unwrap();
        assert_eq!(got, format!("<i>a</i>\n<P {LINE}=2  class=x>b<wbr><br {LINE}=2 />\nc < d</P>"));
    }

    #[test]
    fn empty_tags_of_xhtml_are_closed() {
        let head = "<?xml version='1.0'?>";
        let got = mark_lines(&format!("{head}<title/><a id='x/>'\n/>b<br/><p/><p>c</p>")).unwrap();
        assert_eq!(
            got,
            format!(
                "{head}<title></title><a id='x/>'\n></a>b<wbr><br {LINE}=2 /><p {LINE}=2 ></p><p {LINE}=2 >c</p>"
            )
        );
        assert_eq!(mark_lines("<title/>").unwrap(), "<title/>");
        assert!(mark_lines(&format!("{head}{}", "<div/>".repeat(9_000))).is_some());
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(mark_lines(&"<p>".repeat(9_000)).is_some());
        assert!(mark_lines(&"<b>x</b>".repeat(9_000)).is_some());
        assert!(mark_lines(&"<div>".repeat(9_000)).is_none());
        assert!(mark_lines(&"<font size=1><p>".repeat(9_000)).is_none());
        assert!(mark_lines(&"<x-y>".repeat(9_000)).is_none());
        assert!(mark_lines(&"<?xml".repeat(9_000)).is_some());
    }

    #[test]
    fn scripts_and_comments_are_no_markup() {
        let text = "<script>\n\"<p>\" + a<b \n</SCRIPT><!--\n<p> --><p>";
        assert_eq!(mark_lines(text).unwrap(), text.replace("--><p>", &format!("--><p {LINE}=4 >")));
        assert!(mark_lines(&format!("<script>{}</script>", "a<b ".repeat(9_000))).is_some());
    }
}
