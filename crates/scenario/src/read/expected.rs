//! What a type wants to read, in the words of a reader.
//!
//! `ron` says "expected identifier" where an enum was wanted and does not name its variants. So the
//! type is asked itself: it is given a deserializer that reads nothing and notes the question.

use serde::de::{DeserializeOwned, Deserializer, Error, Expected, Unexpected, Visitor};
use std::fmt;

/// What a type wants to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A value that these words describe.
    Words(String),
    /// A struct of this name.
    Struct(&'static str),
    /// One of some variants.
    Enum(&'static [&'static str]),
    /// Cannot be told.
    Unknown,
}

impl Wanted {
    /// Says what is wanted; none if that is unknown.
    pub(super) fn words(&self) -> Option<String> {
        match self {
            Wanted::Words(words) => Some(words.clone()),
            Wanted::Struct(name) => Some(format!("`{name}(..)`")),
            Wanted::Enum([]) | Wanted::Unknown => None,
            Wanted::Enum([only]) => Some(format!("`{only}`")),
            Wanted::Enum(variants) if variants.len() <= 10 => {
                let quoted: Vec<String> =
                    variants.iter().map(|variant| format!("`{variant}`")).collect();
                Some(format!("one of {}", quoted.join(", ")))
            }
            Wanted::Enum(variants) => Some(format!(
                "one of `{}`, `{}` and {} more",
                variants[0],
                variants[1],
                variants.len() - 2
            )),
        }
    }
}

/// Asks a type what it wants to read.
pub(super) fn wanted<T: DeserializeOwned>() -> Wanted {
    match T::deserialize(Question) {
        Ok(_) => Wanted::Unknown,
        Err(Answer(wanted)) => wanted,
    }
}

/// Puts `serde`'s own names of types into a reader's words.
pub(super) fn plain_words(expected: &str) -> String {
    match expected {
        "a string" | "a borrowed string" | "string" | "str" => "text in double quotes".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "a character" => "one character in single quotes".to_owned(),
        "a sequence" => "a list `[..]`".to_owned(),
        "a map" => "a map `{..}`".to_owned(),
        "unit" => "`()`".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "u64" | "usize" | "u128" => "a whole number, 0 or more".to_owned(),
        "i64" | "isize" | "i128" => "a whole number".to_owned(),
        "u8" => range(u8::MIN, u8::MAX),
        "u16" => range(u16::MIN, u16::MAX),
        "u32" => range(u32::MIN, u32::MAX),
        "i8" => range(i8::MIN, i8::MAX),
        "i16" => range(i16::MIN, i16::MAX),
        "i32" => range(i32::MIN, i32::MAX),
        other => other.to_owned(),
    }
}

fn range(least: impl fmt::Display, most: impl fmt::Display) -> String {
    format!("a whole number from {least} to {most}")
}

/// A deserializer that answers every question with the question.
struct Question;

/// The question, as the error that `serde` carries out.
#[derive(Debug)]
struct Answer(Wanted);

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.words().unwrap_or_default())
    }
}

impl std::error::Error for Answer {}

impl Error for Answer {
    fn custom<M: fmt::Display>(_: M) -> Self {
        Answer(Wanted::Unknown)
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Answer(Wanted::Words(plain_words(&expected.to_string())))
    }
}

fn ask<'de, V: Visitor<'de>>(visitor: &V) -> Answer {
    Answer::invalid_type(Unexpected::Other("nothing"), visitor)
}

/// Answers each of these questions with what the visitor expects.
macro_rules! answer {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Answer> {
            Err(ask(&visitor))
        }
    )*};
}

impl<'de> Deserializer<'de> for Question {
    type Error = Answer;

    answer! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32
        deserialize_i64 deserialize_i128 deserialize_u8 deserialize_u16 deserialize_u32
        deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64 deserialize_char
        deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_unit
        deserialize_seq deserialize_map deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Answer> {
        visitor.visit_some(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: V,
    ) -> Result<V::Value, Answer> {
        Err(Answer(Wanted::Words(format!("`{name}`"))))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: V,
    ) -> Result<V::Value, Answer> {
        // The name under which `ron` asks for a raw value is no name of a format.
        let raw = name.starts_with('$');
        Err(Answer(if raw { Wanted::Unknown } else { Wanted::Struct(name) }))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, _: V) -> Result<V::Value, Answer> {
        Err(Answer(Wanted::Words(format!("{len} values in round brackets"))))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: usize,
        _: V,
    ) -> Result<V::Value, Answer> {
        Err(Answer(Wanted::Struct(name)))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Answer> {
        Err(Answer(Wanted::Struct(name)))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Answer> {
        Err(Answer(Wanted::Enum(variants)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Duration, Table};
    use serde::Deserialize;

    fn check<T: for<'de> Deserialize<'de>>(expected: &str) {
        assert_eq!(wanted::<T>().words().unwrap_or_default(), expected);
    }

    #[test]
    fn types_say_what_they_want() {
        check::<u8>("a whole number from 0 to 255");
        check::<Option<bool>>("`true` or `false`");
        check::<Vec<String>>("a list `[..]`");
        check::<Duration>("a duration such as \"30s\"");
        check::<(u8, u8)>("2 values in round brackets");
        check::<Table<u8>>("");
    }
}
