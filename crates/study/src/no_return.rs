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
        let times = times(&trace, &card);
        let most = self.moments.max(2);
        let mut next = spread(&times, &card, most.div_ceil(2));
        let of = (most * arms.len()) as u64 * self.draws;
        let mut moments: Vec<Moment> = Vec::with_capacity(most);
        look(0, of);
        while let Some(at_ns) = next.pop().or_else(|| between(&times, &moments, most)) {
            let chances: Option<Vec<Vec<Proportion>>> =
                arms.iter().map(|arm| self.chances(at_ns, arm.as_ref(), stop)).collect();
            let Some(chances) = chances else { return Ok(None) };
            let place = moments.partition_point(|moment| moment.at_ns < at_ns);
            moments.insert(place, Moment { at_ns, chances });
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
        let none = || vec![Proportion::default(); self.plan.invariants.len() + 1];
        // Ends at the first that is none: there may be very many left.
        (0..self.draws).into_par_iter().map(drawn).try_reduce(none, |one, other| {
            let add = |(one, other): (Proportion, Proportion)| Proportion {
                hits: one.hits + other.hits,
                of: one.of + other.of,
            };
            Some(one.into_iter().zip(other).map(add).collect())
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

/// Lists the times at which something happened: to the conversation of the first break, or to any if
/// nothing broke or no conversation did it; up to a little after the last first break.
fn times(trace: &Trace, card: &Scorecard) -> Vec<u64> {
    let followed = broken_in(trace, card);
    let ours = |conversation: Option<u32>| followed.is_none() || conversation == followed;
    let records = trace.records.iter().filter(|record| ours(record.conversation));
    let mut times: Vec<u64> =
        records.map(|record| record.at_ns).chain([0]).chain(breaks(card)).collect();
    times.sort_unstable();
    times.dedup();
    if let Some(last) = breaks(card).max() {
        let end = times.partition_point(|at| *at <= last);
        times.truncate(end + 2);
    }
    times
}

/// Lists when each invariant first broke.
fn breaks(card: &Scorecard) -> impl Iterator<Item = u64> + '_ {
    card.judgements.iter().filter_map(|judgement| match &judgement.verdict {
        Verdict::Broken(broken) => Some(broken.at_ns),
        _ => None,
    })
}

/// Chooses the first moments: the start, every first break and what comes right after it, and others
/// evenly between them.
fn spread(times: &[u64], card: &Scorecard, most: usize) -> Vec<u64> {
    let mut chosen: Vec<u64> = Vec::new();
    for at in breaks(card) {
        let place = times.partition_point(|time| *time < at);
        chosen.extend(times.iter().skip(place).take(2));
    }
    let spread = most.saturating_sub(chosen.len()).max(2);
    let last = times.len().saturating_sub(1);
    chosen.extend((0..spread).filter_map(|part| times.get(part * last / (spread - 1))));
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// Chooses a further moment, if there may be one: in the middle of the two neighbours between which
/// some chance changes most.
fn between(times: &[u64], moments: &[Moment], most: usize) -> Option<u64> {
    if moments.len() >= most {
        return None;
    }
    let change = |pair: &[Moment]| {
        let each = pair[0].chances.iter().flatten().zip(pair[1].chances.iter().flatten());
        let share = |chance: &Proportion| chance.share().unwrap_or_default();
        each.map(|(one, next)| (share(one) - share(next)).abs()).fold(0.0, f64::max)
    };
    let mut widest: Option<(f64, u64)> = None;
    for pair in moments.windows(2) {
        let first = times.partition_point(|at| *at <= pair[0].at_ns);
        let end = times.partition_point(|at| *at < pair[1].at_ns);
        let change = change(pair);
        if first < end && change > 0.0 && widest.is_none_or(|(widest, _)| change > widest) {
            widest = Some((change, times[first + (end - first) / 2]));
        }
    }
    widest.map(|(_, at)| at)
}

impl NoReturn {
    /// Returns the stretches of moments, first and last of each, from which on a course keeps the
    /// chance of a break below one half; `target` is the place of an invariant, or their number for any.
    pub fn helps_ns(&self, course: usize, target: usize) -> Vec<(u64, u64)> {
        let helps = |moment: &Moment| {
            moment.chances[course][target].share().is_some_and(|share| share < 0.5)
        };
        let mut stretches = Vec::new();
        for run in self.moments.chunk_by(|one, next| helps(one) == helps(next)) {
            if let (Some(first), Some(last)) = (run.first(), run.last())
                && helps(first)
            {
                stretches.push((first.at_ns, last.at_ns));
            }
        }
        stretches
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

    /// Returns the conversation in which the first invariant broke, and when it began.
    pub fn conversation(&self) -> Option<(u32, u64)> {
        let conversation = broken_in(&self.trace, &self.card)?;
        let began =
            self.trace.records.iter().find(|record| record.conversation == Some(conversation));
        began.map(|record| (conversation, record.at_ns))
    }
}

/// Returns the conversation in which the first invariant broke.
fn broken_in(trace: &Trace, card: &Scorecard) -> Option<u32> {
    let breaks = card.judgements.iter().filter_map(|judgement| match &judgement.verdict {
        Verdict::Broken(broken) => Some((broken.at_ns, broken.seq)),
        _ => None,
    });
    let (_, seq) = breaks.min()?;
    trace.records.get(usize::try_from(seq).ok()?)?.conversation
}
