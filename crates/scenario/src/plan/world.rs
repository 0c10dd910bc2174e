//! The world of one arm: everything that fixes can change, and the deploys that change it later.

use super::{Delay, Fault, Operator, Policy, Service, Symbol, Tool};
use crate::written::Response;
use crate::{Text, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// A scenario with a chosen set of fixes.
#[derive(Clone, Debug)]
pub struct Arm {
    /// Its name: `deployed`, `resolved`, `control`, a name from the file, or the fixes joined by `+`.
    pub name: String,
    /// The fixes that are on, in the order of the file.
    pub fixes: Vec<Symbol>,
    /// The world at the start, and what deploys make of it.
    pub stage: Stage,
}

/// The world until the next deploy, and after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// The world now.
    pub world: Arc<World>,
    /// The next deploy, if there is one.
    pub next: Option<Box<Deploy>>,
}

impl Stage {
    /// Tells whether a world that may be in place at some time is of this kind.
    pub fn has_world(&self, is_so: &dyn Fn(&World) -> bool) -> bool {
        let after = self.next.as_ref();
        let mut after = after.into_iter().flat_map(|next| [&next.deployed, &next.blocked]);
        is_so(&self.world) || after.any(|stage| stage.has_world(is_so))
    }
}

/// A deploy, with both of its outcomes.
#[derive(Clone, Debug, PartialEq)]
pub struct Deploy {
    /// Its name.
    pub name: Symbol,
    /// When.
    pub at_ns: u64,
    /// Gates that block it whatever happens: gate and reason.
    pub blocked_by: Vec<(Symbol, Text)>,
    /// Evaluations that must pass.
    pub evaluations: Vec<Evaluation>,
    /// If it goes out.
    pub deployed: Stage,
    /// If it is blocked.
    pub blocked: Stage,
}

/// Known questions that must be answered well enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The gate.
    pub gate: Symbol,
    /// The questions.
    pub questions: Vec<Arrival>,
    /// The share of true claims that is asked for.
    pub needs: super::Chance,
}

/// Everything that fixes can change.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// The system prompt: its sentences, joined by single spaces.
    pub prompt: Text,
    /// Worked examples of the prompt: tool, and the fields shown.
    pub examples: Vec<(Symbol, Vec<Text>)>,
    /// The registered tools.
    pub tools: Vec<Tool>,
    /// The services.
    pub services: Vec<Service>,
    /// What goes wrong; empty in the control arm.
    pub faults: Vec<Fault>,
    /// The switches of the runtime.
    pub policy: Policy,
    /// The person who is asked to confirm, if there is one.
    pub operator: Option<Operator>,
    /// The monitors.
    pub monitors: Vec<Monitor>,
    /// What users ask for.
    pub arrivals: Vec<Arrival>,
}

impl World {
    /// Returns the tool of that name, if it is registered.
    pub fn tool(&self, name: Symbol) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.name == name)
    }
}

/// One conversation, or several like it one after another.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// When the first begins.
    pub at_ns: u64,
    /// How many.
    pub count: u32,
    /// From the beginning of one to the beginning of the next.
    pub apart: Delay,
    /// Who asks.
    pub user: Option<Symbol>,
    /// What is asked, turn by turn.
    pub turns: Arc<[Turn]>,
    /// Fields of the requests that differ from conversation to conversation; lists are not empty.
    pub each: Arc<[(Text, Vec<Value>)]>,
}

impl Arrival {
    /// Returns a turn as it is in the conversation of this number, from 0: a turn of its own where
    /// conversations differ.
    pub fn turn_of<'a>(&self, number: u32, turn: &'a Turn) -> Cow<'a, Turn> {
        let Value::Map(request) = &turn.request else { return Cow::Borrowed(turn) };
        if self.each.is_empty() {
            return Cow::Borrowed(turn);
        }
        let mut request = (**request).clone();
        for (field, values) in self.each.iter() {
            request.set(field.clone(), values[number as usize % values.len()].clone());
        }
        Cow::Owned(Turn { request: Value::map(request), ..turn.clone() })
    }
}

/// One message of a user.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The message.
    pub says: Text,
    /// The intents in it.
    pub wants: Vec<Symbol>,
    /// What formulas read as `request`.
    pub request: Value,
    /// The environment that the task is in.
    pub environment: Option<Symbol>,
}

/// A monitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Monitor {
    /// Its name.
    pub name: Symbol,
    /// What it is, for people.
    pub says: Text,
    /// What it counts.
    pub counts: Metric,
    /// Over what.
    pub over: Over,
    /// What it makes of the counts.
    pub statistic: Statistic,
    /// It fires when the number is above this.
    pub above: u64,
    /// How often it looks; 0: at every event that it counts.
    pub every_ns: u64,
    /// What it does.
    pub then: Response,
}

/// What a monitor counts; see [`written::Metric`](crate::written::Metric).
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the written form carries the documentation")]
pub enum Metric {
    Calls,
    Attempts,
    CallsOf(Symbol),
    Failures,
    FailuresOf(Symbol),
    UnknownTools,
    Refusals,
    BudgetRefusals,
    Coercions,
    FlaggedResults,
    Effects(Symbol),
    Capped,
    CutOffAnswers,
    Tokens,
    Conversations,
}

/// Over what a monitor counts.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the written form carries the documentation")]
pub enum Over {
    Conversation,
    Intent,
    Last(u64),
    Replay,
}

/// What a monitor makes of its counts.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the written form carries the documentation")]
pub enum Statistic {
    Count,
    Percentile(super::Chance),
    Share,
}
