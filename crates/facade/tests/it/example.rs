//! The example outside of the workspace: it passes as it is, and fails once its policy is spoilt.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Copies the example to where it may be changed, and its paths with it.
fn copy(to: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().expect("the repository is there");
    let from = root.join("examples/own-runtime");
    for file in ["src/lib.rs", "tests/incidents.rs", "refunds.ron", "Cargo.toml"] {
        let text = fs::read_to_string(from.join(file)).expect("the example has this file");
        let text = text.replace("../../crates", &format!("{}/crates", root.display()));
        let path = to.join(file);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    // What the workspace was built with is on this machine, so nothing has to be fetched.
    fs::copy(root.join("Cargo.lock"), to.join("Cargo.lock")).expect("the workspace has a lock");
}

/// Runs the tests of a crate; whether they passed, and what was printed.
fn test(folder: &Path) -> (bool, String) {
    // The folder in which this test was built: most of what is needed is there already.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
    let ran = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--color", "never", "--test", "incidents"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("RUST_BACKTRACE", "0")
        .output()
        .expect("cargo runs");
    let printed = [ran.stdout, ran.stderr].concat();
    (ran.status.success(), String::from_utf8_lossy(&printed).into_owned())
}

fn spoil(file: &Path, good: &str, bad: &str) {
    let text = fs::read_to_string(file).expect("it was copied");
    assert!(text.contains(good), "{} has no `{good}` any more", file.display());
    fs::write(file, text.replace(good, bad)).expect("it can be written");
}

#[test]
fn the_example_passes_and_fails_with_the_report_once_its_policy_is_spoilt() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-runtime-crate");
    copy(&folder);
    let (passed, printed) = test(&folder);
    assert!(passed, "{printed}");

    let good = r#"format!("{}/{}/{}", wish.conversation, wish.turn, wish.intent)"#;
    spoil(&folder.join("src/lib.rs"), good, "wish.call.to_string()");
    let (passed, printed) = test(&folder);
    assert!(!passed, "{printed}");
    for expected in [
        "2 failed",
        "not all held that was to hold (lost-refund-answers, deployed, seeds 0..100)",
        "one-refund broke: under",
        "The worst seed,",
        "Timeline ──",
    ] {
        assert!(printed.contains(expected), "nothing of `{expected}` in:\n{printed}");
    }
}
