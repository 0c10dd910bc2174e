//! Baselines: files of failures that are known and do not fail a gate, to be committed and reviewed.
//!
//! One line for each, in order, so that a change of the file reads as what it is.

use crate::exit::Failure;
use crate::library::{self, File, nearest};
use crate::outputs;
use seamripper_report::{Extent, GatedIncident, Known};
use seamripper_study::gate::Outcome;
use seamripper_study::statistics::Proportion;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// The version of the file's shape.
const FORMAT: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Baseline {
    format: u32,
    policy: String,
    known: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    scenario: String,
    invariant: String,
    /// The largest damage that is known; not given: any.
    #[serde(default)]
    damage: Option<u64>,
    /// Under how many seeds it broke, and of how many; not given: any.
    #[serde(default)]
    broken: Option<(u64, u64)>,
}

/// Reads the text of a baseline; none if it is not there yet and is to be written.
///
/// # Errors
///
/// If it cannot be read.
pub(super) fn read(path: &Path, is_written: bool) -> Result<Option<File>, Failure> {
    if is_written && !path.exists() {
        return Ok(None);
    }
    let file = library::read_text(path);
    file.map(Some).map_err(|failure| match path.exists() {
        true => failure,
        false => failure.help("`--update-baseline` writes one"),
    })
}

/// Reads what a baseline lists; `there` has the invariants of every scenario that there is.
///
/// # Errors
///
/// If it is no baseline of this policy, or names what there is not.
pub(super) fn known(
    file: &File,
    policy: &str,
    there: &BTreeMap<String, Vec<String>>,
) -> Result<BTreeMap<Known, Extent>, Failure> {
    let path = &file.path;
    let baseline: Baseline = ron::from_str(&file.source).map_err(|error| {
        let help = "give a file that `seamripper gate --update-baseline` wrote";
        let at = error.span.start;
        let (line, column) = (at.line, at.col);
        Failure::new(format!("{path}:{line}:{column}: no baseline: {}", error.code)).help(help)
    })?;
    if baseline.format != FORMAT {
        let message = format!("{path}: its format is {}, not {FORMAT}", baseline.format);
        return Err(Failure::new(message).help("this program reads and writes that one"));
    }
    if baseline.policy != policy {
        let message = format!("{path} is of the policy `{}`, not of `{policy}`", baseline.policy);
        return Err(Failure::new(message).help("each policy has a baseline of its own"));
    }
    let mut known = BTreeMap::new();
    for Entry { scenario, invariant, damage, broken } in baseline.known {
        let ids: Vec<String> = there.keys().cloned().collect();
        let invariants = there.get(&scenario);
        let invariants = invariants.ok_or_else(|| unknown(path, "scenario", &scenario, &ids))?;
        if !invariants.contains(&invariant) {
            let what = format!("invariant of `{scenario}`");
            return Err(unknown(path, &what, &invariant, invariants));
        }
        if broken.is_some_and(|(hits, of)| hits > of) {
            let message = format!("{path}: `{invariant}` broke more often than it was replayed");
            return Err(Failure::new(message).help("`broken` is under how many seeds, of how many"));
        }
        let broken = broken.map(|(hits, of)| Proportion { hits, of });
        known.insert((scenario, invariant), Extent { damage, broken });
    }
    Ok(known)
}

fn unknown(path: &str, what: &str, name: &str, there: &[String]) -> Failure {
    let failure = Failure::new(format!("{path}: there is no {what} `{name}`"));
    failure.help(match nearest(name, there) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}; `--update-baseline` needs the entry gone", there.join(", ")),
    })
}

/// Returns what is known now: what broke, and of what was known all that was not under test.
pub(super) fn updated(
    before: &BTreeMap<Known, Extent>,
    incidents: &[GatedIncident],
) -> BTreeMap<Known, Extent> {
    let outcomes: BTreeMap<Known, Outcome> =
        incidents.iter().flat_map(GatedIncident::outcomes).collect();
    let seeds = |scenario: &str| {
        let incident = incidents.iter().find(|incident| incident.plan.id == scenario);
        incident.map_or(0, |incident| incident.gated.incident.seeds.count())
    };
    let stays = |known: &Known, extent: &Extent| match outcomes.get(known) {
        // Fewer seeds than it takes to see it do not show that it is gone.
        Some(Outcome::Survived | Outcome::Avoided) => !extent.is_gone_after(seeds(&known.0)),
        Some(Outcome::Broken | Outcome::Untested | Outcome::Idle | Outcome::Inconclusive)
        | None => true,
    };
    let before = before.iter().filter(|(known, extent)| stays(known, extent));
    let before = before.map(|(known, extent)| (known.clone(), *extent));
    before.chain(incidents.iter().flat_map(GatedIncident::extents)).collect()
}

/// Writes a baseline, whole or not at all.
///
/// # Errors
///
/// If it cannot be written.
pub(super) fn write(
    path: &Path,
    policy: &str,
    known: &BTreeMap<Known, Extent>,
) -> Result<(), Failure> {
    let mut text = format!(
        "// Known failures of a policy: they do not fail its gate. Written by\n\
         // `seamripper gate --update-baseline`.\n\
         (\n    format: {FORMAT},\n    policy: {policy:?},\n    known: [\n"
    );
    for ((scenario, invariant), Extent { damage, broken }) in known {
        // Names are letters, digits and a few marks; writing to memory cannot fail.
        let _ = write!(text, "        (scenario: {scenario:?}, invariant: {invariant:?}");
        if let Some(damage) = damage {
            let _ = write!(text, ", damage: Some({damage})");
        }
        if let Some(Proportion { hits, of }) = broken {
            let _ = write!(text, ", broken: Some(({hits}, {of}))");
        }
        text.push_str("),\n");
    }
    text.push_str("    ],\n)\n");
    outputs::write(path, text.as_bytes())
}

/// Says what changed in a baseline.
pub(super) fn said(
    path: &Path,
    before: &BTreeMap<Known, Extent>,
    after: &BTreeMap<Known, Extent>,
) -> String {
    let new = after.keys().filter(|known| !before.contains_key(*known)).count();
    let gone = before.keys().filter(|known| !after.contains_key(*known)).count();
    let (path, all) = (path.display(), after.len());
    format!("note: {path} lists {all} known failures: {new} new, {gone} taken off\n")
}
