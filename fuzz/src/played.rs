//! What `replay` does with arms of a plan, and that it does the same twice.

use crate::bounds::{bounded, kept_to};
use seamripper_report::{Comparison, Replayed, json, steers, text};
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
    let comparison = Comparison { plan, seed, arms: &views, command: "", honest: &[] };
    let units = plan.limits.work;
    is_plain(&bounded("the text of a report", units, || text(&comparison, 80)));
    assert!(!bounded("the JSON of a report", units, || json(&comparison)).is_empty());
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

/// Looks whether a text for terminals does nothing but colour itself.
pub(crate) fn is_plain(text: &str) {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().expect("there is always one part");
    let coloured = parts.map(|part| {
        let (colour, rest) = part.split_once('m').expect("a colour ends");
        let digits = colour.strip_prefix('[').expect("a colour begins");
        assert!(digits.chars().all(|c| c.is_ascii_digit() || c == ';'), "{part:?}");
        rest
    });
    for part in coloured.chain([first]) {
        assert!(!part.chars().any(|c| c != '\n' && steers(c)), "{part:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn colours_are_plain() {
        is_plain("a\n\u{1b}[1;31mnaïve ↯\u{1b}[0m\n");
    }

    #[test]
    #[should_panic(expected = "a colour ends")]
    fn other_sequences_are_not() {
        is_plain("a\u{1b}[2Kb");
    }

    #[test]
    #[should_panic(expected = "u{9b}")]
    fn characters_that_steer_are_not() {
        is_plain("a\u{9b}31mb");
    }
}
