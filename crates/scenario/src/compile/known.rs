//! The names that exist in some arm, noted draft by draft, and what could not be read and so may
//! hide some: a name that is missing for that reason is no second mistake.

use super::Compiler;
use super::draft::{Draft, unknown};
use super::service::{CHANGE, DELETION};
use crate::plan::Symbol;
use crate::read::{Name, Node, Table};
use crate::written::{Arrival, Change, Gate, Scenario, Service, Workload};
use crate::{Diagnostic, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Names that exist in some arm, against which rules, invariants and figures are checked.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) tools: BTreeSet<String>,
    /// Registered or imagined tools.
    pub(super) callable: BTreeSet<String>,
    pub(super) users: BTreeSet<String>,
    pub(super) credentials: BTreeSet<String>,
    pub(super) effects: BTreeSet<String>,
    pub(super) faults: BTreeSet<String>,
    pub(super) monitors: BTreeSet<String>,
    pub(super) resources: BTreeSet<String>,
    pub(super) intents: BTreeSet<String>,
    pub(super) prompts: BTreeSet<String>,
    /// Parameters by tool.
    pub(super) parameters: BTreeSet<(String, String)>,
    pub(super) unread: Unread,
}

/// What of a file could not be read.
#[derive(Clone, Debug, Default)]
pub(super) struct Unread {
    /// The places of the reader's mistakes.
    places: Vec<Span>,
    /// Names whose values could not be read.
    names: BTreeSet<String>,
    /// Kinds of things of which some may have gone unread.
    kinds: BTreeSet<&'static str>,
}

/// What services and the tools that reach them give.
const OF_SERVICES: [&str; 4] = ["effect", "resource", "row", "shape"];
/// What changes may give.
const OF_CHANGES: [&str; 11] = [
    "service", "tool", "effect", "resource", "row", "shape", "fault", "monitor", "intent",
    "sentence", "gate",
];

impl Unread {
    /// Looks for what the reader's mistakes left without a value.
    pub(super) fn new(scenario: &Scenario, mistakes: &[Diagnostic]) -> Self {
        let mut unread = Unread {
            places: mistakes.iter().map(|mistake| mistake.span).collect(),
            ..Unread::default()
        };
        if mistakes.is_empty() {
            return unread;
        }
        unread.table(&scenario.tools, "tool", &OF_SERVICES);
        unread.table(&scenario.services, "service", &OF_SERVICES);
        unread.table(&scenario.users, "user", &[]);
        unread.table(&scenario.credentials, "credential", &[]);
        unread.table(&scenario.faults, "fault", &[]);
        unread.table(&scenario.monitors, "monitor", &[]);
        unread.table(&scenario.invariants, "invariant", &[]);
        unread.table(&scenario.fixes, "fix", &OF_CHANGES);
        unread.table(&scenario.arms, "arm", &OF_CHANGES);
        let of_fixes = scenario.fixes.iter().filter_map(|(_, fix)| fix.get());
        let of_arms = scenario.arms.iter().filter_map(|(_, arm)| arm.get());
        let pipeline = scenario.pipeline.as_ref();
        if pipeline.is_some_and(|pipeline| pipeline.get().is_none()) {
            unread.note(&OF_CHANGES);
        }
        let deploys = pipeline.and_then(Node::get);
        let deploys = deploys.and_then(|pipeline| pipeline.deploys.as_ref()?.get());
        let of_deploys = deploys.into_iter().flat_map(Table::iter);
        let of_deploys = of_deploys.filter_map(|(_, deploy)| deploy.get());
        let changes = of_fixes.flat_map(|fix| &fix.changes);
        let changes = changes.chain(of_arms.flat_map(|arm| &arm.changes));
        let changes = changes.chain(of_deploys.flat_map(|deploy| &deploy.changes));
        changes.for_each(|change| unread.change(change.get()));
        if scenario.workload.get().is_none() || scenario.benign.as_ref().is_some_and(is_unread) {
            unread.note(&["intent"]);
        }
        if scenario.prompt.iter().any(is_unread) {
            unread.note(&["sentence"]);
        }
        unread
    }

    /// Notes what is unread of a table: things of one kind, which in turn give others.
    fn table<T>(&mut self, table: &Table<T>, kind: &'static str, gives: &[&'static str]) {
        let unread = table.iter().filter(|(_, value)| is_unread(value));
        let names: Vec<String> = unread.filter_map(|(name, _)| name.get().cloned()).collect();
        if table.is_unread() {
            self.note(&[kind]);
        }
        if table.is_unread() || !names.is_empty() {
            self.note(gives);
        }
        self.names.extend(names);
    }

    fn change(&mut self, change: Option<&Change>) {
        let mut named = |name: &Node<Name>, is_unread: bool| {
            if is_unread {
                self.names.extend(name.get().map(|name| name.as_str().to_owned()));
                self.kinds.extend(OF_SERVICES);
            }
        };
        match change {
            None => self.kinds.extend(OF_CHANGES),
            Some(Change::AddService(new)) => named(&new.name, is_unread(&new.service)),
            Some(Change::Service(change)) => named(&change.name, is_unread(&change.set)),
            Some(Change::AddTool(new)) => named(&new.name, is_unread(&new.tool)),
            Some(Change::Tool(change)) => named(&change.name, is_unread(&change.set)),
            Some(Change::AddMonitor(new)) => named(&new.name, is_unread(&new.monitor)),
            Some(Change::AddFault(new)) => named(&new.name, is_unread(&new.fault)),
            Some(Change::AddGate(new)) => named(&new.name, is_unread(&new.gate)),
            Some(_) => {}
        }
    }

    /// Tells whether a thing of this kind and name may be there and unread.
    pub(super) fn hides(&self, kind: &str, name: &str) -> bool {
        self.names.contains(name) || self.kinds.contains(kind)
    }

    /// Tells whether the reader found a mistake inside a form.
    pub(super) fn is_hurt(&self, form: Span) -> bool {
        let inside = |place: &Span| form.start <= place.start && place.end <= form.end;
        self.places.iter().any(inside)
    }

    /// Notes that something of these kinds cannot be told.
    pub(super) fn note(&mut self, kinds: &[&'static str]) {
        self.kinds.extend(kinds);
    }
}

fn is_unread<T>(node: &Node<T>) -> bool {
    node.get().is_none()
}

impl Known {
    /// Notes whom a scenario's identities are: all that arms need to know again.
    pub(super) fn of_identities(scenario: &Scenario) -> Self {
        Known {
            users: scenario.users.names().map(str::to_owned).collect(),
            credentials: scenario.credentials.names().map(str::to_owned).collect(),
            ..Known::default()
        }
    }

    /// Notes the names in a draft, whatever else is wrong with it.
    pub(super) fn note(&mut self, draft: &Draft) {
        for tool in &draft.tools {
            self.tools.insert(tool.name.clone());
            let parameters = tool.value.parameters.as_ref().and_then(Node::get);
            for parameter in parameters.into_iter().flat_map(Table::names) {
                let parameter = (tool.name.clone(), parameter.to_owned());
                self.parameters.insert(parameter);
            }
        }
        let names = draft.faults.iter().map(|fault| fault.name.clone());
        self.faults.extend(names);
        let names = draft.monitors.iter().map(|monitor| monitor.name.clone());
        self.monitors.extend(names);
        self.note_intents(&draft.arrivals);
        for gate in &draft.gates {
            if let Gate::Evaluation { questions, .. } = &gate.value {
                let arrivals = questions.get().and_then(arrivals);
                self.note_intents(arrivals.unwrap_or_default());
            }
        }
        if draft.prompt.iter().any(|sentence| is_unread(&sentence.text)) {
            self.unread.note(&["sentence"]);
        }
        self.prompts.insert(draft.prompt_text());
        self.note_effects(draft);
    }

    fn note_intents(&mut self, arrivals: &[Node<Arrival>]) {
        if arrivals.is_empty() {
            self.unread.note(&["intent"]);
        }
        for arrival in arrivals {
            let turns = arrival.get().map(|arrival| arrival.turns.as_slice());
            let Some(turns) = turns.filter(|turns| !turns.is_empty()) else {
                self.unread.note(&["intent"]);
                continue;
            };
            for turn in turns {
                let wants = turn.get().map(|turn| turn.wants.as_slice());
                let hidden = wants.is_none_or(|wants| wants.iter().any(is_unread));
                if hidden {
                    self.unread.note(&["intent"]);
                }
                let wants = wants.unwrap_or_default().iter().filter_map(Node::get);
                self.intents.extend(wants.map(|want| want.as_str().to_owned()));
            }
        }
    }

    /// Notes the effects that some tool can cause, and the resources of the stores behind tools.
    fn note_effects(&mut self, draft: &Draft) {
        let services: BTreeMap<&str, &Service> =
            draft.services.iter().map(|service| (service.name.as_str(), &service.value)).collect();
        if draft.tools.iter().any(|tool| tool.value.service.is_none()) {
            self.unread.note(&["effect", "resource"]);
        }
        let mut reached = BTreeSet::new();
        let mut ahead: Vec<&str> = draft
            .tools
            .iter()
            .filter_map(|tool| Some(tool.value.service.as_ref()?.get()?.as_str()))
            .collect();
        while let Some(name) = ahead.pop() {
            let Some(service) = services.get(name) else {
                // It is reported where it is named; what would lie behind it cannot be told.
                self.unread.note(&["effect", "resource"]);
                continue;
            };
            if reached.insert(name) {
                let next = upstream(service);
                ahead.extend(next.and_then(Node::get).map(Name::as_str));
                self.note_service(service);
            }
        }
    }

    fn note_service(&mut self, service: &Service) {
        match service {
            Service::Ledger(ledger) => {
                if ledger.effect.as_ref().is_none_or(is_unread) {
                    self.unread.note(&["effect"]);
                }
                let effect = ledger.effect.as_ref().and_then(Node::get);
                self.effects.extend(effect.map(|effect| effect.as_str().to_owned()));
            }
            Service::Store(store) => {
                let effect = store.effect.as_ref().map(|effect| effect.get().map(Name::as_str));
                let change = store.change.as_ref().map(|change| change.get().map(Name::as_str));
                for name in [effect.unwrap_or(Some(DELETION)), change.unwrap_or(Some(CHANGE))] {
                    match name {
                        Some(name) => _ = self.effects.insert(name.to_owned()),
                        None => self.unread.note(&["effect"]),
                    }
                }
                match store.resources.as_ref().and_then(Node::get) {
                    Some(resources) => {
                        self.resources.extend(resources.names().map(str::to_owned));
                    }
                    None => self.unread.note(&["resource"]),
                }
            }
            _ => {}
        }
        let behind = upstream(service);
        let lost = behind.is_none()
            && matches!(service, Service::LoadBalancer(_) | Service::RateLimiter(_));
        if lost || behind.is_some_and(is_unread) {
            self.unread.note(&["effect", "resource"]);
        }
    }
}

fn arrivals(workload: &Workload) -> Option<&[Node<Arrival>]> {
    workload.arrivals.as_ref()?.get().map(Vec::as_slice)
}

/// Returns the name of the service that a service may pass calls on to.
fn upstream(service: &Service) -> Option<&Node<Name>> {
    match service {
        Service::LoadBalancer(balancer) => balancer.upstream.as_ref(),
        Service::Latency(stage) => stage.upstream.as_ref(),
        Service::RateLimiter(limiter) => limiter.upstream.as_ref(),
        Service::Ledger(ledger) => ledger.then.as_ref(),
        Service::RecordTable(_) | Service::Function(_) | Service::Store(_) => None,
    }
}

impl Compiler<'_> {
    /// Reports a name that nothing has, unless what has it may be there and unread.
    pub(super) fn unknown<'k>(
        &mut self,
        span: Span,
        kind: &str,
        found: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        self.unknown_with(span, kind, found, known, None);
    }

    /// Does the same, and adds how things of the kind come to be known.
    pub(super) fn unknown_with<'k>(
        &mut self,
        span: Span,
        kind: &str,
        found: &str,
        known: impl IntoIterator<Item = &'k str>,
        more: Option<&str>,
    ) {
        if self.known.unread.hides(kind, found) {
            return;
        }
        let mut mistake = unknown(span, kind, found, known);
        if let Some(more) = more {
            let help = mistake.help.take().map(|help| format!("{help} ({more})"));
            mistake.help = help.or(Some(more.to_owned()));
        }
        self.report(mistake);
    }

    /// Resolves a name that must be among `known`.
    pub(super) fn reference(
        &mut self,
        node: &Node<Name>,
        kind: &str,
        known: &BTreeSet<String>,
    ) -> Option<Symbol> {
        let name = node.get()?.as_str();
        if !known.contains(name) {
            self.unknown(node.span(), kind, name, known.iter().map(String::as_str));
            return None;
        }
        Some(self.symbols.intern(name))
    }
}
