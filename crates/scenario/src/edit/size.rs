//! How large a text is: what shrinking makes less of.

use super::shorter::Scalar;
use crate::read::token::{Kind, words};

/// The size of a text. Words come first, then how large its numbers are, then its letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    /// Words of the text: names, literals and brackets; no commas, colons and comments.
    pub words: usize,
    /// Its numbers and durations added up: billionths, and nanoseconds.
    pub magnitude: u128,
    /// Bytes of its words.
    pub bytes: usize,
}

/// Measures a text; one that is not well formed up to where it stops being so.
pub fn size(text: &str) -> Size {
    let mut size = Size::default();
    for token in words(text) {
        if matches!(token.kind, Kind::Comma | Kind::Colon) {
            continue;
        }
        let word = &text[token.start..token.end];
        size.words += 1;
        size.bytes += word.len();
        size.magnitude = size.magnitude.saturating_add(magnitude(&Scalar::of(word)));
    }
    size
}

fn magnitude(scalar: &Scalar) -> u128 {
    match scalar {
        // One of something is as simple as none of it.
        Scalar::Whole(number) => u128::from(number.unsigned_abs().max(1)) * 1_000_000_000,
        Scalar::Decimal(number) => (number.abs().min(1e18) * 1e9) as u128,
        Scalar::Duration(ns) => u128::from(*ns),
        Scalar::Chance { certain } => {
            if *certain {
                0
            } else {
                1_000_000_000
            }
        }
        Scalar::Text | Scalar::Other => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_weigh_more_than_numbers_and_numbers_more_than_letters() {
        assert!(size("(a: 900)") < size("(a: 1, b: 1)"));
        assert!(size("(a: 2)") < size("(a: 3)"));
        assert!(size("(a: \"1s\")") < size("(a: \"2m\")"));
        assert!(size("(a: \"always\")") < size("(a: \"always so\")"));
        assert!(size("(a: \"100%\")") < size("(a: \"5%\")"));
    }

    #[test]
    fn comments_and_commas_weigh_nothing() {
        assert_eq!(size("(a: 1)"), size("( /* one */ a : 1, ) // two"));
    }
}
