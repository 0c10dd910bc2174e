//! Lengths of virtual time, as files write them: `"80ms"`, `"2h30m"`.
//!
//! Whole nanoseconds throughout: reading and printing never pass through a float.

use super::text::{from_text, shown};
use serde::de::{Deserialize, Deserializer};
use std::fmt;
use std::str::FromStr;

/// The units with their nanoseconds, longest first.
const UNITS: [(&str, u64); 8] = [
    ("w", 7 * 24 * 3_600 * SECOND),
    ("d", 24 * 3_600 * SECOND),
    ("h", 3_600 * SECOND),
    ("m", 60 * SECOND),
    ("s", SECOND),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

const SECOND: u64 = 1_000_000_000;

const ALLOWED: &str = "write for example \"30s\", \"80ms\", \"1.5s\" or \"2h30m\"; units are w, d, h, m, s, ms, us and ns";

/// A length of virtual time in nanoseconds, at most some 584 years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(u64);

impl Duration {
    /// Makes a duration from nanoseconds.
    pub fn from_ns(ns: u64) -> Self {
        Duration(ns)
    }

    /// Returns the nanoseconds.
    pub fn as_ns(self) -> u64 {
        self.0
    }
}

impl FromStr for Duration {
    type Err = String;

    /// Reads numbers with units, longest unit first; the error says, after a line break, what is allowed.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut rest = text;
        let mut before = None;
        let mut total: u64 = 0;
        if text.is_empty() {
            return Err(format!("a duration is empty\n{ALLOWED}"));
        }
        while !rest.is_empty() {
            let number = take(&mut rest, |c| c.is_ascii_digit() || c == '.');
            let unit = take(&mut rest, |c| !c.is_ascii_digit() && c != '.');
            let at = unit_index(text, number, unit)?;
            ensure_shorter(text, before, at)?;
            before = Some(at);
            let ns = nanoseconds(text, number, UNITS[at].1)?;
            total = total.checked_add(ns).ok_or_else(|| too_long(text))?;
        }
        Ok(Duration(total))
    }
}

/// Takes the leading characters that fit.
fn take<'a>(rest: &mut &'a str, fits: impl Fn(char) -> bool) -> &'a str {
    let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
    let (taken, left) = rest.split_at(end);
    *rest = left;
    taken
}

fn unit_index(text: &str, number: &str, unit: &str) -> Result<usize, String> {
    let text = shown(text);
    if number.is_empty() {
        return Err(format!(
            "`{text}` is not a duration: it does not start with a number\n{ALLOWED}"
        ));
    }
    if unit.is_empty() {
        return Err(format!("the duration `{text}` has a number without a unit\n{ALLOWED}"));
    }
    UNITS.iter().position(|(name, _)| *name == unit).ok_or_else(|| {
        format!("the duration `{text}` has the unknown unit `{}`\n{ALLOWED}", shown(unit))
    })
}

fn ensure_shorter(text: &str, before: Option<usize>, unit: usize) -> Result<(), String> {
    if before.is_none_or(|before| unit > before) {
        return Ok(());
    }
    let text = shown(text);
    Err(format!(
        "the duration `{text}` has its units out of order\neach unit at most once, the longest first"
    ))
}

/// Returns `number` units of `unit` nanoseconds each.
fn nanoseconds(text: &str, number: &str, unit: u64) -> Result<u64, String> {
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let malformed = |part: &str| part.is_empty() || part.contains('.');
    if malformed(whole) || fraction.is_some_and(malformed) {
        return Err(format!("`{}` is not a number\n{ALLOWED}", shown(number)));
    }
    let whole: u64 = whole.parse().map_err(|_| too_long(text))?;
    let whole = whole.checked_mul(unit).ok_or_else(|| too_long(text))?;
    let part = fraction_of(fraction.unwrap_or(""), unit).ok_or_else(|| {
        format!("the duration `{}` is finer than a nanosecond\n{ALLOWED}", shown(text))
    })?;
    whole.checked_add(part).ok_or_else(|| too_long(text))
}

/// Returns the decimal fraction `0.digits` of `unit` if it is whole.
fn fraction_of(digits: &str, unit: u64) -> Option<u64> {
    let mut units: u128 = 0;
    let mut scale: u128 = 1;
    for digit in digits.trim_end_matches('0').bytes() {
        scale = scale.checked_mul(10)?;
        units = units.checked_mul(10)?.checked_add(u128::from(digit - b'0') * u128::from(unit))?;
    }
    if !units.is_multiple_of(scale) {
        return None;
    }
    u64::try_from(units / scale).ok()
}

fn too_long(text: &str) -> String {
    format!(
        "the duration `{}` is too long\nat most {} is possible",
        shown(text),
        Duration(u64::MAX)
    )
}

/// Prints days, hours, minutes and seconds as far as there are any, and less than a second as a fraction.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        for (name, unit) in &UNITS[1..4] {
            if rest >= *unit {
                write!(f, "{}{name}", rest / unit)?;
                rest %= unit;
            }
        }
        if rest == 0 && self.0 > 0 {
            return Ok(());
        }
        let short = UNITS[4..].iter().find(|(_, unit)| rest >= *unit);
        let (name, unit) = short.copied().unwrap_or(UNITS[4]);
        write!(f, "{}", rest / unit)?;
        if !rest.is_multiple_of(unit) {
            let width = unit.ilog10() as usize;
            let digits = format!("{:0width$}", rest % unit);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        f.write_str(name)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "a duration such as \"30s\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &str) {
        let found = match text.parse::<Duration>() {
            Ok(duration) => format!("{}ns {duration}", duration.as_ns()),
            Err(message) => message.split('\n').next().unwrap_or_default().to_owned(),
        };
        assert_eq!(found, expected, "for {text}");
    }

    #[test]
    fn durations_are_whole_nanoseconds() {
        check("30s", "30000000000ns 30s");
        check("80ms", "80000000ns 80ms");
        check("1.5s", "1500000000ns 1.5s");
        check("21d", "1814400000000000ns 21d");
        check("2h30m", "9000000000000ns 2h30m");
        check("500us", "500000ns 500us");
        check("10ns", "10ns 10ns");
        check("1w", "604800000000000ns 7d");
        check("1572s", "1572000000000ns 26m12s");
        check("0s", "0ns 0s");
        check("0.000000001s", "1ns 1ns");
        check("18446744073709551615ns", "18446744073709551615ns 213503d23h34m33.709551615s");
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        check("", "a duration is empty");
        check("5", "the duration `5` has a number without a unit");
        check("s", "`s` is not a duration: it does not start with a number");
        check("-5s", "`-5s` is not a duration: it does not start with a number");
        check("5 s", "the duration `5 s` has the unknown unit ` s`");
        check("5min", "the duration `5min` has the unknown unit `min`");
        check("1.s", "`1.` is not a number");
        check("1.2.3s", "`1.2.3` is not a number");
        check("30m2h", "the duration `30m2h` has its units out of order");
        check("0s0s", "the duration `0s0s` has its units out of order");
        check("1.5ns", "the duration `1.5ns` is finer than a nanosecond");
        check("30501w", "the duration `30501w` is too long");
        check("18446744073709551616ns", "the duration `18446744073709551616ns` is too long");
    }

    proptest! {
        #[test]
        fn a_printed_duration_reads_as_itself(ns: u64, magnitude in 0..64) {
            let duration = Duration::from_ns(ns >> magnitude);
            prop_assert_eq!(duration.to_string().parse(), Ok(duration));
        }

        #[test]
        fn no_text_makes_reading_a_duration_panic(text in "[0-9.a-zä ]{0,30}") {
            let _ = text.parse::<Duration>();
        }
    }
}
