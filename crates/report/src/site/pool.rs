//! Things that many replays share, each held once and named by its place.

use std::collections::BTreeMap;
use std::rc::Rc;

/// A list without repetitions.
pub(super) struct Pool<T> {
    things: Vec<Rc<T>>,
    places: BTreeMap<Rc<T>, usize>,
}

impl<T: Ord> Pool<T> {
    pub(super) fn new() -> Self {
        Pool { things: Vec::new(), places: BTreeMap::new() }
    }

    /// Returns the place of a thing, which it gets now if it has none.
    pub(super) fn place(&mut self, thing: T) -> usize {
        if let Some(place) = self.places.get(&thing) {
            return *place;
        }
        let (thing, place) = (Rc::new(thing), self.things.len());
        self.things.push(thing.clone());
        self.places.insert(thing, place);
        place
    }

    /// Returns the things in the order of their places.
    pub(super) fn into_things(self) -> Vec<T> {
        drop(self.places);
        self.things.into_iter().filter_map(Rc::into_inner).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_has_one_place() {
        let mut pool = Pool::new();
        let places = ["a", "b", "a"].map(|thing| pool.place(thing.to_owned()));
        assert_eq!(places, [0, 1, 0]);
        assert_eq!(pool.into_things(), ["a", "b"]);
    }
}
