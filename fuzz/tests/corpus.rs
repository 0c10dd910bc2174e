//! The committed corpora and the library, through every target, without a fuzzer.

#![expect(clippy::disallowed_methods, reason = "a test reads files")]

use std::fs;
use std::path::Path;

/// Asks of each file of some folders.
fn each(folders: &[&str], ask: fn(&[u8])) {
    for folder in folders {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut asked = 0;
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}")) {
            let path = entry.expect("it can be read").path();
            if path.is_file() {
                // Shown if asking of it panics.
                println!("{}", path.display());
                ask(&fs::read(&path).expect("it can be read"));
                asked += 1;
            }
        }
        assert!(asked > 0, "{folder:?} is empty");
    }
}

#[test]
fn scenarios() {
    let library = ["../scenarios", "../scenarios/more"];
    each(&library, seamripper_fuzz::scenario);
    each(&["../crates/scenario/tests/bad", "corpus/scenario"], seamripper_fuzz::scenario);
}

#[test]
fn policies() {
    let known = ["../policies", "../crates/scenario/tests/bad-policies"];
    each(&known, seamripper_fuzz::policy);
    each(&["corpus/policy"], seamripper_fuzz::policy);
}

#[test]
fn traces() {
    each(&["corpus/trace"], seamripper_fuzz::trace);
}

#[test]
fn replays() {
    each(&["corpus/replay"], seamripper_fuzz::replay);
}
