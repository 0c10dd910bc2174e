//! What users ask for, and when: one conversation or a crowd over virtual days.

use super::{Delay, overlay};
use crate::Value;
use crate::read::{Duration, Name, Node, Table};
use serde::Deserialize;

overlay! {
    /// What users ask for, and when.
    pub struct Workload {
        /// Streams of conversations.
        pub arrivals: Vec<Node<Arrival>>,
    }
}

/// One conversation, or several like it one after another.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// When the first begins; default at once.
    #[serde(default)]
    pub at: Option<Node<Duration>>,
    /// How many; default 1.
    #[serde(default)]
    pub count: Option<Node<u32>>,
    /// From the beginning of one to the beginning of the next; default at once.
    #[serde(default)]
    pub apart: Option<Node<Delay>>,
    /// Who asks.
    #[serde(default)]
    pub user: Option<Node<Name>>,
    /// Fields of the requests that differ from conversation to conversation: the first takes the
    /// first value of each list, the second the second, and so on in a circle.
    #[serde(default)]
    pub each: Option<Node<Table<Vec<Value>>>>,
    /// What is asked, turn by turn.
    pub turns: Vec<Node<Turn>>,
}

/// One message of a user.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// The message.
    pub says: Node<String>,
    /// The intents in it: the things the user wants done.
    pub wants: Vec<Node<Name>>,
    /// What the model's formulas read as `request`.
    #[serde(default)]
    pub request: Option<Node<Value>>,
    /// The environment that the task is in, where that matters.
    #[serde(default)]
    pub environment: Option<Node<Name>>,
}
