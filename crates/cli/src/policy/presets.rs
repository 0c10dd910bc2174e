//! The policy files that the binary carries, and how one is found by its id or its path.

use crate::exit::Failure;
use crate::library::{self, File};
use crate::limits;
use crate::screen::Screen;
use include_dir::{Dir, include_dir};
use seamripper_scenario::{PolicyFile, compile_policy};
use std::path::Path;

/// The policy files as they were when the binary was built.
static PRESETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../policies");

/// Returns the policy files that the binary carries, by path.
pub(crate) fn embedded() -> Vec<File> {
    let files = PRESETS.files().filter(|file| library::is_ron(file.path()));
    let mut files: Vec<File> = files
        .filter_map(|file| {
            let path = file.path().display().to_string();
            Some(File { path, source: file.contents_utf8()?.to_owned() })
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Finds a policy file: by its path, or by its id among those that the binary carries.
///
/// # Errors
///
/// If there is none, with the id that was most likely meant; or if it cannot be read.
pub(crate) fn find(wanted: &str) -> Result<File, Failure> {
    if library::is_path(wanted) {
        return library::read(Path::new(wanted));
    }
    let mut ids = Vec::new();
    for file in embedded() {
        // What the binary carries is found whatever the limits are.
        let id = compile_policy(&file.source).map(|policy| policy.id).unwrap_or_default();
        if id == wanted {
            return Ok(file);
        }
        ids.push(id);
    }
    let failure = Failure::new(format!("there is no policy `{wanted}`"));
    Err(failure.help(match library::nearest(wanted, &ids) {
        Some(id) => format!("did you mean `{id}`?"),
        None => {
            "`seamripper policy list` shows what there is; a file is given by its path".to_owned()
        }
    }))
}

/// Finds and compiles a policy file.
///
/// # Errors
///
/// If there is none, or if it has mistakes, which the failure shows.
pub(crate) fn compiled(wanted: &str, screen: &Screen) -> Result<PolicyFile, Failure> {
    let file = find(wanted)?;
    limits::compile_policy(&file.source)
        .map_err(|mistakes| Failure::report(file.show(&mistakes, screen)))
}
