//! What becomes of arguments and results on their way: validation, coercion, checks.

use crate::scene::{Play, play, repeated};
use seamripper_sim::trace::{Event, Refusal};

/// One call with this argument at a function that takes an integer.
fn valued(mode: &str, what: &str) -> Play {
    let rules = repeated(1, what);
    let policy = format!("(validation: {mode})");
    play(&[
        ("tools", r#"{ "act": (description: "Does it.", service: "sum", parameters: { "what": Integer }) }"#),
        ("services", r#"{ "sum": Function(parameters: { "what": (takes: Any) }, returns: "{got: what}") }"#),
        ("rules", &rules),
        ("policy", &policy),
    ])
    .finished()
}

#[test]
fn validation_passes_refuses_or_converts_what_has_the_wrong_type() {
    let got = |mode: &str, what: &str| valued(mode, what).delivered().remove(0);
    assert_eq!(got("Off", "'10'"), r#"{"got": "10"}"#);
    assert_eq!(got("Strict", "10"), r#"{"got": 10}"#);
    assert_eq!(
        got("Strict", "'10'"),
        r#"invalid argument `what`: expected an integer, got text ("10")"#
    );
    assert_eq!(got("Lossless", "'10'"), r#"{"got": 10}"#);
    assert_eq!(got("LosslessLogged", "'-7'"), r#"{"got": -7}"#);
    for text in ["'ten'", "'1.5'", "'1e3'", "' 10'", "''"] {
        assert!(got("Lossless", text).starts_with("invalid argument"), "{text}");
    }
    assert_eq!(valued("Strict", "'10'").refusals(), [Refusal::Validation]);
}

#[test]
fn a_conversion_by_the_runtime_is_on_record_and_logged_if_the_policy_logs() {
    for (mode, expected) in [("Lossless", false), ("LosslessLogged", true)] {
        let play = valued(mode, "'10'");
        let logs = play.each(|event| match event {
            Event::Coerced { logged, service: None, .. } => Some(*logged),
            _ => None,
        });
        assert_eq!(logs, [expected]);
    }
}

/// One call with this argument at a function that makes this of text.
fn coerced(text: &str, what: &str) -> Play {
    let rules = repeated(1, what);
    let services = format!(
        r#"{{ "sum": Function(parameters: {{ "what": (takes: Integer, text: {text}, rounds: true) }}, returns: "what") }}"#
    );
    play(&[
        (
            "tools",
            r#"{ "act": (description: "Does it.", service: "sum", parameters: { "what": Any }) }"#,
        ),
        ("services", &services),
        ("rules", &rules),
    ])
    .finished()
}

#[test]
fn a_function_makes_of_text_what_it_is_set_to() {
    let got = |text: &str, what: &str| coerced(text, what).delivered().remove(0);
    assert_eq!(
        got("Reject", "'10'"),
        "HTTP 400: `what`: a number is expected, and not the text '10'"
    );
    assert_eq!(got("Lossless", "'10'"), r#"{"answer": 10}"#);
    assert_eq!(got("Mantissa", "'10'"), r#"{"answer": 1}"#);
    assert_eq!(got("Mantissa", "'26'"), r#"{"answer": 3}"#);
    assert_eq!(got("DigitCount", "'1234'"), r#"{"answer": 4}"#);
    assert_eq!(got(r#"By("len(text) + 1")"#, "'abc'"), r#"{"answer": 4}"#);
    assert_eq!(got("Reject", "10"), r#"{"answer": 10}"#);
    assert_eq!(got("Reject", "true"), "HTTP 400: `what` must be an integer, and not boolean");
}

#[test]
fn a_number_that_only_changes_its_spelling_is_not_coerced() {
    let coercions = |what: &str| {
        coerced("Lossless", what).count(|event| matches!(event, Event::Coerced { .. }))
    };
    assert_eq!(coercions("10.0"), 0);
    assert_eq!(coercions("10"), 0);
    assert_eq!(coercions("'10'"), 1);
}

#[test]
fn a_result_that_fails_a_check_reaches_the_model_as_an_error() {
    let policy = r#"(result_checks: { "small": (tool: "act", holds: "body.number < 2", says: "too many") })"#;
    let rules = repeated(3, "'a'");
    let play = play(&[("rules", &rules), ("policy", policy)]).finished();
    assert_eq!(
        play.delivered(),
        [r#"{"number": 1, "status": "confirmed"}"#, "too many", "too many"]
    );
    assert_eq!(play.statuses(), [200, 200, 200], "the runtime got successes");
    assert_eq!(play.count(|event| matches!(event, Event::Flagged { .. })), 2);
}

#[test]
fn a_check_that_cannot_be_computed_ends_the_replay() {
    let policy =
        r#"(result_checks: { "odd": (tool: "act", holds: "body.status < 2", says: "too many") })"#;
    let play = play(&[("policy", policy)]);
    assert!(
        matches!(&play.trace.end, seamripper_sim::End::Failed(why) if why.starts_with("odd: "))
    );
}
