//! `check` and `list`: files, folders, mistakes.

use crate::{folder, run};
use std::fs;

#[test]
fn a_good_file_gets_a_line() {
    let folder = folder("a.ron", |source| source);
    let (code, out, err) = run(&folder, &["check", "a.ron"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(out, "ok  a.ron  sample: 2 fixes, 4 arms, 3 invariants, 2 figures\n");
}

#[test]
fn every_mistake_of_every_file_is_shown_and_ends_with_1() {
    let two = |source: String| source.replace("seed: 1,", "sed: 1,").replace("says: Reject", "");
    let folder = folder("b.ron", two);
    fs::create_dir(folder.path().join("more")).expect("a folder can be made");
    fs::write(folder.path().join("more/c.ron"), "").expect("a file can be written");
    fs::write(folder.path().join("more/notes.txt"), "no scenario").expect("a file can be written");
    let (code, out, err) = run(&folder, &["check", "."]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("./b.ron:"), "{err}");
    assert!(err.contains("./more/c.ron:1:1"), "{err}");
    assert!(err.contains("in 2 files; 0 good"), "{err}");
}

#[test]
fn a_file_that_cannot_be_read_ends_with_2_after_the_others_were_checked() {
    let folder = folder("a.ron", |source| source);
    let (code, out, err) = run(&folder, &["check", "missing.ron", "a.ron"]);
    assert_eq!(code, 2);
    assert!(out.starts_with("ok  a.ron"), "{out}");
    assert!(err.contains("cannot read missing.ron"), "{err}");
}

#[test]
fn the_library_is_good() {
    let folder = folder("a.ron", |source| source);
    let (code, _, err) = run(&folder, &["check"]);
    assert_eq!((code, err.as_str()), (0, ""));
}

#[test]
fn a_folder_is_listed_by_path() {
    let folder = folder("a.ron", |source| source);
    fs::write(folder.path().join("bad.ron"), "(").expect("a file can be written");
    let (code, out, _) = run(&folder, &["list", "."]);
    assert_eq!(code, 0);
    assert!(out.contains("./a.ron") && out.contains("One payment wanted"), "{out}");
    assert!(out.contains("./bad.ron  has mistakes"), "{out}");
}

#[test]
fn a_folder_without_scenarios_ends_with_2() {
    let folder = folder("a.txt", |source| source);
    for command in ["check", "list"] {
        let (code, _, err) = run(&folder, &[command, "."]);
        assert_eq!(code, 2);
        assert!(err.contains("there is no scenario file in ."), "{err}");
    }
}
