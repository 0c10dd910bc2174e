//! What is replayed: a scenario, the runtime that it meets, the user's code in it, and a seed.
//!
//! A setup only collects; what is wrong with it comes out when it is replayed or swept.

use crate::error::Error;
use crate::policy::Policy;
use crate::replay::Replay;
use crate::scenario::Scenario;
use crate::sweep::Sweep;
use seamripper_scenario::plan::Arm;
use seamripper_scenario::{Choice, Plan};
use seamripper_score::{Scorecard, judge};
use seamripper_sim::trace::Trace;
use seamripper_sim::{Factory, Middleware, run, run_unsigned, run_unsigned_with, run_with};
use std::any::Any;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What is to be replayed.
#[derive(Clone, Debug)]
#[must_use = "nothing happens until it is replayed or swept"]
pub struct Setup {
    scenario: Scenario,
    runtime: Runtime,
    control: bool,
    middleware: Option<Factory>,
    seed: Option<u64>,
}

/// The runtime that a scenario meets.
#[derive(Clone, Debug)]
pub(crate) enum Runtime {
    /// That of an arm, by its name.
    Arm(String),
    /// The deployed one, with these fixes.
    Fixes(Vec<String>),
    /// The one that a policy file describes.
    Policy(Policy),
}

/// A setup in which all names were found: it can be replayed under any seed.
pub(crate) struct Stage {
    pub(crate) scenario: Scenario,
    /// The plan, with the names of the middleware's alerts.
    pub(crate) plan: Arc<Plan>,
    pub(crate) arm: Arm,
    middleware: Option<Factory>,
    /// Whether a policy file stands for the runtime.
    is_under_policy: bool,
    /// The expression that sets it up again, without seed.
    origin: String,
}

impl Setup {
    pub(crate) fn new(scenario: &Scenario, runtime: Runtime) -> Self {
        let scenario = scenario.clone();
        Setup { scenario, runtime, control: false, middleware: None, seed: None }
    }

    /// Turns the faults off, and puts honest work in the place of the incident's if the file has some.
    pub fn control(self) -> Self {
        Setup { control: true, ..self }
    }

    /// Puts middleware into the runtime, on top of the policy; `make` makes a new one for each replay.
    ///
    /// A second call takes the place of the first: there is one middleware.
    pub fn with<M: Middleware + 'static>(
        self,
        make: impl Fn() -> M + Send + Sync + 'static,
    ) -> Self {
        Setup { middleware: Some(Factory::new(make)), ..self }
    }

    /// Sets the seed of all random draws of [`replay`](Self::replay); the file's if none is set.
    pub fn seed(self, seed: u64) -> Self {
        Setup { seed: Some(seed), ..self }
    }

    /// Replays it under one seed, and judges what happened.
    ///
    /// # Errors
    ///
    /// If there is no such arm or fix, or if fixes do not go together.
    ///
    /// # Panics
    ///
    /// If the middleware does; the message names the seed.
    pub fn replay(&self) -> Result<Replay, Error> {
        let stage = self.stage()?;
        Ok(stage.replay(self.seed.unwrap_or(self.scenario.plan.seed)))
    }

    /// Replays it under each of these seeds, on all threads of the current pool of rayon's.
    ///
    /// What comes out does not depend on the number of threads.
    ///
    /// # Errors
    ///
    /// As [`replay`](Self::replay), and if there are no seeds.
    ///
    /// # Panics
    ///
    /// If the middleware does; the message names the seed.
    pub fn sweep(&self, seeds: Range<u64>) -> Result<Sweep, Error> {
        if seeds.is_empty() {
            return Err(Error::NoSeeds);
        }
        Ok(Sweep::of(self.stage()?, seeds))
    }

    /// Looks up all names.
    fn stage(&self) -> Result<Arc<Stage>, Error> {
        let plan = &self.scenario.plan;
        let (arm, mut origin) = match &self.runtime {
            Runtime::Arm(name) => {
                let choice = plan.choice(name)?;
                let control = self.control || choice.control;
                (plan.arm(&Choice { control, ..choice })?, format!(".arm({name:?})"))
            }
            Runtime::Fixes(fixes) => {
                let choice = Choice { control: self.control, named: None, fixes: fixes.clone() };
                (plan.arm(&choice)?, format!(".with_fixes({fixes:?})"))
            }
            Runtime::Policy(policy) => {
                let arm = plan.under(&policy.file, self.control)?;
                (arm, format!(".under(&{})", policy.origin))
            }
        };
        origin.insert_str(0, &self.scenario.origin);
        origin += if self.control { ".control()" } else { "" };
        origin += if self.middleware.is_some() { ".with(..)" } else { "" };
        let named = self.middleware.as_ref().map(|middleware| middleware.naming_alerts(plan));
        let (plan, scenario) = (named.unwrap_or_else(|| plan.clone()), self.scenario.clone());
        let is_under_policy = matches!(self.runtime, Runtime::Policy(_));
        let middleware = self.middleware.clone();
        Ok(Arc::new(Stage { scenario, plan, arm, middleware, is_under_policy, origin }))
    }
}

impl Stage {
    /// Replays and judges one seed, and keeps all of it.
    pub(crate) fn replay(self: &Arc<Self>, seed: u64) -> Replay {
        let trace = self.trace(seed, true);
        let card = judge(&self.plan, &self.arm, &trace);
        Replay::new(self.clone(), trace, card)
    }

    /// Replays and judges one seed; the scorecard has no fingerprint.
    pub(crate) fn card(&self, seed: u64) -> Scorecard {
        judge(&self.plan, &self.arm, &self.trace(seed, false))
    }

    /// Replays one seed; a signed trace has its fingerprint, which takes most of the time.
    fn trace(&self, seed: u64, signed: bool) -> Trace {
        let Some(middleware) = &self.middleware else {
            let run = if signed { run } else { run_unsigned };
            return run(&self.plan, &self.arm, seed);
        };
        let run = if signed { run_with } else { run_unsigned_with };
        let replay = || run(&self.plan, &self.arm, seed, middleware);
        // Nothing of a replay that was cut short is looked at again.
        match catch_unwind(AssertUnwindSafe(replay)) {
            Ok(trace) => trace,
            Err(payload) => panic!(
                "middleware panicked: {}\nagain: {}",
                words(payload.as_ref()),
                self.again_in_rust(seed)
            ),
        }
    }

    /// Returns what repeats a replay: a command, or an expression where the command line cannot.
    pub(crate) fn again(&self, seed: u64) -> String {
        let is_foreign = self.middleware.is_some() || self.is_under_policy;
        match &self.scenario.shell {
            Some(shell) if !is_foreign => {
                format!("seamripper replay {shell} --arm {} --seed {seed}", self.arm.name)
            }
            _ => self.again_in_rust(seed),
        }
    }

    fn again_in_rust(&self, seed: u64) -> String {
        format!("{}.seed({seed}).replay()?", self.origin)
    }
}

/// Returns the message of a panic.
fn words(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("without words")
}
