//! What a file says in every output: no character of it steers a terminal, no cell of it is a formula.

use crate::{folder, seamripper};
use std::fs;

/// Control characters of seven and of eight bits, and one that turns the direction of what follows.
const STEERING: &str = "\u{7f}\u{9b}31m\u{202e}";

#[test]
fn no_output_holds_what_a_file_would_steer_a_terminal_with() {
    let folder = folder("a.ron", |source| {
        let title = source.replacen("title: \"", &format!("title: \"{STEERING}"), 1);
        title
            .replace("says: \"", &format!("says: \"{STEERING}"))
            .replace("damage: \"", &format!("damage: \"=HYPERLINK(1){STEERING}"))
    });
    let outputs = [
        "check a.ron",
        "replay a.ron",
        "replay a.ron --format json",
        "export a.ron --as markdown",
        "export a.ron --as mermaid --arm deployed",
        "export a.ron --as perfetto",
        "export a.ron --as otlp",
        "export a.ron --as csv",
        "sweep a.ron --seeds 2",
        "sweep a.ron --seeds 2 --format json",
        "sweep a.ron --seeds 2 --format csv",
        "ablate a.ron --seeds 1 --format csv",
        "gate a.ron --policy all-fixes --seeds 2 --format text",
        "gate a.ron --policy all-fixes --seeds 2 --format junit",
        "gate a.ron --policy all-fixes --seeds 2 --format sarif",
        "gate a.ron --policy all-fixes --seeds 2 --format markdown",
        "gate a.ron --policy all-fixes --seeds 2 --format json",
        "policy explain all-fixes a.ron",
    ];
    for line in outputs {
        let mut command = seamripper(folder.path());
        let output = command.args(line.split(' ')).output().expect("it runs");
        assert!(output.status.code().is_some_and(|code| code < 2), "{line}: {output:?}");
        for said in [output.stdout, output.stderr] {
            let said = String::from_utf8(said).expect("it prints text");
            let steers = |c: char| c != '\n' && c != '\r' && seamripper_report::steers(c);
            assert_eq!(said.find(steers), None, "{line}: {said:?}");
        }
    }
}

#[test]
fn a_cell_of_a_sweep_is_no_formula_and_a_number_below_0_stays_one() {
    let folder = folder("a.ron", |source| source.replace("damage: \"", "damage: \"=1+"));
    let mut command = seamripper(folder.path());
    let output = command.args(["sweep", "a.ron", "--seeds", "20", "--format", "csv"]).output();
    let said = String::from_utf8(output.expect("it runs").stdout).expect("it prints text");
    assert!(said.contains(",'=1+") && !said.contains(",=1+"), "{said}");
    assert!(said.contains(",-1"), "the fixes take the break away: {said}");
}

#[cfg(unix)]
#[test]
fn a_sweep_that_is_stopped_leaves_what_is_there() {
    use std::process::{Command, Stdio};
    let folder = folder("a.ron", |source| source);
    let path = |name: &str| folder.path().join(name);
    for name in ["s.json", "r.jsonl"] {
        fs::write(path(name), "whole").expect("it can be written");
    }
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("seamripper"));
    command.args("sweep a.ron --seeds 100000000 --save s.json --rows r.jsonl".split(' '));
    command.current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::piped());
    let child = command.spawn().expect("the program runs");
    std::thread::sleep(std::time::Duration::from_millis(400));
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("there is a kill").success());
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{said}");
    for name in ["s.json", "r.jsonl"] {
        assert!(said.contains(&format!("{name} stays as it was")), "{said}");
        assert_eq!(fs::read_to_string(path(name)).expect("it is there"), "whole");
    }
}
