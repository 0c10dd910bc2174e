//! Trace events as Perfetto and chrome://tracing load them: slices, instants, flows and counters.
//!
//! A process for each conversation and one for the replay as a whole, a thread for each actor. Work
//! that overlaps stands in lanes of its own, since the format knows nesting and no overlap. Slices are
//! pairs of beginning and end: those stay nested however a reader rounds, which lengths do not. All
//! slices are sorted before the first is written, so that they hold no words: `told` makes those.

mod counters;
mod event;
mod lanes;
mod slice;
mod slices;
mod told;
mod tracks;

use super::filed::Filed;
use super::marks::{Mark, marks};
use super::spans::Spans;
use crate::Replayed;
use crate::text::timeline::tell::Teller;
use event::Writer;
use seamripper_scenario::Plan;
use serde_json::{Value, json};
use slices::is_moment;
use std::io::{self, Write};
use told::Flows;

/// Writes the replays of arms as one document of trace events.
///
/// # Errors
///
/// If it cannot be written.
pub fn perfetto(plan: &Plan, arms: &[Replayed<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer::open(out, &about(plan, arms))?;
    for replayed in arms {
        let (records, spans) = (&replayed.trace.records, Spans::of(replayed.trace));
        let moments = records.iter().enumerate().filter(|(_, record)| is_moment(&record.event));
        let moments = moments.map(|(place, record)| (spans.home(record.seq), place));
        let arm = Arm {
            plan,
            replayed,
            moments: Filed::of(moments),
            flows: Flows {
                calls: writer.flows(spans.calls.len()),
                attempts: writer.flows(spans.attempts.len()),
            },
            spans: &spans,
            teller: &Teller::new(&plan.symbols, records),
            marks: &marks(plan, replayed),
        };
        arm.write(&mut writer)?;
    }
    writer.close()
}

/// What is written of one arm.
struct Arm<'a> {
    plan: &'a Plan,
    replayed: &'a Replayed<'a>,
    spans: &'a Spans<'a>,
    teller: &'a Teller<'a>,
    marks: &'a [Mark<'a>],
    /// The places of the records that begin and end nothing, and have no track of their own.
    moments: Filed<usize>,
    flows: Flows,
}

/// Says what the document is about.
fn about(plan: &Plan, arms: &[Replayed<'_>]) -> Value {
    json!({
        "scenario": plan.id,
        "title": plan.title.as_str(),
        "scenario_hash": plan.hash,
        "version": env!("CARGO_PKG_VERSION"),
        "clock": "virtual time, from the start of the replay",
        "arms": arms.iter().map(|replayed| json!({
            "arm": replayed.card.arm,
            "seed": replayed.card.seed,
            "fingerprint": replayed.card.fingerprint,
        })).collect::<Vec<_>>(),
    })
}
