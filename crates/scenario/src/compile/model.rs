//! The scripted model: rules, readings, and the names in them.

use super::{Compiler, chance_or};
use crate::expr::Expr;
use crate::plan::{Action, Call, Chance, Model, Reading, Rule, Symbol, Trigger, vocabulary};
use crate::read::{Name, Node, Table};
use crate::written::{self, Formula, Tells};
use crate::{Diagnostic, Value};

/// Tokens of reasoning before an act, unless the rule says otherwise.
const TOKENS: i64 = 50;

impl Compiler<'_> {
    pub(super) fn model(&mut self, model: &written::Model) -> Option<Model> {
        for tool in &model.imagines {
            if let Some(name) = tool.get().map(Name::as_str)
                && self.known.tools.contains(name)
            {
                let message = format!("the tool `{name}` is registered");
                self.report(Diagnostic::new(tool.span(), message, "so it is not only imagined"));
            }
        }
        self.known.callable = self.known.tools.clone();
        self.known
            .callable
            .extend(model.imagines.iter().filter_map(|t| Some(t.get()?.as_str().to_owned())));
        let first_token = self.delay(&model.first_token);
        let speed = self.within(&model.tokens_per_second, 1, 1_000_000, "the speed");
        let readings: Vec<_> = model.readings.iter().map(|reading| self.reading(reading)).collect();
        let rules: Vec<_> = model.rules.iter().map(|(name, rule)| self.rule(name, rule)).collect();
        if model.rules.is_empty() {
            let message = "the model has no rules";
            self.report(Diagnostic::new(model.rules.span(), message, "it would never do anything"));
        }
        Some(Model {
            first_token: first_token?,
            tokens_per_second: speed?,
            pairs_by_position: chance_or(&model.pairs_by_position, Chance::NEVER),
            readings: readings.into_iter().collect::<Option<_>>()?,
            rules: rules.into_iter().collect::<Option<_>>()?,
        })
    }

    fn reading(&mut self, node: &Node<written::Reading>) -> Option<Reading> {
        let reading = node.get()?;
        let known = self.known.callable.clone();
        let of = self.reference(&reading.of, "tool", &known);
        let condition = self.optional_formula(&reading.condition, &vocabulary::READING);
        let notes = self.formulas(reading.notes.get()?, &vocabulary::READING);
        Some(Reading { of: of?, condition: condition?, notes })
    }

    fn rule(&mut self, name: &Node<String>, node: &Node<written::Rule>) -> Option<Rule> {
        let rule = node.get()?;
        let on = rule.on.get().and_then(|on| self.trigger(on));
        let condition = self.rule_formula(&rule.condition);
        let tokens = match &rule.tokens {
            Some(_) => self.rule_formula(&rule.tokens).flatten(),
            None => Some(Expr::literal(Value::Int(TOKENS))),
        };
        let believes = rule.believes.as_ref().and_then(Node::get);
        let believes = believes.into_iter().flat_map(Table::iter).filter_map(|(intent, belief)| {
            let intent = self.intent_text(intent.get()?, intent.span())?;
            Some((intent, *belief.get()?))
        });
        let believes = believes.collect();
        let action = rule.action.get().and_then(|action| self.action(action, rule.action.span()));
        Some(Rule {
            name: self.symbols.intern(name.get()?),
            on: on?,
            condition: condition?,
            chance: chance_or(&rule.chance, Chance::ALWAYS),
            tokens: tokens?,
            believes,
            action: action?,
        })
    }

    fn trigger(&mut self, trigger: &written::Trigger) -> Option<Trigger> {
        let (tools, ok) = match trigger {
            written::Trigger::Asked => return Some(Trigger::Asked),
            written::Trigger::Capped => return Some(Trigger::Capped),
            written::Trigger::Anything => return Some(Trigger::Anything),
            written::Trigger::Succeeded(tools) => (tools, Some(true)),
            written::Trigger::Failed(tools) => (tools, Some(false)),
            written::Trigger::Returned(tools) => (tools, None),
        };
        let known = self.known.callable.clone();
        let tools: Vec<_> = tools.iter().map(|tool| self.reference(tool, "tool", &known)).collect();
        Some(Trigger::Returned(tools.into_iter().collect::<Option<_>>()?, ok))
    }

    fn action(&mut self, action: &written::Action, span: crate::Span) -> Option<Action> {
        Some(match action {
            written::Action::Call(call) => Action::Calls(vec![self.call(call)?]),
            written::Action::Calls(calls) => {
                if calls.is_empty() {
                    let span = self.head(span);
                    self.report(Diagnostic::new(span, "no call in the list", "name at least one"));
                }
                let calls: Vec<_> = calls.iter().map(|call| self.call(call.get()?)).collect();
                Action::Calls(calls.into_iter().collect::<Option<_>>()?)
            }
            written::Action::Again(written::Again { with, means }) => {
                Action::Again { with: self.arguments(with), means: self.arguments(means) }
            }
            written::Action::Answer(written::Answer { tells, claims, complete, text }) => {
                Action::Answer {
                    tells: match tells.as_ref().and_then(Node::get) {
                        None | Some(Tells::Everything) => None,
                        Some(Tells::Fields(fields)) => {
                            Some(fields.iter().filter_map(|field| self.name(field)).collect())
                        }
                        Some(Tells::Nothing) => Some(Vec::new()),
                    },
                    claims: self.arguments(claims),
                    complete: complete.as_ref().and_then(Node::get).copied().unwrap_or(true),
                    text: self.rule_formula(text)?,
                }
            }
        })
    }

    fn call(&mut self, call: &written::Call) -> Option<Call> {
        let intent = match &call.intent {
            Some(intent) => Some(self.intent(intent)?),
            None => None,
        };
        if let (Some(tool), Some(with)) = (call.tool.get(), call.with.as_ref().and_then(Node::get))
        {
            self.check_arguments(tool.as_str(), with);
        }
        Some(Call {
            tool: self.name(&call.tool)?,
            intent,
            for_each: self.rule_formula(&call.for_each)?,
            about: self.rule_formula(&call.about)?,
            with: self.arguments(&call.with),
            means: self.arguments(&call.means),
            credential: self.rule_formula(&call.credential)?,
        })
    }

    /// Reports arguments that the tool has in no arm. What is only imagined takes anything.
    fn check_arguments(&mut self, tool: &str, with: &Table<Formula>) {
        if !self.known.tools.contains(tool) {
            return;
        }
        for (name, _) in with.iter() {
            let Some(text) = name.get() else { continue };
            if !self.known.parameters.contains(&(tool.to_owned(), text.clone())) {
                let of_tool = self.known.parameters.iter().filter(|(of, _)| of == tool);
                let known: Vec<String> = of_tool.map(|(_, parameter)| parameter.clone()).collect();
                let message = format!("the tool `{tool}` has no parameter `{text}`");
                let mistake = Diagnostic::new(name.span(), message, "no such parameter");
                self.report(mistake.suggest(text, known.iter().map(String::as_str)));
            }
        }
    }

    fn arguments(&mut self, table: &Option<Node<Table<Formula>>>) -> Vec<(Symbol, Expr)> {
        let mut formulas = Vec::new();
        for (name, formula) in table.as_ref().and_then(Node::get).into_iter().flat_map(Table::iter)
        {
            let (Some(name), Some(expr)) = (name.get(), self.checked(formula)) else {
                continue;
            };
            formulas.push((self.symbols.intern(name), expr));
        }
        formulas
    }

    /// Compiles an optional formula of a rule; the outer option is none if it has mistakes.
    fn rule_formula(&mut self, node: &Option<Node<Formula>>) -> Option<Option<Expr>> {
        match node {
            Some(node) => Some(Some(self.checked(node)?)),
            None => Some(None),
        }
    }

    fn optional_formula(
        &mut self,
        node: &Option<Node<Formula>>,
        vocabulary: &crate::expr::Vocabulary<'_>,
    ) -> Option<Option<Expr>> {
        match node {
            Some(node) => Some(Some(self.formula(node, vocabulary)?)),
            None => Some(None),
        }
    }

    /// Compiles a formula of a rule and checks the names that it asks about.
    fn checked(&mut self, node: &Node<Formula>) -> Option<Expr> {
        let expr = self.formula(node, &vocabulary::RULE)?;
        let asked: Vec<_> =
            expr.names().map(|(f, _, name, span)| (f, name.to_owned(), span)).collect();
        for (function, name, span) in asked {
            let (what, known) = match function {
                vocabulary::rule::BELIEVES => ("intent", &self.known.intents),
                vocabulary::rule::KNOWN | vocabulary::rule::FACT => {
                    self.symbols.intern(&name);
                    continue;
                }
                _ => ("tool", &self.known.callable),
            };
            self.symbols.intern(&name);
            if !known.contains(&name) {
                let place = node.inner_span(span.start, span.end);
                let known = known.clone();
                self.unknown(place, what, &name, known.iter().map(String::as_str));
            }
        }
        Some(expr)
    }

    fn intent(&mut self, node: &Node<Name>) -> Option<Symbol> {
        self.intent_text(node.get()?.as_str(), node.span())
    }

    fn intent_text(&mut self, intent: &str, span: crate::Span) -> Option<Symbol> {
        if !self.known.intents.contains(intent) {
            let known: Vec<String> = self.known.intents.iter().cloned().collect();
            let known = known.iter().map(String::as_str);
            let more = "intents are what turns of the workload want";
            self.unknown_with(span, "intent", intent, known, Some(more));
            return None;
        }
        Some(self.symbols.intern(intent))
    }
}
