//! `new` and `completions`: what the program writes for its user.

use crate::{folder, run};
use std::fs;

#[test]
fn a_new_scenario_passes_check_and_shows_a_break_that_the_fixes_prevent() {
    let folder = folder("other.ron", |source| source);
    let (code, out, err) = run(&folder, &["new", "lost-parcel"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("seamripper replay lost-parcel.ron"), "{out}");
    assert_eq!(run(&folder, &["check", "lost-parcel.ron"]).0, 0);
    let (code, out, _) = run(&folder, &["replay", "lost-parcel.ron"]);
    assert_eq!(code, 0);
    assert!(out.contains("deployed breaks 1 of 3 invariants; resolved breaks nothing"), "{out}");
    for arm in ["one-key", "count-payments", "key-per-try", "control"] {
        let (code, out, _) = run(&folder, &["replay", "lost-parcel.ron", "--arm", arm]);
        assert_eq!(code, 0, "{out}");
    }
}

#[test]
fn a_file_that_is_there_is_kept_unless_forced() {
    let folder = folder("mine.ron", |_| "mine".to_owned());
    let (code, _, err) = run(&folder, &["new", "mine"]);
    assert_eq!(code, 2);
    assert!(err.contains("mine.ron is there already") && err.contains("--force"), "{err}");
    assert_eq!(fs::read_to_string(folder.path().join("mine.ron")).expect("it is there"), "mine");
    assert_eq!(run(&folder, &["new", "mine", "--force"]).0, 0);
    assert_eq!(run(&folder, &["check", "mine.ron"]).0, 0);
}

#[test]
fn a_name_that_cannot_be_an_id_says_what_can() {
    let folder = folder("a.ron", |source| source);
    for name in ["", "a b", "a/b", "größe"] {
        let (code, _, err) = run(&folder, &["new", name]);
        assert_eq!(code, 2, "{name}");
        assert!(err.contains("a name is made of letters"), "{err}");
    }
    for name in ["-x", ".x", ".."] {
        let (code, _, err) = run(&folder, &["new", "--", name]);
        assert_eq!(code, 2, "{name}");
        assert!(err.contains("begin the id with a letter"), "{err}");
    }
}

#[test]
fn completions_name_the_commands() {
    let folder = folder("a.ron", |source| source);
    for shell in ["bash", "zsh", "fish"] {
        let (code, out, _) = run(&folder, &["completions", shell]);
        assert_eq!(code, 0);
        assert!(out.contains("replay") && out.contains("without"), "{shell}");
    }
}
