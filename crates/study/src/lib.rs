//! Many replays of one scenario: what is learned only from more than one.
//!
//! Everything here is a pure function of a plan and numbers. What a study keeps of a replay is small
//! and adds up, so that neither memory nor the result depends on how the work was split.

pub mod ablation;
pub mod diff;
mod dossier;
pub mod gate;
mod no_return;
mod pairs;
mod seeds;
pub mod shrink;
pub mod statistics;
mod sweep;
mod tally;

pub use ablation::{Ablation, Trials};
pub use dossier::{Dossier, Effort, Replay};
pub use no_return::{Course, Moment, NoReturn, Question};
pub use pairs::{Agreement, Pairs};
pub use seeds::Seeds;
pub use sweep::{ArmSweep, Cards, FORMAT, Mismatch, Named, Sweep, Witness, Work, replay};
pub use tally::{Costs, DetectionTally, InvariantTally, Tally, Worst};
