//! Where a writer keeps a generation: files are synced together just before a commit names them.
//!
//! Synced one after the other, as each is finished, the half-dozen files of a segment cost more than a whole
//! interview. Files of segments that were merged away before the commit are never synced. Deliberately absent: reading,
//! which is mapping, as in every tantivy folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

/// tantivy's list of the files that it may remove. All in the folder are; none is written down.
const MANAGED: &str = ".managed.json";

/// The folder of a generation, opened by the one who writes it.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    inner: MmapDirectory,
    path: PathBuf,
    unsynced: Arc<Mutex<Vec<PathBuf>>>,
}

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self { inner: MmapDirectory::open(path)?, path: path.to_path_buf(), unsynced: Arc::default() })
    }

    fn unsynced(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.unsynced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The names of what tantivy may remove when no commit and no segment under way needs it: also what a writer that
    /// was killed left behind.
    fn managed(&self) -> io::Result<Vec<u8>> {
        let names =
            fs::read_dir(&self.path)?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let names: Vec<String> = names.filter(|name| !name.starts_with(".tantivy")).collect();
        Ok(serde_json::to_vec(&names)?)
    }
}

/// A file that is not yet synced when it is finished.
struct Unsynced {
    file: File,
    path: PathBuf,
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
        self.folder.unsynced().push(self.path.clone());
        Ok(())
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.unsynced().retain(|unsynced| !unsynced.ends_with(path));
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let full = self.path.join(path);
        let file =
            OpenOptions::new().write(true).create_new(true).open(&full).map_err(|e| match e.kind() {
                io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_path_buf()),
                _ => OpenWriteError::wrap_io_error(e, path.to_path_buf()),
            })?;
        Ok(BufWriter::new(Box::new(Unsynced { file, path: full, folder: self.clone() })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(MANAGED) {
            return self.managed().map_err(|e| OpenReadError::wrap_io_error(e, path.to_path_buf()));
        }
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(MANAGED) {
            return Ok(());
        }
        self.inner.atomic_write(path, data)?;
        // What the file no longer names may be removed next: its new name must be on the disk before.
        self.inner.sync_directory()
    }

    /// Syncs what was finished since the last time, and the folder with it, all at once.
    fn sync_directory(&self) -> io::Result<()> {
        let files = std::mem::take(&mut *self.unsynced());
        if files.is_empty() {
            return Ok(());
        }
        thread::scope(|scope| {
            let sync = |path: &Path| OpenOptions::new().write(true).open(path)?.sync_data();
            let syncing: Vec<_> = files.iter().map(|path| scope.spawn(move || sync(path))).collect();
            let folder = self.inner.sync_directory();
            for one in syncing {
                one.join().map_err(|_| io::Error::other("a file could not be synced"))??;
            }
            folder
        })
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}
