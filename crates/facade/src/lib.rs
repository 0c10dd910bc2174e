//! Seamripper for tests in Rust: replay incidents with your own runtime's policy code in them.
//!
//! Load a [`Scenario`], set it up, replay or sweep it, and assert with [`assert_held!`] and its
//! kin; a failed assertion has the whole report in its message. [`Middleware`] is the one trait to
//! implement: code of yours in the simulated runtime, before a call, after a result, before a turn.
//!
//! ```
//! use seamripper::{Error, Scenario, assert_broken, assert_not_broken};
//!
//! # fn main() -> Result<(), Error> {
//! let scenario = Scenario::load("../../examples/own-runtime/refunds.ron")?;
//! let replay = scenario.deployed().seed(7).replay()?;
//! assert_broken!(replay, "one-refund");
//! assert_not_broken!(scenario.arm("control").replay()?);
//! # Ok(())
//! # }
//! ```
//!
//! # A retry policy of one's own
//!
//! It sends again what got no answer, with a wait that grows and jitters, and with one idempotency
//! key for each thing that the user wants. Everything it does is in the trace and in the report.
//!
//! ```
//! use seamripper::{
//!     AfterResult, BeforeCall, Call, CallResult, Error, Middleware, Moment, Scenario,
//!     assert_broken, assert_held,
//! };
//! use std::time::Duration;
//!
//! struct Retries;
//!
//! impl Middleware for Retries {
//!     fn before_call(&mut self, call: &Call<'_>, moment: &mut Moment<'_>) -> BeforeCall {
//!         match call.intent {
//!             Some(intent) => {
//!                 let conversation = moment.conversation();
//!                 BeforeCall::with_key(format!("{conversation}-{}-{intent}", call.turn))
//!             }
//!             None => BeforeCall::Pass,
//!         }
//!     }
//!
//!     fn after_result(&mut self, result: &CallResult<'_>, moment: &mut Moment<'_>) -> AfterResult {
//!         if result.status == 0 && result.attempt < 6 {
//!             let wait = 500 << result.attempt;
//!             let jitter = moment.uniform("jitter", 0, wait / 2);
//!             AfterResult::Again(Duration::from_millis(wait + jitter))
//!         } else {
//!             AfterResult::HandOn
//!         }
//!     }
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let scenario = Scenario::load("../../examples/own-runtime/refunds.ron")?;
//! assert_broken!(scenario.deployed().sweep(0..200)?, "one-refund");
//!
//! let sweep = scenario.deployed().with(|| Retries).sweep(0..200)?;
//! assert_held!(sweep, "one-refund", "refund-paid");
//! assert!(sweep.bound("refund-paid").is_some_and(|chance| chance < 0.05));
//! # Ok(())
//! # }
//! ```
//!
//! # A monitor of one's own
//!
//! An alert that middleware raises is one like a monitor's: detection counts from the first break to
//! it. This one tells somebody of the second call for the same thing.
//!
//! ```
//! use seamripper::{BeforeCall, Call, Error, Middleware, Moment, Scenario};
//! use std::collections::BTreeMap;
//!
//! #[derive(Default)]
//! struct Repeats {
//!     calls: BTreeMap<(u32, String), u64>,
//! }
//!
//! impl Middleware for Repeats {
//!     fn alerts(&self) -> Vec<String> {
//!         vec!["repeats".to_owned()]
//!     }
//!
//!     fn before_call(&mut self, call: &Call<'_>, moment: &mut Moment<'_>) -> BeforeCall {
//!         if let Some(intent) = call.intent {
//!             let calls = self.calls.entry((moment.conversation(), intent.to_owned())).or_default();
//!             *calls += 1;
//!             if *calls == 2 {
//!                 moment.alert("repeats", *calls);
//!             }
//!         }
//!         BeforeCall::Pass
//!     }
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let scenario = Scenario::load("../../examples/own-runtime/refunds.ron")?;
//! let replay = scenario.deployed().with(Repeats::default).seed(7).replay()?;
//! let alerts = replay.alerts();
//! assert_eq!(alerts[0].name, "repeats");
//!
//! let detection = &replay.scorecard().detection;
//! assert!(detection.first_alert_ns < detection.first_break_ns);
//! # Ok(())
//! # }
//! ```

mod error;
mod policy;
mod replay;
mod scenario;
mod setup;
mod subject;
mod sweep;

pub use error::Error;
pub use policy::Policy;
pub use replay::{Alert, Replay};
pub use scenario::Scenario;
pub use seamripper_scenario::{Bounds, Map, Plan, Text, Value};
pub use seamripper_score::{Broken, Cost, Detection, Judgement, Scorecard, Verdict};
pub use seamripper_sim::trace;
pub use seamripper_sim::{
    AfterResult, BeforeCall, BeforeTurn, Call, CallResult, Change, Middleware, ModelTurn, Moment,
};
pub use seamripper_study::{InvariantTally, Sweep as SweepNumbers};
pub use setup::Setup;
pub use subject::Subject;
#[doc(hidden)]
pub use subject::{Finding, Wanted, expect};
pub use sweep::Sweep;
