//! Sets of seeds: which are to be replayed, and which are done.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// A set of seeds, as ranges that ascend and do not touch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(u64, u64)>", into = "Vec<(u64, u64)>")]
pub struct Seeds(Vec<Range<u64>>);

impl Seeds {
    /// Returns the seeds of a range.
    pub fn of(range: Range<u64>) -> Self {
        Seeds(if range.is_empty() { Vec::new() } else { vec![range] })
    }

    /// Returns how many there are.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|range| range.end - range.start).sum()
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the smallest.
    pub fn first(&self) -> Option<u64> {
        self.0.first().map(|range| range.start)
    }

    /// Lists them in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().cloned().flatten()
    }

    /// Adds the seeds of another set, none of which may be here already; else returns one that is.
    ///
    /// # Errors
    ///
    /// A seed that is in both sets.
    pub fn join(&mut self, other: &Seeds) -> Result<(), u64> {
        let mut all: Vec<Range<u64>> = self.0.iter().chain(&other.0).cloned().collect();
        all.sort_by_key(|range| range.start);
        if let Some(pair) = all.windows(2).find(|pair| pair[1].start < pair[0].end) {
            return Err(pair[1].start);
        }
        let mut joined: Vec<Range<u64>> = Vec::with_capacity(all.len());
        for range in all {
            match joined.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => joined.push(range),
            }
        }
        self.0 = joined;
        Ok(())
    }

    /// Returns the seeds that are not in another set.
    pub fn without(&self, other: &Seeds) -> Seeds {
        let mut left = Vec::new();
        for range in &self.0 {
            let mut start = range.start;
            for hole in &other.0 {
                if hole.end <= start || hole.start >= range.end {
                    continue;
                }
                if start < hole.start {
                    left.push(start..hole.start);
                }
                start = hole.end;
            }
            if start < range.end {
                left.push(start..range.end);
            }
        }
        Seeds(left)
    }

    /// Returns one of `of` parts, from 1; parts differ by at most one seed and join to the whole.
    pub fn part(&self, number: u64, of: u64) -> Seeds {
        let count = u128::from(self.count());
        let bound = |part: u64| (count * u128::from(part) / u128::from(of.max(1))) as u64;
        self.slice(bound(number.saturating_sub(1))..bound(number))
    }

    /// Returns the seeds at these places of the ascending order.
    pub fn slice(&self, places: Range<u64>) -> Seeds {
        let mut before = 0;
        let mut slice = Vec::new();
        for range in &self.0 {
            let count = range.end - range.start;
            let from = places.start.saturating_sub(before).min(count);
            let to = places.end.saturating_sub(before).min(count);
            if from < to {
                slice.push(range.start + from..range.start + to);
            }
            before += count;
        }
        Seeds(slice)
    }
}

impl FromStr for Seeds {
    type Err = String;

    /// Reads `N` (the seeds from 0, N of them), `A..B` (B left out) or `A..=B`.
    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| {
            let digits: String = text.trim().chars().filter(|c| *c != '_').collect();
            digits.parse::<u64>().map_err(|_| format!("`{}` is no number of a seed", text.trim()))
        };
        let range = match text.split_once("..") {
            None => 0..number(text)?,
            Some((from, to)) => match to.strip_prefix('=') {
                None => number(from)?..number(to)?,
                Some(last) => {
                    let end = number(last)?.checked_add(1);
                    number(from)?..end.ok_or("the last seed of all cannot be swept")?
                }
            },
        };
        if range.is_empty() {
            return Err("there is no seed in it; write `100` or `1..101`".to_owned());
        }
        Ok(Seeds::of(range))
    }
}

impl fmt::Display for Seeds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (place, range) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{}..{}", range.start, range.end)?;
        }
        Ok(())
    }
}

impl From<Seeds> for Vec<(u64, u64)> {
    fn from(seeds: Seeds) -> Self {
        seeds.0.into_iter().map(|range| (range.start, range.end)).collect()
    }
}

impl TryFrom<Vec<(u64, u64)>> for Seeds {
    type Error = String;

    fn try_from(ranges: Vec<(u64, u64)>) -> Result<Self, String> {
        let good = ranges.iter().all(|(start, end)| start < end)
            && ranges.windows(2).all(|pair| pair[0].1 < pair[1].0);
        if !good {
            return Err("ranges of seeds must ascend and must not touch".to_owned());
        }
        Ok(Seeds(ranges.into_iter().map(|(start, end)| start..end).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seeds(text: &str) -> Seeds {
        text.parse().expect("they are seeds")
    }

    #[test]
    fn seeds_are_written_as_a_number_or_a_range() {
        assert_eq!(seeds("1_000").count(), 1000);
        assert_eq!(seeds("5..8").iter().collect::<Vec<_>>(), [5, 6, 7]);
        assert_eq!(seeds("5..=8").to_string(), "5..9");
        for bad in ["", "0", "8..5", "5..5", "a", "1..b", "-1", "0..=18446744073709551615"] {
            assert!(bad.parse::<Seeds>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_seed_in_both_sets_is_named() {
        let mut some = seeds("0..10");
        assert_eq!(some.join(&seeds("9..12")), Err(9));
        assert_eq!(some.join(&seeds("10..12")), Ok(()));
        assert_eq!(some, seeds("0..12"));
    }

    proptest! {
        #[test]
        fn parts_join_to_the_whole(start in 0..1000_u64, count in 1..200_u64, of in 1..9_u64) {
            let whole = Seeds::of(start..start + count);
            let mut joined = Seeds::default();
            for number in (1..=of).rev() {
                let part = whole.part(number, of);
                prop_assert!(part.count().abs_diff(count / of) <= 1);
                joined.join(&part).unwrap();
            }
            prop_assert_eq!(joined, whole);
        }

        #[test]
        fn what_is_left_joins_with_what_is_done(
            a in 0..50_u64, b in 0..50_u64, c in 0..50_u64, d in 0..50_u64,
        ) {
            let mut done = Seeds::of(a.min(b)..a.max(b));
            let _ = done.join(&Seeds::of(c.min(d) + 60..c.max(d) + 60));
            let whole = Seeds::of(5..90);
            let mut all: Vec<u64> = whole.without(&done).iter().collect();
            let inside = done.iter().filter(|seed| (5..90).contains(seed));
            all.extend(inside);
            all.sort_unstable();
            prop_assert_eq!(all, (5..90).collect::<Vec<_>>());
        }
    }
}
