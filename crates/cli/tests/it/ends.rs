//! How commands end that somebody ends, and what is left where nothing more can be written.

use crate::folder;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

fn spawn(folder: &TempDir, arguments: &[&str]) -> Child {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("seamripper"));
    command.args(arguments).current_dir(folder.path());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program runs")
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).expect("it is a folder");
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[cfg(unix)]
#[test]
fn ctrl_c_and_sigterm_end_every_long_command_and_leave_no_half_file() {
    let many = ["--seeds", "100000000"];
    for signal in ["-INT", "-TERM"] {
        for (command, kept) in [
            (&["sweep", "a.ron", many[0], many[1], "--save", "s.json", "--rows", "r.jsonl"][..], 2),
            (&["sweep", "a.ron", many[0], many[1], "--rows", "r.parquet"], 1),
            (&["ablate", "a.ron", many[0], many[1]], 0),
            (&["no-return", "a.ron", "--draws", "4000000000"], 0),
            (&["gate", "--policy", "all-fixes", "a.ron", many[0], many[1], "--json", "g.json"], 0),
            (&["shrink", "a.ron", "--invariant", "one-payment", "--out", "small.ron"], 1),
        ] {
            let folder = folder("a.ron", |source| source);
            let mut child = spawn(&folder, command);
            std::thread::sleep(Duration::from_millis(400));
            let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
            let code = child.wait().expect("it ends").code();
            if !sent.expect("there is a kill").success() {
                continue;
            }
            let left = names(&folder);
            assert!(left.iter().all(|name| !name.ends_with(".part")), "{command:?}: {left:?}");
            // A search that was over by then has ended by itself.
            assert!([Some(130), Some(0)].contains(&code), "{command:?}: {code:?}");
            assert!(command[0] == "shrink" || code == Some(130), "{command:?}: {code:?}");
            assert_eq!(left.len(), 1 + kept, "{command:?}: {left:?}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_what_was_there_and_ends_with_2() {
    // No mount is needed: a limit on the size of files is as good as a disk that is full.
    let folder = folder("a.ron", |source| source);
    fs::write(folder.path().join("t.jsonl"), "mine").expect("it can be written");
    fs::write(folder.path().join("s.json"), "mine").expect("it can be written");
    fs::write(folder.path().join("e.json"), "mine").expect("it can be written");
    for command in [
        "export a.ron --as perfetto --out e.json",
        "export a.ron --as otlp --out e.json",
        "export a.ron --as csv --out e.json",
        "replay a.ron --arm deployed --trace t.jsonl",
        "sweep a.ron --seeds 20 --save s.json",
        "sweep a.ron --seeds 200 --rows r.jsonl",
    ] {
        let line = format!("ulimit -f 1; exec \"$PROGRAM\" {command}");
        let output = Command::new("bash")
            .args(["-c", &line])
            .env("PROGRAM", assert_cmd::cargo::cargo_bin!("seamripper"))
            .current_dir(folder.path())
            .output()
            .expect("there is a shell");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command}: {said}");
        assert!(said.contains("cannot write"), "{command}: {said}");
    }
    assert_eq!(names(&folder), ["a.ron", "e.json", "s.json", "t.jsonl"]);
    for name in ["t.jsonl", "s.json", "e.json"] {
        assert_eq!(fs::read_to_string(folder.path().join(name)).expect("it is there"), "mine");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_ends_with_2_and_a_closed_one_with_0() {
    let folder = folder("a.ron", |source| source);
    for command in [
        "replay a.ron",
        "list",
        "--help",
        "sweep a.ron --seeds 5 --save s.json",
        "check a.ron",
        "export a.ron --as markdown",
        "export a.ron --as mermaid",
        "export a.ron --as perfetto",
        "export a.ron --as otlp",
        "export a.ron --as csv",
    ] {
        for (to, code) in [("> /dev/full", 2), ("| true; exit ${PIPESTATUS[0]}", 0)] {
            let line = format!("\"$PROGRAM\" {command} {to}");
            let output = Command::new("bash")
                .args(["-c", &line])
                .env("PROGRAM", assert_cmd::cargo::cargo_bin!("seamripper"))
                .current_dir(folder.path())
                .output()
                .expect("there is a shell");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(code), "{line}: {said}");
        }
    }
    assert!(folder.path().join("s.json").exists(), "what was learned is kept all the same");
}

/// Kills a command fifty times at random moments, looks each time, and lets it end in the end.
fn kill_often(folder: &TempDir, command: &[&str], within_ms: u64, mut look: impl FnMut(&TempDir)) {
    let mut random = u64::from(std::process::id());
    for _ in 0..50 {
        let mut child = spawn(folder, command);
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        std::thread::sleep(Duration::from_millis((random >> 33) % within_ms));
        child.kill().expect("it is a child");
        child.wait().expect("it ends");
        look(folder);
    }
    let code = spawn(folder, command).wait().expect("it ends").code();
    assert_eq!(code, Some(0), "{command:?}");
    look(folder);
    let left = names(folder);
    assert!(left.iter().all(|name| !name.ends_with(".part")), "{left:?}");
}

/// Returns how many replays a kept sweep has.
fn kept(folder: &TempDir) -> u64 {
    if !folder.path().join("kept.json").exists() {
        return 0;
    }
    let (code, out, err) = crate::run(folder, &["merge", "kept.json", "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let sweep: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    sweep["sweeps"][0]["replays"].as_u64().expect("it counts replays")
}

#[test]
#[ignore = "200 kills: minutes; cargo test --release -p seamripper-cli --test it -- --ignored killed"]
fn what_is_killed_loses_nothing_that_was_whole_and_goes_on() {
    let sample = || folder("a.ron", |source| source);
    let resumed = sample();
    let (mut before, mut steps) = (0, 0);
    kill_often(
        &resumed,
        &["sweep", "a.ron", "--seeds", "300000", "--resume", "kept.json"],
        3_000,
        |folder| {
            let now = kept(folder);
            assert!(now >= before, "{now} after {before}");
            steps += u64::from(now > before);
            before = now;
        },
    );
    assert!(steps > 1, "it went on after a kill: {steps}");
    let traced = sample();
    let trace = ["replay", "a.ron", "--arm", "deployed", "--trace", "t.jsonl"];
    assert_eq!(crate::run(&traced, &trace).0, 0);
    let whole = fs::read(traced.path().join("t.jsonl")).expect("it was written");
    kill_often(&traced, &trace, 60, |folder| {
        assert_eq!(fs::read(folder.path().join("t.jsonl")).expect("it is there"), whole);
    });
    let saved = sample();
    kill_often(
        &saved,
        &["sweep", "a.ron", "--seeds", "2000", "--save", "kept.json"],
        400,
        |folder| {
            kept(folder);
        },
    );
    let site = sample();
    let report = ["report", "a.ron", "--out", "site", "--seeds", "20", "--draws", "5"];
    assert_eq!(crate::run(&site, &report).0, 0);
    let page = |folder: &TempDir| {
        fs::read(folder.path().join("site/incidents/sample.html")).expect("it is there")
    };
    let whole = page(&site);
    kill_often(&site, &report, 200, |folder| assert_eq!(page(folder), whole));
}
