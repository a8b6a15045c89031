//! `word/numbering.xml`: the labels of numbered paragraphs.

use std::collections::HashMap;

use super::styles::{Styles, value};
use crate::formats::office::numbering::{Count, Counters, DEEPEST, Level};
use crate::formats::xml::{Node, Nodes, get};

/// A kind of list: levels, which lists share.
#[derive(Debug, Default)]
struct Kind {
    levels: HashMap<usize, Level>,
    /// The styles whose paragraphs are of a level.
    styles: HashMap<String, usize>,
    /// The style that holds the levels instead.
    elsewhere: Option<String>,
}

/// A list: its kind, and what differs from it.
#[derive(Debug, Default)]
struct List {
    kind: u32,
    levels: HashMap<usize, Level>,
    starts: HashMap<usize, u32>,
}

/// The lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    kinds: HashMap<u32, Kind>,
    lists: HashMap<u32, List>,
    /// By the kind of list: lists of one kind go on counting, unless they say where they start.
    counters: HashMap<u32, Counters>,
    /// Lists whose own starts are used up.
    started: HashMap<(u32, usize), ()>,
}

impl Lists {
    /// Reads `word/numbering.xml`.
    pub(super) fn read(nodes: &mut Nodes<'_>) -> Self {
        let mut lists = Self::default();
        let mut kind: Option<(u32, Kind)> = None;
        let mut list: Option<(u32, List)> = None;
        let mut at = 0usize;
        while let Some(node) = nodes.next() {
            let (name, attributes) = match node {
                Node::Open { name, attributes, .. } => (name, attributes),
                Node::Close { name } => {
                    match name.as_str() {
                        "abstractNum" => lists.kinds.extend(kind.take()),
                        "num" => lists.lists.extend(list.take()),
                        _ => {}
                    }
                    continue;
                }
                _ => continue,
            };
            let number = |key: &str| get(&attributes, key).and_then(|v| v.parse::<u32>().ok());
            match (name.as_str(), &mut kind, &mut list) {
                ("abstractNum", ..) => kind = number("abstractNumId").map(|id| (id, Kind::default())),
                ("num", ..) => list = number("numId").map(|id| (id, List::default())),
                ("abstractNumId", _, Some((_, list))) => list.kind = number("val").unwrap_or(0),
                ("numStyleLink", Some((_, kind)), _) => kind.elsewhere = Some(value(&attributes).to_owned()),
                ("lvlOverride", ..) => at = number("ilvl").unwrap_or(0) as usize,
                ("startOverride", _, Some((_, list))) => {
                    list.starts.insert(at, number("val").unwrap_or(1));
                }
                ("lvl", ..) => {
                    let depth = number("ilvl").unwrap_or(0) as usize;
                    let (level, style) = level(nodes);
                    match (&mut kind, &mut list) {
                        (Some((_, kind)), _) => {
                            kind.levels.insert(depth, level);
                            kind.styles.extend(style.map(|s| (s, depth)));
                        }
                        (None, Some((_, list))) => {
                            list.levels.insert(depth, level);
                        }
                        (None, None) => {}
                    }
                }
                _ => {}
            }
        }
        lists
    }

    /// Counts a paragraph of this list, and gives its label; empty if it has none that says something.
    pub(super) fn label(
        &mut self,
        id: u32,
        depth: Option<usize>,
        style: Option<&str>,
        styles: &Styles,
    ) -> String {
        let Some(list) = self.lists.get(&id) else { return String::new() };
        let mut kind_id = list.kind;
        let moved = self.kinds.get(&kind_id).and_then(|k| k.elsewhere.as_deref());
        if let Some(other) = moved.and_then(|s| styles.list_of(s)).and_then(|id| self.lists.get(&id)) {
            kind_id = other.kind;
        }
        let Some(kind) = self.kinds.get(&kind_id) else { return String::new() };
        let depth = depth.or_else(|| kind.styles.get(style?).copied()).unwrap_or(0).min(DEEPEST);
        let Some(level) = list.levels.get(&depth).or_else(|| kind.levels.get(&depth)) else {
            return String::new();
        };
        let counters = self.counters.entry(kind_id).or_default();
        if let Some(&start) = list.starts.get(&depth)
            && self.started.insert((id, depth), ()).is_none()
        {
            counters.restart(depth, start);
        }
        counters.step(depth, level.start);
        level.label(counters)
    }
}

/// Reads a `w:lvl` to its end: the level, and the style that goes with it.
fn level(nodes: &mut Nodes<'_>) -> (Level, Option<String>) {
    let mut level = Level { start: 1, ..Level::default() };
    let mut style = None;
    let mut depth = 1;
    while depth > 0
        && let Some(node) = nodes.next()
    {
        match node {
            Node::Open { name, attributes, .. } => {
                depth += 1;
                let value = value(&attributes);
                match name.as_str() {
                    "start" => level.start = value.parse().unwrap_or(1),
                    "numFmt" => level.count = count(value),
                    "lvlText" => level.pattern = value.to_owned(),
                    "pStyle" => style = Some(value.to_owned()),
                    _ => {}
                }
            }
            Node::Close { .. } => depth -= 1,
            _ => {}
        }
    }
    (level, style)
}

fn count(format: &str) -> Count {
    match format {
        "bullet" | "none" => Count::Bullet,
        "upperLetter" | "lowerLetter" | "upperRoman" | "lowerRoman" => Count::Letters,
        f if f.starts_with("chinese") || f.starts_with("ideograph") || f.starts_with("taiwanese") => {
            Count::Han
        }
        "japaneseCounting" => Count::Han,
        _ => Count::Decimal,
    }
}
