//! Texts that expressions make: of any value, by joining, by replacing.
//!
//! Every one is bounded in size, so that no expression can eat the memory of a run.

use std::fmt::{self, Write};

use crate::{Text, Value};

/// How many bytes a text may have that an expression makes.
pub(super) const MAX_TEXT: usize = 1 << 20;

pub(super) fn too_long() -> String {
    format!("the text has more than {MAX_TEXT} bytes")
}

pub(super) fn of(value: &Value) -> Result<Text, String> {
    match value {
        Value::Text(text) => Ok(text.clone()),
        Value::Int(int) => Ok(int.to_string().into()),
        value => {
            let mut out = Bounded(String::new());
            write!(out, "{value}").map_err(|_| too_long())?;
            Ok(out.0.into())
        }
    }
}

pub(super) fn join(values: &[Value], separator: &str) -> Result<Value, String> {
    let mut out = Bounded(String::new());
    for (index, value) in values.iter().enumerate() {
        let separator = if index == 0 { "" } else { separator };
        let written = out.write_str(separator).and_then(|()| match value {
            Value::Text(text) => out.write_str(text.as_str()),
            value => write!(out, "{value}"),
        });
        written.map_err(|_| too_long())?;
    }
    Ok(Value::text(out.0))
}

pub(super) fn replace(text: &str, from: &str, to: &str) -> Result<Value, String> {
    let mut out = Bounded(String::new());
    for (index, piece) in text.split(from).enumerate() {
        let to = if index == 0 { "" } else { to };
        let written = out.write_str(to).and_then(|()| out.write_str(piece));
        written.map_err(|_| too_long())?;
    }
    Ok(Value::text(out.0))
}

/// Shows a value in a message: itself if it is short, its type if not.
pub(super) fn brief(value: &Value) -> String {
    match value {
        Value::Text(text) if text.as_str().len() > 40 => "this text".to_string(),
        Value::List(_) | Value::Map(_) => value.type_name().to_string(),
        Value::Text(text) => format!("'{text}'"),
        _ => value.to_string(),
    }
}

/// A text that refuses to grow beyond [`MAX_TEXT`].
struct Bounded(String);

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > MAX_TEXT {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}
