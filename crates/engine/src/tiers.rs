//! A priority queue of keys in two tiers: the next few sorted, and a heap behind them.
//!
//! Most runs have few timers pending, and for those a short sorted list beats a heap. No key of the
//! near tier is above one of the far tier.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How many keys the near tier holds at most; half of them move when it is full or empty.
const NEAR: usize = 48;

#[derive(Default)]
pub(crate) struct Tiers {
    /// The lowest keys, in falling order, so that the next one is at the end.
    near: Vec<u128>,
    far: BinaryHeap<Reverse<u128>>,
}

impl Tiers {
    pub(crate) fn len(&self) -> usize {
        self.near.len() + self.far.len()
    }

    #[inline]
    pub(crate) fn push(&mut self, key: u128) {
        if !self.far.is_empty() && self.near.first().is_none_or(|&highest| key > highest) {
            self.far.push(Reverse(key));
            return;
        }
        if self.near.len() == NEAR {
            self.far.extend(self.near.drain(..NEAR / 2).map(Reverse));
            return self.push(key);
        }
        let place = self.near.partition_point(|&other| other > key);
        self.near.insert(place, key);
    }

    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u128> {
        if self.near.is_empty() {
            self.refill();
        }
        self.near.last().copied()
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<u128> {
        if self.near.is_empty() {
            self.refill();
        }
        self.near.pop()
    }

    /// Keeps the keys that `keep` says yes to; it sees them in no particular order.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(u128) -> bool) {
        self.near.retain(|&key| keep(key));
        self.far.retain(|key| keep(key.0));
    }

    fn refill(&mut self) {
        self.near.extend((0..NEAR / 2).map_while(|_| self.far.pop()).map(|key| key.0));
        self.near.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_come_out_as_from_a_sorted_list(
            steps in prop::collection::vec(prop::option::weighted(0.6, 0_u128..1_000), 0..600)
        ) {
            let mut tiers = Tiers::default();
            let mut model = std::collections::BTreeSet::new();
            for (number, step) in steps.into_iter().enumerate() {
                match step {
                    Some(time) => {
                        let key = time << 64 | number as u128;
                        tiers.push(key);
                        model.insert(key);
                    }
                    None => {
                        prop_assert_eq!(tiers.peek(), model.first().copied());
                        prop_assert_eq!(tiers.pop(), model.pop_first());
                    }
                }
                if number == 300 {
                    tiers.retain(|key| key % 3 != 0);
                    model.retain(|key| key % 3 != 0);
                }
                prop_assert_eq!(tiers.len(), model.len());
            }
            while let Some(key) = model.pop_first() {
                prop_assert_eq!(tiers.pop(), Some(key));
            }
            prop_assert_eq!(tiers.pop(), None);
        }
    }
}
