//! Prints how fast everything is, in CPU time of one run of this program, with ratios.
//!
//! `cargo run --release -p seamripper-benches --features peers --bin speed`. Without the feature the
//! other engines are left out.
#![expect(clippy::print_stdout, reason = "a program that prints")]

use cpu_time::ProcessTime;
use seamripper_benches::clock::{ns_per_run, ns_side_by_side};
use seamripper_benches::library::{Volume, judged, volumes};
use seamripper_benches::ours;
#[cfg(not(feature = "peers"))]
use seamripper_benches::storm::Peer;
use seamripper_sim::Replayer;
use std::hint::black_box;
use std::process::Command;
use std::thread;
use std::time::Instant;

/// Seeds of one sweep.
const SEEDS: u64 = 20_000;

fn main() {
    start_up();
    engine();
    storm();
    let volumes = volumes();
    replays(&volumes);
    if let Some(first) = volumes.first() {
        sweeps(first);
    }
}

/// How long the binary takes to its first line of `list`, if a release build of it lies beside this.
fn start_up() {
    let own = std::env::current_exe().ok();
    let Some(binary) = own.map(|own| own.with_file_name("seamripper")).filter(|path| path.exists())
    else {
        println!("start-up was left out: there is no `seamripper` beside this program");
        return;
    };
    let scenarios = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios");
    let list = || {
        let before = cpu_of_children();
        let output = Command::new(&binary).arg("list").current_dir(scenarios).output();
        assert!(output.is_ok_and(|output| output.status.success()), "`list` failed");
        cpu_of_children() - before
    };
    // Ticks of the kernel are coarse: many runs make a mean.
    let runs = 40;
    let ms = (0..runs).map(|_| list()).sum::<f64>() * 1_000.0 / f64::from(runs);
    println!("`seamripper list` takes {ms:.1} ms of CPU time");
}

/// CPU time of the children that have ended, in seconds, as Linux tells it; 0 elsewhere.
fn cpu_of_children() -> f64 {
    let Ok(stat) = std::fs::read_to_string("/proc/self/stat") else { return 0.0 };
    // Behind the name in parentheses: user and system time of children are the 14th and 15th.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: f64 = fields.skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / 100.0
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

/// The storm here and on other engines, side by side.
fn storm() {
    let (tally, events) = ours::storm();
    #[cfg(feature = "peers")]
    let peers = seamripper_benches::peers::PEERS;
    #[cfg(not(feature = "peers"))]
    let peers: &[Peer] = &[];
    for (name, storm) in peers {
        assert_eq!(storm(), tally, "{name} came to another tally");
    }
    let mut own = || _ = black_box(ours::storm());
    let mut others: Vec<_> = peers.iter().map(|(_, storm)| || _ = black_box(storm())).collect();
    let mut workloads: Vec<&mut dyn FnMut()> = vec![&mut own];
    workloads.extend(others.iter_mut().map(|storm| storm as &mut dyn FnMut()));
    let ns = ns_side_by_side(&mut workloads);
    let names = ["seamripper-engine"].into_iter().chain(peers.iter().map(|(name, _)| *name));
    println!("\n{:<28}{:>12}{:>12}{:>10}", "retry storm", "ns/run", "ns/event", "times");
    let row = |name: &str, of: f64| {
        println!("{name:<28}{of:>12.0}{:>12.1}{:>10.1}", of / events as f64, of / ns[0]);
    };
    names.zip(&ns).for_each(|(name, ns)| row(name, *ns));
    #[cfg(feature = "peers")]
    match seamripper_benches::peers::simpy_ns_per_storm() {
        Ok((ns, other)) => {
            assert_eq!(other, tally, "SimPy came to another tally");
            row("SimPy", ns);
        }
        Err(why) => println!("SimPy was left out: {why}"),
    }
    println!("each came to {tally:?}");
}

fn replays(volumes: &[Volume]) {
    let head =
        ["events", "records", "us signed", "us unsigned", "us judged", "judged/s", "us compile"];
    println!("\n{:<28}{}", "replay", head.map(|name| format!("{name:>13}")).concat());
    for volume in volumes {
        let Volume { name, source, plan, arm } = volume;
        let trace = seamripper_sim::run_unsigned(plan, arm, plan.seed);
        let us = |ns: f64| ns / 1_000.0;
        let signed = us(ns_per_run(|| seamripper_sim::run(plan, arm, plan.seed)));
        let unsigned = us(ns_per_run(|| seamripper_sim::run_unsigned(plan, arm, plan.seed)));
        // Other seeds each time, as in a sweep.
        let (replayer, mut seed) = (Replayer::new(plan), plan.seed);
        let judged = us(ns_per_run(|| {
            seed += 1;
            judged(volume, &replayer, seed)
        }));
        let compile = us(ns_per_run(|| seamripper_scenario::compile(source)));
        println!(
            "{name:<28}{:>13}{:>13}{signed:>13.1}{unsigned:>13.1}{judged:>13.1}{:>13.0}{compile:>13.1}",
            trace.events,
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
    let replayer = Replayer::new(&volume.plan);
    let judged = seeds.map(|seed| judged(volume, &replayer, seed));
    judged.filter(|card| card.is_broken()).count() as u64
}
