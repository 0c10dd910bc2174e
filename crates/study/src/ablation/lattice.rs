//! Which sets of fixes are tried: all of them, or, of many fixes, those that random orders lead through.

use seamripper_engine::{Draws, Stream, StreamKey, name_key};
use std::collections::BTreeSet;

/// Up to so many fixes all sets are tried.
pub const MOST_WHOLE: usize = 12;

/// No more fixes than this can be told apart.
pub const MOST: usize = 64;

/// A set of fixes: bit `i` stands for fix `i`.
pub(super) type Set = u64;

/// The sets that are tried.
pub(super) struct Lattice {
    /// How many fixes there are.
    pub(super) fixes: usize,
    /// The sets, the empty one first.
    pub(super) sets: Vec<Set>,
    /// The orders in which fixes are added, where not all are tried.
    pub(super) orders: Option<Vec<Vec<usize>>>,
}

impl Lattice {
    /// Chooses the sets of so many fixes. Of more than [`MOST_WHOLE`], `orders` random orders are
    /// drawn under a seed, and the sets on their way are tried, with each fix alone and each left out.
    pub(super) fn new(fixes: usize, orders: usize, seed: u64) -> Self {
        if fixes <= MOST_WHOLE {
            return Lattice { fixes, sets: (0..1 << fixes).collect(), orders: None };
        }
        let all = whole(fixes);
        let mut sets = BTreeSet::from([0, all]);
        for fix in 0..fixes {
            sets.extend([1 << fix, all & !(1 << fix)]);
        }
        let orders: Vec<Vec<usize>> =
            (0..orders).map(|order| shuffled(fixes, order as u64, seed)).collect();
        for order in &orders {
            let mut set = 0;
            for fix in order {
                set |= 1 << fix;
                sets.insert(set);
            }
        }
        Lattice { fixes, sets: sets.into_iter().collect(), orders: Some(orders) }
    }

    /// Returns the set of all fixes.
    pub(super) fn all(&self) -> Set {
        whole(self.fixes)
    }
}

fn whole(fixes: usize) -> Set {
    if fixes >= MOST { Set::MAX } else { (1 << fixes) - 1 }
}

/// Draws an order of so many fixes, each as likely as any other (Fisher and Yates).
fn shuffled(fixes: usize, order: u64, seed: u64) -> Vec<usize> {
    let key = StreamKey {
        component: name_key("ablation"),
        purpose: name_key("order of fixes"),
        entity: order,
    };
    let mut stream: Stream = Draws::new(seed).stream(key);
    let mut places: Vec<usize> = (0..fixes).collect();
    for last in (1..fixes).rev() {
        places.swap(last, stream.uniform(0, last as u64) as usize);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_to_twelve_fixes_are_tried_in_all_sets() {
        let lattice = Lattice::new(12, 5, 0);
        assert_eq!(lattice.sets.len(), 4096);
        assert!(lattice.orders.is_none() && lattice.sets.last() == Some(&lattice.all()));
        assert_eq!(Lattice::new(0, 5, 0).sets, [0]);
    }

    #[test]
    fn of_more_fixes_the_ways_of_some_orders_are_tried() {
        let lattice = Lattice::new(20, 10, 3);
        let orders = lattice.orders.as_ref().expect("they are sampled");
        assert_eq!(orders.len(), 10);
        for order in orders {
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..20).collect::<Vec<_>>());
        }
        assert!(lattice.sets.len() <= 2 + 40 + 10 * 19 && lattice.sets[0] == 0);
        assert!((0..20).all(|fix| lattice.sets.binary_search(&(1 << fix)).is_ok()));
    }
}
