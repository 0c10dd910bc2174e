//! Traces as files of JSON lines: a header, a line for each record, a footer.
//!
//! A file appears under its name only when it is whole: it is written beside it and then renamed.

use crate::exit::Failure;
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Arm;
use seamripper_sim::trace::{End, Trace, write_line};
use serde::Serialize;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The version of the file's shape.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Header<'a> {
    format: u32,
    scenario: &'a str,
    scenario_hash: &'a str,
    arm: &'a str,
    fixes: Vec<&'a str>,
    seed: u64,
}

#[derive(Serialize)]
struct Footer<'a> {
    end: String,
    events: u64,
    virtual_time_ns: u64,
    fingerprint: &'a str,
}

/// Returns the bytes of a trace's file.
pub(crate) fn bytes(plan: &Plan, arm: &Arm, trace: &Trace) -> Vec<u8> {
    let header = Header {
        format: FORMAT,
        scenario: &plan.id,
        scenario_hash: &plan.hash,
        arm: &arm.name,
        fixes: arm.fixes.iter().map(|fix| plan.symbols.text(*fix).as_str()).collect(),
        seed: trace.seed,
    };
    let end = match &trace.end {
        End::Finished => "finished".to_owned(),
        End::Limit(limit) => format!("limit of {limit}"),
        End::Failed(why) => format!("failed: {why}"),
    };
    let (events, virtual_time_ns) = (trace.events, trace.virtual_time_ns);
    let footer = Footer { end, events, virtual_time_ns, fingerprint: &trace.fingerprint };
    let mut out = Vec::new();
    line(&header, &mut out);
    trace.records.iter().for_each(|record| write_line(record, &plan.symbols, &mut out));
    line(&footer, &mut out);
    out
}

fn line(value: &impl Serialize, out: &mut Vec<u8>) {
    serde_json::to_writer(&mut *out, value).expect("text and numbers have a form in JSON");
    out.push(b'\n');
}

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

/// Says that a file cannot be written.
pub(crate) fn cannot_write(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()))
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A device or a pipe cannot be replaced by a file.
    if path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir()) {
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
