//! The scenarios of the library.

use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Plan, compile};
use std::path::Path;
use std::sync::Arc;

/// Compiles one scenario of the library, by the name of its file.
pub(crate) fn plan(name: &str) -> Arc<Plan> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name);
    let text = std::fs::read_to_string(&path).expect("the file is in the library");
    Arc::new(compile(&text).expect("the library has no mistakes"))
}

/// Makes arms of a plan by their names.
pub(crate) fn arms(plan: &Plan, names: &[&str]) -> Vec<Arm> {
    let arm =
        |name: &&str| plan.arm(&plan.choice(name).expect("it is an arm")).expect("it compiles");
    names.iter().map(arm).collect()
}
