//! What replays and mistakes look like, from scenario text to output.

mod contrast;
mod diagnostics;
mod export;
mod gate;
mod json;
mod policy;
mod site;
mod studies;
mod text;

use seamripper_report::{Comparison, Replayed};
use seamripper_scenario::{Plan, compile};
use std::sync::Arc;

const TINY: &str = include_str!("../tiny.ron");

fn plan(source: &str) -> Arc<Plan> {
    Arc::new(compile(source).expect("the scenario of the tests is valid"))
}

/// Replays arms of a plan under its own seed and renders them.
fn rendered(plan: &Arc<Plan>, arms: &[&str], render: impl Fn(&Comparison<'_>) -> String) -> String {
    let replays: Vec<_> = arms
        .iter()
        .map(|name| {
            let choice = plan.choice(name).expect("the arm exists");
            let arm = plan.arm(&choice).expect("the arm can be made");
            let trace = seamripper_sim::run(plan, &arm, plan.seed);
            let card = seamripper_score::judge(plan, &arm, &trace);
            (arm, trace, card)
        })
        .collect();
    let arms: Vec<Replayed<'_>> =
        replays.iter().map(|(arm, trace, card)| Replayed { arm, trace, card }).collect();
    let command = "seamripper replay tiny.ron --seed 3";
    render(&Comparison { plan, seed: plan.seed, arms: &arms, command, honest: &honest() })
}

/// Takes colours away.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        // A colour ends with an m, a link with its second backslash or bell.
        rest = after.find(['m', '\\']).map_or("", |end| &after[end + 1..]);
    }
    plain + rest
}

/// What honest work took, as a command would have found it.
fn honest() -> [seamripper_report::Honest; 2] {
    ["control", "control+no-jam"].map(|arm| seamripper_report::Honest {
        arm: arm.to_owned(),
        inconclusive: false,
        cost: seamripper_score::Cost {
            turns: 4,
            answered: 4,
            calls: arm.len() as u64,
            ..seamripper_score::Cost::default()
        },
    })
}
