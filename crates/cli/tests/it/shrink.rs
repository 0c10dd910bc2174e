//! `shrink`: what it writes, where it writes, and what it refuses.

use crate::{folder, run};
use std::fs;

const SHRINK: [&str; 4] = ["shrink", "a.ron", "--invariant", "one-payment"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&SHRINK[..], more].concat()
}

#[test]
fn what_is_written_passes_a_check_and_replays_as_it_says() {
    let folder = folder("a.ron", |source| source);
    let (code, out, err) = run(&folder, &with(&["--out", "small.ron"]));
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert_eq!(run(&folder, &["check", "small.ron"]).0, 0);
    let command = err.lines().last().and_then(|line| line.strip_prefix("see it: seamripper "));
    let again: Vec<&str> = command.expect("the command is the last line").split(' ').collect();
    let (code, out, _) = run(&folder, &again);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("deployed breaks 1 of 2 invariants"), "{out}");
    for line in
        ["  lines ", "  words ", "  faults             1 -> 1\n", "  fixes              2 -> 0\n"]
    {
        assert!(err.contains(line), "{line} in {err}");
    }
}

#[test]
fn the_file_goes_to_standard_output_alone_and_is_the_same_each_time() {
    let folder = folder("a.ron", |source| source);
    let (code, out, err) = run(&folder, &SHRINK);
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("// The shrunk form of `sample`") && out.ends_with(")\n"), "{out}");
    assert!(out.contains("//     seamripper shrink a.ron --invariant one-payment\n"), "{out}");
    assert!(err.contains("one-payment still breaks on seed 1"), "{err}");
    assert!(!err.contains('\u{1b}'), "a bar in a pipe: {err}");
    assert_eq!(run(&folder, &SHRINK), (code, out, err));
}

#[test]
fn the_scenario_itself_is_never_written_over_and_other_files_when_told() {
    let folder = folder("a.ron", |source| source);
    let before = fs::read_to_string(folder.path().join("a.ron")).expect("it is there");
    for out in ["a.ron", "./a.ron"] {
        let (code, _, err) = run(&folder, &with(&["--out", out, "--force", "--tries", "5"]));
        assert_eq!(code, 2);
        assert!(err.contains("an output would replace the input"), "{err}");
    }
    fs::write(folder.path().join("b.ron"), "mine").expect("it can be written");
    let (code, _, err) = run(&folder, &with(&["--out", "b.ron", "--tries", "5"]));
    assert_eq!(code, 2);
    assert!(err.contains("b.ron is there already") && err.contains("--force"), "{err}");
    let text = |name| fs::read_to_string(folder.path().join(name)).expect("it is there");
    assert_eq!((text("b.ron"), text("a.ron")), ("mine".to_owned(), before));
    assert_eq!(run(&folder, &with(&["--out", "b.ron", "--tries", "5", "--force"])).0, 0);
    assert!(text("b.ron").starts_with("// The shrunk form"));
}

#[test]
fn a_search_that_is_cut_short_says_so() {
    let folder = folder("a.ron", |source| source);
    let (code, out, err) = run(&folder, &with(&["--tries", "3"]));
    assert_eq!(code, 0);
    assert!(err.contains("the tries are used up"), "{err}");
    assert!(out.contains("cut short"), "{out}");
}

#[test]
fn an_invariant_that_does_not_break_ends_with_2_and_says_what_does() {
    let folder = folder("a.ron", |source| source);
    for (arguments, parts) in [
        (&["--invariant", "one-paiment"][..], ["no invariant `one-paiment`", "`one-payment`?"]),
        (&["--invariant", "truth-told"], ["it is held", "what breaks there is one-payment"]),
        (&["--invariant", "one-payment", "--arm", "one-key"], ["it is held", "--arm` deployed"]),
        (&["--invariant", "one-payment", "--arm", "one-kei"], ["no arm", "`one-key`?"]),
    ] {
        let (code, out, err) = run(&folder, &[&["shrink", "a.ron"], arguments].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(parts.iter().all(|part| err.contains(part)), "{parts:?} in {err}");
    }
}

#[test]
fn a_file_with_mistakes_is_shown_with_them() {
    let folder = folder("a.ron", |source| source.replace("tool_budget", "tool_buget"));
    let (code, out, err) = run(&folder, &SHRINK);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("a.ron:") && err.contains("did you mean `tool_budget`?"), "{err}");
}
