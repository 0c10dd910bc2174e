//! What `+ - * / %`, the order of values and the word integer mean.
//!
//! Integers are checked, numbers are finite, and only operations that IEEE 754 rounds exactly are
//! used, so that every machine computes the same.

use std::cmp::Ordering;
use std::sync::Arc;

use super::ast::Arithmetic;
use super::text::{self, MAX_TEXT};
use crate::Value;

/// How many values a list may have that an expression makes.
pub(super) const MAX_LIST: usize = 1 << 20;

/// Applies one operator to two values.
pub(super) fn apply(operator: Arithmetic, a: Value, b: Value) -> Result<Value, String> {
    if let (Value::Int(a), Value::Int(b)) = (&a, &b) {
        return integers(operator, *a, *b);
    }
    if let (Some(a), Some(b)) = (a.as_number(), b.as_number()) {
        return numbers(operator, a, b);
    }
    match (operator, &a, &b) {
        (Arithmetic::Add, Value::Text(a), Value::Text(b)) => join_texts(a.as_str(), b.as_str()),
        (Arithmetic::Add, Value::List(a), Value::List(b)) => join_lists(a, b),
        _ => Err(mismatch(operator, &a, &b)),
    }
}

fn integers(operator: Arithmetic, a: i64, b: i64) -> Result<Value, String> {
    let int = match operator {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Divide | Arithmetic::Remainder if b == 0 => return Err(by_zero()),
        Arithmetic::Divide if a.wrapping_rem(b) == 0 => a.checked_div(b),
        Arithmetic::Divide => return finite(a as f64 / b as f64),
        // The smallest integer has remainder 0 by -1, though the quotient overflows.
        Arithmetic::Remainder => Some(a.wrapping_rem(b)),
    };
    int.map(Value::Int).ok_or_else(too_large)
}

fn numbers(operator: Arithmetic, a: f64, b: f64) -> Result<Value, String> {
    finite(match operator {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Divide | Arithmetic::Remainder if b == 0.0 => return Err(by_zero()),
        Arithmetic::Divide => a / b,
        Arithmetic::Remainder => a % b,
    })
}

/// Makes a number, with one zero only: `-0.0` would print as such.
fn finite(number: f64) -> Result<Value, String> {
    if number.is_finite() {
        Ok(Value::Number(number + 0.0))
    } else {
        Err("the result is not a finite number".to_string())
    }
}

fn by_zero() -> String {
    "cannot divide by zero".to_string()
}

fn join_texts(a: &str, b: &str) -> Result<Value, String> {
    if a.len() + b.len() > MAX_TEXT {
        return Err(text::too_long());
    }
    Ok(Value::text([a, b].concat()))
}

fn join_lists(a: &[Value], b: &[Value]) -> Result<Value, String> {
    if a.len() + b.len() > MAX_LIST {
        return Err(format!("the list has more than {MAX_LIST} values"));
    }
    Ok(Value::List(a.iter().chain(b).cloned().collect::<Arc<[Value]>>()))
}

fn mismatch(operator: Arithmetic, a: &Value, b: &Value) -> String {
    let (a, b) = (a.type_name(), b.type_name());
    match operator {
        Arithmetic::Add if a == "text" || b == "text" => {
            format!("cannot add {a} and {b}; `text(…)` makes text of any value")
        }
        Arithmetic::Add => format!("cannot add {a} and {b}"),
        Arithmetic::Subtract => format!("cannot subtract {b} from {a}"),
        Arithmetic::Multiply => format!("cannot multiply {a} by {b}"),
        Arithmetic::Divide => format!("cannot divide {a} by {b}"),
        Arithmetic::Remainder => format!("cannot take the remainder of {a} by {b}"),
    }
}

/// Turns the sign of a number.
pub(super) fn negate(value: &Value) -> Result<Value, String> {
    match value {
        Value::Int(int) => int.checked_neg().map(Value::Int).ok_or_else(too_large),
        Value::Number(number) => finite(-number),
        other => Err(format!("cannot negate {}", other.type_name())),
    }
}

/// Orders two numbers or two texts; none for anything else.
pub(super) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => a.as_number()?.partial_cmp(&b.as_number()?),
    }
}

/// Returns the integer that a value is, be it written `2` or `2.0`.
pub(super) fn integral(value: &Value) -> Option<i64> {
    const END: f64 = 9_223_372_036_854_775_808.0;
    match value {
        Value::Int(int) => Some(*int),
        Value::Number(n) if n.trunc() == *n && (-END..END).contains(n) => Some(*n as i64),
        _ => None,
    }
}

pub(super) fn too_large() -> String {
    "the result is too large for an integer".to_string()
}
