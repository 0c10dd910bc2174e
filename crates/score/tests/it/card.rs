//! The scorecard as a whole: what it says of itself, and where it finds what is expected of its arm.

use crate::library::arm;
use crate::scene::{self, repeated};
use crate::spoil::{Case, committed, good};
use seamripper_score::{Seam, disagreements, judge};
use seamripper_sim::trace::{End, Event, Trace};
use std::collections::BTreeSet;
use std::sync::Arc;

#[test]
fn a_scorecard_is_broken_with_any_of_its_invariants_and_inconclusive_without_its_end() {
    let said = |spoil: fn(&mut Case)| {
        let mut case = good();
        spoil(&mut case);
        let card = case.judge();
        (card.is_broken(), card.is_inconclusive())
    };
    assert_eq!(said(|_| {}), (false, false));
    assert_eq!(said(|case| case.repeat(committed)), (true, false));
    assert_eq!(said(|case| case.trace.end = End::Limit("events")), (false, true));
    assert_eq!(said(|case| case.trace.end = End::CutOff), (false, true));
}

#[test]
fn what_was_not_looked_at_to_its_end_is_inconclusive_and_so_is_the_card() {
    let judged = |work: u64| {
        let mut case = good();
        case.repeat(committed);
        Arc::make_mut(&mut case.plan).limits.work = work;
        let card = case.judge();
        let names = case.verdicts().into_iter().map(|(_, verdict)| verdict);
        (card.end, names.collect::<BTreeSet<_>>())
    };
    assert_eq!(judged(1_000_000), (End::Finished, BTreeSet::from(["broken", "held"])));
    assert_eq!(judged(1), (End::Limit("work"), BTreeSet::from(["inconclusive"])));
}

#[test]
fn every_disagreement_is_listed_and_the_first_of_them_is_the_scorecards() {
    let rules = repeated(3, "'a'");
    let faults = r#"{ "odd": (on: "book", does: FailAfter(status: 500, says: "no")) }"#;
    let again = rules.replace("Returned", "Failed");
    let plan = scene::plan(&[("rules", &again), ("faults", faults)]);
    let arm = arm(&plan, "deployed");
    let trace = seamripper_sim::run(&plan, &arm, plan.seed);
    let all = disagreements(&plan, &arm, &trace);
    let calls: Vec<_> = all.iter().map(|found| found.call).collect();
    assert_eq!(calls, [Some(0), Some(1), Some(2)], "each call was done and came back as failed");
    assert_eq!(judge(&plan, &arm, &trace).first_disagreement.as_ref(), all.first());
}

#[test]
fn seams_are_named_by_their_two_sides() {
    let names = [Seam::ModelRuntime, Seam::RuntimeService, Seam::PromptTool].map(Seam::name);
    assert_eq!(names, ["model | runtime", "runtime | service", "prompt | tool"]);
}

#[test]
fn what_is_expected_of_two_fixes_is_found_in_whichever_order_they_are_named() {
    let plan = scene::plan(&[
        (
            "fixes",
            r#"{
            "one": (says: "One.", layer: Runtime, changes: [Policy(tool_budget: 3)]),
            "two": (says: "Two.", layer: Runtime, changes: [Policy(call_timeout: "1m")]),
            "three": (says: "Three.", layer: Runtime, changes: [Policy(caps: (calls: 9))]),
        }"#,
        ),
        ("expect", r#"{ "two+one": (broken: ["answered"]) }"#),
    ]);
    let arm = arm(&plan, "two+one");
    let mut trace = seamripper_sim::run(&plan, &arm, plan.seed);
    assert_eq!(trace.arm, "one+two");
    for name in ["one+two", "two+one"] {
        trace.arm = name.to_owned();
        let card = judge(&plan, &arm, &trace);
        assert_eq!((card.expected, card.surprises.len()), (true, 1), "{name}");
        assert_eq!((card.surprises[0].expected, card.surprises[0].found), ("broken", "held"));
    }
    trace.arm = "three".to_owned();
    assert!(!judge(&plan, &arm, &trace).expected);
}

#[test]
fn the_cost_is_summed_over_turns_whenever_they_began() {
    let workload = r#"(arrivals: [(at: "1m", count: 2, apart: Constant("1m"), turns: [(says: "Do it.", wants: ["wish"])])])"#;
    let plan = scene::plan(&[("workload", workload)]);
    let arm = arm(&plan, "deployed");
    let mut trace = seamripper_sim::run(&plan, &arm, plan.seed);
    let cost = |trace: &Trace| judge(&plan, &arm, trace).cost;
    let found = cost(&trace);
    assert_eq!((found.turns, found.answered, found.calls), (2, 2, 2));
    assert_eq!(found.waited_ns, 4_000_000_000, "a step to call and a step to answer, twice");
    for record in &mut trace.records {
        match &mut record.event {
            Event::Ended { tokens, .. } => *tokens = 20 + record.conversation.map_or(0, u64::from),
            Event::Delivered { call: 0, ok, .. } => *ok = false,
            _ => {}
        }
    }
    let found = cost(&trace);
    assert_eq!((found.tokens, found.failed, found.refused, found.alerts), (41, 1, 0, 0));
    let good = good().judge().cost;
    assert_eq!((good.refused, good.failed, good.alerts), (1, 1, 1));
}
