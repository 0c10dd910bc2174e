//! The committed corpora and the library, through every target, without a fuzzer.

use std::fs;
use std::path::Path;

fn each(folder: &str, ask: fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut asked = 0;
    for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}")) {
        let path = entry.expect("it can be read").path();
        if path.is_file() {
            ask(&fs::read(&path).expect("it can be read"));
            asked += 1;
        }
    }
    asked
}

#[test]
fn scenarios() {
    assert!(each("corpus/scenario", seamripper_fuzz::scenario) > 0);
    assert!(each("../scenarios", seamripper_fuzz::scenario) > 0);
}

#[test]
fn policies() {
    assert!(each("corpus/policy", seamripper_fuzz::policy) > 0);
    assert!(each("../policies", seamripper_fuzz::policy) > 0);
}

#[test]
fn traces() {
    assert!(each("corpus/trace", seamripper_fuzz::trace) > 0);
}

#[test]
fn replays() {
    assert!(each("corpus/replay", seamripper_fuzz::replay) > 0);
}
