//! Why a scenario could not be had or could not be replayed. A broken invariant is no error.
//!
//! What is shown with `{}` and with `{:?}` is the same text, mistakes of files with their places
//! included, so that a test that ends with `?` tells all there is to tell.

use seamripper_report::{Mistakes, diagnostics};
use seamripper_scenario::{ChoiceError, Diagnostic, Unfit};
use std::fmt;

/// Columns of what is shown: as many as the command line takes where no terminal says otherwise.
pub(crate) const WIDTH: usize = 100;

/// Why a scenario could not be had or could not be replayed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read.
    Unreadable {
        /// The path as it was given.
        path: String,
        /// Why.
        why: String,
    },
    /// A file has mistakes.
    Mistakes {
        /// The path as it was given.
        path: String,
        /// All mistakes, each with file, line, column, the source line and what to do.
        shown: String,
    },
    /// A name that nothing has.
    Unknown {
        /// What it was to name: a scenario, an arm, a fix.
        what: &'static str,
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// Changes that do not go together.
    Conflict(String),
    /// A sweep of no seeds would show nothing.
    NoSeeds,
}

impl Error {
    /// Shows the mistakes of a file.
    pub(crate) fn mistakes(path: &str, source: &str, mistakes: &[Diagnostic]) -> Self {
        Error::Mistakes { path: path.to_owned(), shown: shown(path, source, mistakes) }
    }
}

/// Shows mistakes of a file, without colours.
pub(crate) fn shown(path: &str, source: &str, diagnostics: &[Diagnostic]) -> String {
    let coloured = self::diagnostics(&Mistakes { path, source, diagnostics }, WIDTH);
    plain(&coloured)
}

/// Returns a text without its colours and its last line breaks.
pub(crate) fn plain(coloured: &str) -> String {
    anstream::adapter::strip_str(coloured).to_string().trim_end().to_owned()
}

impl From<ChoiceError> for Error {
    fn from(error: ChoiceError) -> Self {
        match error {
            ChoiceError::UnknownArm { name, known } => Error::Unknown { what: "arm", name, known },
            ChoiceError::UnknownFix { name, known } => Error::Unknown { what: "fix", name, known },
            conflict @ ChoiceError::Conflict(_) => Error::Conflict(conflict.to_string()),
        }
    }
}

impl From<Unfit> for Error {
    fn from(unfit: Unfit) -> Self {
        Error::Conflict(unfit.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Unreadable { path, why } => write!(f, "cannot read {path}: {why}"),
            Error::Mistakes { path, shown } => write!(f, "{path} has mistakes\n\n{shown}"),
            Error::Unknown { what, name, known } => f.write_str(&unknown(what, name, known)),
            Error::Conflict(why) => f.write_str(why),
            Error::NoSeeds => f.write_str("a sweep of no seeds shows nothing; write `0..1000`"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

/// Says that there is no such thing, and what was most likely meant.
pub(crate) fn unknown(what: &str, name: &str, known: &[String]) -> String {
    let said = format!("there is no {what} `{name}`");
    let lower = name.to_lowercase();
    let near = known.iter().map(|word| (strsim::jaro_winkler(&lower, &word.to_lowercase()), word));
    let near = near.filter(|(likeness, _)| *likeness >= 0.75).max_by(|a, b| a.0.total_cmp(&b.0));
    match near {
        Some((_, near)) => format!("{said}: did you mean `{near}`?"),
        None if known.is_empty() => format!("{said}: there is none at all"),
        None => format!("{said}; there are {}", known.join(", ")),
    }
}
