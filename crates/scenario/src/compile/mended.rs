//! A scenario under a policy file of which some switches and parts are as in the fixed incident.
//!
//! What a policy lacks is found by comparing compiled policies; whether it matters is for a replay to show.

use super::Unfit;
use super::under::{fixed, parts};
use crate::plan::{Arm, Mend, Plan, PolicyFile, Switch};
use crate::read::Node;
use crate::written::FixPart;
use std::collections::BTreeSet;

impl Plan {
    /// Lists what the incident has when all its fixes are on, and the policy file has not: switches
    /// with another value, in the order of a policy, then parts that are not in place.
    ///
    /// A switch counts by its value at the start: what deploys change later does not matter here.
    ///
    /// # Errors
    ///
    /// If the scenario cannot be run under the policy file.
    pub fn mends(&self, file: &PolicyFile) -> Result<Vec<Mend>, Unfit> {
        let has = self.under(file, false)?;
        let resolved = self.choice("resolved").and_then(|choice| self.arm(&choice));
        // The arm has been made when the scenario was checked, if its fixes go together at all.
        let Ok(resolved) = resolved else { return Ok(Vec::new()) };
        let differs = |switch: &&Switch| {
            switch.differs(&has.stage.world.policy, &resolved.stage.world.policy)
        };
        let switches = Switch::ALL.iter().filter(differs).map(|switch| Mend::Switch(*switch));
        let in_runtime = [FixPart::Checks, FixPart::TokenRights, FixPart::Budgets];
        let around = fixed(&self.written).filter_map(Node::get).flat_map(parts);
        let all: BTreeSet<FixPart> = around.chain(in_runtime).collect();
        let lacking = all.into_iter().filter(|part| !file.in_place.contains(part));
        Ok(switches.chain(lacking.map(Mend::Part)).collect())
    }

    /// Makes the arm under a policy file in which these switches and parts are as in the fixed incident.
    ///
    /// # Errors
    ///
    /// If they do not go together without the rest.
    pub fn mended(&self, file: &PolicyFile, mends: &[Mend]) -> Result<Arm, Unfit> {
        self.arm_under(file, false, mends)
    }

    /// Returns the value of a switch in the words of a file: under a policy file, and in the incident
    /// with all its fixes on.
    ///
    /// # Errors
    ///
    /// If the scenario cannot be run under the policy file.
    pub fn values(&self, file: &PolicyFile, switch: Switch) -> Result<(String, String), Unfit> {
        let has = self.under(file, false)?;
        let resolved = self.choice("resolved").and_then(|choice| self.arm(&choice));
        let value = |arm: &Arm| switch.value(&arm.stage.world.policy);
        let needs = resolved.as_ref().map_or_else(|_| value(&has), value);
        Ok((value(&has), needs))
    }
}
