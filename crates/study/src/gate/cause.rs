//! What of a policy is responsible for a break: found by replaying the worst seeds of the break with
//! one thing at a time as in the fixed incident, and never by names.
//!
//! A thing is responsible if with it alone the break is gone on all of these seeds. Where no single
//! one is enough, all together are tried, and then left out again one by one for as long as it holds.

use super::{Trial, UNDER};
use crate::Sweep;
use crate::sweep::replay;
use seamripper_scenario::plan::Mend;
use seamripper_score::Verdict;
use std::sync::atomic::{AtomicBool, Ordering};

/// What would have prevented a break.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// Each of these alone would have; at least one.
    Any(Vec<Remedy>),
    /// These together would have, and none of them can be left out; at least two.
    Together(Vec<Remedy>),
    /// Not even all fixes of the incident together would have.
    Nothing,
}

/// One thing that a policy has not, and the fixed incident has.
#[derive(Clone, Debug, PartialEq)]
pub struct Remedy {
    /// What it is.
    pub mend: Mend,
    /// The value of a switch under the policy, in the words of a file.
    pub has: Option<String>,
    /// The value of a switch in the fixed incident.
    pub needs: Option<String>,
}

impl Cause {
    /// Returns what would have helped.
    pub fn remedies(&self) -> &[Remedy] {
        match self {
            Cause::Any(remedies) | Cause::Together(remedies) => remedies,
            Cause::Nothing => &[],
        }
    }
}

/// One break that is to be explained.
struct Question<'a> {
    trial: &'a Trial<'a>,
    invariant: usize,
    seeds: Vec<u64>,
    stop: &'a AtomicBool,
}

/// Finds what is responsible for the break of an invariant; none once `stop` is set.
pub(super) fn find(
    trial: &Trial<'_>,
    incident: &Sweep,
    invariant: usize,
    stop: &AtomicBool,
) -> Option<Cause> {
    let worst = &incident.arms[UNDER].tally.invariants[invariant].worst;
    let seeds = worst.iter().map(|worst| worst.seed).collect();
    let question = Question { trial, invariant, seeds, stop };
    let mends = trial.plan.mends(trial.policy).unwrap_or_default();
    let single: Vec<Mend> =
        mends.iter().copied().filter(|mend| question.is_mended_by(&[*mend])).collect();
    let cause = if !single.is_empty() {
        Cause::Any(question.remedies(&single))
    } else if question.is_mended_by(&mends) {
        Cause::Together(question.remedies(&question.least(mends)))
    } else {
        Cause::Nothing
    };
    (!stop.load(Ordering::Relaxed)).then_some(cause)
}

impl Question<'_> {
    /// Tells whether the break is gone on every seed. What does not go together mends nothing.
    fn is_mended_by(&self, mends: &[Mend]) -> bool {
        let Trial { plan, policy, .. } = self.trial;
        let Ok(arm) = plan.mended(policy, mends) else { return false };
        self.seeds.iter().all(|seed| {
            if self.stop.load(Ordering::Relaxed) {
                return false;
            }
            let card = replay(plan, &arm, *seed);
            card.judgements.get(self.invariant).is_some_and(|judgement| match judgement.verdict {
                Verdict::Held | Verdict::NotExposed | Verdict::NotApplicable => true,
                Verdict::Broken(_) | Verdict::Inconclusive => false,
            })
        })
    }

    /// Leaves out one after the other of what mends, for as long as the rest still does.
    fn least(&self, mut mends: Vec<Mend>) -> Vec<Mend> {
        for place in (0..mends.len()).rev() {
            let left_out = mends.remove(place);
            if !self.is_mended_by(&mends) {
                mends.insert(place, left_out);
            }
        }
        mends
    }

    fn remedies(&self, mends: &[Mend]) -> Vec<Remedy> {
        let Trial { plan, policy, .. } = self.trial;
        let remedy = |mend: &Mend| match mend {
            Mend::Part(_) => Remedy { mend: *mend, has: None, needs: None },
            Mend::Switch(switch) => {
                let values = plan.values(policy, *switch).ok();
                let (has, needs) = values.unzip();
                Remedy { mend: *mend, has, needs }
            }
        };
        mends.iter().map(remedy).collect()
    }
}
