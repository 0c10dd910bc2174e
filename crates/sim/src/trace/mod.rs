//! The trace: the ordered record of what crossed the seams, and the only evidence that is judged.

mod event;
mod fields;
mod intervention;
mod json;
mod line;
mod read;
mod saved;

pub use event::{Claim, Event, Outcome, Refusal};
pub use intervention::Intervention;
pub use line::write_line;
pub use read::{ReadBounds, Unreadable};
pub use saved::{FORMAT, Header, Saved, file};

use seamripper_engine::Limit;
use seamripper_scenario::plan::Symbol;
use serde::Serialize;

/// One record of the trace.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record<N = Symbol> {
    /// Its place in the trace, from 0.
    pub seq: u64,
    /// Virtual time, in nanoseconds from the start.
    pub at_ns: u64,
    /// The record that led to it, if one did.
    pub cause: Option<u64>,
    /// The conversation that it belongs to, if it belongs to one.
    pub conversation: Option<u32>,
    /// What happened.
    #[serde(flatten)]
    pub event: Event<N>,
}

/// Why a replay ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing was left to happen.
    Finished,
    /// A limit was hit: what holds so far proves nothing.
    Limit(&'static str),
    /// A formula of the scenario failed.
    Failed(String),
    /// The file of the trace ends before the replay did: what holds so far proves nothing.
    CutOff,
}

/// The trace of one replay.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The name of the arm.
    pub arm: String,
    /// The seed.
    pub seed: u64,
    /// The records in their order.
    pub records: Vec<Record>,
    /// Why it ended.
    pub end: End,
    /// Events of the engine.
    pub events: u64,
    /// Virtual time at the end, in nanoseconds.
    pub virtual_time_ns: u64,
    /// A rolling hash of the trace's lines: 32 hexadecimal digits; empty where it was not asked for.
    pub fingerprint: String,
}

/// The limit of trace records, for people.
pub(crate) const RECORDS: &str = "trace records";
/// The limit of the work that a file may cause, for people.
pub const WORK: &str = "work";
/// The names of all limits.
const LIMITS: [&str; 5] = ["events", "virtual time", "tasks", RECORDS, WORK];

/// Names a limit for people.
pub(crate) fn limit_name(limit: Limit) -> &'static str {
    match limit {
        Limit::Events => "events",
        Limit::VirtualTime => "virtual time",
        Limit::Tasks => "tasks",
    }
}
