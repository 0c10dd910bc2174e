//! Holds `reports/` to what the binary prints: for every scenario the text of `replay`, and the JSON
//! of every arm of which the file says what it expects; and in `reports/site` the index and the pages
//! of incidents that stay small. `UPDATE_GOLDENS=1` writes them anew.

use assert_cmd::Command;
use std::path::{Path, PathBuf};

fn scenarios(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            scenarios(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "ron") {
            found.push(entry);
        }
    }
}

fn replay(id: &str, arguments: &[String]) -> String {
    let mut command = Command::cargo_bin("seamripper").unwrap();
    command.args(["replay", id, "--color", "never"]).args(arguments);
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{id} {arguments:?}: {:?}\n{errors}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_reports_are_what_the_binary_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let (mut paths, mut drifted) = (Vec::new(), Vec::new());
    scenarios(&root.join("scenarios"), &mut paths);
    paths.sort();
    for path in paths {
        let plan = seamripper_scenario::compile(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let arms = plan.expectations.iter().map(|expected| format!("--arm={}", expected.arm));
        let arms: Vec<String> = arms.chain(["--format=json".to_owned()]).collect();
        let text = replay(&plan.id, &["--width=100".to_owned()]);
        for (extension, printed) in [("txt", text), ("json", replay(&plan.id, &arms))] {
            let golden = root.join("reports").join(format!("{}.{extension}", plan.id));
            if update {
                std::fs::write(&golden, &printed).unwrap();
            } else if std::fs::read_to_string(&golden).ok().as_deref() != Some(&printed) {
                drifted.push(golden.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    assert!(
        drifted.is_empty(),
        "reports/ has drifted: {}; look at the change, then write them anew with UPDATE_GOLDENS=1",
        drifted.join(", ")
    );
}

/// Pages up to this size are kept in the repository.
const SMALL: usize = 128 << 10;

#[test]
#[cfg_attr(debug_assertions, ignore = "the studies of a whole library need an optimised build")]
fn the_pages_are_what_the_binary_writes() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reports/site");
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let written = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("seamripper").unwrap();
    command.args(["report", "--out"]).arg(written.path()).assert().success();
    if update {
        let _ = std::fs::remove_dir_all(&golden);
        std::fs::create_dir_all(golden.join("incidents")).unwrap();
    }
    let folder = std::fs::read_dir(written.path().join("incidents")).unwrap();
    let mut names: Vec<String> = folder
        .map(|entry| format!("incidents/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    names.push("index.html".to_owned());
    names.sort();
    let mut drifted = Vec::new();
    for name in names {
        let page = std::fs::read(written.path().join(&name)).unwrap();
        if page.len() > SMALL {
            // A page that has grown must not leave its old self behind.
            drifted.extend(golden.join(&name).exists().then_some(name));
            continue;
        }
        if update {
            std::fs::write(golden.join(&name), &page).unwrap();
        } else if std::fs::read(golden.join(&name)).ok().as_deref() != Some(&page) {
            drifted.push(name);
        }
    }
    assert!(
        drifted.is_empty(),
        "reports/site has drifted: {}; look at the change, then write it anew with UPDATE_GOLDENS=1",
        drifted.join(", ")
    );
}
