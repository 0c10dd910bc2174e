//! Files that the program writes: each appears under its name whole, or not at all.
//!
//! A file is written beside the one whose name it will take, brought to the disk, and renamed. A
//! device or a pipe is written as it comes. A process that is killed, or ended by a signal that it does not
//! listen for, leaves a hidden part behind, which the next output of the same name takes away; any other end
//! leaves nothing. All that is written goes through here.

mod part;

use crate::exit::Failure;
use part::Part;
use std::fmt::Display;
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub(crate) use part::abandon;

/// Bytes that are written at once, of what is made bit by bit.
const ROOM: usize = 1 << 16;

/// Links that are followed, one after the other.
const LINKS: usize = 40;

/// The files that this process read, and that no output of it may replace.
static READ: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Notes a file that was read, so that no output replaces it.
pub(crate) fn keep(path: &Path) {
    READ.lock().unwrap_or_else(PoisonError::into_inner).push(spelled_out(path));
}

/// Writes a file, whole or not at all; what is there is replaced.
///
/// # Errors
///
/// If it cannot be written.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_with(path, |file| file.write_all(bytes))
}

/// Writes a file as it is made, whole or not at all; what is there is replaced.
///
/// # Errors
///
/// If it cannot be written.
pub(crate) fn write_with(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut file = BufWriter::with_capacity(ROOM, File::create(path)?);
    let written = write(&mut file).and_then(|()| file.flush());
    // What is left in the buffer after a mistake is not worth another one.
    let (file, _) = file.into_parts();
    written.map_err(|error| cannot_write(path, &error))?;
    file.close()
}

/// Writes a file, whole or not at all; one that is there is replaced only with `force`.
///
/// # Errors
///
/// If it is there already, or if it cannot be written.
pub(crate) fn write_new(path: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    if force {
        return write(path, bytes);
    }
    if path.symlink_metadata().is_ok() {
        return Err(is_there(path));
    }
    let put = || -> io::Result<()> {
        let mut part = Part::beside(path)?;
        part.write_all(bytes)?;
        part.persist_new(path)
    };
    put().map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => is_there(path),
        _ => cannot_write(path, &error),
    })
}

/// A file that is written bit by bit. Dropped before it is closed, it was never there.
pub(crate) struct File {
    path: PathBuf,
    sink: Sink,
}

enum Sink {
    /// Something that cannot be renamed.
    Stream(fs::File),
    /// What will be a file.
    Part(BufWriter<Part>),
}

impl File {
    /// Begins a file.
    ///
    /// # Errors
    ///
    /// If nothing can be written there.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        may_be(path)?;
        let sink = if is_stream(path) {
            OpenOptions::new().write(true).open(path).map(Sink::Stream)
        } else {
            // Where a link leads, and not the link, is what is replaced.
            Part::beside(&spelled_out(path)).map(|part| Sink::Part(BufWriter::new(part)))
        };
        let sink = sink.map_err(|error| cannot_write(path, &error))?;
        Ok(File { path: path.to_owned(), sink })
    }

    /// Gives the file its name.
    ///
    /// # Errors
    ///
    /// If it cannot be written to its end.
    pub(crate) fn close(self) -> Result<(), Failure> {
        let path = spelled_out(&self.path);
        let closed = match self.sink {
            Sink::Stream(mut stream) => stream.flush(),
            Sink::Part(part) => {
                part.into_inner().map_err(|error| error.into_error()).and_then(|p| p.persist(&path))
            }
        };
        closed.map_err(|error| cannot_write(&self.path, &error))
    }
}

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Stream(stream) => stream.write(bytes),
            Sink::Part(part) => part.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Stream(stream) => stream.flush(),
            Sink::Part(part) => part.flush(),
        }
    }
}

/// Looks whether files can be written, before the work whose results they are to hold.
///
/// # Errors
///
/// If one cannot be, if two are one, or if one of them is an input.
pub(crate) fn check<'a>(
    inputs: impl IntoIterator<Item = &'a Path>,
    outputs: impl IntoIterator<Item = &'a Path>,
) -> Result<(), Failure> {
    let inputs: Vec<PathBuf> = inputs.into_iter().map(spelled_out).collect();
    let mut taken: Vec<PathBuf> = Vec::new();
    for path in outputs {
        let (file, name) = (spelled_out(path), path.display());
        if inputs.contains(&file) {
            return Err(is_input(path));
        }
        if taken.contains(&file) && !is_stream(path) {
            let message = format!("two outputs go into {name}");
            return Err(Failure::new(message).help("give each a file of its own"));
        }
        taken.push(file);
        probe(path)?;
    }
    Ok(())
}

/// Tells whether a file can be written, before the work whose result it is to hold.
///
/// # Errors
///
/// If nothing can be written there.
pub(crate) fn probe(path: &Path) -> Result<(), Failure> {
    may_be(path)?;
    if is_stream(path) {
        return Ok(());
    }
    let part = Part::beside(&spelled_out(path));
    part.map(drop).map_err(|error| cannot_write(path, &error))
}

/// Says that a file cannot be written.
pub(crate) fn cannot_write(path: &Path, error: &dyn Display) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()))
}

/// Spells the path of a file out, so that one file has one path, whether it is there or not.
pub(crate) fn spelled_out(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    // A link to a file that is not there yet leads to it all the same.
    for _ in 0..LINKS {
        if let Ok(whole) = path.canonicalize() {
            return whole;
        }
        match path.read_link() {
            Ok(target) => path = folder_of(&path).join(target),
            Err(_) => break,
        }
    }
    let folder = folder_of(&path);
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    folder.join(path.file_name().unwrap_or_default())
}

/// Returns the folder that a file is in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Refuses what can never be a file, what somebody has locked, and what was read.
fn may_be(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(cannot_write(path, &"it is a folder"));
    }
    if READ.lock().unwrap_or_else(PoisonError::into_inner).contains(&spelled_out(path)) {
        return Err(is_input(path));
    }
    if path.file_name().is_none() {
        return Err(cannot_write(path, &"it is no name of a file"));
    }
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(cannot_write(path, &format!("{} is no folder", folder.display())));
    }
    if path.metadata().is_ok_and(|there| there.is_file() && there.permissions().readonly()) {
        return Err(cannot_write(path, &"it is there already, and may only be read"));
    }
    Ok(())
}

fn is_input(path: &Path) -> Failure {
    let message = format!("an output would replace the input {}", path.display());
    Failure::new(message).help("give it a file of its own")
}

fn is_there(path: &Path) -> Failure {
    Failure::new(format!("{} is there already", path.display())).help("`--force` writes over it")
}

/// Tells whether something is a device or a pipe, which cannot be replaced by a file.
fn is_stream(path: &Path) -> bool {
    path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir())
}

#[cfg(test)]
mod tests;
