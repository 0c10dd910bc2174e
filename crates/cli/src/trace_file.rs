//! The files of traces: where they are, and how they come there and back; `trace::file` says what is in them.
//!
//! A file appears under its name only when it is whole: it is written beside it and then renamed.

use crate::exit::Failure;
use seamripper_sim::trace::{MOST_BYTES, Saved};
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Reads a trace; `-` is standard input.
///
/// # Errors
///
/// If it cannot be read, or is no trace.
pub(crate) fn read(path: &Path) -> Result<Saved, Failure> {
    let is_input = path == Path::new("-");
    let name = if is_input { "standard input".to_owned() } else { path.display().to_string() };
    let unreadable = |error| Failure::new(format!("cannot read {name}: {error}"));
    if path.is_dir() {
        return Err(Failure::new(format!("{name} is a folder")).help(HELP));
    }
    let mut bytes = Vec::new();
    // One byte more than may be: the reader says so.
    let read = if is_input {
        io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        let file = std::fs::File::open(path).map_err(unreadable)?;
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes)
    };
    read.map_err(unreadable)?;
    Saved::read(&bytes)
        .map_err(|unreadable| Failure::new(format!("{name}:{unreadable}")).help(HELP))
}

/// What to do about a file that is no trace.
const HELP: &str = "a trace is what `seamripper replay ID --arm NAME --trace FILE` writes";

/// Returns the file of one arm out of several: its name goes before the extension.
pub(crate) fn of_arm(path: &Path, arm: &str) -> PathBuf {
    let mut name: OsString = path.file_stem().unwrap_or_default().to_owned();
    name.push(".");
    name.push(arm);
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

/// Writes a file, whole or not at all.
///
/// # Errors
///
/// If it cannot be written.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    put(path, bytes).map_err(|error| cannot_write(path, &error))
}

/// Tells whether a file can be written, before the work whose result it is to hold.
///
/// # Errors
///
/// If nothing can be written there.
pub(crate) fn probe(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(cannot_write(path, &"it is a folder"));
    }
    if is_stream(path) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(cannot_write(path, &format!("{} is no folder", folder.display())));
    }
    beside(path).map(|_| ()).map_err(|error| cannot_write(path, &error))
}

/// Says that a file cannot be written.
pub(crate) fn cannot_write(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()))
}

/// Tells whether something is a device or a pipe, which cannot be replaced by a file.
fn is_stream(path: &Path) -> bool {
    path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir())
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if is_stream(path) {
        return std::fs::write(path, bytes);
    }
    let mut file = beside(path)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// Begins a file without a name, beside the one whose name it will take.
pub(crate) fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what the user's mask leaves.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Spells the path of a file out, so that one file has one path, whether it is there or not.
pub(crate) fn spelled_out(path: &Path) -> PathBuf {
    if let Ok(whole) = path.canonicalize() {
        return whole;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    folder.join(path.file_name().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_arm_goes_before_the_extension() {
        assert_eq!(
            of_arm(Path::new("a/trace.jsonl"), "deployed"),
            Path::new("a/trace.deployed.jsonl")
        );
        assert_eq!(of_arm(Path::new("trace"), "one+two"), Path::new("trace.one+two"));
    }
}
