//! The files of traces: where they are, and how they come there and back; `trace::file` says what is in them.

use crate::exit::Failure;
use seamripper_sim::trace::{MOST_BYTES, Saved};
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

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
