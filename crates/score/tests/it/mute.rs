//! Doing nothing must not pass: no scenario of the library is satisfied by a model that is mute.

use crate::library::{arm, library};
use seamripper_scenario::Plan;
use seamripper_scenario::plan::{Action, Chance, Trigger};
use seamripper_score::{Verdict, judge};
use std::sync::Arc;

/// Lists the invariants that a plan's arm breaks, by their verdicts' names.
fn broken(plan: &Arc<Plan>, name: &str) -> Vec<String> {
    let arm = arm(plan, name);
    let trace = seamripper_sim::run(plan, &arm, plan.seed);
    let judgements = judge(plan, &arm, &trace).judgements.into_iter();
    let broken = judgements.filter(|judgement| matches!(judgement.verdict, Verdict::Broken(_)));
    broken.map(|judgement| plan.symbols.text(judgement.name).to_string()).collect()
}

#[test]
fn a_model_without_rules_breaks_something_in_every_scenario() {
    for volume in library() {
        let mut plan = (*volume.plan).clone();
        plan.model.rules.clear();
        let plan = Arc::new(plan);
        for name in ["deployed", "resolved", "control"] {
            assert!(
                !broken(&plan, name).is_empty(),
                "{}: {name} passes with a mute model",
                volume.name
            );
        }
    }
}

#[test]
fn a_model_that_answers_everything_with_nothing_breaks_something_in_every_scenario() {
    let mut passes = Vec::new();
    for volume in library() {
        let mut plan = (*volume.plan).clone();
        let rule = plan.model.rules.first_mut().expect("there is a rule");
        (rule.on, rule.condition, rule.chance) = (Trigger::Anything, None, Chance::ALWAYS);
        rule.believes.clear();
        rule.action = Action::Answer {
            tells: Some(Vec::new()),
            claims: Vec::new(),
            complete: true,
            text: None,
        };
        plan.model.rules.truncate(1);
        let plan = Arc::new(plan);
        let arms = ["deployed", "resolved", "control"].into_iter();
        passes.extend(
            arms.filter(|name| broken(&plan, name).is_empty())
                .map(|name| format!("{}: {name}", volume.name)),
        );
    }
    assert!(passes.is_empty(), "an empty answer is enough for {passes:?}");
}
