//! The program from outside: what it prints, what it writes, and how it ends.

mod check;
mod diff;
mod ends;
mod export;
mod exposure;
mod fingerprints;
mod forged;
mod gate;
mod gate_outputs;
mod gate_watch;
mod hostile;
mod new;
mod policy;
mod replay;
mod report;
mod robust;
mod shrink;
mod spoilt_files;
mod steering;
mod studies;
mod supply;

use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

/// The scenario of these tests: the one that `new` writes.
const STARTER: &str = include_str!("../../templates/starter.ron");

/// Makes the program ready to run in a folder, away from the settings of whoever runs the tests.
fn seamripper(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("seamripper").expect("the program is built");
    command.current_dir(folder).env_remove("NO_COLOR").env_remove("SEAMRIPPER_LOG");
    command
}

/// Makes a folder with the starter scenario in it, edited.
fn folder(name: &str, edit: impl Fn(String) -> String) -> TempDir {
    let folder = TempDir::new().expect("a folder can be made");
    let source = edit(STARTER.replace("YOUR-ID", "sample"));
    std::fs::write(folder.path().join(name), source).expect("a file can be written");
    folder
}

/// Runs the program and returns its exit code, standard output and standard error.
fn run(folder: &TempDir, arguments: &[&str]) -> (i32, String, String) {
    let output = seamripper(folder.path()).args(arguments).output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("the program prints UTF-8");
    let code = output.status.code().expect("the program ends by itself");
    (code, text(output.stdout), text(output.stderr))
}
