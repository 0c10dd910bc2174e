//! An effect is due for the intents for which some rule calls a tool that reaches it, on whatever way.

use crate::library::arm;
use crate::scene;
use seamripper_score::judge;

/// Two intents, each with a tool of its own; `act` goes to `front`, `note` to a ledger of memos.
const RULES: &str = r#"{
    "go": (on: Asked, do: Calls([
        (tool: "act", intent: "wish", with: { "id": "'a'" }),
        (tool: "note", intent: "other", with: { "id": "'a'" }),
    ])),
    "end": (on: Anything, do: Answer()),
}"#;

/// Lists the verdicts on one effect of each intent that it is due for.
fn verdicts(operation: &str, services: &str, effects: [&str; 2]) -> Vec<&'static str> {
    let tools = format!(
        r#"{{
        "act": (description: "Does it.", service: "front"{operation}, parameters: {{ "id": Text }}),
        "note": (description: "Notes.", service: "memos", parameters: {{ "id": Text }}),
    }}"#
    );
    let services = format!(r#"{{ "memos": Ledger(effect: "memo"), {services} }}"#);
    let due = |effect: &str| {
        format!(
            r#""{effect}": (says: "s", holds: AtLeast(of: Effects("{effect}"), limit: 1, per: Intent)),"#
        )
    };
    let invariants = format!("{{ {} }}", effects.map(due).concat());
    let plan = scene::plan(&[
        ("tools", &tools),
        ("services", &services),
        ("rules", RULES),
        ("turns", r#"[(says: "Do both.", wants: ["wish", "other"])]"#),
        ("invariants", &invariants),
    ]);
    let arm = arm(&plan, "deployed");
    let trace = seamripper_sim::run(&plan, &arm, plan.seed);
    let judgements = judge(&plan, &arm, &trace).judgements;
    judgements.iter().map(|judgement| judgement.verdict.name()).collect()
}

#[test]
fn an_effect_is_due_for_the_intents_whose_tools_reach_it_and_for_no_others() {
    let store = r#""front": Store(key: "id", effect: "loss", change: "edit", resources: { "a": (environment: "test") })"#;
    for (operation, services, effect) in [
        ("", r#""front": Ledger(effect: "thing")"#, "thing"),
        (
            "",
            r#""front": Ledger(effect: "order", then: "next"), "next": Ledger(effect: "bill")"#,
            "order",
        ),
        (
            "",
            r#""front": Ledger(effect: "order", then: "next"), "next": Ledger(effect: "bill")"#,
            "bill",
        ),
        (
            "",
            r#""front": LoadBalancer(upstream: "book", timeout: "9s"), "book": Ledger(effect: "thing")"#,
            "thing",
        ),
        (
            "",
            r#""front": RateLimiter(upstream: "book", calls: 9, per: "1s"), "book": Ledger(effect: "thing")"#,
            "thing",
        ),
        (", operation: Delete", store, "loss"),
        (", operation: Write", store, "edit"),
    ] {
        assert_eq!(verdicts(operation, services, [effect, "memo"]), ["held", "held"], "{effect}");
    }
}
