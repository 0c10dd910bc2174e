//! Judges a trace: which invariants held, where the parties first disagreed, who noticed.
//!
//! Judges read the plan, the arm's world as it was configured, and the trace. They never see a
//! replay run, so an old trace can be judged again. One file per family of invariants.

mod agreement;
mod answers;
mod arguments;
mod breach;
mod counts;
mod destruction;
mod evidence;
mod figures;
mod files;
mod measure;
mod numbered;
mod verdict;

pub use agreement::{Disagreement, Kind, Seam};
pub use figures::{FigureResult, Replayed};
pub use verdict::{Broken, Judgement, Verdict};

use evidence::Evidence;
use seamripper_scenario::plan::{Arm, Symbol};
use seamripper_scenario::{Plan, work};
use seamripper_sim::trace::{End, Event, Trace, WORK};

/// What is to be said of one replay.
#[derive(Clone, Debug, PartialEq)]
pub struct Scorecard {
    /// The name of the arm.
    pub arm: String,
    /// The fixes that were on.
    pub fixes: Vec<Symbol>,
    /// The seed.
    pub seed: u64,
    /// The rolling hash of the trace.
    pub fingerprint: String,
    /// Events of the engine.
    pub events: u64,
    /// Virtual time at the end, in nanoseconds.
    pub virtual_time_ns: u64,
    /// Why the replay ended.
    pub end: End,
    /// The verdict on each invariant, in the order of the file.
    pub judgements: Vec<Judgement>,
    /// Where the parties first disagreed about what had happened.
    pub first_disagreement: Option<Disagreement>,
    /// Who noticed, against the first break.
    pub detection: Detection,
    /// The figures of this arm, published beside replayed.
    pub figures: Vec<FigureResult>,
    /// What the work took.
    pub cost: Cost,
    /// Departures from what the file expects of this arm, if it expects anything.
    pub surprises: Vec<Surprise>,
    /// Whether the file says what it expects of this arm.
    pub expected: bool,
}

/// The first alert against the first break. Times in nanoseconds from the start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detection {
    /// When the first invariant broke.
    pub first_break_ns: Option<u64>,
    /// When the first monitor fired.
    pub first_alert_ns: Option<u64>,
    /// Which.
    pub monitor: Option<Symbol>,
}

/// What the work took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Turns that users began.
    pub turns: u64,
    /// Turns that ended with a whole answer.
    pub answered: u64,
    /// Calls that the model made.
    pub calls: u64,
    /// Calls that the runtime refused.
    pub refused: u64,
    /// Calls that came back to the model as failed, refused ones included.
    pub failed: u64,
    /// Alerts of monitors.
    pub alerts: u64,
    /// Tokens read and written.
    pub tokens: u64,
    /// Time that users waited, summed over turns, in nanoseconds.
    pub waited_ns: u64,
}

/// A verdict that is another than the file expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surprise {
    /// The invariant.
    pub invariant: Symbol,
    /// What the file expects: `broken`, `not exposed` or `held`.
    pub expected: &'static str,
    /// What the verdict is.
    pub found: &'static str,
}

impl Scorecard {
    /// Tells whether any invariant broke.
    pub fn is_broken(&self) -> bool {
        self.judgements.iter().any(|judgement| matches!(judgement.verdict, Verdict::Broken(_)))
    }

    /// Tells whether the replay hit a limit or failed, so that holding proves nothing.
    pub fn is_inconclusive(&self) -> bool {
        self.end != End::Finished
    }
}

/// Lists every point at which the parties disagreed about what had happened, in the order of the trace.
pub fn disagreements(plan: &Plan, arm: &Arm, trace: &Trace) -> Vec<Disagreement> {
    work::within(plan.limits.work, || agreement::all(&Evidence::new(plan, arm, trace)))
}

/// Judges the trace of an arm. What takes more work than the plan allows is inconclusive.
pub fn judge(plan: &Plan, arm: &Arm, trace: &Trace) -> Scorecard {
    work::within(plan.limits.work, || {
        let mut card = judge_freely(plan, arm, trace);
        if work::is_spent() {
            card.end = End::Limit(WORK);
        }
        card
    })
}

fn judge_freely(plan: &Plan, arm: &Arm, trace: &Trace) -> Scorecard {
    let evidence = Evidence::new(plan, arm, trace);
    let judgements: Vec<Judgement> =
        plan.invariants.iter().map(|invariant| verdict::judge(&evidence, invariant)).collect();
    let first_break_ns = judgements.iter().filter_map(Judgement::broken_at).min();
    let alert = evidence.files.alerts.first().and_then(|record| match record.event {
        Event::Alerted { monitor, .. } => Some((record.at_ns, monitor)),
        _ => None,
    });
    let expectation = plan.expectations.iter().find(|expectation| {
        expectation.arm.as_str() == trace.arm || expectation.arm_name.as_str() == trace.arm
    });
    let expectation = expectation.filter(|_| trace.seed == plan.seed);
    Scorecard {
        arm: trace.arm.clone(),
        fixes: arm.fixes.clone(),
        seed: trace.seed,
        fingerprint: trace.fingerprint.clone(),
        events: trace.events,
        virtual_time_ns: trace.virtual_time_ns,
        end: trace.end.clone(),
        first_disagreement: agreement::first(&evidence),
        detection: Detection {
            first_break_ns,
            first_alert_ns: alert.map(|(at, _)| at),
            monitor: alert.map(|(_, monitor)| monitor),
        },
        figures: figures::compare(&evidence, &trace.arm),
        cost: evidence.cost(),
        surprises: expectation
            .map(|expected| verdict::surprises(expected, &judgements))
            .unwrap_or_default(),
        expected: expectation.is_some(),
        judgements,
    }
}
