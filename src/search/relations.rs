//! Turns that stand in a relation to other turns of their interview.
//!
//! The block makes it arithmetic: a turn's record is `n` documents before it. Deliberately absent: which other
//! turns (`eval`).

use tantivy::SegmentReader;

use super::bits::Bits;
use crate::Result;
use crate::index::column;
use crate::query::ast::Relation;

/// The documents that stand in this relation to one of `others`.
pub(super) fn related(segment: &SegmentReader, relation: Relation, others: &[u32]) -> Result<Bits> {
    let mut found = Bits::none(segment.max_doc());
    let (Some(n), Some(len)) = (column(segment, "n")?, column(segment, "len")?) else { return Ok(found) };
    let record = |doc: u32| Some(doc - n.first(doc).filter(|n| *n > 0)? as u32);
    match relation {
        Relation::Interview => {
            let mut reached = 0;
            for doc in others.iter().copied().filter_map(record) {
                if doc >= reached {
                    reached = doc + 1 + len.first(doc).unwrap_or(0) as u32;
                    found.insert_range(doc + 1..reached);
                }
            }
        }
        Relation::Answering | Relation::Answered => {
            let Some(reply) = column(segment, "reply")? else { return Ok(found) };
            let others = Bits::of(segment.max_doc(), others);
            for doc in 0..segment.max_doc() {
                let Some(to) = reply.first(doc).filter(|to| *to > 0) else { continue };
                let Some(asked) = record(doc).map(|r| r + to as u32) else { continue };
                match relation {
                    Relation::Answering if others.contains(asked) => found.insert(doc),
                    Relation::Answered if others.contains(doc) => found.insert(asked),
                    _ => {}
                }
            }
        }
    }
    Ok(found)
}
