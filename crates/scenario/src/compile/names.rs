//! Names that the file gives to its things: made of what names are made of, and unique.

use super::Compiler;
use crate::Diagnostic;
use crate::read::{Name, Node, Table};
use crate::written::{Scenario, Service};

impl Compiler<'_> {
    /// Reports keys that no reference could spell, and sentences that share an id.
    pub(super) fn check_names(&mut self, scenario: &Scenario) {
        self.check_keys(&scenario.tools);
        self.check_keys(&scenario.services);
        self.check_keys(&scenario.users);
        self.check_keys(&scenario.credentials);
        self.check_keys(&scenario.faults);
        self.check_keys(&scenario.monitors);
        self.check_keys(&scenario.fixes);
        self.check_keys(&scenario.arms);
        self.check_keys(&scenario.invariants);
        if let Some(model) = scenario.model.get() {
            self.check_keys(&model.rules);
        }
        if let Some(pipeline) = scenario.pipeline.as_ref().and_then(Node::get) {
            self.check_optional(&pipeline.deploys);
            self.check_optional(&pipeline.gates);
        }
        for tool in scenario.tools.iter().filter_map(|(_, tool)| tool.get()) {
            self.check_optional(&tool.parameters);
        }
        for service in scenario.services.iter().filter_map(|(_, service)| service.get()) {
            match service {
                Service::RecordTable(table) => self.check_optional(&table.shapes),
                Service::Function(function) => self.check_optional(&function.parameters),
                Service::Store(store) => self.check_optional(&store.resources),
                Service::LoadBalancer(_)
                | Service::RateLimiter(_)
                | Service::Latency(_)
                | Service::Ledger(_) => {}
            }
        }
        self.check_sentences(scenario);
    }

    fn check_optional<T>(&mut self, table: &Option<Node<Table<T>>>) {
        if let Some(table) = table.as_ref().and_then(Node::get) {
            self.check_keys(table);
        }
    }

    pub(super) fn check_keys<T>(&mut self, table: &Table<T>) {
        for (name, _) in table.iter() {
            let Some(Err(message)) = name.get().map(|text| text.parse::<Name>()) else {
                continue;
            };
            let (message, help) = message.split_once('\n').unwrap_or((&message, ""));
            self.report(Diagnostic::new(name.span(), message, "not a name").help(help));
        }
    }

    fn check_sentences(&mut self, scenario: &Scenario) {
        let sentences: Vec<_> = scenario.prompt.iter().filter_map(Node::get).collect();
        for (at, sentence) in sentences.iter().enumerate() {
            self.line(&sentence.text);
            let Some(id) = sentence.id.get() else {
                continue;
            };
            if let Some(first) = sentences[..at].iter().find(|other| other.id == sentence.id) {
                let message = format!("the prompt has two sentences `{}`", id.as_str());
                let mistake = Diagnostic::new(sentence.id.span(), message, "the second");
                self.report(mistake.also(first.id.span(), "the first"));
            }
        }
    }
}
