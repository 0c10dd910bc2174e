//! Invariants that nothing could ever break, or fulfil: the form speaks of what the file does not have.

use super::super::Compiler;
use super::picture::Picture;
use super::{Parts, values};
use crate::Span;
use crate::plan::{ServiceKind, Symbol};
use crate::read::{Name, Node};
use crate::written::{Form, Invariant, Measure, Per, Scenario, Validation};

/// What is wrong where a count has nothing to count.
const UNSERVED: &str = "no call serves an intent here, so nothing would be counted";

impl Compiler<'_> {
    pub(super) fn sense_forms(
        &mut self,
        scenario: &Scenario,
        parts: &Parts<'_>,
        picture: &Picture,
    ) {
        let before = self.sheet.len();
        for invariant in values(&scenario.invariants) {
            self.check_form(invariant, scenario, parts, picture);
        }
        self.join_unserved(before);
    }

    fn check_form(
        &mut self,
        invariant: &Invariant,
        scenario: &Scenario,
        parts: &Parts<'_>,
        picture: &Picture,
    ) {
        let Some(form) = invariant.holds.get() else {
            return;
        };
        let place = self.head(invariant.holds.span());
        let without = |what: &str| format!("the scenario has no {what}");
        let table = picture.any_service(|kind| matches!(kind, ServiceKind::RecordTable(_)));
        let audience = picture.any_service(|kind| match kind {
            ServiceKind::RecordTable(table) => {
                !(table.audience.is_empty() && table.row_audience.is_empty())
            }
            _ => false,
        });
        let function = picture.any_service(|kind| matches!(kind, ServiceKind::Function(_)));
        let store = picture.any_service(|kind| matches!(kind, ServiceKind::Store(_)));
        let lacks = match form {
            Form::AtMost { of, per, .. } => return self.check_count(of, per.as_ref(), picture),
            Form::AtLeast { of, limit, per } => {
                if limit.get() == Some(&0) {
                    let message = "at least 0 always holds";
                    self.complain(limit.span(), message, "this asks for nothing", "");
                }
                return self.check_count(of, per.as_ref(), picture);
            }
            Form::Total { effect, field, .. } => {
                self.check_served(effect, picture);
                return self.check_total(effect, field, picture);
            }
            Form::BeliefsTrue { effect } => return self.check_served(effect, picture),
            Form::ClaimsTrue if scenario.truth.is_empty() && !table => {
                "`truth` and no `RecordTable`: nothing knows what is true"
            }
            Form::NothingDisclosed if !audience => {
                "`RecordTable` with an `audience`: nothing needs a right"
            }
            Form::AppliedAsMeant if !function => "`Function` that works with arguments",
            Form::CoercionsLogged if !function && !coerces(parts) => {
                "`Function` and no lossless `validation`: nothing is coerced"
            }
            Form::NoDestructionOutside | Form::Recoverable { .. } if !store => {
                "`Store`: nothing can be destroyed"
            }
            Form::NoDestructionOutside
                if picture.turns.iter().all(|(turn, _)| turn.environment.is_none()) =>
            {
                "turn with an `environment`: nothing is outside of the task"
            }
            _ => return,
        };
        self.complain(place, "nothing could ever break this invariant", &without(lacks), "");
    }

    /// Checks a count: that it is one, and that somebody keeps it for each intent.
    fn check_count(&mut self, of: &Node<Measure>, per: Option<&Node<Per>>, picture: &Picture) {
        let Some(measure) = of.get() else { return };
        if is_time(measure) {
            let message = "a time cannot be bounded by a number";
            let help = "`Answered(within: \"..\")` bounds the time of an answer, \
                `Recoverable(newer_than: \"..\")` the age of a copy";
            return self.complain(of.span(), message, "this is a time", help);
        }
        if per.and_then(Node::get) != Some(&Per::Intent) {
            return;
        }
        match measure {
            Measure::Effects(effect)
            | Measure::EffectTotal(effect, _)
            | Measure::Deduplicated(effect) => self.check_served(effect, picture),
            Measure::CallsOf(tool) | Measure::FailuresOf(tool) | Measure::FalseFailuresOf(tool) => {
                let symbol = tool.get().and_then(|tool| self.symbols.get(tool.as_str()));
                self.need_intent(tool.span(), picture, |tool| Some(tool) == symbol);
            }
            _ => self.need_intent(of.span(), picture, |_| true),
        }
    }

    /// Reports an effect that is caused for no intent.
    fn check_served(&mut self, effect: &Node<Name>, picture: &Picture) {
        let Some(symbol) = effect.get().and_then(|name| self.symbols.get(name.as_str())) else {
            return;
        };
        self.need_intent(effect.span(), picture, |tool| picture.reaches(tool, symbol));
    }

    /// Reports a count for each intent where no call that would be counted serves one.
    fn need_intent(&mut self, place: Span, picture: &Picture, counts: impl Fn(Symbol) -> bool) {
        let mut called = picture.called.iter();
        if !called.any(|(tool, intents)| intents.iter().any(Option::is_some) && counts(*tool)) {
            let help = "a rule says which intent a call serves: `Call(tool: .., intent: ..)`";
            self.complain(place, UNSERVED, "counted for each intent", help);
        }
    }

    /// Makes one mistake of all that a missing intent of a call led to.
    fn join_unserved(&mut self, from: usize) {
        let new = self.sheet.split_off(from);
        let (unserved, others): (Vec<_>, Vec<_>) =
            new.into_iter().partition(|mistake| mistake.message == UNSERVED);
        self.sheet.extend(others);
        let places: Vec<Span> = unserved.iter().map(|mistake| mistake.span).collect();
        if let (Some(first), [_, more @ ..]) = (unserved.into_iter().next(), places.as_slice()) {
            let joined = more.iter().fold(first, |mistake, place| mistake.also(*place, "and here"));
            self.report(joined);
        }
    }
}

/// Tells whether the runtime coerces arguments in some arm.
fn coerces(parts: &Parts<'_>) -> bool {
    parts.policies.iter().any(|policy| {
        let validation = policy.validation.as_ref().and_then(Node::get);
        matches!(validation, Some(Validation::Lossless | Validation::LosslessLogged))
    })
}

/// Tells whether a measure gives a length or a point of time.
pub(super) fn is_time(measure: &Measure) -> bool {
    matches!(
        measure,
        Measure::CommitTime(_)
            | Measure::Elapsed
            | Measure::TimeToDestruction
            | Measure::NewestCopy(_)
            | Measure::FirstAlert(_)
    )
}
