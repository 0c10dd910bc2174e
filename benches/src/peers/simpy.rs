//! SimPy, in a process of its own: the script measures its own CPU time and prints it with the tally.

use crate::storm::Tally;
use std::path::Path;
use std::process::Command;

/// Runs storms on SimPy; returns the CPU time of one in nanoseconds, and what came of it.
///
/// # Errors
///
/// Why it could not be run: mostly that `python` (a path in `PYTHON`, else `python3`) has no SimPy.
pub fn ns_per_storm() -> Result<(f64, Tally), String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("storm.py");
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(&python).arg(script).output();
    let output = output.map_err(|error| format!("{python}: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(said.lines().last().unwrap_or("it failed").to_owned());
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = printed.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    let [ns, answered, given_up, served, done_ns] = numbers[..] else {
        return Err(format!("it printed {printed:?}"));
    };
    let [answered, given_up, served, done_ns] =
        [answered, given_up, served, done_ns].map(|number| number as u64);
    Ok((ns, Tally { answered, given_up, served, done_ns }))
}
