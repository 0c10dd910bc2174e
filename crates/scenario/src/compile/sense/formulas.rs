//! Fields that formulas read and nothing has: a slip in `request.refrence` gives nothing at all,
//! and no run would say so.

use super::super::{Compiler, tool};
use super::picture::{Names, Picture};
use super::{Parts, entries, value};
use crate::expr::{Expr, Read, Vocabulary};
use crate::plan::vocabulary::{self, rule as ask};
use crate::plan::{ServiceKind, Symbol};
use crate::read::{Name, Node, Table};
use crate::written::{
    Action, Answer, Call, Deduplicate, Form, Formula, Payload, Rule, Scenario, Service, Tells,
    Trigger, Trouble,
};
use crate::{Diagnostic, Span};

/// What `result` has.
const RESULT: [&str; 7] = ["tool", "ok", "status", "text", "body", "args", "about"];

impl Compiler<'_> {
    pub(super) fn sense_formulas(
        &mut self,
        scenario: &Scenario,
        parts: &Parts<'_>,
        picture: &Picture,
    ) {
        if let Some(model) = scenario.model.get() {
            for rule in super::values(&model.rules) {
                self.rule_reads(rule, picture);
            }
            for reading in model.readings.iter().filter_map(Node::get) {
                let formulas = reading.condition.iter();
                let notes = reading.notes.get().into_iter().flat_map(Table::iter);
                let tool = self.symbol(&reading.of);
                for node in formulas.chain(notes.map(|(_, formula)| formula)) {
                    self.answer_reads(node, &vocabulary::READING, tool, picture, [1, 0]);
                }
            }
        }
        for check in parts.policies.iter().flat_map(|policy| entries(&policy.result_checks)) {
            let Some(check) = check.1.get() else { continue };
            let tool = self.symbol(&check.tool);
            self.answer_reads(&check.holds, &vocabulary::CHECK, tool, picture, [0, 1]);
        }
        for check in parts.policies.iter().flat_map(|policy| entries(&policy.argument_checks)) {
            if let Some(check) = check.1.get() {
                self.request_reads(&check.holds, &vocabulary::CALL, 1, picture);
            }
        }
        self.fault_reads(parts, picture);
        self.ledger_reads(parts, picture);
        for approves in parts.operators.iter().filter_map(|operator| operator.approves.as_ref()) {
            self.request_reads(approves, &vocabulary::OPERATOR, 3, picture);
        }
        for (_, fields) in scenario.truth.iter() {
            for (_, formula) in fields.get().into_iter().flat_map(Table::iter) {
                self.request_reads(formula, &vocabulary::REQUEST, 0, picture);
            }
        }
        for invariant in super::values(&scenario.invariants) {
            match invariant.holds.get() {
                Some(Form::Total { equals, .. }) => {
                    self.request_reads(equals, &vocabulary::REQUEST, 0, picture);
                }
                Some(Form::EachEffect { holds, .. }) => {
                    self.request_reads(holds, &vocabulary::CALL, 1, picture);
                }
                _ => {}
            }
        }
    }

    fn symbol(&self, name: &Node<Name>) -> Option<Symbol> {
        self.symbols.get(name.get()?.as_str())
    }

    /// Checks the formulas of a rule.
    fn rule_reads(&mut self, rule: &Rule, picture: &Picture) {
        let triggers = match rule.on.get() {
            Some(Trigger::Succeeded(tools) | Trigger::Failed(tools) | Trigger::Returned(tools)) => {
                Some(tools.iter().filter_map(|tool| self.symbol(tool)).collect())
            }
            Some(Trigger::Asked | Trigger::Capped) => Some(Vec::new()),
            _ => None,
        };
        let mut plain: Vec<&Node<Formula>> = rule.condition.iter().chain(&rule.tokens).collect();
        let mut with_item = Vec::new();
        match rule.action.get() {
            Some(Action::Call(call)) => call_formulas(call, &mut plain, &mut with_item),
            Some(Action::Calls(calls)) => {
                for call in calls.iter().filter_map(Node::get) {
                    call_formulas(call, &mut plain, &mut with_item);
                }
            }
            Some(Action::Again(again)) => {
                plain.extend(entries(&again.with).map(|(_, formula)| formula));
                plain.extend(entries(&again.means).map(|(_, formula)| formula));
            }
            Some(Action::Answer(answer)) => {
                plain.extend(entries(&answer.claims).map(|(_, formula)| formula));
                plain.extend(&answer.text);
                self.check_told(answer, picture);
            }
            None => {}
        }
        for node in plain {
            self.rule_read(node, triggers.as_deref(), false, picture);
        }
        for node in with_item {
            self.rule_read(node, triggers.as_deref(), true, picture);
        }
    }

    /// Checks the fields that an answer picks out.
    fn check_told(&mut self, answer: &Answer, picture: &Picture) {
        let Some(Tells::Fields(fields)) = answer.tells.as_ref().and_then(Node::get) else {
            return;
        };
        for field in fields {
            if let Some(name) = field.get().map(Name::as_str) {
                self.check_fact(name, field.span(), &picture.facts);
            }
        }
    }

    /// Reports a field of which the model never learns anything.
    fn check_fact(&mut self, name: &str, place: Span, facts: &Names) {
        if facts.lack(name) {
            let message = format!("the model never learns of a field `{name}`");
            let mistake = Diagnostic::new(place, message, "in no answer and no reading");
            self.report(mistake.suggest(name, facts.known()));
        }
    }

    fn rule_read(
        &mut self,
        node: &Node<Formula>,
        triggers: Option<&[Symbol]>,
        has_item: bool,
        picture: &Picture,
    ) {
        self.request_reads(node, &vocabulary::RULE, 0, picture);
        let Some(formula) = self.again(node, &vocabulary::RULE) else {
            return;
        };
        for read in formula.paths() {
            let place = node.inner_span(read.span.start, read.span.end);
            match (read.root, triggers) {
                (1, Some([])) => {
                    let message = "there is no result here";
                    let help = "`result` is there after `Succeeded`, `Failed` and `Returned`";
                    self.complain(place, message, "the rule reacts to no result", help);
                }
                (1, Some(tools)) => self.result_read(node, &read, tools, picture),
                (3, _) if !has_item => {
                    let help = "`item` is a member of the list that the call's `for_each` gives";
                    self.complain(place, "there is no item here", "nothing is listed", help);
                }
                _ => {}
            }
        }
        let asked: Vec<_> = formula
            .names()
            .filter(|(function, ..)| matches!(*function, ask::KNOWN | ask::FACT))
            .map(|(_, _, name, span)| (name.to_owned(), span))
            .collect();
        for (name, span) in asked {
            let place = node.inner_span(span.start, span.end);
            self.check_fact(&name, place, &picture.facts);
        }
    }

    /// Checks a path that starts with `result`.
    fn result_read(
        &mut self,
        node: &Node<Formula>,
        read: &Read<'_>,
        tools: &[Symbol],
        picture: &Picture,
    ) {
        let (part, field) = match read.fields.as_slice() {
            [] => return,
            [part] => (*part, None),
            [part, field, ..] => (*part, Some(*field)),
        };
        let place = node.inner_span(read.span.start, read.span.end);
        if !RESULT.contains(&part) {
            let message = format!("a result has no field `{part}`");
            let mistake = Diagnostic::new(place, message, "no such field");
            return self.report(mistake.suggest(part, RESULT));
        }
        let mut names = Names::default();
        for tool in tools {
            match part {
                "body" => names.add(&picture.answers.get(tool).cloned().unwrap_or_default()),
                "args" if picture.worlds.iter().any(|world| world.tool(*tool).is_some()) => {
                    let of_tool =
                        |tool: Symbol| move |_: &_, other: &crate::plan::Tool| other.name == tool;
                    names.add(&picture.parameters(&self.symbols, of_tool(*tool)));
                }
                _ => return,
            }
        }
        if let Some(field) = field {
            self.lacks(place, part, field, &names);
        }
    }

    /// Reports a field that an answer or the arguments of a call never have.
    fn lacks(&mut self, place: Span, part: &str, field: &str, names: &Names) {
        if names.lack(field) {
            let message = match part {
                "body" => format!("no answer has a field `{field}`"),
                _ => format!("no tool here has a parameter `{field}`"),
            };
            let mistake = Diagnostic::new(place, message, "nothing gives it");
            self.report(mistake.suggest(field, names.known()));
        }
    }

    /// Checks a formula over the answer and the arguments of one tool; `roots` are their indices.
    fn answer_reads(
        &mut self,
        node: &Node<Formula>,
        vocabulary: &Vocabulary<'_>,
        tool: Option<Symbol>,
        picture: &Picture,
        roots: [usize; 2],
    ) {
        let (Some(formula), Some(tool)) = (self.again(node, vocabulary), tool) else {
            return;
        };
        let Some(body) = picture.answers.get(&tool) else {
            return;
        };
        let args = picture.parameters(&self.symbols, |_, other| other.name == tool);
        self.reads(node, &formula, &[(roots[0], "args", &args), (roots[1], "body", body)]);
    }

    fn reads(&mut self, node: &Node<Formula>, formula: &Expr, roots: &[(usize, &str, &Names)]) {
        for read in formula.paths() {
            for (root, part, names) in roots.iter().filter(|(root, ..)| *root == read.root) {
                if let (true, Some(field)) = (*root == read.root, read.fields.first()) {
                    let place = node.inner_span(read.span.start, read.span.end);
                    self.lacks(place, part, field, names);
                }
            }
        }
    }

    /// Checks formulas of faults and ledgers, which read the arguments of any call that arrives.
    fn fault_reads(&mut self, parts: &Parts<'_>, picture: &Picture) {
        let all = picture.parameters(&self.symbols, |_, _| true);
        for fault in &parts.faults {
            let answer = match fault.does.get() {
                Some(Trouble::Answer(formula)) => Some(formula),
                _ => None,
            };
            for node in fault.condition.iter().chain(answer) {
                if let Some(formula) = self.again(node, &vocabulary::FAULT) {
                    self.reads(node, &formula, &[(0, "args", &all)]);
                }
            }
        }
    }

    /// Checks what ledgers read of the arguments of any call that commits.
    fn ledger_reads(&mut self, parts: &Parts<'_>, picture: &Picture) {
        let commits = |world: &crate::plan::World, tool: &crate::plan::Tool| {
            let last = tool::last(tool.service, &world.services);
            matches!(world.services[last].kind, ServiceKind::Ledger(_))
        };
        let args = picture.parameters(&self.symbols, commits);
        for service in &parts.services {
            let Service::Ledger(ledger) = service else {
                continue;
            };
            if let Some(node) = &ledger.answers
                && let Some(formula) = self.again(node, &vocabulary::LEDGER)
            {
                self.reads(node, &formula, &[(0, "args", &args)]);
            }
            if let Some(Deduplicate::ByKey { payload, .. }) = value(&ledger.deduplicate)
                && let Some(Payload::Fields(fields)) = value(payload)
            {
                for field in fields {
                    let name = field.get().map_or("", Name::as_str);
                    self.lacks(field.span(), "args", name, &args);
                }
            }
        }
    }

    /// Checks what a formula reads of the request, whose root has this index.
    fn request_reads(
        &mut self,
        node: &Node<Formula>,
        vocabulary: &Vocabulary<'_>,
        root: usize,
        picture: &Picture,
    ) {
        let Some(formula) = self.again(node, vocabulary) else {
            return;
        };
        for read in formula.paths() {
            let Some(field) = read.fields.first().filter(|_| read.root == root) else {
                continue;
            };
            if picture.request.lack(field) {
                let place = node.inner_span(read.span.start, read.span.end);
                let message = format!("no request has a field `{field}`");
                let mistake = Diagnostic::new(place, message, "no turn asks with it");
                self.report(mistake.suggest(field, picture.request.known()));
            }
        }
    }
}

/// Sorts the formulas of a call into those without `item` and those with it.
fn call_formulas<'c>(
    call: &'c Call,
    plain: &mut Vec<&'c Node<Formula>>,
    with_item: &mut Vec<&'c Node<Formula>>,
) {
    plain.extend(&call.for_each);
    let formulas = if call.for_each.is_some() { with_item } else { plain };
    formulas.extend(entries(&call.with).map(|(_, formula)| formula));
    formulas.extend(entries(&call.means).map(|(_, formula)| formula));
    formulas.extend(call.about.iter().chain(&call.credential));
}
