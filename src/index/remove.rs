//! Interviews are forgotten, and kept out of later runs until their file is named again.
//!
//! Deliberately absent: files; none is deleted.

use std::path::Path;

use tantivy::Index;

use super::home::Home;
use super::manifest::{self, FileState};
use super::reader::Snapshot;
use super::schema;
use super::writer::Writer;
use crate::Result;
use crate::error::{Error, ErrorKind};

/// Forgets interviews, each named by its id or a unique part of it, all or none of them. Gives the ids.
///
/// # Errors
/// `Usage`, if there is no such interview, or several, or it is part of an archive; `NoIndex`, `Stale`, `Busy`, `Index`.
pub fn remove(dir: &Path, parts: &[String]) -> Result<Vec<String>> {
    // Without an index none is begun.
    drop(Snapshot::open(dir)?);
    let home = Home::new(dir);
    let _lock = home.lock()?;
    let snapshot = Snapshot::open(dir)?;
    let states = manifest::load(snapshot.searcher(), snapshot.fields())?;
    let mut found: Vec<&FileState> = Vec::new();
    for part in parts {
        let id = snapshot.resolve(part)?.0;
        let state = states.values().find(|state| state.id == id);
        let state = state.ok_or_else(|| {
            Error::new(ErrorKind::Usage, format!("{id} is part of an archive, which is kept as a whole"))
                .with_hint("move the archive out of the indexed folder, or name it in .whosaidignore")
        })?;
        if !found.contains(&state) {
            found.push(state);
        }
    }
    let live = home.live()?.ok_or_else(|| Error::new(ErrorKind::NoIndex, "the index is gone"))?;
    let index = Index::open_in_dir(live).map_err(super::fault)?;
    schema::register(&index);
    let mut payload = snapshot.payload().clone();
    let mut writer = Writer::open(&index, *snapshot.fields())?;
    for state in &found {
        writer.forget(state);
        payload.excluded.push(state.id.clone());
    }
    payload.excluded.sort();
    payload.excluded.dedup();
    writer.commit(&payload)?;
    writer.close()?;
    Ok(found.into_iter().map(|state| state.id.clone()).collect())
}
