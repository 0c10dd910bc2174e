//! Whole replays of every scenario in the repository, on its canonical seed: compiling the file,
//! running it with and without a fingerprint, running and judging it, and a sweep of a few seeds.

use criterion::{Criterion, criterion_group, criterion_main};
use seamripper_benches::library::{Volume, volumes};
use seamripper_sim::{run, run_unsigned};
use std::thread;

/// Seeds of one sweep.
const SEEDS: u64 = 64;

fn replays(criterion: &mut Criterion) {
    for Volume { name, source, plan, arm } in volumes() {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        let judged = |seed| {
            let trace = run_unsigned(&plan, &arm, seed);
            seamripper_score::judge(&plan, &arm, &trace)
        };
        group.bench_function("compile", |bencher| {
            bencher.iter(|| seamripper_scenario::compile(&source));
        });
        group.bench_function("run", |bencher| bencher.iter(|| run(&plan, &arm, plan.seed)));
        group.bench_function("run unsigned", |bencher| {
            bencher.iter(|| run_unsigned(&plan, &arm, plan.seed));
        });
        group.bench_function("run and judge", |bencher| bencher.iter(|| judged(plan.seed)));
        for threads in [1, 2] {
            group.bench_function(format!("sweep, {threads} threads"), |bencher| {
                bencher.iter(|| {
                    thread::scope(|scope| {
                        for first in 0..threads {
                            let seeds = (first..SEEDS).step_by(threads as usize);
                            scope.spawn(|| seeds.for_each(|seed| drop(judged(seed))));
                        }
                    });
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, replays);
criterion_main!(benches);
