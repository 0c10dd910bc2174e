//! Fixes and arms: named sets of typed changes, and the pipeline that deploys changes.

use super::{Example, Fault, Monitor, Policy, Sentence, Service, Tool, Workload, overlay};
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

/// One change. Fields that are not given stay as they are.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Change {
    /// Switches of the runtime.
    Policy(Policy),
    /// A service that is there.
    Service {
        /// Its name.
        name: Node<Name>,
        /// What differs; of the same kind.
        set: Node<Service>,
    },
    /// A new service.
    AddService {
        /// Its name.
        name: Node<Name>,
        /// The service.
        service: Node<Service>,
    },
    /// A tool that is there.
    Tool {
        /// Its name.
        name: Node<Name>,
        /// What differs.
        set: Node<Tool>,
    },
    /// A new tool.
    AddTool {
        /// Its name.
        name: Node<Name>,
        /// The tool.
        tool: Node<Tool>,
    },
    /// Takes a tool away.
    RemoveTool(Node<Name>),
    /// A new sentence at the end of the prompt.
    AddSentence(Sentence),
    /// Other words for a sentence that is there.
    ReplaceSentence {
        /// Its id.
        id: Node<Name>,
        /// The new text.
        text: Node<String>,
        /// The new worked example; default none.
        #[serde(default)]
        example: Option<Node<Example>>,
    },
    /// Takes a sentence away.
    RemoveSentence(Node<Name>),
    /// A new monitor.
    AddMonitor {
        /// Its name.
        name: Node<Name>,
        /// The monitor.
        monitor: Node<Monitor>,
    },
    /// A new gate before deploys.
    AddGate {
        /// Its name.
        name: Node<Name>,
        /// The gate.
        gate: Node<Gate>,
    },
    /// Other work; for arms that change what is tried, not for fixes.
    Workload(Workload),
    /// A further fault; for arms.
    AddFault {
        /// Its name.
        name: Node<Name>,
        /// The fault.
        fault: Node<Fault>,
    },
    /// A fault that does not happen; for arms.
    RemoveFault(Node<Name>),
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
