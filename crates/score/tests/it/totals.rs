//! Totals: what must add up, where it no longer can, and what is not added.

use crate::verdicts::{broken, verdict, verdict_in};
use seamripper_score::Verdict;
use seamripper_sim::trace::Event;

#[test]
fn a_total_may_be_over_and_may_be_under_and_fractions_add_up() {
    let total = |size: &str, calls: u32, due: &str| {
        let rules = format!(
            r#"{{
            "go": (on: Asked, do: Call(tool: "act", intent: "wish", with: {{ "size": "{size}" }})),
            "more": (on: Returned(["act"]), if: "tries(act) < {calls}", do: Again()),
            "end": (on: Anything, do: Answer()),
        }}"#
        );
        let tools = r#"{ "act": (description: "Does it.", service: "book", parameters: { "size": Number }) }"#;
        let form = format!(r#"holds: Total(effect: "thing", field: "size", equals: "{due}")"#);
        match verdict(&form, &[("tools", tools), ("rules", &rules)]) {
            Verdict::Broken(broken) => broken.damage,
            Verdict::Held => 0,
            other => panic!("it is {}", other.name()),
        }
    };
    assert_eq!(total("40", 1, "40"), 0);
    assert_eq!(total("40", 3, "40"), 80);
    assert_eq!(total("40", 1, "100"), 60);
    assert_eq!(total("0.1", 3, "0.3"), 0, "0.1 + 0.1 + 0.1 is 0.3 to everybody but a computer");
    assert_eq!(total("100000.1", 3, "300000.3"), 0, "and so for large sums");
    assert_eq!(total("0.1", 4, "0.3"), 1, "what is wrong by less than one is wrong");
}

#[test]
fn a_total_that_cannot_be_computed_is_not_passed_over() {
    let form = r#"holds: Total(effect: "thing", field: "what", equals: "request.wanted")"#;
    let turns = r#"[(says: "Do it.", wants: ["wish"], request: { "wanted": "three" })]"#;
    let broken = broken(verdict(form, &[("turns", turns)]));
    assert_eq!(broken.what, r#"what was asked for cannot be computed: "three" is no number"#);
}

#[test]
fn a_total_breaks_where_it_is_first_over_and_if_it_comes_short_at_its_last_effect() {
    let breaks_at = |size: &str, calls: u32, due: &str| {
        let rules = crate::scene::repeated(calls, size);
        let form = format!(r#"holds: Total(effect: "thing", field: "what", equals: "{due}")"#);
        let (trace, verdict) = verdict_in(&form, &[("rules", &rules)], "deployed");
        let seq = broken(verdict).seq;
        let commits =
            trace.records.iter().filter(|record| matches!(record.event, Event::Committed { .. }));
        commits.map(|record| record.seq).position(|commit| commit == seq)
    };
    assert_eq!(breaks_at("40", 3, "60"), Some(1));
    assert_eq!(breaks_at("40", 3, "200"), Some(2));
    assert_eq!(breaks_at("0.1", 5, "0.3"), Some(3), "three tenths are not over yet");
}

#[test]
fn effects_of_another_name_are_not_added() {
    let parts = [
        (
            "services",
            r#"{ "book": Ledger(effect: "thing", then: "bank"), "bank": Ledger(effect: "bill") }"#,
        ),
        (
            "rules",
            r#"{
            "go": (on: Asked, do: Call(tool: "act", intent: "wish", with: { "what": "3" })),
            "end": (on: Anything, do: Answer()),
        }"#,
        ),
    ];
    for effect in ["thing", "bill"] {
        let form = format!(r#"holds: Total(effect: "{effect}", field: "what", equals: "3")"#);
        assert_eq!(verdict(&form, &parts), Verdict::Held, "{effect}");
    }
}
