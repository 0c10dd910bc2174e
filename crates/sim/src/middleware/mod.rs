//! What a user's own code decides in the simulated runtime: the one public trait, and how it is made.
//!
//! Its rule: it sees what a real runtime sees (calls, results, its clock), never what a service did or
//! what is true. What it decides is recorded, so judges and reports see it as they see the policy's
//! own decisions. `seen` has what it is told, `decision` what it may say, `seat` where it is asked.

mod decision;
pub(crate) mod seat;
mod seen;

pub use decision::{AfterResult, BeforeCall, BeforeTurn, Change};
pub use seat::Moment;
pub use seen::{Call, CallResult, ModelTurn};

use seamripper_scenario::Plan;
use std::fmt;
use std::sync::Arc;

/// A user's own code in the simulated runtime, on top of the arm's policy.
///
/// Every method has a default that changes nothing. One instance serves one replay, with all its
/// conversations; an evaluation before a deploy gets an instance of its own.
///
/// **It must be deterministic**: what it does may depend on what it is told and on what it remembers
/// of this replay, and on nothing else. No clocks, no threads, no randomness, no shared state, no
/// iteration over hash maps. For luck there is [`Moment::uniform`], for time [`Moment::now`].
///
/// A panic in it ends the replay at once and comes out of the function that was asked to replay.
pub trait Middleware {
    /// Names the alerts that [`Moment::alert`] may raise.
    fn alerts(&self) -> Vec<String> {
        Vec::new()
    }

    /// Decides about a call of the model's, once, before it meets the guards of the policy.
    fn before_call(&mut self, call: &Call<'_>, moment: &mut Moment<'_>) -> BeforeCall {
        let _ = (call, moment);
        BeforeCall::Pass
    }

    /// Decides what becomes of the result of one attempt, before the policy's own retries do.
    fn after_result(&mut self, result: &CallResult<'_>, moment: &mut Moment<'_>) -> AfterResult {
        let _ = (result, moment);
        AfterResult::AsPolicy
    }

    /// Decides, each time that the model is about to go on, whether it may.
    fn before_turn(&mut self, turn: &ModelTurn<'_>, moment: &mut Moment<'_>) -> BeforeTurn {
        let _ = (turn, moment);
        BeforeTurn::GoOn
    }
}

/// Makes a new middleware for each replay, on whatever thread that runs.
#[derive(Clone)]
pub struct Factory(Arc<dyn Fn() -> Box<dyn Middleware> + Send + Sync>);

impl Factory {
    /// Wraps what makes a middleware.
    pub fn new<M: Middleware + 'static>(make: impl Fn() -> M + Send + Sync + 'static) -> Self {
        Factory(Arc::new(move || Box::new(make())))
    }

    /// Makes a middleware.
    pub(crate) fn make(&self) -> Box<dyn Middleware> {
        (self.0)()
    }

    /// Returns the plan with the names of the alerts, so that a trace can speak of them.
    pub fn naming_alerts(&self, plan: &Arc<Plan>) -> Arc<Plan> {
        let names = self.make().alerts();
        if names.iter().all(|name| plan.symbols.get(name).is_some()) {
            return plan.clone();
        }
        let mut named = Plan::clone(plan);
        for name in &names {
            named.symbols.intern(name);
        }
        Arc::new(named)
    }
}

impl fmt::Debug for Factory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Factory(..)")
    }
}
