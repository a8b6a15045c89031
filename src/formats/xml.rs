//! XML as a tolerant, bounded stream of elements and text: what the readers of XML formats need, and no more.
//!
//! Elements always close, in order, whatever the document does; nesting and declared entities are bounded, so that
//! no document costs more than its length. Deliberately absent: namespaces, external entities, validation.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::dtd::{Bomb, Entities};

/// No document that people write nests deeper.
const DEEPEST: usize = 1_000;
/// A closing tag is matched with one of so many innermost open elements.
const NEAR: usize = 64;

/// What comes next in a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// An element opens on this line; names are without their prefix.
    Open { name: String, attributes: Vec<(String, String)>, line: u32 },
    /// Text, entities resolved.
    Text(String),
    /// An element closes. Every open element does, also where its tag is missing.
    Close { name: String },
    /// Reading ends here; all elements are closed.
    Broken { line: u32, message: String },
}

/// The value of an attribute.
pub(super) fn get<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Reads a document up to its end, or to where it breaks.
pub(super) fn nodes(text: &str) -> Nodes<'_> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    Nodes {
        reader,
        text,
        line: 1,
        counted: 0,
        open: Vec::new(),
        closing: 0,
        entities: Entities::default(),
        end: None,
        cut: false,
        bomb: false,
    }
}

/// The name of the root element, without its prefix, if the text is XML that opens like this.
pub(super) fn root(text: &str) -> Option<String> {
    if !text.trim_start().starts_with('<') {
        return None;
    }
    nodes(text).find_map(|node| match node {
        Node::Open { name, .. } => Some(Some(name)),
        Node::Text(text) if text.trim().is_empty() => None,
        _ => Some(None),
    })?
}

/// The stream of a document.
pub(super) struct Nodes<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    line: u32,
    /// Line ends are counted up to here.
    counted: usize,
    /// The names of the elements that are open.
    open: Vec<String>,
    /// How many of them are closed and not yet reported.
    closing: usize,
    entities: Entities,
    /// The document is over; what is reported at last, if it broke.
    end: Option<Option<Node>>,
    /// It was over before its elements were closed.
    cut: bool,
    /// It went over a bound.
    bomb: bool,
}

impl Iterator for Nodes<'_> {
    type Item = Node;

    fn next(&mut self) -> Option<Node> {
        loop {
            if self.closing > 0 {
                self.closing -= 1;
                return self.open.pop().map(|name| Node::Close { name });
            }
            if let Some(last) = &mut self.end {
                return last.take();
            }
            let event = self.reader.read_event();
            self.count_lines();
            let node = match event {
                Ok(Event::Start(e)) => self.open(&e),
                Ok(Event::End(e)) => {
                    self.close(e.local_name().into_inner());
                    None
                }
                Ok(Event::Text(t)) => Some(Node::Text(t.into_inner().into_owned())),
                Ok(Event::CData(t)) => Some(Node::Text(t.into_inner().into_owned())),
                Ok(Event::GeneralRef(r)) => self.reference(&r.into_inner()),
                Ok(Event::DocType(t)) => self
                    .entities
                    .declare(&t.into_inner())
                    .err()
                    .and_then(|Bomb| self.goes_over(Bomb::message())),
                Ok(Event::Eof) => {
                    (self.end, self.closing) = (Some(None), self.open.len());
                    self.cut = !self.open.is_empty();
                    None
                }
                Ok(_) => None,
                Err(error) => self.breaks(format!("the XML breaks off: {error}")),
            };
            if node.is_some() {
                return node;
            }
        }
    }
}

impl Nodes<'_> {
    /// True inside an element of this name, at whatever depth.
    pub(super) fn is_inside(&self, name: &str) -> bool {
        self.open.iter().any(|open| open == name)
    }

    /// Skips what is left of the element that opened last.
    pub(super) fn skip_element(&mut self) {
        self.inside(|_| {});
    }

    /// The text of the element that opened last, to its end; white space is left as it is.
    pub(super) fn text_of_element(&mut self) -> String {
        let mut text = String::new();
        self.inside(|node| {
            if let Node::Text(t) = node {
                text.push_str(t);
            }
        });
        text
    }

    /// The texts of the element that opened last, each with the name of the innermost element it stands in.
    pub(super) fn texts_of_element(&mut self) -> Vec<(String, String)> {
        let mut names: Vec<String> = self.open.last().cloned().into_iter().collect();
        let mut texts = Vec::new();
        self.inside(|node| match node {
            Node::Open { name, .. } => names.push(name.clone()),
            Node::Close { .. } => {
                names.pop();
            }
            Node::Text(text) if !text.trim().is_empty() => {
                texts.push((names.last().cloned().unwrap_or_default(), text.trim().to_owned()));
            }
            _ => {}
        });
        texts
    }

    /// Reads to the end of the element that opened last. A break is reported behind it.
    fn inside(&mut self, mut see: impl FnMut(&Node)) {
        let depth = self.open.len();
        while self.open.len() >= depth
            && let Some(node) = self.next()
        {
            see(&node);
        }
    }

    fn open(&mut self, e: &BytesStart<'_>) -> Option<Node> {
        if self.open.len() >= DEEPEST {
            return self.goes_over(format!("more than {DEEPEST} elements are nested in each other"));
        }
        let mut attributes = Vec::new();
        for attribute in e.html_attributes().with_checks(false).flatten() {
            let Ok(value) = self.entities.resolve(&attribute.value) else {
                return self.goes_over(Bomb::message());
            };
            attributes.push((attribute.key.local_name().into_inner().to_owned(), value));
        }
        let name = e.local_name().into_inner().to_owned();
        self.open.push(name.clone());
        Some(Node::Open { name, attributes, line: self.line })
    }

    /// Closes the innermost element of this name and all inside it.
    fn close(&mut self, name: &str) {
        let near = self.open.iter().rev().take(NEAR);
        self.closing = near.into_iter().position(|open| open == name).map_or(0, |inside| inside + 1);
    }

    fn reference(&mut self, name: &str) -> Option<Node> {
        match self.entities.get(name) {
            Ok(text) => Some(Node::Text(text.unwrap_or_else(|| format!("&{name};")))),
            Err(Bomb) => self.goes_over(Bomb::message()),
        }
    }

    /// True if the document, which is read, ended before its elements were closed.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    /// True if the document, which is read, broke because it went over a bound.
    pub(super) fn is_bomb(&self) -> bool {
        self.bomb
    }

    fn goes_over(&mut self, message: String) -> Option<Node> {
        self.bomb = true;
        self.breaks(message)
    }

    /// Ends the document: everything closes, then this is said.
    fn breaks(&mut self, message: String) -> Option<Node> {
        self.end = Some(Some(Node::Broken { line: self.line, message }));
        self.closing = self.open.len();
        None
    }

    fn count_lines(&mut self) {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len());
        let at = at.max(self.counted);
        let breaks = self.text.as_bytes()[self.counted..at].iter().filter(|&&b| b == b'\n').count();
        (self.line, self.counted) = (self.line.saturating_add(breaks as u32), at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn open(name: &str, attributes: Vec<(String, String)>, line: u32) -> Node {
        Node::Open { name: name.into(), attributes, line }
    }

    fn close(name: &str) -> Node {
        Node::Close { name: name.into() }
    }

    #[test]
    fn a_broken_document_is_read_up_to_the_break() {
        let got: Vec<_> = nodes("<a x='1&amp;2'>\nR&amp;D<t:b/></a>\n<c <").collect();
        assert_eq!(got[0], open("a", vec![("x".into(), "1&2".into())], 1));
        assert_eq!(got[1..4], [Node::Text("\nR".into()), Node::Text("&".into()), Node::Text("D".into())]);
        assert_eq!(got[4], open("b", vec![], 2));
        assert!(matches!(got.last(), Some(Node::Broken { line: 3, .. })), "{got:?}");
    }

    #[test]
    fn elements_close_in_order_whatever_the_document_does() {
        let got: Vec<_> = nodes("<a><b><i></b></i></x><c>").collect();
        let want = [
            open("a", vec![], 1),
            open("b", vec![], 1),
            open("i", vec![], 1),
            close("i"),
            close("b"),
            open("c", vec![], 1),
            close("c"),
            close("a"),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn the_text_of_an_element_is_gathered_and_a_subtree_skipped() {
        let mut nodes = nodes("<a><b>one <i>two</i></b><c>no<d/></c><e>three</a>");
        let mut seen = Vec::new();
        while let Some(node) = nodes.next() {
            match node {
                Node::Open { name, .. } if name == "b" || name == "e" => seen.push(nodes.text_of_element()),
                Node::Open { name, .. } if name == "c" => nodes.skip_element(),
                Node::Text(text) => seen.push(text),
                _ => {}
            }
        }
        assert_eq!(seen, ["one two", "three"]);
    }

    #[test]
    fn deep_nesting_and_entity_bombs_are_named_at_their_line() {
        let deep: Vec<_> = nodes(&"<a>\n".repeat(10_000)).collect();
        assert_eq!(deep.len(), 3 * DEEPEST + 1, "opened, a line end each, closed, broken");
        let message = format!("more than {DEEPEST} elements are nested in each other");
        assert_eq!(deep.last(), Some(&Node::Broken { line: DEEPEST as u32 + 1, message }));
        let long = "ha".repeat(50_000);
        let bomb = format!("<!DOCTYPE a [\n<!ENTITY a '{long}'>]>\n<a>{}</a>", "&a;".repeat(1_000));
        assert_eq!(nodes(&bomb).last(), Some(Node::Broken { line: 3, message: Bomb::message() }));
        let nested = format!("<!DOCTYPE a [<!ENTITY a '{long}'>\n<!ENTITY b '{}'>]>", "&a;".repeat(99));
        assert_eq!(nodes(&nested).last(), Some(Node::Broken { line: 2, message: Bomb::message() }));
    }

    #[test]
    fn entities_of_the_document_are_resolved() {
        let text = "<!DOCTYPE a [<!ENTITY boat 'ferry'>]><a b='the &boat;'>&boat;, &raft;</a>";
        let got: Vec<_> = nodes(text).collect();
        assert_eq!(got[0], open("a", vec![("b".into(), "the ferry".into())], 1));
        let said: String =
            got.iter().filter_map(|n| if let Node::Text(t) = n { Some(t.as_str()) } else { None }).collect();
        assert_eq!(said, "ferry, &raft;");
    }

    #[test]
    fn the_root_is_the_first_element() {
        assert_eq!(
            root("<?xml version='1.0'?>\n<!-- x --><!DOCTYPE y:T>\n<y:T a='1'>").as_deref(),
            Some("T")
        );
        for text in ["x <a>", "<", "", "< and more"] {
            assert_eq!(root(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_element_closes_once(parts in prop::collection::vec(prop::sample::select(vec![
            "<a>", "<b c='", "'>", "</a>", "</b>", "<a/>", "text", "&amp;", "&x;", "<!-- ", " -->", "<![CDATA[", "]]>", "<", ">",
            "<!DOCTYPE a [", "<!ENTITY x 'y'>", "]>", "旧船", "\n",
        ]), 0..30)) {
            let text = parts.concat();
            let mut depth = 0i32;
            for node in nodes(&text) {
                match node {
                    Node::Open { .. } => depth += 1,
                    Node::Close { .. } => depth -= 1,
                    _ => {}
                }
                prop_assert!(depth >= 0);
            }
            prop_assert_eq!(depth, 0);
        }
    }
}
