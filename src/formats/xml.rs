//! XML as a tolerant stream of elements and text: what the readers of XML formats need, and no more.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::entity;

/// What comes next in a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// An element opens on this line; names are without their prefix.
    Open { name: String, attributes: Vec<(String, String)>, line: u32 },
    /// Text, entities resolved.
    Text(String),
    /// An element closes.
    Close { name: String },
    /// Reading ends here.
    Broken { line: u32, message: String },
}

/// The value of an attribute.
pub(super) fn get<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Reads a document up to its end, or to where it breaks.
pub(super) fn nodes(text: &str) -> impl Iterator<Item = Node> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let (mut line, mut counted, mut over) = (1u32, 0usize, false);
    std::iter::from_fn(move || {
        while !over {
            let event = reader.read_event();
            let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
            let breaks = text.as_bytes()[counted..at.max(counted)].iter().filter(|&&b| b == b'\n').count();
            (line, counted) = (line.saturating_add(breaks as u32), at.max(counted));
            match event {
                Ok(Event::Start(e)) => return Some(open(&e, line)),
                Ok(Event::End(e)) => {
                    return Some(Node::Close { name: e.local_name().into_inner().to_owned() });
                }
                Ok(Event::Text(t)) => return Some(Node::Text(t.into_inner().into_owned())),
                Ok(Event::CData(t)) => return Some(Node::Text(t.into_inner().into_owned())),
                Ok(Event::GeneralRef(r)) => {
                    let name = r.into_inner();
                    return Some(Node::Text(
                        entity::named_or_numbered(&name).unwrap_or_else(|| format!("&{name};")),
                    ));
                }
                Ok(Event::Eof) => over = true,
                Ok(_) => {}
                Err(error) => {
                    over = true;
                    return Some(Node::Broken { line, message: format!("the XML breaks off: {error}") });
                }
            }
        }
        None
    })
}

fn open(e: &BytesStart<'_>, line: u32) -> Node {
    let mut attributes = Vec::new();
    for attribute in e.html_attributes().with_checks(false).flatten() {
        let value = entity::resolve(&attribute.value);
        attributes.push((attribute.key.local_name().into_inner().to_owned(), value));
    }
    Node::Open { name: e.local_name().into_inner().to_owned(), attributes, line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_document_is_read_up_to_the_break() {
        let got: Vec<_> = nodes("<a x='1&amp;2'>\nR&amp;D<t:b/></a>\n<c <").collect();
        let open = |name: &str, attributes: Vec<(String, String)>, line| Node::Open {
            name: name.into(),
            attributes,
            line,
        };
        assert_eq!(got[0], open("a", vec![("x".into(), "1&2".into())], 1));
        assert_eq!(got[1..4], [Node::Text("\nR".into()), Node::Text("&".into()), Node::Text("D".into())]);
        assert_eq!(got[4], open("b", vec![], 2));
        assert!(matches!(got.last(), Some(Node::Broken { line: 3, .. })), "{got:?}");
    }
}
