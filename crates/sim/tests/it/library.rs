//! The scenarios on disk, whatever they are called, and all their arms.

use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Choice, Plan, compile};
use std::path::Path;
use std::sync::Arc;

/// A scenario of the library.
pub(crate) struct Volume {
    pub(crate) name: String,
    pub(crate) plan: Arc<Plan>,
}

/// Reads every scenario below `scenarios/`, in the order of their paths.
#[expect(clippy::disallowed_methods, reason = "tests read the library from disk")]
pub(crate) fn library() -> Vec<Volume> {
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
    let volumes = paths.iter().map(|path| {
        let text = std::fs::read_to_string(path).expect("a scenario is text");
        let name = path.file_name().map(|name| name.to_string_lossy().into());
        let plan = compile(&text)
            .unwrap_or_else(|mistakes| panic!("{}: {}", path.display(), mistakes[0].message));
        Volume { name: name.unwrap_or_default(), plan: Arc::new(plan) }
    });
    volumes.collect()
}

/// Names every arm of a plan: the built-in ones, each fix alone, and those with names.
pub(crate) fn arm_names(plan: &Plan) -> Vec<String> {
    let text = |name| plan.symbols.text(name).to_string();
    let mut names: Vec<String> = ["deployed", "resolved", "control"].map(str::to_owned).into();
    names.extend(plan.fixes.iter().map(|fix| text(fix.name)));
    names.extend(plan.arms.iter().map(|arm| text(arm.name)));
    names
}

/// Makes an arm by its name.
pub(crate) fn arm(plan: &Plan, name: &str) -> Arm {
    let choice: Choice = plan.choice(name).expect("the arm exists");
    plan.arm(&choice).expect("its changes go together")
}
