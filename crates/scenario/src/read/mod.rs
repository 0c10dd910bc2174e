//! Reading of files: RON text to the shapes that `serde` derives, and every mistake on the way.
//!
//! A format is written as ordinary structs and enums with `#[derive(Deserialize)]`; what shall be
//! located or survive a mistake beside it is wrapped in a [`Node`] or kept in a [`Table`]. What the
//! values mean is not decided here.
//!
//! ```
//! use seamripper_scenario::read::{Duration, Node, ReadLimits, Table, read};
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! #[serde(deny_unknown_fields)]
//! struct Service {
//!     replicas: Node<u8>,
//!     #[serde(default)]
//!     timeout: Option<Node<Duration>>,
//! }
//!
//! let file = r#"{"api": (replicas: 300), "db": (replicas: 1, timeuot: "1s")}"#;
//! let (services, mistakes) = read::<Table<Service>>(file, &ReadLimits::default());
//! assert_eq!(mistakes[0].message, "the number `300` does not fit");
//! assert_eq!(mistakes[1].help.as_deref(), Some("did you mean `timeout`?"));
//! assert_eq!(services.unwrap().names().collect::<Vec<_>>(), ["api", "db"]);
//! ```

mod chance;
mod data;
mod duration;
mod expected;
mod misfit;
mod name;
mod node;
pub(crate) mod outline;
mod repair;
mod ron_error;
mod sheet;
mod source;
mod syntax;
mod table;
mod text;
pub(crate) mod token;

pub use chance::Chance;
pub use duration::Duration;
pub use name::Name;
pub use node::Node;
pub use table::Table;

use crate::Diagnostic;
use serde::de::DeserializeOwned;
use sheet::Care;

/// How much a file may ask of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimits {
    /// The most bytes that a file has.
    pub bytes: usize,
    /// How deep brackets nest at most; more than 48 count as 48.
    pub depth: usize,
    /// How many mistakes are reported before reading stops.
    pub mistakes: usize,
    /// The most entries of one list, map or struct.
    pub entries: usize,
    /// The most of one kind of thing that every call or every event meets.
    pub named: usize,
    /// The most of one kind of thing that is looked through now and then.
    pub listed: usize,
    /// The most arms.
    pub arms: usize,
    /// The most deploys of an arm: each may double the worlds of those after it.
    pub deploys: usize,
    /// The most conversations of one stream.
    pub conversations: u32,
}

impl Default for ReadLimits {
    fn default() -> Self {
        ReadLimits {
            bytes: 1 << 20,
            depth: 32,
            mistakes: 100,
            entries: 10_000,
            named: 256,
            listed: 1_000,
            arms: 64,
            deploys: 8,
            conversations: 100_000,
        }
    }
}

/// Reads a file as a `T` and reports every mistake of it, in the order of their places.
///
/// There is no value where the file as a whole could not be read. A value may come with mistakes:
/// its nodes are without a value where they are unreadable.
pub fn read<T: DeserializeOwned>(
    source: &str,
    limits: &ReadLimits,
) -> (Option<T>, Vec<Diagnostic>) {
    let reading = || {
        let body = source::body(source, limits)?;
        let value = repair::read_value(body.text, body.offset);
        value.map(|value| (value, sheet::care()))
    };
    let (read, mistakes) = sheet::with_sheet(limits, Care::Trusting, reading);
    if let Some((value, Care::Trusting)) = read
        && mistakes.is_empty()
    {
        return (Some(value), mistakes);
    }
    let (read, mistakes) = sheet::with_sheet(limits, Care::Full, reading);
    (read.map(|(value, _)| value), mistakes)
}
