//! A gate as programs read it.

use super::cause::CauseView;
use super::{Extent, Gate, Incident, Known, Passes};
use crate::study::numbers::{Chance, Difference};
use crate::study::sweep::{CostView, differences};
use seamripper_study::gate::{DEPLOYED, Finding, Gated, Outcome, UNDER};
use serde::Serialize;

/// What a gate shows of a library.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GateView {
    pub(super) format: u32,
    pub(super) version: &'static str,
    pub(super) policy: PolicyView,
    pub(super) seeds: Vec<(u64, u64)>,
    pub(super) passes: Option<bool>,
    pub(super) counts: Counts,
    pub(super) incidents: Vec<IncidentView>,
    pub(super) fixed: Vec<FixedView>,
    #[serde(skip)]
    pub(super) spelled_seeds: String,
    #[serde(skip)]
    pub(super) has_baseline: bool,
}

/// The policy that was gated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct PolicyView {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) hash: String,
    pub(super) path: String,
}

/// Incidents by the worst that became of them, and what became of invariants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    pub(super) incidents: usize,
    pub(super) survived: usize,
    pub(super) broken: usize,
    pub(super) known: usize,
    pub(super) open: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct IncidentView {
    pub(super) scenario: String,
    pub(super) scenario_hash: String,
    pub(super) outcome: &'static str,
    pub(super) bites: bool,
    pub(super) replays: u64,
    pub(super) cut_short: u64,
    pub(super) chance: Chance,
    pub(super) deployed: Chance,
    pub(super) invariants: Vec<GatedView>,
    pub(super) honest: Option<HonestView>,
}

/// What became of one invariant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct GatedView {
    pub(super) invariant: String,
    pub(super) says: String,
    pub(super) outcome: &'static str,
    pub(super) known: bool,
    /// How it is worse than the baseline knows it.
    pub(super) worse: Option<String>,
    pub(super) chance: Chance,
    pub(super) tested: u64,
    pub(super) deployed: Chance,
    pub(super) deployed_tested: u64,
    pub(super) unit: String,
    pub(super) worst: Option<WorstView>,
    pub(super) cause: Option<CauseView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct WorstView {
    pub(super) seed: u64,
    pub(super) damage: u64,
    pub(super) at_ns: u64,
    pub(super) command: String,
}

/// Honest work under the policy, against honest work as deployed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct HonestView {
    pub(super) replays: u64,
    pub(super) difference: CostView<Option<Difference>>,
    pub(super) breaks: Vec<HonestBreak>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct HonestBreak {
    pub(super) invariant: String,
    pub(super) chance: Chance,
    pub(super) deployed: Chance,
}

/// A known failure that did not break.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct FixedView {
    pub(super) scenario: String,
    pub(super) invariant: String,
}

impl GateView {
    /// Makes the view of a gate.
    pub fn new(gate: &Gate<'_>) -> Self {
        let incidents: Vec<_> =
            gate.incidents.iter().map(|incident| incident_view(gate, incident)).collect();
        let count = |of: &[&str]| {
            incidents.iter().filter(|incident| of.contains(&incident.outcome)).count()
        };
        GateView {
            format: crate::FORMAT,
            version: env!("CARGO_PKG_VERSION"),
            policy: PolicyView {
                id: gate.policy.id.clone(),
                title: gate.policy.title.to_string(),
                hash: gate.policy.hash.clone(),
                path: gate.path.to_owned(),
            },
            seeds: gate.seeds.clone().into(),
            passes: match gate.passes() {
                Passes::Yes => Some(true),
                Passes::No => Some(false),
                Passes::Open => None,
            },
            counts: Counts {
                incidents: incidents.len(),
                survived: count(&["survived"]),
                broken: count(&["broken"]),
                known: count(&["known"]),
                open: count(&["untested", "inconclusive"]),
            },
            fixed: fixed(gate),
            spelled_seeds: gate.seeds.to_string(),
            has_baseline: gate.known.is_some(),
            incidents,
        }
    }
}

fn is_known(gate: &Gate<'_>, what: &Known) -> bool {
    gate.known.is_some_and(|known| known.contains_key(what))
}

fn fixed(gate: &Gate<'_>) -> Vec<FixedView> {
    let all = gate.incidents.iter().flat_map(Incident::outcomes);
    let fixed = all.filter(|(what, outcome)| {
        let known = gate.known.and_then(|known| known.get(what));
        known.is_some_and(|known| known.is_gone_after(gate.seeds.count()))
            && matches!(outcome, Outcome::Survived | Outcome::Avoided)
    });
    fixed.map(|((scenario, invariant), _)| FixedView { scenario, invariant }).collect()
}

fn incident_view(gate: &Gate<'_>, incident: &Incident) -> IncidentView {
    let Incident { plan, gated, .. } = incident;
    let invariants: Vec<GatedView> =
        gated.findings.iter().map(|finding| gated_view(gate, incident, finding)).collect();
    let arms = &gated.incident.arms;
    let (under, deployed) = (&arms[UNDER].tally, &arms[DEPLOYED].tally);
    let has = |outcome: &str| invariants.iter().any(|invariant| invariant.outcome == outcome);
    let outcome = if invariants.iter().any(|one| one.outcome == "broken" && !one.known) {
        "broken"
    } else if has("untested") {
        "untested"
    } else if has("broken") {
        // What runs away hits a limit: no more has to be known of it.
        "known"
    } else if has("inconclusive") || under.cut_short + deployed.cut_short > 0 {
        "inconclusive"
    } else {
        "survived"
    };
    IncidentView {
        scenario: plan.id.clone(),
        scenario_hash: plan.hash.clone(),
        outcome,
        bites: gated.bites,
        replays: under.replays,
        cut_short: under.cut_short + deployed.cut_short,
        chance: Chance::of(under.chance()),
        deployed: Chance::of(deployed.chance()),
        invariants,
        honest: honest(gated),
    }
}

fn gated_view(gate: &Gate<'_>, incident: &Incident, finding: &Finding) -> GatedView {
    let sweep = &incident.gated.incident;
    let named = &sweep.invariants[finding.invariant];
    let of = |arm: usize| &sweep.arms[arm].tally.invariants[finding.invariant];
    let (under, deployed) = (of(UNDER), of(DEPLOYED));
    let worst = under.worst.first().map(|worst| WorstView {
        seed: worst.seed,
        damage: worst.damage,
        at_ns: worst.at_ns,
        command: format!(
            "seamripper replay {} --seed {} --policy {}",
            incident.named, worst.seed, gate.named
        ),
    });
    let seeds: Vec<u64> = under.worst.iter().map(|worst| worst.seed).collect();
    let cause = finding.cause.as_ref().map(|cause| CauseView::new(gate, cause, &seeds));
    let what = (incident.plan.id.clone(), named.name.clone());
    let extent = Extent { damage: under.damage.most(), broken: Some(under.chance()) };
    let worse = gate.worse(&what, &extent).filter(|_| finding.outcome == Outcome::Broken);
    GatedView {
        known: is_known(gate, &what) && worse.is_none(),
        worse,
        invariant: named.name.clone(),
        says: named.says.clone(),
        outcome: finding.outcome.name(),
        chance: Chance::of(under.chance()),
        tested: under.held + under.broken,
        deployed: Chance::of(deployed.chance()),
        deployed_tested: deployed.held + deployed.broken,
        unit: named.unit.clone(),
        worst,
        cause,
    }
}

fn honest(gated: &Gated) -> Option<HonestView> {
    let sweep = gated.honest.as_ref()?;
    let (deployed, under) = (&sweep.arms[DEPLOYED], &sweep.arms[UNDER]);
    let chances = |place: usize| {
        let of = |arm: &seamripper_study::ArmSweep| arm.tally.invariants[place].chance();
        (of(deployed), of(under))
    };
    let breaks = sweep.invariants.iter().enumerate().filter_map(|(place, named)| {
        let (deployed, under) = chances(place);
        let deployed = Chance::of(deployed);
        let breaks =
            HonestBreak { invariant: named.name.clone(), chance: Chance::of(under), deployed };
        (under.hits > 0).then_some(breaks)
    });
    Some(HonestView {
        replays: under.tally.replays,
        difference: differences(&under.pairs.as_ref()?.costs),
        breaks: breaks.collect(),
    })
}
