//! The entities that a document declares itself: `<!ENTITY nbsp "&#160;">`.
//!
//! They are plain text, and bounded, so that a few declarations cannot stand for gigabytes. Deliberately absent:
//! external and parameter entities, and values that hold markup; references to those stay as they are written.

use std::collections::HashMap;

use super::entity;

/// All entities of a document together stand for no more than this, in bytes.
const MOST_TEXT: usize = 1 << 20;
/// Values refer to entities whose values refer to others no deeper than this.
const DEEPEST: usize = 8;

/// More names than this are not looked up among those of HTML.
const MOST_NAMES: usize = 10_000;

/// Declared entities, and how much text they may still stand for.
#[derive(Debug)]
pub(super) struct Entities {
    values: HashMap<String, String>,
    left: usize,
    /// What others stand for, if anything, as far as they were looked up.
    others: HashMap<String, Option<String>>,
}

/// The entities stand for too much text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bomb;

impl Bomb {
    /// What is wrong, in the user's words.
    pub(super) fn message() -> String {
        format!("the entities it declares stand for more than {} MB of text", MOST_TEXT >> 20)
    }
}

impl Default for Entities {
    fn default() -> Self {
        Self { values: HashMap::new(), left: MOST_TEXT, others: HashMap::new() }
    }
}

impl Entities {
    /// Reads the declarations of a document type: what stands between `<!DOCTYPE` and its `>`.
    pub(super) fn declare(&mut self, doctype: &str) -> Result<(), Bomb> {
        let written = declarations(doctype);
        let mut left = MOST_TEXT;
        for (name, value) in &written {
            let value = expanded(value, &written, 0, &mut left)?;
            self.values.insert((*name).to_owned(), value);
        }
        Ok(())
    }

    /// The text with all references resolved; unknown ones stay as they are written.
    pub(super) fn resolve(&mut self, text: &str) -> Result<String, Bomb> {
        let mut bomb = Ok(());
        let resolved = entity::resolve_by(text, |name| {
            self.get(name).unwrap_or_else(|b| {
                bomb = Err(b);
                None
            })
        });
        bomb.map(|()| resolved)
    }

    /// What one entity stands for.
    pub(super) fn get(&mut self, name: &str) -> Result<Option<String>, Bomb> {
        let Some(value) = self.values.get(name) else { return Ok(self.other(name)) };
        self.left = self.left.checked_sub(value.len()).ok_or(Bomb)?;
        Ok(Some(value.clone()))
    }

    /// What an entity stands for that the document does not declare.
    fn other(&mut self, name: &str) -> Option<String> {
        if name.starts_with('#') {
            return entity::named_or_numbered(name);
        }
        if let Some(known) = self.others.get(name) {
            return known.clone();
        }
        if self.others.len() >= MOST_NAMES {
            return None;
        }
        let value = entity::named_or_numbered(name);
        self.others.insert(name.to_owned(), value.clone());
        value
    }
}

/// A value with the entities in it resolved; `left` bounds the work for all values together.
fn expanded(
    value: &str,
    written: &HashMap<&str, &str>,
    depth: usize,
    left: &mut usize,
) -> Result<String, Bomb> {
    *left = left.checked_sub(value.len() + 1).filter(|_| depth <= DEEPEST).ok_or(Bomb)?;
    let mut bomb = Ok(());
    let resolved = entity::resolve_by(value, |name| {
        if bomb.is_err() {
            return None;
        }
        match written.get(name).map(|inner| expanded(inner, written, depth + 1, left)) {
            None => entity::named_or_numbered(name),
            Some(inner) => inner.map_err(|b| bomb = Err(b)).ok(),
        }
    });
    bomb.map(|()| resolved)
}

/// The names and values of all general entities whose text stands in the declaration itself. The first of a name
/// counts, and the entities of XML itself cannot be declared anew.
fn declarations(doctype: &str) -> HashMap<&str, &str> {
    let mut found = HashMap::new();
    let mut rest = doctype;
    while let Some(at) = rest.find("<!") {
        rest = &rest[at + 2..];
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
        } else if let Some((name, value)) = rest.strip_prefix("ENTITY").and_then(declaration)
            && !value.contains('<')
            && quick_xml::escape::resolve_xml_entity(name).is_none()
        {
            found.entry(name).or_insert(value);
            // What looks like a declaration inside a value is none, and there is none: it holds no `<`.
        }
    }
    found
}

/// `nbsp "&#160;"`.
fn declaration(text: &str) -> Option<(&str, &str)> {
    let name = text.strip_prefix(char::is_whitespace)?.trim_start();
    let (name, value) = name.split_at(name.find(char::is_whitespace)?);
    let value = value.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = &value[1..];
    Some((name, &value[..value.find(quote)?]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(doctype: &str, text: &str) -> Result<String, Bomb> {
        let mut entities = Entities::default();
        entities.declare(doctype)?;
        entities.resolve(text)
    }

    #[test]
    fn plain_entities_are_resolved_and_others_stay() {
        let doctype = "a [<!ENTITY boat 'the &#x66;erry'>\n<!-- <!ENTITY x \"no\"> --><!ENTITY two \"&boat; &amp; &boat;\">\
                       <!ENTITY % p \"no\"><!ENTITY ext SYSTEM \"no.txt\"><!ENTITY tag '<b>no</b>'><!ENTITY amp 'no'>]";
        assert_eq!(
            resolved(doctype, "&two;: &x; &p; &ext; &tag; &amp; &eacute;").unwrap(),
            "the ferry & the ferry: &x; &p; &ext; &tag; & é"
        );
    }

    #[test]
    fn bombs_are_refused_in_whatever_order_and_shape() {
        let mut laughs = vec![String::from("<!ENTITY a0 'ha'>")];
        laughs.extend((1..12).map(|n| format!("<!ENTITY a{n} '{}'>", format!("&a{};", n - 1).repeat(10))));
        assert_eq!(resolved(&laughs.concat(), "&a11;"), Err(Bomb));
        laughs.reverse();
        assert_eq!(resolved(&laughs.concat(), "&a11;"), Err(Bomb));
        assert_eq!(resolved("<!ENTITY a '&b;'><!ENTITY b '&a;'>", ""), Err(Bomb));
        let long = format!("<!ENTITY a '{}'>", "ha".repeat(40_000));
        assert_eq!(resolved(&long, &"&a;".repeat(10_000)), Err(Bomb));
    }
}
