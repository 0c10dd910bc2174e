//! Why a scenario cannot be shrunk.

use seamripper_scenario::{ChoiceError, Diagnostic};
use std::fmt;

/// Why a scenario cannot be shrunk.
#[derive(Clone, Debug, PartialEq)]
pub enum ShrinkError {
    /// The file cannot be played.
    Mistakes(Vec<Diagnostic>),
    /// There is no such invariant.
    UnknownInvariant {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// There is no such arm, or it cannot be made.
    Arm(ChoiceError),
    /// The invariant does not break.
    NotBroken {
        /// The verdict on it, as reports name it.
        verdict: &'static str,
        /// Invariants that do break there.
        others: Vec<String>,
        /// Seeds among the first ones on which it would break.
        seeds: Vec<u64>,
        /// Arms in which it would break on that seed.
        arms: Vec<String>,
    },
    /// The replay hit a limit or failed.
    Inconclusive(String),
    /// The file has what a check complains of, and does not get rid of it without losing the break.
    Senseless(Vec<Diagnostic>),
    /// What was laid out at the end is no longer what was found: a bug.
    Spoilt,
}

impl fmt::Display for ShrinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ShrinkError::Mistakes(mistakes) => {
                write!(f, "the scenario has {} mistakes", mistakes.len())
            }
            ShrinkError::UnknownInvariant { name, .. } => {
                write!(f, "there is no invariant `{name}`")
            }
            ShrinkError::Arm(error) => error.fmt(f),
            ShrinkError::NotBroken { verdict, .. } => {
                write!(f, "the invariant does not break: it is {verdict}")
            }
            ShrinkError::Inconclusive(why) => {
                write!(f, "the replay is inconclusive: {why}")
            }
            ShrinkError::Senseless(_) => {
                f.write_str("the scenario makes no sense to a check, and its break goes with that")
            }
            ShrinkError::Spoilt => {
                f.write_str("the shrunk scenario was spoilt when it was laid out")
            }
        }
    }
}

impl std::error::Error for ShrinkError {}
