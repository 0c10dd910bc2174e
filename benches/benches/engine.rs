//! How fast the engine is: timers at three depths, and a retry storm of small runs.
//!
//! Throughput is in events, so the time per element is the cost of one event.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use seamripper_engine::{Draws, Engine, Handle, Limits, Ratio, Stop, Stream, StreamKey};

const SECOND: u64 = 1_000_000_000;

const LIMITS: Limits = Limits { events: 1_000_000, virtual_time_ns: u64::MAX, tasks: 10_000 };

/// Steps a small generator, so that the benches measure the engine and not the draws.
fn step(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

/// Keeps `depth` timers pending, for about 20,000 events.
fn timers(depth: u64) -> Engine {
    let mut engine = Engine::new(LIMITS);
    for task in 0..depth {
        let handle = engine.handle();
        let mut state = task;
        engine.handle().spawn(async move {
            for _ in 0..20_000 / depth {
                handle.sleep(1 + step(&mut state) % 1_000_000).await;
            }
        });
    }
    assert_eq!(engine.run(), Stop::Idle);
    engine
}

/// Calls an upstream until it answers within 30 s; one that is late runs on all the same.
async fn client(handle: Handle, mut state: u64) {
    handle.sleep(step(&mut state) % (10 * SECOND)).await;
    for _attempt in 0..23 {
        let latency = 20 * SECOND + step(&mut state) % (25 * SECOND);
        let timer = handle.sleep(latency);
        let upstream = handle.spawn(timer);
        if handle.timeout(30 * SECOND, upstream).await.is_err() {
            handle.sleep(SECOND).await;
        }
    }
}

/// Runs five clients that retry against a slow upstream.
fn storm() -> Engine {
    let mut engine = Engine::new(LIMITS);
    for number in 0..5 {
        engine.handle().spawn(client(engine.handle(), number));
    }
    assert_eq!(engine.run(), Stop::Idle);
    engine
}

fn engine(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("timers");
    for depth in [1, 32, 1000] {
        group.throughput(Throughput::Elements(timers(depth).events()));
        group.bench_function(BenchmarkId::from_parameter(depth), |bencher| {
            bencher.iter(|| timers(black_box(depth)));
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("retry storm");
    group.throughput(Throughput::Elements(storm().events()));
    group.bench_function("run", |bencher| bencher.iter(storm));
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
