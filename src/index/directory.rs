//! Where a writer keeps a generation: files are synced together just before a commit names them.
//!
//! A short file stays in memory until a commit names it; where all of a segment is short, it becomes one file (`compound`).
//! So a small segment costs little, and one that is merged away before the commit nothing. Deliberately absent: how files
//! are read (`window`), and tantivy's own commits and locks. What it writes of a whole index stays in memory.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use rustc_hash::FxHashMap;
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite, WatchCallback, WatchHandle,
    WritePtr,
};
use tantivy::index::SegmentMeta;

use super::commit::META;
use super::compound;
use super::window::Windowed;

/// How much of a long file is written at a time, in bytes.
const WRITTEN: usize = 64 << 10;

/// The longest file that stays in memory, in bytes: some hundred thousand words make longer ones.
const SHORT: usize = 1 << 20;

/// So many files are synced or removed at a time.
const AT_ONCE: usize = 16;

/// The folder of a generation, opened by the one who writes it.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    path: PathBuf,
    /// What tantivy says of the index.
    meta: Arc<Mutex<Option<Vec<u8>>>>,
    finished: Arc<Mutex<Finished>>,
}

/// Files that are finished, but not yet part of a commit.
#[derive(Debug, Default)]
struct Finished {
    /// Those that are in memory.
    short: FxHashMap<PathBuf, OwnedBytes>,
    /// Those that are on the disk, but may not stay there if the machine stops.
    unsynced: Vec<PathBuf>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_path_buf(), meta: Arc::default(), finished: Arc::default() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The same folder for another index, whose segments will be ours.
    pub(super) fn beside(&self) -> Self {
        Self { meta: Arc::default(), ..self.clone() }
    }

    /// Makes this the commit, of these segments. Their files are on the disk before it takes its place, and its new name
    /// before anybody may remove what the last one named.
    pub(super) fn commit(&self, meta: &[u8], segments: &[SegmentMeta]) -> io::Result<()> {
        segments.iter().try_for_each(|segment| self.put_down(segment))?;
        let new = self.path.join("meta.json.new");
        fs::write(&new, meta)?;
        let named = named(segments);
        let unsynced: Vec<PathBuf> =
            held(&self.finished).unsynced.iter().filter(|name| named.contains(*name)).cloned().collect();
        let mut files = vec![new.clone()];
        files.extend(unsynced.iter().map(|name| self.path.join(name)));
        at_once(&files, |path| OpenOptions::new().write(true).open(path)?.sync_data())?;
        sync_folder(&self.path)?;
        held(&self.finished).unsynced.retain(|name| !unsynced.contains(name));
        fs::rename(&new, self.path.join(META))?;
        sync_folder(&self.path)
    }

    /// Writes to the disk what is in memory of a segment.
    fn put_down(&self, segment: &SegmentMeta) -> io::Result<()> {
        let mut finished = held(&self.finished);
        let Finished { short, unsynced } = &mut *finished;
        let one = compound::file(segment);
        let parts = compound::parts(&one);
        let all: Option<Vec<OwnedBytes>> = parts.iter().map(|part| short.get(part).cloned()).collect();
        if let Some(all) = all {
            fs::write(self.path.join(&one), compound::join(&all))?;
            parts.iter().for_each(|part| drop(short.remove(part)));
            unsynced.push(one);
        }
        for name in compound::files(segment) {
            if let Some(bytes) = short.get(&name) {
                fs::write(self.path.join(&name), bytes)?;
                short.remove(&name);
                unsynced.push(name);
            }
        }
        Ok(())
    }

    /// Drops what is in memory of segments that no commit will name, nor did: what one names is on the disk.
    pub(super) fn forget(&self, segments: &[SegmentMeta]) {
        let mut finished = held(&self.finished);
        for name in segments.iter().flat_map(compound::files) {
            finished.short.remove(&name);
        }
    }

    /// Removes the files of segments that no commit names any more. What cannot be removed now is swept some other time.
    pub(super) fn remove(&self, segments: &[SegmentMeta]) {
        self.remove_files(segments.iter().flat_map(compound::files).collect());
    }

    fn remove_files(&self, mut names: HashSet<PathBuf>) {
        let mut finished = held(&self.finished);
        finished.unsynced.retain(|name| !names.contains(name));
        finished.short.retain(|name, _| !names.contains(name));
        drop(finished);
        names.retain(|name| self.path.join(name).exists());
        let files: Vec<PathBuf> = names.iter().map(|name| self.path.join(name)).collect();
        // Where blocks that are given up are told to the disk, each file takes a millisecond.
        let _ = at_once(&files, |path| fs::remove_file(path));
    }

    /// Removes what is not of these segments: those that were merged away, and what a writer that was killed left behind.
    pub(super) fn sweep(&self, segments: &[SegmentMeta]) -> io::Result<()> {
        let named = named(segments);
        let mut dead: HashSet<PathBuf> = held(&self.finished).short.keys().cloned().collect();
        for entry in fs::read_dir(&self.path)? {
            let name = PathBuf::from(entry?.file_name());
            let hidden = name.to_string_lossy().starts_with('.');
            if !hidden && name != Path::new(META) {
                dead.insert(name);
            }
        }
        dead.retain(|name| !named.contains(name));
        self.remove_files(dead);
        Ok(())
    }
}

/// The files that these segments may have.
fn named(segments: &[SegmentMeta]) -> HashSet<PathBuf> {
    segments.iter().flat_map(compound::files).collect()
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

/// A file while it is written: in memory as long as it is short.
struct Written {
    folder: Folder,
    name: PathBuf,
    /// What is not yet in the file.
    bytes: Vec<u8>,
    /// Once it is long.
    file: Option<File>,
}

impl Written {
    /// Puts what is in memory into the file.
    fn spill(&mut self) -> io::Result<&mut File> {
        let file = match self.file.take() {
            Some(file) => file,
            // One of the same name can only be what a writer left that was killed.
            None => File::create(self.folder.path.join(&self.name))?,
        };
        let file = self.file.insert(file);
        file.write_all(&self.bytes)?;
        self.bytes.clear();
        self.bytes.shrink_to(WRITTEN);
        Ok(file)
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() <= if self.file.is_some() { WRITTEN } else { SHORT } {
            self.bytes.extend_from_slice(bytes);
            return Ok(bytes.len());
        }
        let file = self.spill()?;
        // A merge hands over all texts of a segment at once: they are not copied.
        if bytes.len() > WRITTEN {
            file.write_all(bytes)?;
        } else {
            self.bytes.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    /// Nobody reads it before it is finished.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for Written {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        let name = std::mem::take(&mut self.name);
        if self.file.is_some() {
            self.spill()?;
            held(&self.folder.finished).unsynced.push(name);
        } else {
            let bytes = OwnedBytes::new(std::mem::take(&mut self.bytes));
            held(&self.folder.finished).short.insert(name, bytes);
        }
        Ok(())
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if let Some(bytes) = held(&self.finished).short.get(path) {
            return Ok(Arc::new(bytes.clone()));
        }
        match Windowed::open(&self.path, path) {
            Ok(file) => Ok(Arc::new(file)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                Err(OpenReadError::FileDoesNotExist(path.to_path_buf()))
            }
            Err(e) => Err(OpenReadError::wrap_io_error(e, path.to_path_buf())),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.remove_files(HashSet::from([path.to_path_buf()]));
        Ok(())
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        match self.get_file_handle(path) {
            Ok(_) => Ok(true),
            Err(OpenReadError::FileDoesNotExist(_)) => Ok(false),
            Err(e) => Err(e),
        }
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let (folder, name) = (self.clone(), path.to_path_buf());
        Ok(WritePtr::new(Box::new(Written { folder, name, bytes: Vec::new(), file: None })))
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
    use tantivy::Index;
    use tantivy::directory::TerminatingWrite;
    use tantivy::index::SegmentComponent;
    use tantivy::schema::Schema;

    use super::*;

    fn write(folder: &Folder, name: &Path, bytes: &[u8]) {
        let mut file = folder.open_write(name).unwrap();
        file.write_all(bytes).unwrap();
        file.terminate().unwrap();
    }

    fn bytes(len: u32) -> Vec<u8> {
        (0..len).map(|n| (n / 7) as u8).collect()
    }

    fn segment() -> SegmentMeta {
        let index = Index::create_in_ram(Schema::builder().build());
        index.new_segment_meta(index.new_segment().id(), 9)
    }

    /// Writes the parts of a segment, of which this is one.
    fn write_parts(folder: &Folder, segment: &SegmentMeta, postings: &[u8]) {
        for part in compound::parts(&compound::file(segment)) {
            let own = part == segment.relative_path(SegmentComponent::Postings);
            write(folder, &part, if own { postings } else { b"x" });
        }
    }

    fn names(folder: &Folder) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
        let mut names: Vec<_> = fs::read_dir(&folder.path).unwrap().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn every_piece_is_the_same_in_memory_through_a_window_and_as_a_part() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let pieces = [
            0..9,
            9..70_000,
            65_530..65_540,
            299_990..300_000,
            5..5,
            100_000..165_536,
            3..12,
            0..300_000,
            5..1_048_582,
        ];
        let long = bytes(1_500_000);
        for (len, there) in [(1_500_000, 7), (1_000_000, 2)] {
            let (segment, bytes) = (segment(), &long[..len]);
            let agree = |folder: &Folder| {
                let file =
                    folder.get_file_handle(&segment.relative_path(SegmentComponent::Postings)).unwrap();
                for piece in pieces.iter().chain(pieces.iter().rev()).filter(|piece| piece.end <= len) {
                    assert_eq!(file.read_bytes(piece.clone()).unwrap().as_slice(), &bytes[piece.clone()]);
                }
                assert_eq!(file.len(), bytes.len());
            };
            write_parts(&folder, &segment, bytes);
            agree(&folder);
            folder.commit(b"one", std::slice::from_ref(&segment)).unwrap();
            folder.sweep(std::slice::from_ref(&segment)).unwrap();
            assert_eq!(names(&folder).len(), there);
            agree(&folder);
            agree(&Folder::new(dir.path()));
        }
    }

    /// A merge took as much memory as the texts of its largest segment.
    #[test]
    fn what_is_long_is_not_kept_in_memory() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, bytes) = (Folder::new(dir.path()), bytes(3_000_000));
        let name = PathBuf::from("a.store");
        let mut written = Written { folder: folder.clone(), name, bytes: Vec::new(), file: None };
        let pieces = [0..SHORT, SHORT..SHORT + 1, SHORT + 1..SHORT + 9, SHORT + 9..2_900_000];
        for piece in pieces {
            written.write_all(&bytes[piece]).unwrap();
            assert_eq!(written.bytes.capacity() > WRITTEN, written.file.is_none());
        }
        written.write_all(&bytes[2_900_000..2_900_000 + WRITTEN]).unwrap();
        written.write_all(&bytes[2_900_000 + WRITTEN..]).unwrap();
        written.terminate().unwrap();
        assert_eq!(fs::read(dir.path().join("a.store")).unwrap(), bytes);
        write(&folder, Path::new("b.store"), &bytes[..SHORT]);
        assert!(!dir.path().join("b.store").exists(), "it is short");
    }

    #[test]
    fn a_commit_replaces_the_last_one_and_what_it_does_not_name_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let [a, b, c] = [(); 3].map(|()| segment());
        let c = c.with_delete_meta(1, 5);
        for segment in [&a, &b, &c] {
            write_parts(&folder, segment, b"x");
        }
        write(&folder, &c.relative_path(SegmentComponent::Delete), b"x");
        fs::create_dir(dir.path().join("@eaDir")).unwrap();
        folder.commit(b"one", &[a.clone(), b.clone()]).unwrap();
        assert_eq!(names(&folder).len(), 4, "one is not finished");
        folder.commit(b"two", &[b.clone(), c.clone()]).unwrap();
        assert_eq!(names(&folder).len(), 6);
        folder.sweep(&[b.clone(), c.clone()]).unwrap();
        let left = [compound::file(&b), compound::file(&c), c.relative_path(SegmentComponent::Delete)];
        let mut left = left.map(|name| name.into_os_string().into_string().unwrap()).to_vec();
        left.extend(["@eaDir", "meta.json"].map(str::to_owned));
        left.sort();
        assert_eq!(names(&folder), left);
        assert_eq!(fs::read(dir.path().join(META)).unwrap(), b"two");
        let finished = held(&folder.finished);
        assert!(finished.unsynced.is_empty() && finished.short.is_empty());
    }

    /// A commit that fails because the disk is full goes through when there is room.
    #[test]
    fn what_could_not_be_written_is_written_by_the_next_commit() {
        let dir = tempfile::tempdir().unwrap();
        let (folder, segment) = (Folder::new(dir.path()), segment());
        write_parts(&folder, &segment, b"abc");
        let one = dir.path().join(compound::file(&segment));
        fs::create_dir(&one).unwrap();
        folder.commit(b"one", std::slice::from_ref(&segment)).unwrap_err();
        fs::remove_dir(&one).unwrap();
        folder.commit(b"two", std::slice::from_ref(&segment)).unwrap();
        let part =
            Folder::new(dir.path()).get_file_handle(&segment.relative_path(SegmentComponent::Postings));
        assert_eq!(part.unwrap().read_bytes(0..3).unwrap().as_slice(), b"abc");
    }
}
