//! Stores: operations and the rights to them, deletion of what lies inside, restoring.

use crate::scene::{Play, play};
use seamripper_sim::trace::Event;

const TOOLS: &str = r#"{
    "read": (description: "Reads.", service: "shelf", operation: Read, parameters: { "id": Text }),
    "write": (description: "Writes.", service: "shelf", operation: Write, parameters: { "id": Text, "size": Integer }),
    "create": (description: "Creates.", service: "shelf", operation: Create, parameters: { "id": Text, "environment": Any, "size": Any }),
    "wipe": (description: "Deletes.", service: "shelf", operation: Delete, parameters: { "id": Text }),
    "bring": (description: "Restores.", service: "shelf", operation: Restore, parameters: { "id": Text }),
    "find": (description: "Finds.", service: "shelf", operation: Find, parameters: { "size": Any, "environment": Any, "id": Any }),
}"#;

/// Calls one after another, a second apart, at a store of boxes in boxes.
fn worked(store: &str, policy: &str, calls: &[(&str, &str)]) -> Play {
    let services = format!(
        r#"{{ "shelf": Store(key: "id", {store} resources: {{
        "box": (environment: "test", fields: {{ "size": 3 }}),
        "bag": (environment: "test", inside: "box", fields: {{ "size": 1 }}),
        "pin": (environment: "test", inside: "bag"),
        "jar": (environment: "live", fields: {{ "size": 3 }}),
    }}) }}"#
    );
    let mut rules = String::from("{");
    for (place, (tool, with)) in calls.iter().enumerate() {
        let on = if place == 0 { "Asked" } else { "Anything" };
        rules += &format!(
            r#" "step-{place}": (on: {on}, if: "calls() == {place}", tokens: "0", do: Call(tool: "{tool}", with: {{ {with} }})),"#
        );
    }
    rules += r#" "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")) }"#;
    play(&[
        ("tools", TOOLS),
        ("services", &services),
        (
            "credentials",
            r#"{ "test-only": (rights: ["read:test", "write:test", "delete:test", "find:test"]) }"#,
        ),
        ("rules", &rules),
        ("policy", policy),
    ])
    .finished()
}

fn id(name: &str) -> String {
    format!(r#""id": "'{name}'""#)
}

#[test]
fn resources_are_read_written_created_and_found() {
    let (jar, new) = (id("jar"), id("box"));
    let play = worked(
        "",
        "()",
        &[
            ("read", &jar),
            ("write", r#""id": "'jar'", "size": "4""#),
            ("read", &jar),
            ("find", r#""size": "3""#),
            ("find", r#""environment": "'live'""#),
            ("find", &new),
            ("read", r#""id": "'none'""#),
        ],
    );
    assert_eq!(
        play.delivered(),
        [
            r#"{"size": 3}"#,
            r#"{"size": 4}"#,
            r#"{"size": 4}"#,
            r#"{"count": 1, "found": ["box"]}"#,
            r#"{"count": 1, "found": ["jar"]}"#,
            r#"{"count": 1, "found": ["box"]}"#,
            r#"HTTP 404: there is no resource "none""#,
        ]
    );
}

#[test]
fn a_resource_is_created_where_there_is_none() {
    let play = worked(
        "",
        "()",
        &[
            ("create", r#""id": "'jar'", "environment": "'live'""#),
            ("create", r#""id": "'jar'""#),
            ("wipe", &id("jar")),
            ("create", r#""id": "'jar'", "environment": "'live'", "size": "7""#),
            ("read", &id("jar")),
        ],
    );
    assert_eq!(play.statuses(), [409, 400, 200, 200, 200]);
    assert!(play.delivered()[4].contains(r#""size": 7"#));
}

#[test]
fn creating_needs_the_right_whatever_the_new_name_is() {
    let policy = r#"(identity: ServiceAccount("test-only"))"#;
    let play = worked(
        "access: Enforced,",
        policy,
        &[("create", r#""id": "'brand-new'", "environment": "'live'""#)],
    );
    assert_eq!(play.statuses(), [403]);
}

#[test]
fn rights_name_the_operation_and_the_environment() {
    let policy = r#"(identity: ServiceAccount("test-only"))"#;
    let calls = [
        ("read", id("box")),
        ("read", id("jar")),
        ("wipe", id("jar")),
        ("wipe", id("pin")),
        ("bring", id("pin")),
    ];
    let calls: Vec<(&str, &str)> =
        calls.iter().map(|(tool, with)| (*tool, with.as_str())).collect();
    let play = worked("access: Enforced,", policy, &calls);
    assert_eq!(play.statuses(), [200, 403, 403, 200, 403]);
    let play = worked("access: Enforced,", policy, &[("find", r#""size": "3""#)]);
    assert_eq!(
        play.delivered(),
        [r#"{"count": 1, "found": ["box"]}"#],
        "what may not be found is not found"
    );
}

#[test]
fn deleting_a_resource_deletes_what_lies_inside_it_however_deep() {
    let play = worked(
        "",
        "()",
        &[("wipe", &id("box")), ("read", &id("pin")), ("wipe", &id("box")), ("read", &id("jar"))],
    );
    assert_eq!(play.destroyed(), ["box", "bag", "pin"]);
    assert_eq!(play.statuses(), [200, 404, 404, 200]);
}

#[test]
fn what_was_deleted_at_once_cannot_be_restored_not_even_at_the_same_instant() {
    let play = worked("", "()", &[("wipe", &id("box")), ("bring", &id("box"))]);
    assert_eq!(play.delivered()[1], "HTTP 404: it is gone for good");
    let both = r#"{
        "go": (on: Asked, tokens: "0", do: Calls([
            (tool: "wipe", with: { "id": "'box'" }), (tool: "bring", with: { "id": "'box'" }),
        ])),
        "end": (on: Anything, tokens: "0", do: Answer(text: "'done'")),
    }"#;
    let services = r#"{ "shelf": Store(key: "id", resources: { "box": (environment: "test") }) }"#;
    let play = play_both(services, both);
    assert_eq!(play.statuses(), [200, 404]);
}

fn play_both(services: &str, rules: &str) -> Play {
    play(&[("tools", TOOLS), ("services", services), ("rules", rules)]).finished()
}

#[test]
fn what_was_deleted_softly_comes_back_with_what_lies_inside_within_its_time() {
    let soft = r#"deletion: Soft("5s"),"#;
    let play =
        worked(soft, "()", &[("wipe", &id("box")), ("bring", &id("box")), ("read", &id("bag"))]);
    assert_eq!(play.statuses(), [200, 200, 200]);
    assert_eq!(play.count(|event| matches!(event, Event::Restored { .. })), 3);
    let late: Vec<(&str, String)> = vec![
        ("wipe", id("box")),
        ("read", id("jar")),
        ("read", id("jar")),
        ("read", id("jar")),
        ("read", id("jar")),
        ("bring", id("box")),
    ];
    let late: Vec<(&str, &str)> = late.iter().map(|(tool, with)| (*tool, with.as_str())).collect();
    assert_eq!(worked(soft, "()", &late).statuses()[5], 404);
}

#[test]
fn restoring_brings_back_only_what_is_gone_and_not_gone_for_good() {
    // The pin is deleted at 1 s and the box at 5 s; at 7 s the pin's time is over.
    let soft = r#"deletion: Soft("5s"),"#;
    let calls = [
        ("wipe", id("pin")),
        ("read", id("jar")),
        ("read", id("jar")),
        ("read", id("jar")),
        ("wipe", id("box")),
        ("read", id("jar")),
        ("bring", id("box")),
        ("read", id("pin")),
        ("read", id("bag")),
        ("bring", id("jar")),
    ];
    let calls: Vec<(&str, &str)> =
        calls.iter().map(|(tool, with)| (*tool, with.as_str())).collect();
    let play = worked(soft, "()", &calls);
    assert_eq!(play.statuses()[6..], [200, 404, 200, 200]);
    let back = play.each(|event| match event {
        Event::Restored { resource, .. } => Some(play.text(*resource)),
        _ => None,
    });
    assert_eq!(back, ["box", "bag"], "the jar was never gone");
}
