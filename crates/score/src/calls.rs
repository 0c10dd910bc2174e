//! Calls by their numbers, in their order.
//!
//! A replay numbers its calls from 0 without gaps, so that a call is mostly at the place of its
//! number; a trace that was cut down or made by hand is found in all the same.

use crate::evidence::CallFile;

#[derive(Default)]
pub(crate) struct Calls<'a>(Vec<(u32, CallFile<'a>)>);

impl<'a> Calls<'a> {
    pub(crate) fn get(&self, call: &u32) -> Option<&CallFile<'a>> {
        self.place(*call).ok().map(|place| &self.0[place].1)
    }

    /// Returns the file of a call, a new one if there is none.
    pub(crate) fn open(&mut self, call: u32) -> &mut CallFile<'a> {
        let place = self.place(call).unwrap_or_else(|place| {
            self.0.insert(place, (call, CallFile::default()));
            place
        });
        &mut self.0[place].1
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &CallFile<'a>> {
        self.0.iter().map(|(_, file)| file)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &CallFile<'a>)> {
        self.0.iter().map(|(call, file)| (*call, file))
    }

    /// Finds the place of a call, or the one where it belongs.
    fn place(&self, call: u32) -> Result<usize, usize> {
        let guess = call as usize;
        match self.0.get(guess) {
            Some((found, _)) if *found == call => Ok(guess),
            _ => self.0.binary_search_by_key(&call, |(call, _)| *call),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn calls_are_kept_in_the_order_of_their_numbers_whatever_the_order_of_their_records() {
        let numbers = [0, 1, 7, 3, u32::MAX, 2, 3, 0];
        let mut calls = Calls::default();
        for number in numbers {
            calls.open(number).batch = number;
        }
        let kept: Vec<u32> = calls.iter().map(|(number, _)| number).collect();
        let expected: Vec<u32> = BTreeSet::from(numbers).into_iter().collect();
        assert_eq!(kept, expected);
        assert!(kept.iter().all(|number| calls.get(number).is_some_and(|f| f.batch == *number)));
        assert!(calls.get(&4).is_none());
    }
}
