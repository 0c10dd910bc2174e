//! The switches of the runtime, compiled: every default applied.

use super::{Chance, Delay, Symbol};
use crate::Text;
use crate::expr::Expr;
use crate::written::{
    Confirmation, Correlation, FoundCredentials, IdempotencyKey, OnCap, RetryOn, Scope, Validation,
};

/// The switches of the runtime.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Calls of one tool in one conversation.
    pub tool_budget: u32,
    /// What the runtime itself sends again.
    pub retries: Retries,
    /// How long the runtime waits for a service.
    pub call_timeout_ns: u64,
    /// The key that goes with a call.
    pub idempotency_key: IdempotencyKey,
    /// How results of parallel calls reach the model.
    pub correlation: Correlation,
    /// How many calls of one turn run at once.
    pub parallelism: u32,
    /// The error text for tools that are not registered; `{tool}` stands for the name.
    pub unknown_tool_says: Text,
    /// Refusals of unknown tools in a row after which the conversation is aborted.
    pub unknown_tool_abort_after: Option<u32>,
    /// What happens to arguments of the wrong type.
    pub validation: Validation,
    /// What arguments must satisfy, over [`vocabulary::CALL`](super::vocabulary::CALL).
    pub argument_checks: Vec<Check>,
    /// What results must satisfy, over [`vocabulary::CHECK`](super::vocabulary::CHECK).
    pub result_checks: Vec<Check>,
    /// Whose identity goes with a call.
    pub identity: Identity,
    /// What happens to credentials that the model puts into a call.
    pub found_credentials: FoundCredentials,
    /// Where a conversation is ended.
    pub caps: Caps,
    /// Which calls an operator must confirm.
    pub confirmation: Confirmation,
    /// Whether a destructive call must declare its environment.
    pub scope: Scope,
}

/// What the runtime itself sends again.
#[derive(Clone, Debug, PartialEq)]
pub struct Retries {
    /// Attempts in all; at least 1.
    pub attempts: u32,
    /// The wait before the second attempt.
    pub backoff: Delay,
    /// Whether the wait doubles.
    pub doubling: bool,
    /// After which results.
    pub on: Vec<RetryOn>,
}

/// What the arguments or the results of a tool must satisfy.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Its name.
    pub name: Symbol,
    /// The tool.
    pub tool: Symbol,
    /// True of what is good.
    pub holds: Expr,
    /// What the model is told.
    pub says: Text,
}

/// Whose identity goes with a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Identity {
    /// None.
    Anonymous,
    /// A service account.
    ServiceAccount(Symbol),
    /// The user's.
    OnBehalfOf {
        /// From the start of the conversation.
        lifetime_ns: u64,
        /// What happens when the token is over.
        expired: Expired,
        /// The rights that the token is cut down to.
        only: Option<Vec<Text>>,
    },
}

/// What happens when a user's token is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expired {
    /// The call is refused.
    FailClosed,
    /// The call goes without an identity: the agent has no account to fall back to.
    Anonymous,
    /// A service account is used in its place.
    Account(Symbol),
}

/// Where a conversation is ended. `u32::MAX` and `u64::MAX` stand for no cap.
#[derive(Clone, Debug, PartialEq)]
pub struct Caps {
    /// Calls for one turn of the user's.
    pub calls_per_turn: u32,
    /// Calls in the conversation.
    pub calls: u32,
    /// Tokens in the conversation.
    pub tokens: u64,
    /// Time for one turn.
    pub time_ns: u64,
    /// What the user gets then.
    pub then: OnCap,
}

/// The person who is asked to confirm.
#[derive(Clone, Debug, PartialEq)]
pub struct Operator {
    /// How long an answer takes.
    pub answers_after: Delay,
    /// What is approved, over [`vocabulary::OPERATOR`](super::vocabulary::OPERATOR).
    pub approves: Expr,
    /// How likely a request is approved without a look.
    pub waves_through: Chance,
}
