//! What the model is given: the prompt, the tools, and the identities around it.

use super::overlay;
use crate::read::{Duration, Name, Node, Table};
use serde::Deserialize;

/// One sentence of the system prompt; fixes edit it by its id, rules read its text.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// The name by which fixes find it.
    pub id: Node<Name>,
    /// What the model reads.
    pub text: Node<String>,
    /// The worked example in it, if it has one.
    #[serde(default)]
    pub example: Option<Node<Example>>,
}

/// A worked example: how the prompt says a tool's answer looks.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The tool.
    pub tool: Node<Name>,
    /// The fields that the example shows at the top of the answer.
    pub fields: Vec<Node<String>>,
}

overlay! {
    /// A tool as the model sees it, and where its calls go.
    pub struct Tool {
        /// What the model reads; documentation, never enforcement.
        pub description: String,
        /// The service that its calls go to.
        pub service: Name,
        /// What the call asks of the service; default `Call`.
        pub operation: super::Operation,
        /// Parameters by name.
        pub parameters: Table<Parameter>,
        /// Whether calls destroy something: confirmation and declared scope look at it.
        pub destructive: bool,
        /// Tokens of one answer in the model's context; default: a quarter of its characters.
        pub result_tokens: u64,
    }
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Parameter {
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// Text.
    Text,
    /// True or false.
    Boolean,
    /// A list.
    List,
    /// Anything, and it may be left out.
    Any,
}

/// Whom the agent serves.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct User {
    /// What they may do: names of rights; a `*` at the end stands for any ending.
    pub rights: Vec<Node<String>>,
}

/// A service account or a token that is not a user's.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Credential {
    /// What its holder may do.
    pub rights: Vec<Node<String>>,
    /// The secret text by which a model that found it can use it.
    pub token: Option<Node<String>>,
    /// How long it is good for from the start of the replay; default for ever.
    pub lifetime: Option<Node<Duration>>,
}
