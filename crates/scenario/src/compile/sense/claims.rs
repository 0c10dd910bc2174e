//! Claims that measures, forms and `truth` speak of and that no answer can make.

use super::super::Compiler;
use super::picture::{Names, Picture};
use super::values;
use crate::plan::ServiceKind;
use crate::read::{Name, Node, Table};
use crate::written::{Form, Measure, Scenario};
use crate::{Diagnostic, Span};

impl Compiler<'_> {
    pub(super) fn sense_claims(&mut self, scenario: &Scenario, picture: &Picture) {
        for measure in measures(scenario) {
            self.check_measure(measure, picture);
        }
        for invariant in values(&scenario.invariants) {
            if let Some(Form::Answered { telling, saying, .. }) = invariant.holds.get() {
                if let Some(text) = saying {
                    self.check_said(text, picture);
                }
                for field in telling.as_ref().and_then(Node::get).into_iter().flatten() {
                    self.claimed_field(field, picture);
                }
            }
        }
        for (subject, fields) in scenario.truth.iter() {
            if let Some(text) = subject.get() {
                self.claimed_subject(text, subject.span(), picture);
            }
            for (field, _) in fields.get().into_iter().flat_map(Table::iter) {
                let Some(name) = field.get() else { continue };
                self.unclaimed(name, field.span(), &picture.claims);
            }
        }
    }

    fn check_measure(&mut self, measure: &Measure, picture: &Picture) {
        match measure {
            Measure::Claimed { subject, field } => {
                self.claimed_field(field, picture);
                self.claimed_text(subject, picture);
            }
            Measure::Misattributed { field, of, told_of } => {
                self.claimed_field(field, picture);
                self.claimed_text(told_of, picture);
                self.check_owner(field, of, picture);
            }
            Measure::DisclosuresOf(field) => self.claimed_field(field, picture),
            Measure::CallsAbout(subject) => self.claimed_text(subject, picture),
            Measure::TurnsSaying(text) => self.check_said(text, picture),
            Measure::EffectTotal(effect, field) => self.check_total(effect, field, picture),
            _ => {}
        }
    }

    fn claimed_field(&mut self, field: &Node<Name>, picture: &Picture) {
        if let Some(name) = field.get().map(Name::as_str) {
            self.unclaimed(name, field.span(), &picture.claims);
        }
    }

    fn unclaimed(&mut self, name: &str, span: Span, claims: &Names) {
        if claims.lack(name) {
            let message = format!("no answer can claim a field `{name}`");
            let mistake = Diagnostic::new(span, message, "no fact and no claim has it");
            self.report(mistake.suggest(name, claims.known()));
        }
    }

    fn claimed_text(&mut self, subject: &Node<String>, picture: &Picture) {
        if let Some(text) = subject.get() {
            self.claimed_subject(text, subject.span(), picture);
        }
    }

    fn claimed_subject(&mut self, subject: &str, span: Span, picture: &Picture) {
        if picture.subjects.lack(subject) {
            let message = format!("no call is about `{subject}`");
            let label = "no answer can claim anything of it";
            let mistake = Diagnostic::new(span, message, label);
            self.report(mistake.suggest(subject, picture.subjects.known()));
        }
    }

    /// Reports a subject whose row does not have the field that is said to be its own.
    fn check_owner(&mut self, field: &Node<Name>, of: &Node<String>, picture: &Picture) {
        let (Some(field), Some(owner)) = (field.get(), of.get()) else {
            return;
        };
        let symbols = &self.symbols;
        let mut rows = Vec::new();
        let has = picture.any_service(|kind| match kind {
            ServiceKind::RecordTable(table) => table.rows.iter().any(|(key, row)| {
                symbols.text(*key).as_str() == owner && !row.field(field.as_str()).is_null()
            }),
            _ => false,
        });
        if has {
            return;
        }
        for service in picture.worlds.iter().flat_map(|world| &world.services) {
            if let ServiceKind::RecordTable(table) = &service.kind {
                rows.extend(table.rows.iter().map(|(key, _)| symbols.text(*key).to_string()));
            }
        }
        let message = format!("no table has a row `{owner}` with a field `{}`", field.as_str());
        let mistake = Diagnostic::new(of.span(), message, "no such row");
        self.report(mistake.suggest(owner, rows.iter().map(String::as_str)));
    }

    /// Reports a text that no turn says.
    fn check_said(&mut self, text: &Node<String>, picture: &Picture) {
        let Some(wanted) = text.get() else { return };
        if !picture.turns.iter().any(|(turn, _)| turn.says.as_str().contains(wanted.as_str())) {
            let message = "no turn says this";
            self.complain(text.span(), message, "in no workload of any arm", "");
        }
    }

    /// Reports a field that no argument of a call that causes the effect has.
    pub(super) fn check_total(
        &mut self,
        effect: &Node<Name>,
        field: &Node<Name>,
        picture: &Picture,
    ) {
        let Some(name) = field.get().map(Name::as_str) else {
            return;
        };
        let Some(effect) = effect.get().and_then(|effect| self.symbols.get(effect.as_str())) else {
            return;
        };
        let causes = |world: &_, tool: &_| super::picture::causes(world, tool, effect);
        let parameters = picture.parameters(&self.symbols, causes);
        if parameters.lack(name) {
            let effect = self.symbols.text(effect).clone();
            let message = format!("no tool that causes `{effect}` has a parameter `{name}`");
            let mistake = Diagnostic::new(field.span(), message, "there is nothing to add up");
            self.report(mistake.suggest(name, parameters.known()));
        }
    }
}

/// Lists every measure of a file.
pub(super) fn measures(scenario: &Scenario) -> Vec<&Measure> {
    let mut all = Vec::new();
    for invariant in values(&scenario.invariants) {
        if let Some(Form::AtMost { of, .. } | Form::AtLeast { of, .. }) = invariant.holds.get() {
            all.extend(of.get());
        }
        let exposed = invariant.exposed_by.as_ref().and_then(Node::get);
        all.extend(exposed.into_iter().flatten().filter_map(Node::get));
    }
    let figures = scenario.figures.iter().filter_map(Node::get);
    all.extend(figures.filter_map(|figure| figure.measure.get()));
    all
}
