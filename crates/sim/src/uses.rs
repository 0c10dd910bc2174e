//! How often each key of draws was used, in a table of its own: it is asked before every draw.
//!
//! Open addressing under a power of two of places. The keys are hashes already, so that mixing them
//! is enough; nothing ever iterates over the table, so its order does not matter. A key that is used
//! a second time mostly is used often: from then on, four of its streams are made at once.

use seamripper_engine::{Draws, Stream, StreamKey, mix_key};

/// Who draws what for whom: name keys of a component and a purpose, and an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key(pub(crate) u64, pub(crate) u64, pub(crate) u64);

#[derive(Default)]
pub(crate) struct Uses {
    places: Vec<Place>,
    taken: usize,
    /// Streams that were made ahead, by keys that were used more than once.
    ahead: Vec<Ahead>,
}

/// How often a key was used; the place is free while that is 0.
#[derive(Clone, Copy)]
struct Place {
    key: Key,
    uses: u64,
    /// Where its streams are that were made ahead; one of many places that are not there, if none are.
    ahead: usize,
}

const FREE: Place = Place { key: Key(0, 0, 0), uses: 0, ahead: usize::MAX };

/// Four streams of a key that follow one another.
struct Ahead {
    draws: Draws,
    /// The use that the first of them is for.
    from: u64,
    streams: [Stream; 4],
}

impl Uses {
    /// Counts one more use of a key, and returns how many there were before.
    pub(crate) fn count(&mut self, key: Key) -> u64 {
        let place = self.place(key);
        self.places[place].uses += 1;
        self.places[place].uses - 1
    }

    /// Counts one more use of a key, and returns its stream.
    pub(crate) fn stream(&mut self, draws: Draws, key: Key) -> (u64, Stream) {
        let place = self.place(key);
        let Place { uses: nth, ahead, .. } = self.places[place];
        self.places[place].uses += 1;
        if nth == 0 {
            return (nth, draws.stream(key.nth(nth)));
        }
        let from = nth - (nth - 1) % 4;
        let ahead = match self.ahead.get_mut(ahead) {
            Some(ahead) if ahead.from == from && ahead.draws == draws => ahead,
            Some(ahead) => {
                *ahead = Ahead::new(draws, key, from);
                ahead
            }
            None => {
                self.places[place].ahead = self.ahead.len();
                self.ahead.push(Ahead::new(draws, key, from));
                &mut self.ahead[self.places[place].ahead]
            }
        };
        (nth, ahead.streams[(nth - from) as usize].clone())
    }

    /// Finds the place of a key, or takes one for it.
    fn place(&mut self, key: Key) -> usize {
        if self.taken * 2 >= self.places.len() {
            self.grow();
        }
        let place = self.find(key);
        if self.places[place].uses == 0 {
            self.places[place].key = key;
            self.taken += 1;
        }
        place
    }

    /// Finds the place of a key, or the free one where it belongs. There is a free one.
    fn find(&self, key: Key) -> usize {
        let last = self.places.len() - 1;
        let mut place = key.hash() as usize & last;
        while self.places[place].uses > 0 && self.places[place].key != key {
            place = (place + 1) & last;
        }
        place
    }

    fn grow(&mut self) {
        let room = (self.places.len() * 2).max(16);
        let old = std::mem::replace(&mut self.places, vec![FREE; room]);
        for held in old.into_iter().filter(|held| held.uses > 0) {
            let place = self.find(held.key);
            self.places[place] = held;
        }
    }
}

impl Ahead {
    fn new(draws: Draws, key: Key, from: u64) -> Self {
        let Key(component, purpose, entity) = key;
        let entities = [0, 1, 2, 3].map(|step| mix_key(entity, from + step));
        let streams = draws.four_streams(component, purpose, entities);
        Ahead { draws, from, streams }
    }
}

impl Key {
    /// Returns the key of the stream for a use, from 0.
    pub(crate) fn nth(self, nth: u64) -> StreamKey {
        let Key(component, purpose, entity) = self;
        StreamKey { component, purpose, entity: mix_key(entity, nth) }
    }

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

    #[test]
    fn streams_made_ahead_are_those_of_their_uses_whoever_draws() {
        let mut uses = Uses::default();
        for step in 0..200_u64 {
            // Other draws take over for some steps, as in a fork.
            let draws = Draws::new(u64::from((70..150).contains(&step)));
            let key = Key(step % 3, 1, 2);
            let (nth, mut stream) = uses.stream(draws, key);
            assert_eq!(nth, step / 3);
            assert_eq!(stream.next_u64(), draws.stream(key.nth(nth)).next_u64());
        }
    }
}
