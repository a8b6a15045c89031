//! From a part of an id to the one interview it means.
//!
//! Deliberately absent: turn numbers.

use tantivy::DocAddress;
use unicode_normalization::UnicodeNormalization;

use super::reader::Snapshot;
use crate::Result;
use crate::error::{Error, ErrorKind};

/// How many candidates an error names.
const NAMED: usize = 8;

impl Snapshot {
    /// The interview with this id, else the one whose id ends so, else the one whose id holds it.
    ///
    /// # Errors
    /// Usage, if there is none or more than one.
    pub(crate) fn resolve(&self, part: &str) -> Result<(String, DocAddress)> {
        choose(&self.records()?, part)
    }
}

fn choose(records: &[(String, DocAddress)], part: &str) -> Result<(String, DocAddress)> {
    let part: String = part.trim().nfc().collect();
    let lower = part.to_lowercase();
    let ways: [&dyn Fn(&str) -> bool; 4] = [
        &|id| id == part,
        &|id| id.strip_suffix(&part).is_some_and(|rest| rest.ends_with('/')),
        &|id| id.ends_with(&part),
        &|id| id.to_lowercase().contains(&lower),
    ];
    for fits in ways {
        let mut found = records.iter().filter(|(id, _)| fits(id));
        if let Some(first) = found.next() {
            return match found.next() {
                None => Ok(first.clone()),
                Some(_) => Err(ambiguous(&part, records.iter().map(|r| r.0.as_str()).filter(|id| fits(id)))),
            };
        }
    }
    Err(Error::new(ErrorKind::Usage, format!("there is no interview {part:?}"))
        .with_hint("whosaid list shows the ids there are"))
}

fn ambiguous<'a>(part: &str, ids: impl Iterator<Item = &'a str>) -> Error {
    let ids: Vec<&str> = ids.collect();
    let mut named = ids[..ids.len().min(NAMED)].join("\n  ");
    if ids.len() > NAMED {
        named.push_str(&format!("\n  and {} more", ids.len() - NAMED));
    }
    Error::new(ErrorKind::Usage, format!("{part:?} means more than one interview:\n  {named}"))
        .with_hint("type more of the id")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_then_suffix_then_part() {
        let at = |n| DocAddress::new(0, n);
        let ids = ["a/jing", "jing", "b/jing-two", "b/liu"];
        let records: Vec<_> = ids.iter().zip(0..).map(|(id, n)| ((*id).to_owned(), at(n))).collect();
        assert_eq!(choose(&records, "jing").unwrap().0, "jing");
        assert_eq!(choose(&records, "liu").unwrap().0, "b/liu");
        assert_eq!(choose(&records, "TWO").unwrap().0, "b/jing-two");
        assert!(choose(&records, "ing").unwrap_err().to_string().contains("a/jing"));
        assert!(choose(&records, "none").is_err());
    }
}
