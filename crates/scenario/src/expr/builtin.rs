//! The built-in functions: their names, how many arguments they take, and what they answer.
//!
//! Each is a pure function of its arguments. What it makes is bounded in size, so that no
//! expression can eat the memory of a run.

use std::cmp::Ordering;
use std::sync::Arc;

use super::arithmetic::{integral, order, too_large};
use super::text::{self, MAX_TEXT};
use crate::{Text, Value};

const MAX_RANGE: i64 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Builtin {
    Len,
    Text,
    Int,
    Number,
    Round,
    Floor,
    Ceil,
    Abs,
    Min,
    Max,
    Lower,
    Upper,
    Trim,
    Exists,
    First,
    Last,
    Keys,
    Values,
    Range,
    Split,
    Join,
    Replace,
    Without,
}

/// Name, function, fewest and most arguments.
const TABLE: &[(&str, Builtin, usize, usize)] = &[
    ("len", Builtin::Len, 1, 1),
    ("text", Builtin::Text, 1, 1),
    ("int", Builtin::Int, 1, 1),
    ("number", Builtin::Number, 1, 1),
    ("round", Builtin::Round, 1, 1),
    ("floor", Builtin::Floor, 1, 1),
    ("ceil", Builtin::Ceil, 1, 1),
    ("abs", Builtin::Abs, 1, 1),
    ("min", Builtin::Min, 1, usize::MAX),
    ("max", Builtin::Max, 1, usize::MAX),
    ("lower", Builtin::Lower, 1, 1),
    ("upper", Builtin::Upper, 1, 1),
    ("trim", Builtin::Trim, 1, 1),
    ("exists", Builtin::Exists, 1, 1),
    ("first", Builtin::First, 1, 1),
    ("last", Builtin::Last, 1, 1),
    ("keys", Builtin::Keys, 1, 1),
    ("values", Builtin::Values, 1, 1),
    ("range", Builtin::Range, 1, 1),
    ("split", Builtin::Split, 2, 2),
    ("join", Builtin::Join, 2, 2),
    ("replace", Builtin::Replace, 3, 3),
    ("without", Builtin::Without, 2, 2),
];

impl Builtin {
    pub(super) fn of(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.0 == name).map(|row| row.1)
    }

    pub(super) fn names<'n>() -> impl Iterator<Item = &'n str> {
        TABLE.iter().map(|row| row.0)
    }

    fn name(self) -> &'static str {
        TABLE.iter().find(|row| row.1 == self).map_or("", |row| row.0)
    }

    /// Returns the fewest and the most arguments.
    pub(super) fn arity(self) -> (usize, usize) {
        TABLE.iter().find(|row| row.1 == self).map_or((0, 0), |row| (row.2, row.3))
    }

    /// Answers a call; the parser has checked the number of arguments.
    pub(super) fn call(self, arguments: &[Value]) -> Result<Value, String> {
        match arguments {
            _ if self == Builtin::Min => self.extreme(arguments, Ordering::Less),
            _ if self == Builtin::Max => self.extreme(arguments, Ordering::Greater),
            [value] => self.call_one(value),
            [subject, by] => self.call_two(subject, by),
            [subject, from, to] => {
                let (subject, from) = (self.text(subject)?, self.separator(from)?);
                text::replace(subject, from, self.text(to)?)
            }
            _ => Err(format!("wrong number of arguments for `{}`", self.name())),
        }
    }

    fn call_one(self, value: &Value) -> Result<Value, String> {
        match self {
            Builtin::Len => match value {
                Value::Text(text) => Ok(count(text.as_str().chars().count())),
                Value::List(values) => Ok(count(values.len())),
                Value::Map(map) => Ok(count(map.len())),
                _ => Err(self.takes("text, a list or a map", value)),
            },
            Builtin::Text => text::of(value).map(Value::Text),
            Builtin::Int => self.int(value),
            Builtin::Number => self.number(value),
            Builtin::Round => self.whole(value, f64::round),
            Builtin::Floor => self.whole(value, f64::floor),
            Builtin::Ceil => self.whole(value, f64::ceil),
            Builtin::Abs => match value {
                Value::Int(int) => int.checked_abs().map(Value::Int).ok_or_else(too_large),
                Value::Number(number) => Ok(Value::Number(number.abs())),
                _ => Err(self.takes("a number", value)),
            },
            Builtin::Lower => Ok(Value::text(self.text(value)?.to_lowercase())),
            Builtin::Upper => Ok(Value::text(self.text(value)?.to_uppercase())),
            Builtin::Trim => Ok(Value::text(self.text(value)?.trim())),
            Builtin::Exists => Ok(Value::Bool(!value.is_null())),
            Builtin::First => Ok(self.list(value)?.first().cloned().unwrap_or_default()),
            Builtin::Last => Ok(self.list(value)?.last().cloned().unwrap_or_default()),
            Builtin::Keys => Ok(self.entries(value, |(name, _)| Value::Text(name.clone()))?),
            Builtin::Values => Ok(self.entries(value, |(_, value)| value.clone())?),
            Builtin::Range => match integral(value) {
                Some(end @ 0..=MAX_RANGE) => {
                    Ok(Value::List((0..end).map(Value::Int).collect::<Arc<[Value]>>()))
                }
                _ => Err(format!(
                    "`range` takes an integer from 0 to {MAX_RANGE}, not {}",
                    text::brief(value)
                )),
            },
            _ => Err(format!("wrong number of arguments for `{}`", self.name())),
        }
    }

    fn call_two(self, subject: &Value, by: &Value) -> Result<Value, String> {
        match self {
            Builtin::Split => {
                let (text, separator) = (self.text(subject)?, self.separator(by)?);
                if text.len() > MAX_TEXT {
                    return Err(text::too_long());
                }
                Ok(Value::List(text.split(separator).map(Value::from).collect()))
            }
            Builtin::Join => text::join(self.list(subject)?, self.text(by)?),
            Builtin::Without => match subject {
                Value::Map(map) => {
                    let name = self.text(by)?;
                    if map.get(name).is_none() {
                        return Ok(subject.clone());
                    }
                    let kept = map.iter().filter(|(key, _)| key.as_str() != name);
                    Ok(Value::map(kept.map(|(key, value)| (key.clone(), value.clone())).collect()))
                }
                _ => Err(self.takes("a map", subject)),
            },
            _ => Err(format!("wrong number of arguments for `{}`", self.name())),
        }
    }

    fn takes(self, expected: &str, found: &Value) -> String {
        format!("`{}` takes {expected}, not {}", self.name(), found.type_name())
    }

    fn text(self, value: &Value) -> Result<&str, String> {
        value.as_text().ok_or_else(|| self.takes("text", value))
    }

    fn separator(self, value: &Value) -> Result<&str, String> {
        let text = self.text(value)?;
        if text.is_empty() {
            return Err(format!("`{}` cannot look for empty text", self.name()));
        }
        Ok(text)
    }

    fn list(self, value: &Value) -> Result<&[Value], String> {
        match value {
            Value::List(values) => Ok(values),
            _ => Err(self.takes("a list", value)),
        }
    }

    fn entries(self, value: &Value, entry: fn((&Text, &Value)) -> Value) -> Result<Value, String> {
        match value {
            Value::Map(map) => Ok(Value::List(map.iter().map(entry).collect())),
            _ => Err(self.takes("a map", value)),
        }
    }

    fn int(self, value: &Value) -> Result<Value, String> {
        let int = match value {
            Value::Text(text) => text.as_str().parse().ok(),
            value => integral(value),
        };
        int.map(Value::Int)
            .ok_or_else(|| format!("cannot make an integer of {}", text::brief(value)))
    }

    fn number(self, value: &Value) -> Result<Value, String> {
        let number = match value {
            Value::Text(text) => {
                text.as_str().parse().ok().filter(|number: &f64| number.is_finite())
            }
            value => value.as_number(),
        };
        number
            .map(Value::Number)
            .ok_or_else(|| format!("cannot make a number of {}", text::brief(value)))
    }

    fn whole(self, value: &Value, rounded: fn(f64) -> f64) -> Result<Value, String> {
        match value {
            Value::Int(_) => Ok(value.clone()),
            Value::Number(number) => {
                let whole = integral(&Value::Number(rounded(*number)));
                whole.map(Value::Int).ok_or_else(too_large)
            }
            _ => Err(self.takes("a number", value)),
        }
    }

    fn extreme(self, arguments: &[Value], wanted: Ordering) -> Result<Value, String> {
        let Some((mut best, rest)) = arguments.split_first() else {
            return Err(format!("`{}` takes at least 1 argument", self.name()));
        };
        for value in arguments {
            if value.as_number().is_none() && value.as_text().is_none() {
                return Err(self.takes("numbers or texts", value));
            }
        }
        for value in rest {
            let order = order(value, best).ok_or_else(|| {
                let (a, b) = (best.type_name(), value.type_name());
                format!("`{}` cannot compare {a} with {b}", self.name())
            })?;
            best = if order == wanted { value } else { best };
        }
        Ok(best.clone())
    }
}

fn count(items: usize) -> Value {
    Value::Int(i64::try_from(items).unwrap_or(i64::MAX))
}
