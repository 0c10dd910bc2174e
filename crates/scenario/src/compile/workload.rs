//! What users ask for: streams of conversations, each with its turns.

use super::Compiler;
use super::counts::allowed;
use super::sense::Parts;
use crate::plan::{Arrival, Delay, Turn};
use crate::read::{Node, Table};
use crate::written::{self, Scenario};
use crate::{Diagnostic, Value};

impl Compiler<'_> {
    /// Reports workloads in which nobody asks anything.
    pub(super) fn check_workloads(&mut self, scenario: &Scenario) {
        let parts = Parts::new(scenario);
        for (span, workload) in &parts.workloads {
            let is_empty = match &workload.arrivals {
                Some(arrivals) => arrivals.get().is_some_and(Vec::is_empty),
                None => !self.known.unread.is_hurt(*span),
            };
            if is_empty {
                let place = self.head(*span);
                let label = "name at least one of `arrivals`";
                self.report(Diagnostic::new(place, "nobody asks anything", label));
            }
        }
    }

    pub(super) fn arrivals(&mut self, arrivals: &[Node<written::Arrival>]) -> Option<Vec<Arrival>> {
        let arrivals = arrivals.iter().map(|arrival| self.arrival(arrival));
        arrivals.collect::<Vec<_>>().into_iter().collect()
    }

    /// Reads how many conversations a stream has.
    fn conversations(&mut self, count: &Node<u32>) -> Option<u32> {
        let most = self.bounds.read.conversations;
        match *count.get()? {
            many if many > most => {
                let message = format!("there are {many} conversations in one stream");
                let found = Diagnostic::new(count.span(), message, format!("at most {most}"));
                self.report(found.help(allowed("conversations", many)));
                None
            }
            _ => self.within(count, 1, most, "the number of conversations"),
        }
    }

    fn arrival(&mut self, node: &Node<written::Arrival>) -> Option<Arrival> {
        let arrival = node.get()?;
        let count = match &arrival.count {
            Some(count) => self.conversations(count),
            None => Some(1),
        };
        let apart = self.delay_or(&arrival.apart, Delay::NONE);
        let user = match &arrival.user {
            Some(user) => {
                let wanted = user.get()?.as_str();
                if !self.known.users.contains(wanted) {
                    let known: Vec<String> = self.known.users.iter().cloned().collect();
                    let known = known.iter().map(String::as_str);
                    self.unknown(user.span(), "user", wanted, known);
                }
                self.name(user)
            }
            None => None,
        };
        if arrival.turns.is_empty() {
            let span = self.head(node.span());
            self.report(Diagnostic::new(
                span,
                "a conversation has no turns",
                "somebody must ask something",
            ));
        }
        let each = self.each(arrival);
        let turns: Vec<Option<Turn>> = arrival.turns.iter().map(|turn| self.turn(turn)).collect();
        Some(Arrival {
            at_ns: arrival.at.as_ref().and_then(Node::get).map_or(0, |at| at.as_ns()),
            count: count?,
            apart: apart?,
            user,
            turns: turns.into_iter().collect::<Option<Vec<_>>>()?.into(),
            each: each?.into(),
        })
    }

    fn each(&mut self, arrival: &written::Arrival) -> Option<Vec<(crate::Text, Vec<Value>)>> {
        let table = arrival.each.as_ref().and_then(Node::get);
        let mut each = Vec::new();
        for (field, values) in table.into_iter().flat_map(Table::iter) {
            let (Some(field), Some(list)) = (field.get(), values.get()) else {
                continue;
            };
            if list.is_empty() {
                let message = format!("`{field}` has no values to take");
                self.report(Diagnostic::new(values.span(), message, "name at least one"));
                return None;
            }
            each.push((crate::Text::from(field.as_str()), list.clone()));
        }
        Some(each)
    }

    fn turn(&mut self, node: &Node<written::Turn>) -> Option<Turn> {
        let turn = node.get()?;
        if turn.wants.is_empty() {
            let span = self.head(node.span());
            let message = "a turn wants nothing";
            self.report(Diagnostic::new(span, message, "name at least one intent in `wants`"));
        }
        let environment = match &turn.environment {
            Some(environment) => Some(self.name(environment)?),
            None => None,
        };
        let request = turn.request.as_ref().and_then(Node::get).cloned();
        Some(Turn {
            says: self.line(&turn.says)?,
            wants: turn.wants.iter().filter_map(|want| self.name(want)).collect(),
            request: request.unwrap_or_else(|| Value::map(crate::Map::default())),
            environment,
        })
    }
}
