//! What files may ask for at most: `--limit NAME=VALUE` raises it, or lowers it.
//!
//! Scenario files, traces and sweeps are passed on between strangers. Whatever one of them says, it is
//! refused or ends as inconclusive within these limits; a file cannot raise them for itself.

use crate::exit::Failure;
use crate::library::nearest;
use crate::screen::HEADING;
use seamripper_scenario::{Bounds, Diagnostic, PolicyFile, compile_policy_within};
use seamripper_sim::trace::ReadBounds;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::OnceLock;

/// The option, for all commands.
#[derive(clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Raise or lower a limit on what files may ask for, such as `events=5_000_000`; `--help` names them
    #[arg(
        long = "limit",
        value_name = "NAME=VALUE",
        global = true,
        help_heading = HEADING,
        long_help = help()
    )]
    limits: Vec<String>,
}

/// All limits.
#[derive(Clone, Copy, Default)]
pub(crate) struct Limits {
    /// Those of scenario files.
    pub(crate) bounds: Bounds,
    /// Those of the files of traces.
    pub(crate) trace: ReadBounds,
    /// Those of other files.
    sweep: SweepBytes,
}

/// The most bytes of a file that keeps sweeps.
#[derive(Clone, Copy)]
struct SweepBytes(u64);

impl Default for SweepBytes {
    fn default() -> Self {
        SweepBytes(16 << 20)
    }
}

/// What each limit is called, and what it is of.
const NAMES: [(&str, &str); 11] = [
    ("file-bytes", "bytes of a scenario, a policy or a baseline"),
    ("nesting", "levels of brackets in a scenario; more than 48 count as 48"),
    ("entries", "entries of one list, map or struct of a scenario"),
    ("named", "tools, services, faults, monitors, invariants and others that every call may meet"),
    ("listed", "rules, users, credentials, notes, sentences and resources"),
    ("mistakes", "mistakes of a scenario that are told at once"),
    ("events", "events of one replay, whatever `limits` of the file says"),
    ("records", "records of one replay, whatever `limits` of the file says"),
    ("work", "work of compiling a scenario, of a replay, and of judging it; about nanoseconds"),
    ("trace-bytes", "bytes of the file of a trace"),
    ("sweep-bytes", "bytes of a file that keeps sweeps"),
];

static LIMITS: OnceLock<Limits> = OnceLock::new();

/// Takes over the limits of the options.
///
/// # Errors
///
/// If one has no such name, or no such value.
pub(crate) fn set(arguments: &Arguments) -> Result<(), Failure> {
    let mut limits = Limits::default();
    for given in &arguments.limits {
        let help = "write it as NAME=VALUE, such as events=5_000_000";
        let wrong = || Failure::new(format!("`{given}` is no limit")).help(help);
        let (name, value) = given.split_once('=').ok_or_else(wrong)?;
        let value: u64 = value.replace('_', "").parse().map_err(|_| wrong())?;
        let Some(limit) = limits.named(name) else {
            let known = NAMES.map(|(name, _)| name.to_owned());
            let failure = Failure::new(format!("there is no limit `{name}`"));
            return Err(failure.help(match nearest(name, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", known.join(", ")),
            }));
        };
        limit(value);
    }
    // Set once: the program reads its options once.
    let _ = LIMITS.set(limits);
    Ok(())
}

/// Returns the limits.
pub(crate) fn get() -> Limits {
    LIMITS.get().copied().unwrap_or_default()
}

impl Limits {
    /// Returns what sets the limit of a name.
    fn named(&mut self, name: &str) -> Option<Box<dyn FnOnce(u64) + '_>> {
        let size = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        let Limits { bounds, trace, sweep } = self;
        Some(match name {
            "file-bytes" => Box::new(move |value| bounds.read.bytes = size(value)),
            "nesting" => Box::new(move |value| bounds.read.depth = size(value)),
            "entries" => Box::new(move |value| bounds.read.entries = size(value)),
            "named" => Box::new(move |value| bounds.read.named = size(value)),
            "listed" => Box::new(move |value| bounds.read.listed = size(value)),
            "mistakes" => Box::new(move |value| bounds.read.mistakes = size(value.max(1))),
            "events" => Box::new(|value| bounds.events = value.max(1)),
            "records" => Box::new(|value| bounds.records = value.max(1)),
            "work" => Box::new(|value| bounds.work = value),
            "trace-bytes" => Box::new(|value| trace.bytes = value),
            "sweep-bytes" => Box::new(|value| sweep.0 = value),
            _ => return None,
        })
    }

    /// Returns the value of the limit of a name.
    fn value(&self, name: &str) -> u64 {
        let read = &self.bounds.read;
        match name {
            "file-bytes" => read.bytes as u64,
            "nesting" => read.depth as u64,
            "entries" => read.entries as u64,
            "named" => read.named as u64,
            "listed" => read.listed as u64,
            "mistakes" => read.mistakes as u64,
            "events" => self.bounds.events,
            "records" => self.bounds.records,
            "work" => self.bounds.work,
            "trace-bytes" => self.trace.bytes,
            _ => self.sweep.0,
        }
    }
}

/// Says what there is, for the help.
fn help() -> String {
    let usual = Limits::default();
    let line = |(name, of): &(&str, &str)| format!("\n  {name:<12}{:>11}  {of}", usual.value(name));
    let lines: String = NAMES.iter().map(line).collect();
    format!(
        "Raise or lower a limit on what files may ask for, such as `events=5_000_000`; may be given \
         several times:{lines}"
    )
}

/// Reads a scenario, a policy or a baseline.
///
/// # Errors
///
/// If it cannot be read, or is too large.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    read(path, get().bounds.read.bytes as u64, "file-bytes")
}

/// Compiles the text of a policy.
///
/// # Errors
///
/// All mistakes of the file.
pub(crate) fn compile_policy(source: &str) -> Result<PolicyFile, Vec<Diagnostic>> {
    compile_policy_within(source, &get().bounds.read)
}

/// Reads the file of a trace.
///
/// # Errors
///
/// If it cannot be read, or is too large.
pub(crate) fn read_trace(path: &Path) -> Result<Vec<u8>, Failure> {
    read(path, get().trace.bytes, "trace-bytes")
}

/// Reads a file that keeps sweeps; none if there is no such file.
///
/// # Errors
///
/// If it cannot be read, or is too large.
pub(crate) fn read_sweep(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match path.metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        _ => read(path, get().sweep.0, "sweep-bytes").map(Some),
    }
}

/// Reads a file. A pipe or a device might have no end, or never begin.
fn read(path: &Path, most: u64, name: &str) -> Result<Vec<u8>, Failure> {
    let shown = path.display();
    let unreadable = |error| Failure::new(format!("cannot read {shown}: {error}"));
    let kind = path.metadata().map_err(unreadable)?;
    if kind.is_dir() {
        return Err(Failure::new(format!("{shown} is a folder")));
    }
    if !kind.is_file() {
        let message = format!("{shown} is no file: it is a device or a pipe");
        return Err(Failure::new(message).help("keep what comes out of it in a file"));
    }
    let file = fs::File::open(path).map_err(unreadable)?;
    read_to_end(file, &shown.to_string(), most, name)
}

/// Reads standard input as the file of a trace.
///
/// # Errors
///
/// If it cannot be read, or is too large.
pub(crate) fn read_input() -> Result<Vec<u8>, Failure> {
    let input = std::io::stdin().lock();
    read_to_end(input, "standard input", get().trace.bytes, "trace-bytes")
}

fn read_to_end(from: impl Read, shown: &str, most: u64, name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = from.take(most.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read {shown}: {error}")))?;
    if bytes.len() as u64 > most {
        let message = format!("{shown} has more than {most} bytes");
        return Err(Failure::new(message).help(format!("`--limit {name}=BYTES` allows more")));
    }
    Ok(bytes)
}
