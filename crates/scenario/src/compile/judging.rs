//! Invariants, measures, figures and expectations: what they speak of must exist in some arm.

use super::{Compiler, chance};
use crate::plan::{Expectation, Figure, Form, Invariant, Measure, Published, Symbol, vocabulary};
use crate::read::{Name, Node, Table};
use crate::written::{self, Formula, Per, Scenario};
use crate::{Diagnostic, Text};
use std::collections::BTreeSet;

impl Compiler<'_> {
    pub(super) fn truth(
        &mut self,
        table: &Table<Table<Formula>>,
    ) -> Vec<(Symbol, Symbol, crate::expr::Expr)> {
        let mut truth = Vec::new();
        for (subject, fields) in table.iter() {
            let (Some(subject), Some(fields)) = (subject.get(), fields.get()) else {
                continue;
            };
            let subject = self.symbols.intern(subject);
            for (field, formula) in self.formulas(fields, &vocabulary::REQUEST) {
                truth.push((subject, field, formula));
            }
        }
        truth
    }

    pub(super) fn invariants(&mut self, scenario: &Scenario) -> Vec<Invariant> {
        if scenario.invariants.is_empty() {
            let message = "the scenario has no invariants";
            let label = "say what must hold";
            self.report(Diagnostic::new(scenario.invariants.span(), message, label));
        }
        let invariants = scenario.invariants.iter();
        let invariants: Vec<Invariant> =
            invariants.filter_map(|(name, node)| self.invariant(scenario, name, node)).collect();
        let all_read = invariants.len() == scenario.invariants.len();
        if all_read && !invariants.is_empty() && !invariants.iter().any(|i| i.form.is_liveness()) {
            let span = self.head(scenario.invariants.span());
            let message = "no invariant asks that anything gets done";
            let label = "a model that does nothing would pass";
            let help = "add one of a liveness form: `AtLeast(..)` or `Answered(..)`";
            self.report(Diagnostic::new(span, message, label).help(help));
        }
        invariants
    }

    fn invariant(
        &mut self,
        scenario: &Scenario,
        name: &Node<String>,
        node: &Node<written::Invariant>,
    ) -> Option<Invariant> {
        let invariant = node.get()?;
        let form = invariant.holds.get().and_then(|form| self.form(form));
        let exposed_by = match &invariant.exposed_by {
            Some(list) => {
                let measures = list.get()?.iter().map(|measure| self.measure(measure.get()?));
                measures.collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>()
            }
            // Faults that only a named arm adds do not belong to the incident.
            None => Some(
                scenario.faults.names().map(|f| Measure::Landed(self.symbols.intern(f))).collect(),
            ),
        };
        let says = self.line(&invariant.says);
        let unit = match &invariant.damage {
            Some(unit) => self.line(unit),
            None => Some(Text::from("times")),
        };
        Some(Invariant {
            name: self.symbols.intern(name.get()?),
            says: says?,
            form: form?,
            exposed_by: exposed_by?,
            unit: unit?,
        })
    }

    fn form(&mut self, form: &written::Form) -> Option<Form> {
        let per = |node: &Option<Node<Per>>| {
            node.as_ref().and_then(Node::get).copied().unwrap_or(Per::Replay)
        };
        Some(match form {
            written::Form::AtMost { of, limit, per: each } => {
                let measure = self.counted(of, per(each));
                Form::AtMost { of: measure?, limit: *limit.get()?, per: per(each) }
            }
            written::Form::AtLeast { of, limit, per: each } => {
                let measure = self.counted(of, per(each));
                Form::AtLeast { of: measure?, limit: *limit.get()?, per: per(each) }
            }
            written::Form::Total { effect, field, equals } => {
                let effect = self.effect(effect);
                let equals = self.formula(equals, &vocabulary::REQUEST);
                Form::Total { effect: effect?, field: self.name(field)?, equals: equals? }
            }
            written::Form::EachEffect { effect, holds } => {
                let effect = self.effect(effect);
                let holds = self.formula(holds, &vocabulary::CALL);
                Form::EachEffect { effect: effect?, holds: holds? }
            }
            written::Form::ClaimsTrue => Form::ClaimsTrue,
            written::Form::BeliefsTrue { effect } => {
                Form::BeliefsTrue { effect: self.effect(effect)? }
            }
            written::Form::ResultsReachTheirCalls => Form::ResultsReachTheirCalls,
            written::Form::AppliedAsMeant => Form::AppliedAsMeant,
            written::Form::CoercionsLogged => Form::CoercionsLogged,
            written::Form::NothingDisclosed => Form::NothingDisclosed,
            written::Form::NoCallAfterRejection => Form::NoCallAfterRejection,
            written::Form::NoDestructionOutside => Form::NoDestructionOutside,
            written::Form::Recoverable { newer_than } => {
                Form::Recoverable { newer_than_ns: newer_than.get()?.as_ns() }
            }
            written::Form::Answered { within_calls, within, telling, saying } => Form::Answered {
                saying: Text::from(saying.as_ref().and_then(Node::get).map_or("", String::as_str)),
                within_calls: within_calls
                    .as_ref()
                    .and_then(Node::get)
                    .copied()
                    .unwrap_or(u64::MAX),
                within_ns: within
                    .as_ref()
                    .and_then(Node::get)
                    .map_or(u64::MAX, |time| time.as_ns()),
                telling: telling
                    .as_ref()
                    .and_then(Node::get)
                    .into_iter()
                    .flatten()
                    .filter_map(|field| self.name(field))
                    .collect(),
            },
        })
    }

    /// Compiles a measure that is counted for each intent, conversation or replay.
    fn counted(&mut self, node: &Node<written::Measure>, per: Per) -> Option<Measure> {
        let measure = self.measure(node.get()?)?;
        let countable = match per {
            Per::Replay => true,
            Per::Conversation => measure.by_conversation(),
            Per::Intent => measure.by_intent(),
        };
        if !countable {
            let message = format!(
                "this measure cannot be counted for each {}",
                format!("{per:?}").to_lowercase()
            );
            let label = "it belongs to the whole replay";
            let (label, help) = match per {
                Per::Intent if measure.by_conversation() => (
                    "it serves no intent",
                    "use `per: Conversation`, or a measure of effects or calls",
                ),
                _ => (label, "use `per: Replay`, or a measure of effects or calls"),
            };
            self.report(Diagnostic::new(node.span(), message, label).help(help));
            return None;
        }
        Some(measure)
    }

    pub(super) fn effect(&mut self, node: &Node<Name>) -> Option<Symbol> {
        let known = self.known.effects.clone();
        let wanted = node.get()?.as_str();
        if !known.contains(wanted) {
            if self.known.unread.hides("effect", wanted) {
                return None;
            }
            let message = format!("nothing emits the effect `{wanted}`");
            let label = "no tool reaches a service with this effect, in any arm";
            let mistake = Diagnostic::new(node.span(), message, label);
            self.report(mistake.suggest(wanted, known.iter().map(String::as_str)));
            return None;
        }
        self.name(node)
    }

    fn measure(&mut self, measure: &written::Measure) -> Option<Measure> {
        use written::Measure as Written;
        let known = |set: &BTreeSet<String>| set.clone();
        Some(match measure {
            Written::Effects(effect) => Measure::Effects(self.effect(effect)?),
            Written::EffectsWhere { effect, holds } => {
                let effect = self.effect(effect);
                let holds = self.formula(holds, &vocabulary::CALL);
                Measure::EffectsWhere { effect: effect?, holds: holds? }
            }
            Written::EffectTotal(effect, field) => {
                Measure::EffectTotal(self.effect(effect)?, self.name(field)?)
            }
            Written::CommitTime(effect) => Measure::CommitTime(self.effect(effect)?),
            Written::Deduplicated(effect) => Measure::Deduplicated(self.effect(effect)?),
            Written::Attempts => Measure::Attempts,
            Written::Calls => Measure::Calls,
            Written::CallsOf(tool) => Measure::CallsOf(self.called(tool)?),
            Written::MostCalls => Measure::MostCalls,
            Written::MostCallsOf(tool) => Measure::MostCallsOf(self.called(tool)?),
            Written::CallsAbout(subject) => {
                Measure::CallsAbout(Text::from(subject.get()?.as_str()))
            }
            Written::FailuresOf(tool) => Measure::FailuresOf(self.called(tool)?),
            Written::FalseFailuresOf(tool) => Measure::FalseFailuresOf(self.called(tool)?),
            Written::Refusals => Measure::Refusals,
            Written::BudgetRefusals => Measure::BudgetRefusals,
            Written::UnknownTools => Measure::UnknownTools,
            Written::Landed(fault) => {
                let faults = known(&self.known.faults);
                Measure::Landed(self.reference(fault, "fault", &faults)?)
            }
            Written::OutOfOrder => Measure::OutOfOrder,
            Written::Parallel => Measure::Parallel,
            Written::PromptHas(text) => Measure::PromptHas(self.in_some_prompt(text)?),
            Written::FalseClaims => Measure::FalseClaims,
            Written::Claims => Measure::Claims,
            Written::Misattributed { field, of, told_of } => Measure::Misattributed {
                field: self.name(field)?,
                of: Text::from(of.get()?.as_str()),
                told_of: Text::from(told_of.get()?.as_str()),
            },
            Written::Claimed { subject, field } => Measure::Claimed {
                subject: Text::from(subject.get()?.as_str()),
                field: self.name(field)?,
            },
            Written::Subjects => Measure::Subjects,
            Written::Mistyped => Measure::Mistyped,
            Written::Coercions => Measure::Coercions,
            Written::FlaggedResults => Measure::FlaggedResults,
            Written::Disclosures => Measure::Disclosures,
            Written::DisclosuresOf(field) => Measure::DisclosuresOf(self.name(field)?),
            Written::BeyondRights => Measure::BeyondRights,
            Written::Destroyed => Measure::Destroyed,
            Written::DestroyedResource(resource) => {
                let resources = known(&self.known.resources);
                Measure::DestroyedResource(self.reference(resource, "resource", &resources)?)
            }
            Written::NewestCopy(resource) => {
                let resources = known(&self.known.resources);
                Measure::NewestCopy(self.reference(resource, "resource", &resources)?)
            }
            Written::Confirmations => Measure::Confirmations,
            Written::TurnsSaying(text) => Measure::TurnsSaying(Text::from(text.get()?.as_str())),
            Written::Answers => Measure::Answers,
            Written::Unanswered => Measure::Unanswered,
            Written::Capped => Measure::Capped,
            Written::Deployed => Measure::Deployed,
            Written::Blocked => Measure::Blocked,
            Written::Elapsed => Measure::Elapsed,
            Written::TimeToDestruction => Measure::TimeToDestruction,
            Written::Tokens => Measure::Tokens,
            Written::CallBudgetUsed => Measure::CallBudgetUsed,
            Written::Alerts(monitor) => Measure::Alerts(self.monitor_name(monitor)?),
            Written::FirstAlert(monitor) => Measure::FirstAlert(self.monitor_name(monitor)?),
            Written::FalseClaimsBefore(time) => Measure::FalseClaimsBefore(time.get()?.as_ns()),
            Written::FalseClaimsFrom(time) => Measure::FalseClaimsFrom(time.get()?.as_ns()),
        })
    }

    /// Takes a text that the prompt of some arm has.
    fn in_some_prompt(&mut self, node: &Node<String>) -> Option<Text> {
        let text = node.get()?.as_str();
        let hidden = self.known.unread.hides("sentence", text);
        if !hidden && !self.known.prompts.iter().any(|prompt| prompt.contains(text)) {
            let message = "the prompt has this text in no arm";
            self.advice.push(Diagnostic::new(
                node.span(),
                message,
                "nothing would ever be exposed by it",
            ));
        }
        Some(Text::from(text))
    }

    fn called(&mut self, tool: &Node<Name>) -> Option<Symbol> {
        let known = self.known.callable.clone();
        self.reference(tool, "tool", &known)
    }

    fn monitor_name(&mut self, monitor: &Node<Name>) -> Option<Symbol> {
        let known = self.known.monitors.clone();
        self.reference(monitor, "monitor", &known)
    }

    pub(super) fn figures(&mut self, scenario: &Scenario) -> Vec<Figure> {
        let figures = scenario.figures.iter();
        figures.filter_map(|node| self.figure(scenario, node.get()?)).collect()
    }

    fn figure(&mut self, scenario: &Scenario, figure: &written::Figure) -> Option<Figure> {
        let arm = figure.arm.get()?.as_str();
        self.check_arm(scenario, arm, figure.arm.span());
        let measure = figure.measure.get().and_then(|measure| self.measure(measure));
        let published = match figure.published.get()? {
            written::Published::Exactly(value) => Published::Exactly(value.get()?.clone()),
            written::Published::AtMost(number) => Published::AtMost(*number.get()?),
            written::Published::AtLeast(number) => Published::AtLeast(*number.get()?),
            written::Published::Between(low, high) => Published::Between(*low.get()?, *high.get()?),
            written::Published::About(time, share) => {
                Published::About(time.get()?.as_ns(), chance(*share.get()?))
            }
            written::Published::Near(number, share) => {
                Published::Near(*number.get()?, chance(*share.get()?))
            }
            written::Published::None => Published::None,
        };
        let text = self.line(&figure.figure)?;
        Some(Figure {
            figure: text,
            arm: Text::from(arm),
            arm_name: Text::from(arm),
            published,
            measure: measure?,
        })
    }

    pub(super) fn expectations(&mut self, scenario: &Scenario) -> Vec<Expectation> {
        let known: BTreeSet<String> = scenario.invariants.names().map(str::to_owned).collect();
        let mut expectations = Vec::new();
        for (arm, node) in scenario.expect.iter() {
            let (Some(text), Some(expectation)) = (arm.get(), node.get()) else {
                continue;
            };
            self.check_arm(scenario, text, arm.span());
            let mut all = |nodes: &[Node<Name>]| {
                nodes.iter().filter_map(|node| self.reference(node, "invariant", &known)).collect()
            };
            expectations.push(Expectation {
                arm: Text::from(text.as_str()),
                arm_name: Text::from(text.as_str()),
                broken: all(&expectation.broken),
                not_exposed: all(&expectation.not_exposed),
            });
        }
        expectations
    }

    /// Reports an arm that the scenario does not have.
    fn check_arm(&mut self, scenario: &Scenario, arm: &str, span: crate::Span) {
        let built_in = ["deployed", "resolved", "control"];
        let fixes = || scenario.fixes.names();
        let named = scenario.arms.names();
        if built_in.contains(&arm) || named.into_iter().any(|name| name == arm) {
            return;
        }
        let parts = arm.strip_prefix("control+").unwrap_or(arm);
        if parts.split('+').all(|part| fixes().any(|fix| fix == part)) {
            return;
        }
        let known = built_in.into_iter().chain(scenario.arms.names()).chain(fixes());
        self.unknown(span, "arm", arm, known);
    }
}

impl Measure {
    /// Tells whether single records of the trace are counted, so that a conversation has its own count.
    pub fn by_conversation(&self) -> bool {
        !matches!(
            self,
            Measure::EffectTotal(..)
                | Measure::CommitTime(_)
                | Measure::Claimed { .. }
                | Measure::PromptHas(_)
                | Measure::NewestCopy(_)
                | Measure::MostCalls
                | Measure::MostCallsOf(_)
                | Measure::Deployed
                | Measure::Blocked
                | Measure::Elapsed
                | Measure::TimeToDestruction
                | Measure::CallBudgetUsed
                | Measure::Alerts(_)
                | Measure::FirstAlert(_)
                | Measure::FalseClaimsBefore(_)
                | Measure::FalseClaimsFrom(_)
        )
    }

    /// Tells whether an intent has its own count: what serves an intent says so.
    pub fn by_intent(&self) -> bool {
        matches!(
            self,
            Measure::Effects(_)
                | Measure::EffectsWhere { .. }
                | Measure::Deduplicated(_)
                | Measure::Calls
                | Measure::CallsOf(_)
                | Measure::FailuresOf(_)
                | Measure::FalseFailuresOf(_)
                | Measure::Refusals
                | Measure::BudgetRefusals
        )
    }
}
