//! Where terms are looked up in the dictionaries of all segments, each once.
//!
//! Deliberately absent: patterns, which fit many terms (`expand`).

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use tantivy::Term;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

use crate::Result;
use crate::index::{Key, Searcher, Snapshot};

/// What the dictionaries say of a term, by segment; none where no document holds it.
pub(super) type Infos = Rc<[Option<TermInfo>]>;

/// The dictionaries of all segments.
pub(super) struct Lexicon<'a> {
    pub(super) searcher: &'a Searcher,
    /// The field of keys.
    pub(super) keys: Field,
    known: RefCell<FxHashMap<Field, FxHashMap<String, Infos>>>,
}

impl<'a> Lexicon<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let (searcher, keys) = (snapshot.searcher(), snapshot.fields().keys);
        Self { searcher, keys, known: RefCell::default() }
    }

    /// Looks a term up.
    pub(super) fn infos(&self, field: Field, text: &str) -> Result<Infos> {
        if let Some(infos) = self.known.borrow().get(&field).and_then(|terms| terms.get(text)) {
            return Ok(Rc::clone(infos));
        }
        let term = Term::from_field_text(field, text);
        let infos: Infos = self.searcher.infos(&term)?.into();
        self.known.borrow_mut().entry(field).or_default().insert(text.to_owned(), Rc::clone(&infos));
        Ok(infos)
    }

    /// How many documents have a key, deleted ones included.
    pub(super) fn having(&self, sort: Key, value: &str) -> Result<u64> {
        self.doc_freq(self.keys, &sort.term(value))
    }

    /// How many documents hold a term, deleted ones included.
    pub(super) fn doc_freq(&self, field: Field, text: &str) -> Result<u64> {
        Ok(self.infos(field, text)?.iter().flatten().map(|info| u64::from(info.doc_freq)).sum())
    }
}
