//! A probability as a fraction of integers, so that no draw hangs on how a float was rounded.

/// Gives a probability as a numerator over a denominator, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    num: u64,
    den: u64,
}

impl Ratio {
    /// The probability 0.
    pub const NEVER: Ratio = Ratio { num: 0, den: 1 };

    /// The probability 1.
    pub const ALWAYS: Ratio = Ratio { num: 1, den: 1 };

    /// Makes the probability `num / den`, or `None` if that is no number from 0 to 1.
    pub const fn new(num: u64, den: u64) -> Option<Ratio> {
        if den > 0 && num <= den { Some(Ratio { num, den }) } else { None }
    }

    /// Gives the numerator as it was written; fractions are not reduced.
    pub const fn num(self) -> u64 {
        self.num
    }

    /// Gives the denominator as it was written, never 0.
    pub const fn den(self) -> u64 {
        self.den
    }

    /// Says whether a draw from all of `u64`, taken as a fraction of 2^64, lies below this.
    pub(crate) const fn admits(self, draw: u64) -> bool {
        (draw as u128) * (self.den as u128) < (self.num as u128) << 64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_ratio_lies_between_zero_and_one() {
        assert_eq!(Ratio::new(1, 0), None);
        assert_eq!(Ratio::new(0, 0), None);
        assert_eq!(Ratio::new(2, 1), None);
        assert_eq!(Ratio::new(u64::MAX, u64::MAX).map(Ratio::num), Some(u64::MAX));
    }

    proptest! {
        #[test]
        fn never_admits_nothing_and_always_everything(draw: u64) {
            prop_assert!(!Ratio::NEVER.admits(draw));
            prop_assert!(Ratio::ALWAYS.admits(draw));
        }

        #[test]
        fn the_share_of_draws_admitted_is_exact(num: u64, den in 1..u64::MAX) {
            let ratio = Ratio::new(num % den, den).unwrap();
            // The first draw not admitted is num * 2^64 / den, rounded up.
            let first = (u128::from(num % den) << 64).div_ceil(u128::from(den)) as u64;
            prop_assert!(!ratio.admits(first));
            prop_assert!(first == 0 || ratio.admits(first - 1));
        }
    }
}
