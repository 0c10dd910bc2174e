//! The canary: `reports/fingerprints.txt` has the fingerprint of every arm of the library, and the
//! changelog says why they are what they are.

use assert_cmd::Command;
use std::path::Path;

/// Hashes the list, so that the changelog can name it (FNV-1a).
fn hash(list: &str) -> String {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", list.bytes().fold(0xcbf2_9ce4_8422_2325, mix))
}

#[test]
fn the_fingerprints_of_the_library_are_those_that_the_changelog_explains() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let kept = root.join("reports/fingerprints.txt");
    let mut command = Command::cargo_bin("seamripper").expect("the program is built");
    let output = command.args(["verify", "--list"]).output().expect("it runs");
    let list = String::from_utf8(output.stdout).expect("it prints text");
    assert_eq!(output.status.code(), Some(0), "{list}");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&kept, &list).expect("it can be written");
    }
    let known = std::fs::read_to_string(&kept).expect("it is committed");
    let changed: Vec<&str> = list.lines().filter(|line| !known.contains(line)).collect();
    assert_eq!(list, known, "other traces than before: {changed:#?}");
    let changelog = std::fs::read_to_string(root.join("CHANGELOG.md")).expect("it is there");
    let hash = hash(&list);
    assert!(
        changelog.contains(&format!("`{hash}`")),
        "CHANGELOG.md has to say, under `Traces`, why the fingerprints are now `{hash}`"
    );
}
