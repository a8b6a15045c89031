//! Markdown to lines: pulldown-cmark finds blocks and inline marks, struck words and comments are left out.
//!
//! One thing is done before it: CommonMark's rules for `**` fail beside full-width punctuation
//! (`**林可桢：**你好` stays literal), so pairs on one line are turned into inline HTML, which has no such rule.

use std::borrow::Cow;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::turns::{Line, Style};

/// Whether a text without the extension is Markdown all the same: several lines open with a bold run.
pub(super) fn is_likely(text: &str) -> bool {
    text.lines().take(400).filter(|l| l.starts_with("**") && l[2..].contains("**")).count() >= 2
}

/// The lines of a Markdown text; `skipped` lines stand before it in the file.
pub(super) fn lines(text: &str, skipped: usize) -> Vec<Line> {
    let plain = without_comments(text);
    let marked = pair_strong(&plain);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut renderer = Renderer::new(&marked, skipped);
    for (event, range) in Parser::new_ext(&marked, options).into_offset_iter() {
        renderer.take(event, range.start);
    }
    renderer.end_line();
    renderer.lines
}

/// Comments may hold blank lines, which would end their block: they go first, their line ends stay.
fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains("<!--") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once("<!--") {
        let Some((comment, after)) = inner.split_once("-->") else { break };
        out.push_str(before);
        out.extend(comment.chars().filter(|&c| c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    out.into()
}

/// Turns `**…**` pairs within lines into inline HTML.
fn pair_strong(text: &str) -> Cow<'_, str> {
    if !text.contains("**") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    text.split_inclusive('\n').for_each(|line| pair_in_line(line, &mut out));
    out.into()
}

fn pair_in_line(line: &str, out: &mut String) {
    if !line.contains("**") || line.contains('`') {
        return out.push_str(line);
    }
    let parts: Vec<&str> = line.split("**").collect();
    let mut i = 0;
    while i < parts.len() {
        out.push_str(parts[i]);
        let inner = parts.get(i + 1).filter(|p| i + 2 < parts.len() && !p.trim().is_empty());
        match inner {
            Some(inner) if !parts[i].ends_with(['*', '\\']) && !inner.starts_with('*') => {
                let (lead, body) = inner.split_at(inner.len() - inner.trim_start().len());
                out.push_str(lead);
                out.push_str("<strong>");
                out.push_str(body.trim_end());
                out.push_str("</strong>");
                out.push_str(&body[body.trim_end().len()..]);
                i += 2;
            }
            _ => {
                if i + 1 < parts.len() {
                    out.push_str("**");
                }
                i += 1;
            }
        }
    }
}

struct Renderer {
    /// Offsets of line starts, to number lines.
    starts: Vec<usize>,
    skipped: usize,
    lines: Vec<Line>,
    line: Line,
    /// The next line opens a block.
    gap: bool,
    heading: u8,
    quote: usize,
    item: bool,
    /// The next number of each open list, where it is ordered.
    lists: Vec<Option<u64>>,
    /// The number of the item that has no words yet.
    ordinal: Option<u64>,
    strong: usize,
    slant: usize,
    /// Only strong text so far on this line.
    leading: bool,
    struck: usize,
    /// Inside an element whose text is no speech.
    hidden: Option<&'static str>,
}

impl Renderer {
    fn new(text: &str, skipped: usize) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        Self {
            starts,
            skipped,
            lines: Vec::new(),
            line: Line::default(),
            gap: true,
            heading: 0,
            quote: 0,
            item: false,
            lists: Vec::new(),
            ordinal: None,
            strong: 0,
            slant: 0,
            leading: true,
            struck: 0,
            hidden: None,
        }
    }

    fn take(&mut self, event: Event<'_>, at: usize) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag, at),
            Event::Text(text) => self.block_text(&text, at),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, at),
            Event::Html(html) => self.html(&html, at),
            Event::InlineHtml(tag) => self.inline_html(&tag),
            Event::SoftBreak | Event::HardBreak => self.end_line(),
            Event::Rule => {
                self.end_line();
                self.gap = true;
            }
            Event::FootnoteReference(name) => self.text(&format!("[{name}]"), at),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::Strikethrough => self.struck += 1,
            Tag::Emphasis => self.slant += 1,
            Tag::Link { .. } | Tag::Image { .. } | Tag::Superscript | Tag::Subscript => {}
            Tag::TableCell => self.separate(),
            // The names of columns are nobody's words.
            Tag::TableHead => {
                self.block();
                self.heading = 6;
            }
            Tag::Heading { level, .. } => {
                self.block();
                self.heading = number(*level);
            }
            Tag::BlockQuote(_) => {
                self.block();
                self.quote += 1;
            }
            Tag::List(start) => {
                self.block();
                self.lists.push(*start);
            }
            Tag::Item => {
                self.block();
                self.item = true;
                self.ordinal = self.lists.last_mut().and_then(Option::as_mut).map(|n| {
                    *n += 1;
                    *n - 1
                });
            }
            _ => self.block(),
        }
    }

    fn end(&mut self, tag: TagEnd, at: usize) {
        match tag {
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Strikethrough => self.struck = self.struck.saturating_sub(1),
            TagEnd::Emphasis => self.slant = self.slant.saturating_sub(1),
            TagEnd::Link | TagEnd::Image | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::TableCell => {}
            TagEnd::Heading(_) | TagEnd::TableHead => {
                self.block();
                self.heading = 0;
            }
            TagEnd::List(_) => {
                self.block();
                self.lists.pop();
            }
            TagEnd::Item => {
                // `2001.` alone is an item without words; its number is all there is.
                if self.ordinal.is_some() {
                    self.number_item(at);
                }
                self.block();
            }
            TagEnd::BlockQuote(_) => {
                self.block();
                self.quote = self.quote.saturating_sub(1);
            }
            _ => self.block(),
        }
    }

    /// A block border: the line ends and the next opens a paragraph.
    fn block(&mut self) {
        self.end_line();
        self.gap = true;
    }

    fn separate(&mut self) {
        if !self.line.text.is_empty() {
            self.line.text.push('\t');
        }
    }

    /// Text of a block that keeps its own line breaks, such as indented text.
    fn block_text(&mut self, text: &str, at: usize) {
        let mut offset = at;
        for (i, part) in text.split('\n').enumerate() {
            if i > 0 {
                self.end_line();
            }
            self.text(part, offset);
            offset += part.len() + 1;
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        if self.struck > 0 || self.hidden.is_some() || text.is_empty() {
            return;
        }
        if self.line.text.is_empty() {
            let text = text.trim_start();
            if text.is_empty() {
                return;
            }
            self.line.number = self.number(at);
            self.leading = true;
            self.number_item(at);
        }
        let clean = if self.line.text.is_empty() { text.trim_start() } else { text };
        if !clean.trim().is_empty() {
            self.line.style.slanted =
                self.slant > 0 && (self.line.style.slanted || self.line.text.is_empty());
        }
        if clean.contains('\u{a0}') || clean.contains('\u{202f}') {
            self.line.text.push_str(&clean.replace(['\u{a0}', '\u{202f}'], " "));
        } else {
            self.line.text.push_str(clean);
        }
        if self.strong > 0 && self.leading {
            self.line.style.strong = self.line.text.len();
        } else if !clean.trim().is_empty() {
            self.leading = false;
        }
    }

    /// Writes the number of an ordered item, which is part of the text, before its first words.
    fn number_item(&mut self, at: usize) {
        if let Some(n) = self.ordinal.take() {
            self.line.number = self.number(at);
            self.line.text = format!("{n}. ");
        }
    }

    fn inline_html(&mut self, tag: &str) {
        let name =
            tag.trim_matches(['<', '>', '/', ' ']).split([' ', '/']).next().unwrap_or("").to_lowercase();
        let closing = tag.starts_with("</");
        let step = |n: usize| if closing { n.saturating_sub(1) } else { n + 1 };
        match name.as_str() {
            "strong" | "b" => self.strong = step(self.strong),
            "s" | "del" | "strike" => self.struck = step(self.struck),
            "br" => self.end_line(),
            _ => {}
        }
    }

    /// A piece of an HTML block: tags are dropped, words kept, comments, scripts and styles left out.
    fn html(&mut self, html: &str, at: usize) {
        let mut rest = html;
        while !rest.is_empty() {
            let offset = at + (html.len() - rest.len());
            if rest.starts_with('<')
                && let Some(end) = rest.find('>')
            {
                self.block_tag(&rest[..=end]);
                rest = &rest[end + 1..];
            } else {
                let first = rest.chars().next().map_or(0, char::len_utf8);
                let end = rest[first..].find('<').map_or(rest.len(), |i| first + i);
                let text = rest[..end].trim_matches(['\n', '\r']);
                self.text(text, offset);
                if rest[..end].contains('\n') {
                    self.end_line();
                }
                rest = &rest[end..];
            }
        }
    }

    fn block_tag(&mut self, tag: &str) {
        let name =
            tag.trim_matches(['<', '>', '/']).split([' ', '/', '\n']).next().unwrap_or("").to_lowercase();
        for element in ["script", "style"] {
            if name == element {
                self.hidden = (!tag.starts_with("</")).then_some(element);
            }
        }
        match name.as_str() {
            "p" | "div" | "h1" | "h2" | "h3" | "li" | "tr" | "blockquote" | "summary" | "details" => {
                self.block()
            }
            "td" | "th" => self.separate(),
            _ => self.inline_html(tag),
        }
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        let length = line.text.trim_end().len();
        line.text.truncate(length);
        if line.text.is_empty() {
            return;
        }
        line.gap = self.gap;
        line.style = Style { heading: self.heading, quote: self.quote > 0, item: self.item, ..line.style };
        line.style.strong = line.style.strong.min(length);
        (self.gap, self.item) = (false, false);
        self.lines.push(line);
    }

    fn number(&self, at: usize) -> u32 {
        let line = self.starts.partition_point(|&s| s <= at);
        u32::try_from(line + self.skipped).unwrap_or(u32::MAX)
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> Vec<(u32, String, usize)> {
        lines(text, 0).into_iter().map(|l| (l.number, l.text, l.style.strong)).collect()
    }

    #[test]
    fn bold_labels_are_known_beside_full_width_marks_too() {
        assert_eq!(rendered("**林可桢：**你好"), [(1, "林可桢：你好".into(), "林可桢：".len())]);
        assert_eq!(rendered("**Ann:** Hi *there*"), [(1, "Ann: Hi there".into(), 4)]);
        assert_eq!(rendered("**Ann**: a ** b"), [(1, "Ann: a ** b".into(), 3)]);
    }

    #[test]
    fn marks_links_entities_and_escapes_are_rendered() {
        let text =
            "\n\\[laughs\\] See [the *map*](http://x.example) &amp; `code` ~~gone~~ here.<!-- no -->\n";
        assert_eq!(rendered(text), [(2, "[laughs] See the map & code  here.".into(), 0)]);
    }

    #[test]
    fn blocks_give_gaps_and_headings() {
        let got = lines("# Title\n\nOne\ntwo\n\n- **Ann:** three\n\n> four\n", 3);
        let got: Vec<_> = got.iter().map(|l| (l.number, l.text.as_str(), l.gap, l.style.heading)).collect();
        let want = [
            (4, "Title", true, 1),
            (6, "One", true, 0),
            (7, "two", false, 0),
            (9, "Ann: three", true, 0),
            (11, "four", true, 0),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn html_blocks_keep_their_words_only() {
        let got: Vec<_> =
            lines("<div class=\"x\">词\nkept 词\n</div>\n<!-- a\n\nb -->\n<script>no</script>\n\nend", 0);
        let got: Vec<_> = got.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(got, ["词", "kept 词", "end"]);
    }
}
