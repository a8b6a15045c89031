//! A file as a writer reads it: in order, through one short window, and closed between two of them.
//!
//! So a merge of many or large segments needs little memory and few handles; what is read as a whole and is long is
//! mapped. Deliberately absent: files that are still in memory (`directory`).

use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tantivy::HasLen;
use tantivy::directory::{Directory, FileHandle, MmapDirectory, OwnedBytes};

use super::compound;
use super::files::read;

/// How much of a file is read at a time, in bytes. A merge reads each field of its files in order.
const WINDOW: usize = 64 << 10;

/// What is longer is mapped, in bytes: texts, which a merge copies as they are.
const LONG: usize = 1 << 20;

/// A file that is read in order, or a part of the one file of a segment, and what was read of it last.
#[derive(Debug)]
pub(super) struct Windowed {
    folder: PathBuf,
    name: PathBuf,
    /// Where it lies in the file of this name.
    within: Range<usize>,
    /// Where the window begins, and what is in it.
    window: Mutex<(usize, OwnedBytes)>,
}

impl Windowed {
    /// The file of this name, or the part of a segment.
    pub(super) fn open(folder: &Path, name: &Path) -> io::Result<Self> {
        if let Some(one) = compound::name(name) {
            match Self::whole(folder, &one) {
                Ok(one) => return one.part(name),
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) => return Err(e),
            }
        }
        Self::whole(folder, name)
    }

    fn whole(folder: &Path, name: &Path) -> io::Result<Self> {
        let within = 0..fs::metadata(folder.join(name))?.len() as usize;
        let window = Mutex::new((0, OwnedBytes::empty()));
        Ok(Self { folder: folder.to_path_buf(), name: name.to_path_buf(), within, window })
    }

    fn part(self, name: &Path) -> io::Result<Self> {
        let len = self.len();
        let end = self.read(len.saturating_sub(compound::TABLE)..len)?;
        Ok(Self { within: compound::find(&end, len, name)?, ..self })
    }

    fn mapped(&self, range: Range<usize>) -> Option<OwnedBytes> {
        let file = MmapDirectory::open(&self.folder).ok()?.get_file_handle(&self.name).ok()?;
        file.read_bytes(range).ok()
    }

    fn read(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        read(&File::open(self.folder.join(&self.name))?, range)
    }
}

impl HasLen for Windowed {
    fn len(&self) -> usize {
        self.within.len()
    }
}

impl FileHandle for Windowed {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let range = self.within.start + range.start..self.within.start + range.end;
        if range.len() > LONG
            && let Some(mapped) = self.mapped(range.clone())
        {
            return Ok(mapped);
        }
        if range.len() > WINDOW {
            return self.read(range);
        }
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if range.start < window.0 || range.end > window.0 + window.1.len() {
            // All of a short file.
            let start = range.start - (range.start - self.within.start) % WINDOW;
            *window = (start, self.read(start..range.end.max(self.within.end.min(start + WINDOW)))?);
        }
        let (start, bytes) = &*window;
        Ok(bytes.slice(range.start - start..range.end - start))
    }
}
