//! Plain data: what requests ask for, rows hold, calls carry and replies answer.
//!
//! A `Value` is cheap to clone (shared text, lists and maps), ordered as it was written, and has no
//! NaN: arithmetic that would make one is an error where it happens. It prints as JSON does.

use crate::work;
use smol_str::SmolStr;
use std::fmt;
use std::sync::Arc;

/// One piece of plain data. Equality is by meaning: `10` equals `10.0`, and never equals `'10'`.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// Nothing: an absent field, an empty answer.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A finite number with a fraction.
    Number(f64),
    /// Unicode text.
    Text(Text),
    /// Values in order.
    List(Arc<[Value]>),
    /// Named values, in the order in which they were written.
    Map(Arc<Map>),
}

/// Immutable text, cheap to clone: short ones are held in place, long ones shared.
///
/// Most names fit in place, so that copying one neither allocates nor touches what another thread
/// reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(SmolStr);

/// Named values in written order; names are unique.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(Vec<(Text, Value)>);

impl Text {
    /// Returns the text as a string slice.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text(text.into())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Map {
    /// Returns the value under `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.pass_over();
        self.0.iter().find(|(key, _)| key.as_str() == name).map(|(_, value)| value)
    }

    /// Returns the value under `name`, which is looked for at a place first: who goes through names in
    /// the order of a map finds each at once.
    pub fn get_at(&self, place: usize, name: &Text) -> Option<&Value> {
        match self.0.get(place) {
            Some((key, value)) if key == name => Some(value),
            _ => self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value),
        }
    }

    /// Makes a map of names that are known to be unique.
    pub(crate) fn of_unique(entries: Vec<(Text, Value)>) -> Self {
        Map(entries)
    }

    /// Sets `name` to `value`: in its place if the name is there, at the end if not.
    pub fn set(&mut self, name: Text, value: Value) {
        self.pass_over();
        match self.0.iter_mut().find(|(key, _)| *key == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// Counts the work of looking through the names, where it is worth counting.
    #[inline]
    fn pass_over(&self) {
        if self.0.len() > 16 {
            work::spend(self.0.len() as u64);
        }
    }

    /// Iterates over names and values in written order.
    pub fn iter(&self) -> impl Iterator<Item = (&Text, &Value)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// Returns how many names there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether there is no name at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(Text, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (Text, Value)>>(entries: I) -> Self {
        let mut map = Map::default();
        for (name, value) in entries {
            map.set(name, value);
        }
        map
    }
}

impl Value {
    /// Makes a text value.
    pub fn text(text: impl Into<Text>) -> Self {
        Value::Text(text.into())
    }

    /// Makes a list value.
    pub fn list(values: impl Into<Arc<[Value]>>) -> Self {
        Value::List(values.into())
    }

    /// Makes a map value.
    pub fn map(map: Map) -> Self {
        Value::Map(Arc::new(map))
    }

    /// Tells whether this is another's very data: the same shared list or map, or the same scalar of the
    /// same type. Whoever is told so need not look inside.
    pub fn is_same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a.to_bits() == b.to_bits(),
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::List(a), Value::List(b)) => Arc::ptr_eq(a, b),
            (Value::Map(a), Value::Map(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }

    /// Names the type as messages do: `null`, `boolean`, `integer`, `number`, `text`, `list`, `map`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Int(_) => "integer",
            Value::Number(_) => "number",
            Value::Text(_) => "text",
            Value::List(_) => "list",
            Value::Map(_) => "map",
        }
    }

    /// Returns the field `name` of a map; null for an absent field or anything that is no map.
    pub fn field(&self, name: &str) -> Value {
        match self {
            Value::Map(map) => map.get(name).cloned().unwrap_or_default(),
            _ => Value::Null,
        }
    }

    /// Returns about how many bytes the value has when it is written out; none if they are more than
    /// `most`, or if lists and maps lie in each other more than `depth` deep.
    pub fn size(&self, most: u64, depth: u32) -> Option<u64> {
        let mut left = most;
        self.take_from(&mut left, depth)?;
        Some(most - left)
    }

    fn take_from(&self, left: &mut u64, depth: u32) -> Option<()> {
        let own = match self {
            Value::Text(text) => 8 + text.as_str().len() as u64,
            _ => 8,
        };
        *left = left.checked_sub(own)?;
        match self {
            Value::List(values) => {
                let depth = depth.checked_sub(1)?;
                values.iter().try_for_each(|value| value.take_from(left, depth))
            }
            Value::Map(map) => {
                let depth = depth.checked_sub(1)?;
                map.0.iter().try_for_each(|(name, value)| {
                    *left = left.checked_sub(name.as_str().len() as u64)?;
                    value.take_from(left, depth)
                })
            }
            _ => Some(()),
        }
    }

    /// Returns the number, if this is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Value::Int(int) => Some(*int as f64),
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns the text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        }
    }

    /// Tells whether this is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a == b,
            (Value::Int(a), Value::Number(b)) | (Value::Number(b), Value::Int(a)) => {
                *a as f64 == *b
            }
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::List(a), Value::List(b)) => a == b,
            (Value::Map(a), Value::Map(b)) => a == b,
            _ => false,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::text(text)
    }
}

impl From<i64> for Value {
    fn from(int: i64) -> Self {
        Value::Int(int)
    }
}

impl From<bool> for Value {
    fn from(bool: bool) -> Self {
        Value::Bool(bool)
    }
}

/// Writes the value as JSON.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Bool(bool) => write!(f, "{bool}"),
            Value::Int(int) => write!(f, "{int}"),
            Value::Number(number) => write!(f, "{number:?}"),
            Value::Text(text) => write_json_text(f, text.as_str()),
            Value::List(values) => {
                f.write_str("[")?;
                for (index, value) in values.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    value.fmt(f)?;
                }
                f.write_str("]")
            }
            Value::Map(map) => {
                f.write_str("{")?;
                for (index, (name, value)) in map.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    write_json_text(f, name.as_str())?;
                    f.write_str(": ")?;
                    value.fmt(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

/// Writes a text in quotes: what needs no escaping, which is most of it, in one piece.
fn write_json_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    // Bytes of characters beyond ASCII are none of these.
    let is_escaped = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'\\' | 0x7f);
    f.write_str("\"")?;
    let mut written = 0;
    for (place, byte) in text.bytes().enumerate().filter(|(_, byte)| is_escaped(*byte)) {
        f.write_str(&text[written..place])?;
        written = place + 1;
        match byte {
            b'"' => f.write_str("\\\"")?,
            b'\\' => f.write_str("\\\\")?,
            b'\n' => f.write_str("\\n")?,
            b'\r' => f.write_str("\\r")?,
            b'\t' => f.write_str("\\t")?,
            control => write!(f, "\\u{control:04x}")?,
        }
    }
    f.write_str(&text[written..])?;
    f.write_str("\"")
}

impl serde::Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl serde::Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(bool) => serializer.serialize_bool(*bool),
            Value::Int(int) => serializer.serialize_i64(*int),
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Text(text) => text.serialize(serializer),
            Value::List(values) => serializer.collect_seq(values.iter()),
            Value::Map(map) => serializer.collect_map(map.iter()),
        }
    }
}
