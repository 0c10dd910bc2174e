//! Code of the user's in the runtime: fixes and their near misses, monitors, and panics.

use crate::{panic_of, refunds};
use seamripper::{
    AfterResult, BeforeCall, BeforeTurn, Call, CallResult, Middleware, ModelTurn, Moment, Scenario,
    assert_broken, assert_held,
};
use std::time::Duration;

/// Sends again what got no answer, under keys that are made in one of these ways.
#[derive(Clone, Copy)]
enum Keys {
    None,
    PerCall,
    PerIntent,
}

impl Middleware for Keys {
    fn before_call(&mut self, call: &Call<'_>, _: &mut Moment<'_>) -> BeforeCall {
        match (self, call.intent) {
            (Keys::PerIntent, Some(intent)) => BeforeCall::with_key(intent),
            (Keys::PerCall, _) => BeforeCall::with_key(call.number.to_string()),
            _ => BeforeCall::Pass,
        }
    }

    fn after_result(&mut self, result: &CallResult<'_>, _: &mut Moment<'_>) -> AfterResult {
        match result.status {
            0 if result.attempt < 3 => AfterResult::Again(Duration::from_secs(1)),
            _ => AfterResult::AsPolicy,
        }
    }
}

#[test]
fn a_fix_as_code_holds_the_incident_and_its_near_misses_do_not() {
    let broken = |keys: Keys| {
        let sweep = refunds().deployed().with(move || keys).sweep(0..300);
        sweep.expect("it can be swept").tally("one-refund").expect("it is judged").broken
    };
    // Under one key for each call, those break in which the runtime gives up and the model calls again.
    let (none, per_call) = (broken(Keys::None), broken(Keys::PerCall));
    assert!(0 < per_call && per_call < none, "{per_call} of 300, {none} without keys");
    assert_eq!(broken(Keys::PerIntent), 0);
    assert_broken!(refunds().deployed().sweep(0..300).expect("it can be swept"));
    let with = refunds().deployed().with(|| Keys::PerIntent);
    assert_held!(with.sweep(0..300).expect("it can be swept"));
}

#[test]
fn the_report_tells_what_middleware_did_and_how_to_repeat_it() {
    let replay = refunds().deployed().with(|| Keys::PerIntent).seed(7).replay();
    insta::assert_snapshot!(replay.expect("it can be replayed").report());
}

/// Rings when no answer came.
struct Bell;

impl Middleware for Bell {
    fn alerts(&self) -> Vec<String> {
        vec!["silence".to_owned()]
    }

    fn after_result(&mut self, result: &CallResult<'_>, moment: &mut Moment<'_>) -> AfterResult {
        if result.status == 0 {
            moment.alert("silence", u64::from(result.attempt));
        }
        AfterResult::AsPolicy
    }
}

#[test]
fn detection_counts_an_alert_of_middleware() {
    let replay = refunds().deployed().with(|| Bell).seed(7).replay().expect("it can be replayed");
    let alert = &replay.alerts()[0];
    assert_eq!((alert.name.as_str(), alert.value), ("silence", 1));
    let detection = &replay.scorecard().detection;
    assert_eq!(detection.first_alert_ns.map(Duration::from_nanos), Some(alert.at));
    assert!(replay.report().contains("▲ alert silence at 1"), "{}", replay.report());
    assert!(replay.trace_lines().contains(r#""event":"alerted","monitor":"silence""#));
}

#[test]
fn an_alert_changes_nothing_but_who_noticed() {
    for scenario in Scenario::library() {
        let with = scenario.deployed().with(|| Bell).replay().expect("it can be replayed");
        let without = scenario.deployed().replay().expect("it can be replayed");
        let calls = |replay: &seamripper::Replay| replay.scorecard().cost.calls;
        assert_eq!(calls(&with), calls(&without), "{}", scenario.id());
    }
}

/// Panics in a conversation that goes on for long.
struct Glass;

impl Middleware for Glass {
    fn before_call(&mut self, call: &Call<'_>, _: &mut Moment<'_>) -> BeforeCall {
        assert!(call.nth < 3, "call {} is one too many", call.nth);
        BeforeCall::Pass
    }
}

#[test]
fn a_panic_of_middleware_comes_out_with_the_seed() {
    let breaks = |seed: &u64| {
        let replay = refunds().deployed().seed(*seed).replay().expect("it can be replayed");
        replay.scorecard().cost.calls >= 3
    };
    let seed = (0..100).find(breaks).expect("some refund takes three calls");
    let told = format!(
        "middleware panicked: call 3 is one too many\nagain: \
         Scenario::load(\"../../examples/own-runtime/refunds.ron\")?\
         .arm(\"deployed\").with(..).seed({seed}).replay()?"
    );
    let setup = refunds().deployed().with(|| Glass);
    assert_eq!(panic_of(move || drop(setup.seed(seed).replay())), told);
    let setup = refunds().deployed().with(|| Glass);
    assert_eq!(panic_of(move || drop(setup.sweep(seed..seed + 1))), told);
}

/// Takes no success for one, and then lets the model say so.
struct Doubt;

impl Middleware for Doubt {
    fn after_result(&mut self, result: &CallResult<'_>, _: &mut Moment<'_>) -> AfterResult {
        match result.is_success {
            true => AfterResult::fail("too good to be true"),
            false => AfterResult::AsPolicy,
        }
    }

    fn before_turn(&mut self, turn: &ModelTurn<'_>, _: &mut Moment<'_>) -> BeforeTurn {
        if turn.calls == 0 { BeforeTurn::GoOn } else { BeforeTurn::End }
    }
}

#[test]
fn judges_lay_a_result_that_middleware_withheld_to_middleware() {
    let calm = refunds().arm("control").with(|| Doubt).replay().expect("it can be replayed");
    let report = calm.report();
    for told in [
        "⊘ middleware puts an error in",
        "⊘ middleware ends the conversation",
        "a success, withheld by middleware",
        "■ the turn ends: aborted",
    ] {
        assert!(report.contains(told), "nothing of `{told}` in:\n{report}");
    }
}
