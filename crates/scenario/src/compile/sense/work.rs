//! Work that is never done, and switches without anything that they could act on.

use super::super::Compiler;
use super::picture::Picture;
use super::{Parts, values};
use crate::diagnostic::nearest;
use crate::plan::{Delay, ServiceKind};
use crate::read::{Name, Node, Table};
use crate::written::{Action, Arrival, Call, Change, Confirmation, Gate, Scenario, Scope, Turn};
use crate::{Diagnostic, Span};
use std::collections::BTreeSet;

impl Compiler<'_> {
    pub(super) fn sense_work(&mut self, scenario: &Scenario, parts: &Parts<'_>, picture: &Picture) {
        let end_ns = self.limits(scenario).virtual_time_ns;
        let places = self.environments(picture);
        let served = served(scenario);
        let asks = |gate: &&Gate| matches!(gate, Gate::Evaluation { .. });
        let questions: Vec<Span> = parts
            .gates
            .iter()
            .filter(|gate| asks(gate))
            .filter_map(|gate| match gate {
                Gate::Evaluation { questions, .. } => Some(questions.span()),
                _ => None,
            })
            .collect();
        for (span, workload) in &parts.workloads {
            let arrivals = workload.arrivals.as_ref().and_then(Node::get);
            let arrivals = arrivals.map(Vec::as_slice).unwrap_or_default();
            let in_gate = questions.contains(span);
            for node in arrivals {
                let Some(arrival) = node.get() else { continue };
                if !in_gate {
                    self.check_time(arrival, node.span(), end_ns);
                }
                for turn in arrival.turns.iter().filter_map(Node::get) {
                    self.check_turn(turn, &places);
                    self.check_wants(turn, &served);
                }
            }
        }
        self.check_deploys(scenario, end_ns);
        self.check_destructive(parts, picture);
    }

    /// Reports an intent that no rule speaks of and that is nearly one that a rule does speak of.
    /// An intent that no rule speaks of is no mistake by itself: looking something up serves none.
    fn check_wants(&mut self, turn: &Turn, served: &BTreeSet<&str>) {
        let known: Vec<&str> = served.iter().copied().collect();
        for want in &turn.wants {
            let Some(name) = want.get().map(Name::as_str) else { continue };
            if !served.contains(name) && nearest(name, &known).is_some() {
                let message = format!("no rule serves the intent `{name}`");
                let mistake = Diagnostic::new(want.span(), message, "no call is made for it");
                self.report(mistake.suggest(name, known.iter().copied()));
            }
        }
    }

    /// Lists the environments of all resources.
    fn environments(&self, picture: &Picture) -> BTreeSet<String> {
        let mut places = BTreeSet::new();
        for service in picture.worlds.iter().flat_map(|world| &world.services) {
            if let ServiceKind::Store(store) = &service.kind {
                let environments = store.resources.iter().map(|resource| resource.environment);
                places.extend(environments.map(|name| self.symbols.text(name).to_string()));
            }
        }
        places
    }

    /// Reports conversations that would begin after the end of the replay.
    fn check_time(&mut self, arrival: &Arrival, span: Span, end_ns: u64) {
        let at_ns = arrival.at.as_ref().and_then(Node::get).map_or(0, |at| at.as_ns());
        let count = arrival.count.as_ref().and_then(Node::get).copied().unwrap_or(1);
        let apart = arrival.apart.as_ref().and_then(|apart| self.delay(apart));
        let least_ns = match apart {
            Some(Delay::Constant(ns)) => ns,
            Some(Delay::Uniform { from_ns, .. }) => from_ns,
            Some(Delay::Exponential { .. } | Delay::Lognormal { .. }) | None => 0,
        };
        let gaps = u64::from(count.saturating_sub(1));
        if at_ns.saturating_add(least_ns.saturating_mul(gaps)) >= end_ns {
            let late = arrival.apart.as_ref().filter(|_| gaps > 0).map(Node::span);
            let late = late.or(arrival.at.as_ref().map(Node::span));
            let place = late.unwrap_or(self.head(span));
            let message = "the last conversation begins after the end of the replay";
            let help = "raise `virtual_time` in `limits`";
            self.complain(place, message, "too late", help);
        }
    }

    fn check_turn(&mut self, turn: &Turn, places: &BTreeSet<String>) {
        for (at, want) in turn.wants.iter().enumerate() {
            if let Some(first) = turn.wants[..at].iter().find(|other| *other == want) {
                let mistake =
                    Diagnostic::new(want.span(), "an intent is wanted twice", "once more");
                self.report(
                    mistake.also(first.span(), "the first time").help("two wishes are two intents"),
                );
            }
        }
        let Some(node) = &turn.environment else {
            return;
        };
        let Some(name) = node.get().map(Name::as_str) else {
            return;
        };
        if !places.is_empty() && !places.contains(name) {
            let message = format!("no resource is in an environment `{name}`");
            let mistake = Diagnostic::new(node.span(), message, "no such environment");
            self.report(mistake.suggest(name, places.iter().map(String::as_str)));
        }
    }

    fn check_deploys(&mut self, scenario: &Scenario, end_ns: u64) {
        let pipeline = scenario.pipeline.as_ref().and_then(Node::get);
        let deploys = pipeline.and_then(|pipeline| pipeline.deploys.as_ref()?.get());
        let gates = pipeline.and_then(|pipeline| pipeline.gates.as_ref()?.get());
        if deploys.is_none_or(Table::is_empty) {
            for (name, _) in gates.into_iter().flat_map(Table::iter) {
                let message = "there is no deploy that this gate could block";
                self.complain(name.span(), message, "nothing to block", "");
            }
        }
        for deploy in deploys.into_iter().flat_map(values) {
            if deploy.at.get().is_some_and(|at| at.as_ns() >= end_ns) {
                let message = "the deploy comes after the end of the replay";
                let help = "raise `virtual_time` in `limits`";
                self.complain(deploy.at.span(), message, "too late", help);
            }
            for node in &deploy.changes {
                let what = match node.get() {
                    Some(Change::Workload(_)) => "the workload",
                    Some(Change::AddMonitor(_)) => "the monitors",
                    _ => continue,
                };
                let place = self.head(node.span());
                let message = format!("a deploy cannot change {what}");
                let help = "what users ask and who watches is the same from the start of a replay";
                self.complain(place, message, "without effect here", help);
            }
        }
    }

    /// Reports guards of destructive calls where no tool is destructive.
    fn check_destructive(&mut self, parts: &Parts<'_>, picture: &Picture) {
        let tools = picture.worlds.iter().flat_map(|world| &world.tools);
        if tools.into_iter().any(|tool| tool.destructive) {
            return;
        }
        for policy in &parts.policies {
            let confirms = policy.confirmation.as_ref();
            let confirms = confirms.filter(|c| c.get() == Some(&Confirmation::Destructive));
            let declares = policy.scope.as_ref();
            let declares = declares.filter(|scope| scope.get() == Some(&Scope::Declared));
            for place in confirms.map(Node::span).into_iter().chain(declares.map(Node::span)) {
                let message = "no tool is destructive, so this guards nothing";
                let help = "a tool says so itself: `destructive: true`";
                self.complain(place, message, "nothing to guard", help);
            }
        }
    }
}

/// Lists the intents that rules speak of: those of calls, and those about which something is believed.
fn served(scenario: &Scenario) -> BTreeSet<&str> {
    let rules = scenario.model.get().into_iter().flat_map(|model| values(&model.rules));
    let mut served = BTreeSet::new();
    for rule in rules {
        let believed = rule.believes.as_ref().and_then(Node::get);
        served.extend(believed.into_iter().flat_map(Table::names));
        let calls: Vec<&Call> = match rule.action.get() {
            Some(Action::Call(call)) => vec![call],
            Some(Action::Calls(calls)) => calls.iter().filter_map(Node::get).collect(),
            Some(Action::Again(_) | Action::Answer(_)) | None => Vec::new(),
        };
        let intents = calls.into_iter().filter_map(|call| call.intent.as_ref()?.get());
        served.extend(intents.map(Name::as_str));
    }
    served
}
