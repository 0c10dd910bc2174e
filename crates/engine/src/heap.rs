//! A priority queue of keys: a heap in which a pop leaves a gap for the next push to fill.
//!
//! A task that wakes mostly sleeps again, so that a pop is mostly followed by a push; the two then
//! cost one walk down the heap.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

#[derive(Default)]
pub(crate) struct Heap {
    keys: BinaryHeap<Reverse<u128>>,
    /// Whether the first key has been popped already.
    gap: bool,
}

impl Heap {
    pub(crate) fn len(&self) -> usize {
        self.keys.len() - usize::from(self.gap)
    }

    #[inline]
    pub(crate) fn push(&mut self, key: u128) {
        if self.gap
            && let Some(mut first) = self.keys.peek_mut()
        {
            *first = Reverse(key);
        } else {
            self.keys.push(Reverse(key));
        }
        self.gap = false;
    }

    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u128> {
        self.close_gap();
        self.keys.peek().map(|key| key.0)
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<u128> {
        let key = self.peek()?;
        self.gap = true;
        Some(key)
    }

    /// Keeps the keys that `keep` says yes to; it sees them in no particular order.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(u128) -> bool) {
        self.close_gap();
        self.keys.retain(|key| keep(key.0));
    }

    #[inline]
    fn close_gap(&mut self) {
        if self.gap
            && let Some(first) = self.keys.peek_mut()
        {
            PeekMut::pop(first);
        }
        self.gap = false;
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
            let mut heap = Heap::default();
            let mut model = std::collections::BTreeSet::new();
            for (number, step) in steps.into_iter().enumerate() {
                match step {
                    Some(time) => {
                        let key = time << 64 | number as u128;
                        heap.push(key);
                        model.insert(key);
                    }
                    None => {
                        prop_assert_eq!(heap.peek(), model.first().copied());
                        prop_assert_eq!(heap.pop(), model.pop_first());
                    }
                }
                if number == 300 {
                    heap.retain(|key| key % 3 != 0);
                    model.retain(|key| key % 3 != 0);
                }
                prop_assert_eq!(heap.len(), model.len());
            }
            while let Some(key) = model.pop_first() {
                prop_assert_eq!(heap.pop(), Some(key));
            }
            prop_assert_eq!(heap.pop(), None);
        }
    }
}
