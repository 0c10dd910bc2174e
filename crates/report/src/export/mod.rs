//! Traces and what the judges say of them, in the formats of other tools; `EXPORTS.md` documents each.
//!
//! One module for each format. `actors` says who did what to whom, `spans` what began and ended when;
//! the words for single records are those of the timeline. The same replays give the same bytes. What
//! grows with a trace is written span by span, event by event, row by row: no document is in memory.

mod actors;
mod csv;
mod filed;
mod markdown;
mod marks;
mod mermaid;
mod otlp;
mod perfetto;
mod spans;

pub use csv::csv;
pub use markdown::markdown;
pub use mermaid::mermaid;
pub use otlp::otlp;
pub use perfetto::perfetto;

use seamripper_sim::trace::Trace;

/// Lists the conversations of a trace in the order in which they began.
pub fn conversations(trace: &Trace) -> Vec<u32> {
    spans::Spans::of(trace).conversations()
}
