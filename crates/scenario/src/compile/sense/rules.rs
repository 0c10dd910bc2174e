//! Rules that can never be followed, and acts that have no meaning after their trigger.

use super::super::Compiler;
use super::picture::{Picture, is_asked, items};
use super::values;
use crate::plan::vocabulary;
use crate::read::{Chance, Name, Node};
use crate::written::{Action, Call, Rule, Scenario, Trigger};
use crate::{Diagnostic, Span, Value};
use std::collections::BTreeSet;

/// A message to which a rule may react.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Message {
    Asked,
    Capped,
    /// A result of a tool: whether it is a success.
    Result(String, bool),
}

impl Compiler<'_> {
    pub(super) fn sense_rules(&mut self, scenario: &Scenario, picture: &Picture) {
        let Some(model) = scenario.model.get() else {
            return;
        };
        let called: BTreeSet<String> =
            picture.called.keys().map(|tool| self.symbols.text(*tool).to_string()).collect();
        self.check_uncalled(&model.imagines, &called, "so nothing comes of imagining it");
        let read: Vec<_> = model.readings.iter().filter_map(Node::get).collect();
        let read: Vec<_> = read.iter().map(|reading| reading.of.clone()).collect();
        self.check_uncalled(&read, &called, "so there is nothing to read");
        // What rules so far answer whatever the case, with the place of the rule.
        let mut answered: Vec<(Message, Span)> = Vec::new();
        for (name, rule) in model.rules.iter() {
            let (Some(text), Some(rule)) = (name.get(), rule.get()) else {
                continue;
            };
            self.check_trigger(rule, &called);
            self.check_act(rule, scenario, picture);
            self.check_condition(rule);
            let messages = messages(rule, &called);
            let earlier: Option<Vec<Span>> = messages
                .iter()
                .map(|message| Some(answered.iter().find(|(known, _)| known == message)?.1))
                .collect();
            if let Some([first, ..]) = earlier.as_deref() {
                let message = format!("the rule `{text}` can never be followed");
                let label = "an earlier rule without a condition takes all its messages";
                let mistake = Diagnostic::new(name.span(), message, label);
                let help = "the first rule that fits is followed: put the general one last";
                self.report(mistake.help(help).also(*first, "the earlier rule"));
            } else if rule.condition.is_none() && is_certain(rule) {
                answered.extend(messages.into_iter().map(|message| (message, name.span())));
            }
        }
    }

    /// Reports triggers that name no tool, or tools that nothing calls.
    fn check_trigger(&mut self, rule: &Rule, called: &BTreeSet<String>) {
        let tools = match rule.on.get() {
            Some(Trigger::Succeeded(tools) | Trigger::Failed(tools) | Trigger::Returned(tools)) => {
                tools
            }
            _ => return,
        };
        if tools.is_empty() {
            let message = "a trigger without a tool never fits";
            self.complain(rule.on.span(), message, "name at least one tool", "");
        }
        self.check_uncalled(tools, called, "so nothing of it comes back");
    }

    /// Reports tools that no rule calls.
    fn check_uncalled(&mut self, tools: &[Node<Name>], called: &BTreeSet<String>, so: &str) {
        for tool in tools {
            let Some(name) = tool.get().map(Name::as_str) else {
                continue;
            };
            if !called.contains(name) {
                let message = format!("no rule calls `{name}`, {so}");
                let help = "take it away, or add a rule that calls the tool";
                self.complain(tool.span(), message, "never called", help);
            }
        }
    }

    fn check_act(&mut self, rule: &Rule, scenario: &Scenario, picture: &Picture) {
        let after = rule.on.get();
        let first = self.head(rule.action.span());
        match (rule.action.get(), after) {
            (Some(Action::Again(_)), Some(Trigger::Asked | Trigger::Capped)) => {
                let message = "there is no call that could be made again";
                let help = "`Again` follows `Succeeded`, `Failed` or `Returned`; use `Call` here";
                self.complain(first, message, "the rule does not react to a result", help);
            }
            (Some(Action::Call(_) | Action::Calls(_)), Some(Trigger::Capped)) => {
                let message = "no call is possible once a cap is reached";
                self.complain(first, message, "only an `Answer` is", "");
            }
            _ => {}
        }
        let calls: Vec<&Call> = match rule.action.get() {
            Some(Action::Call(call)) => vec![call],
            Some(Action::Calls(calls)) => calls.iter().filter_map(Node::get).collect(),
            _ => Vec::new(),
        };
        for call in calls {
            self.check_list(call, picture);
            self.check_token(call, scenario);
        }
    }

    /// Reports a list that is a list in no turn: the call would silently not be made.
    fn check_list(&mut self, call: &Call, picture: &Picture) {
        let Some(node) = &call.for_each else { return };
        let Some(list) = self.again(node, &vocabulary::RULE) else {
            return;
        };
        if !is_asked(&list) || picture.turns.is_empty() {
            return;
        }
        let symbols = &self.symbols;
        let mut turns = picture.turns.iter();
        if !turns.any(|(turn, user)| !items(symbols, Some(&list), turn, *user).is_empty()) {
            let message = "there is nothing to call for: this gives a list in no turn";
            let help = "`for_each` needs a list with members, as in `request.accounts`";
            self.complain(node.span(), message, "no list, or an empty one", help);
        }
    }

    /// Reports a token that no credential has.
    fn check_token(&mut self, call: &Call, scenario: &Scenario) {
        let Some(node) = &call.credential else { return };
        let formula = self.again(node, &vocabulary::RULE);
        let Some(Value::Text(token)) = formula.as_ref().and_then(|f| f.as_literal()) else {
            return;
        };
        let tokens = values(&scenario.credentials).filter_map(|credential| {
            let token = credential.token.as_ref()?.get()?;
            Some(token.as_str())
        });
        let tokens: Vec<&str> = tokens.collect();
        if !tokens.contains(&token.as_str()) {
            let message = format!("no credential has the token '{token}'");
            let mistake = Diagnostic::new(node.span(), message, "no such token");
            self.report(mistake.suggest(token.as_str(), tokens));
        }
    }

    /// Reports a condition that is no condition.
    fn check_condition(&mut self, rule: &Rule) {
        let Some(node) = &rule.condition else { return };
        let formula = self.again(node, &vocabulary::RULE);
        if formula.is_some_and(|formula| !formula.may_be_bool()) {
            let message = "a condition is true or false";
            let help = "compare it with something, as in `tries(a) < 3`";
            self.complain(node.span(), message, "neither true nor false", help);
        }
    }
}

/// Tells whether a rule is followed whenever it fits.
fn is_certain(rule: &Rule) -> bool {
    let chance = rule.chance.as_ref().map(Node::get);
    chance.is_none_or(|chance| chance == Some(&Chance::ALWAYS))
}

/// Lists the messages to which a rule reacts.
fn messages(rule: &Rule, called: &BTreeSet<String>) -> Vec<Message> {
    let results = |tools: &mut dyn Iterator<Item = &str>, oks: &[bool]| {
        let of_tool = |tool: &str| {
            let of = |ok: &bool| Message::Result(tool.to_owned(), *ok);
            oks.iter().map(of).collect::<Vec<_>>()
        };
        tools.flat_map(of_tool).collect::<Vec<Message>>()
    };
    let named = |tools: &[Node<Name>], oks: &[bool]| {
        results(&mut tools.iter().filter_map(|tool| Some(tool.get()?.as_str())), oks)
    };
    match rule.on.get() {
        None => Vec::new(),
        Some(Trigger::Asked) => vec![Message::Asked],
        Some(Trigger::Capped) => vec![Message::Capped],
        Some(Trigger::Succeeded(tools)) => named(tools, &[true]),
        Some(Trigger::Failed(tools)) => named(tools, &[false]),
        Some(Trigger::Returned(tools)) => named(tools, &[true, false]),
        Some(Trigger::Anything) => {
            let mut all = vec![Message::Asked, Message::Capped];
            all.extend(results(&mut called.iter().map(String::as_str), &[true, false]));
            all
        }
    }
}
