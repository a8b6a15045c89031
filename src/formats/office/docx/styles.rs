//! Styles of a DOCX: what a paragraph or a run inherits.
//!
//! Toggles (ECMA-376, part 1, 17.7.3): what both the paragraph's and the run's style switch on is off; what is set
//! directly counts. Deliberately absent: styles of tables, and type for complex scripts.

use std::collections::HashMap;

use crate::formats::xml::{Node, Nodes, get};

/// Styles are based on each other no deeper than this.
const LONGEST_CHAIN: usize = 32;

/// Character properties, as far as they are stated.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    pub(super) bold: Option<bool>,
    pub(super) capitals: Option<bool>,
    pub(super) underlined: Option<bool>,
    pub(super) slanted: Option<bool>,
    pub(super) struck: Option<bool>,
    pub(super) hidden: Option<bool>,
}

/// What `w:rPr` states.
#[derive(Debug, Clone, Default)]
pub(super) struct RunProperties {
    pub(super) look: Look,
    pub(super) style: Option<String>,
    /// The mark that ends the paragraph is deleted.
    pub(super) deleted: bool,
}

/// What `w:pPr` states.
#[derive(Debug, Clone, Default)]
pub(super) struct ParagraphProperties {
    pub(super) style: Option<String>,
    /// From 0; 9 is text.
    pub(super) outline: Option<u8>,
    /// The list it is numbered in, and the level if stated; list 0 is none.
    pub(super) list: Option<(u32, Option<usize>)>,
    pub(super) mark: RunProperties,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    paragraph: ParagraphProperties,
    run: Look,
}

/// The styles of a document by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    all: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Option<String>,
    document: Look,
}

impl Look {
    fn or(self, other: Self) -> Self {
        Self {
            bold: self.bold.or(other.bold),
            capitals: self.capitals.or(other.capitals),
            underlined: self.underlined.or(other.underlined),
            slanted: self.slanted.or(other.slanted),
            struck: self.struck.or(other.struck),
            hidden: self.hidden.or(other.hidden),
        }
    }

    /// What styles of a paragraph and of a run make together.
    fn toggled(self, other: Self) -> Self {
        let both = |a: Option<bool>, b: Option<bool>| match (a, b) {
            (Some(a), Some(b)) => Some(a != b),
            (a, b) => a.or(b),
        };
        Self {
            bold: both(self.bold, other.bold),
            capitals: both(self.capitals, other.capitals),
            slanted: both(self.slanted, other.slanted),
            struck: both(self.struck, other.struck),
            hidden: both(self.hidden, other.hidden),
            // Underlining is no toggle, and in a style of characters it is mostly that of links.
            underlined: self.underlined,
        }
    }
}

impl Styles {
    /// Reads `word/styles.xml`.
    pub(super) fn read(nodes: &mut Nodes<'_>) -> Self {
        let mut styles = Self::default();
        let mut current: Option<(String, Style)> = None;
        while let Some(node) = nodes.next() {
            match node {
                Node::Open { name, attributes, .. } => match (name.as_str(), &mut current) {
                    ("style", _) => {
                        let id = get(&attributes, "styleId").unwrap_or_default().to_owned();
                        if is_on(get(&attributes, "default").unwrap_or("0"))
                            && get(&attributes, "type") == Some("paragraph")
                        {
                            styles.default = Some(id.clone());
                        }
                        current = Some((id, Style::default()));
                    }
                    ("name", Some((_, style))) => style.name = value(&attributes).to_lowercase(),
                    ("basedOn", Some((_, style))) => style.based_on = Some(value(&attributes).to_owned()),
                    ("pPr", Some((_, style))) => style.paragraph = paragraph_properties(nodes),
                    ("rPr", Some((_, style))) => style.run = run_properties(nodes).look,
                    ("rPr", None) => styles.document = run_properties(nodes).look,
                    ("tblStylePr", _) => nodes.skip_element(),
                    _ => {}
                },
                Node::Close { name } if name == "style" => styles.all.extend(current.take()),
                _ => {}
            }
        }
        styles
    }

    /// How a run is set in a paragraph of this style.
    pub(super) fn look(&self, paragraph: Option<&str>, run: &RunProperties) -> Look {
        let inherited = |id: Option<&str>| self.chain(id).fold(Look::default(), |look, s| look.or(s.run));
        let named = inherited(paragraph.or(self.default.as_deref())).toggled(inherited(run.style.as_deref()));
        run.look.or(named).or(self.document)
    }

    /// The level of the heading that a paragraph is, from 1; 0 for text.
    pub(super) fn heading(&self, paragraph: &ParagraphProperties) -> u8 {
        let style = paragraph.style.as_deref();
        let outline = paragraph.outline.or_else(|| self.chain(style).find_map(|s| s.paragraph.outline));
        let named = || {
            let unknown = style.filter(|id| !self.all.contains_key(*id)).map(str::to_lowercase);
            let names = self.chain(style).map(|s| s.name.as_str());
            names.chain(unknown.as_deref()).find_map(heading_name)
        };
        match outline {
            Some(level @ 0..=8) => (level + 1).min(6),
            Some(_) => 0,
            None => named().unwrap_or(0),
        }
    }

    /// The list a paragraph is numbered in, and its level where stated.
    pub(super) fn list(&self, paragraph: &ParagraphProperties) -> Option<(u32, Option<usize>)> {
        let style = paragraph.style.as_deref();
        paragraph.list.or_else(|| self.chain(style).find_map(|s| s.paragraph.list))
    }

    /// The list that a style of numbering stands for.
    pub(super) fn list_of(&self, style: &str) -> Option<u32> {
        self.all.get(style)?.paragraph.list.map(|(list, _)| list)
    }

    /// True for block quotations.
    pub(super) fn is_quote(&self, paragraph: Option<&str>) -> bool {
        self.chain(paragraph).any(|s| s.name.contains("quote") || s.name.contains("quotation"))
    }

    /// True for the lines of a table of contents.
    pub(super) fn is_contents(&self, paragraph: Option<&str>) -> bool {
        self.chain(paragraph).take(1).any(|s| s.name.starts_with("toc ") || s.name == "table of figures")
    }

    /// A style and what it is based on, the nearest first.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a Style> {
        let first = id.and_then(|id| self.all.get(id));
        std::iter::successors(first, |s| self.all.get(s.based_on.as_deref()?)).take(LONGEST_CHAIN)
    }
}

/// `heading 2` and `title`, which Word writes in English whatever language it speaks.
fn heading_name(name: &str) -> Option<u8> {
    match name {
        "title" => Some(1),
        "subtitle" => Some(2),
        _ => {
            let level: u8 = name.strip_prefix("heading")?.trim().parse().ok()?;
            (1..=9).contains(&level).then(|| level.min(6))
        }
    }
}

/// The `w:val` of an element; empty if it has none.
pub(super) fn value(attributes: &[(String, String)]) -> &str {
    get(attributes, "val").unwrap_or_default()
}

fn is_on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off" | "none")
}

/// Reads a `w:rPr` to its end.
pub(super) fn run_properties(nodes: &mut Nodes<'_>) -> RunProperties {
    let mut run = RunProperties::default();
    let mut depth = 1;
    while depth > 0
        && let Some(node) = nodes.next()
    {
        match node {
            Node::Open { name, attributes, .. } => {
                depth += 1;
                let on = Some(is_on(value(&attributes)));
                match name.as_str() {
                    "b" => run.look.bold = on,
                    "i" => run.look.slanted = on,
                    "u" => run.look.underlined = on,
                    "caps" | "smallCaps" => run.look.capitals = run.look.capitals.filter(|c| *c).or(on),
                    "strike" | "dstrike" => run.look.struck = run.look.struck.filter(|s| *s).or(on),
                    "vanish" => run.look.hidden = on,
                    "rStyle" => run.style = Some(value(&attributes).to_owned()),
                    "del" | "moveFrom" => run.deleted = true,
                    // What it was before a tracked change.
                    "rPrChange" => {
                        nodes.skip_element();
                        depth -= 1;
                    }
                    _ => {}
                }
            }
            Node::Close { .. } => depth -= 1,
            _ => {}
        }
    }
    run
}

/// Reads a `w:pPr` to its end.
pub(super) fn paragraph_properties(nodes: &mut Nodes<'_>) -> ParagraphProperties {
    let mut found = ParagraphProperties::default();
    let (mut list, mut level) = (None, None);
    let mut depth = 1;
    while depth > 0
        && let Some(node) = nodes.next()
    {
        match node {
            Node::Open { name, attributes, .. } => {
                depth += 1;
                match name.as_str() {
                    "pStyle" => found.style = Some(value(&attributes).to_owned()),
                    "outlineLvl" => found.outline = value(&attributes).parse().ok(),
                    "numId" => list = value(&attributes).parse().ok(),
                    "ilvl" => level = value(&attributes).parse().ok(),
                    "rPr" => {
                        found.mark = run_properties(nodes);
                        depth -= 1;
                    }
                    "pPrChange" | "sectPr" => {
                        nodes.skip_element();
                        depth -= 1;
                    }
                    _ => {}
                }
            }
            Node::Close { .. } => depth -= 1,
            _ => {}
        }
    }
    found.list = list.map(|list| (list, level));
    found
}
