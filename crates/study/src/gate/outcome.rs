//! What became of each invariant of a gated incident, and whether that proves anything.

use super::cause::Cause;
use super::{DEPLOYED, UNDER};
use crate::Sweep;
use crate::tally::InvariantTally;

/// What became of an invariant under a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It broke under some seed.
    Broken,
    /// It never broke, and was under test on some seed.
    Survived,
    /// It never broke and was never under test, though as deployed it was: what is in place kept the
    /// hazard from arising.
    Avoided,
    /// Nothing put it to the test, neither under the policy nor as deployed, or nothing breaks in the
    /// whole incident as deployed: that it held proves nothing.
    Untested,
    /// What it speaks of does not occur, neither under the policy nor as deployed.
    Idle,
    /// Replays were cut short, and it had held so far.
    Inconclusive,
}

/// What became of one invariant, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Its place in the order of the file.
    pub invariant: usize,
    /// What became of it.
    pub outcome: Outcome,
    /// What of the policy is responsible; only of what broke.
    pub cause: Option<Cause>,
}

impl Outcome {
    /// Names it as reports do.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Broken => "broken",
            Outcome::Survived => "survived",
            Outcome::Avoided => "avoided",
            Outcome::Untested => "untested",
            Outcome::Idle => "idle",
            Outcome::Inconclusive => "inconclusive",
        }
    }

    /// Tells whether it leaves open what would happen.
    pub fn is_open(self) -> bool {
        matches!(self, Outcome::Untested | Outcome::Inconclusive)
    }
}

/// Finds what became of each invariant.
pub(super) fn findings(incident: &Sweep, bites: bool) -> Vec<Finding> {
    let of = |arm: usize| &incident.arms[arm].tally.invariants;
    let pairs = of(DEPLOYED).iter().zip(of(UNDER)).enumerate();
    let finding = |(invariant, (deployed, under))| {
        let outcome = outcome(deployed, under, bites);
        Finding { invariant, outcome, cause: None }
    };
    pairs.map(finding).collect()
}

fn outcome(deployed: &InvariantTally, under: &InvariantTally, bites: bool) -> Outcome {
    let was_tested = deployed.held + deployed.broken > 0;
    let idle = |tally: &InvariantTally| tally.not_exposed == 0 && tally.not_applicable > 0;
    if under.broken > 0 {
        Outcome::Broken
    } else if under.inconclusive > 0 {
        Outcome::Inconclusive
    } else if !bites {
        Outcome::Untested
    } else if under.held > 0 {
        Outcome::Survived
    } else if was_tested {
        Outcome::Avoided
    } else if idle(deployed) && idle(under) {
        Outcome::Idle
    } else {
        Outcome::Untested
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts of replays: held, broken, not exposed, not applicable, inconclusive.
    fn tally(counts: [u64; 5]) -> InvariantTally {
        let [held, broken, not_exposed, not_applicable, inconclusive] = counts;
        let rest = InvariantTally::default();
        InvariantTally { held, broken, not_exposed, not_applicable, inconclusive, ..rest }
    }

    #[test]
    fn every_pair_of_counts_has_its_outcome() {
        let tested = [2, 8, 0, 0, 0];
        for (deployed, under, expected) in [
            (tested, [9, 1, 0, 0, 0], Outcome::Broken),
            (tested, [0, 1, 0, 0, 9], Outcome::Broken),
            (tested, [9, 0, 0, 0, 1], Outcome::Inconclusive),
            (tested, [1, 0, 9, 0, 0], Outcome::Survived),
            (tested, [0, 0, 10, 0, 0], Outcome::Avoided),
            (tested, [0, 0, 0, 10, 0], Outcome::Avoided),
            ([0, 0, 10, 0, 0], [1, 0, 9, 0, 0], Outcome::Survived),
            ([0, 0, 10, 0, 0], [0, 0, 10, 0, 0], Outcome::Untested),
            ([0, 0, 10, 0, 0], [0, 0, 0, 10, 0], Outcome::Untested),
            ([0, 0, 0, 10, 0], [0, 0, 0, 10, 0], Outcome::Idle),
            ([0, 0, 0, 0, 10], [0, 0, 10, 0, 0], Outcome::Untested),
        ] {
            let found = outcome(&tally(deployed), &tally(under), true);
            assert_eq!(found, expected, "{deployed:?} {under:?}");
        }
    }

    #[test]
    fn nothing_passes_in_an_incident_that_does_not_bite() {
        for under in [[10, 0, 0, 0, 0], [0, 0, 10, 0, 0], [0, 0, 0, 10, 0]] {
            let found = outcome(&tally([10, 0, 0, 0, 0]), &tally(under), false);
            assert_eq!(found, Outcome::Untested, "{under:?}");
        }
        let broken = outcome(&tally([10, 0, 0, 0, 0]), &tally([0, 10, 0, 0, 0]), false);
        assert_eq!(broken, Outcome::Broken);
    }
}
