//! What many replays show: as text, as JSON, and as rows for spreadsheets.
//!
//! Each study is first made into a view, whose fields are the JSON; text and rows are written from
//! the view, so that all three say the same. `JSON.md` beside this crate documents the views.

pub(crate) mod ablation;
mod ablation_text;
mod gate;
pub(crate) mod no_return;
mod no_return_text;
pub(crate) mod numbers;
mod rows;
pub(crate) mod sweep;
mod sweep_text;

pub use ablation::AblationView;
pub use gate::{Extent, Gate, GateView, Incident as GatedIncident, Known, Passes};
pub use no_return::NoReturnView;
pub use rows::csv_of_sweeps;
pub use sweep::SweepView;

use serde::Serialize;

/// A view as one JSON document with a line break at its end.
pub fn json_of(view: &impl Serialize) -> String {
    crate::json::pretty(view)
}

/// The views of several sweeps as one JSON document.
pub fn json_of_sweeps(sweeps: &[SweepView]) -> String {
    #[derive(Serialize)]
    struct All<'a> {
        format: u32,
        sweeps: &'a [SweepView],
    }
    crate::json::pretty(&All { format: crate::FORMAT, sweeps })
}
