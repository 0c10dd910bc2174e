//! A fault that cannot land proves nothing: the file is refused, or what held is not exposed.

use crate::{folder, run};
use serde_json::Value;

const FAULT: &str = "does: DropReply,\n            when: During(from: \"0s\", lasts: Lognormal(median: \"40s\", sigma: 0.05)),";

/// Replays the starter with another fault, and returns the verdict on its first invariant; none if the
/// file is refused.
fn verdict(fault: &str) -> Option<String> {
    let folder = folder("a.ron", |source| {
        assert!(source.contains(FAULT), "the starter has this fault");
        source.replace(FAULT, fault)
    });
    let (code, out, err) =
        run(&folder, &["replay", "a.ron", "--arm", "deployed", "--format", "json"]);
    if code == 2 {
        assert!(err.contains("a.ron:"), "a refusal has a place: {err}");
        return None;
    }
    let report: Value = serde_json::from_str(&out).expect("it is JSON");
    let text = report["arms"][0]["invariants"][0]["verdict"].clone();
    Some(text["kind"].as_str().or(text.as_str()).expect("it has a verdict").to_owned())
}

#[test]
fn a_fault_that_cannot_land_is_refused_or_leaves_what_held_not_exposed() {
    let troubles = [
        "Slow(Constant(\"30s\"))",
        "Slower(Constant(\"30s\"))",
        "Refuse(status: 500, says: \"no\")",
        "FailAfter(status: 500, says: \"no\")",
        "DropReply",
        "Duplicate",
        "Answer(\"{receipt: 0}\")",
        "Stale",
    ];
    let never = [
        "when: Calls(first: 9000, last: 9001),",
        "when: During(from: \"300d\", lasts: Constant(\"1s\")),",
        "when: Spells(apart: Constant(\"300d\"), lasts: Constant(\"1s\")),",
        "chance: \"0%\",",
        "if: \"false\",",
        "if: \"args.cents < 0\",",
    ];
    for trouble in troubles {
        for when in never {
            let found = verdict(&format!("does: {trouble}, {when}"));
            let proves_nothing = found.is_none() || found.as_deref() == Some("not exposed");
            assert!(proves_nothing, "{trouble} {when}: {found:?}");
        }
    }
}

#[test]
fn a_fault_at_a_service_that_nobody_calls_proves_nothing() {
    let folder = folder("a.ron", |source| {
        let source = source.replace("on: \"payments\",", "on: \"elsewhere\",");
        source.replace(
            "services: {",
            "services: {\n        \"elsewhere\": Ledger(effect: \"other\"),",
        )
    });
    let (code, out, err) = run(&folder, &["replay", "a.ron", "--arm", "deployed"]);
    assert!(code == 2 || out.contains("not exposed"), "{code} {out} {err}");
}

#[test]
fn a_fault_that_lands_exposes_what_it_could_break() {
    assert_eq!(
        verdict("does: DropReply, when: Calls(first: 1, last: 1),").as_deref(),
        Some("broken")
    );
    assert_eq!(verdict("does: Slower(Constant(\"1s\")),").as_deref(), Some("held"));
}

#[test]
fn a_fault_that_lands_and_changes_nothing_proves_nothing() {
    for trouble in ["Stale", "Slower(Constant(\"0s\"))", "Answer(\"body\")"] {
        let found = verdict(&format!("does: {trouble},"));
        assert!(matches!(found.as_deref(), None | Some("not exposed")), "{trouble}: {found:?}");
    }
}
