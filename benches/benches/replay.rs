//! Whole replays of every scenario in the repository, on its canonical seed: compiling the file,
//! running it with and without a fingerprint, running and judging it, and a sweep of a few seeds.

use criterion::{Criterion, criterion_group, criterion_main};
use seamripper_benches::library::{Volume, judged, volumes};
use seamripper_sim::{Replayer, run, run_unsigned};
use std::thread;

/// Seeds of one sweep.
const SEEDS: u64 = 64;

fn replays(criterion: &mut Criterion) {
    for volume in volumes() {
        let Volume { name, source, plan, arm } = &volume;
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        let replayer = Replayer::new(plan);
        group.bench_function("compile", |bencher| {
            bencher.iter(|| seamripper_scenario::compile(source));
        });
        group.bench_function("run", |bencher| bencher.iter(|| run(plan, arm, plan.seed)));
        group.bench_function("run unsigned", |bencher| {
            bencher.iter(|| run_unsigned(plan, arm, plan.seed));
        });
        group.bench_function("run and judge", |bencher| {
            bencher.iter(|| judged(&volume, &replayer, plan.seed));
        });
        for threads in [1, 2] {
            group.bench_function(format!("sweep, {threads} threads"), |bencher| {
                bencher.iter(|| {
                    thread::scope(|scope| {
                        for first in 0..threads {
                            let seeds = (first..SEEDS).step_by(threads as usize);
                            scope.spawn(|| sweep(&volume, seeds));
                        }
                    });
                });
            });
        }
        group.finish();
    }
}

fn sweep(volume: &Volume, seeds: impl Iterator<Item = u64>) {
    let replayer = Replayer::new(&volume.plan);
    seeds.for_each(|seed| drop(judged(volume, &replayer, seed)));
}

criterion_group!(benches, replays);
criterion_main!(benches);
