//! Patterns against the terms of a segment's exact stream.
//!
//! Deliberately absent: the patterns themselves.

use tantivy::SegmentReader;
use tantivy::schema::Field;

use super::pattern::TokenPattern;
use crate::Result;
use crate::index::fault;

/// The terms of a field that fit a pattern, all of them.
pub(super) fn expand(segment: &SegmentReader, field: Field, pattern: &TokenPattern) -> Result<Vec<String>> {
    let inverted = segment.inverted_index(field).map_err(fault)?;
    let prefix = pattern.prefix();
    let range = inverted.terms().range().ge(prefix.as_bytes());
    let mut stream = range.into_stream().map_err(fault)?;
    let mut found = Vec::new();
    while stream.advance() {
        let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
        if !term.starts_with(&prefix) {
            break;
        }
        if pattern.fits(term) {
            found.push(term.to_owned());
        }
    }
    Ok(found)
}
