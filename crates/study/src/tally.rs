//! What a sweep keeps of the replays of one arm: counts that add up in any order.

use crate::statistics::{Histogram, Proportion};
use seamripper_score::{Cost, Scorecard, Verdict};
use serde::{Deserialize, Serialize};

/// How many of the worst seeds are named for each invariant.
const WORST: usize = 3;

/// What became of many replays of one arm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Replays.
    pub replays: u64,
    /// Replays that a limit or a failure cut short.
    pub cut_short: u64,
    /// Replays in which any invariant broke.
    pub broken: u64,
    /// Replays in which none broke, and some verdict was inconclusive.
    pub inconclusive: u64,
    /// The invariants, in the order of the file.
    pub invariants: Vec<InvariantTally>,
    /// Who noticed.
    pub detection: DetectionTally,
    /// When the first invariant broke, in nanoseconds; of replays in which one did.
    pub first_break_ns: Histogram,
    /// What the work took.
    pub costs: Costs<Histogram>,
}

/// What became of one invariant in many replays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvariantTally {
    /// How often it held under test.
    pub held: u64,
    /// How often it broke.
    pub broken: u64,
    /// How often nothing put it to the test.
    pub not_exposed: u64,
    /// How often there was nothing that it speaks of.
    pub not_applicable: u64,
    /// How often it cannot be told.
    pub inconclusive: u64,
    /// The damage where it broke, in its unit.
    pub damage: Histogram,
    /// When it broke, in nanoseconds.
    pub broken_at_ns: Histogram,
    /// The worst breaks, worst first.
    pub worst: Vec<Worst>,
}

/// One of the worst breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worst {
    /// The seed that replays it.
    pub seed: u64,
    /// How much broke.
    pub damage: u64,
    /// When it first broke, in nanoseconds.
    pub at_ns: u64,
}

/// Whether and when the first alert came, in replays in which something broke.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetectionTally {
    /// From the first break to the first alert, in nanoseconds, where the alert came after it.
    pub after_ns: Histogram,
    /// How often the alert came before anything broke.
    pub before: u64,
    /// How often no monitor fired.
    pub unnoticed: u64,
    /// How often a monitor fired and nothing broke.
    pub false_alarms: u64,
}

/// Something for each thing that work costs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Costs<T> {
    /// Turns that ended with a whole answer.
    pub answered: T,
    /// Calls that the model made.
    pub calls: T,
    /// Calls that the runtime refused.
    pub refused: T,
    /// Calls that came back to the model as failed.
    pub failed: T,
    /// Tokens read and written.
    pub tokens: T,
    /// Time that users waited, in milliseconds.
    pub waited_ms: T,
}

impl Costs<u64> {
    /// Takes the costs of one replay.
    pub fn of(cost: &Cost) -> Self {
        Costs {
            answered: cost.answered,
            calls: cost.calls,
            refused: cost.refused,
            failed: cost.failed,
            tokens: cost.tokens,
            waited_ms: cost.waited_ns / 1_000_000,
        }
    }
}

impl<T> Costs<T> {
    /// Does something with each cost beside the same one of another.
    pub(crate) fn beside<U>(&mut self, other: &Costs<U>, mut each: impl FnMut(&mut T, &U)) {
        each(&mut self.answered, &other.answered);
        each(&mut self.calls, &other.calls);
        each(&mut self.refused, &other.refused);
        each(&mut self.failed, &other.failed);
        each(&mut self.tokens, &other.tokens);
        each(&mut self.waited_ms, &other.waited_ms);
    }
}

impl Tally {
    /// Makes an empty tally of so many invariants.
    pub fn new(invariants: usize) -> Self {
        Tally { invariants: vec![InvariantTally::default(); invariants], ..Tally::default() }
    }

    /// Adds one replay.
    pub fn add(&mut self, card: &Scorecard) {
        self.replays += 1;
        self.cut_short += u64::from(card.is_inconclusive());
        self.broken += u64::from(card.is_broken());
        self.inconclusive += u64::from(!card.is_broken() && is_unclear(card));
        for (tally, judgement) in self.invariants.iter_mut().zip(&card.judgements) {
            tally.add(&judgement.verdict, card.seed);
        }
        self.detection.add(card);
        if let Some(at_ns) = card.detection.first_break_ns {
            self.first_break_ns.add(at_ns);
        }
        self.costs.beside(&Costs::of(&card.cost), |tally, cost| tally.add(*cost));
    }

    /// Adds all replays of another.
    pub fn merge(&mut self, other: &Tally) {
        self.replays = self.replays.saturating_add(other.replays);
        self.cut_short = self.cut_short.saturating_add(other.cut_short);
        self.broken = self.broken.saturating_add(other.broken);
        self.inconclusive = self.inconclusive.saturating_add(other.inconclusive);
        for (tally, other) in self.invariants.iter_mut().zip(&other.invariants) {
            tally.merge(other);
        }
        self.detection.merge(&other.detection);
        self.first_break_ns.merge(&other.first_break_ns);
        self.costs.beside(&other.costs, Histogram::merge);
    }

    /// Returns in how many replays any invariant broke, out of those of which that can be told.
    pub fn chance(&self) -> Proportion {
        Proportion { hits: self.broken, of: self.replays - self.inconclusive }
    }

    /// Tells whether the numbers go together, as those of a file need not.
    pub(crate) fn is_sound(&self, invariants: usize) -> bool {
        let whole = |tally: &InvariantTally| {
            tally.total() == Some(self.replays)
                && [&tally.damage, &tally.broken_at_ns].iter().all(|h| h.count() == tally.broken)
                && tally.worst.len() as u64 == tally.broken.min(WORST as u64)
        };
        let seen = &self.detection;
        let noticed = seen
            .after_ns
            .count()
            .checked_add(seen.before)
            .and_then(|n| n.checked_add(seen.unnoticed));
        self.invariants.len() == invariants
            && self.invariants.iter().all(whole)
            && self.cut_short <= self.replays
            && self.broken.checked_add(self.inconclusive).is_some_and(|n| n <= self.replays)
            && self.first_break_ns.count() == self.broken
            && noticed == Some(self.broken)
            && seen.false_alarms <= self.replays - self.broken
            && self.costs.calls.count() == self.replays
    }
}

impl InvariantTally {
    fn add(&mut self, verdict: &Verdict, seed: u64) {
        match verdict {
            Verdict::Held => self.held += 1,
            Verdict::NotExposed => self.not_exposed += 1,
            Verdict::NotApplicable => self.not_applicable += 1,
            Verdict::Inconclusive => self.inconclusive += 1,
            Verdict::Broken(broken) => {
                self.broken += 1;
                self.damage.add(broken.damage);
                self.broken_at_ns.add(broken.at_ns);
                self.worst.push(Worst { seed, damage: broken.damage, at_ns: broken.at_ns });
                self.keep_worst();
            }
        }
    }

    fn merge(&mut self, other: &InvariantTally) {
        self.held = self.held.saturating_add(other.held);
        self.broken = self.broken.saturating_add(other.broken);
        self.not_exposed = self.not_exposed.saturating_add(other.not_exposed);
        self.not_applicable = self.not_applicable.saturating_add(other.not_applicable);
        self.inconclusive = self.inconclusive.saturating_add(other.inconclusive);
        self.damage.merge(&other.damage);
        self.broken_at_ns.merge(&other.broken_at_ns);
        self.worst.extend(&other.worst);
        self.keep_worst();
    }

    /// Keeps the largest damage, of equal ones the earliest break, of those the smallest seed.
    fn keep_worst(&mut self) {
        self.worst.sort_by_key(|worst| (std::cmp::Reverse(worst.damage), worst.at_ns, worst.seed));
        self.worst.truncate(WORST);
    }

    fn total(&self) -> Option<u64> {
        let counts =
            [self.held, self.broken, self.not_exposed, self.not_applicable, self.inconclusive];
        counts.into_iter().try_fold(0_u64, u64::checked_add)
    }

    /// Returns how often it broke, out of the replays of which that can be told.
    pub fn chance(&self) -> Proportion {
        let of = self.held + self.broken + self.not_exposed + self.not_applicable;
        Proportion { hits: self.broken, of }
    }
}

impl DetectionTally {
    fn add(&mut self, card: &Scorecard) {
        let detection = &card.detection;
        match (detection.first_break_ns, detection.first_alert_ns) {
            (Some(broke), Some(alert)) if alert >= broke => self.after_ns.add(alert - broke),
            (Some(_), Some(_)) => self.before += 1,
            (Some(_), None) => self.unnoticed += 1,
            (None, Some(_)) => self.false_alarms += 1,
            (None, None) => {}
        }
    }

    fn merge(&mut self, other: &DetectionTally) {
        self.after_ns.merge(&other.after_ns);
        self.before = self.before.saturating_add(other.before);
        self.unnoticed = self.unnoticed.saturating_add(other.unnoticed);
        self.false_alarms = self.false_alarms.saturating_add(other.false_alarms);
    }
}

/// Tells whether the replay leaves a verdict open.
pub(crate) fn is_unclear(card: &Scorecard) -> bool {
    card.judgements.iter().any(|judgement| judgement.verdict == Verdict::Inconclusive)
}
