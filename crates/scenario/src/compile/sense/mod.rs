//! Whether the parts of a file make sense together: what is asked of a file that has no other
//! mistake, so that none is reported in the words of its consequences.
//!
//! Each check looks at every world that the survey made, and complains only of what is so in all.

mod claims;
mod figures;
mod forms;
mod formulas;
mod picture;
mod rules;
mod watch;
mod work;

use super::Compiler;
use crate::expr::{self, Expr, Vocabulary};
use crate::plan::Model;
use crate::read::{Node, Table};
use crate::written::{self, Change, Formula, Scenario};
use crate::{Diagnostic, Span};
use picture::Picture;

impl Compiler<'_> {
    /// Checks a file whose single parts are in order.
    pub(super) fn sense(&mut self, scenario: &Scenario, model: &Model) {
        let picture = Picture::new(self, model);
        let parts = Parts::new(scenario);
        self.sense_rules(scenario, &picture);
        self.sense_formulas(scenario, &parts, &picture);
        self.sense_claims(scenario, &picture);
        self.sense_forms(scenario, &parts, &picture);
        self.sense_figures(scenario);
        self.sense_monitors(&parts, &picture);
        self.sense_work(scenario, &parts, &picture);
    }

    /// Parses a formula that has been parsed before.
    fn again(&self, node: &Node<Formula>, vocabulary: &Vocabulary<'_>) -> Option<Expr> {
        expr::parse(&node.get()?.0, vocabulary).ok()
    }

    fn complain(&mut self, span: Span, message: impl Into<String>, label: &str, help: &str) {
        let mistake = Diagnostic::new(span, message, label);
        self.report(if help.is_empty() { mistake } else { mistake.help(help) });
    }
}

/// What a file has of each kind, in the scenario itself and in the changes of fixes, arms and deploys.
pub(super) struct Parts<'s> {
    services: Vec<&'s written::Service>,
    policies: Vec<&'s written::Policy>,
    monitors: Vec<&'s written::Monitor>,
    faults: Vec<&'s written::Fault>,
    pub(super) workloads: Vec<(Span, &'s written::Workload)>,
    operators: Vec<&'s written::Operator>,
    gates: Vec<&'s written::Gate>,
}

impl<'s> Parts<'s> {
    pub(super) fn new(scenario: &'s Scenario) -> Self {
        let mut parts = Parts {
            services: values(&scenario.services).collect(),
            policies: scenario.policy.iter().filter_map(Node::get).collect(),
            monitors: values(&scenario.monitors).collect(),
            faults: values(&scenario.faults).collect(),
            workloads: Vec::new(),
            operators: scenario.operator.iter().filter_map(Node::get).collect(),
            gates: Vec::new(),
        };
        let workloads = std::iter::once(&scenario.workload).chain(&scenario.benign);
        parts.workloads.extend(workloads.filter_map(|work| Some((work.span(), work.get()?))));
        let pipeline = scenario.pipeline.as_ref().and_then(Node::get);
        let gates = pipeline.and_then(|pipeline| pipeline.gates.as_ref()?.get());
        parts.gates.extend(gates.into_iter().flat_map(values));
        for change in changes(scenario) {
            parts.add(change);
        }
        for gate in parts.gates.clone() {
            if let written::Gate::Evaluation { questions, .. } = gate {
                parts.workloads.extend(questions.get().map(|work| (questions.span(), work)));
            }
        }
        parts
    }

    fn add(&mut self, node: &'s Node<Change>) {
        match node.get() {
            Some(Change::Policy(policy)) => self.policies.push(policy),
            Some(Change::Service(change)) => self.services.extend(change.set.get()),
            Some(Change::AddService(new)) => self.services.extend(new.service.get()),
            Some(Change::AddMonitor(new)) => self.monitors.extend(new.monitor.get()),
            Some(Change::AddFault(new)) => self.faults.extend(new.fault.get()),
            Some(Change::AddGate(new)) => self.gates.extend(new.gate.get()),
            Some(Change::Operator(operator)) => self.operators.push(operator),
            Some(Change::Workload(workload)) => self.workloads.push((node.span(), workload)),
            _ => {}
        }
    }
}

/// Lists the changes of all fixes, arms and deploys.
fn changes(scenario: &Scenario) -> impl Iterator<Item = &Node<Change>> {
    let pipeline = scenario.pipeline.as_ref().and_then(Node::get);
    let deploys = pipeline.and_then(|pipeline| pipeline.deploys.as_ref()?.get());
    let of_fixes = values(&scenario.fixes).flat_map(|fix| &fix.changes);
    let of_arms = values(&scenario.arms).flat_map(|arm| &arm.changes);
    let of_deploys = deploys.into_iter().flat_map(values).flat_map(|deploy| &deploy.changes);
    of_fixes.chain(of_arms).chain(of_deploys)
}

/// Lists the values of a table.
fn values<T>(table: &Table<T>) -> impl Iterator<Item = &T> {
    table.iter().filter_map(|(_, value)| value.get())
}

/// Returns the value of an optional node.
fn value<T>(node: &Option<Node<T>>) -> Option<&T> {
    node.as_ref().and_then(Node::get)
}

/// Lists the names and formulas of an optional table.
fn entries<T>(table: &Option<Node<Table<T>>>) -> impl Iterator<Item = (&Node<String>, &Node<T>)> {
    table.as_ref().and_then(Node::get).into_iter().flat_map(Table::iter)
}
