//! What a scenario has of each kind: what is told of a file before and after.

use super::weight;
use seamripper_scenario::Plan;
use seamripper_scenario::edit::Size;
use seamripper_scenario::plan::Arm;

/// What a scenario has of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines of the file.
    pub lines: usize,
    /// Its size.
    pub size: Size,
    /// Conversations of the arm.
    pub conversations: u64,
    /// Faults of the arm.
    pub faults: usize,
    /// Rules of the model.
    pub rules: usize,
    /// Tools that the arm starts with.
    pub tools: usize,
    /// Services that the arm starts with.
    pub services: usize,
    /// Fixes.
    pub fixes: usize,
    /// Invariants.
    pub invariants: usize,
}

impl Counts {
    /// Counts what a file has in an arm.
    pub(super) fn new(text: &str, plan: &Plan, arm: &Arm) -> Self {
        let world = &arm.stage.world;
        Counts {
            lines: text.lines().count(),
            size: weight(text),
            conversations: world.arrivals.iter().map(|arrival| u64::from(arrival.count)).sum(),
            faults: world.faults.len(),
            rules: plan.model.rules.len(),
            tools: world.tools.len(),
            services: world.services.len(),
            fixes: plan.fixes.len(),
            invariants: plan.invariants.len(),
        }
    }
}
