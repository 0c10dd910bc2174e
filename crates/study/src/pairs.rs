//! Two arms on the same seeds: what differs between them is the fixes alone.

use crate::statistics::{Interval, Moments, paired_difference};
use crate::tally::{Costs, is_unclear};
use seamripper_score::{Scorecard, Verdict};
use serde::{Deserialize, Serialize};

/// An arm beside the first one, seed by seed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pairs {
    /// Whether any invariant broke.
    pub any: Agreement,
    /// The invariants, in the order of the file.
    pub invariants: Vec<Agreement>,
    /// What the work cost more, this arm less the first one.
    pub costs: Costs<Moments>,
}

/// In how many pairs something broke in which arm; pairs that cannot be told are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// It broke in both arms.
    pub both: u64,
    /// It broke in the first arm only.
    pub only_first: u64,
    /// It broke in this arm only.
    pub only_this: u64,
    /// It broke in neither.
    pub neither: u64,
}

impl Pairs {
    /// Makes an empty one for so many invariants.
    pub fn new(invariants: usize) -> Self {
        Pairs { invariants: vec![Agreement::default(); invariants], ..Pairs::default() }
    }

    /// Adds the replays of both arms under one seed.
    pub fn add(&mut self, first: &Scorecard, this: &Scorecard) {
        self.any.add(any(first), any(this));
        for (place, agreement) in self.invariants.iter_mut().enumerate() {
            agreement.add(one(first, place), one(this, place));
        }
        let (first, this) = (Costs::of(&first.cost), Costs::of(&this.cost));
        let mut both = Costs::<(u64, u64)>::default();
        both.beside(&first, |both, cost| both.0 = *cost);
        both.beside(&this, |both, cost| both.1 = *cost);
        self.costs.beside(&both, |moments, (first, this)| moments.add_difference(*first, *this));
    }

    /// Adds all pairs of another.
    pub fn merge(&mut self, other: &Pairs) {
        self.any.merge(&other.any);
        for (agreement, other) in self.invariants.iter_mut().zip(&other.invariants) {
            agreement.merge(other);
        }
        self.costs.beside(&other.costs, Moments::merge);
    }

    /// Tells whether the numbers go together, as those of a file need not.
    pub(crate) fn is_sound(&self, invariants: usize, replays: u64) -> bool {
        let mut all = self.invariants.iter().chain([&self.any]);
        self.invariants.len() == invariants
            && all.all(|agreement| agreement.total().is_some_and(|total| total <= replays))
    }
}

impl Agreement {
    /// Adds a pair, unless one of the two cannot be told.
    fn add(&mut self, first: Option<bool>, this: Option<bool>) {
        match (first, this) {
            (Some(true), Some(true)) => self.both += 1,
            (Some(true), Some(false)) => self.only_first += 1,
            (Some(false), Some(true)) => self.only_this += 1,
            (Some(false), Some(false)) => self.neither += 1,
            (None, _) | (_, None) => {}
        }
    }

    fn merge(&mut self, other: &Agreement) {
        self.both = self.both.saturating_add(other.both);
        self.only_first = self.only_first.saturating_add(other.only_first);
        self.only_this = self.only_this.saturating_add(other.only_this);
        self.neither = self.neither.saturating_add(other.neither);
    }

    fn total(&self) -> Option<u64> {
        let counts = [self.both, self.only_first, self.only_this, self.neither];
        counts.into_iter().try_fold(0_u64, u64::checked_add)
    }

    /// Returns the difference of the chances, this arm less the first one, and its interval.
    pub fn difference(&self) -> Option<(f64, Interval)> {
        paired_difference(self.both, self.only_first, self.only_this, self.neither)
    }
}

fn any(card: &Scorecard) -> Option<bool> {
    if card.is_broken() { Some(true) } else { (!is_unclear(card)).then_some(false) }
}

fn one(card: &Scorecard, place: usize) -> Option<bool> {
    match card.judgements.get(place)?.verdict {
        Verdict::Broken(_) => Some(true),
        Verdict::Held | Verdict::NotExposed | Verdict::NotApplicable => Some(false),
        Verdict::Inconclusive => None,
    }
}
