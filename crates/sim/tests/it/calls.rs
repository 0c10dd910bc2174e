//! What the runtime does with calls: retries, budgets, and the order in which results come back.

use crate::scene::{Play, play, repeated};
use seamripper_sim::trace::{Event, Refusal};

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
    let doubling =
        r#"(retries: (attempts: 4, backoff: Constant("2s"), doubling: true, on: [ServerError]))"#;
    assert_eq!(sent(&down(doubling, DOWN)), [1_000, 3_000, 7_000, 15_000]);
}

#[test]
fn only_the_named_results_are_tried_again() {
    let attempts = |on: &str, status: u16| {
        let policy = format!("(retries: (attempts: 3, on: [{on}]))");
        let faults =
            format!(r#"{{ "odd": (on: "book", does: Refuse(status: {status}, says: "no")) }}"#);
        sent(&down(&policy, &faults)).len()
    };
    for (on, status) in
        [("ServerError", 500), ("ServerError", 599), ("Conflict", 409), ("TooManyRequests", 429)]
    {
        assert_eq!(attempts(on, status), 3, "{on}: {status}");
    }
    for (on, status) in
        [("ServerError", 499), ("Timeout", 504), ("Conflict", 429), ("TooManyRequests", 409)]
    {
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

/// Three look-ups at once, the first slowest: arrivals are 3, 2, 1.
fn looked_up(policy: &str, habit: &str) -> Play {
    let model = format!(
        r#"(first_token: Constant("1s"), tokens_per_second: 100, pairs_by_position: "{habit}", rules: $rules)"#
    );
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
    assert_eq!(
        pairs(&looked_up("(correlation: ByIdInCallOrder)", "100%")),
        [(0, 0), (1, 1), (2, 2)]
    );
}

#[test]
fn facts_are_noted_under_the_subject_that_a_result_was_taken_for() {
    let play = looked_up("(correlation: ByArrival)", "0%");
    let claims = play.each(|event| match event {
        Event::Answered { claims, .. } => Some(claims),
        _ => None,
    });
    let told: Vec<String> =
        claims[0].iter().map(|claim| format!("{}: {}", claim.subject, claim.value)).collect();
    assert_eq!(told, [r#""a": "three""#, r#""b": "two""#, r#""c": "one""#]);
}

#[test]
fn as_many_calls_run_at_once_as_the_policy_allows() {
    let received = |policy: &str| {
        looked_up(policy, "0%").times(|event| matches!(event, Event::Received { .. }))
    };
    assert_eq!(received("()"), [2_000, 3_000, 4_000]);
    assert_eq!(received("(parallelism: 1)"), [4_000, 6_000, 7_000]);
    // Two at once: the third starts when the second is back at 3 s.
    assert_eq!(received("(parallelism: 2)"), [3_000, 4_000, 4_000]);
}
