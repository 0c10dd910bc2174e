//! What `diff` prints, as text and as JSON.

use crate::json::{collect, documented};
use crate::{TINY, plain, plan};
use seamripper_report::{Beside, Contrast, contrast, json_contrast};
use seamripper_study::diff::diff;
use serde_json::Value;
use std::collections::BTreeMap;

/// Compares two arms, each under its seed, and renders what differs.
fn rendered(
    arms: [(&str, u64); 2],
    all: bool,
    render: impl Fn(&Contrast<'_>) -> String,
) -> (String, bool) {
    let plan = plan(TINY);
    let [left, right] = arms.map(|(name, seed)| {
        let choice = plan.choice(name).expect("the arm exists");
        let arm = plan.arm(&choice).expect("the arm can be made");
        (format!("{name} {seed}"), seamripper_sim::run(&plan, &arm, seed))
    });
    let differences = diff(&left.1.records, &right.1.records, &plan.symbols);
    let contrast = Contrast {
        left: Beside { label: &left.0, scenario: &plan.id, scenario_hash: "0", trace: &left.1 },
        right: Beside { label: &right.0, scenario: &plan.id, scenario_hash: "0", trace: &right.1 },
        symbols: &plan.symbols,
        differences: &differences,
        all,
        command: "seamripper diff tiny.ron",
    };
    (render(&contrast), contrast.differs())
}

#[test]
fn the_first_difference_comes_with_what_led_to_it() {
    let arms = [("deployed", 3), ("resolved", 3)];
    let (shown, differs) = rendered(arms, false, |shown| contrast(shown, 100));
    assert!(differs);
    insta::assert_snapshot!(plain(&shown));
}

#[test]
fn all_differences_are_listed_when_they_are_asked_for() {
    let arms = [("deployed", 3), ("control", 3)];
    let (shown, _) = rendered(arms, true, |shown| contrast(shown, 100));
    insta::assert_snapshot!(plain(&shown));
}

#[test]
fn the_same_trace_has_no_difference() {
    let arms = [("no-jam", 3), ("no-jam", 3)];
    let (shown, differs) = rendered(arms, false, |shown| contrast(shown, 100));
    assert!(!differs && plain(&shown).contains("No difference: "), "{shown}");
}

#[test]
fn no_line_of_a_diff_is_wider_than_the_terminal_but_the_command() {
    for width in 60..=140 {
        let arms = [("deployed", 3), ("control", 4)];
        let (shown, _) = rendered(arms, true, |shown| contrast(shown, width));
        let shown = plain(&shown);
        let wide = shown
            .lines()
            .find(|line| line.chars().count() > width && !line.starts_with("The same again"));
        assert_eq!(wide, None, "at {width} columns");
    }
}

#[test]
fn every_field_of_a_diff_is_documented_and_every_documented_field_exists() {
    let mut fields = BTreeMap::new();
    for arms in [[("deployed", 3), ("resolved", 3)], [("deployed", 3), ("control", 4)]] {
        let (shown, _) = rendered(arms, true, json_contrast);
        let value: Value = serde_json::from_str(&shown).expect("it is JSON");
        collect("", &value, &mut fields);
    }
    let documented = documented("a diff");
    for (place, names) in &documented {
        let found = match place.strip_prefix("diff.") {
            None => fields.get("top"),
            Some(place) => fields.get(place),
        };
        assert_eq!(found, Some(names), "{place}");
    }
    // The other places have the fields of those that are documented.
    let known = |names: &_| documented.values().any(|documented| documented == names);
    let data = |place: &str| place.contains(".fields[].");
    let stray = fields.iter().find(|(place, names)| !known(names) && !data(place));
    assert_eq!(stray, None);
}
