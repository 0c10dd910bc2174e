//! `sweep`, `merge`, `ablate`, `no-return`: the same numbers however they are come by.

use crate::{folder, run, seamripper};
use serde_json::Value;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

fn sample() -> TempDir {
    folder("a.ron", |source| source)
}

fn printed(folder: &TempDir, arguments: &[&str]) -> String {
    let (code, out, err) = run(folder, arguments);
    assert_eq!((code, err.as_str()), (0, ""), "{arguments:?}");
    out
}

#[test]
fn one_thread_and_two_print_the_same_json() {
    let folder = sample();
    for command in [
        &["sweep", "a.ron", "--seeds", "80"][..],
        &["ablate", "a.ron", "--seeds", "20"],
        &["no-return", "a.ron", "--draws", "10", "--moments", "5"],
    ] {
        let with = |threads: &str| {
            let more = ["--format", "json", "--threads", threads];
            printed(&folder, &[command, &more].concat())
        };
        let one = with("1");
        assert_eq!(one, with("2"), "{command:?}");
        let value: Value = serde_json::from_str(&one).expect("it is JSON");
        assert_eq!(value["format"], 1);
    }
}

#[test]
fn every_format_has_something_to_say() {
    let folder = sample();
    for command in [
        &["sweep", "a.ron", "--seeds", "10"][..],
        &["ablate", "a.ron", "--seeds", "5"],
        &["no-return", "a.ron", "--draws", "5", "--moments", "4"],
    ] {
        let text = printed(&folder, command);
        assert!(text.contains("one-payment") && !text.contains('\u{1b}'), "{text}");
        let csv = printed(&folder, &[command, &["--format", "csv"]].concat());
        let columns: Vec<usize> = csv.lines().map(|line| line.split(',').count()).collect();
        assert!(columns.len() > 3 && columns.iter().all(|count| *count == columns[0]), "{csv}");
    }
}

#[test]
fn merged_shards_print_what_the_whole_prints() {
    let folder = sample();
    let sweep = ["sweep", "a.ron", "--seeds", "0..50", "--format", "json"];
    let whole = printed(&folder, &[&sweep[..], &["--save", "whole.json"]].concat());
    for shard in ["1/3", "2/3", "3/3"] {
        let file = format!("{}.json", &shard[..1]);
        printed(&folder, &[&sweep[..], &["--shard", shard, "--save", &file]].concat());
    }
    let merge = ["merge", "3.json", "1.json", "2.json", "--save", "all.json", "--format", "json"];
    assert_eq!(printed(&folder, &merge), whole);
    let read = |name: &str| fs::read(folder.path().join(name)).expect("it was written");
    assert!(read("all.json") == read("whole.json"), "the files differ");
    let (code, _, err) = run(&folder, &["merge", "1.json", "1.json"]);
    assert!(code == 2 && err.contains("seed 0 is in both"), "{err}");
}

#[test]
fn a_sweep_that_was_killed_goes_on_to_the_same_end() {
    let folder = sample();
    let sweep = ["sweep", "a.ron", "--seeds", "3000", "--format", "json"];
    let unbroken = printed(&folder, &sweep);
    let resumable = [&sweep[..], &["--resume", "kept.json"]].concat();
    for signal in ["-KILL", "-INT", "-TERM"] {
        let mut child = seamripper_process(&folder, &resumable);
        // Until it has kept something, or is done.
        for _ in 0..600 {
            std::thread::sleep(Duration::from_millis(10));
            let done = child.try_wait().expect("it is a child").is_some();
            if done || folder.path().join("kept.json").exists() {
                break;
            }
        }
        let _ = Command::new("kill").args([signal, &child.id().to_string()]).status();
        let code = child.wait().expect("it ends").code();
        assert!([None, Some(0), Some(130)].contains(&code), "{signal}: {code:?}");
    }
    assert_eq!(printed(&folder, &resumable), unbroken);
    assert_eq!(printed(&folder, &resumable), unbroken, "there is nothing left to do");
    let left: Vec<_> = fs::read_dir(folder.path()).expect("it is a folder").collect();
    assert!(left.len() <= 3, "files were left behind: {left:?}");
}

fn seamripper_process(folder: &TempDir, arguments: &[&str]) -> std::process::Child {
    let program = seamripper(folder.path()).get_program().to_owned();
    let mut command = Command::new(program);
    command.current_dir(folder.path()).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the program runs")
}

#[test]
fn a_file_that_keeps_no_sweep_is_not_written_over() {
    let folder = sample();
    let path = folder.path().join("notes.txt");
    fs::write(&path, "mine").expect("a file can be written");
    let (code, _, err) = run(&folder, &["sweep", "a.ron", "--seeds", "5", "--resume", "notes.txt"]);
    assert!(code == 2 && err.contains("notes.txt keeps no sweep"), "{err}");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "mine");
}

#[test]
fn a_sweep_of_another_file_is_not_gone_on_with() {
    let folder = sample();
    printed(&folder, &["sweep", "a.ron", "--seeds", "5", "--resume", "kept.json"]);
    let other = ["sweep", "a.ron", "--seeds", "5", "--resume", "kept.json", "--arm", "deployed"];
    let (code, _, err) = run(&folder, &other);
    assert!(code == 2 && err.contains("sweep of the arms deployed, resolved"), "{err}");
    let path = folder.path().join("a.ron");
    let changed = fs::read_to_string(&path).expect("it is there") + "\n// Another file.\n";
    fs::write(&path, changed).expect("a file can be written");
    let (code, _, err) = run(&folder, &["sweep", "a.ron", "--seeds", "9", "--resume", "kept.json"]);
    assert!(code == 2 && err.contains("cannot go on with kept.json"), "{err}");
}

#[test]
fn rows_can_be_read_by_others() {
    let folder = sample();
    let sweep = ["sweep", "a.ron", "--seeds", "20", "--arm", "deployed"];
    printed(&folder, &[&sweep[..], &["--rows", "rows.jsonl"]].concat());
    printed(&folder, &[&sweep[..], &["--rows", "rows.parquet"]].concat());
    let lines = fs::read_to_string(folder.path().join("rows.jsonl")).expect("it was written");
    let rows: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!(rows.len(), 20 * 3, "a row for each seed and invariant");
    let seeds: Vec<u64> = rows.iter().filter_map(|row| row["seed"].as_u64()).collect();
    assert!(seeds.is_sorted(), "{seeds:?}");
    assert_eq!(parquet_rows(&folder.path().join("rows.parquet")), rows);
    let (code, _, err) = run(&folder, &["sweep", "a.ron", "--rows", "rows.xls"]);
    assert!(code == 2 && err.contains("`.jsonl` or `.parquet`"), "{err}");
}

/// Reads a Parquet file with the reader of the format's own crate.
fn parquet_rows(path: &std::path::Path) -> Vec<Value> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Field, Row};
    let file = fs::File::open(path).expect("it was written");
    let reader = SerializedFileReader::new(file).expect("it is a Parquet file");
    let value = |field: &Field| match field {
        Field::Null => Value::Null,
        Field::Bool(flag) => Value::from(*flag),
        Field::ULong(number) => Value::from(*number),
        Field::Str(text) => Value::from(text.as_str()),
        other => panic!("no such column was written: {other:?}"),
    };
    let object = |row: Row| -> Value {
        row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect()
    };
    let rows = reader.get_row_iter(None).expect("it has rows");
    rows.map(|row| object(row.expect("a row is whole"))).collect()
}

#[test]
fn wrong_words_are_explained() {
    let folder = sample();
    for (arguments, says) in [
        (&["sweep", "a.ron", "--seeds", "9..3"][..], "there is no seed in it"),
        (&["sweep", "a.ron", "--seeds", "many"], "`many` is no number of a seed"),
        (&["sweep", "a.ron", "--shard", "3/2"], "write it as K/N"),
        (&["sweep", "a.ron", "a.ron"], "is given twice"),
        (&["sweep", "a.ron", "--arm", "deployd"], "deployd"),
        (&["merge", "none.json"], "cannot read none.json"),
        (&["no-return", "a.ron", "--invariant", "one-paymnt"], "did you mean `one-payment`?"),
        (&["ablate", "nothing.ron"], "cannot read nothing.ron"),
        (&["sweep", "a.ron", "--seeds", "5", "--save", "no/such/folder.json"], "cannot write"),
        (&["sweep", "a.ron", "--seeds", "5", "--rows", "no/such.jsonl"], "cannot write"),
        (&["sweep", "a.ron", "--seeds", "5", "--save", "./a.ron"], "a file of its own"),
        (&["sweep", "a.ron", "--rows", "r.jsonl", "--save", "./r.jsonl"], "a file of its own"),
    ] {
        let (code, _, err) = run(&folder, arguments);
        assert!(code == 2 && err.contains(says), "{arguments:?}: {code}, {err}");
    }
}
