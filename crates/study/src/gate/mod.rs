//! A gate: one incident under a team's policy, beside the incident as it was deployed.
//!
//! The incident as it was deployed is the test of the test: where nothing breaks in it either, what
//! holds under the policy proves nothing. Honest work is run both ways too, to see what the policy
//! refuses. Which breaks are known, and whether a gate passes as a whole, is left to its caller.

mod cause;
mod outcome;

pub use cause::{Cause, Remedy};
pub use outcome::{Finding, Outcome};

use crate::{Seeds, Sweep, Work};
use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Choice, ChoiceError, Plan, PolicyFile, Unfit};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The place of the incident, or of honest work, as it was deployed.
pub const DEPLOYED: usize = 0;

/// The place of the incident, or of honest work, under the policy.
pub const UNDER: usize = 1;

/// One incident that is ready to be gated.
#[derive(Debug)]
pub struct Trial<'a> {
    plan: &'a Arc<Plan>,
    policy: &'a PolicyFile,
    incident: Vec<Arm>,
    honest: Vec<Arm>,
}

/// What a gate found in one incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Gated {
    /// The incident: as it was deployed, then under the policy.
    pub incident: Sweep,
    /// Honest work: as it was deployed, then under the policy; none if the file has no such work.
    pub honest: Option<Sweep>,
    /// Whether anything broke in the incident as it was deployed.
    pub bites: bool,
    /// What became of each invariant, in the order of the file.
    pub findings: Vec<Finding>,
}

impl<'a> Trial<'a> {
    /// Makes the arms of an incident under a policy.
    ///
    /// # Errors
    ///
    /// If what the policy file takes to be in place does not go together in this incident.
    pub fn new(plan: &'a Arc<Plan>, policy: &'a PolicyFile) -> Result<Self, Unfit> {
        let arm = |control| {
            let choice = Choice { control, ..Choice::default() };
            plan.arm(&choice).map_err(|error| Unfit {
                scenario: plan.id.clone(),
                policy: policy.id.clone(),
                mistakes: match error {
                    ChoiceError::Conflict(mistakes) => mistakes,
                    ChoiceError::UnknownArm { .. } | ChoiceError::UnknownFix { .. } => Vec::new(),
                },
            })
        };
        let incident = vec![arm(false)?, plan.under(policy, false)?];
        let honest = match plan.has_benign {
            true => vec![arm(true)?, plan.under(policy, true)?],
            false => Vec::new(),
        };
        Ok(Trial { plan, policy, incident, honest })
    }

    /// Returns how many replays that takes for each seed, without the search for causes.
    pub fn replays(&self) -> u64 {
        (self.incident.len() + self.honest.len()) as u64
    }

    /// Replays everything under these seeds, on all threads of the pool that this is called in.
    /// `look` is told now and then how many replays are done; none once `stop` is set before the end.
    pub fn run(
        &self,
        seeds: &Seeds,
        stop: &AtomicBool,
        mut look: impl FnMut(u64),
    ) -> Option<Gated> {
        let mut done = 0;
        let mut swept = |arms: &[Arm]| {
            let mut sweep = Sweep::new(self.plan, arms);
            let work = Work { plan: self.plan, arms, cards: false, stop };
            sweep.go_on(&work, seeds, |sweep, _| look(done + sweep.replays()));
            done += sweep.replays();
            (sweep.seeds == *seeds).then_some(sweep)
        };
        let incident = swept(&self.incident)?;
        let honest = match self.honest.as_slice() {
            [] => None,
            arms => Some(swept(arms)?),
        };
        let bites = incident.arms[DEPLOYED].tally.broken > 0;
        let mut findings = outcome::findings(&incident, bites);
        for finding in &mut findings {
            if finding.outcome == Outcome::Broken {
                finding.cause = Some(cause::find(self, &incident, finding.invariant, stop)?);
            }
        }
        Some(Gated { incident, honest, bites, findings })
    }
}
