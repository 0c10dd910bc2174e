//! `export`: what is written where, by the schema where there is one, and what is refused.

use crate::{folder, run};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

const TRACE_EVENTS: &str = include_str!("../schemas/trace-event.json");
const FORMATS: [&str; 5] = ["markdown", "mermaid", "perfetto", "otlp", "csv"];

fn incident() -> TempDir {
    folder("a.ron", |source| source)
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect("the file is there")
}

#[test]
fn each_format_goes_to_standard_output_or_into_a_file() {
    let folder = incident();
    for format in FORMATS {
        let (code, out, err) = run(&folder, &["export", "a.ron", "--as", format]);
        assert_eq!((code, err.as_str()), (0, ""), "{format}");
        assert!(out.ends_with('\n') && !out.contains('\u{1b}'), "{format}: {out}");
        let (code, nothing, _) =
            run(&folder, &["export", "a.ron", "--as", format, "--out", "out.txt"]);
        assert_eq!((code, nothing.as_str()), (0, ""), "{format}");
        assert_eq!(read(&folder, "out.txt"), out, "{format}");
        let again = run(&folder, &["export", "a.ron", "--as", format, "--out", "-"]).1;
        assert_eq!(again, out, "{format}");
    }
}

#[test]
fn a_kept_trace_is_exported_as_the_replay_was() {
    let folder = incident();
    assert_eq!(run(&folder, &["replay", "a.ron", "--trace", "t.jsonl"]).0, 0);
    for format in FORMATS.into_iter().filter(|format| *format != "markdown") {
        let replayed = run(&folder, &["export", "a.ron", "--arm", "resolved", "--as", format]).1;
        let of_file = ["export", "a.ron", "--trace", "t.resolved.jsonl", "--as", format];
        let (code, kept, err) = run(&folder, &of_file);
        assert_eq!((code, err.as_str()), (0, ""), "{format}");
        assert_eq!(kept, replayed, "{format}");
    }
    let of_file = ["export", "a.ron", "--trace", "t.deployed.jsonl", "--as", "markdown"];
    let (_, out, _) = run(&folder, &of_file);
    assert!(out.contains("seamripper judge t.deployed.jsonl --scenario a.ron\n"), "{out}");
}

#[test]
fn a_trace_that_is_cut_off_is_exported_and_ends_with_3() {
    let folder = incident();
    assert_eq!(run(&folder, &["replay", "a.ron", "--trace", "t.jsonl"]).0, 0);
    let whole = read(&folder, "t.deployed.jsonl");
    let cuts = (1..12).map(|part| whole.len() * part / 12);
    for cut in cuts {
        fs::write(folder.path().join("cut.jsonl"), &whole[..whole.floor_char_boundary(cut)])
            .expect("it can be");
        for format in FORMATS {
            let of_file = ["export", "a.ron", "--trace", "cut.jsonl", "--as", format];
            let (code, out, err) = run(&folder, &of_file);
            let why = "note: deployed is inconclusive: the file of the trace is cut off\n";
            assert_eq!((code, err.as_str()), (3, why), "{format} at {cut}");
            assert!(!out.is_empty(), "{format} at {cut}");
        }
    }
}

#[test]
fn several_arms_go_into_one_document_or_into_files_beside_each_other() {
    let folder = incident();
    let both = ["--arm", "deployed", "--fix", "one-key"];
    for format in ["markdown", "perfetto", "otlp", "csv"] {
        let (code, out, _) =
            run(&folder, &[&["export", "a.ron", "--as", format], &both[..]].concat());
        assert_eq!(code, 0);
        assert!(out.contains("deployed") && out.contains("one-key"), "{format}");
    }
    let diagrams = ["export", "a.ron", "--as", "mermaid", "--out", "d.mmd"];
    let (code, _, err) = run(&folder, &[&diagrams, &both[..]].concat());
    assert_eq!((code, err.lines().count()), (0, 2), "{err}");
    let one = run(&folder, &["export", "a.ron", "--as", "mermaid", "--arm", "one-key"]).1;
    assert_eq!(read(&folder, "d.one-key.mmd"), one);
    assert!(folder.path().join("d.deployed.mmd").exists());
}

#[test]
fn trace_events_are_valid_by_their_schema() {
    let schema: Value = serde_json::from_str(TRACE_EVENTS).expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is one");
    let folder = incident();
    let valid = |arguments: &[&str]| {
        let arguments = [&["export", "a.ron", "--as", "perfetto"], arguments].concat();
        let document: Value =
            serde_json::from_str(&run(&folder, &arguments).1).expect("it is JSON");
        let mistakes: Vec<String> =
            schema.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(mistakes.is_empty(), "{mistakes:?}");
        let events = document["traceEvents"].as_array().expect("there are events").len();
        assert!(events > 20, "{events}");
        document
    };
    valid(&["--arm", "deployed", "--arm", "resolved", "--arm", "control"]);
    let mut spoilt = valid(&[]);
    spoilt["traceEvents"][10]["ph"] = "X".into();
    assert!(!schema.is_valid(&spoilt), "the schema refuses what it does not know");
}

#[test]
fn what_makes_no_sense_ends_with_2() {
    let folder = incident();
    assert_eq!(run(&folder, &["replay", "a.ron", "--trace", "t.jsonl"]).0, 0);
    let trace = ["--trace", "t.deployed.jsonl"];
    for (arguments, says) in [
        (&["a.ron"][..], "--as <FORMAT>"),
        (&["--as", "csv"], "<SCENARIO>"),
        (&["a.ron", "--as", "pdf"], "invalid value 'pdf'"),
        (&["b.ron", "--as", "csv"], "cannot read b.ron"),
        (&["no-such-id", "--as", "csv"], "there is no scenario `no-such-id`"),
        (&["a.ron", "--as", "csv", "--arm", "deploied"], "did you mean `deployed`?"),
        (&["a.ron", "--as", "csv", "--fix", "one-kee"], "there is no fix `one-kee`"),
        (&["a.ron", "--as", "mermaid", "--arm", "deployed", "--arm", "resolved"], "of one arm"),
        (&["a.ron", "--as", "csv", "--out", "a.ron"], "an output would replace the input a.ron"),
        (&["a.ron", "--as", "csv", "--out", "no/where.csv"], "cannot write no/where.csv"),
        (&["a.ron", "--as", "csv", "--out", "."], "cannot write .: it is a folder"),
        (&["a.ron", "--as", "csv", "--conversation", "1"], "has all conversations"),
        (&["a.ron", "--as", "mermaid", "--conversation", "0"], "invalid value '0'"),
        (&["a.ron", "--as", "mermaid", "--conversation", "2"], "has no conversation 2"),
        (&["a.ron", "--as", "markdown", "--conversation", "9"], "the last is 1"),
        (&["--as", "csv", trace[0], trace[1]], "which is not in the library"),
        (&["a.ron", "--as", "csv", "--seed", "1", trace[0], trace[1]], "cannot be used with"),
        (&["a.ron", "--as", "csv", "--trace", "a.ron"], "a.ron:1:1: this is no trace"),
        (
            &["a.ron", "--as", "csv", "--out", "t.deployed.jsonl", trace[0], trace[1]],
            "an output would replace the input",
        ),
        (
            &["a.ron", "--as", "csv", "--arm", "deployed", "--arm", "resolved", trace[0], trace[1]],
            "a trace is of one arm",
        ),
    ] {
        let (code, out, err) = run(&folder, &[&["export"], arguments].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains(says), "{arguments:?}: {err}");
    }
    assert!(read(&folder, "a.ron").starts_with("// sample"), "no input was replaced");
}
