//! How often each key of draws was used, in a table of its own: it is asked before every draw.
//!
//! Open addressing under a power of two of places. The keys are hashes already, so that mixing them
//! is enough; nothing ever iterates over the table, so its order does not matter.

/// Who draws what for whom: name keys of a component and a purpose, and an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key(pub(crate) u64, pub(crate) u64, pub(crate) u64);

#[derive(Default)]
pub(crate) struct Uses {
    /// A place is free while its count is 0.
    places: Vec<(Key, u64)>,
    taken: usize,
}

impl Uses {
    /// Counts one more use of a key, and returns how many there were before.
    pub(crate) fn count(&mut self, key: Key) -> u64 {
        if self.taken * 2 >= self.places.len() {
            self.grow();
        }
        let place = self.find(key);
        let (held, uses) = &mut self.places[place];
        if *uses == 0 {
            *held = key;
            self.taken += 1;
        }
        *uses += 1;
        *uses - 1
    }

    /// Finds the place of a key, or the free one where it belongs. There is a free one.
    fn find(&self, key: Key) -> usize {
        let last = self.places.len() - 1;
        let mut place = key.hash() as usize & last;
        while self.places[place].1 > 0 && self.places[place].0 != key {
            place = (place + 1) & last;
        }
        place
    }

    fn grow(&mut self) {
        let room = (self.places.len() * 2).max(16);
        let old = std::mem::replace(&mut self.places, vec![(Key(0, 0, 0), 0); room]);
        for (key, uses) in old.into_iter().filter(|(_, uses)| *uses > 0) {
            let place = self.find(key);
            self.places[place] = (key, uses);
        }
    }
}

impl Key {
    fn hash(self) -> u64 {
        let mixed = (self.0 ^ self.1.rotate_left(21) ^ self.2.rotate_left(42))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed >> 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn uses_are_counted_as_by_an_ordered_map() {
        let (mut uses, mut model) = (Uses::default(), BTreeMap::new());
        for step in 0..10_000_u64 {
            let (a, b, c) = (step % 7, step % 5, step * step % 301);
            let expected = model.entry((a, b, c)).or_insert(0_u64);
            assert_eq!(uses.count(Key(a, b, c)), *expected);
            *expected += 1;
        }
        assert_eq!(uses.taken, model.len());
    }
}
