//! Lines of JSON as they are read back: fields in written order, numbers exact, no name twice.
//!
//! A hostile line costs what an honest one costs: names in a map and pieces of data in a file are
//! limited, and `serde_json` limits how deep they nest. What fields mean is left to `fields`.

use seamripper_scenario::{Map, Text, Value};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;

/// The most names in one map, as in scenario files: looking a name up passes over those before it.
const MOST_NAMES: usize = 4096;
/// The most fields of one line.
const MOST_FIELDS: usize = 64;

/// What stands in a field of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Datum {
    /// Plain data.
    Value(Value),
    /// A whole number that plain data cannot hold: a count or a time beyond 63 bits.
    Big(u64),
}

/// Reads one line: its fields in their order.
///
/// `budget` is how many pieces of data may still come; it goes down.
///
/// # Errors
///
/// What is wrong, and in which column.
pub(super) fn fields(
    line: &[u8],
    budget: &Cell<u64>,
) -> Result<Vec<(Text, Datum)>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(line);
    let fields = reader.deserialize_map(Line { budget })?;
    reader.end()?;
    Ok(fields)
}

/// Reads the fields of a line.
struct Line<'b> {
    budget: &'b Cell<u64>,
}

impl<'de> Visitor<'de> for Line<'_> {
    type Value = Vec<(Text, Datum)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object {..}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut fields: Vec<(Text, Datum)> = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            if fields.iter().any(|(known, _)| known.as_str() == name) {
                return Err(A::Error::custom(format!("`{}` is given twice", clip(&name))));
            }
            if fields.len() == MOST_FIELDS {
                return Err(A::Error::custom(format!("a line has at most {MOST_FIELDS} fields")));
            }
            let datum = entries.next_value_seed(Piece { budget: self.budget })?;
            fields.push((name.into(), datum));
        }
        Ok(fields)
    }
}

/// Reads one piece of data.
#[derive(Clone, Copy)]
struct Piece<'b> {
    budget: &'b Cell<u64>,
}

impl Piece<'_> {
    /// Reads plain data out of a list or a map.
    fn plain<E: Error>(datum: Datum) -> Result<Value, E> {
        match datum {
            Datum::Value(value) => Ok(value),
            Datum::Big(_) => Err(E::custom("a whole number does not fit into 64 bits")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Piece<'_> {
    type Value = Datum;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Datum, D::Error> {
        let left = self.budget.get().checked_sub(1);
        self.budget.set(left.ok_or_else(|| D::Error::custom("there is too much data in it"))?);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Piece<'_> {
    type Value = Datum;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("plain data")
    }

    fn visit_unit<E: Error>(self) -> Result<Datum, E> {
        Ok(Datum::Value(Value::Null))
    }

    fn visit_bool<E: Error>(self, bool: bool) -> Result<Datum, E> {
        Ok(Datum::Value(Value::Bool(bool)))
    }

    fn visit_i64<E: Error>(self, int: i64) -> Result<Datum, E> {
        Ok(Datum::Value(Value::Int(int)))
    }

    fn visit_u64<E: Error>(self, int: u64) -> Result<Datum, E> {
        Ok(i64::try_from(int).map_or(Datum::Big(int), |int| Datum::Value(Value::Int(int))))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Datum, E> {
        if number.is_finite() {
            Ok(Datum::Value(Value::Number(number)))
        } else {
            Err(E::custom("the number is not finite"))
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Datum, E> {
        Ok(Datum::Value(Value::text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Datum, A::Error> {
        let mut values = Vec::new();
        while let Some(datum) = items.next_element_seed(self)? {
            values.push(Piece::plain(datum)?);
        }
        Ok(Datum::Value(Value::list(values)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Datum, A::Error> {
        let mut names = BTreeSet::new();
        let mut map = Map::default();
        while let Some(name) = entries.next_key::<String>()? {
            if names.len() == MOST_NAMES {
                let message = format!("a map of plain data has at most {MOST_NAMES} names");
                return Err(A::Error::custom(message));
            }
            let name = Text::from(name);
            if !names.insert(name.clone()) {
                let message = format!("`{}` is given twice", clip(name.as_str()));
                return Err(A::Error::custom(message));
            }
            map.set(name, Piece::plain(entries.next_value_seed(self)?)?);
        }
        Ok(Datum::Value(Value::map(map)))
    }
}

/// Cuts a name that is too long for a message.
pub(super) fn clip(name: &str) -> String {
    match name.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &name[..at]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the one field of a line.
    fn read(written: &str) -> Result<Datum, String> {
        let line = format!("{{\"x\":{written}}}");
        let mut read =
            fields(line.as_bytes(), &Cell::new(200)).map_err(|error| error.to_string())?;
        Ok(read.remove(0).1)
    }

    #[test]
    fn numbers_come_back_as_they_were() {
        for written in ["0", "-1", "9223372036854775807", "0.1", "-0.0", "1e300", "5e-324"] {
            let Ok(Datum::Value(value)) = read(written) else { panic!("{written}") };
            let again = serde_json::to_string(&value).expect("it has a form in JSON");
            let same = |text: &str| text.parse::<f64>().map(f64::to_bits);
            assert_eq!(same(&again), same(written), "{written} came back as {again}");
            assert_eq!(matches!(value, Value::Int(_)), !written.contains(['.', 'e']));
        }
        assert_eq!(read("18446744073709551615"), Ok(Datum::Big(u64::MAX)));
    }

    #[test]
    fn what_is_no_plain_data_is_refused_with_a_reason() {
        for (written, says) in [
            ("{\"a\":1,\"a\":2}", "`a` is given twice"),
            ("1,\"x\":2", "`x` is given twice"),
            ("[18446744073709551615]", "does not fit into 64 bits"),
            ("1e999", "number out of range"),
            (&format!("[{}0]", "0,".repeat(200)), "there is too much data in it"),
            (&"[".repeat(300), "recursion limit"),
            ("NaN", "expected"),
        ] {
            let message = read(written).expect_err("it is refused");
            assert!(message.contains(says), "{written}: {message}");
        }
    }
}
