//! What keeps calls back: checks of arguments, rate limiters, parameters that a tool does not have.

use crate::scene::{Play, play, repeated};
use seamripper_sim::trace::{Event, Refusal};

fn limited(counts_refused: &str) -> Play {
    let services = format!(
        r#"{{
        "door": RateLimiter(upstream: "book", calls: 2, per: "3s", counts_refused: {counts_refused}),
        "book": Ledger(effect: "thing"),
    }}"#
    );
    let tools =
        r#"{ "act": (description: "Does it.", service: "door", parameters: { "what": Text }) }"#;
    let rules = repeated(8, "'a'");
    play(&[("services", &services), ("tools", tools), ("rules", &rules)]).finished()
}

#[test]
fn a_rate_limiter_passes_so_many_calls_on_in_any_stretch() {
    // A call each second: two pass, the third is one too many, the fourth finds room again.
    assert_eq!(limited("false").statuses(), [200, 200, 429, 200, 200, 429, 200, 200]);
}

#[test]
fn where_refused_calls_count_trying_again_keeps_the_door_shut() {
    assert_eq!(limited("true").statuses(), [200, 200, 429, 429, 429, 429, 429, 429]);
}

#[test]
fn a_check_of_arguments_refuses_before_the_service_hears_of_it() {
    let policy = r#"(argument_checks: { "allowed": (
        tool: "act", holds: "args.what in request.allowed", says: "not on the list",
    ) })"#;
    let turns =
        r#"[(says: "Do it.", wants: ["wish"], request: { "allowed": ["b"], "kind": "x" })]"#;
    let refused = play(&[("policy", policy), ("turns", turns)]).finished();
    assert_eq!(refused.refusals(), [Refusal::Check]);
    assert_eq!((refused.commits(), refused.delivered()), (0, vec!["not on the list".to_owned()]));
    let turns = turns.replace("\"b\"", "\"a\"");
    let passed = play(&[("policy", policy), ("turns", &turns)]).finished();
    assert_eq!((passed.refusals(), passed.commits()), (Vec::new(), 1));
}

#[test]
fn the_model_gives_no_argument_that_the_tool_of_its_arm_does_not_have() {
    let rules = r#"{
        "go": (on: Asked, tokens: "0", do: Call(tool: "act", intent: "wish", with: { "what": "'a'", "more": "'b'" })),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }"#;
    let fixes = r#"{ "wider": (says: "A parameter more.", layer: Tools, changes: [
        Tool(name: "act", set: (parameters: { "what": Text, "more": Text })),
    ]) }"#;
    let parts = [("rules", rules), ("fixes", fixes)];
    let args = |play: Play| {
        play.each(|event| match event {
            Event::Called { args, .. } => Some(args.to_string()),
            _ => None,
        })
    };
    assert_eq!(args(play(&parts)), [r#"{"what": "a"}"#]);
    assert_eq!(args(crate::scene::play_arm(&parts, "wider")), [r#"{"what": "a", "more": "b"}"#]);
}

#[test]
fn writing_and_creating_are_effects_of_a_store() {
    let services = r#"{ "book": Store(key: "what", change: "thing", resources: { "a": (environment: "here") }) }"#;
    let tools = r#"{ "act": (description: "Does it.", service: "book", operation: Write, parameters: { "what": Text }) }"#;
    assert_eq!(play(&[("services", services), ("tools", tools)]).finished().commits(), 1);
}
