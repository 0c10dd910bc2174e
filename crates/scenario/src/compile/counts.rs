//! How many of each thing a file may have: what is looked through again and again is no long list.

use super::Compiler;
use crate::read::{Node, Table};
use crate::written::{Action, Form, Identity, Model, Policy, Scenario, Tells, Trigger};
use crate::{Diagnostic, Span};
use std::fmt::Display;

/// The most fixes: a set of them is a word of the processor.
const MOST_FIXES: usize = 64;

/// How many of a thing there may be.
#[derive(Clone, Copy)]
enum Most {
    /// As many as every call or every event may meet.
    Named,
    /// As many as may be looked through now and then.
    Listed,
    /// As many as there may be arms.
    Arms,
    /// As many as may go out in one arm.
    Deploys,
    /// As many as there may be fixes, which no option raises.
    Fixes,
}

impl Compiler<'_> {
    /// Reports sections that are too long; none if there is any, since the rest would take too long.
    pub(super) fn check_counts(&mut self, of: &Scenario) -> Option<()> {
        let before = self.sheet.len();
        self.bound_table("tools", &of.tools, Most::Named);
        self.bound_table("services", &of.services, Most::Named);
        self.bound_table("users", &of.users, Most::Listed);
        self.bound_table("credentials", &of.credentials, Most::Listed);
        self.bound_table("faults", &of.faults, Most::Named);
        self.bound_table("monitors", &of.monitors, Most::Named);
        self.bound_table("fixes", &of.fixes, Most::Fixes);
        self.bound_table("arms", &of.arms, Most::Arms);
        self.bound_table("subjects in `truth`", &of.truth, Most::Listed);
        self.bound_table("invariants", &of.invariants, Most::Named);
        self.bound_table("expectations", &of.expect, Most::Named);
        if let Some(deploys) = of.pipeline.as_ref().and_then(|of| of.get()?.deploys.as_ref()?.get())
        {
            self.bound_table("deploys", deploys, Most::Deploys);
        }
        self.bound_list("sentences in `prompt`", &of.prompt, Most::Listed);
        self.bound_list("notes", &of.notes, Most::Listed);
        self.bound_list("figures", &of.figures, Most::Named);
        for user in of.users.iter().filter_map(|(_, user)| user.get()) {
            self.bound_list("rights of a user", &user.rights, Most::Listed);
        }
        for credential in of.credentials.iter().filter_map(|(_, credential)| credential.get()) {
            self.bound_list("rights of a credential", &credential.rights, Most::Listed);
        }
        for invariant in of.invariants.iter().filter_map(|(_, invariant)| invariant.get()) {
            if let Some(Form::Answered { telling: Some(telling), .. }) = invariant.holds.get() {
                let fields = telling.get().map(Vec::as_slice).unwrap_or_default();
                self.bound_list("fields in `telling`", fields, Most::Named);
            }
        }
        if let Some(model) = of.model.get() {
            self.check_rules(model);
            self.bound_table("rules", &model.rules, Most::Listed);
            self.bound_list("readings", &model.readings, Most::Named);
            self.bound_list("tools in `imagines`", &model.imagines, Most::Named);
        }
        let benign = of.benign.as_ref();
        for workload in [Some(&of.workload), benign].into_iter().flatten().filter_map(Node::get) {
            let Some(arrivals) = workload.arrivals.as_ref().and_then(Node::get) else { continue };
            self.bound_list("arrivals", arrivals, Most::Named);
            for arrival in arrivals.iter().filter_map(Node::get) {
                self.bound_list("turns", &arrival.turns, Most::Named);
                for turn in arrival.turns.iter().filter_map(Node::get) {
                    self.bound_list("intents in `wants`", &turn.wants, Most::Named);
                }
            }
        }
        (self.sheet.len() == before).then_some(())
    }

    fn check_rules(&mut self, model: &Model) {
        for rule in model.rules.iter().filter_map(|(_, rule)| rule.get()) {
            if let Some(
                Trigger::Succeeded(tools) | Trigger::Failed(tools) | Trigger::Returned(tools),
            ) = rule.on.get()
            {
                self.bound_list("tools of a trigger", tools, Most::Named);
            }
            if let Some(believes) = rule.believes.as_ref().and_then(Node::get) {
                self.bound_table("beliefs of a rule", believes, Most::Named);
            }
            if let Some(Action::Answer(answer)) = rule.action.get()
                && let Some(Tells::Fields(fields)) = answer.tells.as_ref().and_then(Node::get)
            {
                self.bound_list("fields that an answer tells", fields, Most::Named);
            }
        }
    }

    /// Reports lists of a policy that are too long; none if there is any.
    pub(super) fn check_policy_counts(&mut self, of: &Policy) -> Option<()> {
        let before = self.sheet.len();
        let checks =
            [("argument checks", &of.argument_checks), ("result checks", &of.result_checks)];
        for (what, table) in checks {
            if let Some(table) = table.as_ref().and_then(Node::get) {
                self.bound_table(what, table, Most::Named);
            }
        }
        if let Some(Identity::OnBehalfOf { only: Some(only), .. }) =
            of.identity.as_ref().and_then(Node::get)
        {
            self.bound_list("rights in `only`", only.get()?, Most::Named);
        }
        (self.sheet.len() == before).then_some(())
    }

    /// Reports a store with too many resources; none if it has.
    pub(super) fn bound_resources<T>(&mut self, table: &Table<T>) -> Option<()> {
        self.bound_table("resources", table, Most::Listed);
        (table.len() <= self.most(Most::Listed)).then_some(())
    }

    fn bound_table<T>(&mut self, what: &str, table: &Table<T>, most: Most) {
        let place = table.iter().nth(self.most(most)).map(|(name, _)| name.span());
        self.bound(what, table.len(), most, place);
    }

    fn bound_list<T>(&mut self, what: &str, list: &[Node<T>], most: Most) {
        self.bound(what, list.len(), most, list.get(self.most(most)).map(Node::span));
    }

    fn bound(&mut self, what: &str, count: usize, most: Most, place: Option<Span>) {
        let Some(place) = place else { return };
        let message = format!("there are {count} {what}");
        let label = format!("at most {}", self.most(most));
        let found = Diagnostic::new(place, message, label);
        let option = match most {
            Most::Named => "named",
            Most::Listed => "listed",
            Most::Arms => "arms",
            Most::Deploys => "deploys",
            Most::Fixes => return self.report(found),
        };
        self.report(found.help(allowed(option, count)));
    }

    fn most(&self, most: Most) -> usize {
        match most {
            Most::Named => self.bounds.read.named,
            Most::Listed => self.bounds.read.listed,
            Most::Arms => self.bounds.read.arms,
            Most::Deploys => self.bounds.read.deploys,
            Most::Fixes => MOST_FIXES,
        }
    }
}

/// Says which option allows what is too much.
pub(super) fn allowed(option: &str, count: impl Display) -> String {
    format!("`--limit {option}={count}` allows it, where you run it")
}
