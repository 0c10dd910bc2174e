//! What a gate shows: which incidents a policy survives, what breaks, and which line is responsible.
//!
//! All outputs are written from one view, whose fields are the JSON; `STUDIES.md` documents them.

mod cause;
mod junit;
mod markdown;
mod place;
mod sarif;
mod text;
mod view;

pub use view::GateView;

use seamripper_scenario::{Plan, PolicyFile};
use seamripper_study::Seeds;
use seamripper_study::gate::{Gated, Outcome};
use std::collections::BTreeSet;

/// A known failure: the id of the incident, and the name of the invariant.
pub type Known = (String, String);

/// What a gate found, and what it is to be shown with.
#[derive(Clone, Copy, Debug)]
pub struct Gate<'a> {
    /// The policy.
    pub policy: &'a PolicyFile,
    /// The text of its file.
    pub source: &'a str,
    /// The path of its file, for links.
    pub path: &'a str,
    /// How a shell names the policy.
    pub named: &'a str,
    /// The seeds.
    pub seeds: &'a Seeds,
    /// Failures that are known, if there is a baseline.
    pub known: Option<&'a BTreeSet<Known>>,
    /// The incidents, in the order in which they are shown.
    pub incidents: &'a [Incident],
}

/// One incident, and what was found in it.
#[derive(Debug)]
pub struct Incident {
    /// How a shell names it.
    pub named: String,
    /// The incident.
    pub plan: std::sync::Arc<Plan>,
    /// What was found.
    pub gated: Gated,
}

/// What comes of a gate as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passes {
    /// Nothing broke that was not known, and everything was under test.
    Yes,
    /// Something broke that was not known.
    No,
    /// Nothing of that sort, but something proves nothing.
    Open,
}

impl Incident {
    /// Lists the invariants with what became of them.
    pub fn outcomes(&self) -> impl Iterator<Item = (Known, Outcome)> + '_ {
        self.gated.findings.iter().map(|finding| {
            let name = &self.gated.incident.invariants[finding.invariant].name;
            ((self.plan.id.clone(), name.clone()), finding.outcome)
        })
    }
}

impl Gate<'_> {
    /// Tells whether it passes.
    pub fn passes(&self) -> Passes {
        let is_known = |what: &Known| self.known.is_some_and(|known| known.contains(what));
        let mut all = self.incidents.iter().flat_map(Incident::outcomes);
        if all.any(|(what, outcome)| outcome == Outcome::Broken && !is_known(&what)) {
            return Passes::No;
        }
        let mut all = self.incidents.iter().flat_map(Incident::outcomes);
        let cut = |incident: &Incident| {
            incident.gated.incident.arms.iter().any(|arm| arm.tally.cut_short > 0)
        };
        let open = all.any(|(_, outcome)| outcome.is_open()) || self.incidents.iter().any(cut);
        if open || self.incidents.is_empty() { Passes::Open } else { Passes::Yes }
    }
}
