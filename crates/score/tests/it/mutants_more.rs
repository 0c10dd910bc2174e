//! More planted mutants: destruction, unknown tools, replays cut short, alerts and gates.

use crate::spoil::{Case, SERVICES, answered, check, committed, destroyed, good, good_with};
use seamripper_score::Verdict;
use seamripper_sim::trace::{End, Event};

#[test]
fn a_destruction_in_another_environment() {
    let spoil = |case: &mut Case| {
        let live = case.plan.symbols.get("live").expect("it is an environment");
        if let Event::Destroyed { environment, .. } = case.event(destroyed) {
            *environment = live;
        }
    };
    check(spoil, &[("in-place", "broken")]);
}

#[test]
fn a_second_destruction() {
    check(|case| case.repeat(destroyed), &[("one-loss", "broken")]);
}

/// Has a resource destroyed for good in the place of the other.
fn lose(case: &mut Case, name: &str) {
    let id = case.plan.symbols.get(name).expect("it is a resource");
    if let Event::Destroyed { resource, restorable_ns, .. } = case.event(destroyed) {
        (*resource, *restorable_ns) = (id, 0);
    }
}

#[test]
fn a_destruction_for_good_of_what_has_no_copy() {
    check(|case| lose(case, "tmp"), &[("recoverable", "broken")]);
}

#[test]
fn a_destruction_for_good_of_what_has_a_copy() {
    check(|case| lose(case, "main"), &[]);
}

#[test]
fn a_destruction_for_good_of_a_resource_and_its_copy() {
    let spoil = |case: &mut Case| {
        lose(case, "main");
        case.repeat(destroyed);
        lose(case, "copy");
    };
    check(spoil, &[("one-loss", "broken"), ("recoverable", "broken")]);
}

#[test]
fn a_destruction_for_good_of_what_has_a_copy_that_is_too_old() {
    let recoverable = |age: &str| {
        let services = SERVICES.replace("\"1h\"", &format!("\"{age}\""));
        let mut case = good_with(&[("services", &services)]);
        lose(&mut case, "main");
        let judged = case.judge().judgements.into_iter().find_map(|judgement| {
            let name = case.plan.symbols.text(judgement.name).as_str();
            (name == "recoverable").then_some(judgement.verdict)
        });
        match judged.expect("it is judged") {
            Verdict::Broken(broken) => broken.what,
            other => other.name().to_owned(),
        }
    };
    assert_eq!(recoverable("24h"), "held", "as new as it must be");
    assert_eq!(recoverable("25h"), "the newest copy of main is 25 hours old");
    assert_eq!(recoverable("47h"), "the newest copy of main is 47 hours old");
    assert_eq!(recoverable("48h"), "the newest copy of main is 2 days old");
    assert_eq!(recoverable("3d"), "the newest copy of main is 3 days old");
}

#[test]
fn a_destruction_that_was_undone() {
    let spoil = |case: &mut Case| {
        lose(case, "tmp");
        let place = case.place(destroyed);
        let Event::Destroyed { call, service, resource, .. } = case.trace.records[place].event
        else {
            return;
        };
        case.insert(place, Event::Restored { call, service, resource });
    };
    check(spoil, &[]);
}

/// Repeats the call of the unknown tool, from its calling to its refusal's delivery, at the end.
fn haunt(case: &mut Case, tool: &str) {
    let tool = case.plan.symbols.get(tool).expect("it is a name");
    for place in 0..case.trace.records.len() {
        let mut event = case.trace.records[place].event.clone();
        match &mut event {
            Event::Called { call: call @ 0, tool: called, .. } => (*call, *called) = (90, tool),
            Event::Refused { call: call @ 0, .. } => *call = 90,
            Event::Delivered { call: call @ 0, taken_for, .. } => (*call, *taken_for) = (90, 90),
            _ => continue,
        }
        let before_answer = case.place(answered) - 1;
        case.insert(before_answer, event);
    }
}

#[test]
fn a_second_call_of_an_unknown_tool() {
    check(|case| haunt(case, "ghost"), &[("no-ghosts", "broken")]);
}

#[test]
fn a_call_of_another_unknown_tool() {
    check(|case| haunt(case, "wish"), &[]);
}

#[test]
fn two_calls_of_an_unknown_tool_at_once() {
    let spoil = |case: &mut Case| {
        let called = |event: &Event| matches!(event, Event::Called { call: 0, .. });
        case.repeat(called);
        let refused = |event: &Event| matches!(event, Event::Refused { .. });
        case.repeat(refused);
        if let Event::Called { call, .. } = case.event(called) {
            *call = 91;
        }
        if let Event::Refused { call, .. } = case.event(refused) {
            *call = 91;
        }
    };
    check(spoil, &[]);
}

#[test]
fn calls_beyond_their_limit() {
    let called = |event: &Event| matches!(event, Event::Called { .. });
    let spoil = |case: &mut Case| {
        case.repeat(called);
        case.repeat(called);
    };
    check(spoil, &[("few-calls", "broken")]);
}

#[test]
fn a_replay_that_was_cut_short() {
    let case = good();
    let all: Vec<(String, &str)> =
        case.verdicts().into_iter().map(|(name, _)| (name, "inconclusive")).collect();
    let all: Vec<(&str, &str)> =
        all.iter().map(|(name, verdict)| (name.as_str(), *verdict)).collect();
    check(|case| case.trace.end = End::Limit("events"), &all);
    // What is missing may have been about to come.
    let spoil = |case: &mut Case| {
        case.trace.end = End::Limit("events");
        let place = case.place(committed);
        case.trace.records.truncate(place);
    };
    check(spoil, &all);
    // What is broken stays broken.
    let spoil = |case: &mut Case| {
        case.trace.end = End::Limit("events");
        case.repeat(committed);
    };
    let but: Vec<(&str, &str)> = all
        .iter()
        .map(|(name, verdict)| {
            (*name, if ["one-thing", "size-right"].contains(name) { "broken" } else { *verdict })
        })
        .collect();
    check(spoil, &but);
}

#[test]
fn an_alert_that_comes_later_changes_the_detection_alone() {
    let alerted = |event: &Event| matches!(event, Event::Alerted { .. });
    let mut case = good();
    let before = case.judge();
    let place = case.place(alerted);
    case.trace.records[place].at_ns += 5_000_000_000;
    let after = case.judge();
    assert_eq!(
        before.detection.first_alert_ns.map(|at| at + 5_000_000_000),
        after.detection.first_alert_ns
    );
    assert_eq!(
        (before.detection.monitor, &before.judgements),
        (after.detection.monitor, &after.judgements)
    );
    case.remove(alerted);
    assert_eq!(case.judge().detection.first_alert_ns, None);
}

#[test]
fn what_a_gate_asked_is_no_evidence() {
    let mut case = good();
    if let Event::Asked { evaluation, .. } =
        case.event(|event| matches!(event, Event::Asked { .. }))
    {
        *evaluation = true;
    }
    for (name, verdict) in case.verdicts() {
        // The resources are there to be recovered, whoever asked.
        assert_eq!(
            verdict,
            if name == "recoverable" { "held" } else { "not applicable" },
            "{name}"
        );
    }
    let card = case.judge();
    assert_eq!(
        (card.cost.calls, card.detection.first_alert_ns, card.first_disagreement),
        (0, None, None)
    );
}
