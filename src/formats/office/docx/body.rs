//! The text of a DOCX: `word/document.xml`, `footnotes.xml` and `endnotes.xml` to paragraphs.
//!
//! Deliberately absent: symbols by number (`w:sym`), and text that Word makes up when it prints (page numbers, dates).

use std::collections::HashSet;

use super::lists::Lists;
use super::styles::{
    ParagraphProperties, RunProperties, Styles, paragraph_properties, run_properties, value,
};
use crate::formats::Refusal;
use crate::formats::office::ended;
use crate::formats::office::page::{Face, Page, Shape};
use crate::formats::xml::{Node, Nodes, get};
use crate::model::Warning;

/// A paragraph or run that is open.
#[derive(Debug)]
enum Open {
    Paragraph(ParagraphProperties),
    Run(RunProperties),
}

/// Reads parts of a document.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) styles: Styles,
    pub(super) lists: Lists,
    pub(super) page: Page,
    /// Notes that the text refers to: `footnote` or `endnote`, and the id.
    cited: HashSet<(&'static str, String)>,
    open: Vec<Open>,
    /// True for each open field while its instruction is read.
    fields: Vec<bool>,
    /// True for each open choice of contents once one is taken.
    choices: Vec<bool>,
    /// How many rows of each open table have begun.
    tables: Vec<usize>,
    /// True for each open row that holds the names of columns.
    rows: Vec<bool>,
    links: usize,
    /// The document is a page of another format inside this one.
    pub(super) embedded: bool,
}

impl Body {
    /// Reads a part; what is said of its end if it breaks off.
    pub(super) fn read(&mut self, nodes: &mut Nodes<'_>) -> Result<Option<Warning>, Refusal> {
        while let Some(node) = nodes.next() {
            match node {
                Node::Open { name, attributes, line } => {
                    self.open(&name, &attributes, line, nodes);
                }
                Node::Close { name } => self.close(&name),
                Node::Text(_) => {}
                Node::Broken { line, message } => {
                    return ended(nodes, Some(Warning { line: Some(line), message }));
                }
            }
        }
        ended(nodes, None)
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)], line: u32, nodes: &mut Nodes<'_>) {
        match name {
            "p" => {
                self.open.push(Open::Paragraph(ParagraphProperties::default()));
                self.page.open_paragraph(line);
            }
            "pPr" => {
                let properties = paragraph_properties(nodes);
                if let Some(Open::Paragraph(open)) = self.open.last_mut() {
                    *open = properties;
                }
            }
            "r" => self.open.push(Open::Run(RunProperties::default())),
            "rPr" => {
                let properties = run_properties(nodes);
                if let Some(Open::Run(open)) = self.open.last_mut() {
                    *open = properties;
                }
            }
            "tbl" => self.tables.push(0),
            "tr" => {
                self.page.open_row(false);
                self.rows.push(false);
                if let Some(rows) = self.tables.last_mut() {
                    *rows += 1;
                }
            }
            "trPr" => self.row_properties(nodes),
            "tc" => self.page.open_cell(),
            "txbxContent" => self.page.open_box(),
            "hyperlink" => self.links += 1,
            "AlternateContent" => self.choices.push(false),
            "Choice" | "Fallback" => {
                if self.choices.last_mut().is_none_or(|taken| std::mem::replace(taken, true)) {
                    nodes.skip_element();
                }
            }
            "footnote" | "endnote" => self.note(name, attributes, nodes),
            "footnoteReference" => self.cite("footnote", attributes),
            "endnoteReference" => self.cite("endnote", attributes),
            "sdtPr" => contents_are_skipped(nodes),
            "altChunk" => self.embedded = true,
            "del" | "moveFrom" | "rt" | "instrText" | "delInstrText" | "delText" | "sectPr" | "tblPr"
            | "tblGrid" | "tcPr" | "rubyPr" | "comment" | "background" => nodes.skip_element(),
            _ => self.character(name, attributes, nodes),
        }
    }

    /// What stands for characters.
    fn character(&mut self, name: &str, attributes: &[(String, String)], nodes: &mut Nodes<'_>) {
        match name {
            "t" => {
                let text = nodes.text_of_element();
                self.text(&text);
            }
            "noBreakHyphen" => self.text("-"),
            "tab" | "ptab" if self.shows() => self.page.tab(),
            "br" | "cr" if self.shows() => self.page.line_break(),
            "fldChar" => match get(attributes, "fldCharType") {
                Some("begin") => self.fields.push(true),
                Some("separate") => {
                    if let Some(instruction) = self.fields.last_mut() {
                        *instruction = false;
                    }
                }
                Some("end") => drop(self.fields.pop()),
                _ => {}
            },
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => self.close_paragraph(),
            "r" if matches!(self.open.last(), Some(Open::Run(_))) => drop(self.open.pop()),
            "tr" => {
                let names = self.rows.pop().unwrap_or(false);
                self.page.close_row(names);
            }
            "tbl" => drop(self.tables.pop()),
            "tc" => self.page.close_cell(),
            "txbxContent" => self.page.close_box(),
            "hyperlink" => self.links = self.links.saturating_sub(1),
            "AlternateContent" => drop(self.choices.pop()),
            "footnote" | "endnote" => self.page.close_note(),
            _ => {}
        }
    }

    fn close_paragraph(&mut self) {
        // An instruction never goes beyond its paragraph: its end is missing.
        self.fields.retain(|instruction| !instruction);
        while let Some(Open::Run(_)) = self.open.last() {
            self.open.pop();
        }
        let Some(Open::Paragraph(properties)) = self.open.pop() else { return };
        let style = properties.style.as_deref();
        let heading = self.styles.heading(&properties);
        let list = self.styles.list(&properties).filter(|(id, _)| *id > 0);
        let label = list.map(|(id, depth)| self.lists.label(id, depth, style, &self.styles));
        if properties.mark.deleted {
            return self.page.carry_paragraph();
        }
        let counter = |l: &String| l.starts_with(|c: char| c.is_ascii_digit());
        self.page.close_paragraph(Shape {
            heading,
            quote: heading == 0 && self.styles.is_quote(style),
            item: heading == 0 && list.is_some(),
            label: label.filter(|l| heading == 0 || !counter(l)).unwrap_or_default(),
        });
    }

    /// How text is set here; none where it is not shown.
    fn face(&self) -> Option<Face> {
        let paragraph = self.open.iter().rev().find_map(|open| match open {
            Open::Paragraph(p) => Some(p),
            Open::Run(_) => None,
        });
        let style = paragraph.and_then(|p| p.style.as_deref());
        let look = match self.open.last() {
            Some(Open::Run(run)) => self.styles.look(style, run),
            _ => self.styles.look(style, &RunProperties::default()),
        };
        let is = |property: Option<bool>| property == Some(true);
        let instruction = self.fields.iter().any(|i| *i);
        let shown = !is(look.struck) && !is(look.hidden) && !instruction && !self.styles.is_contents(style);
        shown.then(|| Face {
            strong: is(look.bold) || is(look.capitals) || is(look.underlined) && self.links == 0,
            slanted: is(look.slanted),
        })
    }

    fn shows(&self) -> bool {
        matches!(self.open.last(), Some(Open::Run(_))) && self.face().is_some()
    }

    fn text(&mut self, text: &str) {
        if let Some(face) = self.face() {
            self.page.text(text, face);
        }
    }

    /// A note of `footnotes.xml`, if the text refers to it.
    fn note(&mut self, name: &str, attributes: &[(String, String)], nodes: &mut Nodes<'_>) {
        let kind = if name == "footnote" { "footnote" } else { "endnote" };
        let id = get(attributes, "id").unwrap_or_default().to_owned();
        if self.cited.remove(&(kind, id)) {
            self.page.open_note();
        } else {
            nodes.skip_element();
        }
    }

    fn cite(&mut self, kind: &'static str, attributes: &[(String, String)]) {
        if self.face().is_some() {
            self.cited.insert((kind, get(attributes, "id").unwrap_or_default().to_owned()));
        }
    }

    /// Reads a `w:trPr`: that of a first row of names, or of a row that is deleted.
    fn row_properties(&mut self, nodes: &mut Nodes<'_>) {
        let (mut deleted, mut names) = (false, false);
        let mut depth = 1;
        while depth > 0
            && let Some(node) = nodes.next()
        {
            match node {
                Node::Open { name, attributes, .. } => {
                    depth += 1;
                    deleted |= name == "del";
                    names |= name == "tblHeader" && !matches!(value(&attributes), "0" | "false" | "off");
                }
                Node::Close { .. } => depth -= 1,
                _ => {}
            }
        }
        if deleted {
            nodes.skip_element();
            self.close("tr");
        } else if names && self.tables.last() == Some(&1) {
            self.page.open_row(true);
            self.rows.pop();
            self.rows.push(true);
        }
    }
}

/// Reads a `w:sdtPr`; what it describes is skipped if it is a table of contents.
fn contents_are_skipped(nodes: &mut Nodes<'_>) {
    let mut depth = 1;
    let mut contents = false;
    while depth > 0
        && let Some(node) = nodes.next()
    {
        match node {
            Node::Open { name, attributes, .. } => {
                depth += 1;
                contents |= name == "docPartGallery" && value(&attributes) == "Table of Contents";
            }
            Node::Close { .. } => depth -= 1,
            _ => {}
        }
    }
    if contents {
        nodes.skip_element();
    }
}
