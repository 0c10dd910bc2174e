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
use seamripper_study::gate::{Gated, Outcome, UNDER};
use seamripper_study::statistics::{Proportion, bound_of_none};
use std::collections::BTreeMap;

/// A known failure: the id of the incident, and the name of the invariant.
pub type Known = (String, String);

/// How bad a known failure is known to be; what is worse is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The largest damage, in the invariant's unit; none: any.
    pub damage: Option<u64>,
    /// Under how many seeds it broke, of how many; none: any.
    pub broken: Option<Proportion>,
}

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
    pub known: Option<&'a BTreeMap<Known, Extent>>,
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

    /// Tells whether it proves nothing. Where something broke, that replays hit a limit proves enough:
    /// what runs away never comes to its end.
    fn is_open(&self) -> bool {
        let outcomes = || self.gated.findings.iter().map(|finding| finding.outcome);
        let breaks = outcomes().any(|outcome| outcome == Outcome::Broken);
        let cut = self.gated.incident.arms.iter().any(|arm| arm.tally.cut_short > 0);
        outcomes().any(|outcome| outcome == Outcome::Untested)
            || (!breaks && (cut || outcomes().any(Outcome::is_open)))
    }

    /// Lists what broke, with how bad it was.
    pub fn extents(&self) -> impl Iterator<Item = (Known, Extent)> + '_ {
        let broken = self.gated.findings.iter().filter(|one| one.outcome == Outcome::Broken);
        broken.map(|finding| {
            let name = self.gated.incident.invariants[finding.invariant].name.clone();
            let tally = &self.gated.incident.arms[UNDER].tally.invariants[finding.invariant];
            let extent = Extent { damage: tally.damage.most(), broken: Some(tally.chance()) };
            ((self.plan.id.clone(), name), extent)
        })
    }
}

impl Extent {
    /// Says how this is worse than what is known, if it is: more damage than ever, or a chance whose
    /// interval lies wholly above the known one.
    fn worse_than(&self, known: &Extent) -> Option<String> {
        if let (Some(damage), Some(most)) = (self.damage, known.damage)
            && damage > most
        {
            return Some(format!(
                "worse than known: a damage of {damage}, and at most {most} is known"
            ));
        }
        let (now, then) = (self.broken?, known.broken?);
        (now.interval().low > then.interval().high).then(|| {
            let known = format!("{} of {} are known", then.hits, then.of);
            format!("worse than known: under {} of {} seeds, and {known}", now.hits, now.of)
        })
    }
}

impl Extent {
    /// Tells whether never breaking under so many seeds shows that it is gone: the chance is at most
    /// below what is known of it.
    pub fn is_gone_after(&self, seeds: u64) -> bool {
        self.broken.is_none_or(|known| bound_of_none(seeds) < known.interval().low)
    }
}

impl Gate<'_> {
    /// Says how a break is worse than the baseline knows it; none if it is not, or is not in it.
    fn worse(&self, what: &Known, extent: &Extent) -> Option<String> {
        extent.worse_than(self.known?.get(what)?)
    }

    /// Tells whether it passes.
    pub fn passes(&self) -> Passes {
        let listed = |what: &Known| self.known.is_some_and(|known| known.contains_key(what));
        let mut broken = self.incidents.iter().flat_map(Incident::extents);
        if broken.any(|(what, extent)| !listed(&what) || self.worse(&what, &extent).is_some()) {
            return Passes::No;
        }
        let open = self.incidents.iter().any(Incident::is_open);
        if open || self.incidents.is_empty() { Passes::Open } else { Passes::Yes }
    }
}
