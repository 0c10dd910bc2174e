//! Renders what is known of replays: text for terminals, JSON for programs, diagnostics for authors.
//!
//! Everything here is a pure function from a plan, traces and scorecards to a string, or to a writer
//! where it may be as long as a trace. Nothing is read, measured or judged; what a line says comes from
//! the plan, the trace or the scorecard.
//! Text carries its colours as ANSI codes; whoever prints it strips them where they are not wanted.

mod diagnostics;
mod escape;
pub mod export;
mod ink;
mod json;
mod json_contrast;
mod list;
mod numbers;
mod policy;
pub mod site;
mod study;
mod text;

pub use diagnostics::{Mistakes, diagnostics};
pub use escape::steers;
pub use json::{FORMAT, json, json_all, why};
pub use json_contrast::json_contrast;
pub use list::{Entry, list};
pub use policy::{Explained, Incident, policy_json, policy_list, policy_text};
pub use study::{
    AblationView, Extent, Gate, GateView, GatedIncident, Known, NoReturnView, Passes, SweepView,
    csv_of_sweeps, json_of, json_of_sweeps,
};
pub use text::{contrast, overview, text};

use seamripper_scenario::Plan;
use seamripper_scenario::plan::{Arm, Symbol, Symbols};
use seamripper_score::{Cost, Scorecard};
use seamripper_sim::trace::Trace;
use seamripper_study::diff::Differences;

/// One arm's replay, and what the judges say of it.
#[derive(Clone, Copy, Debug)]
pub struct Replayed<'a> {
    /// The arm as it was configured.
    pub arm: &'a Arm,
    /// What happened.
    pub trace: &'a Trace,
    /// What it is worth.
    pub card: &'a Scorecard,
}

/// Replays of several arms of one plan under one seed.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The seed that all arms had.
    pub seed: u64,
    /// The arms, in the order in which they are shown.
    pub arms: &'a [Replayed<'a>],
    /// The command that repeats these replays.
    pub command: &'a str,
    /// What honest work took: with no fix, with each alone, and with all; empty if it was not run.
    pub honest: &'a [Honest],
}

/// What honest work took under some fixes: the faults off, the benign workload.
#[derive(Clone, Debug)]
pub struct Honest {
    /// The name of the arm: `control`, or `control+` and the fixes.
    pub arm: String,
    /// What it took.
    pub cost: Cost,
    /// Whether the replay hit a limit, so that there would have been more.
    pub inconclusive: bool,
}

/// One of two traces that are compared record by record.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// A short name that tells it from the other: an arm, a seed, a file.
    pub label: &'a str,
    /// The id of the scenario.
    pub scenario: &'a str,
    /// The hash of the scenario's file.
    pub scenario_hash: &'a str,
    /// What happened.
    pub trace: &'a Trace,
}

/// Two traces, record beside record.
#[derive(Clone, Copy, Debug)]
pub struct Contrast<'a> {
    /// The first.
    pub left: Beside<'a>,
    /// The second.
    pub right: Beside<'a>,
    /// The names in both.
    pub symbols: &'a Symbols,
    /// What differs.
    pub differences: &'a Differences,
    /// Whether all differences are listed, or only the first few.
    pub all: bool,
    /// The command that compares the same again.
    pub command: &'a str,
}

impl Contrast<'_> {
    /// Tells whether the traces differ: in a record, or in how they end.
    pub fn differs(&self) -> bool {
        !self.differences.all.is_empty() || self.left.trace.end != self.right.trace.end
    }
}

/// Takes the colours out of a text.
pub(crate) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

impl<'a> Comparison<'a> {
    /// Returns the text of a name.
    pub(crate) fn name(&self, symbol: Symbol) -> &'a str {
        self.plan.symbols.text(symbol).as_str()
    }
}
