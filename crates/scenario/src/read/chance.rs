//! Probabilities, as files write them: `"12.5%"`, `"1/720"`.
//!
//! Exact fractions: whether a draw hits is decided in whole numbers, equally on every machine.

use super::text::{from_text, shown};
use serde::de::{Deserialize, Deserializer};
use std::fmt;
use std::str::FromStr;

const ALLOWED: &str =
    "write a share from \"0%\" to \"100%\" such as \"12.5%\", or a fraction such as \"1/720\"";

/// A probability from 0 to 1 as a fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chance {
    numerator: u64,
    denominator: u64,
}

impl Chance {
    /// What never happens.
    pub const NEVER: Chance = Chance { numerator: 0, denominator: 1 };
    /// What always happens.
    pub const ALWAYS: Chance = Chance { numerator: 1, denominator: 1 };

    /// Makes a chance; none if it is no number from 0 to 1.
    pub fn new(numerator: u64, denominator: u64) -> Option<Self> {
        if denominator == 0 || numerator > denominator {
            return None;
        }
        let divisor = greatest_common_divisor(numerator, denominator);
        Some(Chance { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// Returns the numerator in lowest terms.
    pub fn numerator(self) -> u64 {
        self.numerator
    }

    /// Returns the denominator in lowest terms: never 0.
    pub fn denominator(self) -> u64 {
        self.denominator
    }
}

fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl FromStr for Chance {
    type Err = String;

    /// Reads a percentage or a fraction; the error says, after a line break, what is allowed.
    fn from_str(text: &str) -> Result<Self, String> {
        let (numerator, denominator) = if let Some(share) = text.strip_suffix('%') {
            percent(share)
        } else if let Some((above, below)) = text.split_once('/') {
            digits(above).zip(digits(below))
        } else {
            None
        }
        .ok_or_else(|| format!("`{}` is not a chance\n{ALLOWED}", shown(text)))?;
        if denominator == 0 {
            return Err(format!("the chance `{}` divides by zero\n{ALLOWED}", shown(text)));
        }
        Chance::new(numerator, denominator)
            .ok_or_else(|| format!("the chance `{}` is more than 1\n{ALLOWED}", shown(text)))
    }
}

/// Reads `12.5` as 125 of 1000.
fn percent(share: &str) -> Option<(u64, u64)> {
    let (whole, fraction) = match share.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction.trim_end_matches('0')),
        None => (share, ""),
    };
    let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let part = if fraction.is_empty() { 0 } else { digits(fraction)? };
    let numerator = digits(whole)?.checked_mul(scale)?.checked_add(part)?;
    Some((numerator, scale.checked_mul(100)?))
}

/// Reads plain decimal digits, without a sign.
fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Prints a percentage where it has at most six decimal places, a fraction otherwise.
impl fmt::Display for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const PLACES: usize = 6;
        let scaled = u128::from(self.numerator) * 100 * 10_u128.pow(PLACES as u32);
        if !scaled.is_multiple_of(u128::from(self.denominator)) {
            return write!(f, "{}/{}", self.numerator, self.denominator);
        }
        let millionths = scaled / u128::from(self.denominator);
        let scale = 10_u128.pow(PLACES as u32);
        write!(f, "{}", millionths / scale)?;
        if !millionths.is_multiple_of(scale) {
            let places = format!("{:0PLACES$}", millionths % scale);
            write!(f, ".{}", places.trim_end_matches('0'))?;
        }
        f.write_str("%")
    }
}

impl<'de> Deserialize<'de> for Chance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "a chance such as \"90%\" or \"1/720\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &str) {
        let found = match text.parse::<Chance>() {
            Ok(chance) => {
                format!("{}/{} {chance}", chance.numerator(), chance.denominator())
            }
            Err(message) => message.split('\n').next().unwrap_or_default().to_owned(),
        };
        assert_eq!(found, expected, "for {text}");
    }

    #[test]
    fn chances_are_exact_fractions() {
        check("90%", "9/10 90%");
        check("12.5%", "1/8 12.5%");
        check("12.50000000000000000000000%", "1/8 12.5%");
        check("1/720", "1/720 1/720");
        check("0.1%", "1/1000 0.1%");
        check("0%", "0/1 0%");
        check("100%", "1/1 100%");
        check("7/7", "1/1 100%");
        check("1/3", "1/3 1/3");
    }

    #[test]
    fn what_is_no_chance_is_refused() {
        check("", "`` is not a chance");
        check("0.5", "`0.5` is not a chance");
        check("%", "`%` is not a chance");
        check("5.%", "`5.%` is not a chance");
        check(".5%", "`.5%` is not a chance");
        check("-5%", "`-5%` is not a chance");
        check("+5%", "`+5%` is not a chance");
        check("1/0", "the chance `1/0` divides by zero");
        check("101%", "the chance `101%` is more than 1");
        check("3/2", "the chance `3/2` is more than 1");
    }

    proptest! {
        #[test]
        fn a_printed_chance_reads_as_itself(a: u64, b: u64, magnitude in 0..64) {
            let (a, b): (u64, u64) = (a >> magnitude, b >> magnitude);
            if let Some(chance) = Chance::new(a.min(b), a.max(b)) {
                prop_assert_eq!(chance.to_string().parse(), Ok(chance));
            }
        }
    }
}
