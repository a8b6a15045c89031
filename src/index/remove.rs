//! Interviews are forgotten, and kept out of later runs until their file is named again.
//!
//! Deliberately absent: files; none is deleted.

use std::path::Path;

use super::home::Home;
use super::manifest;
use super::reader::Snapshot;
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
    let known = manifest::known(&snapshot)?;
    let mut found: Vec<(String, String)> = Vec::new();
    for part in parts {
        let (id, at) = snapshot.resolve(part)?;
        let record = snapshot.record(at)?;
        let file = known.iter().find(|file| file.root == record.root && file.rel == record.meta.path);
        let whole = match file {
            Some(file) => {
                Some(file.key()).filter(|_| file.state(&snapshot).is_ok_and(|state| state.id == id))
            }
            None => None,
        };
        let key = whole.ok_or_else(|| {
            Error::new(ErrorKind::Usage, format!("{id} is part of an archive, which is kept as a whole"))
                .with_hint("move the archive out of the indexed folder, or name it in .whosaidignore")
        })?;
        if !found.iter().any(|(other, _)| *other == id) {
            found.push((id, key));
        }
    }
    let live = home.live()?.ok_or_else(|| Error::new(ErrorKind::NoIndex, "the index is gone"))?;
    let mut payload = snapshot.payload().clone();
    payload.totals = Some(snapshot.totals()?);
    payload.excluded.extend(found.iter().map(|(id, _)| id.clone()));
    payload.excluded.sort();
    payload.excluded.dedup();
    let writer = Writer::open(&live, payload, 0)?;
    writer.forget(found.iter().map(|(_, key)| key))?;
    writer.close(false)?;
    Ok(found.into_iter().map(|(id, _)| id).collect())
}
