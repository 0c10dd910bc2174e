//! The switches of the runtime: the same form in scenarios, in fixes and in policy files.

use super::{Formula, overlay};
use crate::read::{Chance, Duration, Name, Node, Table};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};

overlay! {
    /// The switches of the runtime.
    pub struct Policy {
        /// Calls of one tool in one conversation, retries included; default no limit.
        pub tool_budget: u32,
        /// What the runtime itself sends again; default nothing.
        pub retries: Retries,
        /// How long the runtime waits for a service; default 10 minutes.
        pub call_timeout: Duration,
        /// The idempotency key that goes with a call; default `None`.
        #[serde(deserialize_with = "given")]
        pub idempotency_key: IdempotencyKey,
        /// How results of parallel calls reach the model; default `ByIdInCallOrder`.
        pub correlation: Correlation,
        /// How many calls of one turn run at once; default no limit.
        pub parallelism: u32,
        /// What happens to calls of tools that are not registered.
        pub unknown_tool: UnknownTool,
        /// What happens to arguments of the wrong type; default `Off`.
        pub validation: Validation,
        /// What arguments must satisfy before a call leaves, by name of the check.
        pub argument_checks: Table<Check>,
        /// What results must satisfy, by name of the check.
        pub result_checks: Table<Check>,
        /// Whose identity goes with a call; default none.
        pub identity: Identity,
        /// What happens to credentials that the model puts into a call; default `Used`.
        pub found_credentials: FoundCredentials,
        /// Where a conversation is ended.
        pub caps: Caps,
        /// Which calls an operator must confirm; default `Never`.
        pub confirmation: Confirmation,
        /// Whether a destructive call must declare its environment; default `Inferred`.
        pub scope: Scope,
    }
}

/// Reads a field that is there: its choice `None` is a value like the others, and not an absent field.
fn given<'de, T, D>(deserializer: D) -> Result<Option<Node<T>>, D::Error>
where
    T: DeserializeOwned,
    D: Deserializer<'de>,
{
    Node::deserialize(deserializer).map(Some)
}

/// What the runtime itself sends again, under the same call.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retries {
    /// Attempts in all, the first included.
    pub attempts: Node<u32>,
    /// The wait before the second attempt; default nothing.
    #[serde(default)]
    pub backoff: Option<Node<super::Delay>>,
    /// Whether the wait doubles each time; default false.
    #[serde(default)]
    pub doubling: Option<Node<bool>>,
    /// After which results.
    pub on: Vec<Node<RetryOn>>,
}

/// A result after which the runtime sends again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum RetryOn {
    /// A status of 500 to 599.
    ServerError,
    /// No answer in time.
    Timeout,
    /// 409: still at work.
    Conflict,
    /// 429: too many requests.
    TooManyRequests,
}

/// The idempotency key that goes with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum IdempotencyKey {
    /// No key.
    None,
    /// A fresh key for every attempt.
    PerAttempt,
    /// One key for the attempts of one call of the model's.
    PerCall,
    /// One key for all calls that serve one intent, the first call's.
    PerIntent,
    /// A hash of the tool and its arguments.
    PayloadHash,
}

/// How results of parallel calls reach the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Correlation {
    /// In order of arrival, without ids: the model can only pair by position.
    ByArrival,
    /// In order of arrival, each with its id: a model may still pair by position.
    ByIdInArrivalOrder,
    /// In the order of the calls, each with its id.
    ByIdInCallOrder,
}

overlay! {
    /// What happens to calls of tools that are not registered.
    pub struct UnknownTool {
        /// The error text; `{tool}` stands for the name; default `tool not registered`.
        pub says: String,
        /// The conversation is aborted after more than so many in a row; default never.
        pub abort_after: u32,
    }
}

/// What happens to arguments of the wrong type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Validation {
    /// They are passed on.
    Off,
    /// The call is refused, and the model is told what was expected.
    Strict,
    /// Text that spells a number becomes one; nothing is said.
    Lossless,
    /// Text that spells a number becomes one; the change is logged.
    LosslessLogged,
}

/// What the arguments or the results of a tool must satisfy.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The tool.
    pub tool: Node<Name>,
    /// A formula that is true of what is good: over `args`, `request`, `user` and `environment` for
    /// arguments, over `args` and `body` for results.
    pub holds: Node<Formula>,
    /// What the model is told in the place of a result.
    pub says: Node<String>,
}

/// Whose identity goes with a call.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Identity {
    /// None.
    Anonymous,
    /// A service account of the agent's own, by its name under `credentials`.
    ServiceAccount(Node<Name>),
    /// The account that the agent of the incident was deployed with; for policy files alone.
    AgentAccount,
    /// A token of the user's, unchanged (RFC 8693, the agent only as actor).
    OnBehalfOf {
        /// How long the token is good for, from the start of the conversation.
        lifetime: Node<Duration>,
        /// What happens when it is over; default `FailClosed`.
        #[serde(default)]
        expired: Option<Node<Expiry>>,
        /// The rights that the token is cut down to; default all of the user's.
        #[serde(default)]
        only: Option<Node<Vec<Node<String>>>>,
    },
}

/// What happens when a token is over.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Expiry {
    /// The call is refused.
    FailClosed,
    /// A service account is used in its place.
    FallBack(Node<Name>),
    /// The account that the agent of the incident was deployed with; for policy files alone.
    AgentAccount,
}

/// What happens to credentials that the model puts into a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum FoundCredentials {
    /// They replace the runtime's own.
    Used,
    /// They are dropped: the runtime's own identity goes with the call.
    Ignored,
}

overlay! {
    /// Where a conversation is ended.
    pub struct Caps {
        /// Calls for one turn of the user's.
        pub calls_per_turn: u32,
        /// Calls in the conversation.
        pub calls: u32,
        /// Tokens in the conversation, read and written.
        pub tokens: u64,
        /// Time for one turn.
        pub time: Duration,
        /// What the user gets then; default `NoAnswer`.
        pub then: OnCap,
    }
}

/// What the user gets when a cap ends a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum OnCap {
    /// An error.
    NoAnswer,
    /// What the model has so far, cut off.
    CutOff,
    /// The model is told, and may answer without further calls.
    LastAnswer,
}

/// Which calls an operator must confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Confirmation {
    /// None.
    Never,
    /// Those of destructive tools.
    Destructive,
}

/// Whether a destructive call must declare its environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Scope {
    /// No: what it hits is inferred from its other arguments.
    Inferred,
    /// Yes, and the resource must be in it, and it must be the one that the user's task is in.
    Declared,
}

overlay! {
    /// The person who is asked to confirm.
    pub struct Operator {
        /// How long an answer takes.
        pub answers_after: super::Delay,
        /// What is approved: a formula over `tool`, `args`, `environment` (of what would be destroyed)
        /// and `request`.
        pub approves: Formula,
        /// How likely a request is approved without a look; default never.
        pub waves_through: Chance,
    }
}
