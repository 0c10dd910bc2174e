//! A fork keeps what was before its moment, and only what comes after it may differ.

use crate::library::{Volume, library};
use seamripper_scenario::Choice;
use seamripper_scenario::plan::{Arm, ServiceKind};
use seamripper_sim::{Fork, Trace, run, run_forked, run_unsigned};
use std::sync::LazyLock;

static LIBRARY: LazyLock<Vec<Volume>> = LazyLock::new(library);

fn arm(volume: &Volume, name: &str) -> Arm {
    let choice = volume.plan.choice(name).expect("the arm is known");
    volume.plan.arm(&choice).expect("fixes go together")
}

/// What stores hold at the start.
fn stores(arm: &Arm) -> Vec<&ServiceKind> {
    let kinds = arm.stage.world.services.iter().map(|service| &service.kind);
    kinds.filter(|kind| matches!(kind, ServiceKind::Store(_))).collect()
}

/// Moments of a trace: its start, some between, and one after its end.
fn moments(trace: &Trace) -> Vec<u64> {
    let times: Vec<u64> = trace.records.iter().map(|record| record.at_ns).collect();
    let mut moments: Vec<u64> = (0..5).map(|part| times[part * (times.len() - 1) / 4]).collect();
    moments.push(times[times.len() - 1] + 1);
    moments
}

fn before(trace: &Trace, at_ns: u64) -> Vec<String> {
    let earlier = trace.records.iter().filter(|record| record.at_ns < at_ns);
    earlier.map(|record| format!("{record:?}")).collect()
}

#[test]
fn what_came_before_the_fork_stands() {
    for volume in LIBRARY.iter() {
        let (deployed, resolved) = (arm(volume, "deployed"), arm(volume, "resolved"));
        let whole = run(&volume.plan, &deployed, volume.plan.seed);
        for at_ns in moments(&whole) {
            for (redrawn, switched) in
                [(Some(7), None), (None, Some(&resolved)), (Some(8), Some(&resolved))]
            {
                let fork = Fork { at_ns, redrawn, switched };
                let forked = run_forked(&volume.plan, &deployed, volume.plan.seed, &fork);
                assert_eq!(before(&whole, at_ns), before(&forked, at_ns), "{}", volume.name);
            }
        }
    }
}

#[test]
fn a_fork_at_the_start_is_a_replay_under_the_other_seed_or_in_the_other_arm() {
    for volume in LIBRARY.iter() {
        let (deployed, resolved) = (arm(volume, "deployed"), arm(volume, "resolved"));
        let redrawn = Fork { at_ns: 0, redrawn: Some(11), switched: None };
        let forked = run_forked(&volume.plan, &deployed, 3, &redrawn);
        assert_eq!(run(&volume.plan, &deployed, 11).records, forked.records, "{}", volume.name);
        if stores(&deployed) != stores(&resolved) {
            // What a store holds stays: a fix of what it begins with comes too late.
            continue;
        }
        let switched = Fork { at_ns: 0, redrawn: None, switched: Some(&resolved) };
        let forked = run_forked(&volume.plan, &deployed, 3, &switched);
        assert_eq!(run(&volume.plan, &resolved, 3).records, forked.records, "{}", volume.name);
    }
}

#[test]
fn a_fork_after_the_end_changes_nothing() {
    for volume in LIBRARY.iter() {
        let deployed = arm(volume, "deployed");
        let whole = run_unsigned(&volume.plan, &deployed, 5);
        let at_ns = whole.virtual_time_ns + 1;
        let fork = Fork { at_ns, redrawn: Some(6), switched: None };
        assert!(whole == run_forked(&volume.plan, &deployed, 5, &fork), "{}", volume.name);
    }
}

#[test]
fn a_fork_under_the_same_seed_and_arm_changes_nothing() {
    for volume in LIBRARY.iter() {
        let plan = &volume.plan;
        let fixes = plan.fixes.iter().map(|fix| plan.symbols.text(fix.name).to_string()).collect();
        for choice in [Choice::default(), Choice { fixes, ..Choice::default() }] {
            let arm = plan.arm(&choice).expect("fixes go together");
            let whole = run(plan, &arm, 4);
            for at_ns in moments(&whole) {
                let fork = Fork { at_ns, redrawn: Some(4), switched: Some(&arm) };
                let forked = run_forked(plan, &arm, 4, &fork);
                assert_eq!(whole.records, forked.records, "{} at {at_ns}", volume.name);
            }
        }
    }
}
