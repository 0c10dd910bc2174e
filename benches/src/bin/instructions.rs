//! Runs one workload a number of times, to have its instructions counted from outside.
//!
//! `instructions WORKLOAD TIMES`; without arguments it lists the workloads. `benches/count-instructions`
//! runs this under valgrind and compares with `benches/instructions.txt`.

use seamripper_benches::library::{judged, named, names};
use seamripper_benches::ours;
use seamripper_sim::Replayer;
use std::hint::black_box;
use std::process::ExitCode;

/// Seeds are taken in turn from the first ones: replays differ, runs of this program do not.
const SEEDS: u32 = 4;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (name, times) = (arguments.next(), arguments.next().and_then(|times| times.parse().ok()));
    let (Some(name), Some(times)) = (name, times) else {
        list();
        return ExitCode::SUCCESS;
    };
    let Some(run) = workload(&name) else {
        complain(&name);
        return ExitCode::from(2);
    };
    (0..times).for_each(run);
    ExitCode::SUCCESS
}

/// Makes a workload ready; none if there is none of that name.
fn workload(name: &str) -> Option<Box<dyn FnMut(u32)>> {
    if let Some(name) = name.strip_prefix("judged ") {
        let volume = named(name)?;
        let replayer = Replayer::new(&volume.plan);
        return Some(Box::new(move |time| {
            drop(black_box(judged(&volume, &replayer, u64::from(time % SEEDS) + 1)));
        }));
    }
    if let Some(name) = name.strip_prefix("compile ") {
        let source = named(name)?.source;
        return Some(Box::new(move |_| drop(black_box(seamripper_scenario::compile(&source)))));
    }
    if let Some(depth) = name.strip_prefix("timers ") {
        let depth = depth.parse().ok()?;
        return Some(Box::new(move |_| _ = black_box(ours::timers(depth))));
    }
    match name {
        "storm" => Some(Box::new(|_| _ = black_box(ours::storm()))),
        "agents" => Some(Box::new(|_| _ = black_box(ours::agents()))),
        _ => None,
    }
}

#[expect(clippy::print_stdout, reason = "a program that prints")]
fn list() {
    for name in ["storm", "agents", "timers 1", "timers 32", "timers 1000"] {
        println!("{name}");
    }
    for name in names() {
        println!("judged {name}\ncompile {name}");
    }
}

#[expect(clippy::print_stderr, reason = "a program that prints")]
fn complain(name: &str) {
    eprintln!("no workload {name:?}; without arguments they are listed");
}
