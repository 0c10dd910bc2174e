//! Studies as rows of comma-separated values (RFC 4180), for spreadsheets.

use super::ablation::AblationView;
use super::no_return::NoReturnView;
use super::numbers::Chance;
use super::sweep::SweepView;
use crate::escape::csv::harmless;
use csv::Writer;

/// The rows of several sweeps: one for each arm and invariant.
pub fn csv_of_sweeps(sweeps: &[SweepView]) -> String {
    let head = [
        "scenario",
        "arm",
        "invariant",
        "broken",
        "of",
        "chance",
        "low",
        "high",
        "not_exposed",
        "not_applicable",
        "inconclusive",
        "damage_p50",
        "damage_p95",
        "damage_most",
        "unit",
        "broken_at_ns_p50",
        "difference",
        "difference_low",
        "difference_high",
        "worst_seed",
    ];
    let rows = sweeps.iter().flat_map(|sweep| {
        sweep.arms.iter().flat_map(move |arm| {
            arm.invariants.iter().map(move |invariant| {
                let mut row = vec![sweep.scenario.clone(), arm.arm.clone(), invariant.name.clone()];
                row.extend(chance(&invariant.chance));
                row.extend([
                    invariant.not_exposed.to_string(),
                    invariant.not_applicable.to_string(),
                    invariant.inconclusive.to_string(),
                    maybe(invariant.damage.p50),
                    maybe(invariant.damage.p95),
                    maybe(invariant.damage.most),
                    invariant.unit.clone(),
                    maybe(invariant.broken_at_ns.p50),
                    maybe(invariant.difference.as_ref().map(|d| d.by)),
                    maybe(invariant.difference.as_ref().and_then(|d| d.low)),
                    maybe(invariant.difference.as_ref().and_then(|d| d.high)),
                    maybe(invariant.worst.first().map(|worst| worst.seed)),
                ]);
                row
            })
        })
    });
    written(&head, rows)
}

impl AblationView {
    /// Writes a row for each set of fixes and invariant, and for each set and all invariants.
    pub fn csv(&self) -> String {
        let head = ["scenario", "fixes", "invariant", "broken", "of", "chance", "low", "high"];
        let rows = self.targets.iter().flat_map(|target| {
            target.sets.iter().map(|set| {
                let invariant = target.invariant.clone().unwrap_or_else(|| "any".to_owned());
                let mut row = vec![self.scenario.clone(), set.fixes.join("+"), invariant];
                row.extend(chance(&set.chance));
                row
            })
        });
        written(&head, rows)
    }
}

impl NoReturnView {
    /// Writes a row for each moment, course and invariant.
    pub fn csv(&self) -> String {
        let head = [
            "scenario",
            "at_ns",
            "switched_on",
            "invariant",
            "broken",
            "of",
            "chance",
            "low",
            "high",
        ];
        let rows = self.moments.iter().flat_map(|moment| {
            moment.courses.iter().flat_map(move |course| {
                course.chances.iter().map(move |target| {
                    let mut row = vec![
                        self.scenario.clone(),
                        moment.at_ns.to_string(),
                        course.switched_on.join("+"),
                        target.invariant.clone().unwrap_or_else(|| "any".to_owned()),
                    ];
                    row.extend(chance(&target.chance));
                    row
                })
            })
        });
        written(&head, rows)
    }
}

fn chance(chance: &Chance) -> [String; 5] {
    [
        chance.broken.to_string(),
        chance.of.to_string(),
        maybe(chance.share),
        chance.low.to_string(),
        chance.high.to_string(),
    ]
}

fn maybe(number: Option<impl ToString>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

fn written(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every row is as long as the head.
    writer.write_record(head).expect("memory takes every row");
    // A number that is below 0 is no formula.
    let cell = |cell: String| if cell.parse::<f64>().is_ok() { cell } else { harmless(&cell) };
    for row in rows {
        writer.write_record(row.into_iter().map(cell)).expect("every row is as long as the head");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("it was made of text")
}
