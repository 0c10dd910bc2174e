//! A sweep as programs read it.

use super::numbers::{Chance, Difference, Quantiles};
use seamripper_study::statistics::{Histogram, Moments};
use seamripper_study::{ArmSweep, Costs, Sweep};
use serde::Serialize;

/// What a sweep shows of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SweepView {
    pub(crate) format: u32,
    pub(crate) version: &'static str,
    pub(crate) scenario: String,
    pub(crate) scenario_hash: String,
    pub(crate) seeds: Vec<(u64, u64)>,
    pub(crate) replays: u64,
    pub(crate) arms: Vec<ArmView>,
    #[serde(skip)]
    pub(crate) spelled_seeds: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct ArmView {
    pub(crate) arm: String,
    pub(crate) fixes: Vec<String>,
    pub(crate) replays: u64,
    pub(crate) cut_short: u64,
    pub(crate) any: TargetView,
    pub(crate) invariants: Vec<InvariantView>,
    pub(crate) detection: DetectionView,
    pub(crate) first_break_ns: Quantiles,
    pub(crate) cost: CostView<Quantiles>,
    pub(crate) cost_difference: Option<CostView<Option<Difference>>>,
}

/// The chance of a break, and how it differs from the first arm's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct TargetView {
    pub(crate) chance: Chance,
    pub(crate) difference: Option<Difference>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct InvariantView {
    pub(crate) name: String,
    pub(crate) chance: Chance,
    pub(crate) difference: Option<Difference>,
    pub(crate) held: u64,
    pub(crate) not_exposed: u64,
    pub(crate) not_applicable: u64,
    pub(crate) inconclusive: u64,
    pub(crate) unit: String,
    pub(crate) damage: Quantiles,
    pub(crate) broken_at_ns: Quantiles,
    pub(crate) worst: Vec<WorstView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct WorstView {
    pub(crate) seed: u64,
    pub(crate) damage: u64,
    pub(crate) at_ns: u64,
    pub(crate) command: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct DetectionView {
    pub(crate) noticed_after_ns: Quantiles,
    pub(crate) noticed_after: u64,
    pub(crate) noticed_before: u64,
    pub(crate) unnoticed: u64,
    pub(crate) false_alarms: u64,
}

/// Something for each thing that work costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct CostView<T> {
    pub(crate) answered: T,
    pub(crate) calls: T,
    pub(crate) refused: T,
    pub(crate) failed: T,
    pub(crate) tokens: T,
    pub(crate) waited_ms: T,
}

impl SweepView {
    /// Makes the view of a sweep. `scenario` is what a shell needs to name the scenario in a command.
    pub fn new(sweep: &Sweep, scenario: &str) -> Self {
        SweepView {
            format: crate::FORMAT,
            version: env!("CARGO_PKG_VERSION"),
            scenario: sweep.scenario.clone(),
            scenario_hash: sweep.scenario_hash.clone(),
            seeds: sweep.seeds.clone().into(),
            replays: sweep.replays(),
            arms: sweep.arms.iter().map(|arm| arm_view(sweep, arm, scenario)).collect(),
            spelled_seeds: sweep.seeds.to_string(),
        }
    }
}

fn arm_view(sweep: &Sweep, arm: &ArmSweep, scenario: &str) -> ArmView {
    let tally = &arm.tally;
    let invariants = sweep.invariants.iter().enumerate().map(|(place, named)| {
        let of = &tally.invariants[place];
        let pairs = arm.pairs.as_ref().map(|pairs| &pairs.invariants[place]);
        let worst = of.worst.iter().map(|worst| WorstView {
            seed: worst.seed,
            damage: worst.damage,
            at_ns: worst.at_ns,
            command: format!(
                "seamripper replay {scenario} --arm {} --seed {}",
                arm.arm, worst.seed
            ),
        });
        InvariantView {
            name: named.name.clone(),
            chance: Chance::of(of.chance()),
            difference: pairs.and_then(Difference::of_chances),
            held: of.held,
            not_exposed: of.not_exposed,
            not_applicable: of.not_applicable,
            inconclusive: of.inconclusive,
            unit: named.unit.clone(),
            damage: Quantiles::of(&of.damage),
            broken_at_ns: Quantiles::of(&of.broken_at_ns),
            worst: worst.collect(),
        }
    });
    ArmView {
        arm: arm.arm.clone(),
        fixes: arm.fixes.clone(),
        replays: tally.replays,
        cut_short: tally.cut_short,
        any: TargetView {
            chance: Chance::of(tally.chance()),
            difference: arm.pairs.as_ref().and_then(|pairs| Difference::of_chances(&pairs.any)),
        },
        invariants: invariants.collect(),
        detection: DetectionView {
            noticed_after_ns: Quantiles::of(&tally.detection.after_ns),
            noticed_after: tally.detection.after_ns.count(),
            noticed_before: tally.detection.before,
            unnoticed: tally.detection.unnoticed,
            false_alarms: tally.detection.false_alarms,
        },
        first_break_ns: Quantiles::of(&tally.first_break_ns),
        cost: quantiles(&tally.costs),
        cost_difference: arm.pairs.as_ref().map(|pairs| differences(&pairs.costs)),
    }
}

fn quantiles(costs: &Costs<Histogram>) -> CostView<Quantiles> {
    each(costs, Quantiles::of)
}

pub(crate) fn differences(costs: &Costs<Moments>) -> CostView<Option<Difference>> {
    each(costs, Difference::of_means)
}

fn each<T, U>(costs: &Costs<T>, of: impl Fn(&T) -> U) -> CostView<U> {
    CostView {
        answered: of(&costs.answered),
        calls: of(&costs.calls),
        refused: of(&costs.refused),
        failed: of(&costs.failed),
        tokens: of(&costs.tokens),
        waited_ms: of(&costs.waited_ms),
    }
}
