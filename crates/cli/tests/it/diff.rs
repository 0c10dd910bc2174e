//! `diff` and `judge`: traces that were kept, judged again and compared.

use crate::{folder, run, seamripper};
use std::fs;
use tempfile::TempDir;

/// A folder with a scenario and the traces of its arms `deployed` and `resolved`.
fn traces() -> TempDir {
    let folder = folder("a.ron", |source| source);
    assert_eq!(run(&folder, &["replay", "a.ron", "--trace", "t.jsonl"]).0, 0);
    folder
}

fn edit(folder: &TempDir, from: &str, to: &str, how: impl Fn(String) -> String) {
    let text = fs::read_to_string(folder.path().join(from)).expect("the trace is there");
    fs::write(folder.path().join(to), how(text)).expect("a file can be written");
}

#[test]
fn a_kept_trace_is_judged_as_the_replay_was() {
    let folder = traces();
    let replay = ["replay", "a.ron", "--arm", "deployed", "--format", "json"];
    let (code, replayed, _) = run(&folder, &replay);
    let judge = ["judge", "t.deployed.jsonl", "--scenario", "a.ron", "--format", "json"];
    let (judged_code, judged, err) = run(&folder, &judge);
    assert_eq!((judged_code, judged.as_str(), err.as_str()), (code, replayed.as_str(), ""));
    let (code, out, _) = run(&folder, &["judge", "t.resolved.jsonl", "--scenario", "a.ron"]);
    let again = "The same again: seamripper judge t.resolved.jsonl --scenario a.ron\n";
    assert!(code == 0 && out.ends_with(again), "{out}");
}

#[test]
fn a_trace_comes_from_standard_input_too() {
    let folder = traces();
    let trace = fs::read(folder.path().join("t.deployed.jsonl")).expect("the trace is there");
    let mut command = seamripper(folder.path());
    let output = command
        .args(["judge", "-", "--scenario", "a.ron"])
        .write_stdin(trace)
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn other_invariants_give_other_verdicts_and_a_note() {
    let folder = traces();
    edit(&folder, "a.ron", "b.ron", |text| {
        text.replace("\"deployed\": (broken: [\"one-payment\"])", "\"deployed\": ()")
    });
    let (code, out, err) = run(&folder, &["judge", "t.deployed.jsonl", "--scenario", "b.ron"]);
    assert_eq!(code, 1, "{out}");
    assert!(err.contains("the trace is of another version of `sample`"), "{err}");
}

#[test]
fn a_trace_that_is_cut_off_or_changed_says_so() {
    let folder = traces();
    edit(&folder, "t.deployed.jsonl", "cut.jsonl", |text| text[..text.len() * 2 / 3].to_owned());
    let (code, out, _) = run(&folder, &["judge", "cut.jsonl", "--scenario", "a.ron"]);
    assert_eq!(code, 3);
    assert!(out.contains("inconclusive: the file of the trace is cut off"), "{out}");
    edit(&folder, "t.deployed.jsonl", "b.jsonl", |text| {
        text.replacen("\"tokens\":", "\"tokens\":1", 1)
    });
    let (_, _, err) = run(&folder, &["judge", "b.jsonl", "--scenario", "a.ron"]);
    assert!(err.contains("note: b.jsonl was changed after it was written"), "{err}");
}

#[test]
fn what_is_no_trace_ends_with_2_and_says_where() {
    let folder = traces();
    edit(&folder, "t.deployed.jsonl", "bad.jsonl", |text| {
        text.replacen("\"seq\":1,", "\"seq\":7,", 1)
    });
    edit(&folder, "t.deployed.jsonl", "fix.jsonl", |text| {
        text.replacen(
            "\"arm\":\"deployed\",\"fixes\":[]",
            "\"arm\":\"resolved\",\"fixes\":[\"one-kee\"]",
            1,
        )
    });
    fs::write(folder.path().join("empty.jsonl"), "").expect("a file can be written");
    let known = ["--scenario", "a.ron"];
    for (file, more, says) in [
        ("bad.jsonl", &known[..], "bad.jsonl:3:2: `seq` should be 1"),
        ("a.ron", &known, "a.ron:1:1: this is no trace"),
        ("empty.jsonl", &known, "empty.jsonl:1:1: the file is empty"),
        ("missing.jsonl", &known, "cannot read missing.jsonl"),
        (".", &known, ". is a folder"),
        ("t.deployed.jsonl", &[], "the trace is of `sample`, which is not in the library"),
        ("fix.jsonl", &known, "there is no fix `one-kee`"),
        (
            "t.deployed.jsonl",
            &["--scenario", "a.ron", "--arm", "deploied"],
            "there is no arm `deploied`",
        ),
    ] {
        let (code, out, err) = run(&folder, &[&["judge", file], more].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{file}: {err}");
        assert!(err.contains(says), "{file}: {err}");
    }
}

#[test]
fn the_id_in_a_trace_finds_no_file_outside_the_library() {
    let folder = traces();
    edit(&folder, "t.deployed.jsonl", "b.jsonl", |text| {
        text.replacen("\"sample\"", "\"a.ron\"", 1)
    });
    let (code, _, err) = run(&folder, &["judge", "b.jsonl"]);
    assert_eq!(code, 2);
    assert!(err.contains("which is not in the library"), "{err}");
}

#[test]
fn arms_seeds_and_files_can_be_compared() {
    let folder = traces();
    for (arguments, code, says) in [
        (&["a.ron"][..], 1, "--arm deployed --arm resolved --seed 1"),
        (&["a.ron", "--arm", "control"], 1, "--arm deployed --arm control --seed 1"),
        (&["a.ron", "--fix", "one-key", "--seed", "4"], 1, "--arm deployed --arm one-key --seed 4"),
        (&["a.ron", "--seed", "1", "--seed", "2"], 1, "--arm deployed --seed 1 --seed 2"),
        (
            &["a.ron", "--arm", "control", "--seed", "1", "--seed", "1"],
            1,
            "--arm deployed --arm control --seed 1",
        ),
        (
            &["a.ron", "--arm", "one-key", "--arm", "control", "--seed", "1", "--seed", "2"],
            1,
            "--seed 1 --seed 2",
        ),
        (&["t.deployed.jsonl", "t.resolved.jsonl"], 1, "diff t.deployed.jsonl t.resolved.jsonl"),
        (&["t.deployed.jsonl", "t.deployed.jsonl"], 0, "No difference"),
        (
            &["t.deployed.jsonl", "t.resolved.jsonl", "--format", "json", "--all"],
            1,
            "\"left_out\": 0",
        ),
    ] {
        let (found, out, err) = run(&folder, &[&["diff"], arguments].concat());
        assert_eq!((found, err.as_str()), (code, ""), "{arguments:?}: {out}");
        assert!(out.contains(says), "{arguments:?}: {out}");
    }
}

#[test]
fn files_and_replays_of_the_same_differ_alike() {
    let folder = traces();
    let (_, of_files, _) = run(&folder, &["diff", "t.deployed.jsonl", "t.resolved.jsonl"]);
    let (_, of_replays, _) = run(&folder, &["diff", "a.ron"]);
    let body = |text: &str| -> String {
        let text =
            text.replace("t.deployed.jsonl", "deployed").replace("t.resolved.jsonl", "resolved");
        text.lines().filter(|line| line.contains('×') || line.contains(": ")).count().to_string()
    };
    let first = |text: &str| text.lines().skip(2).take(3).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!((first(&of_files), body(&of_files)), (first(&of_replays), body(&of_replays)));
}

#[test]
fn what_cannot_be_compared_ends_with_2() {
    let folder = traces();
    for (arguments, says) in [
        (&["t.deployed.jsonl"][..], "there is no second trace beside t.deployed.jsonl"),
        (&["-", "-"], "standard input holds one trace"),
        (&["t.deployed.jsonl", "t.resolved.jsonl", "--seed", "1"], "take no arms and no seeds"),
        (&["a.ron", "--arm", "deployed"], "`deployed` cannot differ from itself"),
        (&["a.ron", "--seed", "1", "--seed", "2", "--seed", "3"], "more than two seeds"),
        (
            &["a.ron", "--arm", "deployed", "--arm", "control", "--arm", "resolved"],
            "more than two arms",
        ),
        (&["a.ron", "--arm", "nobody"], "there is no arm `nobody`"),
        (&["a.ron", "t.deployed.jsonl"], "a.ron:1:1: this is no trace"),
    ] {
        let (code, out, err) = run(&folder, &[&["diff"], arguments].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains(says), "{arguments:?}: {err}");
    }
}
