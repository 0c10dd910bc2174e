//! The library: each arm breaks what its file expects, and gives the figures of its source.

use crate::library::{Volume, arm, arm_names, library};
use seamripper_score::{Scorecard, judge};
use seamripper_sim::End;

/// Replays every arm of a scenario under its own seed, and judges it.
fn cards(volume: &Volume) -> Vec<(String, Scorecard)> {
    let plan = &volume.plan;
    let names = arm_names(plan).into_iter().chain(
        // Arms that only an expectation or a figure names, such as two fixes together.
        plan.expectations.iter().map(|expected| expected.arm.to_string()),
    );
    let mut names: Vec<String> =
        names.chain(plan.figures.iter().map(|f| f.arm.to_string())).collect();
    names.sort();
    names.dedup();
    let card = |name: String| {
        let arm = arm(plan, &name);
        let trace = seamripper_sim::run(plan, &arm, plan.seed);
        (name, judge(plan, &arm, &trace))
    };
    names.into_iter().map(card).collect()
}

#[test]
fn every_arm_ends_breaks_what_is_expected_of_it_and_gives_the_published_figures() {
    let mut faults = Vec::new();
    for volume in library() {
        for (name, card) in cards(&volume) {
            let place = format!("{}: {name}", volume.name);
            if card.end != End::Finished {
                faults.push(format!("{place}: {:?}", card.end));
            }
            for surprise in &card.surprises {
                let invariant = volume.plan.symbols.text(surprise.invariant);
                faults.push(format!(
                    "{place}: {invariant} is {} where {} was expected",
                    surprise.found, surprise.expected
                ));
            }
            for figure in card.figures.iter().filter(|figure| !figure.agrees) {
                faults.push(format!(
                    "{place}: {} is {}, published {:?}",
                    figure.figure, figure.replayed, figure.published
                ));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn judging_a_trace_twice_gives_the_same_scorecard() {
    for volume in library() {
        let arm = arm(&volume.plan, "deployed");
        let trace = seamripper_sim::run(&volume.plan, &arm, volume.plan.seed);
        assert!(
            judge(&volume.plan, &arm, &trace) == judge(&volume.plan, &arm, &trace),
            "{}",
            volume.name
        );
    }
}

#[test]
fn expectations_are_of_the_canonical_seed_alone() {
    for volume in library() {
        let arm = arm(&volume.plan, "deployed");
        let trace = seamripper_sim::run(&volume.plan, &arm, volume.plan.seed.wrapping_add(1));
        let card = judge(&volume.plan, &arm, &trace);
        assert!(!card.expected && card.surprises.is_empty(), "{}", volume.name);
    }
}
