//! Many seeds of some arms of one scenario, all arms on the same draws.
//!
//! A sweep is what has been learned so far: it can be kept in a file, gone on with, and merged with
//! sweeps of other seeds. Its numbers do not depend on how the work was split, nor on the threads.

use crate::pairs::Pairs;
use crate::seeds::Seeds;
use crate::tally::Tally;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Arm;
use seamripper_score::{Scorecard, judge};
use seamripper_sim::Replayer;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The version of the form in which sweeps are kept.
pub const FORMAT: u32 = 1;

/// Replays that one task makes, about.
const CHUNK: u64 = 32;

/// Tasks for each thread between two looks at the whole.
const TASKS: u64 = 8;

/// What has been learned of a scenario so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sweep {
    /// The version of this form.
    pub format: u32,
    /// The version of the program.
    pub version: String,
    /// The id of the scenario.
    pub scenario: String,
    /// The hash of its file.
    pub scenario_hash: String,
    /// The invariants, in the order of the file.
    pub invariants: Vec<Named>,
    /// The seeds that are done.
    pub seeds: Seeds,
    /// The trace of the smallest seed in the first arm: whoever goes on must get the same.
    pub witness: Option<Witness>,
    /// The arms, the one that others are compared with first.
    pub arms: Vec<ArmSweep>,
}

/// An invariant by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// The sentence that people read.
    pub says: String,
    /// The unit of its damage.
    pub unit: String,
}

/// A trace that was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// The seed.
    pub seed: u64,
    /// The fingerprint of the trace.
    pub fingerprint: String,
}

/// What has been learned of one arm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArmSweep {
    /// Its name.
    pub arm: String,
    /// The fixes that are on.
    pub fixes: Vec<String>,
    /// Its replays.
    pub tally: Tally,
    /// Its replays beside those of the first arm; none for the first arm itself.
    pub pairs: Option<Pairs>,
}

/// Why two sweeps cannot be one, or a sweep cannot be gone on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The program was another version.
    Version(String),
    /// The files of the scenario differ.
    Scenario {
        /// What the sweep is of.
        swept: String,
        /// What it shall go with.
        other: String,
    },
    /// The arms differ.
    Arms {
        /// Those of the sweep.
        swept: Vec<String>,
        /// Those of the other.
        other: Vec<String>,
    },
    /// A seed is in both.
    Overlap(u64),
    /// The same seed gives another trace by now.
    Witness(u64),
}

/// What is replayed, and until when.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// The plan.
    pub plan: &'a Arc<Plan>,
    /// The arms, the one that others are compared with first.
    pub arms: &'a [Arm],
    /// Whether scorecards are handed out.
    pub cards: bool,
    /// Once this is set, what is under way is ended and nothing more begun.
    pub stop: &'a AtomicBool,
}

/// The scorecards of one seed, one for each arm.
pub type Cards = Vec<Scorecard>;

impl Sweep {
    /// Makes a sweep of no seeds.
    pub fn new(plan: &Plan, arms: &[Arm]) -> Self {
        let text = |name| plan.symbols.text(name).to_string();
        let invariants = plan.invariants.iter().map(|invariant| Named {
            name: text(invariant.name),
            says: invariant.says.to_string(),
            unit: invariant.unit.to_string(),
        });
        let invariants: Vec<Named> = invariants.collect();
        let count = invariants.len();
        let arms = arms.iter().enumerate().map(|(place, arm)| ArmSweep {
            arm: arm.name.clone(),
            fixes: arm.fixes.iter().map(|fix| text(*fix)).collect(),
            tally: Tally::new(count),
            pairs: (place > 0).then(|| Pairs::new(count)),
        });
        Sweep {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: plan.id.clone(),
            scenario_hash: plan.hash.clone(),
            arms: arms.collect(),
            invariants,
            seeds: Seeds::default(),
            witness: None,
        }
    }

    /// Replays arms under all these seeds.
    pub fn of(plan: &Arc<Plan>, arms: &[Arm], seeds: &Seeds) -> Self {
        let mut sweep = Sweep::new(plan, arms);
        let stop = AtomicBool::new(false);
        let work = Work { plan, arms, cards: false, stop: &stop };
        sweep.go_on(&work, seeds, |_, _| ());
        sweep
    }

    /// Replays the seeds that are not done yet, on all threads of the pool that this is called in.
    /// From time to time, `look` sees what has been learned so far, and the scorecards since the last
    /// time in the order of their seeds. Stopped early, what is done is a beginning of `seeds`.
    pub fn go_on(
        &mut self,
        work: &Work<'_>,
        seeds: &Seeds,
        mut look: impl FnMut(&Sweep, &[Cards]),
    ) {
        let mut left = seeds.without(&self.seeds);
        let chunk = (CHUNK / work.arms.len().max(1) as u64).max(1);
        let batch = chunk * TASKS * rayon::current_num_threads() as u64;
        while !left.is_empty() {
            let now = left.slice(0..batch);
            let chunks = now.count().div_ceil(chunk);
            let parts: Vec<Option<(Sweep, Vec<Cards>)>> = (0..chunks)
                .into_par_iter()
                .map(|place| self.replay(work, &now.slice(place * chunk..(place + 1) * chunk)))
                .collect();
            let all = parts.iter().all(Option::is_some);
            let mut cards = Vec::new();
            for (part, new) in parts.into_iter().map_while(|part| part) {
                self.add(&part);
                cards.extend(new);
            }
            look(self, &cards);
            if !all {
                break;
            }
            left = left.slice(batch..u64::MAX);
        }
    }

    /// Replays some seeds; nothing once the work is to stop.
    fn replay(&self, work: &Work<'_>, seeds: &Seeds) -> Option<(Sweep, Vec<Cards>)> {
        let mut part = Sweep::new(work.plan, work.arms);
        let mut kept = Vec::new();
        let replayer = Replayer::new(work.plan);
        let replay = |arm: &Arm, seed| judge(work.plan, arm, &replayer.run(arm, seed));
        for seed in seeds.iter() {
            if work.stop.load(Ordering::Relaxed) {
                return None;
            }
            let cards: Cards = work.arms.iter().map(|arm| replay(arm, seed)).collect();
            for (arm, card) in part.arms.iter_mut().zip(&cards) {
                arm.tally.add(card);
                if let (Some(pairs), Some(first)) = (&mut arm.pairs, cards.first()) {
                    pairs.add(first, card);
                }
            }
            if work.cards {
                kept.push(cards);
            }
        }
        part.seeds = seeds.clone();
        part.witness = seeds.first().and_then(|seed| self.new_witness(work, seed));
        Some((part, kept))
    }

    /// Returns the witness of a seed, unless there is one of a smaller seed.
    fn new_witness(&self, work: &Work<'_>, seed: u64) -> Option<Witness> {
        let wanted = self.witness.as_ref().is_none_or(|known| seed < known.seed);
        wanted.then(|| witness(work.plan, work.arms, seed)).flatten()
    }

    /// Adds a sweep of the same arms, of other seeds.
    fn add(&mut self, other: &Sweep) {
        let joined = self.seeds.join(&other.seeds);
        debug_assert!(joined.is_ok(), "a seed was replayed twice");
        self.witness = match (self.witness.take(), other.witness.clone()) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        for (arm, other) in self.arms.iter_mut().zip(&other.arms) {
            arm.tally.merge(&other.tally);
            if let (Some(pairs), Some(other)) = (&mut arm.pairs, &other.pairs) {
                pairs.merge(other);
            }
        }
    }

    /// Adds a sweep of other seeds.
    ///
    /// # Errors
    ///
    /// If it is of another scenario or of other arms, or if a seed is in both.
    pub fn merge(&mut self, other: &Sweep) -> Result<(), Mismatch> {
        self.match_other(other)?;
        let mut seeds = self.seeds.clone();
        seeds.join(&other.seeds).map_err(Mismatch::Overlap)?;
        self.add(other);
        Ok(())
    }

    /// Tells whether a plan and its arms are those that were swept, and still behave as they did.
    ///
    /// # Errors
    ///
    /// If they are not.
    pub fn match_work(&self, plan: &Arc<Plan>, arms: &[Arm]) -> Result<(), Mismatch> {
        self.match_other(&Sweep::new(plan, arms))?;
        match &self.witness {
            Some(seen) if witness(plan, arms, seen.seed).as_ref() != Some(seen) => {
                Err(Mismatch::Witness(seen.seed))
            }
            _ => Ok(()),
        }
    }

    fn match_other(&self, other: &Sweep) -> Result<(), Mismatch> {
        if self.version != other.version {
            return Err(Mismatch::Version(self.version.clone()));
        }
        let of = |sweep: &Sweep| format!("{} ({})", sweep.scenario, sweep.scenario_hash);
        if of(self) != of(other) || self.invariants != other.invariants {
            return Err(Mismatch::Scenario { swept: of(self), other: of(other) });
        }
        let arms = |sweep: &Sweep| sweep.arms.iter().map(|arm| arm.arm.clone()).collect();
        let (swept, other): (Vec<String>, Vec<String>) = (arms(self), arms(other));
        if swept != other {
            return Err(Mismatch::Arms { swept, other });
        }
        Ok(())
    }

    /// Tells whether the numbers go together, as those of a file need not.
    pub fn is_sound(&self) -> bool {
        let count = self.invariants.len();
        let sound = |(place, arm): (usize, &ArmSweep)| {
            let replays = arm.tally.replays;
            replays == self.seeds.count()
                && arm.tally.is_sound(count)
                && arm.pairs.is_some() == (place > 0)
                && arm.pairs.as_ref().is_none_or(|pairs| pairs.is_sound(count, replays))
        };
        self.format == FORMAT
            && self.arms.iter().enumerate().all(sound)
            && self.witness.as_ref().map(|witness| witness.seed) == self.seeds.first()
    }
}

/// Replays and judges one arm under a seed; the scorecard has no fingerprint.
pub fn replay(plan: &Arc<Plan>, arm: &Arm, seed: u64) -> Scorecard {
    judge(plan, arm, &seamripper_sim::run_unsigned(plan, arm, seed))
}

fn witness(plan: &Arc<Plan>, arms: &[Arm], seed: u64) -> Option<Witness> {
    let trace = seamripper_sim::run(plan, arms.first()?, seed);
    Some(Witness { seed, fingerprint: trace.fingerprint })
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mismatch::Version(version) => {
                write!(f, "version {version} of the program made it, and this is another")
            }
            Mismatch::Scenario { swept, other } => {
                write!(f, "it is a sweep of {swept}, and this is {other}")
            }
            Mismatch::Arms { swept, other } => {
                let (swept, other) = (swept.join(", "), other.join(", "));
                write!(f, "it is a sweep of the arms {swept}, and these are {other}")
            }
            Mismatch::Overlap(seed) => write!(f, "seed {seed} is in both"),
            Mismatch::Witness(seed) => {
                write!(f, "seed {seed} gives another trace now: another version made the sweep")
            }
        }
    }
}
