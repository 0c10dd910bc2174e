//! What middleware is told: the calls, the results and the turns as a real runtime has them.
//!
//! Nothing here comes from a service but through its answer, and nothing says what is true.

use super::{BeforeCall, Change};
use seamripper_scenario::{Map, Text, Value};
use std::time::Duration;

/// A call that the model has made.
#[derive(Debug)]
#[non_exhaustive]
pub struct Call<'a> {
    /// Its number in the replay, from 0.
    pub number: u32,
    /// The tool, as the model named it.
    pub tool: &'a str,
    /// Whether there is such a tool.
    pub is_registered: bool,
    /// The arguments by name, as the model wrote them: types may be wrong.
    pub arguments: &'a Value,
    /// What the user wants that the call is for, if the runtime can tell.
    pub intent: Option<&'a str>,
    /// The how-manieth call of this tool in the conversation, from 1; refused ones count.
    pub nth: u32,
    /// Which question of the user's it belongs to, from 0.
    pub turn: u32,
    /// The idempotency key that the policy makes for the first attempt, if it makes one.
    pub key: Option<&'a str>,
}

/// The result of one attempt at a call.
#[derive(Debug)]
#[non_exhaustive]
pub struct CallResult<'a> {
    /// The number of the call in the replay, from 0.
    pub call: u32,
    /// The tool.
    pub tool: &'a str,
    /// The arguments by name, as they were sent.
    pub arguments: &'a Value,
    /// What the user wants that the call is for, if the runtime can tell.
    pub intent: Option<&'a str>,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// The HTTP status; 0 if there was no answer in time.
    pub status: u16,
    /// Whether the status is one of success.
    pub is_success: bool,
    /// The text of the answer.
    pub text: &'a str,
    /// The body of the answer.
    pub body: &'a Value,
    /// The idempotency key that was sent, if one was.
    pub key: Option<&'a str>,
    /// Whether the policy is about to send the call again.
    pub is_retried: bool,
}

/// The model is about to go on.
#[derive(Debug)]
#[non_exhaustive]
pub struct ModelTurn<'a> {
    /// Which question of the user's it works on, from 0.
    pub turn: u32,
    /// The question.
    pub says: &'a str,
    /// Calls that it has made for this question.
    pub calls: u32,
    /// Tokens read and written in the conversation.
    pub tokens: u64,
    /// Virtual time since the question.
    pub elapsed: Duration,
}

impl Call<'_> {
    /// Lets the call pass with one argument set to another value.
    pub fn with_argument(&self, name: &str, value: Value) -> BeforeCall {
        let mut arguments = match self.arguments {
            Value::Map(map) => (**map).clone(),
            _ => Map::default(),
        };
        arguments.set(Text::from(name), value);
        BeforeCall::Change(Change::default().arguments(arguments))
    }
}
