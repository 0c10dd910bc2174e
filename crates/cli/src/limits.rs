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
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Those of scenario files.
    pub(crate) bounds: Bounds,
    /// Those of the files of traces.
    pub(crate) trace: ReadBounds,
    /// The most bytes of a file that keeps sweeps.
    sweep: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bounds: Bounds::default(), trace: ReadBounds::default(), sweep: 16 << 20 }
    }
}

/// A limit that has a name.
struct Named {
    name: &'static str,
    of: &'static str,
    /// Its place among all limits.
    place: fn(&mut Limits) -> Place<'_>,
}

/// Where the value of a limit is kept.
enum Place<'a> {
    Size(&'a mut usize),
    Count(&'a mut u64),
    AtLeastOne(&'a mut u64),
    Few(&'a mut u32),
}

const NAMED: [Named; 15] = [
    Named {
        name: "file-bytes",
        of: "bytes of a scenario, a policy or a baseline",
        place: |all| Place::Size(&mut all.bounds.read.bytes),
    },
    Named {
        name: "nesting",
        of: "levels of brackets in a scenario; more than 48 count as 48",
        place: |all| Place::Size(&mut all.bounds.read.depth),
    },
    Named {
        name: "entries",
        of: "entries of one list, map or struct of a scenario",
        place: |all| Place::Size(&mut all.bounds.read.entries),
    },
    Named {
        name: "named",
        of: "tools, services, faults, monitors, invariants and others that every call may meet",
        place: |all| Place::Size(&mut all.bounds.read.named),
    },
    Named {
        name: "listed",
        of: "rules, users, credentials, notes, sentences and resources",
        place: |all| Place::Size(&mut all.bounds.read.listed),
    },
    Named {
        name: "arms",
        of: "arms of a scenario",
        place: |all| Place::Size(&mut all.bounds.read.arms),
    },
    Named {
        name: "deploys",
        of: "deploys of an arm",
        place: |all| Place::Size(&mut all.bounds.read.deploys),
    },
    Named {
        name: "conversations",
        of: "conversations of one stream",
        place: |all| Place::Few(&mut all.bounds.read.conversations),
    },
    Named {
        name: "mistakes",
        of: "mistakes of a scenario that are told at once",
        place: |all| Place::Size(&mut all.bounds.read.mistakes),
    },
    Named {
        name: "events",
        of: "events of one replay, whatever `limits` of the file says",
        place: |all| Place::AtLeastOne(&mut all.bounds.events),
    },
    Named {
        name: "records",
        of: "records of one replay, whatever `limits` of the file says",
        place: |all| Place::AtLeastOne(&mut all.bounds.records),
    },
    Named {
        name: "tasks",
        of: "processes of one replay that are alive at once",
        place: |all| Place::AtLeastOne(&mut all.bounds.tasks),
    },
    Named {
        name: "work",
        of: "work of compiling a scenario, of a replay, and of judging it; about nanoseconds",
        place: |all| Place::Count(&mut all.bounds.work),
    },
    Named {
        name: "trace-bytes",
        of: "bytes of the file of a trace",
        place: |all| Place::Count(&mut all.trace.bytes),
    },
    Named {
        name: "sweep-bytes",
        of: "bytes of a file that keeps sweeps",
        place: |all| Place::Count(&mut all.sweep),
    },
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
        let Some(named) = NAMED.iter().find(|named| named.name == name) else {
            let known = NAMED.map(|named| named.name.to_owned());
            let failure = Failure::new(format!("there is no limit `{name}`"));
            return Err(failure.help(match nearest(name, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", known.join(", ")),
            }));
        };
        (named.place)(&mut limits).set(value);
    }
    // Set once: the program reads its options once.
    let _ = LIMITS.set(limits);
    Ok(())
}

/// Returns the limits.
pub(crate) fn get() -> Limits {
    LIMITS.get().copied().unwrap_or_default()
}

impl Place<'_> {
    /// Sets the value, as near as can be.
    fn set(self, value: u64) {
        match self {
            Place::Size(place) => *place = usize::try_from(value).unwrap_or(usize::MAX),
            Place::Count(place) => *place = value,
            Place::AtLeastOne(place) => *place = value.max(1),
            Place::Few(place) => *place = u32::try_from(value).unwrap_or(u32::MAX),
        }
    }

    fn value(&self) -> u64 {
        match self {
            Place::Size(place) => **place as u64,
            Place::Count(place) | Place::AtLeastOne(place) => **place,
            Place::Few(place) => u64::from(**place),
        }
    }
}

/// Says what there is, for the help.
fn help() -> String {
    let mut usual = Limits::default();
    let mut lines = String::new();
    for Named { name, of, place } in &NAMED {
        let value = place(&mut usual).value();
        lines += &format!("\n  {name:<13}{value:>11}  {of}");
    }
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
        _ => read(path, get().sweep, "sweep-bytes").map(Some),
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
