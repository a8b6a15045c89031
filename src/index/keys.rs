//! Keys: what documents are found by as a whole, of all sorts in one field.
//!
//! To open the dictionary of a field takes longer than to look a term up, and to write one longer than to write its terms:
//! so one holds all keys, each behind the letter of its sort. Deliberately absent: words of texts.

use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::schema::Fields;
use crate::Result;

/// What a key says of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// Of files: the key of the file.
    Manifest,
    /// Of records and turns: the key of the file they come from; in an archive also that of the member.
    File,
    /// What the document is; see [`mark`].
    Mark,
    /// Of records: the id.
    Id,
    /// Of records: the path below the root.
    Path,
    /// Of records: the title.
    Title,
    /// Of records: a word of the title, as in the rank stream.
    TitleWord,
    /// Of records: the date.
    Date,
    /// Of turns: a name or an alias of a speaker, folded.
    Speaker,
    /// Of turns: a word of the same, as in the rank stream.
    SpeakerWord,
    /// Of turns: what the speaker does, if it is known.
    Role,
    /// Of turns: a language.
    Lang,
}

/// What a document is.
pub(crate) mod mark {
    /// A file and what became of it.
    pub(crate) const FILE: &str = "file";
    /// An interview's record.
    pub(crate) const RECORD: &str = "record";
    /// A turn of speech.
    pub(crate) const SPEECH: &str = "speech";
    /// A turn that is a note.
    pub(crate) const NOTE: &str = "note";
    /// A turn that is searched by default: speech, or the notes of a document without any.
    pub(crate) const MAIN: &str = "main";
}

impl Key {
    /// The term of a key.
    pub(crate) fn term(self, value: &str) -> String {
        let mut term = String::with_capacity(1 + value.len());
        term.push(self.letter());
        term.push_str(value);
        term
    }

    /// What begins its terms.
    fn letter(self) -> char {
        match self {
            Self::Manifest => 'a',
            Self::File => 'b',
            Self::Mark => 'c',
            Self::Id => 'd',
            Self::Path => 'e',
            Self::Title => 'f',
            Self::TitleWord => 'g',
            Self::Date => 'h',
            Self::Speaker => 'i',
            Self::SpeakerWord => 'j',
            Self::Role => 'k',
            Self::Lang => 'l',
        }
    }
}

/// Calls back with each value of a sort that begins so, in order, with what the dictionary says of it, and with the lists.
pub(crate) fn values(
    segment: &SegmentReader,
    fields: &Fields,
    sort: Key,
    beginning: &str,
    mut each: impl FnMut(&str, &TermInfo, &InvertedIndexReader) -> Result<()>,
) -> Result<()> {
    let inverted = segment.inverted_index(fields.keys).map_err(super::fault)?;
    let beginning = sort.term(beginning);
    let mut terms = inverted.terms().range().ge(&beginning).into_stream().map_err(super::fault)?;
    while terms.advance() && terms.key().starts_with(beginning.as_bytes()) {
        if let Ok(value) = std::str::from_utf8(&terms.key()[1..]) {
            each(value, terms.value(), &inverted)?;
        }
    }
    Ok(())
}

/// Calls back with each living document that has a key.
pub(crate) fn postings(
    segment: &SegmentReader,
    fields: &Fields,
    sort: Key,
    value: &str,
    mut each: impl FnMut(u32) -> Result<()>,
) -> Result<()> {
    let inverted = segment.inverted_index(fields.keys).map_err(super::fault)?;
    let term = Term::from_field_text(fields.keys, &sort.term(value));
    let postings = inverted.read_postings(&term, IndexRecordOption::Basic).map_err(super::fault)?;
    postings.map_or(Ok(()), |postings| each_living(segment, postings, &mut each))
}

/// Calls back with each of these documents that lives.
pub(super) fn each_living(
    segment: &SegmentReader,
    mut postings: SegmentPostings,
    mut each: impl FnMut(u32) -> Result<()>,
) -> Result<()> {
    while postings.doc() != TERMINATED {
        if !segment.is_deleted(postings.doc()) {
            each(postings.doc())?;
        }
        postings.advance();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tantivy::schema::TantivyDocument;
    use tantivy::{Index, IndexWriter};

    use super::*;
    use crate::index::schema::{register, schema};

    #[test]
    fn keys_of_one_sort_do_not_meet_those_of_another() {
        let (schema, fields) = schema();
        let index = Index::create_in_ram(schema);
        register(&index);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let keys =
            [(Key::Title, "ann"), (Key::Speaker, "ann"), (Key::Speaker, "anton"), (Key::Speaker, "bo")];
        for (sort, value) in keys {
            let mut document = TantivyDocument::new();
            document.add_text(fields.keys, sort.term(value));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let reader = index.reader().unwrap().searcher();
        let segment = reader.segment_reader(0);
        let told = |sort, beginning| {
            let mut told = Vec::new();
            let add = |value: &str, info: &TermInfo, _: &InvertedIndexReader| {
                told.push((value.to_owned(), info.doc_freq));
                Ok(())
            };
            values(segment, &fields, sort, beginning, add).unwrap();
            told
        };
        let one = |value: &str| (value.to_owned(), 1);
        assert_eq!(told(Key::Speaker, ""), ["ann", "anton", "bo"].map(one));
        assert_eq!(told(Key::Speaker, "an"), ["ann", "anton"].map(one));
        assert_eq!(told(Key::Title, ""), [one("ann")]);
        assert!(told(Key::TitleWord, "").is_empty() && told(Key::Lang, "").is_empty());
        let mut docs = Vec::new();
        postings(segment, &fields, Key::Speaker, "ann", |doc| {
            docs.push(doc);
            Ok(())
        })
        .unwrap();
        assert_eq!(docs, [1]);
    }
}
