//! Code of the user's in the runtime: what it is told, and that each of its decisions is in the trace.

use crate::library::{arm, library};
use crate::scene::{play, play_with, repeated};
use seamripper_scenario::Value;
use seamripper_sim::trace::{End, Event, Intervention, Outcome, Record, Refusal};
use seamripper_sim::{
    AfterResult, BeforeCall, BeforeTurn, Call, CallResult, Factory, Middleware, ModelTurn, Moment,
    run, run_with,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Middleware that decides by these functions.
#[derive(Clone, Copy)]
struct By {
    call: fn(&Call<'_>, &mut Moment<'_>) -> BeforeCall,
    result: fn(&CallResult<'_>, &mut Moment<'_>) -> AfterResult,
    turn: fn(&ModelTurn<'_>, &mut Moment<'_>) -> BeforeTurn,
}

const IDLE: By = By {
    call: |_, _| BeforeCall::Pass,
    result: |_, _| AfterResult::AsPolicy,
    turn: |_, _| BeforeTurn::GoOn,
};

impl Middleware for By {
    fn alerts(&self) -> Vec<String> {
        vec!["bell".to_owned()]
    }

    fn before_call(&mut self, call: &Call<'_>, moment: &mut Moment<'_>) -> BeforeCall {
        (self.call)(call, moment)
    }

    fn after_result(&mut self, result: &CallResult<'_>, moment: &mut Moment<'_>) -> AfterResult {
        (self.result)(result, moment)
    }

    fn before_turn(&mut self, turn: &ModelTurn<'_>, moment: &mut Moment<'_>) -> BeforeTurn {
        (self.turn)(turn, moment)
    }
}

fn by(by: By) -> Factory {
    Factory::new(move || by)
}

fn interventions(play: &crate::scene::Play) -> Vec<Intervention> {
    play.each(|event| match event {
        Event::Intervened { did, .. } => Some(did.clone()),
        _ => None,
    })
}

/// The service of the scene answers 503 so many times.
fn failing(times: u32) -> Vec<(&'static str, String)> {
    let fault = format!(
        r#"{{ "down": (says: "It is down.", on: "book", does: Refuse(status: 503, says: "down"), when: Calls(first: 1, last: {times})) }}"#
    );
    vec![("faults", fault)]
}

fn borrowed<'a>(parts: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    parts.iter().map(|(name, text)| (*name, text.as_str())).collect()
}

#[test]
fn middleware_that_does_nothing_changes_no_byte_of_any_trace() {
    for volume in library() {
        let plan = by(IDLE).naming_alerts(&volume.plan);
        for name in ["deployed", "resolved", "control"] {
            let arm = arm(&plan, name);
            let without = run(&volume.plan, &arm, plan.seed);
            let with = run_with(&plan, &arm, plan.seed, &by(IDLE));
            assert_eq!(with, without, "{}, {name}", volume.name);
        }
    }
}

#[test]
fn a_refused_call_reaches_no_service_and_the_model_gets_the_text() {
    let refuse = by(By { call: |_, _| BeforeCall::refuse("not today"), ..IDLE });
    let play = play_with(&[], &refuse).finished();
    assert_eq!(play.refusals(), [Refusal::Middleware]);
    assert_eq!(play.delivered(), ["not today"]);
    assert_eq!(play.commits(), 0);
}

#[test]
fn a_tool_that_does_not_exist_can_be_refused_in_other_words_and_counts_for_the_breaker() {
    let rules = repeated(9, "'a'").replace("act", "ghost").replace("what", "any");
    let model = r#"(first_token: Constant("1s"), tokens_per_second: 100, imagines: ["ghost"], rules: $rules)"#;
    let policy = "(unknown_tool: (abort_after: 2))";
    let parts = [("model", model), ("rules", rules.as_str()), ("policy", policy)];
    let refuse = by(By {
        call: |call, _| {
            assert!(!call.is_registered);
            BeforeCall::refuse(format!("no {} here", call.tool))
        },
        ..IDLE
    });
    let play = play_with(&parts, &refuse).finished();
    assert_eq!(play.delivered(), ["no ghost here"; 3]);
    assert_eq!(play.outcomes(), [Outcome::Aborted]);
}

#[test]
fn changed_arguments_are_recorded_and_are_what_the_service_gets() {
    let change = by(By { call: |call, _| call.with_argument("what", Value::text("b")), ..IDLE });
    let play = play_with(&[], &change).finished();
    let args = play.each(|event| match event {
        Event::Called { args, .. } | Event::Committed { args, .. } => Some(args.to_string()),
        Event::Intervened { did: Intervention::Rewrote { args }, .. } => Some(args.to_string()),
        _ => None,
    });
    assert_eq!(args, [r#"{"what": "a"}"#, r#"{"what": "b"}"#, r#"{"what": "b"}"#]);
}

#[test]
fn guards_see_the_arguments_as_middleware_changed_them() {
    let change = by(By { call: |call, _| call.with_argument("what", Value::Int(7)), ..IDLE });
    let play = play_with(&[("policy", "(validation: Strict)")], &change).finished();
    assert_eq!(play.refusals(), [Refusal::Validation]);
}

#[test]
fn a_key_of_middleware_goes_with_every_attempt_in_the_place_of_the_policys() {
    let key = by(By {
        call: |call, _| {
            assert_eq!(call.key, Some("call-0-attempt-1"));
            BeforeCall::with_key("mine")
        },
        ..IDLE
    });
    let mut parts = failing(1);
    let policy = "(idempotency_key: PerAttempt, retries: (attempts: 2, on: [ServerError]))";
    parts.push(("policy", policy.to_owned()));
    let play = play_with(&borrowed(&parts), &key).finished();
    let keys = play.each(|event| match event {
        Event::Sent { key, .. } => Some(key.as_ref().map(ToString::to_string)),
        _ => None,
    });
    assert_eq!(keys, [Some("mine".to_owned()), Some("mine".to_owned())]);
}

#[test]
fn a_result_can_be_sent_again_after_a_wait_that_is_recorded() {
    let again = by(By {
        result: |result, _| match result.is_success {
            true => AfterResult::AsPolicy,
            false => AfterResult::Again(Duration::from_secs(u64::from(result.attempt))),
        },
        ..IDLE
    });
    let play = play_with(&borrowed(&failing(2)), &again).finished();
    assert_eq!(play.statuses(), [503, 503, 200]);
    assert_eq!(play.times(|event| matches!(event, Event::Sent { .. })), [1000, 2000, 4000]);
    let waits = [1, 2].map(|s| Intervention::SentAgain { after_ns: s * 1_000_000_000 });
    assert_eq!(interventions(&play), waits);
}

#[test]
fn the_retries_of_the_policy_can_be_cut_short() {
    let mut parts = failing(2);
    parts.push(("policy", "(retries: (attempts: 3, on: [ServerError]))".to_owned()));
    let hand_on = by(By { result: |_, _| AfterResult::HandOn, ..IDLE });
    let play = play_with(&borrowed(&parts), &hand_on).finished();
    assert_eq!(play.statuses(), [503]);
    assert_eq!(interventions(&play), [Intervention::HandedOn]);
    assert_eq!(play_with(&borrowed(&parts), &by(IDLE)).statuses(), [503, 503, 200]);
}

#[test]
fn a_success_can_be_replaced_by_an_error() {
    let fail = by(By { result: |_, _| AfterResult::fail("too good to be true"), ..IDLE });
    let play = play_with(&[], &fail).finished();
    assert_eq!((play.commits(), play.statuses()), (1, vec![200]));
    assert_eq!(play.delivered(), ["too good to be true"]);
    let says = "too good to be true".into();
    assert_eq!(interventions(&play), [Intervention::Replaced { says }]);
}

#[test]
fn the_model_can_be_held_to_a_last_answer() {
    let rules = repeated(9, "'a'");
    let last = by(By {
        turn: |turn, _| if turn.calls < 2 { BeforeTurn::GoOn } else { BeforeTurn::LastAnswer },
        ..IDLE
    });
    let play = play_with(&[("rules", rules.as_str())], &last).finished();
    assert_eq!(play.commits(), 2);
    assert_eq!(interventions(&play), [Intervention::LastAnswer]);
    assert_eq!(play.outcomes(), [Outcome::Answered]);
}

#[test]
fn a_conversation_can_be_ended() {
    let end = by(By {
        turn: |turn, moment| {
            assert_eq!((turn.turn, turn.says), (0, "Do it."));
            assert_eq!((moment.conversation(), moment.user()), (0, None));
            if turn.elapsed < Duration::from_secs(3) { BeforeTurn::GoOn } else { BeforeTurn::End }
        },
        ..IDLE
    });
    let rules = repeated(9, "'a'");
    let play = play_with(&[("rules", rules.as_str())], &end).finished();
    assert_eq!((play.commits(), play.outcomes()), (3, vec![Outcome::Aborted]));
    assert_eq!(interventions(&play), [Intervention::Ended]);
}

#[test]
fn an_alert_is_recorded_under_its_own_name() {
    let ring = by(By {
        call: |call, moment| {
            moment.alert("bell", u64::from(call.nth));
            BeforeCall::Pass
        },
        ..IDLE
    });
    let rules = repeated(2, "'a'");
    let play = play_with(&[("rules", rules.as_str())], &ring).finished();
    assert_eq!(play.alerts(), [(1, 1), (2, 2)]);
    let names = play.each(|event| match event {
        Event::Alerted { monitor, .. } => Some(play.text(*monitor)),
        _ => None,
    });
    assert_eq!(names, ["bell", "bell"]);
}

#[test]
#[should_panic(
    expected = "the alert `siren` was raised, and `Middleware::alerts` does not name it"
)]
fn an_alert_without_a_name_is_a_mistake_that_is_told() {
    let ring = by(By {
        call: |_, moment| {
            moment.alert("siren", 1);
            BeforeCall::Pass
        },
        ..IDLE
    });
    play_with(&[], &ring);
}

#[test]
fn one_that_sends_again_for_ever_ends_at_a_limit() {
    let again = by(By { result: |_, _| AfterResult::Again(Duration::ZERO), ..IDLE });
    let play = play_with(&[("limits", "(events: 5000)")], &again);
    assert_eq!(play.trace.end, End::Limit("events"));
    let late = by(By { result: |_, _| AfterResult::Again(Duration::MAX), ..IDLE });
    assert_eq!(play_with(&[], &late).trace.end, End::Limit("virtual time"));
}

#[test]
fn luck_is_keyed_and_shifts_no_other_draw() {
    let drawn: Arc<Mutex<Vec<u64>>> = Arc::default();
    struct Lucky(Arc<Mutex<Vec<u64>>>);
    impl Middleware for Lucky {
        fn before_call(&mut self, _: &Call<'_>, moment: &mut Moment<'_>) -> BeforeCall {
            let number = moment.uniform("jitter", 10, 1_000_000);
            self.0.lock().expect("no thread failed").push(number);
            BeforeCall::Pass
        }
    }
    let rules = repeated(3, "'a'");
    let parts = [
        ("rules", rules.as_str()),
        (
            "model",
            r#"(first_token: Exponential(mean: "1s"), tokens_per_second: 100, rules: $rules)"#,
        ),
    ];
    let log = drawn.clone();
    let lucky = Factory::new(move || Lucky(log.clone()));
    let first = play_with(&parts, &lucky);
    let numbers = std::mem::take(&mut *drawn.lock().expect("no thread failed"));
    play_with(&parts, &lucky);
    assert_eq!(*drawn.lock().expect("no thread failed"), numbers);
    assert!(numbers.len() == 3 && numbers[0] != numbers[1], "{numbers:?}");
    assert_eq!(first.trace.records, play(&parts).trace.records);
}

#[test]
fn the_record_of_a_decision_has_its_cause_and_its_conversation() {
    let again = by(By {
        result: |result, _| match result.attempt {
            1 => AfterResult::Again(Duration::from_secs(1)),
            _ => AfterResult::AsPolicy,
        },
        ..IDLE
    });
    let play = play_with(&[], &again).finished();
    let decided = |record: &&Record| matches!(record.event, Event::Intervened { .. });
    let record = play.records().find(decided).expect("it is recorded");
    let cause = record.cause.and_then(|seq| play.trace.records.get(seq as usize));
    assert!(matches!(cause.map(|cause| &cause.event), Some(Event::Received { .. })));
    assert_eq!((record.conversation, record.event.call()), (Some(0), Some(0)));
}
