//! Deploys go out at their time, unless a gate blocks them.

use crate::scene::{Play, play, replay};
use seamripper_sim::trace::Event;

fn deployed(play: &Play) -> Vec<u64> {
    play.times(|event| matches!(event, Event::Deployed { .. }))
}

fn blocked(play: &Play) -> Vec<String> {
    play.each(|event| match event {
        Event::Blocked { why, .. } => Some(why.to_string()),
        _ => None,
    })
}

/// Look-ups before and after a deploy that changes the shape of the answer.
fn reshaped(gates: &str, prompt: &str) -> Play {
    let pipeline = format!(
        r#"(
        deploys: {{ "reshape": (at: "10s", changes: [Service(name: "desk", set: RecordTable(shape: "deep"))]) }},
        gates: {{ {gates} }},
    )"#
    );
    play(&[
        ("tools", r#"{ "look": (description: "Looks.", service: "desk", parameters: { "what": Text }) }"#),
        ("services", r#"{ "desk": RecordTable(
            key: "what", rows: { "a": { "name": "one" } },
            shapes: { "flat": "row", "deep": "{inner: row}" }, shape: "flat",
        ) }"#),
        ("prompt", prompt),
        ("rules", r#"{
            "go": (on: Asked, tokens: "0", do: Call(tool: "look", about: "'a'", with: { "what": "'a'" })),
            "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
        }"#),
        ("workload", r#"(arrivals: [(turns: $turns), (at: "20s", turns: $turns)])"#),
        ("pipeline", &pipeline),
    ])
    .finished()
}

const EXAMPLE: &str =
    r#"[(id: "shape", text: "It answers a name.", example: (tool: "look", fields: ["name"]))]"#;
const FLAT: &str = r#"{"name": "one"}"#;
const DEEP: &str = r#"{"inner": {"name": "one"}}"#;

#[test]
fn a_deploy_without_a_gate_goes_out_at_its_time() {
    let play = reshaped("", EXAMPLE);
    assert_eq!(deployed(&play), [10_000]);
    assert_eq!(play.delivered(), [FLAT, DEEP]);
}

#[test]
fn worked_examples_that_would_be_wrong_block_a_deploy() {
    let play = reshaped(r#""examples": ExamplesMatchShapes"#, EXAMPLE);
    assert!(deployed(&play).is_empty());
    assert_eq!(
        blocked(&play),
        ["the prompt's example of look shows name, the tool would answer with inner"]
    );
    assert_eq!(play.delivered(), [FLAT, FLAT]);
    let play =
        reshaped(r#""examples": ExamplesMatchShapes"#, r#"[(id: "none", text: "No example.")]"#);
    assert_eq!(deployed(&play), [10_000]);
}

#[test]
fn validation_that_would_be_off_blocks_a_deploy() {
    let pipeline = |mode: &str| {
        format!(
            r#"(deploys: {{ "change": (at: "10s", changes: [Policy(validation: {mode}, tool_budget: 7)]) }}, gates: {{ "valid": ValidationOn }})"#
        )
    };
    let play = |mode: &str| {
        play(&[("policy", "(validation: Strict)"), ("pipeline", &pipeline(mode))]).finished()
    };
    assert_eq!(blocked(&play("Off")), ["arguments would no longer be validated"]);
    assert_eq!(deployed(&play("Lossless")), [10_000]);
}

#[test]
fn an_evaluation_lets_a_deploy_pass_whose_answers_are_true_often_enough() {
    let gate = |needs: &str| {
        format!(
            r#""known": Evaluation(questions: (arrivals: [(count: 3, turns: $turns)]), needs: "{needs}")"#
        )
    };
    // In the new shape the model notes `inner`, which is true of nothing: no claim can be judged.
    let bad = reshaped(&gate("90%"), EXAMPLE);
    assert!(deployed(&bad).is_empty());
    assert_eq!(
        bad.delivered().iter().filter(|body| *body == FLAT).count(),
        2,
        "users get the old shape"
    );
    assert_eq!(bad.count(|event| matches!(event, Event::Asked { evaluation: true, .. })), 3);
    assert_eq!(bad.count(|event| matches!(event, Event::Evaluated { .. })), 1);
}

#[test]
fn an_evaluation_takes_its_time_and_leaves_no_effect_in_the_live_services() {
    let pipeline = r#"(
        deploys: { "change": (at: "10s", changes: [Policy(tool_budget: 7)]) },
        gates: { "known": Evaluation(questions: (arrivals: [(count: 2, turns: $turns)]), needs: "100%") },
    )"#;
    let play = play(&[
        ("pipeline", pipeline),
        ("truth", r#"{ "wish": { "number": "1" } }"#),
        ("rules", r#"{
            "go": (on: Asked, tokens: "0", do: Call(tool: "act", intent: "wish", with: { "what": "'a'" })),
            "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
        }"#),
        ("workload", r#"(arrivals: [(at: "1m", turns: $turns)])"#),
    ])
    .finished();
    // Two questions of two steps each; the second order of the evaluation has number 2.
    assert_eq!(play.times(|event| matches!(event, Event::Evaluated { .. })), [14_000]);
    let (right, of) = play.each(|event| match event {
        Event::Evaluated { right, of, .. } => Some((*right, *of)),
        _ => None,
    })[0];
    assert_eq!((right, of), (1, 2));
    assert_eq!(blocked(&play).len(), 1);
    let user = play.records().find_map(|record| match record.event {
        Event::Committed { number, .. } if record.conversation == Some(0) => Some(number),
        _ => None,
    });
    assert_eq!(user, Some(1), "the live ledger has seen nothing of the questions");
}

#[test]
fn deploys_follow_each_other_and_a_blocked_one_leaves_the_others_alone() {
    let parts = [
        ("workload", r#"(arrivals: [(at: "1m", turns: $turns)])"#),
        ("policy", "(validation: Strict)"),
        (
            "pipeline",
            r#"(
            deploys: {
                "second": (at: "20s", changes: [Policy(tool_budget: 1)]),
                "first": (at: "10s", changes: [Policy(validation: Off)]),
            },
            gates: { "valid": ValidationOn },
        )"#,
        ),
    ];
    let rules = crate::scene::repeated(2, "'a'");
    let plan = crate::scene::plan(&[&parts[..], &[("rules", &rules)]].concat());
    let play = replay(&plan, "deployed", 1).finished();
    assert_eq!(deployed(&play), [20_000]);
    assert_eq!(blocked(&play).len(), 1);
    assert_eq!(play.commits(), 1, "the second deploy's budget holds");
}

#[test]
fn a_deploy_keeps_what_services_hold() {
    let play = play(&[
        ("services", r#"{ "book": Ledger(effect: "thing", answers: "{number: number}") }"#),
        ("workload", r#"(arrivals: [(count: 2, apart: Constant("20s"), turns: $turns)])"#),
        ("pipeline", r#"(deploys: { "change": (at: "10s", changes: [Service(name: "book", set: Ledger(answers: "{second: number}"))]) })"#),
    ])
    .finished();
    assert_eq!(play.delivered(), [r#"{"number": 1}"#, r#"{"second": 2}"#]);
}
