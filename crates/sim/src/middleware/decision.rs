//! What middleware may decide. The first variant of each changes nothing.

use seamripper_scenario::{Map, Text};
use std::time::Duration;

/// What becomes of a call before it meets the guards of the policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum BeforeCall {
    /// It goes on as it is.
    #[default]
    Pass,
    /// It goes on changed.
    Change(Change),
    /// It is refused, and the model gets this text as the error.
    Refuse(Text),
}

/// What is changed about a call; what is not named stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    pub(super) arguments: Option<Map>,
    pub(super) key: Option<Text>,
}

/// What becomes of the result of an attempt.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum AfterResult {
    /// The retries of the policy decide.
    #[default]
    AsPolicy,
    /// The model gets it, whatever the retries of the policy say.
    HandOn,
    /// The call is sent again after this time, whatever the retries of the policy say. Nobody counts
    /// but the middleware itself: one that never stops runs into the limits of the replay.
    Again(Duration),
    /// The model gets this text as an error in its place.
    Fail(Text),
}

/// Whether the model may go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BeforeTurn {
    /// It may.
    #[default]
    GoOn,
    /// It may answer, and make no more calls.
    LastAnswer,
    /// The conversation is over, without an answer.
    End,
}

impl BeforeCall {
    /// Refuses the call with a text for the model.
    pub fn refuse(says: impl Into<Text>) -> Self {
        BeforeCall::Refuse(says.into())
    }

    /// Lets the call pass under another idempotency key, which all its attempts carry.
    pub fn with_key(key: impl Into<Text>) -> Self {
        BeforeCall::Change(Change::default().key(key))
    }

    /// Lets the call pass with other arguments.
    pub fn with_arguments(arguments: Map) -> Self {
        BeforeCall::Change(Change::default().arguments(arguments))
    }
}

impl Change {
    /// Sends other arguments; the guards and checks of the policy see these.
    #[must_use]
    pub fn arguments(self, arguments: Map) -> Self {
        Change { arguments: Some(arguments), ..self }
    }

    /// Sends another idempotency key with all attempts.
    #[must_use]
    pub fn key(self, key: impl Into<Text>) -> Self {
        Change { key: Some(key.into()), ..self }
    }
}

impl AfterResult {
    /// Puts an error with this text for the model in the place of the result.
    pub fn fail(says: impl Into<Text>) -> Self {
        AfterResult::Fail(says.into())
    }
}
