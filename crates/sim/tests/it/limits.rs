//! Every replay ends: at its own end, or at a limit that it names.

use crate::scene::{Play, play, repeated};
use seamripper_sim::trace::{End, Event};

/// A model that calls without end and takes no time for it.
fn endless(limits: &str) -> Play {
    let rules = repeated(u32::MAX, "'a'");
    play(&[
        ("model", r#"(first_token: Constant("0s"), tokens_per_second: 100, rules: $rules)"#),
        ("rules", &rules),
        ("limits", limits),
    ])
}

#[test]
fn a_loop_without_time_ends_at_the_limit_of_events() {
    let play = endless("(events: 5000)");
    assert_eq!(play.trace.end, End::Limit("events"));
    assert_eq!(play.trace.virtual_time_ns, 0);
    assert!(play.trace.events <= 5000);
}

#[test]
fn a_long_trace_ends_at_the_limit_of_records() {
    let play = endless("(records: 100)");
    assert_eq!(play.trace.end, End::Limit("trace records"));
    assert_eq!(play.trace.records.len(), 100);
}

#[test]
fn a_loop_that_takes_time_ends_at_the_limit_of_time() {
    let rules = repeated(u32::MAX, "'a'");
    let play = play(&[("rules", &rules), ("limits", r#"(virtual_time: "10s")"#)]);
    assert_eq!(play.trace.end, End::Limit("virtual time"));
    assert_eq!(play.trace.virtual_time_ns, 10_000_000_000);
}

#[test]
fn a_monitor_that_looks_every_nanosecond_ends_at_the_limit_of_events() {
    let monitors =
        r#"{ "busy": (says: "It looks.", counts: Calls, over: Replay, above: 99, every: "1ns") }"#;
    let play = play(&[("monitors", monitors), ("limits", "(events: 5000)")]);
    assert_eq!(play.trace.end, End::Limit("events"));
}

#[test]
fn a_monitor_looks_once_more_after_the_last_conversation_and_then_stops() {
    let monitors =
        r#"{ "slow": (says: "It looks.", counts: Calls, over: Replay, above: 0, every: "2d") }"#;
    let play = play(&[("monitors", monitors)]).finished();
    assert_eq!(play.alerts(), [(172_800, 1)]);
    assert_eq!(play.trace.virtual_time_ns, 172_800_000_000_000);
}

#[test]
fn huge_numbers_of_tokens_overflow_nothing() {
    let tools = r#"{ "act": (description: "Does it.", service: "book", parameters: { "what": Text }, result_tokens: 18446744073709551615) }"#;
    let rules = repeated(3, "'a'").replace("tokens: \"0\"", "tokens: \"9223372036854775807\"");
    let played = play(&[("tools", tools), ("rules", &rules)]);
    assert_eq!(played.trace.end, End::Limit("virtual time"));
    let monitors = r#"{ "dear": (says: "It counts.", counts: Tokens, over: Replay, above: 1) }"#;
    let rules = repeated(3, "'a'");
    let workload = "(arrivals: [(count: 3, turns: $turns)])";
    let play = play(&[
        ("tools", tools),
        ("rules", &rules),
        ("monitors", monitors),
        ("workload", workload),
    ]);
    assert_eq!(play.finished().alerts().len(), 1);
}

#[test]
fn a_rule_whose_formula_fails_ends_the_replay_with_the_rules_name() {
    let rules = r#"{ "broken": (on: Asked, if: "request.size > 3", do: Answer(text: "'done'")) }"#;
    let turns = r#"[(says: "Do it.", wants: ["wish"], request: { "size": "big" })]"#;
    let play = play(&[("rules", rules), ("turns", turns)]);
    let End::Failed(why) = &play.trace.end else { panic!("{:?}", play.trace.end) };
    assert!(why.starts_with("broken: "), "{why}");
    assert_eq!(play.count(|event| matches!(event, Event::Failed { .. })), 1);
}

#[test]
fn a_crowd_of_thousands_ends() {
    let workload = r#"(arrivals: [(count: 2000, apart: Exponential(mean: "1s"), turns: $turns)])"#;
    let play = play(&[("workload", workload)]).finished();
    assert_eq!(play.commits(), 2000);
}
