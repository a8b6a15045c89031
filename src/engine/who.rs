//! `people.toml` of an index: found, read, put to use, and written when asked.
//!
//! It is read at the time of the question, so that what is edited holds at once and the index stays as it is.
//! Deliberately absent: what its text means (`people`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::LocalEngine;
use crate::Result;
use crate::error::{Error, ErrorKind};
use crate::index::Snapshot;
use crate::model::{Hit, Meta, PEOPLE_FILE, PeopleAnswer, PeopleRequest, Turn};
use crate::people::{self, NEW_FILE, People, Remark};

/// What was read of `people.toml`.
#[derive(Default)]
pub(super) struct Read {
    pub(super) people: People,
    files: Vec<PathBuf>,
    remarks: Vec<Remark>,
}

impl Read {
    /// The people, if nothing is wrong with the files.
    ///
    /// # Errors
    /// Usage, with everything that is wrong.
    pub(super) fn sound(self) -> Result<(People, Vec<PathBuf>, Vec<String>)> {
        let (errors, warnings): (Vec<&Remark>, Vec<&Remark>) = self.remarks.iter().partition(|r| r.is_error);
        if let [first, ..] = errors.as_slice() {
            let message = errors.iter().map(|remark| remark.place()).collect::<Vec<_>>().join("\n");
            return Err(Error::new(ErrorKind::Usage, message).with_hint(first.hint.clone()));
        }
        let notices = warnings.iter().map(|remark| format!("{}; {}", remark.place(), remark.hint)).collect();
        Ok((self.people, self.files, notices))
    }

    /// What is wrong with the files, in a line.
    fn wrong(&self) -> Option<String> {
        let first = self.remarks.iter().find(|remark| remark.is_error)?;
        Some(format!("{}; persons are shown as far as they could be read", first.place()))
    }
}

impl LocalEngine {
    /// Reads who is who: where that is settled, else in or beside each root.
    pub(super) fn who_is_who(&self, snapshot: &Snapshot) -> Result<Read> {
        let mut texts: BTreeMap<PathBuf, String> = BTreeMap::new();
        let places: Vec<PathBuf> = match &self.people {
            Some(path) => vec![path.clone()],
            None => snapshot.root_folders().filter_map(beside).collect(),
        };
        for path in places.into_iter().filter(|path| path.is_file()) {
            let bytes = fs::read(&path).map_err(|e| Error::io(&path, e))?;
            let text = String::from_utf8(bytes).map_err(|e| {
                let message = format!("{}: is not UTF-8", path.display());
                Error::new(ErrorKind::Usage, message).with_hint("save it as UTF-8").with_source(e)
            })?;
            texts.insert(path, text);
        }
        let named: Vec<(String, &str)> =
            texts.iter().map(|(path, text)| (path.display().to_string(), text.as_str())).collect();
        let (people, remarks) = people::read(named.iter().map(|(name, text)| (name.as_str(), *text)));
        Ok(Read { people, remarks, files: texts.into_keys().collect() })
    }

    /// Who is who, where the question is another one: a file that is wrong is then no reason to fail, and told.
    pub(super) fn who_is_who_at_best(&self, snapshot: &Snapshot) -> (People, Option<String>) {
        match self.who_is_who(snapshot) {
            Ok(read) => {
                let wrong = read.wrong();
                (read.people, wrong)
            }
            Err(error) => (People::default(), Some(error.to_string())),
        }
    }
    /// Who is who, who is nobody yet, who may be the same; and that written down, if asked for.
    pub(super) fn people_of(&self, snapshot: &Snapshot, request: PeopleRequest) -> Result<PeopleAnswer> {
        let (people, files, notices) = self.who_is_who(snapshot)?.sound()?;
        let heard = snapshot.heard()?;
        let proposals = people::propose(&people, &heard, request.least);
        let (persons, nobody) = people::listing(&people, &heard);
        let mut answer = PeopleAnswer { files, persons, nobody, proposals, notices, written: None };
        if request.write && !answer.proposals.is_empty() {
            let first = || snapshot.root_folders().next().map(|folder| folder.join(PEOPLE_FILE));
            let path = answer.files.first().cloned().or_else(|| self.people.clone()).or_else(first);
            let path = path.ok_or_else(|| {
                Error::new(ErrorKind::Usage, "the index has no folder to put people.toml in")
            })?;
            write(&path, &answer)?;
            answer.written = Some(path);
        }
        Ok(answer)
    }
}

/// The file in a root's folder, else beside the folder; none if there is neither.
fn beside(root: &Path) -> Option<PathBuf> {
    let inside = root.join(PEOPLE_FILE);
    if inside.is_file() {
        return Some(inside);
    }
    root.parent().map(|parent| parent.join(PEOPLE_FILE)).filter(|path| path.is_file())
}

/// Writes what is proposed: into a file beside it first, which then takes its place at once.
fn write(path: &Path, answer: &PeopleAnswer) -> Result<()> {
    // A link stays a link.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let failed = |error| Error::io(&target, error);
    let text = match target.is_file() {
        true => fs::read_to_string(&target).map_err(failed)?,
        false => NEW_FILE.to_owned(),
    };
    let extended = people::extend(&text, &answer.proposals).ok_or_else(|| {
        Error::new(ErrorKind::Usage, format!("{}: there is no place for what is proposed", path.display()))
            .with_hint("write it by hand; whosaid people shows it")
    })?;
    let beside = target.with_extension("toml.new");
    fs::write(&beside, extended).map_err(|e| Error::io(&beside, e))?;
    if let Ok(known) = fs::metadata(&target) {
        fs::set_permissions(&beside, known.permissions()).map_err(failed)?;
    }
    fs::rename(&beside, &target).map_err(failed)
}

/// Puts the persons to the turns of hits.
pub(super) fn name_hits(people: &People, hits: &mut [Hit]) {
    for hit in hits {
        let around = hit.before.iter_mut().chain(&mut hit.after);
        name_turns(people, &hit.interview, around.chain([&mut hit.turn]));
        if let Some(asked) = &mut hit.asked {
            asked.person = person(people, &hit.interview, asked.speaker.as_deref().into_iter());
        }
    }
}

/// Puts the persons to turns of an interview.
pub(super) fn name_turns<'a>(people: &People, interview: &Meta, turns: impl Iterator<Item = &'a mut Turn>) {
    for turn in turns {
        turn.person = person(people, interview, turn.names());
    }
}

/// The persons behind the speakers of an interview, those that are known.
fn person<'a>(people: &People, interview: &Meta, speakers: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut persons: Vec<&str> = Vec::new();
    for name in speakers {
        let known = interview.participants.iter().find(|p| p.name == name);
        let aliases = known.iter().flat_map(|p| &p.aliases).map(String::as_str);
        persons
            .extend(people.speaker(&interview.id, name, aliases).filter(|person| !persons.contains(person)));
    }
    (!persons.is_empty()).then(|| persons.join(", "))
}
