//! Whole replays of every scenario in the repository: compiling the file, making an arm, running it,
//! and running and judging it. One number per scenario, on its canonical seed.

use criterion::{Criterion, criterion_group, criterion_main};
use seamripper_scenario::{Plan, compile};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let entries = std::fs::read_dir(folder).expect("the scenarios are there");
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "ron"));
    paths.sort();
    paths
}

fn replays(criterion: &mut Criterion) {
    for path in scenarios() {
        let name =
            path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        #[expect(clippy::disallowed_methods, reason = "benchmarks read their input from files")]
        let source = std::fs::read_to_string(&path).unwrap_or_default();
        let Ok(plan) = compile(&source) else { panic!("{name} does not compile") };
        let plan: Arc<Plan> = Arc::new(plan);
        let arm = plan.choice("deployed").and_then(|choice| plan.arm(&choice));
        let Ok(arm) = arm else { panic!("{name} has no deployed arm") };
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        group.bench_function("compile", |bencher| bencher.iter(|| compile(&source)));
        group.bench_function("run", |bencher| {
            bencher.iter(|| seamripper_sim::run(&plan, &arm, plan.seed));
        });
        group.bench_function("run and judge", |bencher| {
            bencher.iter(|| {
                let trace = seamripper_sim::run(&plan, &arm, plan.seed);
                seamripper_score::judge(&plan, &arm, &trace)
            });
        });
        group.finish();
    }
}

criterion_group!(benches, replays);
criterion_main!(benches);
