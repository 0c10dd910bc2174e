//! How fast the engine is: timers at three depths, a retry storm of small runs, agents with tools.
//!
//! Throughput is in events, so the time per element is the cost of one event.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use seamripper_benches::ours::{agents, storm, timers};
use seamripper_benches::storm::SECOND;
use seamripper_engine::{Draws, Ratio, Stream, StreamKey};

fn engine(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("timers");
    for depth in [1, 32, 1000] {
        group.throughput(Throughput::Elements(timers(depth)));
        group.bench_function(BenchmarkId::from_parameter(depth), |bencher| {
            bencher.iter(|| timers(black_box(depth)));
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("retry storm");
    group.throughput(Throughput::Elements(storm().1));
    group.bench_function("run", |bencher| bencher.iter(storm));
    group.finish();

    let mut group = criterion.benchmark_group("agents");
    group.throughput(Throughput::Elements(agents()));
    group.bench_function("run", |bencher| bencher.iter(agents));
    group.finish();
}

fn draws(criterion: &mut Criterion) {
    let draws = Draws::new(1);
    let stream = |entity| draws.stream(StreamKey { component: 1, purpose: 2, entity });
    let mut group = criterion.benchmark_group("draws");
    group.bench_function("new stream, first draw", |bencher| {
        let mut entity = 0;
        bencher.iter(|| {
            entity += 1;
            stream(entity).next_u64()
        });
    });
    let third = Ratio::new(1, 3).expect("a third is a probability");
    let mut sample = |name: &str, draw: &dyn Fn(&mut Stream) -> u64| {
        let mut stream = stream(0);
        group.bench_function(name, |bencher| bencher.iter(|| draw(&mut stream)));
    };
    sample("chance", &|stream| u64::from(stream.chance(third)));
    sample("exponential", &|stream| stream.exponential(SECOND));
    sample("lognormal", &|stream| stream.lognormal(SECOND, 0.5));
    group.finish();
}

criterion_group!(benches, engine, draws);
criterion_main!(benches);
