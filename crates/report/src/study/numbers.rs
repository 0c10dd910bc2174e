//! Chances, quantiles and differences: as parts of views, and as people read them.

use crate::numbers::{count, time};
use seamripper_study::Agreement;
use seamripper_study::statistics::{Histogram, Interval, Moments, Proportion, bound_of_none};
use serde::Serialize;

/// How often something broke, and what its chance is by that.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Chance {
    pub(crate) broken: u64,
    pub(crate) of: u64,
    pub(crate) share: Option<f64>,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// If it never broke: what the chance is at most, with 95 % confidence.
    pub(crate) at_most: Option<f64>,
}

/// Quantiles of numbers; null where there are none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Quantiles {
    pub(crate) p50: Option<u64>,
    pub(crate) p95: Option<u64>,
    pub(crate) p99: Option<u64>,
    pub(crate) most: Option<u64>,
    pub(crate) mean: Option<f64>,
}

/// A difference on the same draws, and its interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Difference {
    pub(crate) by: f64,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
}

impl Chance {
    pub(crate) fn of(proportion: Proportion) -> Self {
        let Interval { low, high } = proportion.interval();
        let never = proportion.hits == 0 && proportion.of > 0;
        Chance {
            broken: proportion.hits,
            of: proportion.of,
            share: proportion.share(),
            low,
            high,
            at_most: never.then(|| bound_of_none(proportion.of)),
        }
    }

    /// Says the share and its interval.
    pub(crate) fn said(&self) -> String {
        match self.share {
            None => "cannot be told".to_owned(),
            Some(share) => {
                format!("{} ({}–{})", percent(share), bare(self.low), bare(self.high))
            }
        }
    }
}

impl Quantiles {
    pub(crate) fn of(histogram: &Histogram) -> Self {
        Quantiles {
            p50: histogram.quantile(500),
            p95: histogram.quantile(950),
            p99: histogram.quantile(990),
            most: histogram.most(),
            mean: histogram.mean(),
        }
    }

    /// Says the median, the 95th percentile and the most; once if they are one.
    pub(crate) fn said(&self, say: impl Fn(u64) -> String) -> String {
        let (Some(p50), Some(p95), Some(most)) = (self.p50, self.p95, self.most) else {
            return "–".to_owned();
        };
        if p50 == most {
            return say(most);
        }
        format!("{} · {} · {}", say(p50), say(p95), say(most))
    }

    pub(crate) fn counts(&self) -> String {
        self.said(count)
    }

    pub(crate) fn times(&self) -> String {
        self.said(time)
    }
}

impl Difference {
    pub(crate) fn of_chances(agreement: &Agreement) -> Option<Self> {
        let (by, Interval { low, high }) = agreement.difference()?;
        Some(Difference { by, low: Some(low), high: Some(high) })
    }

    pub(crate) fn of_means(moments: &Moments) -> Option<Self> {
        let interval = moments.interval();
        let (low, high) = (interval.map(|i| i.low), interval.map(|i| i.high));
        Some(Difference { by: moments.mean()?, low, high })
    }

    /// Says a difference of chances in percentage points.
    pub(crate) fn points(&self) -> String {
        match (self.low, self.high) {
            (Some(low), Some(high)) => {
                format!("{} points ({} to {})", signed(self.by), signed(low), signed(high))
            }
            _ => format!("{} points", signed(self.by)),
        }
    }
}

/// Says a share in percent, with two or three digits.
pub(crate) fn percent(share: f64) -> String {
    format!("{} %", bare(share))
}

/// Says a share as the number of percent alone.
pub(crate) fn bare(share: f64) -> String {
    let percent = share.abs() * 100.0;
    if percent < 0.000_000_5 {
        return "0".to_owned();
    }
    let sign = if share < 0.0 { "−" } else { "" };
    // Only what is whole may look so: 99.96 % must not read as 100 %.
    if (0.000_000_5..=99.95).contains(&(100.0 - percent)) && percent > 99.9 {
        return format!("{sign}99.9");
    }
    let mut decimals = 1;
    let mut small = 1.0;
    while percent < small && decimals < 7 {
        decimals += 1;
        small /= 10.0;
    }
    let said = format!("{percent:.decimals$}");
    format!("{sign}{}", said.trim_end_matches('0').trim_end_matches('.'))
}

/// Says a share in percent with its sign, as differences have it.
pub(crate) fn signed(share: f64) -> String {
    let said = bare(share);
    if share > 0.0 && said != "0" { format!("+{said}") } else { said }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_said_with_the_digits_that_they_need() {
        for (share, said) in [
            (0.0, "0"),
            (1.0, "100"),
            (0.5, "50"),
            (0.153_4, "15.3"),
            (0.042_1, "4.2"),
            (0.003_7, "0.37"),
            (0.000_003, "0.0003"),
            (0.999_96, "99.9"),
            (0.999_2, "99.9"),
            (-0.25, "−25"),
        ] {
            assert_eq!(bare(share), said);
        }
        assert_eq!([signed(0.25), signed(-0.25), signed(0.0)], ["+25", "−25", "0"]);
    }
}
