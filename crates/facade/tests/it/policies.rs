//! Policy files as the runtime, alone and with code of the user's on top.

use crate::refunds;
use seamripper::{BeforeCall, Call, Middleware, Moment, Policy, assert_broken, assert_held};

/// A runtime that sends again what got no answer.
const RETRIES: &str = r#"PolicyFile(
    format: 1,
    id: "retries",
    title: "It sends again what got no answer",
    policy: (call_timeout: "10s", retries: (attempts: 5, backoff: Constant("1s"), on: [Timeout])),
)"#;

struct OneKey;

impl Middleware for OneKey {
    fn before_call(&mut self, call: &Call<'_>, _: &mut Moment<'_>) -> BeforeCall {
        call.intent.map_or(BeforeCall::Pass, BeforeCall::with_key)
    }
}

#[test]
fn code_goes_on_top_of_a_policy_file() {
    let policy = Policy::from_source("retries.ron", RETRIES).expect("it has no mistakes");
    let broken = refunds().under(&policy).sweep(0..60).expect("it fits");
    assert_broken!(broken, "one-refund");
    assert_held!(refunds().under(&policy).with(|| OneKey).sweep(0..60).expect("it fits"));
    let calm = refunds().under(&policy).control().replay().expect("it fits");
    assert_eq!(calm.arm(), "control+policy retries");
    let again = "Scenario::load(\"../../examples/own-runtime/refunds.ron\")?\
                 .under(&Policy::from_source(\"retries.ron\", ..)?).control().seed(3).replay()?";
    assert!(calm.report().ends_with(again), "{}", calm.report());
}

#[test]
fn mistakes_of_a_policy_file_come_with_their_places() {
    let text = RETRIES.replace("attempts: 5", "atempts: 5");
    let error = Policy::from_source("retries.ron", &text).expect_err("it has a mistake");
    assert!(error.to_string().contains("retries.ron:5:"), "{error}");
    assert!(error.to_string().contains("did you mean `attempts`?"), "{error}");
}
