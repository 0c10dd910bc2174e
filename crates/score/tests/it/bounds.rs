//! Bounds on measures: at which record they break, by how much, and what is said of it.

use crate::spoil::{Case, ended, good_with};
use seamripper_score::{Broken, Verdict};
use seamripper_sim::trace::Event;
use std::sync::Arc;

/// Judges one form on the good trace.
fn verdict(form: &str) -> (Case, Verdict) {
    verdict_with(form, &[])
}

/// Judges one form on the good trace with other parts.
fn verdict_with(form: &str, parts: &[(&str, &str)]) -> (Case, Verdict) {
    let invariants = format!(
        r#"{{ "it": (says: "s", holds: {form}), "alive": (says: "s", holds: AtLeast(of: Calls, limit: 1)) }}"#
    );
    let case = good_with(&[&[("invariants", invariants.as_str())], parts].concat());
    let verdict = case.judge().judgements[0].verdict.clone();
    (case, verdict)
}

/// Returns the least budget of work that judging a form on the good trace takes.
fn work_of(form: &str) -> u64 {
    let (mut case, _) = verdict(form);
    let is_enough = |case: &mut Case, work: u64| {
        Arc::make_mut(&mut case.plan).limits.work = work;
        !case.judge().is_inconclusive()
    };
    let (mut too_little, mut enough) = (0, 1 << 20);
    assert!(is_enough(&mut case, enough));
    while enough - too_little > 1 {
        let half = (too_little + enough) / 2;
        if is_enough(&mut case, half) { enough = half } else { too_little = half }
    }
    enough
}

/// Compares the break of a form on the good trace.
fn check(form: &str, at: fn(&Case) -> usize, damage: u64, what: &str) {
    let (case, verdict) = verdict(form);
    let record = &case.trace.records[at(&case)];
    let expected = Broken { at_ns: record.at_ns, seq: record.seq, damage, what: what.to_owned() };
    assert_eq!(verdict, Verdict::Broken(expected), "{form}");
}

fn last(case: &Case) -> usize {
    case.trace.records.len() - 1
}

fn end_of_turn(case: &Case) -> usize {
    case.place(ended)
}

#[test]
fn what_is_missing_of_the_replay_is_missed_at_its_last_record_and_of_a_turn_at_its_end() {
    let lacks = "6 where at least 9 must be";
    check("AtLeast(of: Calls, limit: 9)", last, 3, lacks);
    check("AtLeast(of: Calls, limit: 9, per: Conversation)", end_of_turn, 3, lacks);
    let one = r#"AtLeast(of: Effects("thing"), limit: 3, per: Intent)"#;
    check(one, end_of_turn, 2, "1 where at least 3 must be");
}

#[test]
fn one_number_for_the_replay_is_judged_at_its_last_record() {
    check("AtMost(of: MostCalls, limit: 4)", last, 2, "it was 6");
    check("AtLeast(of: MostCalls, limit: 9)", last, 3, "it was 6");
    for held in ["AtMost(of: MostCalls, limit: 6)", "AtLeast(of: MostCalls, limit: 6)"] {
        assert_eq!(verdict(held).1, Verdict::Held, "{held}");
    }
}

#[test]
fn one_too_many_is_found_at_the_record_that_is_too_many() {
    let fifth = |case: &Case| case.place(|event| matches!(event, Event::Called { call: 4, .. }));
    check("AtMost(of: Calls, limit: 4)", fifth, 2, "5 where at most 4 may be");
}

#[test]
fn an_answer_is_in_time_to_the_last_call_and_the_last_moment() {
    // The conversation does not begin when the replay does.
    let later = r#"(arrivals: [(at: "1h", user: "clerk", turns: [(says: "Do it all.", wants: ["wish"], request: { "size": 3 }, environment: "test")])])"#;
    let answered =
        |asks: &str| match verdict_with(&format!("Answered({asks})"), &[("workload", later)]).1 {
            Verdict::Broken(broken) => broken.what,
            other => other.name().to_owned(),
        };
    assert_eq!(answered("within_calls: 6, within: \"6s\""), "held");
    assert_eq!(answered("within_calls: 5"), "the answer took 6 calls");
    assert_eq!(answered("within: \"5999ms\""), "the answer took 6 s");
    assert_eq!(answered("telling: [\"mail\", \"pay\"]"), "the answer does not tell pay");
}

#[test]
fn each_field_that_an_answer_is_to_tell_costs_the_same_work() {
    let asks =
        |fields: usize| format!("Answered(telling: [{}])", vec![r#""mail""#; fields].join(", "));
    let of_one = work_of(&asks(2)) - work_of(&asks(1));
    assert!(of_one > 1, "each answer of the trace is looked through");
    assert_eq!(work_of(&asks(101)) - work_of(&asks(1)), 100 * of_one);
}
