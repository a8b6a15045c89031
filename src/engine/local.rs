//! The engine on this machine: an index in a folder.
//!
//! Deliberately absent: how anything is done; the rooms below do it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Engine, who};
use crate::error::{Error, ErrorKind};
use crate::index::{Rules, Snapshot};
use crate::model::{
    Address, IndexRequest, IndexSummary, Listed, ParseRequest, Parsed, PeopleAnswer, PeopleRequest, Progress,
    SearchAnswer, SearchRequest, ShowRequest, Shown, SpeakerListing, Turn,
};
use crate::people::People;
use crate::query::{self, Severity};
use crate::{Result, corpus, index, search};

/// An engine over the index in one folder.
pub struct LocalEngine {
    dir: PathBuf,
    /// The index as the last question found it, until the next one or a change. To close its files takes as long as to open
    /// them, and who asks once and ends need not.
    opened: Mutex<Option<Arc<Snapshot>>>,
    /// Where it is settled who is who; none: in or beside the folders that are indexed.
    pub(super) people: Option<PathBuf>,
}

impl LocalEngine {
    /// The engine over the index in this folder, which need not exist yet.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), opened: Mutex::default(), people: None }
    }

    /// The same engine, with this `people.toml` instead of those in or beside the folders that are indexed.
    #[must_use]
    pub fn with_people(mut self, file: Option<PathBuf>) -> Self {
        self.people = file;
        self
    }

    /// The index as it is now.
    fn open(&self) -> Result<Arc<Snapshot>> {
        let snapshot = Snapshot::open(&self.dir).map(Arc::new);
        self.keep(snapshot.as_ref().ok().map(Arc::clone));
        snapshot
    }

    fn keep(&self, snapshot: Option<Arc<Snapshot>>) {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *opened, snapshot);
        drop(opened);
        drop(before);
    }
}

impl Engine for LocalEngine {
    fn search(&self, request: &SearchRequest) -> Result<SearchAnswer> {
        let typed = request.query.as_str();
        let parsed = if request.plain { query::plain(typed) } else { query::parse(typed) };
        let mut filters = Vec::new();
        for flag in &request.filters {
            let filter = query::flag(&flag.field, &flag.value).map_err(|d| d.to_error(&flag.value))?;
            filters.push(filter);
        }
        // Filters given as flags are something to search for, though the query itself is empty.
        let only_flags = typed.trim().is_empty() && !filters.is_empty();
        if let Some(error) = parsed.error().filter(|_| !only_flags) {
            return Err(error.to_error(typed));
        }
        let Some(ast) = query::with_filters(parsed.ast, filters) else {
            return Err(Error::new(ErrorKind::Query, "nothing to search for"));
        };
        let snapshot = self.open()?;
        let asked = search::asks_for_people(&ast);
        let (mut people, mut notices) = (People::default(), Vec::new());
        if asked {
            (people, _, notices) = self.who_is_who(&snapshot)?.sound()?;
        }
        let mut answer = search::search(&snapshot, &ast, request, &people)?;
        if !asked && (!answer.hits.is_empty() || answer.total == 0) {
            let wrong;
            (people, wrong) = self.who_is_who_at_best(&snapshot);
            notices.extend(wrong);
        }
        who::name_hits(&people, &mut answer.hits);
        if answer.total == 0 {
            answer.notices.extend(search::other_names(&people, &ast));
        }
        let warnings = parsed.diagnostics.iter().filter(|d| d.severity == Severity::Warning);
        notices.extend(warnings.map(|d| d.render(typed)));
        notices.append(&mut answer.notices);
        answer.notices = notices;
        Ok(answer)
    }

    fn show(&self, request: &ShowRequest) -> Result<Shown> {
        let snapshot = self.open()?;
        let address = Address::parse(&request.address);
        let (id, at) = snapshot.resolve(&address.interview)?;
        let record = snapshot.record(at)?;
        let numbers = match address.turn {
            None => 1..=record.turns,
            Some(n) if (1..=record.turns).contains(&n) => {
                let around = u32::try_from(request.context).unwrap_or(u32::MAX);
                n.saturating_sub(around).max(1)..=n.saturating_add(around).min(record.turns)
            }
            Some(n) => {
                let message = format!("{id} has no turn {n}");
                return Err(Error::new(ErrorKind::Usage, message)
                    .with_hint(format!("its turns are numbered 1 to {}", record.turns)));
            }
        };
        let turns: Result<Vec<Turn>> = numbers.map(|n| snapshot.turn(index::beside(at, n))).collect();
        let mut turns = turns?;
        let (people, wrong) = self.who_is_who_at_best(&snapshot);
        who::name_turns(&people, &record.meta, turns.iter_mut());
        Ok(Shown {
            root: snapshot.root_path(record.root),
            interview: record.meta,
            turns,
            focus: address.turn,
            notices: wrong.into_iter().collect(),
        })
    }

    fn list(&self) -> Result<Vec<Listed>> {
        self.open()?.listed()
    }

    fn speakers(&self) -> Result<Vec<SpeakerListing>> {
        self.open()?.speakers()
    }

    fn people(&self, request: &PeopleRequest) -> Result<PeopleAnswer> {
        let snapshot = self.open()?;
        self.people_of(&snapshot, *request)
    }

    fn parse(&self, request: &ParseRequest) -> Result<Vec<Parsed>> {
        let rules = Rules::new(&request.rules)?;
        index::known_format(&request.settings)?;
        let each = request
            .files
            .iter()
            .flat_map(|file| corpus::parse(file, &rules.for_file(file, &request.settings)));
        Ok(each.collect())
    }

    fn index(&self, request: &IndexRequest, progress: &dyn Progress) -> Result<IndexSummary> {
        self.keep(None);
        let summary = index::update(&self.dir, request, progress);
        // Somebody may have asked meanwhile, of files that are gone now.
        self.keep(None);
        summary
    }

    fn remove(&self, ids: &[String]) -> Result<Vec<String>> {
        self.keep(None);
        let removed = index::remove(&self.dir, ids);
        self.keep(None);
        removed
    }

    fn exists(&self) -> Result<bool> {
        index::exists(&self.dir)
    }
}
