//! Scenario files: those of a folder, one by its path, and the library that the binary carries.

use crate::exit::{Failure, quoted};
use crate::screen::Screen;
use crate::{limits, outputs};
use include_dir::{Dir, include_dir};
use seamripper_report::{Mistakes, diagnostics};
use seamripper_scenario::{Diagnostic, Head, Plan, compile_playable_within, compile_within};
use std::fs;
use std::path::Path;

/// The library as it was when the binary was built.
static LIBRARY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../scenarios");

/// The text of one scenario file.
#[derive(PartialEq, Eq)]
pub(crate) struct File {
    /// How messages name it: the path as the user wrote it, or the one in the library.
    pub(crate) path: String,
    /// The text.
    pub(crate) source: String,
}

impl File {
    /// Compiles the scenario.
    ///
    /// # Errors
    ///
    /// All of its mistakes.
    pub(crate) fn compile(&self) -> Result<Plan, Vec<Diagnostic>> {
        compile_within(&self.source, &limits::get().bounds)
    }

    /// Returns the id of a scenario that the binary carries: it is found whatever the limits are.
    pub(crate) fn id(&self) -> Option<String> {
        Head::read(&self.source).map(|head| head.id)
    }

    /// Shows mistakes of this file.
    pub(crate) fn show(&self, mistakes: &[Diagnostic], screen: &Screen) -> String {
        let mistakes = Mistakes { path: &self.path, source: &self.source, diagnostics: mistakes };
        diagnostics(&mistakes, screen.width())
    }
}

/// Returns the scenarios that the binary carries, by path.
pub(crate) fn embedded() -> Vec<File> {
    let mut files = Vec::new();
    let mut folders = vec![&LIBRARY];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        files.extend(folder.files().filter(|file| is_ron(file.path())).filter_map(|file| {
            let path = file.path().display().to_string();
            Some(File { path, source: file.contents_utf8()?.to_owned() })
        }));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Finds the scenario of this id in the library that the binary carries.
pub(crate) fn by_id(id: &str) -> Option<File> {
    embedded().into_iter().find(|file| file.id().is_some_and(|known| known == id))
}

/// Finds one scenario: by its path, or by its id in the library that the binary carries.
///
/// # Errors
///
/// If there is none, with the id that was most likely meant; or if it cannot be read.
pub(crate) fn find(wanted: &str) -> Result<File, Failure> {
    if is_path(wanted) {
        return read(Path::new(wanted));
    }
    let mut ids = Vec::new();
    for file in embedded() {
        let id = file.id().unwrap_or_default();
        if id == wanted || Path::new(&file.path).file_stem().is_some_and(|stem| stem == wanted) {
            return Ok(file);
        }
        ids.push(id);
    }
    let failure = Failure::new(format!("there is no scenario `{wanted}`"));
    Err(failure.help(match nearest(wanted, &ids) {
        Some(id) => format!("did you mean `{id}`?"),
        None => "`seamripper list` shows what there is; a file is given by its path".to_owned(),
    }))
}

/// Reads the scenarios that are meant: those of a folder, or one by its path or id.
///
/// # Errors
///
/// If there is none, or if one cannot be read.
pub(crate) fn meant(wanted: &str) -> Result<Vec<File>, Failure> {
    let path = Path::new(wanted);
    if !path.is_dir() {
        return Ok(vec![find(wanted)?]);
    }
    let paths = walk(path)?;
    if paths.is_empty() {
        return Err(Failure::new(format!("there is no scenario file in {wanted}")));
    }
    paths.iter().map(|path| read(path)).collect()
}

/// Compiles a scenario that is to be played as it is; what makes no sense in it is noted.
///
/// # Errors
///
/// The mistakes that keep it from being played.
pub(crate) fn playable(file: &File, screen: &Screen) -> Result<Plan, Failure> {
    let shown = |mistakes: Vec<_>| Failure::report(file.show(&mistakes, screen));
    let (plan, advice) =
        compile_playable_within(&file.source, &limits::get().bounds).map_err(shown)?;
    if let Some(first) = advice.first() {
        let more = advice.len() - 1;
        let more = if more == 0 { String::new() } else { format!(", and {more} more") };
        let path = quoted(&file.path);
        let said =
            format!("note: {}{more}; `seamripper check {path}` shows where\n", first.message);
        screen.note(&said);
    }
    Ok(plan)
}

/// Tells whether a user names a file rather than something that the binary carries.
pub(crate) fn is_path(wanted: &str) -> bool {
    let path = Path::new(wanted);
    wanted.contains(['/', '\\']) || is_ron(path) || path.exists()
}

/// Returns the word that a writer of `wanted` most likely meant.
pub(crate) fn nearest<'a>(wanted: &str, known: &'a [String]) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let likeness = |word: &str| strsim::jaro_winkler(&wanted, &word.to_lowercase());
    let likely = known.iter().map(|word| (likeness(word), word.as_str()));
    let likely = likely.filter(|(likeness, _)| *likeness >= 0.75);
    likely.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, word)| word)
}

/// Reads one file, which no output may replace from then on.
///
/// # Errors
///
/// If it cannot be read, or is no text.
pub(crate) fn read(path: &Path) -> Result<File, Failure> {
    let file = read_text(path)?;
    outputs::keep(path);
    Ok(file)
}

/// Reads one file that may be written anew.
///
/// # Errors
///
/// If it cannot be read, or is no text.
pub(crate) fn read_text(path: &Path) -> Result<File, Failure> {
    let name = path.display();
    let bytes = limits::read_file(path).map_err(|failure| match path.is_dir() {
        true => failure.help("give one file; `seamripper list` shows the scenarios of a folder"),
        false => failure,
    })?;
    let source = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        let help = "these files are UTF-8 text";
        Failure::new(format!("{name} is no UTF-8 text: a wrong byte in line {line}")).help(help)
    })?;
    Ok(File { path: name.to_string(), source })
}

/// Lists the scenario files of a folder and its folders, in the order of their paths.
///
/// # Errors
///
/// If a folder cannot be read.
pub(crate) fn walk(folder: &Path) -> Result<Vec<std::path::PathBuf>, Failure> {
    let unreadable = |error| Failure::new(format!("cannot read {}: {error}", folder.display()));
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        // A link to a folder is not followed: it may lead back here.
        let is_folder = entry.file_type().map_err(unreadable)?.is_dir();
        entries.push((entry.path(), is_folder));
    }
    entries.sort();
    let mut files = Vec::new();
    for (path, is_folder) in entries {
        if is_folder {
            files.extend(walk(&path)?);
        } else if is_ron(&path) {
            files.push(path);
        }
    }
    Ok(files)
}

/// Tells whether a file is one of RON, by its name.
pub(crate) fn is_ron(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "ron")
}
