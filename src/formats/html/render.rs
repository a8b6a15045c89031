//! Elements to lines: blocks give gaps, `<br>` a line, cells of a short row are joined by a tab.

use scraper::{ElementRef, Node};

use super::part::is_left_out;
use super::source::LINE;
use crate::analysis::is_han;
use crate::turns::{Line, Style};

/// A cell this long, in characters, is text of its own rather than a label.
const LONGEST_LABEL: usize = 80;
/// No name of a speaker is longer, in characters.
const LONGEST_NAME: usize = 40;

/// The lines of an element.
pub(super) fn lines(root: ElementRef<'_>) -> Vec<Line> {
    let mut renderer = Renderer::default();
    let mut at = root.first_child();
    while let Some(node) = at {
        let element = ElementRef::wrap(node);
        let mut down = None;
        match node.value() {
            Node::Text(text) => renderer.text(text),
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
    renderer.flush();
    renderer.lines
}

/// What must happen before the next text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Break {
    #[default]
    None,
    Line,
    Gap,
}

#[derive(Debug, Default)]
struct Renderer {
    lines: Vec<Line>,
    line: Line,
    /// The line of the last tag that said it.
    number: u32,
    pending: Break,
    /// White space read and not yet written; true inside if it holds a line end.
    blank: Option<bool>,
    heading: u8,
    quote: usize,
    strong: usize,
    pre: usize,
    item: bool,
    /// Only strong text so far on this line.
    leading: bool,
    /// Lines there were when the row began, while one is open.
    row: Option<usize>,
    /// `<br>` stands alone since the last text.
    broke: bool,
    /// What comes belongs to the label or term on the line before, whatever block it is in.
    belongs: bool,
}

impl Renderer {
    fn open(&mut self, element: ElementRef<'_>) {
        let value = element.value();
        if let Some(line) = value.attr(LINE).and_then(|l| l.parse().ok()) {
            self.number = line;
        }
        match value.name() {
            "b" | "strong" => self.strong += 1,
            "br" => {
                self.need(if self.broke { Break::Gap } else { Break::Line });
                self.broke = true;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.block();
                self.heading = value.name().as_bytes()[1] - b'0';
            }
            "blockquote" => {
                self.block();
                self.quote += 1;
            }
            "pre" => {
                self.block();
                self.pre += 1;
            }
            "li" => {
                self.block();
                self.item = true;
            }
            "tr" => {
                self.block();
                self.row = None;
            }
            "td" | "th" => self.cell(),
            "dd" => self.belong(),
            name if is_block(name) && !self.opens_cell() && !self.belongs => self.need(Break::Gap),
            _ => {}
        }
    }

    fn close(&mut self, element: ElementRef<'_>) {
        match element.value().name() {
            "b" | "strong" => self.strong = self.strong.saturating_sub(1),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.block();
                self.heading = 0;
            }
            "blockquote" => {
                self.block();
                self.quote = self.quote.saturating_sub(1);
            }
            "pre" => {
                self.need(Break::Gap);
                self.pre = self.pre.saturating_sub(1);
            }
            "dt" => self.need(Break::Line),
            name if is_block(name) && self.is_label(element) => self.belong(),
            "tr" => {
                self.need(Break::Gap);
                self.row = None;
            }
            "td" | "th" => self.need(Break::Line),
            "dd" | "li" => self.need(Break::Gap),
            name if is_block(name) => self.need(Break::Gap),
            _ => {}
        }
    }

    /// Ends the line, before what follows gets a style of its own.
    fn block(&mut self) {
        self.need(Break::Gap);
        self.flush();
    }

    fn need(&mut self, wanted: Break) {
        self.pending = self.pending.max(wanted);
    }

    fn belong(&mut self) {
        self.need(Break::Line);
        self.belongs = true;
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
        self.pending == Break::None
            && short.contains(&self.line.text.chars().count())
            && element.value().classes().any(called)
    }

    /// A cell follows a short one on its line, after a tab; text after a time and a name stands below them.
    fn cell(&mut self) {
        let first = *self.row.get_or_insert(self.lines.len());
        let label = self.lines.len() == first && self.line.text.chars().count() <= LONGEST_LABEL;
        let timed =
            self.line.text.split_once('\t').is_some_and(|(time, name)| is_clock(time) && !name.is_empty());
        if label && timed {
            self.pending = Break::None;
            self.belong();
        } else if label && !self.line.text.is_empty() {
            if !self.line.text.ends_with('\t') {
                self.line.text.push('\t');
            }
            self.pending = Break::None;
            self.blank = None;
        } else {
            self.need(Break::Gap);
        }
    }

    /// True at the beginning of a cell that continues a line.
    fn opens_cell(&self) -> bool {
        self.line.text.ends_with('\t') && self.pending == Break::None
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' if self.pre > 0 => {
                    self.need(if self.broke { Break::Gap } else { Break::Line });
                    self.broke = true;
                    self.number += 1;
                }
                c if c.is_whitespace() => {
                    self.blank = Some(self.blank.unwrap_or(false) || c == '\n');
                }
                '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
                c => self.push(c),
            }
        }
    }

    fn push(&mut self, c: char) {
        if self.pending > Break::None {
            self.flush();
        }
        (self.broke, self.belongs) = (false, false);
        if self.line.text.is_empty() {
            self.leading = true;
            self.blank = None;
            self.line.number = self.number.max(1);
        }
        if let Some(wrapped) = self.blank.take() {
            let last = self.line.text.chars().next_back();
            let joined = wrapped && is_han(c) && last.is_some_and(is_han) || last == Some('\t');
            if !joined {
                self.line.text.push(' ');
            }
        }
        self.line.text.push(c);
        if self.strong > 0 && self.leading {
            self.line.style.strong = self.line.text.len();
        } else {
            self.leading = false;
        }
    }

    /// Ends the line; what breaks next is settled by it.
    fn flush(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        line.text.truncate(line.text.trim_end().len());
        if !line.text.is_empty() {
            line.style = Style {
                heading: self.heading,
                quote: self.quote > 0,
                item: std::mem::take(&mut self.item),
                strong: line.style.strong.min(line.text.len()),
                ..line.style
            };
            self.lines.push(line);
        }
        self.line.gap = self.pending == Break::Gap || self.lines.is_empty();
        self.pending = Break::None;
        self.blank = None;
    }
}

/// True for digits with colons, brackets aside.
fn is_clock(text: &str) -> bool {
    let text = text.trim_matches(['[', ']', '(', ')']);
    text.contains(':') && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | ','))
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
        lines(part::body(&page))
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
