//! Scalars as they are written, and what may stand in their place that says less.

pub use super::formula::operands;
use crate::read::{Chance, Duration};

/// A number or a text, as far as its spelling tells what it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar {
    /// A whole number.
    Whole(i64),
    /// A number with a point.
    Decimal(f64),
    /// Text that is a duration, in nanoseconds.
    Duration(u64),
    /// Text that is a chance.
    Chance {
        /// Whether it is `0%` or `100%`.
        certain: bool,
    },
    /// Any other text in quotes.
    Text,
    /// No scalar.
    Other,
}

impl Scalar {
    /// Tells what a word is by its spelling.
    pub fn of(word: &str) -> Self {
        if let Some(text) = content(word) {
            return Scalar::of_text(text);
        }
        if let Ok(number) = word.replace('_', "").parse() {
            return Scalar::Whole(number);
        }
        match word.replace('_', "").parse::<f64>() {
            Ok(number) if number.is_finite() => Scalar::Decimal(number),
            _ => Scalar::Other,
        }
    }

    fn of_text(text: &str) -> Self {
        if let Ok(duration) = text.parse::<Duration>() {
            return Scalar::Duration(duration.as_ns());
        }
        match text.parse::<Chance>() {
            Ok(chance) => {
                Scalar::Chance { certain: chance == Chance::NEVER || chance == Chance::ALWAYS }
            }
            Err(_) => Scalar::Text,
        }
    }
}

/// Returns what stands between the quotes of a text without escapes.
pub(super) fn content(word: &str) -> Option<&str> {
    let text = word.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains('\\')).then_some(text)
}

/// Returns durations that are easy to read and shorter than so many nanoseconds, the shortest first.
pub fn readable_lengths(below_ns: u64) -> Vec<Duration> {
    const UNITS: [(u64, &[u64]); 5] = [
        (1_000_000, &[1, 2, 5, 10, 20, 50, 100, 200, 500]),
        (1_000_000_000, &[1, 2, 5, 10, 15, 20, 30, 45]),
        (60_000_000_000, &[1, 2, 5, 10, 15, 20, 30, 45]),
        (3_600_000_000_000, &[1, 2, 3, 4, 6, 8, 12]),
        (86_400_000_000_000, &[1, 2, 3, 5, 7, 10, 14, 21, 30, 60, 90, 180]),
    ];
    let lengths = UNITS.iter().flat_map(|(unit, counts)| counts.iter().map(move |n| unit * n));
    std::iter::once(0).chain(lengths).filter(|ns| *ns < below_ns).map(Duration::from_ns).collect()
}

/// Returns numbers that are easy to read, from 2 to below another, the smallest first.
///
/// They are all there up to 20; above they have two digits of which the second is 0, or 5 and below 50.
pub fn readable_numbers(below: i64) -> Vec<i64> {
    const DIGITS: [i64; 12] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90];
    let mut numbers: Vec<i64> = (2..20).collect();
    let mut scale = 1_i64;
    while let Some(next) = scale.checked_mul(10).filter(|_| scale < below) {
        let steps = DIGITS.iter().filter_map(|digits| digits.checked_mul(scale));
        numbers.extend(steps.filter(|number| *number >= 20));
        scale = next;
    }
    numbers.retain(|number| *number < below);
    numbers
}

/// Returns the first sentence of a text in quotes that has several, in quotes.
pub fn sentence(word: &str) -> Option<String> {
    let text = word.strip_prefix('"')?.strip_suffix('"')?;
    let ends = |(at, mark): (usize, &str)| {
        let rest = &text[at + mark.len()..];
        rest.starts_with(' ').then_some(at + 1)
    };
    let end = text.match_indices(['.', '?', '!', ';']).find_map(|(at, mark)| {
        // A formula with a text of its own is no row of sentences.
        ends((at, mark)).filter(|_| !text.starts_with('\''))
    })?;
    let first = text[..end].trim_end_matches(';');
    let point = if text[..end].ends_with(';') { "." } else { "" };
    let whole = first.chars().count() >= 12 && first.matches('"').count().is_multiple_of(2);
    whole.then(|| format!("\"{first}{point}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_told_by_their_spelling() {
        assert_eq!(Scalar::of("1_000"), Scalar::Whole(1000));
        assert_eq!(Scalar::of("0.5"), Scalar::Decimal(0.5));
        assert_eq!(Scalar::of("\"1.5s\""), Scalar::Duration(1_500_000_000));
        assert_eq!(Scalar::of("\"5%\""), Scalar::Chance { certain: false });
        assert_eq!(Scalar::of("\"100%\""), Scalar::Chance { certain: true });
        assert_eq!(Scalar::of("\"a text\""), Scalar::Text);
        assert_eq!(Scalar::of("Anything"), Scalar::Other);
    }

    #[test]
    fn lengths_are_shorter_than_asked_and_read_as_they_print() {
        let shown: Vec<String> =
            readable_lengths(3_000_000_000).iter().map(ToString::to_string).collect();
        assert_eq!(shown.first().map(String::as_str), Some("0s"));
        assert_eq!(shown.last().map(String::as_str), Some("2s"));
        assert!(shown.iter().all(|text| text.parse::<Duration>().is_ok()), "{shown:?}");
        assert!(readable_lengths(0).is_empty());
    }

    #[test]
    fn numbers_rise_and_stay_below() {
        assert_eq!(readable_numbers(6), [2, 3, 4, 5]);
        let numbers = readable_numbers(4_900);
        assert!(numbers.is_sorted() && numbers.last() == Some(&4_000), "{numbers:?}");
        assert!(readable_numbers(i64::MAX).is_sorted() && readable_numbers(-5).is_empty());
    }

    #[test]
    fn a_text_of_sentences_gives_the_first() {
        let first = |text| sentence(text);
        assert_eq!(first("\"It was late. Nobody saw it.\""), Some("\"It was late.\"".to_owned()));
        assert_eq!(
            first("\"It was so late; it was dark.\""),
            Some("\"It was so late.\"".to_owned())
        );
        assert_eq!(first("\"One sentence.\""), None);
        assert_eq!(first("\"'A text. Of a formula.'\""), None);
    }
}
