//! A segment while it is written: its terms in memory, its texts on their way to the disk.
//!
//! Each field becomes what tantivy's writer of segments would make of the same documents, byte by byte, but in less time, for it
//! takes tokens as they are and keeps terms in another way (`terms`). Deliberately absent: when it is full (`writer`).

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReader, FieldNormReaders, FieldNormsSerializer};
use tantivy::index::{Segment, SegmentComponent, SegmentMeta};
use tantivy::schema::document::Document;
use tantivy::schema::{Field, FieldEntry, FieldType, IndexRecordOption, Schema};
use tantivy::store::StoreWriter;
use tantivy::{Index, Result};

use super::document::{Entry, Part};
use super::lists::{Lists, by_two, option};
use super::terms::Terms;
use super::tokenizer::{Across, Exact, Rank};
use crate::analysis::Tokens;

/// A segment that is being written.
pub(super) struct Open {
    segment: Segment,
    schema: Schema,
    /// By their numbers; none of those that are not indexed.
    fields: Vec<Option<Indexed>>,
    streams: Streams,
    columns: FastFieldsWriter,
    store: StoreWriter,
    docs: u32,
    /// No other segment is written meanwhile: two threads finish it.
    alone: bool,
}

/// A field with terms. One with positions has one value in a document.
struct Indexed {
    field: Field,
    cut: Cut,
    option: IndexRecordOption,
    norms: bool,
    terms: Terms,
}

/// How a text is cut.
#[derive(Clone, Copy)]
enum Cut {
    Whole,
    Exact,
    Rank,
    Across,
}

/// What cuts texts.
#[derive(Default)]
struct Streams {
    exact: Exact,
    rank: Rank,
    across: Across,
}

impl Streams {
    /// The tokens of a text that is not taken as a whole.
    fn tokens(&mut self, cut: Cut, text: &str) -> Option<&Tokens> {
        match cut {
            Cut::Whole => None,
            Cut::Exact => Some(self.exact.tokens(text)),
            Cut::Rank => Some(self.rank.tokens(text)),
            Cut::Across => Some(self.across.tokens(text)),
        }
    }
}

impl Indexed {
    fn new(field: Field, entry: &FieldEntry) -> Option<Self> {
        let FieldType::Str(text) = entry.field_type() else { return None };
        let cut = match text.get_indexing_options()?.tokenizer() {
            "exact" => Cut::Exact,
            "rank" => Cut::Rank,
            "across" => Cut::Across,
            _ => Cut::Whole,
        };
        let (option, norms) = (option(entry), entry.has_fieldnorms());
        Some(Self { field, cut, option, norms, terms: Terms::default() })
    }

    /// Writes its lists.
    fn write(self, norms: &FieldNormReaders, lists: &mut Lists) -> Result<()> {
        let Self { field, option, terms, .. } = self;
        // What tantivy makes of the lengths for each term is kept with full blocks alone.
        let norms = if terms.fill_a_block() { norms.get_field(field)? } else { None };
        let mut into = lists.field(field, option, terms.len() as u64, norms)?;
        terms.write(option, &mut into)?;
        Ok(into.close()?)
    }
}

impl Open {
    /// A new segment of an index; `alone` if no other is written meanwhile.
    pub(super) fn new(index: &Index, alone: bool) -> Result<Self> {
        let (segment, schema, settings) = (index.new_segment(), index.schema(), index.settings());
        let fields = schema.fields().map(|(field, entry)| Indexed::new(field, entry)).collect();
        let fast = index.fast_field_tokenizer().clone();
        let columns = FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, fast)?;
        let (compression, size) = (settings.docstore_compression, settings.docstore_blocksize);
        let file = segment.open_write(SegmentComponent::Store)?;
        let dedicated = settings.docstore_compress_dedicated_thread;
        let store = StoreWriter::new(file, compression, size, dedicated)?;
        Ok(Self { segment, schema, fields, streams: Streams::default(), columns, store, docs: 0, alone })
    }

    /// Adds a document.
    pub(super) fn add(&mut self, document: &Entry) -> Result<()> {
        for (field, part) in document.iter_fields_and_values() {
            let indexed = self.fields.get_mut(field.field_id() as usize).and_then(Option::as_mut);
            let (Some(Indexed { cut, terms, .. }), Part::Text(text)) = (indexed, part) else { continue };
            match self.streams.tokens(*cut, text) {
                None => terms.note(text),
                Some(tokens) => tokens.terms().for_each(|term| terms.note(term)),
            }
            terms.end(self.docs);
        }
        self.columns.add_document(document)?;
        self.store.store(document, &self.schema)?;
        self.docs += 1;
        Ok(())
    }

    /// How much memory it takes, and once more for a while when it is finished, in bytes.
    pub(super) fn memory(&self) -> usize {
        let fields = || self.fields.iter().flatten();
        let sorting = |positions: bool| {
            let fields = fields().filter(|indexed| indexed.option.has_positions() == positions);
            fields.map(|indexed| indexed.terms.sorting()).max().unwrap_or(0)
        };
        let sorting = match self.alone {
            true => sorting(true) + sorting(false),
            false => sorting(true).max(sorting(false)),
        };
        fields().map(|indexed| indexed.terms.memory()).sum::<usize>()
            + sorting
            + self.columns.mem_usage()
            + self.store.mem_usage()
    }

    /// Puts all of it into files.
    pub(super) fn finish(self) -> Result<SegmentMeta> {
        self.norms()?;
        let norms = FieldNormReaders::open(self.segment.open_read(SegmentComponent::FieldNorms)?)?;
        let Self { segment, fields, mut columns, store, docs, alone, .. } = self;
        // Fields of which there is nothing have no lists.
        let fields = fields.into_iter().flatten().filter(|indexed| indexed.terms.len() > 0);
        let (first, rest): (Vec<_>, Vec<_>) = fields.partition(|indexed| indexed.option.has_positions());
        let write = |fields: Vec<Indexed>, lists: &mut Lists| {
            fields.into_iter().try_for_each(|indexed| indexed.write(&norms, lists))
        };
        let write_stored = || {
            let mut file = segment.open_write(SegmentComponent::FastFields)?;
            columns.serialize(&mut file, None)?;
            file.terminate()?;
            Ok(store.close()?)
        };
        let one = |lists: &mut Lists| {
            write(first, lists)?;
            write_stored()
        };
        if alone {
            let others: Vec<Field> = rest.iter().map(|indexed| indexed.field).collect();
            by_two(&segment, one, &others, |lists| write(rest, lists))?;
        } else {
            let mut lists = Lists::create(&segment)?;
            one(&mut lists)?;
            write(rest, &mut lists)?;
            lists.close()?;
        }
        Ok(segment.index().new_segment_meta(segment.id(), docs))
    }

    /// Writes how long the fields are, as tantivy rounds it.
    fn norms(&self) -> Result<()> {
        let file = self.segment.open_write(SegmentComponent::FieldNorms)?;
        let mut file = FieldNormsSerializer::from_write(file)?;
        for Indexed { field, terms, .. } in self.fields.iter().flatten().filter(|indexed| indexed.norms) {
            let mut norms = vec![0; self.docs as usize];
            for (doc, length) in terms.lengths() {
                norms[doc as usize] = FieldNormReader::fieldnorm_to_id(length);
            }
            file.serialize_field(*field, &norms)?;
        }
        Ok(file.close()?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::indexer::{AddOperation, SegmentWriter};

    use super::*;
    use crate::index::document::Content;
    use crate::index::lists::tests::assert_same_files;
    use crate::index::schema::{Fields, register, schema, settings};

    /// The documents of these texts: of the first of three a file, then two turns, one of them a note.
    fn documents(fields: &Fields, texts: &[String]) -> Vec<Entry> {
        let text = |field, text: &str| (field, Content::Text(text.to_owned()));
        let document = |(n, value): (usize, &String)| {
            let streams = match n % 3 {
                0 => [fields.keys, fields.manifest, fields.state],
                1 => [fields.exact, fields.rank, fields.across],
                _ => [fields.note_exact, fields.note_rank, fields.note_across],
            };
            let mut values =
                vec![text(fields.keys, &format!("k{n}")), text(fields.keys, "all"), text(fields.keys, "all")];
            values.extend(streams.map(|field| text(field, value)));
            values.push((fields.n, Content::Number(n as u64)));
            values.push(text(fields.turn, value));
            Entry::Whole(values)
        };
        texts.iter().enumerate().map(document).collect()
    }

    /// Both write the same files.
    fn assert_same(texts: &[String]) {
        [false, true].into_iter().for_each(|alone| assert_same_if(alone, texts));
    }

    fn assert_same_if(alone: bool, texts: &[String]) {
        let (schema, fields) = schema();
        let index = Index::builder().schema(schema.clone()).settings(settings()).create_in_ram().unwrap();
        register(&index);
        let theirs = index.new_segment();
        let mut writer = SegmentWriter::for_segment(1 << 20, theirs.clone()).unwrap();
        let mut ours = Open::new(&index, alone).unwrap();
        for (document, same) in documents(&fields, texts).into_iter().zip(documents(&fields, texts)) {
            ours.add(&same).unwrap();
            writer.add_document(AddOperation { opstamp: 0, document }).unwrap();
        }
        assert!(ours.memory() > texts.len());
        writer.finalize().unwrap();
        let meta = ours.finish().unwrap();
        assert_eq!(meta.max_doc() as usize, texts.len());
        let ours = index.segment(meta);
        assert_same_files(&ours, &theirs);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn it_is_written_as_tantivy_writes_it(texts in prop::collection::vec("([a-c说话中国]{0,9} ?){0,12}|\\PC{0,9}", 1..20)) {
            assert_same(&texts);
        }
    }

    #[test]
    fn long_lists_and_long_terms_are_written_as_tantivy_writes_them() {
        let word =
            |n: usize| ["internationalisation", "我們的政府", "the", "data"][n * 7 / 3 % 4].repeat(1 + n % 2);
        let mut texts: Vec<String> =
            (0..900).map(|n| (n..n + n % 40).map(word).collect::<Vec<_>>().join(" ")).collect();
        texts[300] = "x".repeat(70_000);
        assert_same(&texts);
    }
}
