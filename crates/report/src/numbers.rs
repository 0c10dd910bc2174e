//! Numbers as people read them: `26m12s`, `80ms`, `1,234`, `3 calls`.
//!
//! Times round down, so that a moment never reads as later than it was.

const US: u64 = 1_000;
const MS: u64 = 1_000 * US;
const S: u64 = 1_000 * MS;
const MINUTE: u64 = 60 * S;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Says a stretch of virtual time with at most two units or three digits.
pub(crate) fn time(ns: u64) -> String {
    match ns {
        0 => "0s".to_owned(),
        1..US => format!("{ns}ns"),
        US..MS => format!("{}µs", ns / US),
        MS..S => format!("{}ms", ns / MS),
        S..MINUTE => seconds(ns),
        MINUTE..HOUR => two(ns, MINUTE, "m", S, "s"),
        HOUR..DAY => two(ns, HOUR, "h", MINUTE, "m"),
        _ => two(ns, DAY, "d", HOUR, "h"),
    }
}

/// Says seconds with what follows the point, unless there is nothing.
fn seconds(ns: u64) -> String {
    let (whole, hundredths) = (ns / S, ns % S / (S / 100));
    match (ns % S, whole) {
        (0, _) => format!("{whole}s"),
        (_, ..10) => format!("{whole}.{hundredths:02}s"),
        _ => format!("{whole}.{}s", hundredths / 10),
    }
}

fn two(ns: u64, big: u64, big_name: &str, small: u64, small_name: &str) -> String {
    let (whole, rest) = (ns / big, ns % big / small);
    if rest == 0 {
        return format!("{}{big_name}", count(whole));
    }
    format!("{}{big_name}{rest:02}{small_name}", count(whole))
}

/// Says a whole number with commas between the thousands.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut said = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// Says a number of things by the regular plural of their English noun.
pub(crate) fn of(number: u64, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", count(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_with_the_units_that_fit_their_size() {
        let said: Vec<String> = [
            0,
            999,
            80 * MS,
            1_225 * MS,
            2 * S,
            11_225 * MS,
            30_050 * MS,
            59_999 * MS,
            26 * MINUTE + 12 * S,
            3 * HOUR + 5 * MINUTE,
            21 * DAY,
            u64::MAX,
        ]
        .map(time)
        .to_vec();
        let expected = [
            "0s",
            "999ns",
            "80ms",
            "1.22s",
            "2s",
            "11.2s",
            "30.0s",
            "59.9s",
            "26m12s",
            "3h05m",
            "21d",
            "213,503d23h",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn thousands_are_set_apart_by_commas() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234), "1,234");
        assert_eq!(count(1_234_567), "1,234,567");
    }

    #[test]
    fn one_thing_has_no_plural() {
        assert_eq!(of(1, "call"), "1 call");
        assert_eq!(of(0, "call"), "0 calls");
        assert_eq!(of(2_000, "call"), "2,000 calls");
    }
}
