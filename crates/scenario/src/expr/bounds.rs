//! What one formula may make: so much data on the way, and a value that is neither large nor deep.
//!
//! Values share their parts, so that one written in a few bytes may stand for more than any memory
//! holds. What is made is counted as it is made; what comes out is measured as it would be written out.

use crate::{Value, work};
use std::cell::Cell;

/// How many bytes of lists, maps and texts one formula may make on the way.
const MOST_MADE: u64 = 64 << 20;

/// How many bytes a value may have that a formula gives, as about it would be written out.
pub(super) const MOST_BYTES: u64 = 2 << 20;

/// How deep lists and maps may lie in each other in a value that a formula gives.
pub(super) const MOST_DEPTH: u32 = 64;

/// A text of so many bytes is worth no counting.
const SHORT: usize = 64;

/// The work of each byte of a value that a formula gives.
const KEPT: u64 = 15;

thread_local! {
    static MADE: Cell<u64> = const { Cell::new(0) };
}

/// Begins a formula whose text has so many bytes.
///
/// # Errors
///
/// If the work that formulas may do is spent.
#[inline]
pub(super) fn begin(bytes: usize) -> Result<(), String> {
    MADE.set(0);
    work::spend(160 + 2 * bytes as u64);
    if work::is_spent() { Err(spent()) } else { Ok(()) }
}

/// Counts data that a formula makes or looks through.
///
/// # Errors
///
/// If it is too much for one formula, or if the work that formulas may do is spent.
#[inline]
pub(super) fn count(bytes: u64) -> Result<(), String> {
    if bytes == 0 {
        return Ok(());
    }
    work::spend(bytes);
    let made = MADE.get().saturating_add(bytes);
    MADE.set(made);
    if made > MOST_MADE {
        return Err(format!("the formula makes more than {} MiB of data", MOST_MADE >> 20));
    }
    if work::is_spent() { Err(spent()) } else { Ok(()) }
}

/// Returns the size of a value without what lies deeper in it.
#[inline]
pub(super) fn shallow(value: &Value) -> u64 {
    match value {
        Value::Text(text) => text.as_str().len() as u64,
        Value::List(values) => values.len() as u64 * 24,
        Value::Map(map) => map.len() as u64 * 48,
        _ => 0,
    }
}

/// Counts what it takes to compare a value with another.
///
/// # Errors
///
/// As [`count`].
#[inline]
pub(super) fn count_deep(value: &Value) -> Result<(), String> {
    match value {
        Value::List(_) | Value::Map(_) => {
            count(value.size(MOST_MADE, u32::MAX).unwrap_or(MOST_MADE))
        }
        _ => count(shallow(value)),
    }
}

/// Measures the value that a formula gives.
///
/// # Errors
///
/// If it is too large or too deep.
#[inline]
pub(super) fn check(value: &Value) -> Result<(), String> {
    match value {
        // It may be kept, many times over.
        Value::Text(text) if text.as_str().len() > SHORT => {
            work::spend(KEPT * text.as_str().len() as u64);
            return Ok(());
        }
        Value::List(_) | Value::Map(_) => {}
        _ => return Ok(()),
    }
    match value.size(MOST_BYTES, MOST_DEPTH) {
        Some(size) => {
            work::spend(KEPT * size);
            count(size)
        }
        None => Err(format!(
            "the value has more than {} MiB, or more than {MOST_DEPTH} levels",
            MOST_BYTES >> 20
        )),
    }
}

fn spent() -> String {
    "the work that formulas may do is spent".to_owned()
}
