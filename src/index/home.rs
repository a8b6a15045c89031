//! The folder of an index: its ignore file, the lock, `current`, and the generations `gen-N`.
//!
//! `current` names the live generation and is replaced by an atomic rename. Deliberately absent: what is in a
//! generation.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::directory::sync_folder;
use crate::Result;
use crate::error::{Error, ErrorKind};

const IGNORE: &str = ".gitignore";
const LOCK: &str = "lock";
const CURRENT: &str = "current";

/// The folder of an index.
#[derive(Debug, Clone)]
pub(super) struct Home {
    dir: PathBuf,
}

/// The lock that every writer holds. The system drops it when the process ends, however that happens.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Drop for Lock {
    /// Closing the file is not enough: a process that was started meanwhile may still have it open.
    fn drop(&mut self) {
        drop(self.file.unlock());
    }
}

impl Home {
    pub(super) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_path_buf() }
    }

    /// The folder of the live generation, or none if there is no finished index: also where the file that should name it is
    /// damaged, but beside it is nothing of somebody else.
    pub(super) fn live(&self) -> Result<Option<PathBuf>> {
        match fs::read(self.dir.join(CURRENT)).map(|name| String::from_utf8_lossy(&name).into_owned()) {
            Ok(name) if number(name.trim()).is_some() => Ok(Some(self.dir.join(name.trim()))),
            Ok(_) if self.names()?.iter().all(|name| is_ours(name)) => Ok(None),
            Ok(_) => Err(self.foreign()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) if e.kind() == std::io::ErrorKind::NotADirectory => Err(self.foreign()),
            Err(e) => Err(Error::io(&self.dir.join(CURRENT), e)),
        }
    }

    /// Makes the folder ours, refusing one that holds something else, and takes the lock.
    pub(super) fn lock(&self) -> Result<Lock> {
        if self.live()?.is_none() && self.names()?.iter().any(|n| !is_ours(n)) {
            return Err(self.foreign());
        }
        fs::create_dir_all(&self.dir).map_err(|e| Error::io(&self.dir, e))?;
        let ignore = self.dir.join(IGNORE);
        if !ignore.exists() {
            fs::write(&ignore, "*\n").map_err(|e| Error::io(&ignore, e))?;
        }
        let path = self.dir.join(LOCK);
        let options = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = options.map_err(|e| Error::io(&path, e))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { file }),
            Err(TryLockError::WouldBlock) => {
                Err(Error::new(ErrorKind::Busy, "another whosaid is writing to this index")
                    .with_hint("try again when it is done"))
            }
            Err(TryLockError::Error(e)) => Err(Error::io(&path, e)),
        }
    }

    /// Generations that are not live, the newest last.
    pub(super) fn others(&self) -> Result<Vec<PathBuf>> {
        let live = self.live()?;
        let mut numbers: Vec<u64> = self.names()?.iter().filter_map(|n| number(n)).collect();
        numbers.sort_unstable();
        let dirs = numbers.into_iter().map(|n| self.dir.join(format!("gen-{n}")));
        Ok(dirs.filter(|d| Some(d) != live.as_ref()).collect())
    }

    /// A new, empty generation.
    pub(super) fn next(&self, _lock: &Lock) -> Result<PathBuf> {
        let last = self.names()?.iter().filter_map(|n| number(n)).max().unwrap_or(0);
        let dir = self.dir.join(format!("gen-{}", last + 1));
        fs::create_dir(&dir).map_err(|e| Error::io(&dir, e))?;
        Ok(dir)
    }

    /// Makes a generation the live one, and drops the others.
    pub(super) fn publish(&self, generation: &Path, _lock: &Lock) -> Result<()> {
        let name = generation.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let (new, current) = (self.dir.join("current.new"), self.dir.join(CURRENT));
        fs::write(&new, format!("{name}\n")).map_err(|e| Error::io(&new, e))?;
        let synced = OpenOptions::new().write(true).open(&new).and_then(|file| file.sync_all());
        let named = synced.and_then(|()| fs::rename(&new, &current)).and_then(|()| sync_folder(&self.dir));
        named.map_err(|e| Error::io(&current, e))?;
        self.sweep()
    }

    /// Removes every generation that is not live. A reader that still has one open keeps its files.
    pub(super) fn sweep(&self) -> Result<()> {
        for dir in self.others()? {
            fs::remove_dir_all(&dir).map_err(|e| Error::io(&dir, e))?;
        }
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>> {
        match fs::read_dir(&self.dir) {
            Ok(entries) => {
                Ok(entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect())
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(e) if e.kind() == std::io::ErrorKind::NotADirectory => Err(self.foreign()),
            Err(e) => Err(Error::io(&self.dir, e)),
        }
    }

    fn foreign(&self) -> Error {
        let message = format!("{} is not an index and holds other things", self.dir.display());
        Error::new(ErrorKind::Usage, message).with_hint("name another folder with --index")
    }
}

fn is_ours(name: &str) -> bool {
    [IGNORE, LOCK, CURRENT, "current.new"].contains(&name) || number(name).is_some()
}

fn number(name: &str) -> Option<u64> {
    name.strip_prefix("gen-")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::Home;
    use crate::error::ErrorKind;
    use std::fs;

    #[test]
    fn generations_are_made_published_and_swept() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::new(&dir.path().join("index"));
        assert_eq!(home.live().unwrap(), None);
        let lock = home.lock().unwrap();
        let first = home.next(&lock).unwrap();
        assert_eq!(home.live().unwrap(), None);
        assert_eq!(home.others().unwrap(), std::slice::from_ref(&first));
        home.publish(&first, &lock).unwrap();
        assert_eq!(home.live().unwrap(), Some(first.clone()));
        let second = home.next(&lock).unwrap();
        home.publish(&second, &lock).unwrap();
        assert!(!first.exists() && second.ends_with("gen-2"));
    }

    #[test]
    fn a_second_writer_is_told_to_wait_and_a_foreign_folder_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::new(&dir.path().join("index"));
        let lock = home.lock().unwrap();
        assert_eq!(home.lock().unwrap_err().kind(), ErrorKind::Busy);
        drop(lock);
        home.lock().unwrap();
        fs::write(dir.path().join("thesis.doc"), "").unwrap();
        assert_eq!(Home::new(dir.path()).lock().unwrap_err().kind(), ErrorKind::Usage);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_names_the_live_generation_may_be_damaged_but_not_foreign() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::new(dir.path());
        let generation = home.next(&home.lock().unwrap()).unwrap();
        for damaged in [b"".as_slice(), b"gen-", &[0; 6], &[0xff; 6]] {
            fs::write(dir.path().join("current"), damaged).unwrap();
            assert_eq!(home.live().unwrap(), None);
            assert_eq!(home.others().unwrap(), std::slice::from_ref(&generation));
            home.lock().unwrap();
        }
        fs::write(dir.path().join("thesis.doc"), "").unwrap();
        assert_eq!(home.live().unwrap_err().kind(), ErrorKind::Usage);
        assert_eq!(home.lock().unwrap_err().kind(), ErrorKind::Usage);
    }
}
