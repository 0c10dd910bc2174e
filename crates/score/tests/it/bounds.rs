//! Bounds on measures: at which record they break, by how much, and what is said of it.

use crate::spoil::{Case, answered, destroyed, ended, good_with};
use seamripper_scenario::Value;
use seamripper_score::{Broken, Replayed, Verdict};
use seamripper_sim::trace::{Event, Outcome};
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
    least_work(verdict(form).0)
}

fn least_work(mut case: Case) -> u64 {
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

#[test]
fn each_look_through_the_records_costs_work_for_each_of_them() {
    let (case, _) = verdict("AtMost(of: Calls, limit: 9)");
    let records = case.trace.records.len() as u64;
    // Two forms are judged.
    assert!(least_work(case) >= 2 * 4 * records);
}

#[test]
fn each_wanted_intent_costs_work_and_so_does_each_call_and_effect_that_may_serve_it() {
    let work = |times: usize| {
        let (mut case, _) = verdict(r#"BeliefsTrue(effect: "thing")"#);
        let Event::Asked { wants, .. } = case.event(|event| matches!(event, Event::Asked { .. }))
        else {
            panic!("it is another event");
        };
        *wants = vec![wants[0]; times];
        least_work(case)
    };
    // The fifth call of the turn serves it, by its one effect.
    assert_eq!(work(102) - work(2), 100 * 4 * (1 + 5 + 4));
}

#[test]
fn what_is_due_in_a_replay_is_due_only_where_somebody_asked() {
    let (mut case, verdict) = verdict("AtLeast(of: Calls, limit: 9)");
    assert_eq!(verdict.name(), "broken");
    case.trace.records.clear();
    assert_eq!(case.judge().judgements[0].verdict, Verdict::NotApplicable);
}

#[test]
fn a_claim_that_is_wrong_or_tells_too_much_is_told() {
    let told = |form: &str, told: &str| {
        let (mut case, _) = verdict(form);
        let symbol = case.plan.symbols.get(told).expect("the plan has the name");
        let Event::Answered { claims, .. } = case.event(answered) else {
            panic!("it is another event");
        };
        (claims[0].field, claims[0].value) = (symbol, Value::from("c@x"));
        match &case.judge().judgements[0].verdict {
            Verdict::Broken(broken) => broken.what.clone(),
            other => other.name().to_owned(),
        }
    };
    let wrong = r#"mail of "ann" is told as "c@x", and is "a@x""#;
    assert_eq!(told("ClaimsTrue", "mail"), wrong);
    let too_much = r#"pay of "ann" was told without the right to it"#;
    assert_eq!(told("NothingDisclosed", "pay"), too_much);
}

#[test]
fn figures_that_were_not_read_before_the_work_was_spent_are_left_out() {
    let figures = r#"[(arm: "deployed", figure: "calls", measure: Calls, published: Exactly(6))]"#;
    let (mut case, _) = verdict_with("AtMost(of: Calls, limit: 9)", &[("figures", figures)]);
    assert_eq!(case.judge().figures.len(), 1);
    Arc::make_mut(&mut case.plan).limits.work = 1;
    let card = case.judge();
    assert!(card.is_inconclusive() && card.figures.is_empty() && card.first_disagreement.is_none());
}

#[test]
fn a_conversation_that_was_ended_is_a_disagreement_though_its_beginning_is_cut_off() {
    let (mut case, _) = verdict("Answered()");
    if let Event::Ended { outcome, .. } = case.event(ended) {
        *outcome = Outcome::Aborted;
    }
    let whole = case.judge().first_disagreement;
    case.remove(|event| matches!(event, Event::Asked { .. }));
    let cut = case.judge().first_disagreement;
    assert!(whole.is_some() && cut.is_some());
}

#[test]
fn a_destruction_before_any_call_of_its_conversation_took_no_time_that_can_be_told() {
    let figures = r#"[(arm: "deployed", figure: "time", measure: TimeToDestruction, published: Exactly("1s"))]"#;
    let (mut case, _) = verdict_with("AtMost(of: Calls, limit: 9)", &[("figures", figures)]);
    assert!(matches!(case.judge().figures[0].replayed, Replayed::Time(_)));
    let place = case.place(destroyed);
    case.trace.records[place].at_ns = 0;
    assert_eq!(case.judge().figures[0].replayed, Replayed::Nothing);
}
