//! Runs one workload a number of times, to have its instructions counted from outside.
//!
//! `instructions WORKLOAD TIMES`; without arguments it lists the workloads. `benches/instructions`
//! runs this under valgrind and compares with `benches/instructions.txt`.

use seamripper_benches::library::{Volume, volumes};
use seamripper_benches::ours;
use std::hint::black_box;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (name, times) = (arguments.next(), arguments.next().and_then(|times| times.parse().ok()));
    let volumes = volumes();
    let (Some(name), Some(times)) = (name, times) else {
        list(&volumes);
        return ExitCode::SUCCESS;
    };
    if run(&name, times, &volumes) {
        return ExitCode::SUCCESS;
    }
    complain(&name);
    ExitCode::from(2)
}

/// Runs a workload; false if there is none of that name.
fn run(name: &str, times: u32, volumes: &[Volume]) -> bool {
    let volume = |prefix: &str| {
        let name = name.strip_prefix(prefix)?;
        volumes.iter().find(|volume| volume.name == name)
    };
    if let Some(volume) = volume("judged ") {
        (0..times).for_each(|seed| {
            let trace =
                seamripper_sim::run_unsigned(&volume.plan, &volume.arm, u64::from(seed % 4) + 1);
            black_box(seamripper_score::judge(&volume.plan, &volume.arm, &trace));
        });
    } else if let Some(volume) = volume("compile ") {
        (0..times).for_each(|_| drop(black_box(seamripper_scenario::compile(&volume.source))));
    } else if name == "storm" {
        for _ in 0..times {
            black_box(ours::storm());
        }
    } else if name == "agents" {
        for _ in 0..times {
            black_box(ours::agents());
        }
    } else if let Some(depth) = name.strip_prefix("timers ").and_then(|depth| depth.parse().ok()) {
        for _ in 0..times {
            black_box(ours::timers(depth));
        }
    } else {
        return false;
    }
    true
}

#[expect(clippy::print_stdout, reason = "a program that prints")]
fn list(volumes: &[Volume]) {
    for name in ["storm", "agents", "timers 1", "timers 32", "timers 1000"] {
        println!("{name}");
    }
    for volume in volumes {
        println!("judged {}\ncompile {}", volume.name, volume.name);
    }
}

#[expect(clippy::print_stderr, reason = "a program that prints")]
fn complain(name: &str) {
    eprintln!("no workload {name:?}; without arguments they are listed");
}
