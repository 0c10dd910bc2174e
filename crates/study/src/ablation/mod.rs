//! Which fix carries the result: the sets of fixes, all on the same draws.
//!
//! A set is sufficient if nothing broke under it on any seed. What that proves depends on how many
//! seeds there were; [`bound_of_none`](crate::statistics::bound_of_none) says how much.

mod lattice;
mod shares;

pub use lattice::{MOST, MOST_WHOLE};
pub use shares::Share;

use crate::seeds::Seeds;
use crate::statistics::Proportion;
use crate::sweep::{ArmSweep, Sweep, Work};
use lattice::{Lattice, Set};
use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Choice, Plan};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Orders in which fixes are added, where not all sets are tried.
const ORDERS: usize = 64;

/// How many of the smallest sets of a sample are made smaller still, for each invariant.
const REDUCED: usize = 4;

/// What is to be tried: sets of fixes, and each fix on honest work.
pub struct Trials {
    lattice: Lattice,
    /// The places of the sets that are arms; others do not go together.
    arms: Vec<Arm>,
    tried: Vec<Set>,
    apart: Vec<Set>,
    honest: Vec<Arm>,
}

/// What came of trying the sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Ablation {
    /// The fixes, in the order of the file.
    pub fixes: Vec<String>,
    /// The sets: the empty one first.
    pub sets: Sweep,
    /// Honest work with no fix, with each alone, and with all; none if the file has no benign work.
    pub honest: Option<Sweep>,
    /// Sets of fixes that do not go together.
    pub apart: Vec<Vec<String>>,
    /// How many random orders led to the sets, where not all sets were tried.
    pub orders: Option<usize>,
    /// For each invariant, then for all of them together, what the sets did to it.
    pub targets: Vec<Target>,
}

/// What the sets of fixes do to an invariant, or to all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The place of the invariant; none for all of them together.
    pub invariant: Option<usize>,
    /// The places of the smallest sets under which nothing broke. Where sets were sampled, each set on
    /// the way of an order was made as small as it gets, and there may be others.
    pub minimal: Vec<usize>,
    /// The fixes that are in every set under which nothing broke; none if there is no such set.
    pub necessary: Option<Vec<usize>>,
    /// Sets under which nothing broke, with a larger one under which something did.
    pub undone: Vec<(usize, usize)>,
    /// The fixes, in the order of the file.
    pub fixes: Vec<FixStudy>,
}

/// What one fix does.
#[derive(Clone, Debug, PartialEq)]
pub struct FixStudy {
    /// The place of the set that has it alone, if it is one that can be made.
    pub alone: Option<usize>,
    /// The place of the set that has all others.
    pub left_out: Option<usize>,
    /// Its share of the result; none where sets are missing.
    pub share: Option<Share>,
}

impl Trials {
    /// Makes the arms of the sets.
    ///
    /// # Errors
    ///
    /// If not even the scenario as it was deployed is an arm, or if there are more than [`MOST`] fixes.
    pub fn new(plan: &Plan) -> Result<Self, String> {
        let names: Vec<String> =
            plan.fixes.iter().map(|fix| plan.symbols.text(fix.name).to_string()).collect();
        if names.len() > MOST {
            return Err(format!(
                "there are {} fixes, and at most {MOST} can be tried",
                names.len()
            ));
        }
        let lattice = Lattice::new(names.len(), ORDERS, plan.seed);
        let (mut arms, mut tried, mut apart) = (Vec::new(), Vec::new(), Vec::new());
        for set in &lattice.sets {
            let choice = Choice { fixes: members(&names, *set), ..Choice::default() };
            match plan.arm(&choice) {
                Ok(arm) => {
                    arms.push(arm);
                    tried.push(*set);
                }
                Err(error) if *set == 0 => return Err(error.to_string()),
                Err(_) => apart.push(*set),
            }
        }
        let honest = if plan.has_benign { honest(plan, &names) } else { Vec::new() };
        Ok(Trials { lattice, arms, tried, apart, honest })
    }

    /// Returns how many replays that takes for each seed.
    pub fn replays(&self) -> u64 {
        (self.arms.len() + self.honest.len()) as u64
    }

    /// Replays all sets under these seeds. `look` is told now and then how many replays are done;
    /// none once `stop` is set before the end.
    pub fn run(
        &self,
        plan: &Arc<Plan>,
        seeds: &Seeds,
        stop: &AtomicBool,
        mut look: impl FnMut(u64),
    ) -> Option<Ablation> {
        let work = Work { plan, arms: &self.arms, cards: false, stop };
        let mut sets = Sweep::new(plan, &self.arms);
        sets.go_on(&work, seeds, |sweep, _| look(sweep.replays()));
        let mut honest = Sweep::new(plan, &self.honest);
        if !self.honest.is_empty() {
            let work = Work { arms: &self.honest, ..work };
            let done = sets.replays();
            honest.go_on(&work, seeds, |sweep, _| look(done + sweep.replays()));
        }
        let whole = |sweep: &Sweep| sweep.arms.is_empty() || sweep.seeds == *seeds;
        if !whole(&sets) || !whole(&honest) {
            return None;
        }
        let mut found = Found { tried: self.tried.clone(), sets };
        if self.lattice.orders.is_some() {
            self.reduce(&work, seeds, &mut found)?;
        }
        Some(self.study(plan, found, (!self.honest.is_empty()).then_some(honest)))
    }

    fn study(&self, plan: &Plan, found: Found, honest: Option<Sweep>) -> Ablation {
        let fixes: Vec<String> =
            plan.fixes.iter().map(|fix| plan.symbols.text(fix.name).to_string()).collect();
        let targets = found.invariants().map(|invariant| self.target(&found, invariant)).collect();
        let apart = self.apart.iter().map(|set| members(&fixes, *set)).collect();
        let orders = self.lattice.orders.as_ref().map(Vec::len);
        Ablation { fixes, sets: found.sets, honest, apart, orders, targets }
    }

    fn target(&self, found: &Found, invariant: Option<usize>) -> Target {
        let good = found.good(invariant);
        let in_all = good.iter().fold(self.lattice.all(), |all, place| all & found.tried[*place]);
        let listed = |set: Set| (0..self.lattice.fixes).filter(|fix| set >> fix & 1 == 1).collect();
        let shares = shares::shares(&self.lattice, |set| {
            found.sets.arms[found.place(set)?].chance(invariant).share()
        });
        let fix = |fix: usize| FixStudy {
            alone: found.place(1 << fix),
            left_out: found.place(self.lattice.all() & !(1 << fix)),
            share: shares.as_ref().map(|shares| shares[fix]),
        };
        Target {
            invariant,
            minimal: found.minimal(&good),
            necessary: (!good.is_empty()).then(|| listed(in_all)),
            undone: self.undone(found, &good, invariant),
            fixes: (0..self.lattice.fixes).map(fix).collect(),
        }
    }

    /// Finds sets under which nothing broke, each with one more fix under which something did.
    fn undone(
        &self,
        found: &Found,
        good: &[usize],
        invariant: Option<usize>,
    ) -> Vec<(usize, usize)> {
        let breaks =
            |place: &usize| found.sets.arms[*place].standing(invariant) == Standing::Breaks;
        let mut undone = Vec::new();
        for place in good {
            let set = found.tried[*place];
            for fix in (0..self.lattice.fixes).filter(|fix| set >> fix & 1 == 0) {
                let larger = found.place(set | 1 << fix).filter(breaks);
                undone.extend(larger.map(|larger| (*place, larger)));
            }
        }
        undone
    }

    /// Makes the smallest sets of a sample smaller still: each without one of its fixes, and the fixes
    /// that all good ones have, as long as that finds anything; none once `stop` is set.
    fn reduce(&self, work: &Work<'_>, seeds: &Seeds, found: &mut Found) -> Option<()> {
        let names: Vec<String> = work
            .plan
            .fixes
            .iter()
            .map(|fix| work.plan.symbols.text(fix.name).to_string())
            .collect();
        for _ in 0..self.lattice.fixes {
            let (mut sets, mut arms) = (Vec::new(), Vec::new());
            for set in self.smaller(found) {
                let choice = Choice { fixes: members(&names, set), ..Choice::default() };
                if let Ok(arm) = work.plan.arm(&choice) {
                    sets.push(set);
                    arms.push(arm);
                }
            }
            if sets.is_empty() {
                break;
            }
            arms.insert(0, work.arms.first()?.clone());
            let mut sweep = Sweep::new(work.plan, &arms);
            sweep.go_on(&Work { arms: &arms, ..*work }, seeds, |_, _| ());
            if sweep.seeds != *seeds {
                return None;
            }
            found.add(sets, sweep);
        }
        Some(())
    }

    /// Lists sets that were not tried, and are smaller than the smallest that hold.
    fn smaller(&self, found: &Found) -> BTreeSet<Set> {
        let mut smaller = BTreeSet::new();
        for invariant in found.invariants() {
            let good = found.good(invariant);
            let mut minimal: Vec<Set> =
                found.minimal(&good).into_iter().map(|place| found.tried[place]).collect();
            minimal.sort_by_key(|set| set.count_ones());
            for set in minimal.into_iter().take(REDUCED) {
                let members = (0..self.lattice.fixes).filter(|fix| set >> fix & 1 == 1);
                smaller.extend(members.map(|fix| set & !(1 << fix)));
            }
            if !good.is_empty() {
                let all = self.lattice.all();
                smaller.insert(good.iter().fold(all, |all, place| all & found.tried[*place]));
            }
        }
        smaller.retain(|set| found.place(*set).is_none());
        smaller
    }
}

/// The sets that were tried, in ascending order, with what came of them.
struct Found {
    tried: Vec<Set>,
    sets: Sweep,
}

impl Found {
    /// Lists the invariants by their places, and then all of them together.
    fn invariants(&self) -> impl Iterator<Item = Option<usize>> + use<> {
        (0..self.sets.invariants.len()).map(Some).chain([None])
    }

    fn place(&self, set: Set) -> Option<usize> {
        self.tried.binary_search(&set).ok()
    }

    /// Lists the sets under which nothing broke.
    fn good(&self, invariant: Option<usize>) -> Vec<usize> {
        let holds = |place: &usize| self.sets.arms[*place].standing(invariant) == Standing::Holds;
        (0..self.tried.len()).filter(holds).collect()
    }

    /// Lists those of some sets that hold no other of them.
    fn minimal(&self, good: &[usize]) -> Vec<usize> {
        let minimal = |place: &&usize| {
            let set = self.tried[**place];
            good.iter().all(|other| {
                let other = self.tried[*other];
                other == set || other & set != other
            })
        };
        good.iter().filter(minimal).copied().collect()
    }

    /// Adds sets that were swept beside the same first arm.
    fn add(&mut self, sets: Vec<Set>, sweep: Sweep) {
        let known = std::mem::take(&mut self.sets.arms).into_iter();
        let all = self.tried.drain(..).zip(known);
        let mut all: Vec<_> =
            all.chain(sets.into_iter().zip(sweep.arms.into_iter().skip(1))).collect();
        all.sort_by_key(|(set, _)| *set);
        (self.tried, self.sets.arms) = all.into_iter().unzip();
    }
}

/// What came of the replays of one set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It broke in some.
    Breaks,
    /// It broke in none.
    Holds,
    /// It broke in none of which that can be told, and of others it cannot.
    Unclear,
}

/// Returns how many replays of each seed the sets of fixes and honest work take at most.
pub fn most_replays(plan: &Plan) -> u64 {
    let fixes = plan.fixes.len().min(MOST);
    (Lattice::new(fixes, ORDERS, plan.seed).sets.len() + fixes + 2) as u64
}

impl Sweep {
    /// Returns how many replays there were.
    pub fn replays(&self) -> u64 {
        self.seeds.count() * self.arms.len() as u64
    }
}

impl ArmSweep {
    /// Tells what came of an invariant; for none, of all of them.
    pub fn standing(&self, invariant: Option<usize>) -> Standing {
        let chance = self.chance(invariant);
        match chance.hits {
            0 if chance.of == self.tally.replays && chance.of > 0 => Standing::Holds,
            0 => Standing::Unclear,
            _ => Standing::Breaks,
        }
    }

    /// Returns how often an invariant broke; for none, how often any did.
    pub fn chance(&self, invariant: Option<usize>) -> Proportion {
        match invariant {
            Some(place) => self.tally.invariants[place].chance(),
            None => self.tally.chance(),
        }
    }
}

fn members(names: &[String], set: Set) -> Vec<String> {
    let on = names.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1);
    on.map(|(_, name)| name.clone()).collect()
}

/// Makes the arms of honest work: no fix, each alone, all. What does not go together is left out.
fn honest(plan: &Plan, names: &[String]) -> Vec<Arm> {
    let mut sets = vec![Vec::new()];
    sets.extend(names.iter().map(|name| vec![name.clone()]));
    if names.len() > 1 {
        sets.push(names.to_vec());
    }
    let choices = sets.into_iter().map(|fixes| Choice { control: true, named: None, fixes });
    choices.filter_map(|choice| plan.arm(&choice).ok()).collect()
}
