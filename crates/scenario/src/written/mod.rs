//! A scenario as its author writes it: one type per form of the RON file, nothing looked up yet.
//!
//! Every field is a [`Node`]: it knows its place in the file, and it stays readable when its
//! neighbour is not. Fields that an author may leave out, and all fields that a fix may overlay,
//! are `Option`s here and nowhere later: `compile` applies the defaults once.
//! `scenarios/README.md` is the reference of these types, and a test holds it to them.

mod agent;
mod fix;
mod judging;
mod model;
mod monitor;
mod policy;
mod policy_file;
mod service;
mod variants;
mod workload;

pub use agent::{Credential, Example, Parameter, Sentence, Tool, User};
pub use fix::{
    Arm, Change, Deploy, Expectation, Fix, Gate, Layer, NewFault, NewGate, NewMonitor, NewService,
    NewTool, Pipeline, ServiceChange, ToolChange,
};
pub use judging::{Figure, Form, Invariant, Measure, Per, Published};
pub use model::{Action, Again, Answer, Belief, Call, Model, Reading, Rule, Tells, Trigger};
pub use monitor::{Metric, Monitor, Over, Response, Statistic};
pub use policy::{
    Caps, Check, Confirmation, Correlation, Expiry, FoundCredentials, IdempotencyKey, Identity,
    OnCap, Operator, Policy, Retries, RetryOn, Scope, UnknownTool, Validation,
};
pub use policy_file::{FixPart, PolicyFile, PolicySource};
pub use service::{
    Access, Coercion, Deduplicate, Delay, Deletion, Fault, Function, FunctionParameter, Lands,
    Latency, Ledger, LoadBalancer, Missing, Operation, Payload, RateLimiter, RecordTable, Resource,
    Service, Store, Trouble,
};
pub use workload::{Arrival, Turn, Workload};

use crate::read::{Name, Node, Table};
use serde::Deserialize;

/// Declares a form all of whose fields are optional, so that one value can overlay another.
macro_rules! overlay {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: Option<Node<$type>>,)*
        }

        impl $name {
            /// Takes over every field that `over` gives.
            pub fn overlay(&mut self, over: &Self) {
                $(if over.$field.is_some() { self.$field.clone_from(&over.$field); })*
            }
        }
    };
}
pub(crate) use overlay;

/// A text of the expression language; which names it may use depends on where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Formula(pub String);

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Version of the format; this program reads 1.
    pub format: Node<u32>,
    /// The name by which the command line finds it.
    pub id: Node<Name>,
    /// One line for people.
    pub title: Node<String>,
    /// The canonical seed: the one on which the figures are compared.
    pub seed: Node<u64>,
    /// Where the facts come from.
    pub source: Node<Source>,
    /// The postmortem in its parts.
    pub story: Node<Story>,
    /// Decisions, assumptions and disagreements of sources, each a sentence or two.
    #[serde(default)]
    pub notes: Vec<Node<String>>,
    /// The system prompt, sentence by sentence.
    #[serde(default)]
    pub prompt: Vec<Node<Sentence>>,
    /// The tools that the runtime has registered.
    #[serde(default)]
    pub tools: Table<Tool>,
    /// The services behind the tools.
    pub services: Table<Service>,
    /// Whom the agent serves, and what they may do.
    #[serde(default)]
    pub users: Table<User>,
    /// Service accounts and tokens that are not a user's.
    #[serde(default)]
    pub credentials: Table<Credential>,
    /// The runtime's switches as deployed.
    #[serde(default)]
    pub policy: Option<Node<Policy>>,
    /// The person who is asked to confirm destructive calls.
    #[serde(default)]
    pub operator: Option<Node<Operator>>,
    /// The scripted model.
    pub model: Node<Model>,
    /// What users ask for, and when.
    pub workload: Node<Workload>,
    /// Honest work, on which the cost of a fix is measured; the control arm runs it.
    #[serde(default)]
    pub benign: Option<Node<Workload>>,
    /// What goes wrong in the world.
    #[serde(default)]
    pub faults: Table<Fault>,
    /// Deploys on their schedule, and the gates before them.
    #[serde(default)]
    pub pipeline: Option<Node<Pipeline>>,
    /// The monitors that existed.
    #[serde(default)]
    pub monitors: Table<Monitor>,
    /// What was changed afterwards; the resolved arm has all of them on.
    #[serde(default)]
    pub fixes: Table<Fix>,
    /// Other arms worth a name: near misses, test set-ups in which the fault never lands.
    #[serde(default)]
    pub arms: Table<Arm>,
    /// True answers that no table holds: subject, field, formula over the request.
    #[serde(default)]
    pub truth: Table<Table<Formula>>,
    /// What must hold.
    pub invariants: Table<Invariant>,
    /// What each arm is expected to break; a replay that does otherwise fails.
    #[serde(default)]
    pub expect: Table<Expectation>,
    /// The figures of the source, each beside the measure that gives ours.
    #[serde(default)]
    pub figures: Vec<Node<Figure>>,
    /// Limits of one replay.
    #[serde(default)]
    pub limits: Option<Node<Limits>>,
}

/// Where the facts come from.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title of the publication.
    pub title: Node<String>,
    /// The part of it.
    #[serde(default)]
    pub section: Option<Node<String>>,
    /// When it happened or was published, as the source says it.
    #[serde(default)]
    pub date: Option<Node<String>>,
}

/// The postmortem in its parts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// What happened.
    pub incident: Node<String>,
    /// What could be seen.
    pub symptom: Node<String>,
    /// Why it happened.
    pub root_cause: Node<String>,
    /// Why nobody saw it.
    pub detection_gap: Node<String>,
    /// What was changed.
    pub resolution: Node<String>,
    /// The lesson in one sentence.
    pub lesson: Node<String>,
}

/// Limits of one replay; a replay that hits one ends as inconclusive.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Engine events; default 500,000.
    pub events: Option<Node<u64>>,
    /// Virtual time; default 365 days.
    pub virtual_time: Option<Node<crate::read::Duration>>,
    /// Trace records; default 80,000.
    pub records: Option<Node<u64>>,
}
