//! The files of a generation as a reader opens them: all at once, each mapped only when much of it is read.
//!
//! A query reads a few bytes of each of some thirty files. To map a file and touch a page of it costs several times
//! as much as to open it and read a piece. So the end of a file, where its tables of contents are, is read when it is
//! opened, other short pieces when they are asked for, and long ones from a map of the whole. What a writer deletes
//! stays readable, for it is open. Deliberately absent: writing, locks, and watching for changes.

use std::collections::hash_map::Entry;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use rustc_hash::FxHashMap;
use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle,
    WritePtr,
};

use super::compound;

/// How much of the end of a file is read when it is opened, in bytes: the tables of all fields, and the footer.
const END: usize = 512;

/// The longest piece that is read rather than mapped, in bytes: to touch a map in one place brings in sixteen pages around it,
/// which the end of the map takes out again.
const SHORT: usize = 16 << 10;

/// The files in a folder, to be read only.
#[derive(Debug, Clone)]
pub(super) struct Files {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    dir: PathBuf,
    /// Each file, and each part of one, is opened once. None is the one file of a segment that has a file for each part.
    opened: Mutex<FxHashMap<PathBuf, Option<Arc<Opened>>>>,
    /// What maps files, once one is to be mapped.
    maps: OnceLock<Option<MmapDirectory>>,
    /// A file was asked for that is not there.
    missed: AtomicBool,
}

impl Files {
    /// The files in this folder.
    pub(super) fn new(dir: &Path) -> Self {
        let (dir, opened, maps) = (dir.to_path_buf(), Mutex::default(), OnceLock::new());
        Self { shared: Arc::new(Shared { dir, opened, maps, missed: AtomicBool::new(false) }) }
    }

    /// Whether a file was asked for that is not there. tantivy goes on without positions then, as if there were none.
    pub(super) fn missed(&self) -> bool {
        self.shared.missed.load(Ordering::Relaxed)
    }

    fn open(&self, path: &Path) -> io::Result<Arc<Opened>> {
        let mut opened = self.shared.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Some(known)) = opened.get(path) {
            return Ok(Arc::clone(known));
        }
        let one = match compound::name(path) {
            Some(name) => match opened.entry(name) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(place) => {
                    let one = self.shared.there(place.key())?.map(Arc::new);
                    place.insert(one).clone()
                }
            },
            None => None,
        };
        let file = Arc::new(match one {
            Some(one) => one.part(path)?,
            None => Opened::new(&self.shared, path)?,
        });
        opened.insert(path.to_path_buf(), Some(Arc::clone(&file)));
        Ok(file)
    }
}

impl Shared {
    /// A file that may not be there.
    fn there(self: &Arc<Self>, path: &Path) -> io::Result<Option<Opened>> {
        match Opened::new(self, path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            opened => opened.map(Some),
        }
    }

    /// A map of a whole file; none if it cannot be mapped, or was deleted since.
    fn map(&self, path: &Path) -> Option<OwnedBytes> {
        let maps = self.maps.get_or_init(|| MmapDirectory::open(&self.dir).ok());
        let file = maps.as_ref()?.get_file_handle(path).ok()?;
        file.read_bytes(0..file.len()).ok()
    }
}

/// An opened file, or a part of it.
#[derive(Debug)]
struct Opened {
    /// What is beside it.
    shared: Weak<Shared>,
    /// Of the file.
    path: PathBuf,
    file: Arc<File>,
    /// Where it lies in the file.
    within: Range<usize>,
    end: OwnedBytes,
    /// All of the file, once that was asked for.
    whole: OnceLock<Option<OwnedBytes>>,
}

impl Opened {
    fn new(shared: &Arc<Shared>, path: &Path) -> io::Result<Self> {
        let file = File::open(shared.dir.join(path))?;
        let len = file.metadata()?.len() as usize;
        Self::within(Arc::downgrade(shared), path, Arc::new(file), 0..len)
    }

    /// A part of the one file of a segment.
    fn part(&self, part: &Path) -> io::Result<Self> {
        let within = compound::find(&self.end, self.len(), part)?;
        Self::within(Weak::clone(&self.shared), &self.path, Arc::clone(&self.file), within)
    }

    fn within(shared: Weak<Shared>, path: &Path, file: Arc<File>, within: Range<usize>) -> io::Result<Self> {
        let end = read(&file, within.start.max(within.end.saturating_sub(END))..within.end)?;
        Ok(Self { shared, path: path.to_path_buf(), file, within, end, whole: OnceLock::new() })
    }
}

impl HasLen for Opened {
    fn len(&self) -> usize {
        self.within.len()
    }
}

impl FileHandle for Opened {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let before = self.len() - self.end.len();
        if range.start >= before {
            return Ok(self.end.slice(range.start - before..range.end - before));
        }
        let range = self.within.start + range.start..self.within.start + range.end;
        if range.len() > SHORT
            && let Some(whole) = self.whole.get_or_init(|| self.shared.upgrade()?.map(&self.path))
        {
            return Ok(whole.slice(range));
        }
        read(&self.file, range)
    }
}

/// A piece of a file, in memory.
pub(super) fn read(file: &File, range: Range<usize>) -> io::Result<OwnedBytes> {
    let mut bytes = vec![0; range.len()];
    read_exact_at(file, &mut bytes, range.start as u64)?;
    Ok(OwnedBytes::new(bytes))
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (bytes, at) = (&mut bytes[read..], at + read as u64);
    }
    Ok(())
}

impl Directory for Files {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match self.open(path) {
            Ok(opened) => Ok(opened),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                self.shared.missed.store(true, Ordering::Relaxed);
                Err(OpenReadError::FileDoesNotExist(path.to_path_buf()))
            }
            Err(e) => Err(OpenReadError::wrap_io_error(e, path.to_path_buf())),
        }
    }

    /// What is replaced as a whole is the writer's, and not needed here.
    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        Err(OpenReadError::FileDoesNotExist(path.to_path_buf()))
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        match self.open(path) {
            Ok(_) => Ok(true),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(e) => Err(OpenReadError::wrap_io_error(e, path.to_path_buf())),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_path_buf() })
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(read_only(), path.to_path_buf()))
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(read_only())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Err(read_only())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Err(LockError::wrap_io_error(read_only()))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

fn read_only() -> io::Error {
    io::ErrorKind::ReadOnlyFilesystem.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_as_files_are() {
        let dir = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..40_000_u32).map(|n| (n / 7) as u8).collect();
        let all = [b"terms".as_slice(), b"", b"pos", b"", &bytes[..600], &bytes];
        let one = Path::new("a1.segment");
        std::fs::write(dir.path().join(one), compound::join(&all)).unwrap();
        std::fs::write(dir.path().join("b1.pos"), "a file").unwrap();
        let files = Files::new(dir.path());
        for (name, part) in compound::parts(one).iter().zip(all) {
            let opened = files.get_file_handle(name).unwrap();
            assert_eq!(opened.len(), part.len());
            let pieces =
                [0..0, 0..part.len(), 0..part.len().min(9), part.len() / 2..part.len(), 0..part.len() / 2];
            for piece in pieces.iter().chain(pieces.iter().rev()) {
                assert_eq!(opened.read_bytes(piece.clone()).unwrap().as_slice(), &part[piece.clone()]);
            }
        }
        let apart = files.get_file_handle(Path::new("b1.pos")).unwrap();
        assert_eq!(apart.read_bytes(0..6).unwrap().as_slice(), b"a file");
        assert!(!files.missed());
        files.get_file_handle(Path::new("b1.idx")).unwrap_err();
        assert!(files.missed());
    }

    #[test]
    fn every_piece_is_the_same_read_or_mapped_and_after_the_file_was_deleted() {
        let dir = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..40_000_u32).map(|n| (n / 7) as u8).collect();
        let (path, short) = (Path::new("a.store"), Path::new("b.store"));
        std::fs::write(dir.path().join(path), &bytes).unwrap();
        std::fs::write(dir.path().join(short), &bytes[..9]).unwrap();
        let files = Files::new(dir.path());
        let pieces =
            [0..4, 100..100 + SHORT, 7..7 + SHORT + 1, 39_488..40_000, 39_487..40_000, 0..40_000, 5..5];
        let agree = |opened: &dyn FileHandle| {
            for piece in pieces.iter().chain(pieces.iter().rev()) {
                assert_eq!(opened.read_bytes(piece.clone()).unwrap().as_slice(), &bytes[piece.clone()]);
            }
        };
        let (opened, unmapped) =
            (files.get_file_handle(path).unwrap(), Files::new(dir.path()).get_file_handle(path).unwrap());
        assert_eq!(opened.len(), bytes.len());
        agree(opened.as_ref());
        let all = files.get_file_handle(short).unwrap().read_bytes(0..9).unwrap();
        assert_eq!(all.as_slice(), &bytes[..9]);
        std::fs::remove_file(dir.path().join(path)).unwrap();
        agree(opened.as_ref());
        agree(unmapped.as_ref());
        let gone = Files::new(dir.path());
        assert!(matches!(gone.get_file_handle(path), Err(OpenReadError::FileDoesNotExist(_))));
        assert!(gone.missed() && !files.missed());
    }
}
