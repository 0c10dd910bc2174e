//! Laws that hold whatever the numbers are.

use crate::scene;
use proptest::prelude::*;
use seamripper_sim::trace::{Event, Trace};

fn claims(trace: &Trace) -> Vec<(String, String)> {
    let answers = trace.records.iter().filter_map(|record| match &record.event {
        Event::Answered { claims, .. } => Some(claims),
        _ => None,
    });
    let told = answers.flatten().map(|claim| (claim.subject.to_string(), claim.value.to_string()));
    told.collect()
}

/// Looks rows up at once that take these times.
fn looked_up(latencies_ms: &[u32], correlation: &str) -> Vec<(String, String)> {
    let rows: Vec<String> =
        (0..latencies_ms.len()).map(|row| format!(r#""r{row}": {{ "name": "n{row}" }}"#)).collect();
    let times: Vec<String> = latencies_ms
        .iter()
        .enumerate()
        .map(|(row, ms)| format!(r#""r{row}": Constant("{ms}ms")"#))
        .collect();
    let keys: Vec<String> = (0..latencies_ms.len()).map(|row| format!("'r{row}'")).collect();
    let services = format!(
        r#"{{ "desk": RecordTable(key: "what", rows: {{ {} }}, row_latency: {{ {} }}) }}"#,
        rows.join(", "),
        times.join(", ")
    );
    let rules = format!(
        r#"{{
        "go": (on: Asked, do: Call(tool: "look", for_each: "[{}]", about: "item", with: {{ "what": "item" }})),
        "end": (on: Anything, do: Answer(text: "'done'")),
    }}"#,
        keys.join(", ")
    );
    let policy = format!("(correlation: {correlation})");
    let play = scene::play(&[
        (
            "tools",
            r#"{ "look": (description: "Looks.", service: "desk", parameters: { "what": Text }) }"#,
        ),
        ("services", &services),
        ("rules", &rules),
        ("policy", &policy),
    ]);
    claims(&play.finished().trace)
}

/// Orders until one is confirmed, at a ledger behind a balancer and a slow spell.
fn ordered(spell_s: u32, pause_s: u32, timeout_s: u32, attempts: u32, key: &str) -> (usize, u64) {
    let services = format!(
        r#"{{
        "door": LoadBalancer(upstream: "book", timeout: "{timeout_s}s", status: 500, says: "late"),
        "book": Ledger(effect: "thing", commits_after: Uniform(from: "1ms", to: "9s"), then: "price",
            deduplicate: ByKey(retention: "365d", payload: Ignored)),
        "price": Latency(latency: Constant("1s")),
    }}"#
    );
    let faults = format!(
        r#"{{ "spell": (on: "price", does: Slow(Uniform(from: "1s", to: "60s")), when: During(from: "0s", lasts: Constant("{spell_s}s"))) }}"#
    );
    let policy = format!(
        r#"(idempotency_key: {key}, retries: (attempts: {attempts}, backoff: Constant("{pause_s}s"), on: [ServerError]))"#
    );
    let rules = r#"{
        "go": (on: Asked, do: Call(tool: "act", intent: "wish", with: { "what": "'a'" })),
        "more": (on: Failed(["act"]), if: "tries(act) < 20", do: Again(with: { "what": "text(tries(act))" })),
        "end": (on: Anything, do: Answer(text: "'done'")),
    }"#;
    let play = scene::play(&[
        ("tools", r#"{ "act": (description: "Does it.", service: "door", parameters: { "what": Text }) }"#),
        ("services", &services),
        ("faults", &faults),
        ("policy", &policy),
        ("rules", rules),
    ])
    .finished();
    let sent = play.count(|event| matches!(event, Event::Sent { .. }));
    (play.commits(), sent as u64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn with_ids_in_call_order_the_order_of_arrival_does_not_matter(
        latencies_ms in proptest::collection::vec(0..900_u32, 1..7),
    ) {
        let in_order: Vec<u32> = latencies_ms.iter().map(|_| 100).collect();
        let expected = looked_up(&in_order, "ByIdInCallOrder");
        prop_assert_eq!(expected.len(), latencies_ms.len());
        prop_assert_eq!(looked_up(&latencies_ms, "ByIdInCallOrder"), expected);
    }

    #[test]
    fn without_ids_claims_are_right_exactly_where_results_arrive_in_order(
        latencies_ms in proptest::collection::vec(0..900_u32, 1..7),
    ) {
        let right = looked_up(&latencies_ms, "ByIdInCallOrder");
        let told = looked_up(&latencies_ms, "ByArrival");
        prop_assert_eq!(told == right, latencies_ms.is_sorted());
    }

    #[test]
    fn with_a_key_per_intent_that_never_expires_one_effect_is_committed(
        spell_s in 1..600_u32,
        pause_s in 0..40_u32,
        timeout_s in 1..40_u32,
        attempts in 1..5_u32,
    ) {
        let (commits, sent) = ordered(spell_s, pause_s, timeout_s, attempts, "PerIntent");
        prop_assert_eq!(commits, 1, "{} requests", sent);
    }

    #[test]
    fn with_a_key_per_attempt_every_request_commits(
        spell_s in 1..600_u32,
        pause_s in 0..40_u32,
        timeout_s in 1..40_u32,
        attempts in 1..5_u32,
    ) {
        let (commits, sent) = ordered(spell_s, pause_s, timeout_s, attempts, "PerAttempt");
        prop_assert_eq!(commits as u64, sent);
    }
}
