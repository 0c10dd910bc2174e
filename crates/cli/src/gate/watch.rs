//! `gate --watch`: the gate again whenever a text that it depends on has changed, until Ctrl-C.
//!
//! What the system tells only wakes it up; whether anything changed is seen by reading the files
//! again. A file that is broken for a moment is shown with its mistakes, and waited for.

use super::{Arguments, Inputs, once};
use crate::exit::{Failure, STOPPED};
use crate::library;
use crate::many::Crew;
use crate::screen::Screen;
use notify::{RecursiveMode, Watcher};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How soon the wish to end is noticed.
const LOOK: Duration = Duration::from_millis(100);

/// How long files must rest before they are read: editors write in several steps.
const REST: Duration = Duration::from_millis(200);

/// How long it waits for files that do not rest.
const LONGEST: Duration = Duration::from_secs(2);

/// Gates again and again.
pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Result<u8, Failure> {
    // What is wrong with the first names is most likely a mistake in the command.
    let mut inputs = Inputs::read(arguments);
    if let Err(failure) = inputs {
        return Err(failure);
    }
    let crew = Crew::new(&arguments.many)?;
    let (sender, changes) = channel();
    let told = move |event: notify::Result<notify::Event>| {
        // Reading a file is no change, and reading is what follows a change.
        if !event.is_ok_and(|event| event.kind.is_access()) {
            let _ = sender.send(());
        }
    };
    let mut watcher = notify::recommended_watcher(told).map_err(cannot_watch)?;
    watch_all(arguments, &mut watcher)?;
    let (mut last, mut complaint) = (None, None);
    loop {
        match inputs {
            Ok(inputs) if last.as_ref() == Some(&inputs) && complaint.is_none() => {}
            Ok(inputs) => {
                match once(arguments, &inputs, &crew, screen) {
                    Err(failure) if failure.code == STOPPED => return Err(failure),
                    Err(failure) => drop(screen.fail(&failure)),
                    Ok(_) => {}
                }
                screen.note("watching for changes; Ctrl-C ends it\n");
                (last, complaint) = (Some(inputs), None);
            }
            Err(failure) => {
                if complaint.as_ref() != Some(&failure.message) {
                    screen.fail(&failure);
                }
                complaint = Some(failure.message);
            }
        }
        if !changed(&changes, &crew)? {
            return Ok(STOPPED);
        }
        inputs = Inputs::read(arguments);
    }
}

/// Waits for a change, and for the end of it; false if somebody asked for an end.
fn changed(changes: &Receiver<()>, crew: &Crew) -> Result<bool, Failure> {
    loop {
        if crew.is_stopped() {
            return Ok(false);
        }
        match changes.recv_timeout(LOOK) {
            Ok(()) => break,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Failure::new("the system tells of no more changes"));
            }
        }
    }
    let since = Instant::now();
    while since.elapsed() < LONGEST && changes.recv_timeout(REST).is_ok() {}
    Ok(!crew.is_stopped())
}

/// Watches the folders of all files: a file that an editor replaces is another one of the same name.
fn watch_all(arguments: &Arguments, watcher: &mut impl Watcher) -> Result<(), Failure> {
    let files = [&arguments.policy].into_iter().chain(&arguments.library);
    let files = files.filter(|wanted| library::is_path(wanted)).map(Path::new);
    let mut is_any = false;
    for path in files.chain(arguments.baseline.as_deref()) {
        is_any = true;
        let (folder, mode) = match path.is_dir() {
            true => (path, RecursiveMode::Recursive),
            false => (path.parent().unwrap_or(path), RecursiveMode::NonRecursive),
        };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        watcher.watch(folder, mode).map_err(cannot_watch)?;
    }
    if !is_any {
        let message = "there is nothing to watch: all of it is in the program";
        return Err(Failure::new(message).help("give a policy file by its path"));
    }
    Ok(())
}

fn cannot_watch(error: notify::Error) -> Failure {
    Failure::new(format!("cannot watch for changes: {error}"))
}
