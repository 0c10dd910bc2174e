//! Planted mutants: a good trace that is spoilt in one way breaks the invariants that speak of it, and
//! no other verdict changes. Here: effects, claims, arguments, beliefs and answers.

use crate::spoil::{Case, answered, check, committed, ended, set};
use seamripper_scenario::Value;
use seamripper_scenario::written::Belief;
use seamripper_sim::trace::{Claim, Event, Outcome};

fn claims(case: &mut Case) -> &mut Vec<Claim> {
    match case.event(answered) {
        Event::Answered { claims, .. } => claims,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_second_commit() {
    check(|case| case.repeat(committed), &[("one-thing", "broken"), ("size-right", "broken")]);
}

#[test]
fn a_commit_that_is_gone() {
    let expected =
        [("thing-done", "broken"), ("size-right", "not applicable"), ("beliefs", "broken")];
    check(|case| case.remove(committed), &expected);
}

#[test]
fn a_commit_of_another_size() {
    let spoil = |case: &mut Case| {
        if let Event::Committed { args, .. } = case.event(committed) {
            set(args, "size", 5);
        }
    };
    check(spoil, &[("size-right", "broken")]);
}

#[test]
fn a_commit_for_another_call_than_the_intents() {
    let spoil = |case: &mut Case| {
        if let Event::Committed { call, .. } = case.event(committed) {
            *call = 3;
        }
    };
    let expected =
        [("thing-done", "broken"), ("size-right", "not applicable"), ("beliefs", "broken")];
    check(spoil, &expected);
}

#[test]
fn a_commit_after_the_end_of_the_turn() {
    let spoil = |case: &mut Case| {
        let commit = case.event(committed).clone();
        case.remove(committed);
        let place = case.place(ended);
        case.insert(place, commit);
    };
    check(spoil, &[("beliefs", "broken")]);
}

#[test]
fn two_results_that_were_taken_for_each_other() {
    let spoil = |case: &mut Case| {
        for record in &mut case.trace.records {
            if let Event::Delivered { taken_for, .. } = &mut record.event {
                *taken_for = match *taken_for {
                    1 => 2,
                    2 => 1,
                    other => other,
                };
            }
        }
    };
    check(spoil, &[("paired", "broken")]);
}

#[test]
fn a_claim_of_another_value() {
    check(|case| claims(case)[0].value = "c@x".into(), &[("claims", "broken")]);
}

#[test]
fn a_claim_about_another_subject() {
    check(|case| claims(case)[0].subject = "bob".into(), &[("claims", "broken")]);
}

#[test]
fn a_claim_about_somebody_whom_nobody_knows() {
    check(|case| claims(case)[0].subject = "zed".into(), &[]);
}

#[test]
fn a_claim_from_another_source() {
    check(|case| claims(case)[0].source = None, &[]);
}

#[test]
fn a_claim_that_is_missing() {
    let spoil = |case: &mut Case| {
        claims(case).retain(|claim| claim.value != Value::Int(42));
    };
    check(spoil, &[("answered", "broken")]);
}

#[test]
fn a_claim_that_is_empty() {
    let spoil = |case: &mut Case| {
        let claim = claims(case).iter_mut().find(|claim| claim.value == Value::Int(42));
        claim.expect("it is told").value = Value::Null;
    };
    check(spoil, &[("claims", "broken"), ("answered", "broken")]);
}

#[test]
fn a_claim_that_tells_too_much() {
    let spoil = |case: &mut Case| {
        let pay = case.plan.symbols.get("pay").expect("it is a field");
        claims(case).push(Claim {
            subject: "ann".into(),
            field: pay,
            value: 9.into(),
            source: Some(1),
        });
    };
    check(spoil, &[("private", "broken")]);
}

#[test]
fn a_wrong_claim_that_tells_too_much() {
    let spoil = |case: &mut Case| {
        let pay = case.plan.symbols.get("pay").expect("it is a field");
        claims(case).push(Claim {
            subject: "ann".into(),
            field: pay,
            value: 7.into(),
            source: Some(1),
        });
    };
    check(spoil, &[("claims", "broken"), ("private", "broken")]);
}

#[test]
fn an_argument_that_was_applied_as_another() {
    let spoil = |case: &mut Case| {
        if let Event::Applied { value, .. } =
            case.event(|event| matches!(event, Event::Applied { .. }))
        {
            *value = 2.into();
        }
    };
    check(spoil, &[("as-meant", "broken")]);
}

#[test]
fn an_argument_that_was_meant_as_another() {
    let spoil = |case: &mut Case| {
        let sum =
            |event: &Event| matches!(event, Event::Called { mistyped, .. } if !mistyped.is_empty());
        if let Event::Called { meant, .. } = case.event(sum) {
            set(meant, "n", 20);
        }
    };
    check(spoil, &[("as-meant", "broken")]);
}

#[test]
fn a_coercion_that_nobody_logged() {
    let spoil = |case: &mut Case| {
        if let Event::Coerced { logged, .. } =
            case.event(|event| matches!(event, Event::Coerced { .. }))
        {
            *logged = false;
        }
    };
    check(spoil, &[("logged", "broken")]);
}

#[test]
fn a_coercion_that_is_gone() {
    // What was applied could have been coerced, so that there was something to log.
    check(|case| case.remove(|event| matches!(event, Event::Coerced { .. })), &[]);
}

#[test]
fn an_answer_that_is_gone() {
    let expected =
        [("claims", "not applicable"), ("private", "not applicable"), ("answered", "broken")];
    check(|case| case.remove(answered), &expected);
}

#[test]
fn an_answer_that_was_cut_off() {
    let spoil = |case: &mut Case| {
        if let Event::Ended { outcome, .. } = case.event(ended) {
            *outcome = Outcome::CutOff;
        }
    };
    check(spoil, &[("answered", "broken")]);
}

#[test]
fn an_answer_after_too_many_calls() {
    let spoil = |case: &mut Case| {
        if let Event::Ended { calls, .. } = case.event(ended) {
            *calls = 8;
        }
    };
    check(spoil, &[("answered", "broken")]);
}

#[test]
fn an_answer_after_too_long() {
    let spoil = |case: &mut Case| {
        let place = case.place(ended);
        case.trace.records[place].at_ns += 120_000_000_000;
    };
    check(spoil, &[("answered", "broken")]);
}

#[test]
fn a_turn_that_never_ends() {
    check(|case| case.remove(ended), &[("beliefs", "not applicable"), ("answered", "broken")]);
}

#[test]
fn a_belief_that_changed_at_the_end() {
    let believed = |belief| {
        move |case: &mut Case| {
            let wish = case.plan.symbols.get("wish").expect("it is an intent");
            let place = case.place(answered);
            case.insert(place, Event::Believed { intent: wish, belief });
        }
    };
    check(believed(Belief::Failed), &[("beliefs", "broken")]);
    check(believed(Belief::Unknown), &[("beliefs", "broken")]);
    check(believed(Belief::Done), &[]);
}
