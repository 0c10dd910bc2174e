//! A policy file: a runtime by itself, without an incident.
//!
//! It has the same [`Policy`] as a scenario. What only an incident can name (accounts, tools, services)
//! is not in it; it says instead which parts of what was changed after an incident are in place.

use super::Policy;
use crate::read::{Name, Node};
use serde::Deserialize;

/// The whole of a policy file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// Version of the format; this program reads 1.
    pub format: Node<u32>,
    /// The name by which the command line finds it.
    pub id: Node<Name>,
    /// One line for people.
    pub title: Node<String>,
    /// Where the facts come from; default none is given.
    #[serde(default)]
    pub source: Option<Node<PolicySource>>,
    /// The switches of the runtime, all of them: what is not given has its default.
    pub policy: Node<Policy>,
    /// Which parts of the fixes of an incident are taken to be in place; default none.
    #[serde(default)]
    pub in_place: Vec<Node<FixPart>>,
}

/// Where the facts about a runtime come from.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySource {
    /// Title of the page or of the configuration.
    pub title: Node<String>,
    /// What was looked at, each with its version.
    #[serde(default)]
    pub versions: Vec<Node<String>>,
    /// When it was looked at.
    #[serde(default)]
    pub date: Option<Node<String>>,
}

/// A part of what the fixes of an incident change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum FixPart {
    /// Sentences of the prompt.
    Prompt,
    /// Tools: new ones, taken away ones, other definitions.
    Tools,
    /// Ledgers that know a repeated call by its key (`deduplicate`).
    Keys,
    /// Tables and stores that ask for rights (`access`).
    Access,
    /// Everything else of services, and new ones.
    Services,
    /// Gates before deploys.
    Pipeline,
    /// Monitors.
    Monitors,
    /// Changes of the operator.
    Operator,
    /// The checks of arguments and results that the incident's own runtime has when it is fixed.
    Checks,
    /// The rights that a user's token is cut down to there, if `identity` is `OnBehalfOf`.
    TokenRights,
    /// The budget for one tool there, if it is smaller than `tool_budget`.
    Budgets,
}
