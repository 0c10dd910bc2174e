//! Record tables: rows, what is missing, and answers in another shape.

use crate::scene::{Play, at_once, play};
use seamripper_sim::trace::Event;

fn looked(table: &str, key: &str, users: &str) -> Play {
    let services = format!(r#"{{ "desk": RecordTable(key: "what", {table}) }}"#);
    let with = format!(r#""what": "{key}""#);
    let rules = at_once(&[("look", &with)]);
    play(&[
        (
            "tools",
            r#"{ "look": (description: "Looks.", service: "desk", parameters: { "what": Any }) }"#,
        ),
        ("services", &services),
        ("users", users),
        ("rules", &rules),
    ])
    .finished()
}

const ROWS: &str =
    r#"rows: { "a": { "name": "one", "pay": 9 }, "b": { "name": "two", "pay": 8 } }"#;

#[test]
fn a_row_is_answered_as_it_is_or_in_the_served_shape() {
    let got = |table: &str| looked(table, "'b'", "{}").delivered().remove(0);
    assert_eq!(got(ROWS), r#"{"name": "two", "pay": 8}"#);
    let shaped = format!(
        r#"{ROWS}, shapes: {{ "list": "{{of: key, values: [row.name, row.pay]}}" }}, shape: "list""#
    );
    assert_eq!(got(&shaped), r#"{"of": "b", "values": ["two", 8]}"#);
}

#[test]
fn a_shape_that_cannot_be_made_is_an_error_of_the_service() {
    let shaped = format!(r#"{ROWS}, shapes: {{ "odd": "row.name + 1" }}, shape: "odd""#);
    assert_eq!(looked(&shaped, "'a'", "{}").statuses(), [500]);
}

#[test]
fn a_key_without_a_row_is_not_found_or_hidden() {
    for key in ["'c'", "7", "null"] {
        assert_eq!(looked(ROWS, key, "{}").statuses(), [404], "{key}");
    }
    let hidden = format!("{ROWS}, missing: EmptySuccess");
    let play = looked(&hidden, "'c'", "{}");
    assert_eq!(play.delivered(), ["{}"]);
    assert_eq!(play.count(|event| matches!(event, Event::Missed { hidden: true, .. })), 1);
}

#[test]
fn a_row_that_needs_a_right_is_refused_whole() {
    let table = format!(r#"{ROWS}, access: Enforced, row_audience: {{ "b": "read:b" }}"#);
    assert_eq!(looked(&table, "'a'", "{}").statuses(), [200]);
    let play = looked(&table, "'b'", "{}");
    assert_eq!(play.delivered(), ["HTTP 403: this identity may not read the record"]);
    let withheld = play.each(|event| match event {
        Event::Served { withheld, .. } => Some(withheld.len()),
        _ => None,
    });
    assert_eq!(withheld, [2], "fields have names even if nothing else in the file says them");
}

#[test]
fn fields_that_nothing_else_names_become_facts_and_claims() {
    let play = looked(ROWS, "'a'", "{}");
    let told = play.each(|event| match event {
        Event::Answered { claims, .. } => Some(claims.len()),
        _ => None,
    });
    assert_eq!(told, [2]);
}
