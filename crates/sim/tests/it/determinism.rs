//! The same plan, arm and seed give the same trace: run twice, on several threads at once, and in
//! whatever order.

use crate::library::{arm, arm_names, library};
use seamripper_engine::Fingerprint;
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Arm;
use seamripper_sim::trace::{Trace, write_line};
use std::sync::Arc;

/// An arm to replay, and the name by which a failure tells of it.
struct Job {
    name: String,
    plan: Arc<Plan>,
    arm: Arm,
}

fn jobs() -> Vec<Job> {
    let volumes = library();
    let jobs = volumes.iter().flat_map(|volume| {
        let plan = volume.plan.clone();
        arm_names(&plan).into_iter().map(move |name| Job {
            arm: arm(&plan, &name),
            name: format!("{}: {name}", volume.name),
            plan: plan.clone(),
        })
    });
    jobs.collect()
}

fn run(job: &Job) -> Trace {
    seamripper_sim::run(&job.plan, &job.arm, job.plan.seed)
}

/// Hashes the lines of a trace anew.
fn fingerprint(plan: &Plan, trace: &Trace) -> String {
    let mut hash = Fingerprint::new();
    let mut line = Vec::new();
    for record in &trace.records {
        line.clear();
        write_line(record, &plan.symbols, &mut line);
        hash.write(&line);
    }
    hash.to_string()
}

#[test]
fn every_arm_of_the_library_gives_the_same_trace_on_any_thread_and_in_any_order() {
    let jobs = jobs();
    let first: Vec<Trace> = jobs.iter().map(run).collect();
    for (job, trace) in jobs.iter().zip(&first) {
        let hash = fingerprint(&job.plan, trace);
        assert_eq!(trace.fingerprint, hash, "the hash of the lines of {}", job.name);
    }
    // Four threads go through the same jobs, each from another place and one of them backwards: any
    // arm runs beside and after any other.
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (jobs, first) = (&jobs, &first);
            scope.spawn(move || {
                for step in 0..jobs.len().div_ceil(2) {
                    let turn = (step * 2 + thread) % jobs.len();
                    let at = if thread == 3 { jobs.len() - 1 - turn } else { turn };
                    let again = run(&jobs[at]);
                    assert_eq!(again.fingerprint, first[at].fingerprint, "{}", jobs[at].name);
                    assert!(again == first[at], "{} gives other records", jobs[at].name);
                }
            });
        }
    });
}

#[test]
fn another_seed_gives_another_trace() {
    for volume in library() {
        let arm = arm(&volume.plan, "deployed");
        let first = seamripper_sim::run(&volume.plan, &arm, 1);
        let second = seamripper_sim::run(&volume.plan, &arm, 2);
        assert_ne!(first.fingerprint, second.fingerprint, "{}", volume.name);
    }
}

#[test]
fn records_are_numbered_in_order_and_follow_their_causes() {
    for job in jobs() {
        let trace = run(&job);
        let mut before_ns = 0;
        for (place, record) in (0..).zip(&trace.records) {
            assert_eq!(record.seq, place, "{}", job.name);
            assert!(record.at_ns >= before_ns, "{} goes back in time", job.name);
            assert!(record.cause.is_none_or(|cause| cause < record.seq), "{}", job.name);
            before_ns = record.at_ns;
        }
        assert!(trace.virtual_time_ns >= before_ns, "{}", job.name);
    }
}
