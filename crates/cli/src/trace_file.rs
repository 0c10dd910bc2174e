//! The files of traces: where they are, and how they come there and back; `trace::file` says what is in them.

use crate::exit::Failure;
use crate::{limits, outputs};
use seamripper_sim::trace::Saved;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Reads a trace; `-` is standard input.
///
/// # Errors
///
/// If it cannot be read, or is no trace.
pub(crate) fn read(path: &Path) -> Result<Saved, Failure> {
    let is_input = path == Path::new("-");
    let name = if is_input { "standard input".to_owned() } else { path.display().to_string() };
    let bytes = if is_input { limits::read_input() } else { limits::read_trace(path) };
    let bytes = bytes.map_err(|failure| match failure.help {
        None => failure.help(HELP),
        Some(_) => failure,
    })?;
    if !is_input {
        outputs::keep(path);
    }
    Saved::read_within(&bytes, &limits::get().trace)
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
