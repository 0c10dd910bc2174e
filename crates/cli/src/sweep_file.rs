//! Files that keep sweeps: written by `sweep`, gone on with by `sweep --resume`, merged by `merge`.

use crate::exit::Failure;
use crate::limits;
use crate::outputs;
use seamripper_study::Sweep;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The version of the file's shape.
const FORMAT: u32 = 1;

/// Sweeps of one or more scenarios.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    sweeps: Vec<Kept>,
}

/// The sweep of one scenario.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    /// How a shell named the scenario.
    pub(crate) named: String,
    /// What was learned of it.
    pub(crate) sweep: Sweep,
}

/// Reads the sweeps of a file; none if there is no such file.
///
/// # Errors
///
/// If it cannot be read, or was not written by `sweep`.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<Kept>>, Failure> {
    let name = path.display();
    let Some(text) = limits::read_sweep(path)? else { return Ok(None) };
    let foreign = |why: String| {
        let help = "give a file that `seamripper sweep` wrote, or a name that is free";
        Failure::new(format!("{name} keeps no sweep: {why}")).help(help)
    };
    let kept: File = serde_json::from_slice(&text).map_err(|error| foreign(error.to_string()))?;
    if kept.format != FORMAT {
        return Err(foreign(format!("its format is {}, not {FORMAT}", kept.format)));
    }
    match kept.sweeps.iter().find(|kept| !kept.sweep.is_sound()) {
        Some(Kept { sweep, .. }) => {
            Err(foreign(format!("the counts of `{}` do not add up", sweep.scenario)))
        }
        None => Ok(Some(kept.sweeps)),
    }
}

/// Writes sweeps, whole or not at all.
///
/// # Errors
///
/// If the file cannot be written.
pub(crate) fn write(path: &Path, sweeps: Vec<Kept>) -> Result<(), Failure> {
    let kept = File { format: FORMAT, sweeps };
    let mut bytes = serde_json::to_vec(&kept).expect("counts have a form in JSON");
    bytes.push(b'\n');
    outputs::write(path, &bytes)
}
