//! The scenarios of the repository, compiled, each with the arm as it was deployed.

use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Plan, compile};
use seamripper_score::{Scorecard, judge};
use seamripper_sim::Replayer;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A scenario of the repository.
pub struct Volume {
    /// The name of its file, without the ending.
    pub name: String,
    /// Its text.
    pub source: String,
    /// What it compiles to.
    pub plan: Arc<Plan>,
    /// The arm as it was deployed.
    pub arm: Arm,
}

/// Reads every scenario of the repository, in the order of their names.
///
/// # Panics
///
/// If one cannot be read or does not compile: there is nothing to measure then.
pub fn volumes() -> Vec<Volume> {
    paths().iter().map(|path| volume(path)).collect()
}

/// Lists the names of the scenarios.
///
/// # Panics
///
/// If the folder of the scenarios cannot be read.
pub fn names() -> Vec<String> {
    paths().iter().map(|path| name(path)).collect()
}

/// Reads the scenario of that name alone, if there is one.
///
/// # Panics
///
/// As [`volumes`].
pub fn named(wanted: &str) -> Option<Volume> {
    paths().iter().find(|path| name(path) == wanted).map(|path| volume(path))
}

/// Replays an arm under a seed and judges it, as a sweep does.
pub fn judged(volume: &Volume, replayer: &Replayer, seed: u64) -> Scorecard {
    judge(&volume.plan, &volume.arm, &replayer.run(&volume.arm, seed))
}

fn paths() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let entries = std::fs::read_dir(folder).expect("the scenarios are there");
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "ron"));
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn volume(path: &Path) -> Volume {
    let name = name(path);
    let source = std::fs::read_to_string(path).expect("a scenario is text");
    let Ok(plan) = compile(&source) else { panic!("{name} does not compile") };
    let arm = plan.choice("deployed").and_then(|choice| plan.arm(&choice));
    let Ok(arm) = arm else { panic!("{name} has no deployed arm") };
    Volume { name, source, plan: Arc::new(plan), arm }
}
