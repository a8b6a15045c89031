//! The text of an OpenDocument file: `content.xml`, `styles.xml`, or a flat file, to paragraphs.
//!
//! Deliberately absent: master pages with their running heads, annotations, indexes, forms, scripts.

use super::styles::{Look, Styles};
use crate::formats::Refusal;
use crate::formats::office::ended;
use crate::formats::office::page::{Face, Page, Shape};
use crate::formats::xml::{Node, Nodes, get};
use crate::model::Warning;

/// A paragraph or span that is open.
#[derive(Debug)]
enum Open {
    Paragraph {
        style: Option<String>,
        heading: Option<u8>,
    },
    Span(Look),
    /// A drawing or note: what is set outside it has no bearing on the inside.
    Apart,
}

/// A list that is open.
#[derive(Debug)]
struct List {
    style: Option<String>,
    /// The start value of the item whose first paragraph is still to come.
    item: Option<Option<u32>>,
}

/// Reads the parts of a document.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) page: Page,
    styles: Styles,
    open: Vec<Open>,
    lists: Vec<List>,
    links: usize,
    /// In the rows of names that open a table.
    names: bool,
    /// In the part that holds the text.
    within: bool,
}

impl Body {
    /// Reads a part; what is said of its end if it breaks off. Automatic styles of `styles.xml` are its own affair.
    pub(super) fn read(
        &mut self,
        nodes: &mut Nodes<'_>,
        automatic: bool,
    ) -> Result<Option<Warning>, Refusal> {
        while let Some(node) = nodes.next() {
            match node {
                Node::Open { name, .. } if name == "automatic-styles" && !automatic => nodes.skip_element(),
                Node::Open { name, attributes, line } if self.within => {
                    self.open(&name, &attributes, line, nodes);
                }
                Node::Open { name, attributes, .. } => match name.as_str() {
                    "style" | "default-style" => self.styles.style(&attributes, nodes),
                    "list-style" => self.styles.list_style(&attributes, nodes),
                    "master-styles" | "settings" | "scripts" | "meta" | "font-face-decls" => {
                        nodes.skip_element()
                    }
                    "body" => self.within = true,
                    _ => {}
                },
                Node::Close { name } if self.within => self.close(&name),
                Node::Close { .. } => {}
                Node::Text(text) => self.text(&text),
                Node::Broken { line, message } => {
                    return ended(nodes, Some(Warning { line: Some(line), message }));
                }
            }
        }
        ended(nodes, None)
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)], line: u32, nodes: &mut Nodes<'_>) {
        let style = || get(attributes, "style-name").map(str::to_owned);
        match name {
            "p" | "h" => {
                let level = || get(attributes, "outline-level").and_then(|l| l.parse().ok()).unwrap_or(1u8);
                let heading = (name == "h").then(|| level().clamp(1, 6));
                self.open.push(Open::Paragraph { style: style(), heading });
                self.page.open_paragraph(line);
            }
            "span" => {
                let look = self.styles.look("text", style().as_deref());
                let look = match self.open.last() {
                    Some(Open::Span(outer)) => look.or(*outer),
                    _ => look,
                };
                self.open.push(Open::Span(look));
            }
            "a" => self.links += 1,
            "list" => self.open_list(attributes, style()),
            "list-item" => {
                let start = get(attributes, "start-value").and_then(|v| v.parse().ok());
                if let Some(list) = self.lists.last_mut() {
                    list.item = Some(start);
                }
            }
            "note-body" => {
                self.open.push(Open::Apart);
                self.page.open_note();
            }
            "table-header-rows" => self.names = true,
            "table-row" => self.page.open_row(self.names),
            "table-cell" => self.page.open_cell(),
            "section" if get(attributes, "display") == Some("none") => nodes.skip_element(),
            name if is_drawing(name) => {
                self.open.push(Open::Apart);
                self.page.open_box();
            }
            name if is_left_out(name) => nodes.skip_element(),
            _ => self.character(name, attributes),
        }
    }

    /// What stands for characters.
    fn character(&mut self, name: &str, attributes: &[(String, String)]) {
        match name {
            "s" => {
                let count = get(attributes, "c").and_then(|c| c.parse().ok()).unwrap_or(1usize);
                self.text(&" ".repeat(count.min(100)));
            }
            "tab" if self.face().is_some() => self.page.tab(),
            "line-break" if self.face().is_some() => self.page.line_break(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h" => self.close_paragraph(),
            "span" if matches!(self.open.last(), Some(Open::Span(_))) => drop(self.open.pop()),
            "a" => self.links = self.links.saturating_sub(1),
            "list" => drop(self.lists.pop()),
            "note-body" => {
                self.open.pop();
                self.page.close_note();
            }
            "table-header-rows" => self.names = false,
            "table-row" => self.page.close_row(self.names),
            "table-cell" => self.page.close_cell(),
            "body" => self.within = false,
            name if is_drawing(name) => {
                self.open.pop();
                self.page.close_box();
            }
            _ => {}
        }
    }

    fn open_list(&mut self, attributes: &[(String, String)], style: Option<String>) {
        let outer = self.lists.last().and_then(|list| list.style.clone());
        let goes_on = get(attributes, "continue-numbering") == Some("true")
            || get(attributes, "continue-list").is_some();
        if self.lists.is_empty()
            && !goes_on
            && let Some(style) = &style
        {
            self.styles.restart(style);
        }
        self.lists.push(List { style: style.or(outer), item: None });
    }

    fn close_paragraph(&mut self) {
        while let Some(Open::Span(_)) = self.open.last() {
            self.open.pop();
        }
        let Some(Open::Paragraph { style, heading }) = self.open.pop() else { return };
        let style = style.as_deref();
        let heading = heading.unwrap_or_else(|| self.styles.heading(style));
        let depth = self.lists.len().saturating_sub(1);
        let item = self.lists.last_mut().and_then(|list| Some((list.item.take()?, list.style.clone())));
        let mut label = String::new();
        let is_item = item.is_some();
        if let Some((start, list)) = item
            && let Some(list) = list.or_else(|| self.styles.list_of(style).map(str::to_owned))
        {
            label = self.styles.label(&list, depth, start);
        }
        if heading > 0 && label.starts_with(|c: char| c.is_ascii_digit()) {
            label.clear();
        }
        self.page.close_paragraph(Shape {
            heading,
            quote: heading == 0 && self.styles.is_quote(style),
            item: heading == 0 && is_item,
            label,
        });
    }

    /// How text is set here; none where it is not shown.
    fn face(&self) -> Option<Face> {
        let paragraph = self.open.iter().rev().find(|open| !matches!(open, Open::Span(_)));
        let Some(Open::Paragraph { style, .. }) = paragraph else { return None };
        let around = self.styles.look("paragraph", style.as_deref());
        let look = match self.open.last() {
            Some(Open::Span(look)) => look.or(around),
            _ => around,
        };
        let is = |property: Option<bool>| property == Some(true);
        (!is(look.struck) && !is(look.hidden)).then(|| Face {
            strong: is(look.bold) || is(look.capitals) || is(look.underlined) && self.links == 0,
            slanted: is(look.slanted),
        })
    }

    fn text(&mut self, text: &str) {
        if self.page.in_paragraph()
            && let Some(face) = self.face()
        {
            self.page.text(text, face);
        }
    }
}

/// Drawings: of what is inside them only paragraphs are text.
fn is_drawing(name: &str) -> bool {
    matches!(
        name,
        "frame"
            | "g"
            | "custom-shape"
            | "rect"
            | "ellipse"
            | "circle"
            | "line"
            | "polyline"
            | "polygon"
            | "path"
            | "regular-polygon"
            | "connector"
            | "caption"
            | "measure"
    )
}

/// Elements that are left out with all they hold.
fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "tracked-changes"
            | "annotation"
            | "annotation-end"
            | "note-citation"
            | "ruby-text"
            | "number"
            | "table-of-content"
            | "illustration-index"
            | "table-index"
            | "object-index"
            | "user-index"
            | "alphabetical-index"
            | "bibliography"
            | "forms"
            | "sequence-decls"
            | "variable-decls"
            | "user-field-decls"
            | "dde-connection-decls"
            | "hidden-text"
            | "script"
            | "event-listeners"
            | "object"
            | "object-ole"
            | "binary-data"
            | "covered-table-cell"
            | "text-properties"
            | "settings"
    )
}
