//! Renders what is known of replays: text for terminals, JSON for programs, diagnostics for authors.
//!
//! Everything here is a pure function from a plan, traces and scorecards to a string. Nothing is
//! read, measured or judged; what a line says comes from the plan, the trace or the scorecard.
//! Text carries its colours as ANSI codes; whoever prints it strips them where they are not wanted.

mod diagnostics;
mod ink;
mod json;
mod list;
mod numbers;
mod policy;
mod study;
mod text;

pub use diagnostics::{Mistakes, diagnostics};
pub use json::{FORMAT, json, json_all};
pub use list::{Entry, list};
pub use policy::{Explained, Incident, policy_json, policy_list, policy_text};
pub use study::{
    AblationView, Gate, GateView, GatedIncident, Known, NoReturnView, Passes, SweepView,
    csv_of_sweeps, json_of, json_of_sweeps,
};
pub use text::{overview, text};

use seamripper_scenario::Plan;
use seamripper_scenario::plan::{Arm, Symbol};
use seamripper_score::{Cost, Scorecard};
use seamripper_sim::trace::Trace;

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

impl<'a> Comparison<'a> {
    /// Returns the text of a name.
    pub(crate) fn name(&self, symbol: Symbol) -> &'a str {
        self.plan.symbols.text(symbol).as_str()
    }
}
