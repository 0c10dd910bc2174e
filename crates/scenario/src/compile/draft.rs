//! The part of a scenario that fixes can change, still as written, and the changes applied to it.

use super::{Compiler, Owner};
use crate::read::{Node, Table};
use crate::written::{
    Arrival, Change, Deploy, Fault, Gate, Monitor, NewFault, NewGate, NewMonitor, NewService,
    NewTool, Operator, Policy, Scenario, Sentence, Service, ServiceChange, Tool, ToolChange,
    Workload,
};
use crate::{Diagnostic, Span};

/// A named part of a draft, with the place of its name.
#[derive(Clone, Debug)]
pub(super) struct Named<T> {
    pub(super) name: String,
    pub(super) span: Span,
    /// The place of the whole value.
    pub(super) whole: Span,
    pub(super) value: T,
}

impl<T> Named<T> {
    /// Returns its places.
    pub(super) fn owner(&self) -> Owner {
        Owner { name: self.span, whole: self.whole }
    }
}

/// Everything that fixes can change.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) prompt: Vec<Sentence>,
    pub(super) tools: Vec<Named<Tool>>,
    pub(super) services: Vec<Named<Service>>,
    pub(super) faults: Vec<Named<Fault>>,
    pub(super) policy: Policy,
    /// Whether the policy is of a file that knows no scenario: its checks are of tools that need not be here.
    pub(super) is_foreign: bool,
    pub(super) monitors: Vec<Named<Monitor>>,
    pub(super) deploys: Vec<Named<Deploy>>,
    pub(super) gates: Vec<Named<Gate>>,
    pub(super) arrivals: Vec<Node<Arrival>>,
    pub(super) operator: Option<Operator>,
    /// The place of the operator, or of the change that gives one.
    pub(super) operator_span: Span,
}

impl Draft {
    /// Takes the deployed state out of a scenario.
    pub(super) fn new(scenario: &Scenario) -> Self {
        let pipeline = scenario.pipeline.as_ref().and_then(Node::get);
        Draft {
            prompt: scenario.prompt.iter().filter_map(Node::get).cloned().collect(),
            tools: named(&scenario.tools),
            services: named(&scenario.services),
            faults: named(&scenario.faults),
            policy: scenario.policy.as_ref().and_then(Node::get).cloned().unwrap_or_default(),
            is_foreign: false,
            monitors: named(&scenario.monitors),
            deploys: optional(pipeline.and_then(|pipeline| pipeline.deploys.as_ref())),
            gates: optional(pipeline.and_then(|pipeline| pipeline.gates.as_ref())),
            arrivals: scenario.workload.get().map(arrivals).unwrap_or_default(),
            operator: scenario.operator.as_ref().and_then(Node::get).cloned(),
            operator_span: scenario.operator.as_ref().map(Node::span).unwrap_or_default(),
        }
    }

    /// Makes a draft of a policy and nothing else.
    pub(super) fn of_policy(policy: Policy) -> Self {
        Draft {
            prompt: Vec::new(),
            tools: Vec::new(),
            services: Vec::new(),
            faults: Vec::new(),
            policy,
            is_foreign: false,
            monitors: Vec::new(),
            deploys: Vec::new(),
            gates: Vec::new(),
            arrivals: Vec::new(),
            operator: None,
            operator_span: Span::default(),
        }
    }

    /// Returns the prompt: its sentences, joined by single spaces.
    pub(super) fn prompt_text(&self) -> String {
        let sentences = self.prompt.iter().filter_map(|sentence| sentence.text.get());
        let sentences: Vec<&str> = sentences.map(|text| text.trim()).collect();
        sentences.join(" ")
    }

    /// Turns the faults off and puts honest work in the place of the incident's, if there is any.
    pub(super) fn calm(&mut self, scenario: &Scenario) {
        self.faults.clear();
        if let Some(benign) = scenario.benign.as_ref().and_then(Node::get) {
            self.arrivals = arrivals(benign);
        }
    }

    /// Applies changes in their order.
    pub(super) fn apply(&mut self, changes: &[Node<Change>], sheet: &mut Compiler<'_>) {
        for change in changes {
            if let Some(value) = change.get() {
                self.apply_one(value, change.span(), sheet);
            }
        }
    }

    /// Applies one change.
    pub(super) fn apply_one(&mut self, change: &Change, span: Span, sheet: &mut Compiler<'_>) {
        match change {
            Change::Policy(policy) => self.change_policy(policy),
            Change::Service(ServiceChange { name, set }) => {
                let Some(old) = find(&mut self.services, name, "service", sheet) else {
                    return;
                };
                if let Some(set_to) = set.get()
                    && !overlay_service(&mut old.value, set_to)
                {
                    let label = format!("`{}` is a {}", old.name, kind(&old.value));
                    let message = "a change cannot turn a service into one of another kind";
                    sheet.report(
                        Diagnostic::new(set.span(), message, label).also(old.span, "declared here"),
                    );
                }
            }
            Change::AddService(NewService { name, service }) => {
                add(&mut self.services, name, service, "service", sheet)
            }
            Change::Tool(ToolChange { name, set }) => {
                if let (Some(old), Some(set)) =
                    (find(&mut self.tools, name, "tool", sheet), set.get())
                {
                    old.value.overlay(set);
                }
            }
            Change::AddTool(NewTool { name, tool }) => {
                add(&mut self.tools, name, tool, "tool", sheet)
            }
            Change::RemoveTool(name) => remove(&mut self.tools, name, "tool", sheet),
            Change::AddSentence(sentence) => self.add_sentence(sentence, span, sheet),
            Change::ReplaceSentence(sentence) => {
                if let Some(at) = self.sentence(&sentence.id, sheet) {
                    self.prompt[at] = sentence.clone();
                }
            }
            Change::RemoveSentence(id) => {
                if let Some(at) = self.sentence(id, sheet) {
                    self.prompt.remove(at);
                }
            }
            Change::AddMonitor(NewMonitor { name, monitor }) => {
                add(&mut self.monitors, name, monitor, "monitor", sheet)
            }
            Change::AddGate(NewGate { name, gate }) => {
                add(&mut self.gates, name, gate, "gate", sheet)
            }
            Change::Workload(workload) => self.arrivals = arrivals(workload),
            Change::Operator(operator) => {
                if self.operator.is_none() {
                    self.operator_span = span;
                }
                self.operator.get_or_insert_default().overlay(operator);
            }
            Change::AddFault(NewFault { name, fault }) => {
                add(&mut self.faults, name, fault, "fault", sheet)
            }
            Change::RemoveFault(name) => {
                // The control arm has no faults to begin with; there, nothing is left to remove.
                if !self.faults.is_empty() {
                    remove(&mut self.faults, name, "fault", sheet);
                }
            }
        }
    }

    fn change_policy(&mut self, change: &Policy) {
        lay_over(&mut self.policy, change);
    }

    fn add_sentence(&mut self, sentence: &Sentence, span: Span, sheet: &mut Compiler<'_>) {
        if self.prompt.iter().any(|known| known.id == sentence.id) {
            let id = sentence.id.get().map_or("", |id| id.as_str());
            let message = format!("the prompt has a sentence `{id}` already");
            let label = "added once more";
            sheet.report(
                Diagnostic::new(sheet.head(span), message, label).help("use `ReplaceSentence`"),
            );
            return;
        }
        self.prompt.push(sentence.clone());
    }

    fn sentence(&self, id: &Node<crate::read::Name>, sheet: &mut Compiler<'_>) -> Option<usize> {
        let wanted = id.get()?.as_str();
        let ids = || self.prompt.iter().filter_map(|sentence| Some(sentence.id.get()?.as_str()));
        let at = ids().position(|known| known == wanted);
        if at.is_none() {
            sheet.unknown(id.span(), "sentence", wanted, ids());
        }
        at
    }
}

/// Lays a change of a policy over it; caps and words of unknown tools field by field too.
pub(super) fn lay_over(policy: &mut Policy, change: &Policy) {
    let caps = merged(&policy.caps, &change.caps, |old, new| old.overlay(new));
    let unknown = merged(&policy.unknown_tool, &change.unknown_tool, |old, new| old.overlay(new));
    policy.overlay(change);
    policy.caps = caps;
    policy.unknown_tool = unknown;
}

fn named<T: Clone>(table: &Table<T>) -> Vec<Named<T>> {
    let entry = |(name, value): (&Node<String>, &Node<T>)| {
        Some(Named {
            name: name.get()?.clone(),
            span: name.span(),
            whole: value.span(),
            value: value.get()?.clone(),
        })
    };
    table.iter().filter_map(entry).collect()
}

fn optional<T: Clone>(table: Option<&Node<Table<T>>>) -> Vec<Named<T>> {
    table.and_then(Node::get).map(named).unwrap_or_default()
}

fn arrivals(workload: &Workload) -> Vec<Node<Arrival>> {
    workload.arrivals.as_ref().and_then(Node::get).cloned().unwrap_or_default()
}

fn merged<T: Clone>(
    old: &Option<Node<T>>,
    new: &Option<Node<T>>,
    overlay: impl Fn(&mut T, &T),
) -> Option<Node<T>> {
    match (old.as_ref().and_then(Node::get), new.as_ref().and_then(Node::get)) {
        (Some(base), Some(over)) => {
            let mut value = base.clone();
            overlay(&mut value, over);
            let span = new.as_ref().map(Node::span).unwrap_or_default();
            Some(Node::new(span, value))
        }
        _ => new.clone().or_else(|| old.clone()),
    }
}

fn find<'a, T>(
    list: &'a mut [Named<T>],
    name: &Node<crate::read::Name>,
    what: &str,
    sheet: &mut Compiler<'_>,
) -> Option<&'a mut Named<T>> {
    let wanted = name.get()?.as_str();
    match list.iter().position(|entry| entry.name == wanted) {
        Some(at) => Some(&mut list[at]),
        None => {
            let known = list.iter().map(|entry| entry.name.as_str());
            sheet.unknown(name.span(), what, wanted, known);
            None
        }
    }
}

fn add<T: Clone>(
    list: &mut Vec<Named<T>>,
    name: &Node<crate::read::Name>,
    value: &Node<T>,
    what: &str,
    sheet: &mut Compiler<'_>,
) {
    let whole = value.span();
    let (Some(text), Some(value)) = (name.get(), value.get()) else {
        return;
    };
    if let Some(old) = list.iter().find(|entry| entry.name == text.as_str()) {
        let message = format!("there is a {what} `{}` already", text.as_str());
        sheet.report(
            Diagnostic::new(name.span(), message, "added once more").also(old.span, "the other"),
        );
        return;
    }
    list.push(Named {
        name: text.as_str().to_owned(),
        span: name.span(),
        whole,
        value: value.clone(),
    });
}

fn remove<T>(
    list: &mut Vec<Named<T>>,
    name: &Node<crate::read::Name>,
    what: &str,
    sheet: &mut Compiler<'_>,
) {
    if find(list, name, what, sheet).is_some() {
        list.retain(|entry| name.get().is_none_or(|name| entry.name != name.as_str()));
    }
}

/// Makes the diagnostic of a name that nothing has.
pub(super) fn unknown<'a>(
    span: Span,
    what: &str,
    found: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    Diagnostic::new(span, format!("there is no {what} `{found}`"), format!("no such {what}"))
        .suggest(found, known)
}

/// Overlays a service with one of the same kind; false if the kinds differ.
fn overlay_service(old: &mut Service, new: &Service) -> bool {
    match (old, new) {
        (Service::LoadBalancer(old), Service::LoadBalancer(new)) => old.overlay(new),
        (Service::Latency(old), Service::Latency(new)) => old.overlay(new),
        (Service::RateLimiter(old), Service::RateLimiter(new)) => old.overlay(new),
        (Service::Ledger(old), Service::Ledger(new)) => old.overlay(new),
        (Service::RecordTable(old), Service::RecordTable(new)) => old.overlay(new),
        (Service::Function(old), Service::Function(new)) => old.overlay(new),
        (Service::Store(old), Service::Store(new)) => old.overlay(new),
        _ => return false,
    }
    true
}

/// Names the kind of a service as files write it.
pub(super) fn kind(service: &Service) -> &'static str {
    match service {
        Service::LoadBalancer(_) => "LoadBalancer",
        Service::Latency(_) => "Latency",
        Service::RateLimiter(_) => "RateLimiter",
        Service::Ledger(_) => "Ledger",
        Service::RecordTable(_) => "RecordTable",
        Service::Function(_) => "Function",
        Service::Store(_) => "Store",
    }
}
