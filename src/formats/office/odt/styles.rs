//! Styles of an OpenDocument text: what paragraphs, spans and lists inherit.
//!
//! Deliberately absent: styles of tables and pages, and conditional styles.

use std::collections::HashMap;

use crate::formats::office::numbering::{Count, Counters, DEEPEST, Level};
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

impl Look {
    /// What is stated here, else what the other states.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            bold: self.bold.or(other.bold),
            capitals: self.capitals.or(other.capitals),
            underlined: self.underlined.or(other.underlined),
            slanted: self.slanted.or(other.slanted),
            struck: self.struck.or(other.struck),
            hidden: self.hidden.or(other.hidden),
        }
    }

    fn state(&mut self, attributes: &[(String, String)]) {
        let stated = |name: &str, on: &dyn Fn(&str) -> bool| get(attributes, name).map(on);
        let bold = |v: &str| v == "bold" || v.parse::<u32>().is_ok_and(|weight| weight >= 600);
        let line = |v: &str| v != "none";
        let weights = [stated("font-weight", &bold), stated("font-weight-asian", &bold)];
        let any = |a: Option<bool>, b: Option<bool>| a.filter(|on| *on).or(b).or(a);
        let look = Self {
            bold: any(weights[0], weights[1]),
            capitals: any(
                stated("text-transform", &|v| v == "uppercase"),
                stated("font-variant", &|v| v == "small-caps"),
            ),
            underlined: stated("text-underline-style", &line),
            slanted: stated("font-style", &|v| matches!(v, "italic" | "oblique")),
            struck: any(stated("text-line-through-style", &line), stated("text-line-through-type", &line)),
            hidden: stated("display", &|v| v == "none"),
        };
        *self = look.or(*self);
    }
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    parent: Option<String>,
    look: Look,
    outline: Option<u8>,
    list: Option<String>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// By family and name.
    all: HashMap<(String, String), Style>,
    lists: HashMap<String, HashMap<usize, Level>>,
    counters: HashMap<String, Counters>,
}

impl Styles {
    /// Reads a `style:style` to its end.
    pub(super) fn style(&mut self, attributes: &[(String, String)], nodes: &mut Nodes<'_>) {
        let own = |name: &str| get(attributes, name).map(str::to_owned);
        let (Some(family), Some(id)) = (own("family"), own("name")) else { return nodes.skip_element() };
        let mut style = Style {
            name: own("display-name").unwrap_or_else(|| id.replace("_20_", " ")).to_lowercase(),
            parent: own("parent-style-name"),
            outline: get(attributes, "default-outline-level").and_then(|l| l.parse().ok()),
            list: own("list-style-name"),
            ..Style::default()
        };
        let mut depth = 1;
        while depth > 0
            && let Some(node) = nodes.next()
        {
            match node {
                Node::Open { name, attributes, .. } => {
                    depth += 1;
                    if name == "text-properties" {
                        style.look.state(&attributes);
                    }
                }
                Node::Close { .. } => depth -= 1,
                _ => {}
            }
        }
        self.all.insert((family, id), style);
    }

    /// Reads a `text:list-style` to its end.
    pub(super) fn list_style(&mut self, attributes: &[(String, String)], nodes: &mut Nodes<'_>) {
        let mut levels = HashMap::new();
        let mut depth = 1;
        while depth > 0
            && let Some(node) = nodes.next()
        {
            match node {
                Node::Open { name, attributes, .. } => {
                    depth += 1;
                    if name.starts_with("list-level-style") {
                        let level = number(&attributes, "level").unwrap_or(1) as usize;
                        levels.insert(level.saturating_sub(1), list_level(&attributes));
                    }
                }
                Node::Close { .. } => depth -= 1,
                _ => {}
            }
        }
        if let Some(name) = get(attributes, "name") {
            self.lists.insert(name.to_owned(), levels);
        }
    }

    /// What a paragraph's or span's style states, with all it is based on.
    pub(super) fn look(&self, family: &str, name: Option<&str>) -> Look {
        self.chain(family, name).fold(Look::default(), |look, s| look.or(s.look))
    }

    /// The level of the heading that paragraphs of this style are, from 1; 0 for text.
    pub(super) fn heading(&self, name: Option<&str>) -> u8 {
        let named = |s: &Style| match s.name.as_str() {
            "title" => Some(1),
            "subtitle" => Some(2),
            _ => s.outline,
        };
        self.chain("paragraph", name).find_map(named).unwrap_or(0).min(6)
    }

    /// True for block quotations.
    pub(super) fn is_quote(&self, name: Option<&str>) -> bool {
        self.chain("paragraph", name).any(|s| s.name.starts_with("quot") || s.name.contains(" quot"))
    }

    /// The list style that goes with a paragraph's style.
    pub(super) fn list_of(&self, name: Option<&str>) -> Option<&str> {
        self.chain("paragraph", name).find_map(|s| s.list.as_deref()).filter(|list| !list.is_empty())
    }

    /// A list of this style begins anew.
    pub(super) fn restart(&mut self, list: &str) {
        self.counters.remove(list);
    }

    /// Counts an item of a list, and gives its label; empty if it has none that says something.
    pub(super) fn label(&mut self, list: &str, depth: usize, start: Option<u32>) -> String {
        let depth = depth.min(DEEPEST);
        let Some(level) = self.lists.get(list).and_then(|levels| levels.get(&depth)) else {
            return String::new();
        };
        let counters = self.counters.entry(list.to_owned()).or_default();
        if let Some(start) = start {
            counters.restart(depth, start);
        }
        counters.step(depth, level.start);
        level.label(counters)
    }

    /// A style and what it is based on, the nearest first.
    fn chain<'a>(&'a self, family: &str, name: Option<&str>) -> impl Iterator<Item = &'a Style> {
        let style = move |family: &str, name: &str| self.all.get(&(family.to_owned(), name.to_owned()));
        let family = family.to_owned();
        let first = name.and_then(|name| style(&family, name));
        std::iter::successors(first, move |s| style(&family, s.parent.as_deref()?)).take(LONGEST_CHAIN)
    }
}

fn number(attributes: &[(String, String)], name: &str) -> Option<u32> {
    get(attributes, name)?.parse().ok()
}

/// A level of a list, numbered or with bullets.
fn list_level(attributes: &[(String, String)]) -> Level {
    let own = |name: &str| get(attributes, name).unwrap_or_default();
    let start = number(attributes, "start-value").unwrap_or(1);
    if let Some(bullet) = get(attributes, "bullet-char") {
        let pattern = format!("{}{bullet}{}", own("num-prefix"), own("num-suffix"));
        return Level { count: Count::Bullet, pattern, start };
    }
    let depth = number(attributes, "level").unwrap_or(1).clamp(1, DEEPEST as u32 + 1);
    let shown = number(attributes, "display-levels").unwrap_or(1).clamp(1, depth);
    let format = own("num-format");
    let counters = match format {
        "" => String::new(),
        _ => (depth + 1 - shown..=depth).map(|d| format!("%{d}")).collect::<Vec<_>>().join("."),
    };
    let pattern = match get(attributes, "num-list-format") {
        // `%1%.` in OpenDocument 1.3.
        Some(pattern) if !pattern.is_empty() => {
            (1..=9).fold(pattern.to_owned(), |p, d| p.replace(&format!("%{d}%"), &format!("%{d}")))
        }
        _ => format!("{}{counters}{}", own("num-prefix"), own("num-suffix")),
    };
    let count = match format {
        "" => Count::Bullet,
        "a" | "A" | "i" | "I" => Count::Letters,
        f if f.starts_with(['一', '壹', '甲', '子']) => Count::Han,
        _ => Count::Decimal,
    };
    Level { count, pattern, start }
}
