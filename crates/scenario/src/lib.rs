//! Scenario files: from RON text to a checked `Plan`.

mod diagnostic;
mod value;

pub use diagnostic::{Diagnostic, Span};
pub use value::{Map, Text, Value};
