//! All that a report tells about one incident: every set of its fixes replayed on one seed, what each
//! carries over many, and when it was too late.
//!
//! How many seeds a study gets follows from the length of the deployed trace, so that a crowd of
//! conversations takes no longer than a single one, and the same file gives the same report
//! everywhere.

use crate::ablation::{self, Ablation, Trials};
use crate::no_return::{NoReturn, Question};
use crate::seeds::Seeds;
use crate::sweep::replay;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Choice, Plan, work};
use seamripper_score::{Scorecard, judge};
use seamripper_sim::trace::Trace;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Fixes of which every set is replayed; of more, the small sets and the large ones.
const MOST_WHOLE: usize = 8;

/// How many replays may go to their limits, however many sets there are.
const WHOLE: u64 = 6;

/// Records that an ablation may take, and the point of no return, about.
const RECORDS: u64 = 1_500_000;
/// Work that a study of the fewest seeds or draws may take: one that takes more is left out.
const MOST_WORK: u64 = 1 << 33;
const RECORDS_DRAWN_ANEW: u64 = 4_000_000;

/// Seeds of an ablation, at least and at most.
const SEEDS: (u64, u64) = (20, 200);

/// Moments of which the point of no return is asked, and draws at each: at least and at most.
const MOMENTS: u64 = 14;
const DRAWS: (u64, u64) = (20, 50);

/// Replays of one incident, and studies of it.
#[derive(Debug)]
pub struct Dossier {
    /// The scenario.
    pub plan: Arc<Plan>,
    /// The seed of the replays.
    pub seed: u64,
    /// Sets of fixes: none first, all last; each set once.
    pub sets: Vec<Replay>,
    /// The other arms that the file names.
    pub arms: Vec<Replay>,
    /// Whether every set was replayed that can be made.
    pub is_whole: bool,
    /// What the sets do over many seeds; none if they cannot be tried, or if that takes too much work.
    pub ablation: Option<Ablation>,
    /// When it was too late; none if that takes too many records, or too much work.
    pub no_return: Option<NoReturn>,
}

/// One arm, replayed and judged.
#[derive(Debug)]
pub struct Replay {
    /// The arm.
    pub arm: Arm,
    /// What happened.
    pub trace: Trace,
    /// What the judges say.
    pub card: Scorecard,
}

/// How much a dossier may take.
#[derive(Clone, Copy, Debug, Default)]
pub struct Effort {
    /// The seed of the replays; none for the file's.
    pub seed: Option<u64>,
    /// The seeds of the ablation; none for as many as the length of the trace allows.
    pub seeds: Option<u64>,
    /// The draws of the point of no return at each moment; none for as many as the length allows.
    pub draws: Option<u64>,
}

impl Dossier {
    /// Replays and studies an incident; none once `stop` is set before the end.
    ///
    /// # Errors
    ///
    /// If not even the scenario as it was deployed is an arm.
    pub fn of(
        plan: &Arc<Plan>,
        effort: &Effort,
        stop: &AtomicBool,
    ) -> Result<Option<Self>, String> {
        let seed = effort.seed.unwrap_or(plan.seed);
        let (choices, is_whole) = choices(plan);
        let wanted = choices.len();
        plan.arm(&Choice::default()).map_err(|error| error.to_string())?;
        // All are kept at once.
        let mut plan = (**plan).clone();
        plan.limits = plan.limits.shared((wanted + plan.arms.len()) as u64, WHOLE);
        let plan = &Arc::new(plan);
        let Some(sets) = replays(plan, choices, seed, stop) else { return Ok(None) };
        let named = plan.arms.iter().map(|arm| plan.symbols.text(arm.name).to_string());
        let named = named.map(|name| Choice { named: Some(name), ..Choice::default() }).collect();
        let Some(arms) = replays(plan, named, seed, stop) else { return Ok(None) };
        let made = sets.len();
        let records = sets.first().map_or(1, |deployed| deployed.trace.records.len() as u64);
        let mut dossier = Dossier {
            plan: plan.clone(),
            seed,
            sets,
            arms,
            is_whole: is_whole && wanted == made,
            ablation: None,
            no_return: None,
        };
        let work = dossier.work_of_one();
        dossier.try_sets(effort, (records, work), stop);
        dossier.ask_no_return(effort, (records, work), stop)?;
        Ok((!stop.load(Ordering::Relaxed)).then_some(dossier))
    }

    /// Tries the sets of fixes over many seeds; leaves it where that takes too much, or once `stop` is set.
    fn try_sets(&mut self, effort: &Effort, (records, work): (u64, u64), stop: &AtomicBool) {
        let each = ablation::most_replays(&self.plan).saturating_mul(work);
        if effort.seeds.is_none() && each.saturating_mul(SEEDS.0) > MOST_WORK {
            return;
        }
        let Ok(trials) = Trials::new(&self.plan) else { return };
        let most = spread(RECORDS, trials.replays() * records, SEEDS);
        let seeds = Seeds::of(0..effort.seeds.unwrap_or(most));
        self.ablation = trials.run(&self.plan, &seeds, stop, |_| ());
    }

    /// Returns the work of the deployed arm, or of honest work in its place if that takes more.
    fn work_of_one(&self) -> u64 {
        let choices = [false, true].map(|control| Choice { control, ..Choice::default() });
        let arms = choices.iter().filter_map(|choice| self.plan.arm(choice).ok());
        let work = arms.map(|arm| work::taken(|| replay(&self.plan, &arm, self.seed)).1);
        work.max().unwrap_or_default()
    }

    fn ask_no_return(
        &mut self,
        effort: &Effort,
        (records, work): (u64, u64),
        stop: &AtomicBool,
    ) -> Result<(), String> {
        let Some(deployed) = self.sets.first().filter(|deployed| deployed.card.is_broken()) else {
            return Ok(());
        };
        let replays = MOMENTS * (self.plan.fixes.len() as u64 + 2);
        let each = replays * records;
        let affordable = RECORDS_DRAWN_ANEW / each.max(1) >= DRAWS.0
            && replays.saturating_mul(work).saturating_mul(DRAWS.0) <= MOST_WORK;
        if effort.draws.is_none() && !affordable {
            return Ok(());
        }
        let question = Question {
            plan: &self.plan,
            arm: &deployed.arm,
            seed: self.seed,
            moments: MOMENTS as usize,
            draws: effort.draws.unwrap_or(spread(RECORDS_DRAWN_ANEW, each, DRAWS)),
        };
        self.no_return = question.answer(stop, |_, _| ()).map_err(|error| error.to_string())?;
        Ok(())
    }

    /// Returns the replay with no fix.
    pub fn deployed(&self) -> &Replay {
        &self.sets[0]
    }

    /// Returns the replay with all fixes; the deployed one where there are none, or where they do not go
    /// together.
    pub fn resolved(&self) -> &Replay {
        let all = |replay: &&Replay| replay.arm.fixes.len() == self.plan.fixes.len();
        self.sets.iter().rfind(all).unwrap_or_else(|| self.deployed())
    }

    /// Tells whether a replay of a set hit a limit or failed, so that what held proves nothing.
    pub fn is_inconclusive(&self) -> bool {
        self.sets.iter().any(|replay| replay.card.is_inconclusive())
    }
}

/// Divides a budget, within bounds.
fn spread(budget: u64, each: u64, (least, most): (u64, u64)) -> u64 {
    (budget / each.max(1)).clamp(least, most)
}

/// Lists the sets of fixes that are replayed, from none to all, and tells whether these are all.
fn choices(plan: &Plan) -> (Vec<Choice>, bool) {
    let names: Vec<String> =
        plan.fixes.iter().map(|fix| plan.symbols.text(fix.name).to_string()).collect();
    let count = names.len();
    let choice = |on: &dyn Fn(usize) -> bool| Choice {
        fixes: names.iter().enumerate().filter(|(at, _)| on(*at)).map(|(_, n)| n.clone()).collect(),
        ..Choice::default()
    };
    if count <= MOST_WHOLE {
        let sets = (0..1_u32 << count).map(|set| choice(&|at| set >> at & 1 == 1));
        return (sets.collect(), true);
    }
    let mut sets = vec![choice(&|_| false)];
    sets.extend((0..count).map(|one| choice(&|at| at == one)));
    sets.extend((0..count).map(|one| choice(&|at| at != one)));
    sets.push(choice(&|_| true));
    (sets, false)
}

/// Replays arms; those whose changes do not go together are left out. None once `stop` is set.
fn replays(
    plan: &Arc<Plan>,
    choices: Vec<Choice>,
    seed: u64,
    stop: &AtomicBool,
) -> Option<Vec<Replay>> {
    let replay = |choice: Choice| {
        let arm = plan.arm(&choice).ok()?;
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let trace = seamripper_sim::run(plan, &arm, seed);
        let card = judge(plan, &arm, &trace);
        Some(Replay { arm, trace, card })
    };
    let replays = choices.into_par_iter().filter_map(replay).collect();
    (!stop.load(Ordering::Relaxed)).then_some(replays)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_trace_gets_fewer_seeds_and_never_none() {
        assert_eq!(spread(RECORDS, 100, SEEDS), SEEDS.1);
        assert_eq!(spread(RECORDS, RECORDS, SEEDS), SEEDS.0);
        assert_eq!(spread(RECORDS, 20_000, SEEDS), 75);
        assert_eq!(spread(RECORDS, 0, SEEDS), SEEDS.1);
    }
}
