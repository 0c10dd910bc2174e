//! Monitors: what they count, over what, and what they do.

use crate::scene::{Play, play, play_arm, repeated};
use seamripper_sim::trace::{Event, Outcome};

/// Conversations ten seconds apart, of so many calls each, under one monitor.
fn watched(monitor: &str, conversations: u32, calls: u32) -> Play {
    let rules = repeated(calls, "'a'");
    let monitors = format!(r#"{{ "eye": (says: "It looks.", {monitor}) }}"#);
    let workload =
        format!(r#"(arrivals: [(count: {conversations}, apart: Constant("10s"), turns: $turns)])"#);
    play(&[("rules", &rules), ("monitors", &monitors), ("workload", &workload)]).finished()
}

#[test]
fn a_count_over_each_conversation_fires_once_in_each_that_goes_above() {
    let play = watched("counts: Calls, over: Conversation, above: 2", 2, 5);
    assert_eq!(play.alerts(), [(3, 3), (13, 3)]);
    assert!(watched("counts: Calls, over: Conversation, above: 5", 2, 5).alerts().is_empty());
}

#[test]
fn a_count_over_the_whole_replay_adds_conversations_up() {
    assert_eq!(watched("counts: Calls, over: Replay, above: 7", 2, 5).alerts(), [(13, 8)]);
}

#[test]
fn a_window_forgets_and_a_monitor_fires_again_after_it_came_down() {
    // Calls at 1, 2, 3, 11, 12, 13, 21, ... s: three within any 2 s, once in each conversation.
    let play = watched(r#"counts: Calls, over: Last("2s"), above: 2"#, 3, 3);
    assert_eq!(play.alerts(), [(3, 3), (13, 3), (23, 3)]);
    let any = watched(r#"counts: Calls, over: Last("5s"), above: 0"#, 3, 1);
    assert_eq!(any.alerts(), [(1, 1), (11, 1), (21, 1)], "nothing was in the window in between");
}

#[test]
fn a_count_over_each_intent_keeps_two_intents_apart() {
    let rules = r#"{
        "go": (on: Asked, tokens: "0", do: Calls([
            (tool: "act", intent: "wish", with: { "what": "'a'" }),
            (tool: "act", intent: "hope", with: { "what": "'b'" }),
            (tool: "act", intent: "hope", with: { "what": "'c'" }),
        ])),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }"#;
    let alerts = |above: u32| {
        let monitors = format!(
            r#"{{ "eye": (says: "It looks.", counts: Effects("thing"), over: Intent, above: {above}) }}"#
        );
        let turns = r#"[(says: "Do them.", wants: ["wish", "hope"])]"#;
        play(&[("rules", rules), ("monitors", &monitors), ("turns", turns)]).finished().alerts()
    };
    assert_eq!(alerts(1), [(1, 2)]);
    assert!(alerts(2).is_empty());
    assert_eq!(alerts(0), [(1, 1), (1, 1)]);
}

#[test]
fn a_monitor_that_looks_from_time_to_time_sees_what_is_there_then() {
    // Looks at 4, 8, 12, ... s.
    let play = watched(r#"counts: Calls, over: Replay, above: 4, every: "4s""#, 2, 5);
    assert_eq!(play.alerts(), [(8, 5)]);
}

/// Conversations of one to so many calls: the n-th makes n.
fn growing(monitor: &str, conversations: u32) -> Vec<(u64, u64)> {
    let monitors = format!(r#"{{ "eye": (says: "It looks.", {monitor}) }}"#);
    let rules = r#"{
        "go": (on: Asked, tokens: "0", do: Call(tool: "act", intent: "wish", with: { "what": "'a'" })),
        "more": (on: Returned(["act"]), if: "tries(act) < request.calls", tokens: "0", do: Again()),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }"#;
    let calls: Vec<String> = (1..=conversations).map(|calls| calls.to_string()).collect();
    let workload = format!(
        r#"(arrivals: [(count: {conversations}, apart: Constant("1m"), each: {{ "calls": [{}] }}, turns: $turns)])"#,
        calls.join(", ")
    );
    play(&[("rules", rules), ("monitors", &monitors), ("workload", &workload)]).finished().alerts()
}

#[test]
fn a_percentile_is_that_of_the_conversations_that_ended() {
    // After n conversations the half is at ceil(n / 2) calls: above 2 from the fifth on, which ends
    // at 4 min and 6 s.
    assert_eq!(
        growing(r#"counts: Calls, over: Replay, statistic: Percentile("50%"), above: 2"#, 8),
        [(246, 3)]
    );
    assert_eq!(
        growing(r#"counts: Calls, over: Replay, statistic: Percentile("100%"), above: 6"#, 8),
        [(368, 7)]
    );
    // In a window of 2 min the three last count: 3, 4 and 5 have a half of 4.
    assert_eq!(
        growing(r#"counts: Calls, over: Last("2m10s"), statistic: Percentile("50%"), above: 3"#, 8),
        [(246, 4)]
    );
}

#[test]
fn a_share_is_in_percent_of_the_conversations_that_ended() {
    let faults = r#"{ "odd": (on: "book", does: Refuse(status: 503, says: "closed"), when: Calls(first: 3, last: 4)) }"#;
    let monitors = r#"{ "eye": (says: "It looks.", counts: Failures, over: Replay, statistic: Share, above: 40) }"#;
    let workload = r#"(arrivals: [(count: 5, apart: Constant("1m"), turns: $turns)])"#;
    let play =
        play(&[("faults", faults), ("monitors", monitors), ("workload", workload)]).finished();
    // Failed are the third and the fourth: after four it is one half.
    assert_eq!(play.alerts(), [(182, 50)]);
}

#[test]
fn an_abort_ends_the_conversation_and_no_other() {
    let play = watched("counts: Calls, over: Conversation, above: 2, then: Abort", 2, 5);
    assert_eq!(play.outcomes(), [Outcome::Aborted, Outcome::Aborted]);
    assert_eq!(play.commits(), 6);
    let play = watched(r#"counts: Calls, over: Last("2s"), above: 2, then: Abort"#, 1, 5);
    assert_eq!(play.outcomes(), [Outcome::Aborted]);
}

#[test]
fn an_aborted_conversation_has_no_further_turns() {
    let rules = repeated(5, "'a'");
    let monitors = r#"{ "eye": (says: "It looks.", counts: Calls, over: Conversation, above: 2, then: Abort) }"#;
    let turns = r#"[(says: "A.", wants: ["wish"]), (says: "B.", wants: ["wish"])]"#;
    let play = play(&[("rules", &rules), ("monitors", monitors), ("turns", turns)]).finished();
    assert_eq!(play.outcomes(), [Outcome::Aborted]);
    assert_eq!(play.count(|event| matches!(event, Event::Closed)), 1);
}

#[test]
fn each_metric_counts_what_it_says() {
    let faults = r#"{ "odd": (on: "book", does: Refuse(status: 503, says: "closed"), when: Calls(first: 2, last: 3)) }"#;
    let policy = r#"(tool_budget: 4, caps: (calls: 6, then: CutOff), result_checks: { "odd": (tool: "act", holds: "body.number < 2", says: "too many") })"#;
    let rules = repeated(9, "'a'");
    let value = |metric: &str| {
        let monitors = format!(
            r#"{{ "eye": (says: "It looks.", counts: {metric}, over: Replay, above: 0, every: "1h") }}"#
        );
        let parts =
            [("faults", faults), ("policy", policy), ("rules", &rules), ("monitors", &monitors)];
        let alerts = play(&parts).finished().alerts();
        alerts.first().map_or(0, |(_, value)| *value)
    };
    // Six calls: one good, two refused by the service, one flagged, two beyond the budget.
    assert_eq!(value("Calls"), 6);
    assert_eq!(value(r#"CallsOf("act")"#), 6);
    assert_eq!(value("Failures"), 5);
    assert_eq!(value(r#"FailuresOf("act")"#), 5);
    assert_eq!(value("UnknownTools"), 0);
    assert_eq!(value("Refusals"), 2);
    assert_eq!(value("BudgetRefusals"), 2);
    assert_eq!(value("FlaggedResults"), 1);
    assert_eq!(value(r#"Effects("thing")"#), 2);
    assert_eq!(value("Capped"), 1);
    assert_eq!(value("CutOffAnswers"), 1);
    assert_eq!(value("Conversations"), 1);
    assert_eq!(value("Coercions"), 0);
    assert!(value("Tokens") > 0);
}

#[test]
fn no_monitor_sees_what_a_gate_asks() {
    let parts = [
        ("workload", r#"(arrivals: [(at: "1h", turns: $turns)])"#),
        ("monitors", r#"{ "eye": (says: "It looks.", counts: Calls, over: Replay, above: 0) }"#),
        (
            "pipeline",
            r#"(
            deploys: { "next": (at: "1m", changes: [Policy(tool_budget: 9)]) },
            gates: { "known": Evaluation(questions: (arrivals: [(count: 3, turns: $turns)]), needs: "0%") },
        )"#,
        ),
    ];
    let play = play_arm(&parts, "deployed").finished();
    assert_eq!(play.alerts(), [(3_601, 1)]);
}
