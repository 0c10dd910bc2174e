//! Ledgers and what stands before them: keys, stored answers, look-ups, and a balancer that gives up.

use crate::scene::{Play, play, repeated};
use seamripper_sim::trace::Event;

/// Two or more calls in a row at a ledger under one key of the intent's.
fn keyed(services: &str, calls: u32, what: &str, policy: &str) -> Play {
    let rules = repeated(calls, what);
    play(&[("services", services), ("rules", &rules), ("policy", policy)]).finished()
}

const PER_INTENT: &str = "(idempotency_key: PerIntent)";

#[test]
fn without_deduplication_every_request_commits() {
    let play = keyed(r#"{ "book": Ledger(effect: "thing") }"#, 3, "'a'", PER_INTENT);
    assert_eq!((play.commits(), play.statuses()), (3, vec![200, 200, 200]));
}

#[test]
fn where_no_key_is_required_requests_without_one_commit_each_time() {
    let services = r#"{ "book": Ledger(effect: "thing", deduplicate: ByKey(retention: "1h")) }"#;
    assert_eq!(keyed(services, 3, "'a'", "()").commits(), 3);
}

#[test]
fn a_required_key_that_is_missing_gets_400() {
    let services = r#"{ "book": Ledger(effect: "thing", deduplicate: ByKey(retention: "1h", required: true)) }"#;
    let play = keyed(services, 2, "'a'", "()");
    assert_eq!((play.commits(), play.statuses()), (0, vec![400, 400]));
    let play = keyed(services, 2, "'a'", PER_INTENT);
    assert_eq!((play.commits(), play.statuses()), (1, vec![200, 200]));
}

#[test]
fn a_repeated_request_gets_the_stored_answer() {
    let services = r#"{ "book": Ledger(effect: "thing", deduplicate: ByKey(retention: "1h"), answers: "{number: number, given: args.what}") }"#;
    let play = keyed(services, 3, "'a'", PER_INTENT);
    assert_eq!(play.commits(), 1);
    assert_eq!(play.count(|event| matches!(event, Event::Deduplicated { number: 1, .. })), 2);
    assert_eq!(play.delivered(), [r#"{"number": 1, "given": "a"}"#; 3]);
}

#[test]
fn a_stored_error_is_replayed_too() {
    let services = r#"{
        "book": Ledger(effect: "thing", deduplicate: ByKey(retention: "1h"), then: "price"),
        "price": Latency(latency: Constant("1ms")),
    }"#;
    let rules = repeated(3, "'a'");
    let play = play(&[
        ("services", services),
        ("rules", &rules),
        ("policy", PER_INTENT),
        ("faults", r#"{ "down": (on: "price", does: Refuse(status: 503, says: "closed"), when: Calls(first: 1, last: 1)) }"#),
    ])
    .finished();
    assert_eq!((play.commits(), play.statuses()), (1, vec![503, 503, 503]));
}

#[test]
fn another_payload_under_a_known_key_gets_422_unless_it_is_not_compared() {
    let with = |payload: &str| {
        format!(
            r#"{{ "book": Ledger(effect: "thing", deduplicate: ByKey(retention: "1h", payload: {payload})) }}"#
        )
    };
    let what = "text(tries(act))";
    let play = keyed(&with("Compared"), 2, what, PER_INTENT);
    assert_eq!((play.commits(), play.statuses()), (1, vec![200, 422]));
    for payload in ["Ignored", r#"Fields(["other"])"#] {
        let play = keyed(&with(payload), 2, what, PER_INTENT);
        assert_eq!((play.commits(), play.statuses()), (1, vec![200, 200]), "{payload}");
    }
    let play = keyed(&with(r#"Fields(["what"])"#), 2, what, PER_INTENT);
    assert_eq!(play.statuses(), [200, 422]);
}

#[test]
fn a_request_whose_first_is_still_at_work_gets_409() {
    let services = r#"{
        "door": LoadBalancer(upstream: "book", timeout: "2s", status: 500, says: "late"),
        "book": Ledger(effect: "thing", deduplicate: ByKey(retention: "1h"), then: "price"),
        "price": Latency(latency: Constant("4s")),
    }"#;
    let tools =
        r#"{ "act": (description: "Does it.", service: "door", parameters: { "what": Text }) }"#;
    let rules = repeated(4, "'a'");
    let play = play(&[
        ("services", services),
        ("tools", tools),
        ("rules", &rules),
        ("policy", PER_INTENT),
    ])
    .finished();
    // A second of thought before each: sent at 1, 4, 5 and 6 s; the first answer is there at 5 s.
    assert_eq!(play.statuses(), [500, 409, 200, 200]);
    assert_eq!(play.commits(), 1);
}

#[test]
fn a_key_is_forgotten_after_its_retention() {
    let services =
        r#"{ "book": Ledger(effect: "thing", deduplicate: ByKey(retention: "1500ms")) }"#;
    // Sent at 1, 2, 3 and 4 s: the key of the first is known at 2 s, and no more at 3 s.
    let play = keyed(services, 4, "'a'", PER_INTENT);
    assert_eq!(play.commits(), 2);
    assert_eq!(play.count(|event| matches!(event, Event::Deduplicated { .. })), 2);
}

#[test]
fn an_answer_is_stored_for_the_request_that_brought_the_key_alone() {
    // The key expires while its first request is at work, and the second request gets it anew.
    let services = r#"{
        "door": LoadBalancer(upstream: "book", timeout: "1s", status: 500, says: "late"),
        "book": Ledger(effect: "thing", commits_after: Constant("4s"), deduplicate: ByKey(retention: "1s", payload: Ignored), answers: "{number: number}"),
    }"#;
    let tools =
        r#"{ "act": (description: "Does it.", service: "door", parameters: { "what": Text }) }"#;
    let rules = repeated(2, "'a'");
    let play = play(&[
        ("services", services),
        ("tools", tools),
        ("rules", &rules),
        ("policy", PER_INTENT),
    ])
    .finished();
    assert_eq!(play.commits(), 2);
}

#[test]
fn keys_are_as_wide_as_the_policy_says() {
    let services = r#"{ "book": Ledger(effect: "thing", deduplicate: ByKey(retention: "1h", payload: Ignored)) }"#;
    let commits = |kind: &str, what: &str| {
        keyed(services, 3, what, &format!("(idempotency_key: {kind})")).commits()
    };
    assert_eq!(commits("None", "'a'"), 3);
    assert_eq!(commits("PerAttempt", "'a'"), 3);
    assert_eq!(commits("PerCall", "'a'"), 3);
    assert_eq!(commits("PerIntent", "'a'"), 1);
    assert_eq!(commits("PayloadHash", "'a'"), 1);
    assert_eq!(commits("PayloadHash", "text(tries(act))"), 3);
}

#[test]
fn a_key_of_a_call_covers_the_runtimes_own_retries_and_one_of_an_attempt_does_not() {
    let services = r#"{ "book": Ledger(effect: "thing", deduplicate: ByKey(retention: "1h")) }"#;
    let faults = r#"{ "odd": (on: "book", does: FailAfter(status: 502, says: "bad gateway"), when: Calls(first: 1, last: 2)) }"#;
    let commits = |kind: &str| {
        let policy =
            format!("(idempotency_key: {kind}, retries: (attempts: 3, on: [ServerError]))");
        let play =
            play(&[("services", services), ("faults", faults), ("policy", &policy)]).finished();
        assert_eq!(play.statuses(), [502, 502, 200]);
        play.commits()
    };
    assert_eq!(commits("PerCall"), 1);
    assert_eq!(commits("PerAttempt"), 3);
}

#[test]
fn a_look_up_finds_effects_by_their_arguments() {
    let tools = r#"{
        "act": (description: "Does it.", service: "book", parameters: { "what": Text, "size": Integer }),
        "find": (description: "Finds it.", service: "book", operation: Find, parameters: { "what": Text }),
    }"#;
    let rules = r#"{
        "go": (on: Asked, tokens: "0", do: Call(tool: "act", intent: "wish", with: { "what": "'a'", "size": "1" })),
        "more": (on: Returned(["act"]), if: "tries(act) < 2", tokens: "0", do: Again(with: { "size": "2" })),
        "look": (on: Returned(["act"]), tokens: "0", do: Calls([
            (tool: "find", with: { "what": "'a'" }),
            (tool: "find", with: { "what": "'b'" }),
        ])),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }"#;
    let play = play(&[("tools", tools), ("rules", rules)]).finished();
    let found = play.delivered();
    assert_eq!(
        found[2],
        r#"{"count": 2, "found": [{"what": "a", "size": 1}, {"what": "a", "size": 2}]}"#
    );
    assert_eq!(found[3], r#"{"count": 0, "found": []}"#);
    assert_eq!(play.commits(), 2, "a look-up commits nothing");
}

#[test]
fn a_balancer_answers_at_its_timeout_while_the_upstream_runs_on_and_commits() {
    let services = r#"{
        "door": LoadBalancer(upstream: "book", timeout: "30s", status: 500, says: "late"),
        "book": Ledger(effect: "thing", commits_after: Constant("45s")),
    }"#;
    let tools =
        r#"{ "act": (description: "Does it.", service: "door", parameters: { "what": Text }) }"#;
    let play = play(&[("services", services), ("tools", tools)]).finished();
    assert_eq!(play.statuses(), [500]);
    assert_eq!(play.delivered(), ["HTTP 500: late"]);
    assert_eq!(play.times(|event| matches!(event, Event::Received { .. })), [31_000]);
    assert_eq!(play.times(|event| matches!(event, Event::Committed { .. })), [46_000]);
}

#[test]
fn an_answer_that_is_there_in_time_passes_the_balancer() {
    let services = r#"{
        "door": LoadBalancer(upstream: "book", timeout: "30s", status: 500, says: "late"),
        "book": Ledger(effect: "thing", commits_after: Constant("30s")),
    }"#;
    let tools =
        r#"{ "act": (description: "Does it.", service: "door", parameters: { "what": Text }) }"#;
    let play = play(&[("services", services), ("tools", tools)]).finished();
    assert_eq!(play.commits(), 1);
    assert_eq!(play.times(|event| matches!(event, Event::Received { .. })), [31_000]);
}
