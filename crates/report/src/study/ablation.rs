//! An ablation as programs read it.

use super::numbers::{Chance, Difference, Quantiles};
use super::sweep::{CostView, differences};
use seamripper_study::ablation::{FixStudy, Standing, Target};
use seamripper_study::{Ablation, ArmSweep};
use serde::Serialize;

/// What the sets of fixes of a scenario do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AblationView {
    pub(crate) format: u32,
    pub(crate) version: &'static str,
    pub(crate) scenario: String,
    pub(crate) scenario_hash: String,
    pub(crate) seeds: Vec<(u64, u64)>,
    pub(crate) fixes: Vec<String>,
    pub(crate) sets_tried: usize,
    /// Replays that a limit or a failure cut short.
    pub(crate) cut_short: u64,
    /// How many random orders led to the sets; null where all sets were tried.
    pub(crate) orders_sampled: Option<usize>,
    pub(crate) apart: Vec<Vec<String>>,
    pub(crate) targets: Vec<TargetView>,
    pub(crate) honest_work: Vec<HonestView>,
    #[serde(skip)]
    pub(crate) spelled_seeds: String,
}

/// What the sets do to one invariant; to all of them if it has no name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct TargetView {
    pub(crate) invariant: Option<String>,
    pub(crate) says: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) minimal_sufficient: Vec<Vec<String>>,
    pub(crate) necessary: Option<Vec<String>>,
    pub(crate) undone: Vec<UndoneView>,
    pub(crate) fixes: Vec<FixView>,
    pub(crate) sets: Vec<SetView>,
}

/// A set under which nothing broke, and a larger one under which something did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct UndoneView {
    pub(crate) holds: Vec<String>,
    pub(crate) breaks: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct FixView {
    pub(crate) fix: String,
    pub(crate) alone: Option<SetView>,
    pub(crate) alone_does: Vec<&'static str>,
    pub(crate) all_others: Option<SetView>,
    pub(crate) shapley: Option<f64>,
    pub(crate) shapley_error: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct SetView {
    pub(crate) fixes: Vec<String>,
    pub(crate) stands: &'static str,
    pub(crate) chance: Chance,
    /// Replays of which it cannot be told.
    pub(crate) unclear: u64,
    pub(crate) damage: Option<Quantiles>,
    pub(crate) broken_at_ns: Quantiles,
}

/// What a set of fixes costs honest work, less what it costs without any.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct HonestView {
    pub(crate) fixes: Vec<String>,
    pub(crate) difference: CostView<Option<Difference>>,
}

impl AblationView {
    /// Makes the view of an ablation.
    pub fn new(ablation: &Ablation) -> Self {
        let sets = &ablation.sets;
        let honest = ablation.honest.iter().flat_map(|honest| &honest.arms);
        let honest = honest.filter_map(|arm| {
            let difference = differences(&arm.pairs.as_ref()?.costs);
            Some(HonestView { fixes: arm.fixes.clone(), difference })
        });
        AblationView {
            format: crate::FORMAT,
            version: env!("CARGO_PKG_VERSION"),
            scenario: sets.scenario.clone(),
            scenario_hash: sets.scenario_hash.clone(),
            seeds: sets.seeds.clone().into(),
            fixes: ablation.fixes.clone(),
            sets_tried: sets.arms.len(),
            cut_short: sets.arms.iter().map(|arm| arm.tally.cut_short).sum(),
            orders_sampled: ablation.orders,
            apart: ablation.apart.clone(),
            targets: ablation.targets.iter().map(|target| view(ablation, target)).collect(),
            honest_work: honest.collect(),
            spelled_seeds: sets.seeds.to_string(),
        }
    }
}

fn view(ablation: &Ablation, target: &Target) -> TargetView {
    let arms = &ablation.sets.arms;
    let named = target.invariant.map(|place| &ablation.sets.invariants[place]);
    let names =
        |places: &Vec<usize>| places.iter().map(|fix| ablation.fixes[*fix].clone()).collect();
    let fixes = |place: &usize| arms[*place].fixes.clone();
    let set = |place: usize| set(&arms[place], target.invariant);
    let deployed = set(0);
    let fix = |(place, study): (usize, &FixStudy)| {
        let alone = study.alone.map(set);
        FixView {
            fix: ablation.fixes[place].clone(),
            alone_does: alone.as_ref().map(|alone| does(&deployed, alone)).unwrap_or_default(),
            alone,
            all_others: study.left_out.map(set),
            shapley: study.share.map(|share| share.shapley),
            shapley_error: study.share.and_then(|share| share.error),
        }
    };
    TargetView {
        invariant: named.map(|named| named.name.clone()),
        says: named.map(|named| named.says.clone()),
        unit: named.map(|named| named.unit.clone()),
        minimal_sufficient: target.minimal.iter().map(fixes).collect(),
        necessary: target.necessary.as_ref().map(names),
        undone: target
            .undone
            .iter()
            .map(|(holds, breaks)| UndoneView { holds: fixes(holds), breaks: fixes(breaks) })
            .collect(),
        fixes: target.fixes.iter().enumerate().map(fix).collect(),
        sets: (0..arms.len()).map(set).collect(),
    }
}

fn set(arm: &ArmSweep, invariant: Option<usize>) -> SetView {
    let tally = invariant.map(|place| &arm.tally.invariants[place]);
    let broken_at_ns = tally.map_or(&arm.tally.first_break_ns, |tally| &tally.broken_at_ns);
    SetView {
        fixes: arm.fixes.clone(),
        stands: match arm.standing(invariant) {
            Standing::Breaks => "breaks",
            Standing::Holds => "holds",
            Standing::Unclear => "unclear",
        },
        chance: Chance::of(arm.chance(invariant)),
        unclear: arm.tally.replays - arm.chance(invariant).of,
        damage: tally.map(|tally| Quantiles::of(&tally.damage)),
        broken_at_ns: Quantiles::of(broken_at_ns),
    }
}

/// Names what a set does to a break, against the scenario as it was deployed, on the same draws.
///
/// How much and when is only compared where both broke under every seed: elsewhere the breaks that are
/// left are a choice of seeds, and not the same ones.
fn does(deployed: &SetView, set: &SetView) -> Vec<&'static str> {
    let (before, after) = (&deployed.chance, &set.chance);
    match (deployed.stands, set.stands) {
        ("holds", "holds") => return Vec::new(),
        ("breaks", "holds") => return vec!["prevents"],
        (_, "unclear") | ("unclear", _) => return vec!["cannot be told"],
        _ => {}
    }
    let mut done = Vec::new();
    let share = |chance: &Chance| chance.share.unwrap_or_default();
    if share(after) < share(before) {
        done.push("makes rarer");
    } else if share(after) > share(before) {
        done.push("makes more likely");
    }
    let always = |set: &SetView| set.chance.broken == set.chance.of && set.unclear == 0;
    if always(deployed) && always(set) {
        let damage = |set: &SetView| set.damage.as_ref().and_then(|damage| damage.mean);
        match (damage(deployed), damage(set)) {
            (Some(before), Some(after)) if after < before => done.push("lessens"),
            (Some(before), Some(after)) if after > before => done.push("worsens"),
            _ => {}
        }
        match (deployed.broken_at_ns.mean, set.broken_at_ns.mean) {
            (Some(before), Some(after)) if after > before => done.push("delays"),
            (Some(before), Some(after)) if after < before => done.push("hastens"),
            _ => {}
        }
    }
    if done.is_empty() {
        // Of all invariants together it is only known how often and when any broke.
        done.push(if set.damage.is_some() { "changes nothing" } else { "breaks as often" });
    }
    done
}
