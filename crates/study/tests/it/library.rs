//! The scenarios of the library.

use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Plan, compile};
use std::path::Path;
use std::sync::Arc;

/// Reads one scenario of the library, by the number with which its file begins.
pub(crate) fn text(number: &str) -> String {
    let found = library().into_iter().find(|(name, _)| name.starts_with(number));
    found.expect("the file is in the library").1
}

/// Compiles one scenario of the library.
pub(crate) fn plan(number: &str) -> Arc<Plan> {
    Arc::new(compile(&text(number)).expect("the library has no mistakes"))
}

/// Makes arms of a plan by their names.
pub(crate) fn arms(plan: &Plan, names: &[&str]) -> Vec<Arm> {
    let arm =
        |name: &&str| plan.arm(&plan.choice(name).expect("it is an arm")).expect("it compiles");
    names.iter().map(arm).collect()
}

/// Reads every scenario below `scenarios/`, in the order of their paths: its name and its text.
#[expect(clippy::disallowed_methods, reason = "tests read the library from disk")]
pub(crate) fn library() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")];
    while let Some(folder) = folders.pop() {
        let entries = folder.read_dir().expect("the library is a folder");
        for path in entries.map(|entry| entry.expect("it can be read").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "ron") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    assert!(!paths.is_empty(), "the library is empty");
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("a scenario is text");
        (path.file_name().map(|name| name.to_string_lossy().into()).unwrap_or_default(), text)
    };
    paths.iter().map(read).collect()
}
