//! Intervals of 95 % for chances and for differences of paired chances, in closed form.

/// The quantile of the normal distribution at 97.5 %.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// An interval, ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// Tells whether a number lies in it.
    pub fn covers(&self, number: f64) -> bool {
        self.low <= number && number <= self.high
    }

    /// Tells whether it lies wholly on one side of zero.
    pub fn excludes_zero(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// How often something happened, out of so many times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proportion {
    /// How often it happened; at most `of`.
    pub hits: u64,
    /// How often it could have.
    pub of: u64,
}

impl Proportion {
    /// Returns the share, from 0 to 1; none of no times.
    pub fn share(&self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// Returns Wilson's score interval for the chance behind the share; from 0 to 1 for no times.
    ///
    /// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    pub fn interval(&self) -> Interval {
        if self.of == 0 {
            return Interval { low: 0.0, high: 1.0 };
        }
        let (n, p) = (self.of as f64, self.hits as f64 / self.of as f64);
        let middle = p + Z * Z / (2.0 * n);
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + Z * Z / n;
        // At the ends the interval touches 0 and 1 by algebra, and rounding must not miss them.
        let low = if self.hits == 0 { 0.0 } else { ((middle - half) / whole).max(0.0) };
        let high = if self.hits == self.of { 1.0 } else { ((middle + half) / whole).min(1.0) };
        Interval { low, high }
    }
}

/// Returns what the chance of something is at most, with 95 % confidence, if it never happened in
/// `times` independent times: `1 - 0.05^(1/times)`, about `3/times`; 1 for no times.
///
/// The exact one-sided bound of C. J. Clopper and E. S. Pearson, 1934.
pub fn bound_of_none(times: u64) -> f64 {
    if times == 0 { 1.0 } else { -libm::expm1(libm::log(0.05) / times as f64) }
}

/// Returns the difference of two chances, second minus first, and its interval, from pairs: in how
/// many both happened, only the first, only the second, neither. None for no pairs.
///
/// Method 10 of R. G. Newcombe, "Improved confidence intervals for the difference between binomial
/// proportions based on paired data", Statistics in Medicine 17, 1998: Wilson's intervals of both,
/// joined by their correlation.
pub fn paired_difference(
    both: u64,
    only_first: u64,
    only_second: u64,
    neither: u64,
) -> Option<(f64, Interval)> {
    let of = both + only_first + only_second + neither;
    let first = Proportion { hits: both + only_first, of };
    let second = Proportion { hits: both + only_second, of };
    let (p1, p2) = (first.share()?, second.share()?);
    let (one, two) = (first.interval(), second.interval());
    let phi = correlation(both as f64, only_first as f64, only_second as f64, neither as f64);
    let reach = |a: f64, b: f64| (a * a - 2.0 * phi * a * b + b * b).max(0.0).sqrt();
    let difference = p2 - p1;
    let low = difference - reach(p2 - two.low, one.high - p1);
    let high = difference + reach(two.high - p2, p1 - one.low);
    Some((difference, Interval { low: low.max(-1.0), high: high.min(1.0) }))
}

/// The correlation of paired yes and no, with Newcombe's correction for continuity.
fn correlation(both: f64, only_first: f64, only_second: f64, neither: f64) -> f64 {
    let n = both + only_first + only_second + neither;
    let margins = (both + only_first)
        * (only_second + neither)
        * (both + only_second)
        * (only_first + neither);
    if margins == 0.0 {
        return 0.0;
    }
    let cross = both * neither - only_first * only_second;
    let corrected = if cross > 0.0 { (cross - n / 2.0).max(0.0) } else { cross };
    corrected / margins.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 0.000_1, "{found} is not {expected}");
    }

    #[test]
    fn wilsons_interval_is_the_published_one() {
        // Newcombe 1998 (two-sided intervals for the single proportion), table I, method 3.
        for (hits, of, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let interval = Proportion { hits, of }.interval();
            near(interval.low, low);
            near(interval.high, high);
        }
    }

    #[test]
    fn the_interval_of_paired_differences_is_the_published_one() {
        // Newcombe 1998 (paired), table II, method 10. His difference is first minus second.
        for ([a, b, c, d], low, high) in
            [([36, 12, 2, 0], 0.0569, 0.3404), ([36, 14, 0, 0], 0.1528, 0.4167)]
        {
            let (_, interval) = paired_difference(a, c, b, d).expect("there are pairs");
            near(interval.low, low);
            near(interval.high, high);
        }
    }

    #[test]
    fn intervals_of_paired_differences_cover_as_often_as_they_say() {
        use seamripper_engine::{Draws, StreamKey};
        let (sweeps, pairs) = (1500, 60);
        // Both in 30 of 100, only the first in 25, only the second in 5: a difference of -20 points.
        let mut covered = 0;
        for sweep in 0..sweeps {
            let mut stream =
                Draws::new(1).stream(StreamKey { component: 1, purpose: 2, entity: sweep });
            let mut counts = [0; 4];
            for _ in 0..pairs {
                let place = match stream.uniform(0, 99) {
                    0..30 => 0,
                    30..55 => 1,
                    55..60 => 2,
                    _ => 3,
                };
                counts[place] += 1;
            }
            let [both, first, second, neither] = counts;
            let (_, interval) = paired_difference(both, first, second, neither).expect("pairs");
            covered += u64::from(interval.covers(-0.2));
        }
        let share = covered as f64 / sweeps as f64;
        assert!((0.935..0.98).contains(&share), "{share}");
    }

    #[test]
    fn never_in_so_many_times_bounds_the_chance_by_about_three_over_them() {
        near(bound_of_none(1), 0.95);
        near(bound_of_none(10), 0.2589);
        near(bound_of_none(1_000_000) * 1_000_000.0, 2.995_7);
        near(bound_of_none(0), 1.0);
    }

    #[test]
    fn intervals_are_ordered_and_hold_their_share() {
        for of in 1..60_u64 {
            for hits in 0..=of {
                let proportion = Proportion { hits, of };
                let share = proportion.share().expect("there were times");
                assert!(proportion.interval().covers(share), "{hits} of {of}");
                let only = of - hits;
                let (difference, interval) =
                    paired_difference(hits, only, 0, 0).expect("there are pairs");
                assert!(interval.covers(difference), "{hits} of {of}: {interval:?}");
            }
        }
    }
}
