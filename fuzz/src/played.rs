//! What `replay` does with arms of a plan, and that it does the same twice.

use crate::bounds::{bounded, kept_to};
use crate::told::told;
use seamripper_report::{Comparison, Replayed};
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Arm;
use seamripper_score::{Scorecard, judge};
use seamripper_sim::{Trace, run};
use std::sync::Arc;

/// Replays arms, judges them, and tells of them.
pub(crate) fn played(plan: &Arc<Plan>, arms: &[Arm], seed: u64) -> Vec<(Trace, Scorecard)> {
    let replays: Vec<(Trace, Scorecard)> =
        arms.iter().map(|arm| replayed(plan, arm, seed)).collect();
    let views: Vec<Replayed<'_>> = arms
        .iter()
        .zip(&replays)
        .map(|(arm, (trace, card))| Replayed { arm, trace, card })
        .collect();
    told(&Comparison { plan, seed, arms: &views, command: "", honest: &[] });
    replays
}

/// Replays an arm and judges it, and does both again.
fn replayed(plan: &Arc<Plan>, arm: &Arm, seed: u64) -> (Trace, Scorecard) {
    let units = plan.limits.work;
    let trace = bounded("a replay", units, || run(plan, arm, seed));
    let card = bounded("judging", units, || judge(plan, arm, &trace));
    kept_to(plan, &trace, &card);
    let again = run(plan, arm, seed);
    assert_eq!(again.fingerprint, trace.fingerprint);
    assert_eq!(judge(plan, arm, &again), card, "judges are of one mind");
    (trace, card)
}
