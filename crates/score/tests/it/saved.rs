//! A trace that was kept in a file is judged as it was when it was made.

use crate::library::{arm, arm_names, library};
use seamripper_score::judge;
use seamripper_sim::trace::{End, Event, Saved, file};

#[test]
fn a_trace_that_was_kept_gets_the_same_scorecard() {
    for volume in library() {
        for name in arm_names(&volume.plan) {
            let arm = arm(&volume.plan, &name);
            let trace = seamripper_sim::run(&volume.plan, &arm, volume.plan.seed);
            let saved = Saved::read(&file(&volume.plan, &arm, &trace)).expect("it can be read");
            let mut plan = (*volume.plan).clone();
            let kept = saved.into_trace(&mut plan.symbols);
            let same = judge(&plan, &arm, &kept) == judge(&volume.plan, &arm, &trace);
            assert!(same, "{}: {name}", volume.name);
        }
    }
}

#[test]
fn a_trace_that_is_cut_off_holds_nothing_for_good() {
    for volume in library() {
        let arm = arm(&volume.plan, "resolved");
        let trace = seamripper_sim::run(&volume.plan, &arm, volume.plan.seed);
        let bytes = file(&volume.plan, &arm, &trace);
        let saved = Saved::read(&bytes[..bytes.len() / 2]).expect("it can be read");
        let mut plan = (*volume.plan).clone();
        let kept = saved.into_trace(&mut plan.symbols);
        assert_eq!(kept.end, End::CutOff);
        let card = judge(&plan, &arm, &kept);
        assert!(
            card.is_inconclusive() && card.judgements.iter().all(|j| j.verdict.name() != "held")
        );
    }
}

/// Records of one trace under the plan and the arm of another scenario: nothing fits, nothing breaks down.
#[test]
fn a_trace_of_another_scenario_is_judged_without_a_panic() {
    let volumes = library();
    let others = volumes.iter().cycle().skip(1);
    for (one, other) in volumes.iter().zip(others) {
        let deployed = arm(&one.plan, "deployed");
        let trace = seamripper_sim::run(&one.plan, &deployed, one.plan.seed);
        let bytes = file(&one.plan, &deployed, &trace);
        let saved = Saved::read(&bytes).expect("it can be read");
        let mut plan = (*other.plan).clone();
        let kept = saved.into_trace(&mut plan.symbols);
        let card = judge(&plan, &arm(&other.plan, "resolved"), &kept);
        let calls = |record: &&_| {
            matches!(record, seamripper_sim::Record { event: Event::Called { .. }, .. })
        };
        assert!(card.cost.calls <= kept.records.iter().filter(calls).count() as u64);
    }
}
