//! Segments stacked into one: the documents of each behind those of the one before.
//!
//! tantivy's own merge looks up every document of every list in a map, to find out whether it lives, reads positions
//! document by document, and does so on one core. Where all documents live, lists are copied block by block, and those with
//! positions, which are half of it, by a thread of their own. Deliberately absent: dead documents, which tantivy's
//! merge leaves out, and which segments are merged (`merges`).

use std::io;
use std::sync::Arc;

use tantivy::columnar::{ColumnType, ColumnarReader, MergeRowOrder, StackMergeOrder, merge_columnar};
use tantivy::directory::{CompositeFile, FileSlice, TerminatingWrite};
use tantivy::fieldnorm::{FieldNormReader, FieldNormReaders, FieldNormsSerializer};
use tantivy::index::{InvertedIndexReader, Segment, SegmentComponent, SegmentMeta};
use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, FieldSerializer, TermInfo};
use tantivy::schema::{Field, FieldEntry, FieldType, IndexRecordOption, Schema};
use tantivy::store::StoreWriter;
use tantivy::termdict::TermMerger;
use tantivy::{HasLen, Index, Result, SegmentReader};

use super::lists::{Lists, by_two, option};

/// A store shorter than this, in bytes, is packed anew, so that many of them do not become many short blocks.
const SHORT: usize = 32 << 10;

/// Writes the documents of these segments of an index, all of which live, into a new one.
pub(super) fn stack(index: &Index, segments: &[Segment]) -> Result<SegmentMeta> {
    let (target, schema) = (index.new_segment(), index.schema());
    let indexed = schema.fields().filter(|(_, entry)| entry.is_indexed()).map(|(field, _)| field);
    let positioned = |field: &Field| option(schema.get_field_entry(*field)).has_positions();
    let (first, rest): (Vec<Field>, Vec<Field>) = indexed.partition(positioned);
    let sources = Sources::open(segments)?;
    sources.norms(&schema, &target)?;
    let one = |lists: &mut Lists| {
        sources.lists(&schema, &first, &target, lists)?;
        columns(segments, &schema, &target)?;
        store(segments, &target)
    };
    // A file is read through one window.
    let other = |lists: &mut Lists| Sources::open(segments)?.lists(&schema, &rest, &target, lists);
    by_two(&target, one, &rest, other)?;
    let docs = sources.readers.iter().map(SegmentReader::max_doc).sum();
    Ok(index.new_segment_meta(target.id(), docs))
}

/// Copies the columns.
fn columns(segments: &[Segment], schema: &Schema, target: &Segment) -> Result<()> {
    let open =
        |segment: &Segment| Ok(ColumnarReader::open(segment.open_read(SegmentComponent::FastFields)?)?);
    let readers: Vec<ColumnarReader> = segments.iter().map(open).collect::<Result<_>>()?;
    let readers: Vec<&ColumnarReader> = readers.iter().collect();
    let fast = schema.fields().map(|(_, entry)| entry).filter(|entry| entry.is_fast());
    let column = |entry: &FieldEntry| match entry.field_type() {
        FieldType::Str(_) => (entry.name().to_owned(), ColumnType::Str),
        _ => (entry.name().to_owned(), ColumnType::U64),
    };
    let order = MergeRowOrder::Stack(StackMergeOrder::stack(&readers));
    let mut file = target.open_write(SegmentComponent::FastFields)?;
    merge_columnar(&readers, &fast.map(column).collect::<Vec<_>>(), order, &mut file)?;
    Ok(file.terminate()?)
}

/// Copies what is stored.
fn store(segments: &[Segment], target: &Segment) -> Result<()> {
    let settings = target.index().settings();
    let file = target.open_write(SegmentComponent::Store)?;
    let (compression, size) = (settings.docstore_compression, settings.docstore_blocksize);
    let mut writer = StoreWriter::new(file, compression, size, false)?;
    for segment in segments {
        let reader = SegmentReader::open(segment)?;
        let stored = reader.get_store_reader(1)?;
        if reader.open_read(SegmentComponent::Store)?.len() >= SHORT {
            writer.stack(stored)?;
        } else {
            for doc in 0..reader.max_doc() {
                writer.store_bytes(&stored.get_document_bytes(doc)?)?;
            }
        }
    }
    Ok(writer.close()?)
}

/// The segments that are stacked.
struct Sources {
    readers: Vec<SegmentReader>,
    /// The number of the first document of each.
    starts: Vec<u32>,
}

impl Sources {
    fn open(segments: &[Segment]) -> Result<Self> {
        let readers: Vec<SegmentReader> = segments.iter().map(SegmentReader::open).collect::<Result<_>>()?;
        let mut next = 0;
        let starts = readers.iter().map(|reader| {
            next += reader.max_doc();
            next - reader.max_doc()
        });
        let starts = starts.collect();
        Ok(Self { readers, starts })
    }

    /// Copies the lengths of the fields.
    fn norms(&self, schema: &Schema, target: &Segment) -> Result<()> {
        let mut file = FieldNormsSerializer::from_write(target.open_write(SegmentComponent::FieldNorms)?)?;
        let mut norms = Vec::new();
        for (field, _) in schema.fields().filter(|(_, entry)| entry.is_indexed() && entry.has_fieldnorms()) {
            norms.clear();
            for reader in &self.readers {
                let lengths = reader.get_fieldnorms_reader(field)?;
                norms.extend((0..reader.max_doc()).map(|doc| lengths.fieldnorm_id(doc)));
            }
            file.serialize_field(field, &norms)?;
        }
        Ok(file.close()?)
    }

    /// Copies the lists of all terms of these fields.
    fn lists(&self, schema: &Schema, fields: &[Field], target: &Segment, into: &mut Lists) -> Result<()> {
        let norms = FieldNormReaders::open(target.open_read(SegmentComponent::FieldNorms)?)?;
        for &field in fields {
            self.field(field, option(schema.get_field_entry(field)), norms.get_field(field)?, into)?;
        }
        Ok(())
    }

    fn field(
        &self,
        field: Field,
        option: IndexRecordOption,
        norms: Option<FieldNormReader>,
        into: &mut Lists,
    ) -> Result<()> {
        let readers = self.readers.iter().map(|reader| reader.inverted_index(field));
        let readers: Vec<Arc<InvertedIndexReader>> = readers.collect::<Result<_>>()?;
        let positions: Vec<FileSlice> = match option.has_positions() {
            true => self.readers.iter().map(|reader| positions(reader, field)).collect::<Result<_>>()?,
            false => Vec::new(),
        };
        let tokens = readers.iter().map(|reader| reader.total_num_tokens()).sum();
        let mut into = into.field(field, option, tokens, norms)?;
        let streams = readers.iter().map(|reader| reader.terms().stream());
        let mut terms = TermMerger::new(streams.collect::<io::Result<_>>()?);
        let (mut found, mut list, mut deltas) = (Vec::<(usize, TermInfo)>::new(), None, Vec::new());
        while terms.advance() {
            found.clear();
            found.extend(terms.current_segment_ords_and_term_infos());
            let docs = found.iter().map(|(_, info)| info.doc_freq).sum();
            into.new_term(terms.key(), docs, option.has_freq())?;
            for (nth, info) in &found {
                let list = match &mut list {
                    Some(list) => {
                        readers[*nth].reset_block_postings_from_terminfo(info, list)?;
                        list
                    }
                    none => none.insert(readers[*nth].read_block_postings_from_terminfo(info, option)?),
                };
                let positions = positions
                    .get(*nth)
                    .map(|file| PositionReader::open(file.read_bytes_slice(info.positions_range.clone())?));
                copy(list, self.starts[*nth], positions.transpose()?, &mut deltas, &mut into);
            }
            into.close_term()?;
        }
        Ok(into.close()?)
    }
}

/// The positions of a field.
fn positions(reader: &SegmentReader, field: Field) -> Result<FileSlice> {
    let file = CompositeFile::open(&reader.open_read(SegmentComponent::Positions)?)?;
    Ok(file.open_read(field).unwrap_or_else(FileSlice::empty))
}

/// Copies a list. The documents get numbers from `start` on; positions are kept as they are told: each by how far it is
/// from the one before.
fn copy(
    list: &mut BlockSegmentPostings,
    start: u32,
    mut positions: Option<PositionReader>,
    deltas: &mut Vec<u32>,
    into: &mut FieldSerializer<'_>,
) {
    let mut read = 0;
    while !list.docs().is_empty() {
        let freqs = list.freqs();
        deltas.clear();
        if let Some(positions) = &mut positions {
            deltas.resize(freqs.iter().sum::<u32>() as usize, 0);
            positions.read(read, deltas);
            read += deltas.len() as u64;
        }
        let mut rest = deltas.as_slice();
        for (nth, doc) in list.docs().iter().enumerate() {
            let freq = freqs.get(nth).copied().unwrap_or(0);
            let own = rest.split_off(..rest.len().min(freq as usize)).unwrap_or_default();
            into.write_doc(start + doc, freq, own);
        }
        list.advance();
    }
}

#[cfg(test)]
mod tests {
    use tantivy::TantivyDocument;
    use tantivy::indexer::{AddOperation, SegmentWriter, merge_filtered_segments};

    use super::*;
    use crate::index::lists::tests::assert_same_files;
    use crate::index::schema::{Fields, register, schema, settings};

    /// The document of this number: some have what the others lack.
    fn document(fields: &Fields, n: u64) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        let random = |at: u64, below: u64| (n * 0x9e37_79b9 + at * 0x85eb_ca6b) / 7 % below;
        let word = |at: u64| match random(at, 3) {
            0 => ["你好", "我們", "说话", "台灣"][random(at + 9, 4) as usize].to_owned(),
            1 => format!("said{}", random(at, 50)),
            _ => format!("rare{}", random(at, 5000)),
        };
        let text: Vec<String> = (0..20 + random(1, 60)).map(word).collect();
        let text = text.join(" ");
        document.add_text(fields.keys, if n.is_multiple_of(9) { "note" } else { "speech" });
        document.add_u64(fields.n, n % 100);
        let main = [fields.exact, fields.rank, fields.across];
        let notes = [fields.note_exact, fields.note_rank, fields.note_across];
        let streams = if n.is_multiple_of(9) { notes } else { main };
        streams.into_iter().for_each(|stream| document.add_text(stream, &text));
        document.add_text(fields.turn, &text);
        if n.is_multiple_of(50) {
            for field in [fields.keys, fields.manifest, fields.id] {
                document.add_text(field, format!("key{n}"));
            }
            document.add_u64(fields.seen, n);
            (0..2).for_each(|piece| document.add_text(fields.record, format!("kept {n} {piece}")));
        }
        document
    }

    /// A segment of so many documents, of which the first has this number.
    fn segment(index: &Index, fields: &Fields, start: u64, docs: u64) -> Segment {
        let segment = index.new_segment();
        let mut writer = SegmentWriter::for_segment(1 << 20, segment.clone()).unwrap();
        for n in start..start + docs {
            writer.add_document(AddOperation { opstamp: 0, document: document(fields, n) }).unwrap();
        }
        writer.finalize().unwrap();
        segment.with_max_doc(docs as u32)
    }

    #[test]
    fn what_is_stacked_is_what_tantivy_merges() {
        let (schema, fields) = schema();
        let index = Index::builder().schema(schema.clone()).settings(settings()).create_in_ram().unwrap();
        register(&index);
        let segments = [(0, 900), (900, 1), (901, 3), (904, 1300), (2204, 400)];
        let segments = segments.map(|(start, docs)| segment(&index, &fields, start, docs));
        let directory = tantivy::directory::RamDirectory::create();
        let all = vec![None; segments.len()];
        let theirs = merge_filtered_segments(&segments, settings(), all, directory).unwrap();
        let meta = theirs.searchable_segment_metas().unwrap().remove(0);
        let theirs = theirs.segment(meta);
        let meta = stack(&index, &segments).unwrap();
        assert_eq!(meta.max_doc(), 2604);
        let ours = index.segment(meta);
        assert_same_files(&ours, &theirs);
    }
}
