//! Trace events as Perfetto and chrome://tracing load them: slices, instants, flows and counters.
//!
//! A process for each conversation and one for the replay as a whole, a thread for each actor. Work
//! that overlaps stands in lanes of its own, since the format knows nesting and no overlap. Slices are
//! pairs of beginning and end: those stay nested however a reader rounds, which lengths do not.

mod counters;
mod event;
mod lanes;
mod slices;
mod tracks;

use super::marks::marks;
use super::spans::Spans;
use crate::Replayed;
use crate::text::timeline::tell::Teller;
use event::Writer;
use seamripper_scenario::Plan;
use serde_json::json;
use tracks::Arm;

/// Writes the replays of arms as one document of trace events.
pub fn perfetto(plan: &Plan, arms: &[Replayed<'_>]) -> String {
    let mut writer = Writer::default();
    for replayed in arms {
        let spans = Spans::of(replayed.trace);
        let teller = Teller::new(&plan.symbols, &replayed.trace.records);
        let marks = marks(plan, replayed);
        Arm { plan, replayed, spans: &spans, teller: &teller, marks: &marks }.write(&mut writer);
    }
    writer.document(&json!({
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
    }))
}
