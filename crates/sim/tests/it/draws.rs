//! Toggling a fix shifts no draw: what two arms of a pair draw under one key is the same.

use crate::library::{Volume, library};
use crate::scene;
use proptest::prelude::*;
use seamripper_scenario::Choice;
use seamripper_sim::{Draw, run_logged};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Vec<Volume>> = LazyLock::new(library);

type Key = (String, String, u64, u64);

/// Draws everything that an arm with these fixes draws.
fn draws(volume: &Volume, fixes: u64, seed: u64) -> Vec<Draw> {
    let plan = &volume.plan;
    let on = plan.fixes.iter().enumerate().filter(|(place, _)| fixes >> place & 1 == 1);
    let fixes = on.map(|(_, fix)| plan.symbols.text(fix.name).to_string()).collect();
    let choice = Choice { fixes, ..Choice::default() };
    let arm = plan.arm(&choice).expect("fixes go together");
    run_logged(plan, &arm, seed).1
}

fn by_key(draws: Vec<Draw>) -> BTreeMap<Key, Draw> {
    let mut keyed = BTreeMap::new();
    for draw in draws {
        let key = (draw.component.clone(), draw.purpose.clone(), draw.entity, draw.nth);
        if let Some(earlier) = keyed.insert(key, draw.clone()) {
            // Only the spells of a fault are drawn again: by users' sites and gates' alike.
            assert_eq!(earlier, draw, "one key was used for two draws");
        }
    }
    keyed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn what_two_sets_of_fixes_both_draw_is_the_same(
        place in 0..1000_usize,
        seed in any::<u64>(),
        some in any::<u64>(),
        others in any::<u64>(),
    ) {
        let volume = &LIBRARY[place % LIBRARY.len()];
        let one = by_key(draws(volume, some, seed));
        let other = by_key(draws(volume, others, seed));
        let mut shared = 0;
        for (key, draw) in &one {
            let Some(twin) = other.get(key) else { continue };
            shared += 1;
            prop_assert_eq!(draw.word, twin.word, "{}: {:?}", volume.name, key);
            if draw.law == twin.law {
                prop_assert_eq!(draw.value, twin.value, "{}: {:?}", volume.name, key);
            }
        }
        prop_assert!(shared > 0 || one.is_empty(), "{}: the arms share no draw", volume.name);
    }
}

#[test]
fn logging_draws_changes_no_trace() {
    for volume in LIBRARY.iter() {
        let arm = volume.plan.arm(&Choice::default()).expect("it is deployed");
        let plain = seamripper_sim::run(&volume.plan, &arm, 7);
        assert!(plain == run_logged(&volume.plan, &arm, 7).0, "{}", volume.name);
    }
}

/// Ten orders at a ledger with a lognormal commit time and one odd fault that some fixes remove.
fn values(arm: &str, parts: &[(&str, &str)], component: &str) -> Vec<u64> {
    let plan = scene::plan(parts);
    let arm = plan.choice(arm).and_then(|choice| plan.arm(&choice)).expect("it is an arm");
    let (_, draws) = run_logged(&plan, &arm, 3);
    let of = draws.iter().filter(|draw| draw.component == component);
    of.map(|draw| draw.value).collect()
}

#[test]
fn a_fault_that_strikes_some_requests_shifts_no_draw_of_the_others() {
    let rules = scene::repeated(10, "'a'");
    let parts = [
        ("rules", rules.as_str()),
        (
            "services",
            r#"{ "book": Ledger(effect: "thing", commits_after: Lognormal(median: "1s", sigma: 0.5)) }"#,
        ),
        (
            "faults",
            r#"{ "slow": (on: "book", does: Slow(Constant("9s")), when: Calls(first: 3, last: 5)) }"#,
        ),
        ("arms", r#"{ "calm": (says: "Without the fault.", changes: [RemoveFault("slow")]) }"#),
    ];
    let (struck, calm) = (values("deployed", &parts, "book"), values("calm", &parts, "book"));
    assert_eq!(struck.len(), 10);
    assert_eq!(struck, calm);
}

#[test]
fn a_chance_is_drawn_for_every_request_whether_the_fault_is_due_or_not() {
    let rules = scene::repeated(10, "'a'");
    let parts = [
        ("rules", rules.as_str()),
        (
            "faults",
            r#"{ "odd": (on: "book", does: Slower(Constant("1ms")), when: Calls(first: 4, last: 9), chance: "1/2") }"#,
        ),
        (
            "arms",
            r#"{ "later": (says: "Another window.", changes: [
            RemoveFault("odd"),
            AddFault(name: "odd2", fault: (on: "book", does: Slower(Constant("1ms")))),
        ]) }"#,
        ),
    ];
    let struck = values("deployed", &parts, "odd");
    assert_eq!(struck.len(), 10);
}

#[test]
fn a_gate_that_asks_questions_moves_no_spell_and_renumbers_no_conversation() {
    let parts = [
        (
            "services",
            r#"{ "book": Ledger(effect: "thing"), "other": Latency(latency: Constant("1s")) }"#,
        ),
        ("workload", r#"(arrivals: [(count: 5, apart: Constant("10m"), turns: $turns)])"#),
        (
            "faults",
            r#"{ "weather": (on: "book", does: Slower(Constant("1s")), when: Spells(apart: Exponential(mean: "5m"), lasts: Exponential(mean: "5m"))) }"#,
        ),
        ("pipeline", r#"(deploys: { "next": (at: "15m", changes: [Policy(tool_budget: 9)]) })"#),
        ("truth", r#"{ "wish": { "number": "1" } }"#),
        (
            "fixes",
            r#"{ "ask-first": (says: "Known questions are asked.", layer: Pipeline, changes: [AddGate(
            name: "known", gate: Evaluation(questions: (arrivals: [(turns: $turns)]), needs: "0%"),
        )]) }"#,
        ),
    ];
    let landed = |arm: &str| {
        let play = scene::play_arm(&parts, arm).finished();
        let users = play.records().filter(|record| record.conversation.is_some_and(|id| id < 5));
        users
            .map(|record| {
                (record.at_ns, record.conversation, std::mem::discriminant(&record.event))
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(landed("deployed"), landed("ask-first"));
    assert_eq!(
        values("deployed", &parts, "weather")[..2],
        values("ask-first", &parts, "weather")[..2]
    );
}
