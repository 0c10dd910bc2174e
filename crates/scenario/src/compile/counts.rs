//! How many of each thing a file may have: what is looked through again and again is no long list.

use super::Compiler;
use crate::read::{Node, Table};
use crate::written::Scenario;
use crate::{Diagnostic, Span};

/// The most of what every call or every event meets.
const MOST: usize = 256;

/// The most of what is looked through now and then.
const MOST_LISTED: usize = 1_000;

/// The most fixes, and the most arms: each is a world of its own.
const MOST_ARMS: usize = 64;

impl Compiler<'_> {
    /// Reports sections that are too long; none if there is any, since the rest would take too long.
    pub(super) fn check_counts(&mut self, of: &Scenario) -> Option<()> {
        let before = self.sheet.len();
        self.bound_table("tools", &of.tools, MOST);
        self.bound_table("services", &of.services, MOST);
        self.bound_table("users", &of.users, MOST_LISTED);
        self.bound_table("credentials", &of.credentials, MOST_LISTED);
        self.bound_table("faults", &of.faults, MOST);
        self.bound_table("monitors", &of.monitors, MOST);
        self.bound_table("fixes", &of.fixes, MOST_ARMS);
        self.bound_table("arms", &of.arms, MOST_ARMS);
        self.bound_table("subjects in `truth`", &of.truth, MOST_LISTED);
        self.bound_table("invariants", &of.invariants, MOST);
        self.bound_table("expectations", &of.expect, MOST);
        self.bound_list("sentences in `prompt`", &of.prompt, MOST_LISTED);
        self.bound_list("notes", &of.notes, MOST_LISTED);
        self.bound_list("figures", &of.figures, MOST);
        if let Some(model) = of.model.get() {
            self.bound_table("rules", &model.rules, MOST_LISTED);
            self.bound_list("readings", &model.readings, MOST);
            self.bound_list("tools in `imagines`", &model.imagines, MOST);
        }
        let benign = of.benign.as_ref();
        for workload in [Some(&of.workload), benign].into_iter().flatten().filter_map(Node::get) {
            let Some(arrivals) = workload.arrivals.as_ref().and_then(Node::get) else { continue };
            self.bound_list("arrivals", arrivals, MOST);
            for arrival in arrivals.iter().filter_map(Node::get) {
                self.bound_list("turns", &arrival.turns, MOST);
                for turn in arrival.turns.iter().filter_map(Node::get) {
                    self.bound_list("intents in `wants`", &turn.wants, MOST);
                }
            }
        }
        (self.sheet.len() == before).then_some(())
    }

    fn bound_table<T>(&mut self, what: &str, table: &Table<T>, most: usize) {
        let place = table.iter().nth(most).map(|(name, _)| name.span());
        self.bound(what, table.len(), most, place);
    }

    fn bound_list<T>(&mut self, what: &str, list: &[Node<T>], most: usize) {
        self.bound(what, list.len(), most, list.get(most).map(Node::span));
    }

    fn bound(&mut self, what: &str, count: usize, most: usize, place: Option<Span>) {
        if let Some(place) = place {
            let message = format!("there are {count} {what}");
            self.report(Diagnostic::new(place, message, format!("at most {most}")));
        }
    }
}
