//! Which record on the left is which on the right, conversation by conversation.
//!
//! Records that say the same in the same order are paired first, by Myers' algorithm with the
//! heuristics that keep it from becoming quadratic. Of the rest, those that say the same have moved,
//! and those that are alike and stand between the same neighbours have changed.

use super::calls::{Calls, tokens};
use super::compare::alike;
use super::side::Sides;
use imara_diff::{Algorithm, Diff, InternedInput};
use std::collections::{BTreeMap, VecDeque};

/// How many records are aligned at once. An insertion that is longer is found only if nothing else
/// differs after it.
const WINDOW: usize = 8_192;
/// How many records of the other side are looked at for one that has changed.
const LOOKED_AT: usize = 12;

/// The records that belong together.
pub(super) struct Aligned {
    /// For each record on the left, its place on the right.
    pub(super) partners: Vec<Option<usize>>,
    /// For each record on the right, its place on the left.
    pub(super) partners_back: Vec<Option<usize>>,
    /// For each record on the left, whether it stands at another place in the order of the right.
    pub(super) moved: Vec<bool>,
}

/// Records of one conversation that are not paired yet, with the number of pairs before each.
struct Rest {
    left: Vec<(usize, usize)>,
    right: Vec<(usize, usize)>,
}

impl Aligned {
    /// Pairs the records of two traces.
    pub(super) fn new(sides: &Sides<'_>, calls: &Calls) -> Self {
        let (left, right) = (sides.left.records.len(), sides.right.records.len());
        let mut aligned = Aligned {
            partners: vec![None; left],
            partners_back: vec![None; right],
            moved: vec![false; left],
        };
        for [left, right] in &sides.groups {
            let mut rest = aligned.in_order(sides, left, right);
            aligned.moved(sides, &mut rest);
            aligned.changed(sides, calls, &rest);
        }
        aligned
    }

    fn pair(&mut self, left: usize, right: usize) {
        self.partners[left] = Some(right);
        self.partners_back[right] = Some(left);
    }

    /// Pairs what says the same in the same order.
    fn in_order(&mut self, sides: &Sides<'_>, left: &[usize], right: &[usize]) -> Rest {
        let mut rest = Rest { left: Vec::new(), right: Vec::new() };
        let (mut next_left, mut next_right, mut count) = (0, 0, 0);
        let pairs = pairs(&tokens(&sides.left.tokens, left), &tokens(&sides.right.tokens, right));
        for (a, b) in pairs.into_iter().chain([(left.len(), right.len())]) {
            rest.left.extend(left[next_left..a].iter().map(|place| (count, *place)));
            rest.right.extend(right[next_right..b].iter().map(|place| (count, *place)));
            if a < left.len() && b < right.len() {
                self.pair(left[a], right[b]);
            }
            (next_left, next_right, count) = (a + 1, b + 1, count + 1);
        }
        rest
    }

    /// Pairs what says the same at another place.
    fn moved(&mut self, sides: &Sides<'_>, rest: &mut Rest) {
        let mut waiting: BTreeMap<u32, VecDeque<usize>> = BTreeMap::new();
        for (_, right) in &rest.right {
            waiting.entry(sides.right.tokens[*right]).or_default().push_back(*right);
        }
        for (_, left) in &rest.left {
            let same = waiting.get_mut(&sides.left.tokens[*left]);
            if let Some(right) = same.and_then(VecDeque::pop_front) {
                self.pair(*left, right);
                self.moved[*left] = true;
            }
        }
        rest.left.retain(|(_, left)| self.partners[*left].is_none());
        rest.right.retain(|(_, right)| self.partners_back[*right].is_none());
    }

    /// Pairs what is alike between the same neighbours, in order.
    fn changed(&mut self, sides: &Sides<'_>, calls: &Calls, rest: &Rest) {
        let mut next = 0;
        for (gap, left) in &rest.left {
            next += rest.right[next..].iter().take_while(|(other, _)| other < gap).count();
            let near = rest.right[next..].iter().take_while(|(other, _)| other == gap);
            let found =
                near.take(LOOKED_AT).position(|(_, right)| alike(sides, calls, *left, *right));
            if let Some(found) = found {
                self.pair(*left, rest.right[next + found].1);
                next += found + 1;
            }
        }
    }
}

/// Lists the places at which two sequences say the same, in order on both sides.
///
/// Long sequences are gone through in windows, so that time grows no faster than their length.
pub(super) fn pairs(left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
    let prefix = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    let (rest_left, rest_right) = (&left[prefix..], &right[prefix..]);
    let backwards = rest_left.iter().rev().zip(rest_right.iter().rev());
    // In one window, where an insertion is best placed is seen with its end.
    let is_long = left.len().max(right.len()) > WINDOW;
    let suffix = backwards.take_while(|(one, other)| is_long && one == other).count();
    let ends = (left.len() - suffix, right.len() - suffix);
    let mut pairs: Vec<(usize, usize)> = (0..prefix).map(|place| (place, place)).collect();
    let (mut a, mut b) = (prefix, prefix);
    while a < ends.0 && b < ends.1 {
        let to = (ends.0.min(a + WINDOW), ends.1.min(b + WINDOW));
        let found = myers(&left[a..to.0], &right[b..to.1]);
        if to == ends {
            pairs.extend(found.into_iter().map(|(one, other)| (a + one, b + other)));
            break;
        }
        // What is near the end of a window may have its partner beyond it.
        let is_safe =
            |(one, other): &(usize, usize)| *one < WINDOW / 4 * 3 && *other < WINDOW / 4 * 3;
        let safe = found.into_iter().take_while(is_safe).map(|(one, other)| (a + one, b + other));
        let before = pairs.len();
        pairs.extend(safe);
        let next = match pairs[before..].last() {
            Some((one, other)) => (one + 1, other + 1),
            None => (a, b),
        };
        // Where next to nothing is the same, what is left of the window is given up.
        let is_stuck = next.0 - a < WINDOW / 4 && next.1 - b < WINDOW / 4;
        (a, b) = if is_stuck { (a + WINDOW / 4, b + WINDOW / 4) } else { next };
    }
    pairs.extend((0..suffix).map(|place| (ends.0 + place, ends.1 + place)));
    pairs
}

/// Lists the places at which two short sequences say the same, in order on both sides.
fn myers(left: &[u32], right: &[u32]) -> Vec<(usize, usize)> {
    let mut input = InternedInput::<u32>::default();
    input.update_before(left.iter().copied());
    input.update_after(right.iter().copied());
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    // Where one side repeats itself more often, what is more is what comes later.
    diff.postprocess_no_heuristic(&input);
    let lefts = (0..left.len()).filter(|place| !diff.is_removed(number(*place)));
    let rights = (0..right.len()).filter(|place| !diff.is_added(number(*place)));
    lefts.zip(rights).collect()
}

/// Numbers a place; a trace has fewer records.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_both_is_paired_in_order() {
        let found = pairs(&[1, 2, 3, 4], &[1, 9, 3, 4, 4]);
        assert_eq!(found, [(0, 0), (2, 2), (3, 3)]);
        assert!(pairs(&[], &[1]).is_empty() && pairs(&[], &[]).is_empty());
    }

    #[test]
    fn sequences_longer_than_a_window_are_aligned_throughout() {
        let left: Vec<u32> = (0..50_000).collect();
        let right: Vec<u32> = left.iter().copied().filter(|n| n % 100 != 7).collect();
        let found = pairs(&left, &right);
        assert_eq!(found.len(), right.len());
        assert!(found.iter().all(|(a, b)| left[*a] == right[*b]));
    }

    #[test]
    fn long_sequences_with_little_in_common_take_no_quadratic_time() {
        // Every step of a quadratic algorithm on this would be seen.
        let left: Vec<u32> = (0..20_000).map(|n: u32| n.wrapping_mul(7_919) % 1_000).collect();
        let right: Vec<u32> = (0..20_000).map(|n: u32| n.wrapping_mul(104_729) % 1_009).collect();
        let found = pairs(&left, &right);
        assert!(!found.is_empty() && found.iter().all(|(a, b)| left[*a] == right[*b]));
    }
}
