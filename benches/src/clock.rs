//! CPU time of one run, so that what else the machine does counts as little as can be.

use cpu_time::ProcessTime;

/// How long one round lasts at least, in nanoseconds of CPU time.
const ROUND_NS: u128 = 60_000_000;

/// How many rounds there are; the least counts.
const ROUNDS: u32 = 9;

/// Measures the CPU time of one `run`, in nanoseconds: the least mean of several rounds.
pub fn ns_per_run<T>(mut run: impl FnMut() -> T) -> f64 {
    let runs = runs_in_a_round(&mut run);
    let round = |_| {
        let start = ProcessTime::now();
        for _ in 0..runs {
            std::hint::black_box(run());
        }
        start.elapsed().as_nanos() as f64 / f64::from(runs)
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

/// Counts how many runs fill a round.
fn runs_in_a_round<T>(run: &mut impl FnMut() -> T) -> u32 {
    let mut runs = 1;
    loop {
        let start = ProcessTime::now();
        for _ in 0..runs {
            std::hint::black_box(run());
        }
        if start.elapsed().as_nanos() >= ROUND_NS {
            return runs;
        }
        runs *= 2;
    }
}
