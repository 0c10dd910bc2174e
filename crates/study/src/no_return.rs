//! When it was too late: the chance of a break against the moment from which on things go another way.
//!
//! A replay is kept as it was up to a moment and drawn anew from there many times, once with nothing
//! else changed, and once with each fix switched on at that moment. All moments and fixes share the
//! same new draws, so that their differences are not luck.

use crate::statistics::Proportion;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use seamripper_engine::{mix_key, name_key};
use seamripper_scenario::plan::Arm;
use seamripper_scenario::{ChoiceError, Plan};
use seamripper_score::{Scorecard, Verdict, judge};
use seamripper_sim::trace::Trace;
use seamripper_sim::{Fork, run, run_forked};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The replay of which the moments are, and what could have happened from each on.
#[derive(Clone, Debug, PartialEq)]
pub struct NoReturn {
    /// The replay as it was.
    pub trace: Trace,
    /// What became of it.
    pub card: Scorecard,
    /// How often each moment was drawn anew.
    pub draws: u64,
    /// What is tried at each moment: nothing, then each fix, then all.
    pub courses: Vec<Course>,
    /// The moments, ascending.
    pub moments: Vec<Moment>,
}

/// What is changed at a moment, beside the draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The fixes that are switched on.
    pub fixes: Vec<String>,
}

/// A moment, and what could have happened from there.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// In nanoseconds; what happens at it is the first that may differ.
    pub at_ns: u64,
    /// For each course how often each invariant broke, in the order of the file, and then any.
    pub chances: Vec<Vec<Proportion>>,
}

/// What is to be tried.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The plan.
    pub plan: &'a Arc<Plan>,
    /// The arm as it went on up to the moment.
    pub arm: &'a Arm,
    /// The seed up to the moment.
    pub seed: u64,
    /// How many moments at most; at least 2.
    pub moments: usize,
    /// How often each is drawn anew.
    pub draws: u64,
}

impl Question<'_> {
    /// Tries all courses at all moments. `look` is told now and then how many replays are done, and
    /// how many there are; none once `stop` is set before the end.
    ///
    /// # Errors
    ///
    /// If a fix does not go together with the arm.
    pub fn answer(
        &self,
        stop: &AtomicBool,
        mut look: impl FnMut(u64, u64),
    ) -> Result<Option<NoReturn>, ChoiceError> {
        let trace = run(self.plan, self.arm, self.seed);
        let card = judge(self.plan, self.arm, &trace);
        let (courses, arms) = self.courses()?;
        let times = moments(&trace, &card, self.moments.max(2));
        let of = (times.len() * arms.len()) as u64 * self.draws;
        let mut moments = Vec::with_capacity(times.len());
        look(0, of);
        for at_ns in times {
            let chances: Option<Vec<Vec<Proportion>>> =
                arms.iter().map(|arm| self.chances(at_ns, arm.as_ref(), stop)).collect();
            let Some(chances) = chances else { return Ok(None) };
            moments.push(Moment { at_ns, chances });
            look((moments.len() * arms.len()) as u64 * self.draws, of);
        }
        Ok(Some(NoReturn { trace, card, draws: self.draws, courses, moments }))
    }

    /// Lists what is tried: nothing, each fix that is not on yet, and all of them.
    fn courses(&self) -> Result<(Vec<Course>, Vec<Option<Arm>>), ChoiceError> {
        let plan = self.plan;
        let on: Vec<&str> =
            self.arm.fixes.iter().map(|fix| plan.symbols.text(*fix).as_str()).collect();
        let names = plan.fixes.iter().map(|fix| plan.symbols.text(fix.name).to_string());
        let off: Vec<String> = names.filter(|name| !on.contains(&name.as_str())).collect();
        let mut sets: Vec<Vec<String>> = off.iter().map(|name| vec![name.clone()]).collect();
        if off.len() > 1 {
            sets.push(off);
        }
        let (mut courses, mut arms) = (vec![Course { fixes: Vec::new() }], vec![None]);
        for fixes in sets {
            let mut choice = plan.choice(&self.arm.name)?;
            choice.fixes.extend(fixes.iter().cloned());
            arms.push(Some(plan.arm(&choice)?));
            courses.push(Course { fixes });
        }
        Ok((courses, arms))
    }

    fn chances(
        &self,
        at_ns: u64,
        switched: Option<&Arm>,
        stop: &AtomicBool,
    ) -> Option<Vec<Proportion>> {
        let seed = mix_key(self.seed, name_key("drawn anew"));
        let drawn = |number: u64| {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            let fork = Fork { at_ns, redrawn: Some(mix_key(seed, number)), switched };
            let trace = run_forked(self.plan, self.arm, self.seed, &fork);
            Some(tally(&judge(self.plan, self.arm, &trace)))
        };
        let none = || Some(vec![Proportion::default(); self.plan.invariants.len() + 1]);
        (0..self.draws).into_par_iter().map(drawn).reduce(none, |one, other| {
            let add = |(one, other): (Proportion, Proportion)| Proportion {
                hits: one.hits + other.hits,
                of: one.of + other.of,
            };
            Some(one?.into_iter().zip(other?).map(add).collect())
        })
    }
}

/// Tells of each invariant, and then of all, whether it broke; of what cannot be told, nothing.
fn tally(card: &Scorecard) -> Vec<Proportion> {
    let broke = |judgement: &seamripper_score::Judgement| match judgement.verdict {
        Verdict::Broken(_) => Proportion { hits: 1, of: 1 },
        Verdict::Held | Verdict::NotExposed | Verdict::NotApplicable => {
            Proportion { hits: 0, of: 1 }
        }
        Verdict::Inconclusive => Proportion::default(),
    };
    let mut all: Vec<Proportion> = card.judgements.iter().map(broke).collect();
    let hits = u64::from(card.is_broken());
    let told = hits == 1 || all.iter().all(|one| one.of == 1);
    all.push(if told { Proportion { hits, of: 1 } } else { Proportion::default() });
    all
}

/// Chooses moments at which something happened: the start, every first break and what comes right
/// after it, and evenly between them, up to a little after the last first break.
fn moments(trace: &Trace, card: &Scorecard, most: usize) -> Vec<u64> {
    let mut times: Vec<u64> = trace.records.iter().map(|record| record.at_ns).collect();
    times.dedup();
    let breaks = card.judgements.iter().filter_map(|judgement| match &judgement.verdict {
        Verdict::Broken(broken) => Some(broken.at_ns),
        _ => None,
    });
    let breaks: Vec<u64> = breaks.collect();
    if let Some(last) = breaks.iter().max() {
        let end = times.partition_point(|at| at <= last);
        times.truncate(end + 2);
    }
    let mut chosen: Vec<u64> = Vec::new();
    for at in breaks {
        let place = times.partition_point(|time| *time < at);
        chosen.extend(times.iter().skip(place).take(2));
    }
    let spread = most.saturating_sub(chosen.len()).max(2);
    let last = times.len().saturating_sub(1);
    chosen.extend((0..spread).filter_map(|part| times.get(part * last / (spread - 1))));
    chosen.push(0);
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

impl NoReturn {
    /// Returns the last moment from which on, and up to which, a course keeps the chance of a break
    /// below one half; `target` is the place of an invariant, or their number for any.
    pub fn last_chance_ns(&self, course: usize, target: usize) -> Option<u64> {
        let helps = |moment: &&Moment| {
            moment.chances[course][target].share().is_some_and(|share| share < 0.5)
        };
        self.moments.iter().rev().find(helps).map(|moment| moment.at_ns)
    }

    /// Returns the first moment from which on a course never prevented the break.
    pub fn too_late_ns(&self, course: usize, target: usize) -> Option<u64> {
        let lost = |moment: &&Moment| {
            let chance = moment.chances[course][target];
            chance.of > 0 && chance.hits == chance.of
        };
        let late = self.moments.iter().rev().take_while(lost).last();
        late.map(|moment| moment.at_ns)
    }
}
