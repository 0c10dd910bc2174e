//! What measures read off replays of small scenes: several conversations, turns, effects and monitors.

use crate::library::arm;
use crate::measures::{compare, figures};
use crate::scene;
use crate::spoil::Case;
use seamripper_sim::trace::Event;

/// Compares what measures read off a replay of a scene, spoilt in one way.
fn check(parts: &[(&str, &str)], spoil: impl FnOnce(&mut Case), expected: &[(&str, &str)]) {
    let figures = figures(expected);
    let plan = scene::plan(&[&[("figures", figures.as_str())], parts].concat());
    let arm = arm(&plan, "deployed");
    let trace = seamripper_sim::run(&plan, &arm, plan.seed);
    let mut case = Case { plan, arm, trace };
    spoil(&mut case);
    compare(&case, expected);
}

#[test]
fn a_total_is_told_as_it_is_where_it_is_no_whole_number() {
    for (size, total) in [("7", "7"), ("0", "0"), ("-3", "-3.0"), ("0.5", "0.5")] {
        let rules = scene::ONCE.replace("'a'", size);
        check(&[("rules", &rules)], |_| {}, &[(r#"EffectTotal("thing", "what")"#, total)]);
    }
    let text = [(r#"EffectTotal("thing", "what")"#, "0")];
    check(&[], |_| {}, &text);
}

/// Two conversations a minute apart: one call in the first, three in the second.
#[test]
fn of_conversations_the_one_that_took_most_counts() {
    let workload = r#"(arrivals: [(count: 2, apart: Constant("1m"), each: { "n": [1, 3] }, turns: [(says: "Do it.", wants: ["wish"], request: { "n": 0 })])])"#;
    let rules = r#"{
        "go": (on: Asked, tokens: "10", do: Call(tool: "act", intent: "wish", with: { "what": "1" })),
        "more": (on: Returned(["act"]), if: "tries(act) < request.n", tokens: "10", do: Again()),
        "end": (on: Anything, tokens: "5", do: Answer()),
    }"#;
    let base = [("workload", workload), ("rules", rules)];
    let read = [
        ("Calls", "4"),
        ("Attempts", "4"),
        ("MostCalls", "3"),
        (r#"MostCallsOf("act")"#, "3"),
        (r#"EffectTotal("thing", "what")"#, "4"),
        ("Elapsed", "4.35s"),
        ("TimeToDestruction", "none"),
    ];
    check(&base, |_| {}, &read);
    for (caps, share) in [
        ("()", "none"),
        ("(calls: 12)", "25"),
        ("(calls: 9)", "33"),
        ("(calls_per_turn: 4)", "75"),
        ("(calls: 12, calls_per_turn: 4)", "25"),
    ] {
        let policy = format!("(caps: {caps})");
        let parts = [("policy", policy.as_str()), base[0], base[1]];
        check(&parts, |_| {}, &[("CallBudgetUsed", share)]);
    }
}

/// Two turns in the first conversation, of which the second deletes; another conversation on the way.
#[test]
fn turns_of_a_conversation_belong_together_and_others_do_not() {
    let parts = [
        (
            "tools",
            r#"{
            "act": (description: "Does it.", service: "book", parameters: { "what": Text }),
            "wipe": (description: "Wipes.", service: "shelf", operation: Delete, parameters: { "id": Text }),
        }"#,
        ),
        (
            "services",
            r#"{ "book": Ledger(effect: "thing"), "shelf": Store(key: "id", resources: { "t": (environment: "test"), "u": (environment: "test") }) }"#,
        ),
        (
            "rules",
            r#"{
            "go": (on: Asked, tokens: "0", do: Call(tool: "act", intent: "wish", with: { "what": "'a'" })),
            "more": (on: Returned(["act"]), if: "tries(act) < 2", tokens: "0", do: Again()),
            "wipe": (on: Returned(["act"]), if: "exists(request.id)", tokens: "0", do: Call(tool: "wipe", with: { "id": "request.id" })),
            "end": (on: Anything, tokens: "0", do: Answer()),
        }"#,
        ),
        (
            "workload",
            r#"(arrivals: [
            (at: "1s", turns: [(says: "Do it.", wants: ["wish"]), (says: "Wipe.", wants: ["wish"], request: { "id": "t" })]),
            (at: "4500ms", turns: [(says: "Wipe the other.", wants: ["wish"], request: { "id": "u" })]),
        ])"#,
        ),
    ];
    let tokens = |case: &mut Case| {
        let ended = case.trace.records.iter_mut().filter_map(|record| match &mut record.event {
            Event::Ended { tokens, .. } => Some((record.conversation, tokens)),
            _ => None,
        });
        for (conversation, tokens) in ended {
            *tokens = if conversation == Some(0) { 30 } else { 50 };
        }
    };
    let read = [("Tokens", "60"), ("Elapsed", "7s"), ("TimeToDestruction", "2s"), ("Calls", "8")];
    check(&parts, tokens, &read);
}

/// Three orders of one thing, of which the ledger recognises two and one fails on the way; a memo.
#[test]
fn names_are_told_apart() {
    let parts = [
        (
            "tools",
            r#"{
            "act": (description: "Does it.", service: "book", parameters: { "what": Text }),
            "note": (description: "Notes.", service: "memos", parameters: { "what": Text }),
        }"#,
        ),
        (
            "services",
            r#"{
            "book": Ledger(effect: "thing", deduplicate: ByKey(retention: "1h")),
            "memos": Ledger(effect: "memo", deduplicate: ByKey(retention: "1h")),
        }"#,
        ),
        (
            "rules",
            r#"{
            "note": (on: Asked, tokens: "0", do: Call(tool: "note", with: { "what": "'b'" })),
            "go": (on: Returned(["note"]), tokens: "0", do: Call(tool: "act", intent: "wish", with: { "what": "'a'" })),
            "more": (on: Anything, if: "tries(act) < 3", tokens: "0", do: Call(tool: "act", intent: "wish", with: { "what": "'a'" })),
            "end": (on: Anything, tokens: "0", do: Answer()),
        }"#,
        ),
        ("policy", "(idempotency_key: PerIntent)"),
        (
            "faults",
            r#"{
            "lost": (on: "book", does: FailAfter(status: 500, says: "no"), when: Calls(first: 2, last: 2)),
            "late": (on: "book", does: Stale, when: Calls(first: 9, last: 9)),
        }"#,
        ),
        (
            "monitors",
            r#"{
            "orders": (says: "s", counts: Effects("thing"), over: Replay, above: 0),
            "memos": (says: "s", counts: Effects("memo"), over: Replay, above: 9),
        }"#,
        ),
    ];
    let read = [
        (r#"Effects("thing")"#, "1"),
        (r#"Effects("memo")"#, "1"),
        (r#"Deduplicated("thing")"#, "2"),
        (r#"Deduplicated("memo")"#, "0"),
        (r#"CallsOf("act")"#, "3"),
        (r#"CallsOf("note")"#, "1"),
        (r#"FailuresOf("act")"#, "1"),
        (r#"FalseFailuresOf("act")"#, "0"),
        (r#"Landed("lost")"#, "1"),
        (r#"Landed("late")"#, "0"),
        (r#"Alerts("orders")"#, "1"),
        (r#"Alerts("memos")"#, "0"),
        (r#"FirstAlert("memos")"#, "none"),
    ];
    check(&parts, |_| {}, &read);
}
