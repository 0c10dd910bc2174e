//! `gate --watch`: again on every change, through files that are broken for a moment, until Ctrl-C.

use crate::gate::spoilt;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("seamripper"))
            .args(["gate", "--policy", "p.ron", "a.ron", "--seeds", "2", "--watch"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let (sender, lines) = channel();
        let out: Box<dyn std::io::Read + Send> =
            Box::new(child.stdout.take().expect("it is piped"));
        let err: Box<dyn std::io::Read + Send> =
            Box::new(child.stderr.take().expect("it is piped"));
        for stream in [out, err] {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        Watching { child, lines }
    }

    /// Waits for a line that has this in it.
    fn until(&self, wanted: &str) {
        let mut seen = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(60)) {
            if line.contains(wanted) {
                return;
            }
            seen.push(line);
        }
        panic!("`{wanted}` did not come: {seen:#?}");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_runs_again_on_a_change_survives_a_broken_file_and_ends_with_130() {
    let folder = spoilt("validation: Strict,", "validation: Off,");
    let path = folder.path().join("p.ron");
    let good = fs::read_to_string(&path).expect("it is there");
    let mut watching = Watching::start(folder.path());
    watching.until("Passed. 1 of 1 survived.");
    fs::write(&path, good.replace("PerIntent", "PerIntnet")).expect("it can be written");
    watching.until("did you mean `PerIntent`?");
    fs::write(&path, good.replace("PerIntent", "PerAttempt")).expect("it can be written");
    watching.until("Failed. 0 of 1 survived");
    fs::remove_file(&path).expect("it is there");
    watching.until("cannot read p.ron");
    fs::write(&path, &good).expect("it can be written");
    watching.until("Passed. 1 of 1 survived.");
    let id = watching.child.id().to_string();
    let _ = Command::new("kill").args(["-INT", &id]).status();
    assert_eq!(watching.child.wait().expect("it ends").code(), Some(130));
}
