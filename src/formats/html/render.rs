//! Elements of a page to lines: which of them are blocks, breaks, cells and strong text.

use scraper::{ElementRef, Node};

use super::part::is_left_out;
use super::source::LINE;
use super::style::Sheets;
use crate::formats::flow::Flow;
use crate::turns::Line;

/// No name of a speaker is longer, in characters.
const LONGEST_NAME: usize = 40;
/// The level of a heading that is one by its type alone.
const SET_OFF: u8 = 2;

/// The lines of an element of a page with these style sheets.
pub(super) fn lines(root: ElementRef<'_>, sheets: &Sheets) -> Vec<Line> {
    let mut renderer = Renderer { flow: Flow::default(), sheets };
    let mut at = root.first_child();
    while let Some(node) = at {
        let element = ElementRef::wrap(node);
        let mut down = None;
        match node.value() {
            Node::Text(text) => renderer.flow.text(text),
            Node::Element(_) => {
                if let Some(element) = element.filter(|e| !is_left_out(*e)) {
                    renderer.open(element);
                    down = node.first_child();
                    if down.is_none() {
                        renderer.close(element);
                    }
                }
            }
            _ => {}
        }
        let mut up = node;
        at = down.or_else(|| up.next_sibling());
        while at.is_none() {
            let Some(parent) = up.parent().filter(|p| p.id() != root.id()) else { break };
            if let Some(element) = ElementRef::wrap(parent) {
                renderer.close(element);
            }
            at = parent.next_sibling();
            up = parent;
        }
    }
    renderer.flow.finish()
}

/// Elements to calls on the flow.
struct Renderer<'a> {
    flow: Flow,
    sheets: &'a Sheets,
}

impl Renderer<'_> {
    fn open(&mut self, element: ElementRef<'_>) {
        let value = element.value();
        if let Some(line) = value.attr(LINE).and_then(|l| l.parse().ok()) {
            self.flow.at(line);
        }
        if self.is_strong(element) {
            self.flow.open_strong();
        }
        match value.name() {
            "br" => self.flow.line_break(),
            name @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
                self.flow.open_heading(name.as_bytes()[1] - b'0');
            }
            "p" if self.sheets.is_heading(element) => self.flow.open_heading(SET_OFF),
            "blockquote" => self.flow.open_quote(),
            "pre" => self.flow.open_pre(),
            "li" => self.flow.open_item(),
            "tr" => self.flow.open_row(),
            "td" | "th" => self.flow.open_cell(),
            "dd" => self.flow.belong(),
            name if is_block(name) => self.flow.open_paragraph(),
            _ => {}
        }
    }

    fn close(&mut self, element: ElementRef<'_>) {
        if self.is_strong(element) {
            self.flow.close_strong();
        }
        match element.value().name() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.flow.close_heading(),
            "p" if self.sheets.is_heading(element) => self.flow.close_heading(),
            "blockquote" => self.flow.close_quote(),
            "pre" => self.flow.close_pre(),
            "dt" => self.flow.line(),
            name if is_block(name) && self.is_label(element) => self.flow.belong(),
            "tr" => self.flow.close_row(),
            "td" | "th" => self.flow.close_cell(),
            "dd" | "li" => self.flow.gap(),
            name if is_block(name) => self.flow.gap(),
            _ => {}
        }
    }

    fn is_strong(&self, element: ElementRef<'_>) -> bool {
        matches!(element.value().name(), "b" | "strong") || self.sheets.is_strong(element)
    }

    /// True at the end of a block that the page calls a speaker, and that holds nothing but a short line.
    fn is_label(&self, element: ElementRef<'_>) -> bool {
        const CLASSES: &[&str] =
            &["speaker", "speakername", "name", "who", "participant", "transcriptspeaker", "label"];
        let short = 1..=LONGEST_NAME;
        let called = |class: &str| {
            let plain = class.to_ascii_lowercase().replace(['-', '_'], "");
            CLASSES.contains(&plain.as_str())
        };
        short.contains(&self.flow.current().chars().count()) && element.value().classes().any(called)
    }
}

/// Elements that stand in a block of their own.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "table"
            | "tbody"
            | "thead"
            | "tfoot"
            | "caption"
            | "section"
            | "article"
            | "main"
            | "header"
            | "center"
            | "address"
            | "figure"
            | "figcaption"
            | "hr"
            | "details"
            | "summary"
            | "fieldset"
            | "form"
            | "hgroup"
            | "body"
            | "nav"
            | "footer"
    )
}

#[cfg(test)]
mod tests {
    use super::super::{part, source};
    use super::*;
    use scraper::Html;

    fn rendered(html: &str) -> Vec<Line> {
        let page = Html::parse_document(&source::mark_lines(html).unwrap());
        lines(part::body(&page), &Sheets::default())
    }

    fn seen(html: &str) -> Vec<(String, bool)> {
        rendered(html).into_iter().map(|l| (l.text, l.gap)).collect()
    }

    fn want(lines: &[(&str, bool)]) -> Vec<(String, bool)> {
        lines.iter().map(|(t, g)| ((*t).to_owned(), *g)).collect()
    }

    #[test]
    fn blocks_give_gaps_and_breaks_give_lines() {
        let html = "<p>One\n two<br>three<br><br>four</p><div>five<p>six</div>seven";
        let lines = [
            ("One two", true),
            ("three", false),
            ("four", true),
            ("five", true),
            ("six", true),
            ("seven", true),
        ];
        assert_eq!(seen(html), want(&lines));
    }

    #[test]
    fn strong_text_at_the_start_is_measured() {
        let got = rendered(
            "<p><b>Ann: </b>Hi <b>there</b></p><p><strong>林可桢：</strong>你好</p><p><b>All of it</b></p>",
        );
        let got: Vec<_> = got.iter().map(|l| (l.text.as_str(), l.style.strong)).collect();
        assert_eq!(got, [("Ann: Hi there", 4), ("林可桢：你好", 12), ("All of it", 9)]);
    }

    #[test]
    fn headings_quotes_items_and_lines() {
        let got = rendered(
            "before<h2>Part</h2>\n<blockquote><p>Said.</p></blockquote>\n<ul><li>Item\n<pre>a\nb</pre></ul>",
        );
        let got: Vec<_> = got
            .iter()
            .map(|l| (l.text.as_str(), l.style.heading, l.style.quote, l.style.item, l.number))
            .collect();
        let want = [
            ("before", 0, false, false, 1),
            ("Part", 2, false, false, 1),
            ("Said.", 0, true, false, 2),
            ("Item", 0, false, true, 3),
            ("a", 0, false, false, 4),
            ("b", 0, false, false, 5),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn cells_are_joined_by_tabs_where_the_first_is_short() {
        let html = "<table><tr><td><p>Ann:</p></td><td><p>Hi.</p><p>More.</p></td></tr><tr><td>Bo:</td><td>Yes.</td></tr></table>";
        assert_eq!(seen(html), want(&[("Ann:\tHi.", true), ("More.", true), ("Bo:\tYes.", true)]));
        let long = "x".repeat(90);
        assert_eq!(
            seen(&format!("<table><tr><td>{long}</td><td>y</td></tr></table>")),
            want(&[(&long, true), ("y", true)])
        );
    }

    #[test]
    fn blanks_are_squeezed_and_none_is_left_in_wrapped_han_text() {
        assert_eq!(seen("<p>旧\n  船 好&nbsp;\n&nbsp; a&#9;b</p>"), want(&[("旧船 好 a b", true)]));
    }

    #[test]
    fn what_is_said_stands_below_its_speaker() {
        let html = "<div class=speaker-name>Ann</div><div><p>Hi.</p><p>More.</p></div><table><tr><td>0:05</td><td>Bo</td><td><p>Yes.</p></td></tr></table>";
        assert_eq!(
            seen(html),
            want(&[("Ann", true), ("Hi.", false), ("More.", true), ("0:05\tBo", true), ("Yes.", false)])
        );
    }

    #[test]
    fn terms_and_their_definitions_stand_together() {
        assert_eq!(
            seen("<dl><dt>Ann<dd><p>Hi.</p><dt>Bo<dd>Yes.</dl>"),
            want(&[("Ann", true), ("Hi.", false), ("Bo", true), ("Yes.", false)])
        );
    }

    #[test]
    fn struck_hidden_and_commented_words_are_left_out() {
        assert_eq!(
            seen(
                "<p>a <del>b</del><!-- c --><span hidden>d</span><span style='display: none'>e</span> f</p>"
            ),
            want(&[("a f", true)])
        );
    }
}
