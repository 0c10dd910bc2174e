//! Things by their numbers, in their order: calls, conversations.
//!
//! A replay numbers from 0 without gaps, so that a thing is mostly at the place of its number; what a
//! trace that was cut down or made by hand numbers otherwise is found all the same.

use std::collections::BTreeMap;

/// Things by their numbers.
pub(crate) struct Numbered<T>(Vec<(u32, T)>);

/// Things that are still being numbered.
pub(crate) struct Numbering<T> {
    in_order: Numbered<T>,
    /// Those whose number came after a higher one, so that none is moved to make room for another.
    late: BTreeMap<u32, T>,
}

impl<T> Numbered<T> {
    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        self.place(number).ok().map(|place| &self.0[place].1)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, thing)| thing)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.0.iter().map(|(number, thing)| (*number, thing))
    }

    /// Finds the place of a number, or the one where it belongs.
    fn place(&self, number: u32) -> Result<usize, usize> {
        let guess = number as usize;
        match self.0.get(guess) {
            Some((found, _)) if *found == number => Ok(guess),
            _ => self.0.binary_search_by_key(&number, |(number, _)| *number),
        }
    }
}

impl<T: Default> Numbering<T> {
    pub(crate) fn new() -> Self {
        Numbering { in_order: Numbered(Vec::new()), late: BTreeMap::new() }
    }

    /// Returns the thing of a number, a new one if there is none.
    pub(crate) fn open(&mut self, number: u32) -> &mut T {
        match self.in_order.place(number) {
            Ok(place) => &mut self.in_order.0[place].1,
            Err(last) if last == self.in_order.0.len() => {
                &mut self.in_order.0.push_mut((number, T::default())).1
            }
            Err(_) => self.late.entry(number).or_default(),
        }
    }

    /// Puts all of them into their order.
    pub(crate) fn close(self) -> Numbered<T> {
        let Numbered(mut things) = self.in_order;
        if !self.late.is_empty() {
            things.extend(self.late);
            things.sort_unstable_by_key(|(number, _)| *number);
        }
        Numbered(things)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn things_are_kept_in_the_order_of_their_numbers_whatever_the_order_of_these() {
        let numbers = [0, 1, 7, 3, u32::MAX, 2, 3, 0, 7];
        let mut numbering: Numbering<Vec<u32>> = Numbering::new();
        for number in numbers {
            numbering.open(number).push(number);
        }
        let things = numbering.close();
        let kept: Vec<u32> = things.iter().map(|(number, _)| number).collect();
        let expected: Vec<u32> = BTreeSet::from(numbers).into_iter().collect();
        assert_eq!(kept, expected);
        for number in expected {
            let times = numbers.iter().filter(|other| **other == number).count();
            assert_eq!(things.get(number), Some(&vec![number; times]));
        }
        assert_eq!(things.values().flatten().count(), numbers.len());
        assert!(things.get(4).is_none());
    }
}
