//! Holds the crates to their generality: no scenario's id, tool, service, fix or fault is named in code.

#![expect(clippy::disallowed_methods, reason = "the test reads the repository's own files")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() && entry.file_name().is_none_or(|name| name != "target") {
            files(&entry, extension, found);
        } else if entry.extension().is_some_and(|other| other == extension) {
            found.push(entry);
        }
    }
}

fn found(folder: &str, extension: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let mut paths = Vec::new();
    files(&root, extension, &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "nothing was found in {folder}");
    paths
}

/// Names that would give a branch for one scenario away: ids, tools, and names of more than one word
/// anywhere; other names where they stand as a literal by themselves.
#[test]
fn no_name_of_a_scenario_stands_in_the_crates() {
    let (mut anywhere, mut literal) = (BTreeSet::new(), BTreeSet::new());
    for path in found("scenarios", "ron") {
        let plan = seamripper_scenario::compile(&std::fs::read_to_string(&path).unwrap());
        let plan = plan.unwrap_or_else(|mistakes| panic!("{}: {mistakes:?}", path.display()));
        anywhere.insert(plan.id.clone());
        for choice in plan.fixes.iter().map(|fix| plan.symbols.text(fix.name).to_string()) {
            literal.insert(choice);
        }
        let everything = plan.choice("resolved").unwrap();
        let world = plan.arm(&everything).unwrap().stage.world;
        let tools = world.tools.iter().map(|tool| tool.name);
        let services = world.services.iter().map(|service| service.name);
        for name in tools.chain(services) {
            let name = plan.symbols.text(name).to_string();
            let words = name.contains(['_', '-']);
            if words {
                anywhere.insert(name)
            } else {
                literal.insert(name)
            };
        }
    }
    let mut mistakes = Vec::new();
    for path in found("crates", "rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        let named = anywhere.iter().filter(|name| text.contains(name.as_str()));
        let quoted = literal.iter().filter(|name| text.contains(&format!("\"{name}\"")));
        mistakes.extend(named.chain(quoted).map(|name| format!("{}: {name}", path.display())));
    }
    assert!(mistakes.is_empty(), "names of scenarios in the code:\n{}", mistakes.join("\n"));
}
