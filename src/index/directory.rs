//! Where a writer keeps a generation: files are synced together just before a commit names them.
//!
//! Synced one after the other, as each is finished, the half-dozen files of a segment cost more than a whole interview;
//! those of segments that were merged away before the commit are never synced. Files are read through short windows and
//! stay closed between them, so that a merge of many or large segments needs little memory and few handles; what is read
//! as a whole and is long is mapped. Deliberately absent: tantivy's own commits and locks. What it writes of a whole index
//! stays in memory.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
};
use tantivy::{Directory, HasLen};

use super::commit::META;
use super::files::read;

/// How much of a file is read or written at a time, in bytes. A merge reads each field of its files in order.
const WINDOW: usize = 64 << 10;

/// What is longer is mapped, in bytes: texts, which a merge copies as they are.
const LONG: usize = 1 << 20;

/// So many files are synced or removed at a time.
const AT_ONCE: usize = 16;

/// The folder of a generation, opened by the one who writes it.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    path: PathBuf,
    /// What tantivy says of the index.
    meta: Arc<Mutex<Option<Vec<u8>>>>,
    unsynced: Arc<Mutex<Vec<PathBuf>>>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_path_buf(), meta: Arc::default(), unsynced: Arc::default() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The same folder for another index, whose segments will be ours.
    pub(super) fn beside(&self) -> Self {
        Self { meta: Arc::default(), ..self.clone() }
    }

    /// Makes this the commit. The files that it names are on the disk before it takes its place, and its new name before
    /// anybody may remove what the last one named.
    pub(super) fn commit(&self, meta: &[u8], named: &HashSet<PathBuf>) -> io::Result<()> {
        let new = self.path.join("meta.json.new");
        fs::write(&new, meta)?;
        let unsynced: Vec<PathBuf> =
            held(&self.unsynced).iter().filter(|name| named.contains(*name)).cloned().collect();
        let mut files = vec![new.clone()];
        files.extend(unsynced.iter().map(|name| self.path.join(name)));
        at_once(&files, |path| OpenOptions::new().write(true).open(path)?.sync_data())?;
        sync_folder(&self.path)?;
        held(&self.unsynced).retain(|name| !unsynced.contains(name));
        fs::rename(&new, self.path.join(META))?;
        sync_folder(&self.path)
    }

    /// Removes files that no commit names any more. What cannot be removed now is swept some other time.
    pub(super) fn remove(&self, names: &[PathBuf]) {
        held(&self.unsynced).retain(|name| !names.contains(name));
        let files: Vec<PathBuf> = names.iter().map(|name| self.path.join(name)).collect();
        // Where blocks that are given up are told to the disk, each file takes a millisecond.
        let _ = at_once(&files, |path| fs::remove_file(path));
    }

    /// Removes what no commit names: segments that were merged away, and what a writer that was killed left behind.
    pub(super) fn sweep(&self, named: &HashSet<PathBuf>) -> io::Result<()> {
        let mut dead = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let name = PathBuf::from(entry?.file_name());
            let hidden = name.to_string_lossy().starts_with('.');
            if !hidden && name != Path::new(META) && !named.contains(&name) {
                dead.push(name);
            }
        }
        self.remove(&dead);
        Ok(())
    }
}

/// Does something that waits for the disk with files, many at a time.
fn at_once(files: &[PathBuf], each: impl Fn(&Path) -> io::Result<()> + Sync) -> io::Result<()> {
    let each = &each;
    let chunk = |files: &[PathBuf]| {
        let [first, others @ ..] = files else { return Ok(()) };
        thread::scope(|scope| {
            let start = |path| thread::Builder::new().spawn_scoped(scope, move || each(path));
            let under_way: Vec<_> = others.iter().map(|path| (path, start(path))).collect();
            let mut done = each(first);
            for (path, thread) in under_way {
                // Where no thread can be made, this one does it.
                let one = thread.ok().and_then(|thread| thread.join().ok());
                done = done.and(one.unwrap_or_else(|| each(path)));
            }
            done
        })
    };
    files.chunks(AT_ONCE).map(chunk).fold(Ok(()), io::Result::and)
}

/// Has the names in a folder on the disk.
#[cfg(unix)]
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Elsewhere a folder is no file that could be synced.
#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// A file that is not yet synced when it is finished.
struct Unsynced {
    file: File,
    name: PathBuf,
    folder: Folder,
}

impl Write for Unsynced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for Unsynced {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        held(&self.folder.unsynced).push(self.name.clone());
        Ok(())
    }
}

/// A file that is read in order, and what was read of it last.
#[derive(Debug)]
struct Windowed {
    folder: PathBuf,
    name: PathBuf,
    /// In bytes.
    len: usize,
    /// Where the window begins, and what is in it.
    window: Mutex<(usize, OwnedBytes)>,
}

impl Windowed {
    fn open(&self) -> io::Result<File> {
        File::open(self.folder.join(&self.name))
    }

    fn mapped(&self, range: Range<usize>) -> Option<OwnedBytes> {
        let file = MmapDirectory::open(&self.folder).ok()?.get_file_handle(&self.name).ok()?;
        file.read_bytes(range).ok()
    }
}

impl HasLen for Windowed {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for Windowed {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.len() > LONG
            && let Some(mapped) = self.mapped(range.clone())
        {
            return Ok(mapped);
        }
        if range.len() > WINDOW {
            return read(&self.open()?, range);
        }
        let mut window = held(&self.window);
        if range.start < window.0 || range.end > window.0 + window.1.len() {
            // All of a short file.
            let start = range.start - range.start % WINDOW;
            let bytes = read(&self.open()?, start..range.end.max(self.len.min(start + WINDOW)))?;
            *window = (start, bytes);
        }
        let (start, bytes) = &*window;
        Ok(bytes.slice(range.start - start..range.end - start))
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match fs::metadata(self.path.join(path)) {
            Ok(metadata) => {
                let (folder, name, len) = (self.path.clone(), path.to_path_buf(), metadata.len() as usize);
                let window = Mutex::new((0, OwnedBytes::empty()));
                Ok(Arc::new(Windowed { folder, name, len, window }))
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                Err(OpenReadError::FileDoesNotExist(path.to_path_buf()))
            }
            Err(e) => Err(OpenReadError::wrap_io_error(e, path.to_path_buf())),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let failed = |e| DeleteError::IoError { io_error: Arc::new(e), filepath: path.to_path_buf() };
        fs::remove_file(self.path.join(path)).map_err(failed)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        let exists = self.path.join(path).try_exists();
        exists.map_err(|e| OpenReadError::wrap_io_error(e, path.to_path_buf()))
    }

    /// A file of the same name can only be what a writer left that was killed.
    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = File::create(self.path.join(path));
        let file = file.map_err(|e| OpenWriteError::wrap_io_error(e, path.to_path_buf()))?;
        let file = Unsynced { file, name: path.to_path_buf(), folder: self.clone() };
        Ok(BufWriter::with_capacity(WINDOW, Box::new(file)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let meta = held(&self.meta).clone().filter(|_| path == Path::new(META));
        meta.ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_path_buf()))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(META) {
            *held(&self.meta) = Some(data.to_vec());
        }
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    /// The index has a lock of its own (`home`).
    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Err(LockError::wrap_io_error(io::ErrorKind::Unsupported.into()))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

#[cfg(test)]
mod tests {
    use tantivy::directory::TerminatingWrite;

    use super::*;

    fn write(folder: &Folder, name: &str, bytes: &[u8]) {
        let mut file = folder.open_write(Path::new(name)).unwrap();
        file.write_all(bytes).unwrap();
        file.terminate().unwrap();
    }

    #[test]
    fn every_piece_is_the_same_through_a_window() {
        let dir = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..1_500_000_u32).map(|n| (n / 7) as u8).collect();
        let folder = Folder::new(dir.path());
        write(&folder, "a.idx", &bytes);
        let file = folder.get_file_handle(Path::new("a.idx")).unwrap();
        let pieces = [
            0..9,
            9..70_000,
            65_530..65_540,
            299_990..300_000,
            5..5,
            100_000..100_000 + WINDOW,
            3..12,
            0..300_000,
            5..LONG + 6,
        ];
        for piece in pieces.iter().chain(pieces.iter().rev()) {
            assert_eq!(file.read_bytes(piece.clone()).unwrap().as_slice(), &bytes[piece.clone()]);
        }
        assert_eq!(file.len(), bytes.len());
    }

    #[test]
    fn a_commit_replaces_the_last_one_and_what_it_does_not_name_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        for name in ["a.idx", "b.idx", "c.idx"] {
            write(&folder, name, b"x");
        }
        let named = |names: &[&str]| names.iter().map(PathBuf::from).collect::<HashSet<_>>();
        fs::create_dir(dir.path().join("@eaDir")).unwrap();
        folder.commit(b"one", &named(&["a.idx", "b.idx"])).unwrap();
        assert_eq!(*held(&folder.unsynced), [PathBuf::from("c.idx")], "it is not finished");
        folder.commit(b"two", &named(&["b.idx", "c.idx"])).unwrap();
        folder.sweep(&named(&["b.idx", "c.idx"])).unwrap();
        let mut names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["@eaDir", "b.idx", "c.idx", "meta.json"]);
        assert_eq!(fs::read(dir.path().join(META)).unwrap(), b"two");
        assert!(held(&folder.unsynced).is_empty());
    }
}
