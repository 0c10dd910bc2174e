//! Half a file: hidden beside the file that it will be, and locked by whoever writes it.
//!
//! The lock ends with its process, however that ends, so a part that nobody has locked is what a
//! killed process left behind. Parts of this process are listed, so that a signal takes them away.

use super::folder_of;
use std::ffi::{OsStr, OsString};
use std::fs::{self, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::NamedTempFile;

/// How the name of a part ends.
const ENDING: &str = ".part";

/// The parts that this process is writing.
static PARTS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Half a file.
pub(super) struct Part {
    file: Option<NamedTempFile>,
}

impl Part {
    /// Begins a file beside the one whose name it will take, and clears away what is left of
    /// earlier ones.
    pub(super) fn beside(path: &Path) -> io::Result<Self> {
        clear(path);
        loop {
            let file = listed(path)?;
            // Another process may have taken the part for a leftover before it was locked. Where
            // there are no locks, leftovers are not cleared away either.
            let _ = file.as_file().lock();
            let part = Part { file: Some(file) };
            if part.path().exists() {
                return Ok(part);
            }
        }
    }

    fn path(&self) -> &Path {
        self.file.as_ref().map_or(Path::new(""), NamedTempFile::path)
    }

    /// Gives the file its name; what has it is replaced, and lends the file its permissions.
    pub(super) fn persist(self, path: &Path) -> io::Result<()> {
        if let (Ok(there), Some(file)) = (path.metadata(), &self.file) {
            file.as_file().set_permissions(there.permissions())?;
        }
        self.named(|file| file.persist(path))
    }

    /// Gives the file its name, unless something has it.
    pub(super) fn persist_new(self, path: &Path) -> io::Result<()> {
        self.named(|file| file.persist_noclobber(path))
    }

    fn named(
        mut self,
        persist: impl FnOnce(NamedTempFile) -> Result<fs::File, tempfile::PersistError>,
    ) -> io::Result<()> {
        let Some(file) = self.file.take() else { return Ok(()) };
        // A name that leads to nothing is what a loss of power could leave without this.
        let reached = file.as_file().sync_data();
        let mut parts = parts();
        parts.retain(|part| part != file.path());
        reached?;
        persist(file).map(drop).map_err(|error| error.error)
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Ok(0), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), NamedTempFile::flush)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(file) = self.file.take() {
            // Taken away before it is forgotten, so that no signal comes between.
            let mut parts = parts();
            parts.retain(|part| part != file.path());
            drop(file);
        }
    }
}

/// Takes all parts of this process away, and lets none come after: for the end of the process.
pub(crate) fn abandon() -> impl Drop {
    let mut parts = parts();
    for part in parts.drain(..) {
        let _ = fs::remove_file(part);
    }
    parts
}

fn parts() -> MutexGuard<'static, Vec<PathBuf>> {
    PARTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins a part and lists it, with no signal between the two.
fn listed(path: &Path) -> io::Result<NamedTempFile> {
    let prefix = prefix_of(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(ENDING);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what the user's mask leaves.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut parts = parts();
    let file = builder.tempfile_in(folder_of(path))?;
    parts.push(file.path().to_owned());
    Ok(file)
}

/// Returns how the names of the parts of a file begin; a long name is cut, since names have an end.
fn prefix_of(path: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    prefix.push(&name[..name.floor_char_boundary(200)]);
    prefix.push(".");
    prefix
}

/// Takes away the parts of this file that no process is writing.
fn clear(path: &Path) {
    let prefix = prefix_of(path);
    let Ok(entries) = folder_of(path).read_dir() else { return };
    for entry in entries.flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && is_part(&entry.file_name(), &prefix) {
            clear_one(&entry.path());
        }
    }
}

/// Tells whether a file is a part by its name: the beginning, six letters or digits, the ending.
fn is_part(name: &OsStr, prefix: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    let middle = bytes.strip_prefix(prefix.as_encoded_bytes());
    let middle = middle.and_then(|rest| rest.strip_suffix(ENDING.as_bytes()));
    middle.is_some_and(|middle| middle.len() == 6 && middle.iter().all(u8::is_ascii_alphanumeric))
}

fn clear_one(path: &Path) {
    let Ok(file) = fs::File::open(path) else { return };
    match file.try_lock() {
        // Removed before it is let go of: whoever waits for the lock sees that it is gone.
        Ok(()) => drop(fs::remove_file(path)),
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
    }
}
