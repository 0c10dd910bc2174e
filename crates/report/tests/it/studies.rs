//! Studies as text, JSON and rows, and the document that describes their JSON.

use crate::{TINY, plain, plan};
use seamripper_report::{AblationView, NoReturnView, SweepView, csv_of_sweeps, json_of};
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Arm;
use seamripper_study::{Question, Seeds, Sweep, Trials};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const DOCUMENT: &str = include_str!("../../STUDIES.md");

fn arms(plan: &Plan, names: &[&str]) -> Vec<Arm> {
    let arm =
        |name: &&str| plan.arm(&plan.choice(name).expect("it is an arm")).expect("it compiles");
    names.iter().map(arm).collect()
}

fn sweep(plan: &Arc<Plan>) -> SweepView {
    let arms = arms(plan, &["deployed", "resolved"]);
    SweepView::new(&Sweep::of(plan, &arms, &Seeds::of(0..40)), "tiny.ron")
}

fn ablation(plan: &Arc<Plan>) -> AblationView {
    let trials = Trials::new(plan).expect("the sets can be made");
    let stop = AtomicBool::new(false);
    let ablation = trials.run(plan, &Seeds::of(0..20), &stop, |_| ());
    AblationView::new(&ablation.expect("nobody stops it"))
}

fn no_return(plan: &Arc<Plan>) -> NoReturnView {
    let arm = &arms(plan, &["deployed"])[0];
    let question = Question { plan, arm, seed: plan.seed, moments: 6, draws: 10 };
    let stop = AtomicBool::new(false);
    let study = question.answer(&stop, |_, _| ()).expect("fixes go together");
    NoReturnView::new(plan, &study.expect("nobody stops it"))
}

#[test]
fn a_sweep_as_text() {
    insta::assert_snapshot!(plain(&sweep(&plan(TINY)).text(100)));
}

#[test]
fn an_ablation_as_text() {
    insta::assert_snapshot!(plain(&ablation(&plan(TINY)).text(100)));
}

#[test]
fn the_point_of_no_return_as_text() {
    insta::assert_snapshot!(plain(&no_return(&plan(TINY)).text(None, 100)));
}

#[test]
fn studies_as_rows() {
    let plan = plan(TINY);
    insta::assert_snapshot!(csv_of_sweeps(&[sweep(&plan)]) + &ablation(&plan).csv());
}

#[test]
fn no_line_is_wider_than_it_may_be() {
    let plan = plan(TINY);
    let (sweep, ablation, no_return) = (sweep(&plan), ablation(&plan), no_return(&plan));
    for width in [40, 60, 80, 140] {
        for text in [sweep.text(width), ablation.text(width), no_return.text(None, width)] {
            let text = plain(&text);
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
            // The command of a worst seed has words that cannot be broken.
            assert!(widest <= width.max(50), "{width}: {widest}\n{text}");
        }
    }
}

#[test]
fn every_field_of_a_study_is_documented() {
    let plan = plan(TINY);
    let sweep: Value = serde_json::from_str(&json_of(&sweep(&plan))).expect("it is JSON");
    let ablation: Value = serde_json::from_str(&json_of(&ablation(&plan))).expect("it is JSON");
    let no_return: Value = serde_json::from_str(&json_of(&no_return(&plan))).expect("it is JSON");
    let mut found = BTreeMap::new();
    collect("sweep", &sweep, &mut found);
    collect("ablation", &ablation, &mut found);
    collect("no-return", &no_return, &mut found);
    let gate: Value = serde_json::from_str(&json_of(&crate::gate::view())).expect("it is JSON");
    collect("gate", &gate, &mut found);
    let documented = documented();
    let lists = |place: &str| documented.get(place).cloned().unwrap_or_default();
    let parts = ["Chances", "Quantiles", "Differences", "Costs", "Places"].map(lists);
    let targets = lists("ablation.targets[].sets[]");
    for (place, fields) in &found {
        let own = lists(place);
        let known = |field: &String| {
            // Chances, quantiles and the like are described once for all places.
            let shared = parts.iter().any(|part| part.contains(field) && own.is_empty());
            own.contains(field)
                || shared
                || (own.is_empty() && targets.contains(field))
                || (place.ends_with("chances[]")
                    && (field == "invariant" || parts[0].contains(field)))
        };
        let missing: Vec<&String> = fields.iter().filter(|field| !known(field)).collect();
        assert!(missing.is_empty(), "{place} lacks {missing:?}");
    }
    for (place, fields) in &documented {
        let gone: Vec<&String> = match found.get(place) {
            Some(found) => fields.iter().filter(|field| !found.contains(*field)).collect(),
            None => Vec::new(),
        };
        assert!(gone.is_empty(), "{place} has no {gone:?}");
    }
}

/// Notes the fields of every object by the place of the object.
fn collect(place: &str, value: &Value, fields: &mut BTreeMap<String, BTreeSet<String>>) {
    match value {
        Value::Object(object) => {
            fields.entry(place.to_owned()).or_default().extend(object.keys().cloned());
            object
                .iter()
                .for_each(|(key, value)| collect(&format!("{place}.{key}"), value, fields));
        }
        Value::Array(values) => {
            values.iter().for_each(|value| collect(&format!("{place}[]"), value, fields));
        }
        _ => {}
    }
}

/// Lists the fields of the tables of the document, by their headings.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut place = String::new();
    for line in DOCUMENT.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            place = heading.to_owned();
        } else if let Some(row) = line.strip_prefix("| `") {
            let names = row.split(" |").next().unwrap_or_default();
            let names = names.split("`, `").map(|name| name.trim_matches('`').to_owned());
            fields.entry(place.clone()).or_default().extend(names);
        }
    }
    fields
}
