//! How the result is shared out among the fixes: Shapley's value of each.

use super::lattice::{Lattice, Set};

/// A fix's share of what all fixes together take from the chance of a break.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The mean of what it takes away, over all orders in which the fixes may be added; negative if
    /// it adds to the chance.
    pub shapley: f64,
    /// The standard error of that, where orders were sampled.
    pub error: Option<f64>,
}

/// Computes every fix's share from the chances of the sets that were tried; none if a chance is
/// missing. The shares add up to what all fixes together take away.
///
/// L. S. Shapley, "A value for n-person games", 1953; sampled as in J. Castro, D. Gomez and J. Tejada,
/// "Polynomial calculation of the Shapley value based on sampling", 2009.
pub(super) fn shares(lattice: &Lattice, chance: impl Fn(Set) -> Option<f64>) -> Option<Vec<Share>> {
    match &lattice.orders {
        None => exact(lattice, chance),
        Some(orders) => sampled(lattice.fixes, orders, chance),
    }
}

fn exact(lattice: &Lattice, chance: impl Fn(Set) -> Option<f64>) -> Option<Vec<Share>> {
    let chances: Option<Vec<f64>> = lattice.sets.iter().map(|set| chance(*set)).collect();
    let chances = chances?;
    let weights = weights(lattice.fixes);
    let share = |fix: usize| {
        let without = lattice.sets.iter().filter(|set| **set >> fix & 1 == 0);
        let gains = without.map(|set| {
            let (before, after) = (chances[*set as usize], chances[(*set | 1 << fix) as usize]);
            weights[set.count_ones() as usize] * (before - after)
        });
        Share { shapley: gains.sum(), error: None }
    };
    Some((0..lattice.fixes).map(share).collect())
}

/// For a fix that comes after so many others: the share of orders in which just these come before.
fn weights(fixes: usize) -> Vec<f64> {
    // size! (fixes - size - 1)! / fixes!, built up so that nothing grows large.
    let mut weights = Vec::with_capacity(fixes);
    let mut weight = 1.0 / fixes.max(1) as f64;
    for size in 0..fixes {
        weights.push(weight);
        weight *= (size + 1) as f64 / (fixes - size - 1).max(1) as f64;
    }
    weights
}

fn sampled(
    fixes: usize,
    orders: &[Vec<usize>],
    chance: impl Fn(Set) -> Option<f64>,
) -> Option<Vec<Share>> {
    let mut sums = vec![(0.0, 0.0); fixes];
    for order in orders {
        let (mut set, mut before) = (0, chance(0)?);
        for fix in order {
            set |= 1 << fix;
            let after = chance(set)?;
            let gain = before - after;
            sums[*fix].0 += gain;
            sums[*fix].1 += gain * gain;
            before = after;
        }
    }
    let n = orders.len() as f64;
    let share = |(sum, squares): (f64, f64)| {
        let mean = sum / n;
        let variance = (squares - n * mean * mean).max(0.0) / (n - 1.0).max(1.0);
        Share { shapley: mean, error: Some((variance / n).sqrt()) }
    };
    Some(sums.into_iter().map(share).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(fixes: usize, chance: impl Fn(Set) -> f64) -> Vec<f64> {
        let lattice = Lattice::new(fixes, 400, 7);
        let shares = shares(&lattice, |set| Some(chance(set))).expect("all chances are known");
        shares.into_iter().map(|share| share.shapley).collect()
    }

    #[test]
    fn the_glove_game_is_shared_as_published() {
        // Two hold a left glove, one a right one; a pair is worth 1: 1/6, 1/6, 4/6.
        let pair = |set: Set| if set & 0b100 != 0 && set & 0b011 != 0 { 0.0 } else { 1.0 };
        for (found, expected) in of(3, pair).into_iter().zip([1.0 / 6.0, 1.0 / 6.0, 4.0 / 6.0]) {
            assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
        }
    }

    #[test]
    fn shares_add_up_and_an_idle_fix_has_none() {
        let chance = |set: Set| 1.0 / f64::from(1 + (set & 0b0111_1110_1111).count_ones());
        let shares = of(11, chance);
        let sum: f64 = shares.iter().sum();
        assert!((sum - (1.0 - chance((1 << 11) - 1))).abs() < 1e-12);
        assert!(shares[4].abs() < 1e-15 && shares[0] > 0.0);
    }

    #[test]
    fn sampled_shares_come_near_the_exact_ones() {
        // Fix 0 or fix 1 is enough, and eighteen do nothing: one half each.
        let either = |set: Set| if set & 0b11 != 0 { 0.0 } else { 1.0 };
        let lattice = Lattice::new(20, 400, 7);
        let shares = shares(&lattice, |set| Some(either(set))).expect("all chances are known");
        for share in &shares[..2] {
            let error = share.error.expect("it was sampled");
            assert!((share.shapley - 0.5).abs() < 4.0 * error && error < 0.03, "{share:?}");
        }
        assert!(shares[2..].iter().all(|share| share.shapley == 0.0));
    }
}
