//! CPU time of one run, so that what else the machine does counts as little as can be.

use cpu_time::ProcessTime;

/// How long one round lasts at least, in nanoseconds of CPU time.
const ROUND_NS: u128 = 60_000_000;

/// How many rounds there are; the least counts.
const ROUNDS: u32 = 9;

/// Measures the CPU time of one `run`, in nanoseconds: the least mean of several rounds.
pub fn ns_per_run<T>(mut run: impl FnMut() -> T) -> f64 {
    let mut run = || drop(std::hint::black_box(run()));
    ns_side_by_side(&mut [&mut run])[0]
}

/// Measures the CPU time of one run of each, in nanoseconds: the least mean of several rounds. Each
/// round has all of them, one after the other: a machine that is slow for a while is so for all.
pub fn ns_side_by_side(workloads: &mut [&mut dyn FnMut()]) -> Vec<f64> {
    let counts: Vec<u32> = workloads.iter_mut().map(|run| runs_in_a_round(*run)).collect();
    let mut least = vec![f64::INFINITY; counts.len()];
    for _ in 0..ROUNDS {
        for ((run, count), least) in workloads.iter_mut().zip(&counts).zip(&mut least) {
            *least = least.min(ns_of(*run, *count) as f64 / f64::from(*count));
        }
    }
    least
}

/// Counts how many runs fill a round.
fn runs_in_a_round(run: &mut dyn FnMut()) -> u32 {
    let mut runs = 1;
    while ns_of(run, runs) < ROUND_NS {
        runs *= 2;
    }
    runs
}

/// Measures the CPU time of so many runs.
fn ns_of(run: &mut dyn FnMut(), runs: u32) -> u128 {
    let start = ProcessTime::now();
    (0..runs).for_each(|_| run());
    start.elapsed().as_nanos()
}
