//! The files that hold the lists of a segment: of each field its terms, the documents that have them, and the positions.
//!
//! Deliberately absent: where the lists come from (`segment`, `stack`).

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::{panic, thread};

use tantivy::directory::{CompositeFile, CompositeWrite, OwnedBytes, WritePtr};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::{Segment, SegmentComponent};
use tantivy::postings::FieldSerializer;
use tantivy::schema::{Field, FieldEntry, IndexRecordOption};
use tantivy::{Directory, Result};

/// What the lists of a field hold of a document.
pub(super) fn option(entry: &FieldEntry) -> IndexRecordOption {
    entry.field_type().index_record_option().unwrap_or(IndexRecordOption::Basic)
}

/// The files that hold the lists of a segment, while they are written.
pub(super) struct Lists {
    terms: CompositeWrite<WritePtr>,
    postings: CompositeWrite<WritePtr>,
    positions: CompositeWrite<WritePtr>,
}

/// Writes the lists of a segment by two threads, of which the other one writes those of these fields: into a segment that
/// is there for a while, and is swept with what else is unfinished if there is an error.
pub(super) fn by_two(
    target: &Segment,
    one: impl FnOnce(&mut Lists) -> Result<()>,
    fields: &[Field],
    other: impl FnOnce(&mut Lists) -> Result<()> + Send,
) -> Result<()> {
    let (mut lists, scratch) = (Lists::create(target)?, target.index().new_segment());
    let other = Mutex::new(Some(other));
    let apart = || {
        let other = other.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut lists = Lists::create(&scratch)?;
        other.map_or(Ok(()), |other| other(&mut lists))?;
        Ok(lists.close()?)
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new().spawn_scoped(scope, apart);
        let done = one(&mut lists);
        done.and(match thread {
            Ok(thread) => thread.join().unwrap_or_else(|cause| panic::resume_unwind(cause)),
            // Where no thread can be made, this one does it.
            Err(_) => apart(),
        })
    })?;
    lists.append(&scratch, fields)?;
    Ok(lists.close()?)
}

impl Lists {
    pub(super) fn create(segment: &Segment) -> Result<Self> {
        let create = |part| Ok(CompositeWrite::wrap(segment.open_write(part)?));
        let (terms, postings) = (create(SegmentComponent::Terms), create(SegmentComponent::Postings));
        let positions = create(SegmentComponent::Positions);
        positions.and_then(|positions| Ok(Self { terms: terms?, postings: postings?, positions }))
    }

    /// What writes the lists of a field.
    pub(super) fn field(
        &mut self,
        field: Field,
        option: IndexRecordOption,
        tokens: u64,
        norms: Option<FieldNormReader>,
    ) -> io::Result<FieldSerializer<'_>> {
        let (terms, postings) = (self.terms.for_field(field), self.postings.for_field(field));
        FieldSerializer::create(option, tokens, terms, postings, self.positions.for_field(field), norms)
    }

    pub(super) fn close(self) -> io::Result<()> {
        self.terms.close()?;
        self.postings.close()?;
        self.positions.close()
    }

    /// Appends the lists of these fields, which another segment held for a while.
    fn append(&mut self, scratch: &Segment, fields: &[Field]) -> Result<()> {
        use SegmentComponent::{Positions, Postings, Terms};
        let parts =
            [(&mut self.terms, Terms), (&mut self.postings, Postings), (&mut self.positions, Positions)];
        for (part, component) in parts {
            let file = CompositeFile::open(&scratch.open_read(component.clone())?)?;
            for &field in fields {
                let lists = file.open_read(field).map(|lists| lists.read_bytes()).transpose()?;
                part.for_field(field).write_all(&lists.unwrap_or_else(OwnedBytes::empty))?;
            }
            drop(file);
            // What cannot be removed now is swept at the end of the run.
            let _ = scratch.index().directory().delete(&scratch.relative_path(component));
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Both segments have the same files, field by field.
    pub(in crate::index) fn assert_same_files(ours: &Segment, theirs: &Segment) {
        use SegmentComponent::{FastFields, FieldNorms, Positions, Postings, Store, Terms};
        for part in [FastFields, Store] {
            let read = |segment: &Segment| segment.open_read(part.clone()).unwrap().read_bytes().unwrap();
            assert!(read(ours).as_slice() == read(theirs).as_slice(), "{part:?}");
        }
        for part in [FieldNorms, Terms, Postings, Positions] {
            let open =
                |segment: &Segment| CompositeFile::open(&segment.open_read(part.clone()).unwrap()).unwrap();
            let (our, their) = (open(ours), open(theirs));
            for (field, entry) in ours.schema().fields() {
                let read = |file: &CompositeFile| file.open_read(field).map(|f| f.read_bytes().unwrap());
                assert_eq!(read(&our).as_deref(), read(&their).as_deref(), "{part:?} of {}", entry.name());
            }
        }
    }
}
