//! The scenarios of the library.

use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Plan, compile};
use std::path::Path;
use std::sync::Arc;

/// Reads one scenario of the library, by the name of its file.
#[expect(clippy::disallowed_methods, reason = "tests read the library from disk")]
pub(crate) fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name);
    std::fs::read_to_string(&path).expect("the file is in the library")
}

/// Compiles one scenario of the library.
pub(crate) fn plan(name: &str) -> Arc<Plan> {
    Arc::new(compile(&text(name)).expect("the library has no mistakes"))
}

/// Makes arms of a plan by their names.
pub(crate) fn arms(plan: &Plan, names: &[&str]) -> Vec<Arm> {
    let arm =
        |name: &&str| plan.arm(&plan.choice(name).expect("it is an arm")).expect("it compiles");
    names.iter().map(arm).collect()
}
