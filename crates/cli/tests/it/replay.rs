//! `replay`: arms, traces, formats, exit codes.

use crate::{folder, run};
use std::fs;

#[test]
fn deployed_stands_beside_resolved_with_the_command_that_repeats_it() {
    let folder = folder("a.ron", |source| source);
    let (code, out, err) = run(&folder, &["replay", "a.ron"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("deployed breaks 1 of 3 invariants; resolved breaks nothing"), "{out}");
    assert!(out.contains("The same again: seamripper replay a.ron --seed 1\n"), "{out}");
    assert!(!out.contains('\u{1b}'), "colours in a pipe: {out}");
}

#[test]
fn the_command_that_is_printed_prints_the_same() {
    let folder = folder("a.ron", |source| source);
    let arguments = ["replay", "a.ron", "--fix", "one-key", "--arm", "control", "--seed", "9"];
    let (_, out, _) = run(&folder, &arguments);
    let command =
        out.lines().last().and_then(|line| line.strip_prefix("The same again: seamripper "));
    let again: Vec<&str> = command.expect("the command is the last line").split(' ').collect();
    assert_eq!(run(&folder, &again).1, out);
}

#[test]
fn arms_can_be_chosen_by_name_by_fix_and_by_what_is_missing() {
    let folder = folder("a.ron", |source| source);
    let names = |arguments: &[&str]| -> Vec<String> {
        let arguments = [&["replay", "a.ron", "--format", "json"], arguments].concat();
        let (_, out, _) = run(&folder, &arguments);
        let value: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
        let arms = value["arms"].as_array().expect("there are arms");
        arms.iter().filter_map(|arm| Some(arm["arm"].as_str()?.to_owned())).collect()
    };
    assert_eq!(names(&[]), ["deployed", "resolved"]);
    assert_eq!(names(&["--arm", "key-per-try", "--arm", "control"]), ["key-per-try", "control"]);
    assert_eq!(names(&["--arm", "one-key+count-payments"]), ["resolved"]);
    assert_eq!(
        names(&["--fix", "one-key", "--fix", "count-payments"]),
        ["one-key", "count-payments"]
    );
    assert_eq!(names(&["--without", "one-key"]), ["count-payments"]);
    assert_eq!(names(&["--without", "one-key,count-payments"]), ["deployed"]);
    assert_eq!(
        names(&["--arm", "deployed", "--fix", "one-key", "--arm", "deployed"]),
        ["deployed", "one-key"]
    );
}

#[test]
fn a_verdict_that_the_file_does_not_expect_ends_with_1() {
    let edit = |source: String| {
        source.replace("\"deployed\": (broken: [\"one-payment\"])", "\"deployed\": ()")
    };
    let folder = folder("a.ron", edit);
    let (code, out, _) = run(&folder, &["replay", "a.ron"]);
    assert_eq!(code, 1);
    assert!(out.contains("one-payment is broken, and the file expects held"), "{out}");
    assert_eq!(
        run(&folder, &["replay", "a.ron", "--seed", "2"]).0,
        0,
        "expected of the file's seed"
    );
}

#[test]
fn a_replay_that_hits_a_limit_ends_with_3() {
    let edit = |source: String| source.replace("seed: 1,", "seed: 1, limits: (records: 9),");
    let folder = folder("a.ron", edit);
    let (code, out, _) = run(&folder, &["replay", "a.ron", "--arm", "resolved"]);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("? inconclusive"), "{out}");
}

#[test]
fn unknown_arms_and_fixes_end_with_2_and_name_what_was_meant() {
    let folder = folder("a.ron", |source| source);
    for (arguments, message, help) in [
        (["--arm", "deploied"], "there is no arm `deploied`", "did you mean `deployed`?"),
        (["--fix", "one_key"], "there is no fix `one_key`", "did you mean `one-key`?"),
        (["--without", "zzz"], "there is no fix `zzz`", "there are one-key, count-payments"),
    ] {
        let (code, out, err) = run(&folder, &[&["replay", "a.ron"], &arguments[..]].concat());
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(message) && err.contains(help), "{err}");
    }
}

#[test]
fn an_id_finds_a_scenario_of_the_library_anywhere() {
    let folder = folder("a.ron", |source| source);
    let (_, list, _) = run(&folder, &["list", "--width", "200"]);
    let id = list.split_whitespace().next().expect("the library is not empty");
    let (code, out, err) = run(&folder, &["replay", id]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let (code, _, err) = run(&folder, &["replay", &format!("{id}s")]);
    assert_eq!(code, 2);
    assert!(err.contains(&format!("did you mean `{id}`?")), "{err}");
}

#[test]
fn one_trace_is_one_file_with_a_header_and_a_footer() {
    let folder = folder("a.ron", |source| source);
    let (code, _, err) =
        run(&folder, &["replay", "a.ron", "--arm", "deployed", "--trace", "t.jsonl"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let trace = fs::read_to_string(folder.path().join("t.jsonl")).expect("the trace is written");
    let lines: Vec<serde_json::Value> =
        trace.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let (first, last) = (&lines[0], &lines[lines.len() - 1]);
    assert_eq!((&first["scenario"], &first["arm"]), (&"sample".into(), &"deployed".into()));
    assert_eq!(last["end"], "finished");
    assert!(last["fingerprint"].is_string());
    assert_eq!(lines[1]["seq"], 0);
}

#[test]
fn several_traces_are_several_files() {
    let folder = folder("a.ron", |source| source);
    assert_eq!(run(&folder, &["replay", "a.ron", "--trace", "t.jsonl"]).0, 0);
    let mut files: Vec<_> = fs::read_dir(folder.path())
        .expect("the folder can be read")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    files.sort();
    assert_eq!(files, ["a.ron", "t.deployed.jsonl", "t.resolved.jsonl"]);
}

#[test]
fn a_trace_on_standard_output_moves_the_report_to_standard_error() {
    let folder = folder("a.ron", |source| source);
    let (code, out, err) = run(&folder, &["replay", "a.ron", "--arm", "deployed", "--trace", "-"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("{\"format\":1,") && err.contains("The same again"), "{out}{err}");
    let (code, _, err) = run(&folder, &["replay", "a.ron", "--trace", "-"]);
    assert_eq!(code, 2);
    assert!(err.contains("`--trace -` takes one arm"), "{err}");
}

#[test]
fn colours_come_when_they_are_asked_for() {
    let folder = folder("a.ron", |source| source);
    let (_, out, _) = run(&folder, &["replay", "a.ron", "--color", "always"]);
    assert!(out.contains("\u{1b}["), "{out}");
    let (_, out, _) = run(&folder, &["replay", "a.ron", "--color", "never"]);
    assert!(!out.contains('\u{1b}'), "{out}");
}

#[test]
fn logs_are_stamped_with_virtual_time() {
    let folder = folder("a.ron", |source| source);
    let (_, out, err) = run(&folder, &["replay", "a.ron", "--arm", "deployed", "-vv"]);
    assert!(err.contains("[     0.000000s] DEBUG "), "{err}");
    let (_, quiet, err) = run(&folder, &["replay", "a.ron", "--arm", "deployed"]);
    assert_eq!((err.as_str(), out), ("", quiet));
}
