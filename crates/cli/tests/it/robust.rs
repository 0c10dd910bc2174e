//! Input that nobody should give: the program says what is wrong, and never panics.

use crate::{folder, run, seamripper};
use std::fs;
use std::process::{Command, Stdio};

#[test]
fn what_is_no_scenario_file_ends_with_2() {
    let folder = folder("a.ron", |source| source);
    let write = |name: &str, bytes: &[u8]| {
        fs::write(folder.path().join(name), bytes).expect("a file can be written");
    };
    write("empty.ron", b"");
    write("bytes.ron", b"(\nformat: \xff)");
    write("zeros.ron", &[0; 5_000_000]);
    fs::create_dir(folder.path().join("dir.ron")).expect("a folder can be made");
    for (file, says) in [
        ("empty.ron", "empty.ron:1:1"),
        ("bytes.ron", "bytes.ron is no UTF-8 text: a wrong byte in line 2"),
        ("zeros.ron", "zeros.ron"),
        ("dir.ron", "dir.ron is a folder"),
        ("missing.ron", "cannot read missing.ron"),
        ("no-such-id", "there is no scenario `no-such-id`"),
        ("", "there is no scenario ``"),
    ] {
        let (code, out, err) = run(&folder, &["replay", file]);
        assert_eq!((code, out.as_str()), (2, ""), "{file}");
        assert!(err.contains(says), "{file}: {err}");
    }
}

#[test]
fn no_width_of_the_terminal_is_a_problem() {
    let folder = folder("a.ron", |source| source);
    for width in ["0", "1", "39", "18446744073709551615"] {
        for command in [&["replay", "a.ron"][..], &["list"], &["check", "a.ron"]] {
            let (code, _, err) = run(&folder, &[command, &["--width", width]].concat());
            assert_eq!((code, err.as_str()), (0, ""), "{command:?} at {width}");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder("a.ron", |source| source);
    let mut program = Command::new(assert_cmd::cargo::cargo_bin!("seamripper"))
        .args(["replay", "a.ron", "--arm", "deployed", "--trace", "-"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    drop(program.stdout.take());
    let code = program.wait().expect("the program ends").code();
    assert_eq!(code, Some(0));
}

#[test]
fn wrong_usage_ends_with_2_and_help_with_0() {
    let folder = folder("a.ron", |source| source);
    for arguments in [&["replay"][..], &["unknown"], &["replay", "a.ron", "--seed", "-1"], &[]] {
        assert_eq!(run(&folder, arguments).0, 2, "{arguments:?}");
    }
    for arguments in [&["--help"][..], &["-h"], &["--version"], &["replay", "--help"]] {
        assert_eq!(run(&folder, arguments).0, 0, "{arguments:?}");
    }
    assert!(run(&folder, &["--help"]).1.contains("70  a bug of this program"));
}

#[test]
fn a_wish_for_logs_that_makes_no_sense_is_explained() {
    let folder = folder("a.ron", |source| source);
    let mut command = seamripper(folder.path());
    let output = command.env("SEAMRIPPER_LOG", "=what=").arg("list").output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("SEAMRIPPER_LOG"));
}

#[test]
fn a_trace_that_cannot_be_written_ends_with_2() {
    let folder = folder("a.ron", |source| source);
    let (code, _, err) = run(&folder, &["replay", "a.ron", "--trace", "no/such/folder/t.jsonl"]);
    assert_eq!(code, 2);
    assert!(err.contains("cannot write no/such/folder/t.deployed.jsonl"), "{err}");
}
