//! Does a million small runs and prints the peak of resident memory, early on and at the end.
//!
//! Tasks, channels and handles refer to each other in circles here; the two figures agree as long as
//! the end of a run breaks them all.

use std::error::Error;

use seamripper_engine::{Engine, Handle, Limits, queue};

const RUNS: u64 = 1_000_000;

/// Starts a client whose upstream outlives the run, and a reader that waits for ever.
fn populate(handle: &Handle) {
    let (sender, mut receiver) = queue();
    let client = handle.clone();
    handle.spawn(async move {
        loop {
            let upstream = client.spawn(client.sleep(45));
            let answer = client.timeout(30, upstream).await;
            let _ = sender.send((answer.is_ok(), client.clone()));
        }
    });
    handle.spawn(async move { while receiver.recv().await.is_some() {} });
}

/// Reads the peak of resident memory, in KiB.
fn peak_kib() -> Result<u64, Box<dyn Error>> {
    #[expect(clippy::disallowed_methods, reason = "an example measures its own process")]
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let figure = line.and_then(|line| line.split_whitespace().next());
    Ok(figure.ok_or("no VmHWM in the status of the process")?.parse()?)
}

#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn main() -> Result<(), Box<dyn Error>> {
    for run in 1..=RUNS {
        let limits = Limits { events: 40, virtual_time_ns: 200, tasks: 100 };
        let mut engine = Engine::new(limits);
        populate(&engine.handle());
        engine.run();
        if run == RUNS / 10 || run == RUNS {
            println!("{run} runs: peak of {} KiB", peak_kib()?);
        }
    }
    Ok(())
}
