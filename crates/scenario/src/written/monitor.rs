//! Monitors: what they count, over which window, and what they do.

use super::overlay;
use crate::read::{Chance, Duration, Name, Node};
use serde::{Deserialize, Serialize};

overlay! {
    /// A monitor: a number, a bound, and what happens above it.
    pub struct Monitor {
        /// What it is, for people.
        pub says: String,
        /// What it counts.
        pub counts: Metric,
        /// Over what.
        pub over: Over,
        /// What it makes of the counts; default `Count`.
        pub statistic: Statistic,
        /// It fires when the number is above this.
        pub above: u64,
        /// How often it looks; default: at every event that it counts.
        pub every: Duration,
        /// What it does; default `Alert`.
        pub then: Response,
    }
}

/// What a monitor counts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Metric {
    /// Calls that the model makes.
    Calls,
    /// Requests that the runtime sends, its own retries included.
    Attempts,
    /// Calls of one tool.
    CallsOf(Node<Name>),
    /// Calls that came back as failed.
    Failures,
    /// Failed calls of one tool.
    FailuresOf(Node<Name>),
    /// Calls of tools that are not registered.
    UnknownTools,
    /// Calls that the runtime refused.
    Refusals,
    /// Calls that the tool budget refused.
    BudgetRefusals,
    /// Coercions that were logged.
    Coercions,
    /// Results that a check flagged.
    FlaggedResults,
    /// Effects that a service committed.
    Effects(Node<Name>),
    /// Conversations that a cap ended.
    Capped,
    /// Answers that were not whole.
    CutOffAnswers,
    /// Tokens read and written.
    Tokens,
    /// Conversations that ended.
    Conversations,
}

/// Over what a monitor counts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Over {
    /// Each conversation by itself.
    Conversation,
    /// Each intent by itself.
    Intent,
    /// The last stretch of time.
    Last(Node<Duration>),
    /// The whole replay.
    Replay,
}

/// What a monitor makes of its counts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Statistic {
    /// Their sum.
    Count,
    /// A percentile of the counts of the conversations that ended in the window.
    Percentile(Node<Chance>),
    /// The share of the conversations that ended in the window which count at least one, in percent.
    Share,
}

/// What a monitor does when it fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Response {
    /// Tells people.
    Alert,
    /// Tells people, and ends the conversation.
    Abort,
}
