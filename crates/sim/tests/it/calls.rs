//! What the runtime does with calls: retries, budgets, validation, checks, order, caps, unknown tools.

use crate::scene::{Play, at_once, play, repeated};
use seamripper_sim::trace::{Event, Outcome, Refusal};

const DOWN: &str = r#"{ "odd": (on: "book", does: Refuse(status: 503, says: "closed")) }"#;

fn sent(play: &Play) -> Vec<u64> {
    play.times(|event| matches!(event, Event::Sent { .. }))
}

/// One call under a policy, at a service that is down.
fn down(policy: &str, faults: &str) -> Play {
    play(&[("policy", policy), ("faults", faults)]).finished()
}

#[test]
fn the_runtime_tries_again_as_often_and_as_late_as_the_policy_says() {
    assert_eq!(sent(&down("()", DOWN)), [1_000]);
    let even = r#"(retries: (attempts: 4, backoff: Constant("2s"), on: [ServerError]))"#;
    assert_eq!(sent(&down(even, DOWN)), [1_000, 3_000, 5_000, 7_000]);
    let doubling = r#"(retries: (attempts: 4, backoff: Constant("2s"), doubling: true, on: [ServerError]))"#;
    assert_eq!(sent(&down(doubling, DOWN)), [1_000, 3_000, 7_000, 15_000]);
}

#[test]
fn only_the_named_results_are_tried_again() {
    let attempts = |on: &str, status: u16| {
        let policy = format!("(retries: (attempts: 3, on: [{on}]))");
        let faults = format!(r#"{{ "odd": (on: "book", does: Refuse(status: {status}, says: "no")) }}"#);
        sent(&down(&policy, &faults)).len()
    };
    for (on, status) in [("ServerError", 500), ("ServerError", 599), ("Conflict", 409), ("TooManyRequests", 429)] {
        assert_eq!(attempts(on, status), 3, "{on}: {status}");
    }
    for (on, status) in [("ServerError", 499), ("Timeout", 504), ("Conflict", 429), ("TooManyRequests", 409)] {
        assert_eq!(attempts(on, status), 1, "{on}: {status}");
    }
    let policy = r#"(call_timeout: "5s", retries: (attempts: 3, on: [Timeout]))"#;
    let play = down(policy, r#"{ "odd": (on: "book", does: DropReply) }"#);
    assert_eq!(sent(&play), [1_000, 6_000, 11_000]);
}

#[test]
fn a_thousand_doublings_end_at_the_limit_of_time() {
    let policy = r#"(retries: (attempts: 1000, backoff: Constant("1s"), doubling: true, on: [ServerError]))"#;
    let play = play(&[("policy", policy), ("faults", DOWN)]);
    assert_eq!(play.trace.end, seamripper_sim::End::Limit("virtual time"));
}

#[test]
fn a_tool_has_its_budget_for_the_conversation() {
    let rules = repeated(4, "'a'");
    let play = play(&[("rules", &rules), ("policy", "(tool_budget: 2)")]).finished();
    assert_eq!(play.commits(), 2);
    assert_eq!(play.refusals(), [Refusal::Budget, Refusal::Budget]);
    assert_eq!(play.delivered()[3], "the budget for act is used up (2 calls)");
}

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
    assert_eq!(got("Strict", "'10'"), r#"invalid argument `what`: expected an integer, got text ("10")"#);
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
        ("tools", r#"{ "act": (description: "Does it.", service: "sum", parameters: { "what": Any }) }"#),
        ("services", &services),
        ("rules", &rules),
    ])
    .finished()
}

#[test]
fn a_function_makes_of_text_what_it_is_set_to() {
    let got = |text: &str, what: &str| coerced(text, what).delivered().remove(0);
    assert_eq!(got("Reject", "'10'"), "HTTP 400: `what`: a number is expected, and not the text '10'");
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
    let coercions = |what: &str| coerced("Lossless", what).count(|event| matches!(event, Event::Coerced { .. }));
    assert_eq!(coercions("10.0"), 0);
    assert_eq!(coercions("10"), 0);
    assert_eq!(coercions("'10'"), 1);
}

#[test]
fn a_result_that_fails_a_check_reaches_the_model_as_an_error() {
    let policy = r#"(result_checks: { "small": (tool: "act", holds: "body.number < 2", says: "too many") })"#;
    let rules = repeated(3, "'a'");
    let play = play(&[("rules", &rules), ("policy", policy)]).finished();
    assert_eq!(play.delivered(), [r#"{"number": 1, "status": "confirmed"}"#, "too many", "too many"]);
    assert_eq!(play.statuses(), [200, 200, 200], "the runtime got successes");
    assert_eq!(play.count(|event| matches!(event, Event::Flagged { .. })), 2);
}

#[test]
fn a_check_that_cannot_be_computed_ends_the_replay() {
    let policy = r#"(result_checks: { "odd": (tool: "act", holds: "body.status < 2", says: "too many") })"#;
    let play = play(&[("policy", policy)]);
    assert!(matches!(&play.trace.end, seamripper_sim::End::Failed(why) if why.starts_with("odd: ")));
}

/// Three look-ups at once, the first slowest: arrivals are 3, 2, 1.
fn looked_up(policy: &str, habit: &str) -> Play {
    let model = format!(r#"(first_token: Constant("1s"), tokens_per_second: 100, pairs_by_position: "{habit}", rules: $rules)"#);
    play(&[
        ("tools", r#"{ "look": (description: "Looks.", service: "desk", parameters: { "what": Text }) }"#),
        ("services", r#"{ "desk": RecordTable(
            key: "what",
            rows: { "a": { "name": "one" }, "b": { "name": "two" }, "c": { "name": "three" } },
            row_latency: { "a": Constant("3s"), "b": Constant("2s"), "c": Constant("1s") },
        ) }"#),
        ("model", &model),
        ("rules", r#"{
            "go": (on: Asked, tokens: "0", do: Call(tool: "look", for_each: "['a', 'b', 'c']", about: "item", with: { "what": "item" })),
            "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
        }"#),
        ("policy", policy),
    ])
    .finished()
}

fn pairs(play: &Play) -> Vec<(u32, u32)> {
    play.each(|event| match event {
        Event::Delivered { call, taken_for, .. } => Some((*call, *taken_for)),
        _ => None,
    })
}

#[test]
fn results_are_paired_by_position_where_nothing_else_tells_them_apart() {
    assert_eq!(pairs(&looked_up("(correlation: ByArrival)", "0%")), [(2, 0), (1, 1), (0, 2)]);
    let by_id = "(correlation: ByIdInArrivalOrder)";
    assert_eq!(pairs(&looked_up(by_id, "0%")), [(2, 2), (1, 1), (0, 0)]);
    assert_eq!(pairs(&looked_up(by_id, "100%")), [(2, 0), (1, 1), (0, 2)]);
    assert_eq!(pairs(&looked_up("(correlation: ByIdInCallOrder)", "100%")), [(0, 0), (1, 1), (2, 2)]);
}

#[test]
fn facts_are_noted_under_the_subject_that_a_result_was_taken_for() {
    let play = looked_up("(correlation: ByArrival)", "0%");
    let claims = play.each(|event| match event {
        Event::Answered { claims, .. } => Some(claims),
        _ => None,
    });
    let told: Vec<String> = claims[0].iter().map(|claim| format!("{}: {}", claim.subject, claim.value)).collect();
    assert_eq!(told, [r#""a": "three""#, r#""b": "two""#, r#""c": "one""#]);
}

#[test]
fn as_many_calls_run_at_once_as_the_policy_allows() {
    let received = |policy: &str| looked_up(policy, "0%").times(|event| matches!(event, Event::Received { .. }));
    assert_eq!(received("()"), [2_000, 3_000, 4_000]);
    assert_eq!(received("(parallelism: 1)"), [4_000, 6_000, 7_000]);
    // Two at once: the third starts when the second is back at 3 s.
    assert_eq!(received("(parallelism: 2)"), [3_000, 4_000, 4_000]);
}

/// Calls without end under caps.
fn capped(caps: &str, rules: &str) -> Play {
    let policy = format!("(caps: {caps})");
    play(&[("rules", rules), ("policy", &policy)]).finished()
}

#[test]
fn a_cap_ends_the_turn_as_the_policy_says() {
    let rules = repeated(100, "'a'");
    let none = capped("(calls: 3)", &rules);
    assert_eq!((none.commits(), none.outcomes()), (3, vec![Outcome::NoAnswer]));
    let cut = capped("(calls: 3, then: CutOff)", &rules);
    assert_eq!((cut.commits(), cut.outcomes()), (3, vec![Outcome::CutOff]));
    assert_eq!(cut.count(|event| matches!(event, Event::Answered { complete: false, .. })), 1);
    let last = capped("(calls: 3, then: LastAnswer)", &rules);
    assert_eq!((last.commits(), last.outcomes()), (3, vec![Outcome::Answered]));
}

#[test]
fn a_model_without_a_last_answer_leaves_none() {
    let rules = repeated(100, "'a'").replace("on: Anything", r#"on: Failed(["act"])"#);
    assert_eq!(capped("(calls: 3, then: LastAnswer)", &rules).outcomes(), [Outcome::NoAnswer]);
}

#[test]
fn calls_tokens_and_time_are_capped_each_by_itself() {
    let rules = repeated(100, "'a'").replace("tokens: \"0\"", "tokens: \"50\"");
    assert_eq!(capped("(calls_per_turn: 5)", &rules).commits(), 5);
    // A second and a half for each step: the step at 9 s is over the cap.
    assert_eq!(capped(r#"(time: "8s")"#, &rules).commits(), 6);
    let tokens = capped("(tokens: 500)", &rules);
    let spent = tokens.each(|event| match event {
        Event::Ended { tokens, .. } => Some(*tokens),
        _ => None,
    });
    assert_eq!(tokens.outcomes(), [Outcome::NoAnswer]);
    assert!(spent[0] > 300 && spent[0] < 560, "{spent:?}: reads count, the last step's words may go over");
}

#[test]
fn a_cap_for_the_turn_starts_anew_with_each_turn_and_one_for_the_conversation_does_not() {
    let turns = r#"[(says: "Do it.", wants: ["wish"]), (says: "Once more.", wants: ["wish"])]"#;
    let rules = repeated(100, "'a'");
    let commits = |caps: &str| {
        let policy = format!("(caps: {caps})");
        play(&[("turns", turns), ("rules", &rules), ("policy", &policy)]).finished().commits()
    };
    assert_eq!(commits("(calls_per_turn: 3)"), 6);
    assert_eq!(commits("(calls: 3)"), 3);
}

#[test]
fn a_batch_that_does_not_fit_under_the_cap_is_not_made_at_all() {
    let rules = at_once(&[("act", r#""what": "'a'""#), ("act", r#""what": "'b'""#)]);
    assert_eq!(capped("(calls: 1)", &rules).commits(), 0);
    assert_eq!(capped("(calls: 2)", &rules).commits(), 2);
}

/// A model that believes in a tool nobody registered, and calls it so often.
fn haunted(calls: u32, policy: &str) -> Play {
    let rules = format!(
        r#"{{
        "go": (on: Asked, tokens: "0", do: Call(tool: "ghost", with: {{ "any": "1" }})),
        "more": (on: Failed(["ghost"]), if: "tries(ghost) < {calls}", tokens: "0", do: Again()),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }}"#
    );
    play(&[
        ("model", r#"(first_token: Constant("1s"), tokens_per_second: 100, imagines: ["ghost"], rules: $rules)"#),
        ("rules", &rules),
        ("policy", policy),
    ])
    .finished()
}

#[test]
fn an_unknown_tool_is_refused_in_the_words_of_the_policy() {
    let play = haunted(2, r#"(unknown_tool: (says: "no {tool} here, {tool}!"))"#);
    assert_eq!(play.refusals(), [Refusal::UnknownTool; 2]);
    assert_eq!(play.delivered(), ["no ghost here, ghost!"; 2]);
    assert_eq!(haunted(1, "()").delivered(), ["tool not registered"]);
}

#[test]
fn the_breaker_aborts_after_more_than_so_many_in_a_row() {
    let outcome = |calls| haunted(calls, "(unknown_tool: (abort_after: 3))").outcomes()[0];
    assert_eq!(outcome(3), Outcome::Answered);
    assert_eq!(outcome(4), Outcome::Aborted);
    assert_eq!(haunted(9, "(unknown_tool: (abort_after: 3))").refusals().len(), 4);
}

#[test]
fn a_list_that_is_none_fails_the_rule_and_an_empty_one_leaves_the_model_stuck() {
    let rules = |list: &str| format!(
        r#"{{ "go": (on: Asked, do: Call(tool: "act", for_each: "{list}", with: {{ "what": "item" }})) }}"#
    );
    let played = play(&[("rules", &rules("request.list"))]);
    assert!(matches!(&played.trace.end, seamripper_sim::End::Failed(why) if why.starts_with("go: `for_each`")));
    assert_eq!(play(&[("rules", &rules("[]"))]).outcomes(), [Outcome::Stuck]);
}

#[test]
fn a_model_whose_rules_do_not_fit_is_stuck_and_the_conversation_goes_on() {
    let rules = r#"{ "go": (on: Asked, if: "request.go == true", do: Answer(text: "'done'")) }"#;
    let turns = r#"[(says: "A.", wants: ["wish"]), (says: "B.", wants: ["wish"], request: { "go": true })]"#;
    let play = play(&[("rules", rules), ("turns", turns)]).finished();
    assert_eq!(play.outcomes(), [Outcome::Stuck, Outcome::Answered]);
}
