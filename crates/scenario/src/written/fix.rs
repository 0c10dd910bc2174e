//! Fixes and arms: named sets of typed changes, and the pipeline that deploys changes.

use super::variants::variants;
use super::{Fault, Monitor, Operator, Policy, Sentence, Service, Tool, Workload, overlay};
use crate::read::{Chance, Duration, Name, Node, Table};
use serde::Deserialize;

/// A named, switchable change.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// What it does, for people.
    pub says: Node<String>,
    /// The layer that it changes.
    pub layer: Node<Layer>,
    /// The changes.
    pub changes: Vec<Node<Change>>,
}

/// The layer that a fix changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Layer {
    /// The prompt.
    Prompt,
    /// Tool definitions.
    Tools,
    /// The agent runtime.
    Runtime,
    /// A service.
    Service,
    /// The deploy pipeline.
    Pipeline,
    /// Monitors and alerts.
    Monitoring,
    /// The architecture around the agent.
    Architecture,
}

variants! {
/// One change. Fields that are not given stay as they are.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Switches of the runtime.
    Policy(Policy) as fields,
    /// A service that is there.
    Service(ServiceChange) as fields,
    /// A new service.
    AddService(NewService) as fields,
    /// A tool that is there.
    Tool(ToolChange) as fields,
    /// A new tool.
    AddTool(NewTool) as fields,
    /// Takes a tool away.
    RemoveTool(Node<Name>) as value,
    /// A new sentence at the end of the prompt.
    AddSentence(Sentence) as fields,
    /// Other words for a sentence that is there.
    ReplaceSentence(Sentence) as fields,
    /// Takes a sentence away.
    RemoveSentence(Node<Name>) as value,
    /// A new monitor.
    AddMonitor(NewMonitor) as fields,
    /// A new gate before deploys.
    AddGate(NewGate) as fields,
    /// Other work; for arms that change what is tried, not for fixes.
    Workload(Workload) as fields,
    /// Another operator; for arms.
    Operator(Operator) as fields,
    /// A further fault; for arms.
    AddFault(NewFault) as fields,
    /// A fault that does not happen; for arms.
    RemoveFault(Node<Name>) as value,
}
}

/// A change of a service that is there.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceChange {
    /// Its name.
    pub name: Node<Name>,
    /// What differs; of the same kind.
    pub set: Node<Service>,
}

/// A new service.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewService {
    /// Its name.
    pub name: Node<Name>,
    /// The service.
    pub service: Node<Service>,
}

/// A change of a tool that is there.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolChange {
    /// Its name.
    pub name: Node<Name>,
    /// What differs.
    pub set: Node<Tool>,
}

/// A new tool.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTool {
    /// Its name.
    pub name: Node<Name>,
    /// The tool.
    pub tool: Node<Tool>,
}

/// A new monitor.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMonitor {
    /// Its name.
    pub name: Node<Name>,
    /// The monitor.
    pub monitor: Node<Monitor>,
}

/// A new gate before deploys.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewGate {
    /// Its name.
    pub name: Node<Name>,
    /// The gate.
    pub gate: Node<Gate>,
}

/// A further fault.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewFault {
    /// Its name.
    pub name: Node<Name>,
    /// The fault.
    pub fault: Node<Fault>,
}

/// An arm with a name of its own: a near miss, or a set-up in which the fault never lands.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// Why it is worth a look, for people.
    pub says: Node<String>,
    /// The fixes that are on; default none.
    #[serde(default)]
    pub fixes: Vec<Node<Name>>,
    /// Further changes.
    #[serde(default)]
    pub changes: Vec<Node<Change>>,
}

/// What an arm is expected to break on the canonical seed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expectation {
    /// The invariants that break; all others must not.
    pub broken: Vec<Node<Name>>,
    /// The invariants that nothing puts to the test.
    pub not_exposed: Vec<Node<Name>>,
}

overlay! {
    /// Deploys on their schedule, and the gates before them.
    pub struct Pipeline {
        /// Deploys by name.
        pub deploys: Table<Deploy>,
        /// Gates by name: each must pass, or the deploy is blocked.
        pub gates: Table<Gate>,
    }
}

/// A deploy.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deploy {
    /// When.
    pub at: Node<Duration>,
    /// What it changes.
    pub changes: Vec<Node<Change>>,
}

/// What must hold before a deploy goes out.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Gate {
    /// The worked examples of the prompt show the fields that the tools answer with.
    ExamplesMatchShapes,
    /// Arguments are validated after the deploy.
    ValidationOn,
    /// Known questions are answered well enough after the deploy.
    Evaluation {
        /// The questions: conversations that are run against the new state, unseen by users.
        questions: Node<Workload>,
        /// The share of true claims that is asked for.
        needs: Node<Chance>,
    },
}
