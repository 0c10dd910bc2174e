//! The scorecards as JSON, and the document that describes them.

use crate::{TINY, plan, rendered};
use seamripper_report::json;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const DOCUMENT: &str = include_str!("../../JSON.md");

#[test]
fn two_arms_as_json() {
    let plan = plan(TINY);
    insta::assert_snapshot!(rendered(&plan, &["deployed", "resolved"], json));
}

#[test]
fn the_same_replays_give_the_same_bytes() {
    let plan = plan(TINY);
    let once = rendered(&plan, &["deployed", "no-jam"], json);
    assert_eq!(once, rendered(&plan, &["deployed", "no-jam"], json));
}

#[test]
fn every_field_is_documented_and_every_documented_field_exists() {
    let plan = plan(TINY);
    let shown = rendered(&plan, &["deployed", "no-jam"], json);
    assert_documented(&shown, "a replay");
}

/// Holds the fields of a document to its part of the page.
pub(crate) fn assert_documented(shown: &str, part: &str) {
    let value: Value = serde_json::from_str(shown).expect("it is JSON");
    let mut fields = BTreeMap::new();
    collect("", &value, &mut fields);
    assert_eq!(fields, documented(part));
}

/// Notes the fields of every object by the place of the object.
fn collect(place: &str, value: &Value, fields: &mut BTreeMap<String, BTreeSet<String>>) {
    match value {
        Value::Object(object) => {
            let name = if place.is_empty() { "top" } else { place };
            fields.entry(name.to_owned()).or_default().extend(object.keys().cloned());
            for (key, value) in object {
                let place = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
                collect(&place, value, fields);
            }
        }
        Value::Array(values) => {
            values.iter().for_each(|value| collect(&format!("{place}[]"), value, fields));
        }
        _ => {}
    }
}

/// Reads the fields that a part of the page documents, by the place of their object.
fn documented(part: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut place = String::new();
    let heading = format!("# The JSON of {part}\n");
    let (_, rest) = DOCUMENT.split_once(&heading).expect("the page has the part");
    for line in rest.split("\n# ").next().unwrap_or_default().lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            place = heading.to_owned();
        } else if let Some(row) = line.strip_prefix("| `") {
            let field = row.split('`').next().unwrap_or_default();
            fields.entry(place.clone()).or_default().insert(field.to_owned());
        }
    }
    fields
}
