//! Quantiles of any number of whole numbers, in little room, and the same however they are added up.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Numbers below 2^(PRECISION + 1) have a bucket each; of larger ones so many bits are kept.
const PRECISION: u32 = 10;

/// The highest bucket that a number can fall into.
const LAST: u32 = bucket(u64::MAX);

/// How often which number was seen. Numbers up to 2,047 are kept as they are; larger ones fall into
/// buckets whose width is less than a thousandth of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Histogram {
    counts: BTreeMap<u32, u64>,
    count: u64,
    least: u64,
    most: u64,
    sum: u128,
}

/// A histogram in a file: buckets with their counts, the least, the most, and the sum.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    buckets: Vec<(u32, u64)>,
    least: u64,
    most: u64,
    sum: u128,
}

impl Histogram {
    /// Adds a number.
    pub fn add(&mut self, number: u64) {
        if self.count == 0 {
            (self.least, self.most) = (number, number);
        }
        *self.counts.entry(bucket(number)).or_insert(0) += 1;
        self.count += 1;
        self.sum = self.sum.saturating_add(u128::from(number));
        (self.least, self.most) = (self.least.min(number), self.most.max(number));
    }

    /// Adds all numbers of another.
    pub fn merge(&mut self, other: &Histogram) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = other.clone();
            return;
        }
        for (bucket, count) in &other.counts {
            let here = self.counts.entry(*bucket).or_insert(0);
            *here = here.saturating_add(*count);
        }
        self.count = self.count.saturating_add(other.count);
        self.sum = self.sum.saturating_add(other.sum);
        (self.least, self.most) = (self.least.min(other.least), self.most.max(other.most));
    }

    /// Returns how many numbers there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns the mean, if there are any numbers.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }

    /// Returns the largest number, exactly.
    pub fn most(&self) -> Option<u64> {
        (self.count > 0).then_some(self.most)
    }

    /// Returns the smallest number, exactly.
    pub fn least(&self) -> Option<u64> {
        (self.count > 0).then_some(self.least)
    }

    /// Lists numbers with how often each was seen, ascending; of larger ones the least of their bucket.
    pub fn buckets(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let kept =
            |(bucket, count): (&u32, &u64)| (floor(*bucket).clamp(self.least, self.most), *count);
        self.counts.iter().map(kept)
    }

    /// Returns the smallest number that at least so many per thousand of all numbers do not exceed
    /// (the nearest rank); exact below 2,048, and less than a thousandth too small above.
    pub fn quantile(&self, per_mille: u64) -> Option<u64> {
        let rank = (u128::from(self.count) * u128::from(per_mille)).div_ceil(1000).max(1);
        let mut seen = 0_u128;
        for (bucket, count) in &self.counts {
            seen += u128::from(*count);
            if seen >= rank {
                return Some(floor(*bucket).clamp(self.least, self.most));
            }
        }
        None
    }
}

impl From<Histogram> for Written {
    fn from(histogram: Histogram) -> Self {
        let Histogram { counts, least, most, sum, .. } = histogram;
        Written { buckets: counts.into_iter().collect(), least, most, sum }
    }
}

impl TryFrom<Written> for Histogram {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { buckets, least, most, sum } = written;
        let ascending = buckets.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if !ascending || buckets.iter().any(|(bucket, count)| *bucket > LAST || *count == 0) {
            return Err("buckets must ascend, and none may be empty".to_owned());
        }
        let ends = (buckets.first().map(|b| b.0), buckets.last().map(|b| b.0));
        match ends {
            (Some(first), Some(last)) if bucket(least) == first && bucket(most) == last => {}
            (None, None) if (least, most, sum) == (0, 0, 0) => {}
            _ => return Err("the least and the most must fall into the outer buckets".to_owned()),
        }
        let count = buckets.iter().try_fold(0_u64, |sum, (_, count)| sum.checked_add(*count));
        let count = count.ok_or("there are more numbers than can be counted")?;
        Ok(Histogram { counts: buckets.into_iter().collect(), count, least, most, sum })
    }
}

/// Returns the bucket that a number falls into.
const fn bucket(number: u64) -> u32 {
    let bits = u64::BITS - number.leading_zeros();
    let shift = bits.saturating_sub(PRECISION + 1);
    (shift << PRECISION) + (number >> shift) as u32
}

/// Returns the smallest number of a bucket.
fn floor(bucket: u32) -> u64 {
    let shift = (bucket >> PRECISION).saturating_sub(1);
    u64::from(bucket - (shift << PRECISION)) << shift
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(numbers: &[u64]) -> Histogram {
        let mut histogram = Histogram::default();
        numbers.iter().for_each(|number| histogram.add(*number));
        histogram
    }

    #[test]
    fn small_numbers_are_kept_as_they_are() {
        let histogram = of(&[3, 1, 2, 2000]);
        assert_eq!([250, 500, 750, 1000].map(|q| histogram.quantile(q)), [1, 2, 3, 2000].map(Some));
        assert_eq!(histogram.mean(), Some(501.5));
        assert_eq!(Histogram::default().quantile(500), None);
    }

    proptest! {
        #[test]
        fn a_number_is_less_than_a_thousandth_above_the_floor_of_its_bucket(number: u64) {
            let floor = floor(bucket(number));
            prop_assert!(floor <= number && number - floor <= number / 1000);
            prop_assert_eq!(bucket(floor), bucket(number));
            prop_assert!(number == u64::MAX || bucket(number) <= bucket(number + 1));
        }

        #[test]
        fn parts_add_up_to_the_whole_in_any_order(
            numbers in prop::collection::vec(any::<u64>(), 0..40),
            at in 0..40_usize,
        ) {
            let (some, others) = numbers.split_at(at.min(numbers.len()));
            let (mut one, mut other) = (of(others), of(some));
            one.merge(&of(some));
            other.merge(&of(others));
            prop_assert_eq!(&one, &of(&numbers));
            prop_assert_eq!(&other, &one);
            let text = serde_json::to_string(&one).unwrap();
            prop_assert_eq!(serde_json::from_str::<Histogram>(&text).unwrap(), one);
        }
    }

    #[test]
    fn what_no_histogram_could_have_written_is_refused() {
        for bad in [
            r#"{"buckets": [[5, 1], [4, 1]], "least": 5, "most": 4, "sum": 9}"#,
            r#"{"buckets": [[5, 0]], "least": 5, "most": 5, "sum": 0}"#,
            r#"{"buckets": [[5, 1]], "least": 4, "most": 5, "sum": 5}"#,
            r#"{"buckets": [[4000000000, 1]], "least": 4, "most": 5, "sum": 5}"#,
            r#"{"buckets": [], "least": 4, "most": 5, "sum": 5}"#,
            r#"{"buckets": [[5, 18446744073709551615], [6, 1]], "least": 5, "most": 6, "sum": 5}"#,
        ] {
            assert!(serde_json::from_str::<Histogram>(bad).is_err(), "{bad}");
        }
    }
}
