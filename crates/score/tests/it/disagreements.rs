//! Disagreements in the good trace, spoilt in one way: each is found once, and nothing else is.

use crate::library::arm;
use crate::scene;
use crate::spoil::{Case, committed, destroyed, ended, good, good_with, set};
use seamripper_score::{Disagreement, Kind, disagreements};
use seamripper_sim::trace::{Event, Intervention, Outcome};

/// Lists all disagreements but the good trace's own, which is about a tool that is not there.
fn listed(case: &Case) -> Vec<Disagreement> {
    let mut all = disagreements(&case.plan, &case.arm, &case.trace);
    all.retain(|found| found.kind != Kind::Registry);
    all
}

/// Compares the disagreements of a case, each as its kind and what its three sides say.
fn compare(case: &Case, expected: &[[&str; 4]]) {
    let all = listed(case);
    let sides = all.iter().map(|found| {
        let (service, runtime) = (&found.service_did, &found.runtime_recorded);
        [found.kind.name(), service.as_str(), runtime, &found.model_believed]
    });
    assert_eq!(sides.collect::<Vec<_>>(), expected);
}

fn check(spoil: impl FnOnce(&mut Case), expected: &[[&str; 4]]) {
    let mut case = good();
    spoil(&mut case);
    compare(&case, expected);
}

fn received(of: u32) -> impl Fn(&Event) -> bool {
    move |event| matches!(event, Event::Received { call, .. } if *call == of)
}

fn delivered(of: u32) -> impl Fn(&Event) -> bool {
    move |event| matches!(event, Event::Delivered { call, .. } if *call == of)
}

fn noted(about: u32) -> impl Fn(&Event) -> bool {
    move |event| matches!(event, Event::Noted { call, .. } if *call == about)
}

/// Has a result come back to the runtime as a failure.
fn fail(case: &mut Case, call: u32) {
    if let Event::Received { ok, status, .. } = case.event(received(call)) {
        (*ok, *status) = (false, 500);
    }
}

/// Has a result handed to the model as a failure.
fn withhold(case: &mut Case, call: u32) {
    if let Event::Delivered { ok, .. } = case.event(delivered(call)) {
        *ok = false;
    }
}

#[test]
fn of_outcomes_only_what_was_done_by_then_is_one() {
    let order = ["outcome", "committed thing 1", "HTTP 500, a failure", "order was done"];
    check(|case| fail(case, 4), &[order]);
    check(|case| fail(case, 3), &[]);
    let late = |case: &mut Case| {
        fail(case, 4);
        let commit = case.event(committed).clone();
        case.remove(committed);
        let place = case.place(received(4));
        case.insert(place, commit);
    };
    check(late, &[]);
    let twice = |case: &mut Case| {
        fail(case, 4);
        let mut second = case.event(committed).clone();
        if let Event::Committed { number, .. } = &mut second {
            *number = 2;
        }
        let place = case.place(received(4));
        case.insert(place, second);
    };
    check(twice, &[order]);
}

#[test]
fn a_failure_that_hides_a_destruction_is_an_outcome_too() {
    let mut case = good();
    fail(&mut case, 5);
    let all = listed(&case);
    let told = |found: &Disagreement| (found.kind.name(), found.call, found.service_did.clone());
    let found: Vec<_> = all.iter().map(told).collect();
    assert_eq!(found, [("outcome", Some(5), "destroyed tmp in test".to_owned())]);
}

#[test]
fn a_success_is_withheld_from_the_model_only_if_something_was_done() {
    let by = |who| ["outcome", "committed thing 1", who, "order failed"];
    check(|case| withhold(case, 4), &[by("a success, withheld by a check of the result")]);
    check(|case| withhold(case, 3), &[]);
    let both = |case: &mut Case| {
        fail(case, 4);
        withhold(case, 4);
    };
    check(both, &[["outcome", "committed thing 1", "HTTP 500, a failure", "order failed"]]);
    let mut case = good();
    withhold(&mut case, 5);
    assert_eq!(listed(&case).len(), 1, "a deletion is an act");
}

#[test]
fn middleware_withholds_the_result_that_it_replaced_and_no_other() {
    for (replaced, by) in [
        (4, "a success, withheld by middleware"),
        (3, "a success, withheld by a check of the result"),
    ] {
        let spoil = |case: &mut Case| {
            withhold(case, 4);
            let place = case.place(received(replaced));
            let did = Intervention::Replaced { says: "no".into() };
            case.insert(place, Event::Intervened { call: Some(replaced), did });
        };
        check(spoil, &[["outcome", "committed thing 1", by, "order failed"]]);
    }
}

#[test]
fn a_note_is_compared_with_the_record_that_it_is_about() {
    let misread = |case: &mut Case, call: u32, field: &str, of: u32| {
        if let Event::Noted { facts, of: taken, .. } = case.event(noted(call)) {
            set(facts, field, "other");
            *taken = of;
        }
    };
    let shape = [
        "shape",
        "answered about \"ann\", whose mail is \"a@x\"",
        "a success, passed on as it came",
        "mail is \"other\"",
    ];
    check(|case| misread(case, 1, "mail", 1), &[shape]);
    // It is another's result: whose it is they disagree about, not how it is read.
    check(|case| misread(case, 1, "mail", 2), &[]);
    // No table served it, so that nothing is on record to compare with.
    check(|case| misread(case, 3, "double", 3), &[]);
    // Nothing knows the truth of it.
    check(|case| misread(case, 1, "unheard-of", 1), &[]);
}

#[test]
fn a_turn_that_was_ended_counts_the_answers_to_its_own_calls() {
    let plan = scene::plan(&[(
        "workload",
        r#"(arrivals: [
            (turns: [(says: "Do it.", wants: ["wish"]), (says: "Again.", wants: ["wish"])]),
            (at: "1m", turns: [(says: "Do it too.", wants: ["wish"])]),
        ])"#,
    )]);
    let arm = arm(&plan, "deployed");
    let trace = seamripper_sim::run(&plan, &arm, plan.seed);
    let mut case = Case { plan, arm, trace };
    for record in &mut case.trace.records {
        if let Event::Ended { outcome, .. } = &mut record.event {
            *outcome = Outcome::CutOff;
        }
    }
    case.remove(received(0));
    let said = |service| {
        let cut = "a cap was reached; the answer was cut off";
        ["termination", service, cut, "there is more to find out"]
    };
    let [none, one] = ["answered 0 of 1 calls", "answered 1 of 1 calls"].map(said);
    compare(&case, &[none, one, one]);
}

#[test]
fn only_the_runtime_ends_what_the_model_had_not_finished() {
    for (by, said) in [
        (Outcome::CutOff, Some("a cap was reached; the answer was cut off")),
        (Outcome::NoAnswer, Some("a cap was reached; there is no answer")),
        (Outcome::Aborted, Some("the conversation was aborted")),
        (Outcome::Incomplete, None),
        (Outcome::Stuck, None),
    ] {
        let spoil = |case: &mut Case| {
            if let Event::Ended { outcome, .. } = case.event(ended) {
                *outcome = by;
            }
        };
        let more = "there is more to find out";
        let expected = said.map(|said| ["termination", "answered 5 of 6 calls", said, more]);
        check(spoil, expected.as_slice());
    }
}

#[test]
fn what_was_meant_is_told_where_an_intention_is_on_record() {
    let meant = |spoil: fn(&mut Case)| {
        let mut case = good();
        spoil(&mut case);
        let all = listed(&case);
        assert_eq!(all.len(), 1, "{all:?}");
        all[0].meant.clone()
    };
    fn beyond(case: &mut Case) {
        let served = |event: &Event| matches!(event, Event::Served { .. });
        if let Event::Served { beyond, withheld, .. } = case.event(served) {
            std::mem::swap(beyond, withheld);
        }
    }
    assert_eq!(meant(beyond).as_deref(), Some("the rights of clerk"));
    let by_nobody = |case: &mut Case| {
        let asked = |event: &Event| matches!(event, Event::Asked { .. });
        if let Event::Asked { user, .. } = case.event(asked) {
            *user = None;
        }
        beyond(case);
    };
    assert_eq!(meant(by_nobody).as_deref(), Some("the rights of the user"));
    let elsewhere = |case: &mut Case| {
        let live = case.plan.symbols.get("live").expect("it is an environment");
        if let Event::Destroyed { environment, .. } = case.event(destroyed) {
            *environment = live;
        }
    };
    assert_eq!(meant(elsewhere).as_deref(), Some("the task is in test"));
    let applied = |case: &mut Case| {
        if let Event::Applied { value, .. } =
            case.event(|event| matches!(event, Event::Applied { .. }))
        {
            *value = 2.into();
        }
    };
    assert_eq!(meant(applied).as_deref(), Some("n = 21"));
    assert_eq!(meant(|case| withhold(case, 4)), None);
}

#[test]
fn an_effect_is_at_odds_with_an_invariant_about_it_that_it_does_not_fit() {
    for (effect, size, expected) in [("thing", 3, 0), ("thing", 4, 1), ("loss", 4, 0)] {
        let invariants = format!(
            r#"{{ "it": (says: "s", holds: EachEffect(effect: "{effect}", holds: "args.size == {size}")), "alive": (says: "s", holds: Answered()) }}"#
        );
        let case = good_with(&[("invariants", &invariants)]);
        assert_eq!(listed(&case).len(), expected, "{effect} {size}");
    }
}
