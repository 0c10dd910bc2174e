//! Prints how fast everything is, in CPU time of one run of this program, with ratios.
//!
//! `cargo run --release -p seamripper-benches --features peers --bin speed`. Without the feature the
//! other engines are left out.
#![expect(clippy::print_stdout, reason = "a program that prints")]

use cpu_time::ProcessTime;
use seamripper_benches::clock::ns_per_run;
use seamripper_benches::library::{Volume, volumes};
use seamripper_benches::ours;
use std::thread;
use std::time::Instant;

/// Seeds of one sweep.
const SEEDS: u64 = 20_000;

fn main() {
    engine();
    storm();
    let volumes = volumes();
    replays(&volumes);
    if let Some(first) = volumes.first() {
        sweeps(first);
    }
}

fn engine() {
    println!("\n{:<28}{:>12}{:>12}", "engine", "events", "ns/event");
    type Workload = (&'static str, fn() -> u64);
    let workloads: [Workload; 5] = [
        ("timers, 1 pending", || ours::timers(1)),
        ("timers, 32 pending", || ours::timers(32)),
        ("timers, 1000 pending", || ours::timers(1000)),
        ("retry storm", || ours::storm().1),
        ("agents", ours::agents),
    ];
    for (name, run) in workloads {
        let events = run();
        println!("{name:<28}{events:>12}{:>12.1}", ns_per_run(run) / events as f64);
    }
}

fn storm() {
    let (tally, events) = ours::storm();
    let own = ns_per_run(ours::storm);
    println!("\n{:<28}{:>12}{:>12}{:>10}", "retry storm", "ns/run", "ns/event", "times");
    let row = |name: &str, ns: f64| {
        println!("{name:<28}{ns:>12.0}{:>12.1}{:>10.1}", ns / events as f64, ns / own);
    };
    row("seamripper-engine", own);
    #[cfg(feature = "peers")]
    {
        use seamripper_benches::peers;
        for (name, storm) in peers::PEERS {
            assert_eq!(storm(), tally, "{name} came to another tally");
            row(name, ns_per_run(storm));
        }
        match peers::simpy_ns_per_storm() {
            Ok((ns, other)) => {
                assert_eq!(other, tally, "SimPy came to another tally");
                row("SimPy", ns);
            }
            Err(why) => println!("SimPy was left out: {why}"),
        }
    }
    println!("each came to {tally:?}");
}

fn replays(volumes: &[Volume]) {
    let head = ["records", "us signed", "us unsigned", "us judged", "judged/s", "us compile"];
    println!("\n{:<28}{}", "replay", head.map(|name| format!("{name:>13}")).concat());
    for Volume { name, source, plan, arm } in volumes {
        let trace = seamripper_sim::run_unsigned(plan, arm, plan.seed);
        let us = |ns: f64| ns / 1_000.0;
        let signed = us(ns_per_run(|| seamripper_sim::run(plan, arm, plan.seed)));
        let unsigned = us(ns_per_run(|| seamripper_sim::run_unsigned(plan, arm, plan.seed)));
        let judged = us(ns_per_run(|| {
            let trace = seamripper_sim::run_unsigned(plan, arm, plan.seed);
            seamripper_score::judge(plan, arm, &trace)
        }));
        let compile = us(ns_per_run(|| seamripper_scenario::compile(source)));
        println!(
            "{name:<28}{:>13}{signed:>13.1}{unsigned:>13.1}{judged:>13.1}{:>13.0}{compile:>13.1}",
            trace.records.len(),
            1_000_000.0 / judged,
        );
    }
}

fn sweeps(volume: &Volume) {
    let seeds = std::env::args().nth(1).and_then(|seeds| seeds.parse().ok()).unwrap_or(SEEDS);
    println!("\nsweep of {seeds} seeds of {}, wall clock", volume.name);
    let (one, cpu_of_one) = sweep(volume, seeds, 1);
    let (two, cpu_of_two) = sweep(volume, seeds, 2);
    println!("1 thread {one:.2} s, 2 threads {two:.2} s: {:.2} times the speed", one / two);
    println!(
        "CPU time of both {cpu_of_one:.2} s and {cpu_of_two:.2} s: what threads cost each other"
    );
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        println!("peak memory{}", peak.unwrap_or(" unknown"));
    }
}

/// Judges many seeds of an arm; returns the time that it took and the CPU time, in seconds.
fn sweep(volume: &Volume, seeds: u64, threads: u64) -> (f64, f64) {
    let (start, cpu) = (Instant::now(), ProcessTime::now());
    let broken: u64 = thread::scope(|scope| {
        let part = |thread| move || broken(volume, (thread..seeds).step_by(threads as usize));
        let parts: Vec<_> = (0..threads).map(|thread| scope.spawn(part(thread))).collect();
        parts.into_iter().map(|part| part.join().expect("a sweep does not panic")).sum()
    });
    assert!(broken <= seeds);
    (start.elapsed().as_secs_f64(), cpu.elapsed().as_secs_f64())
}

fn broken(volume: &Volume, seeds: impl Iterator<Item = u64>) -> u64 {
    let judged = seeds.map(|seed| {
        let trace = seamripper_sim::run_unsigned(&volume.plan, &volume.arm, seed);
        seamripper_score::judge(&volume.plan, &volume.arm, &trace)
    });
    judged.filter(|card| card.is_broken()).count() as u64
}
