//! Scenario files: from RON text to a checked [`Plan`]; and policy files, to a [`PolicyFile`].
//!
//! Three layers, each with one job: [`read`] turns text into nodes that know their place, [`written`]
//! says what a file may contain, and [`mod@compile`] applies defaults, resolves names and reports every
//! mistake at once. Later stages see the [`plan`] alone. [`edit`] changes the text of a file and knows
//! nothing of what it means.

mod bounds;
pub mod compile;
mod diagnostic;
pub mod edit;
pub mod expr;
mod head;
pub mod plan;
pub mod read;
mod value;
pub mod work;
pub mod written;

pub use bounds::Bounds;
pub use compile::{
    Choice, ChoiceError, Unfit, compile, compile_playable, compile_playable_within, compile_policy,
    compile_policy_within, compile_within,
};
pub use diagnostic::{Diagnostic, Span};
pub use head::Head;
pub use plan::{Plan, PolicyFile};
pub use value::{Map, Text, Value};
