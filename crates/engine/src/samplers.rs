//! Samples from one keyed stream: integers, chances, waiting times, choices.
//!
//! The samplers are written here, on integers and on `libm`, since their values are part of what a
//! seed promises. How many words each takes from the stream is promised too.

use crate::chacha::{ChaCha8, LANES};
use crate::ratio::Ratio;

/// Draws from one stream: ChaCha8 under the 256-bit key of seed, component, purpose and entity, each
/// in 64 bits, little endian.
///
/// Making one costs little; the first draw computes the first block.
#[derive(Clone, Debug)]
pub struct Stream {
    words: ChaCha8,
}

impl Stream {
    #[inline]
    pub(crate) fn from_key(key: [u64; 4]) -> Stream {
        Stream { words: ChaCha8::new(key) }
    }

    pub(crate) fn four(shared: [u64; 3], lasts: [u64; LANES]) -> [Stream; LANES] {
        ChaCha8::four(shared, lasts).map(|words| Stream { words })
    }

    /// Draws any `u64`. Takes one word of 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.words.next_u64()
    }

    /// Draws from `low` to `high`, both included, all equally likely; swapped bounds are put right.
    ///
    /// Takes one word, and rarely more: what would favour some values is drawn again.
    pub fn uniform(&mut self, low: u64, high: u64) -> u64 {
        let (low, high) = (low.min(high), low.max(high));
        match (high - low).checked_add(1) {
            Some(count) => low + self.below(count),
            None => self.next_u64(),
        }
    }

    /// Comes true with the given probability, compared as integers. Always takes one word.
    pub fn chance(&mut self, ratio: Ratio) -> bool {
        ratio.admits(self.next_u64())
    }

    /// Draws a waiting time with the given mean, in ns, rounded to ns and saturating.
    ///
    /// By inversion, from 53 bits: no more than 37 times the mean. Takes one word.
    pub fn exponential(&mut self, mean_ns: u64) -> u64 {
        round(-libm::log(self.unit()) * mean_ns as f64)
    }

    /// Draws from the standard normal distribution, by Box and Muller. Takes two words.
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(self.unit()));
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// Draws a time whose logarithm is normal, in ns, rounded to ns and saturating.
    ///
    /// `sigma` is the standard deviation of the logarithm; one that is not finite counts as 0.
    /// Takes two words.
    pub fn lognormal(&mut self, median_ns: u64, sigma: f64) -> u64 {
        let sigma = if sigma.is_finite() { sigma } else { 0.0 };
        round(median_ns as f64 * libm::exp(sigma * self.normal()))
    }

    /// Draws an index, each as likely as its share of the weights.
    ///
    /// If all weights are 0 they count as equal; without any the answer is 0. Takes one word, and
    /// rarely more, or pairs of words where the sum is beyond 64 bits.
    pub fn choice(&mut self, weights: &[u64]) -> usize {
        let total: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
        if total == 0 {
            return self.below((weights.len() as u64).max(1)) as usize;
        }
        let mut left = self.below_wide(total);
        for (index, &weight) in weights.iter().enumerate() {
            match left.checked_sub(u128::from(weight)) {
                Some(rest) => left = rest,
                None => return index,
            }
        }
        weights.len() - 1
    }

    /// Draws from (0, 1], in steps of 2^-53.
    fn unit(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        ((self.next_u64() >> 11) + 1) as f64 * STEP
    }

    /// Draws below `count`, which is not 0, by Lemire's multiplication with rejection.
    fn below(&mut self, count: u64) -> u64 {
        let mut product = u128::from(self.next_u64()) * u128::from(count);
        if (product as u64) < count {
            let unfair = count.wrapping_neg() % count;
            while (product as u64) < unfair {
                product = u128::from(self.next_u64()) * u128::from(count);
            }
        }
        (product >> 64) as u64
    }

    /// Draws below `count`, which is not 0; beyond 64 bits by rejection under a mask.
    fn below_wide(&mut self, count: u128) -> u128 {
        if let Ok(count) = u64::try_from(count) {
            return u128::from(self.below(count));
        }
        let mask = u128::MAX >> count.leading_zeros();
        loop {
            let high = u128::from(self.next_u64()) << 64;
            let draw = (high | u128::from(self.next_u64())) & mask;
            if draw < count {
                return draw;
            }
        }
    }
}

/// Rounds to the nearest integer, saturating at both ends.
fn round(ns: f64) -> u64 {
    libm::round(ns) as u64
}
