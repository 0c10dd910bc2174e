//! A priority queue of keys in two tiers: the nearest in a short sorted row, the others in a heap.
//!
//! Few timers are pending at once in most runs, and a new one mostly comes late. So the row is
//! sorted from its end, where it costs a step or two, and taken from its front, where it costs
//! nothing. Every key of the row comes before every key of the heap. A key is taken out of the row at
//! once; out of the heap when it comes up, or when most of the heap is to be taken out.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How many keys the row holds at most; beyond that, shifting them costs more than a heap does.
const ROW: usize = 40;

/// How many keys move from the heap to the row at once.
const REFILL: usize = ROW / 2;

/// How many places the front of the row may leave behind before they are used again.
const SPENT: usize = 88;

#[derive(Default)]
pub(crate) struct Heap {
    /// The nearest keys in their order, from `front` on.
    row: Vec<u128>,
    front: usize,
    far: BinaryHeap<Reverse<u128>>,
    /// Keys of the heap that are to be taken out.
    dead: BinaryHeap<Reverse<u128>>,
}

/// The dead are left alone below this many: sweeping costs more than skipping.
const FEW_DEAD: usize = 64;

impl Heap {
    #[inline]
    pub(crate) fn push(&mut self, key: u128) {
        let comes_late = self.row.last().is_none_or(|last| *last < key);
        if comes_late && !self.far.is_empty() {
            self.far.push(Reverse(key));
        } else {
            self.insert(key);
        }
    }

    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u128> {
        match self.row.get(self.front) {
            Some(key) => Some(*key),
            None if self.far.is_empty() => None,
            None => self.refill(),
        }
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<u128> {
        let key = self.peek()?;
        self.front += 1;
        if self.front == self.row.len() {
            self.row.clear();
            self.front = 0;
        }
        Some(key)
    }

    /// Takes out a key that was pushed and has not been popped.
    pub(crate) fn remove(&mut self, key: u128) {
        let near = &self.row[self.front..];
        // It mostly came late, as the clock of somebody who was served before it ran out.
        match near.iter().rposition(|held| *held <= key) {
            Some(place) if near[place] == key => {
                self.row.remove(self.front + place);
                if self.front == self.row.len() {
                    self.row.clear();
                    self.front = 0;
                }
            }
            _ => self.bury(key),
        }
    }

    /// Marks a key of the heap.
    #[cold]
    fn bury(&mut self, key: u128) {
        self.dead.push(Reverse(key));
        if self.dead.len() > FEW_DEAD && self.dead.len() > self.far.len() / 2 {
            let dead = std::mem::take(&mut self.dead).into_sorted_vec();
            self.far.retain(|key| dead.binary_search(key).is_err());
        }
    }

    fn near(&self) -> usize {
        self.row.len() - self.front
    }

    /// Puts a key into the row, and the last of the row into the heap if that is one too many.
    #[inline]
    fn insert(&mut self, key: u128) {
        if self.front >= SPENT {
            self.row.drain(..self.front);
            self.front = 0;
        }
        self.row.push(key);
        let near = &mut self.row[self.front..];
        let mut place = near.len() - 1;
        while place > 0 && near[place - 1] > key {
            near[place] = near[place - 1];
            place -= 1;
        }
        near[place] = key;
        if self.near() > ROW {
            self.far.extend(self.row.pop().map(Reverse));
        }
    }

    /// Moves the nearest keys of the heap to the row, and gives the first.
    #[cold]
    fn refill(&mut self) -> Option<u128> {
        self.row.clear();
        self.front = 0;
        while self.row.len() < REFILL
            && let Some(key) = self.far.pop()
        {
            if self.dead.peek() == Some(&key) {
                self.dead.pop();
            } else {
                self.row.push(key.0);
            }
        }
        self.row.first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_come_out_as_from_a_sorted_list(
            steps in prop::collection::vec(prop::option::weighted(0.6, 0_u128..1_000), 0..1_200),
            much in any::<bool>(),
        ) {
            let mut heap = Heap::default();
            let mut model = std::collections::BTreeSet::new();
            for (number, step) in steps.into_iter().enumerate() {
                // Either tier alone, and both: some runs begin with more keys than the row holds.
                match step.or((much && number < 200).then_some(number as u128 * 7 % 1_000)) {
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
                // Some are dropped, one now and then or most at once.
                if number % 5 == 0 || number > 400 && much {
                    let dropped = model.iter().nth(number * 31 % model.len().max(1)).copied();
                    if let Some(key) = dropped {
                        heap.remove(key);
                        model.remove(&key);
                    }
                }
            }
            while let Some(key) = model.pop_first() {
                prop_assert_eq!(heap.pop(), Some(key));
            }
            prop_assert_eq!(heap.pop(), None);
        }
    }
}
