//! The survey: every arm that the file names is made once, so that the mistakes of each are found and
//! it is known what exists in any of them.

use super::{Compiler, Draft, service};
use crate::plan::{self, World};
use crate::read::{Node, Table};
use crate::written::{self, Scenario};
use crate::{Diagnostic, Span};
use std::collections::BTreeSet;

/// Which arms are made to check a file: the deployed one, each fix alone, all, and those with names.
fn trial_choices(scenario: &Scenario) -> Vec<Vec<String>> {
    let fixes: Vec<String> = scenario.fixes.names().map(str::to_owned).collect();
    let mut trials = vec![Vec::new()];
    trials.extend(fixes.iter().map(|fix| vec![fix.clone()]));
    trials.push(fixes);
    trials
}

/// What the model calls, with the places, for the check that it exists.
pub(super) struct ModelNames {
    called: Vec<(String, Span)>,
    imagined: BTreeSet<String>,
}

impl Compiler<'_> {
    /// Makes every arm that the file names, so that their mistakes are found, and notes what exists.
    pub(super) fn survey(&mut self, scenario: &Scenario) -> ModelNames {
        let base = Draft::new(scenario);
        let deployed = self.trial(base.clone());
        for names in trial_choices(scenario).into_iter().skip(1) {
            let mut draft = base.clone();
            let before = self.sheet.len();
            for name in &names {
                if let Some(fix) = scenario.fixes.get(name).and_then(Node::get) {
                    draft.apply(&fix.changes, self);
                }
            }
            let stage = self.trial(draft);
            if let [only] = names.as_slice()
                && self.sheet.len() == before
                && !self.is_hurt(only, &scenario.fixes)
                && stage.is_some()
                && stage == deployed
            {
                self.report_idle("fix", only, &scenario.fixes);
            }
        }
        self.survey_arms(scenario, &base, deployed.as_ref());
        let mut calm = base;
        calm.calm(scenario);
        self.trial(calm);
        self.model_names(scenario)
    }

    fn survey_arms(&mut self, scenario: &Scenario, base: &Draft, deployed: Option<&plan::Stage>) {
        for (name, arm) in scenario.arms.iter() {
            let (Some(text), Some(value)) = (name.get(), arm.get()) else {
                continue;
            };
            let mut draft = base.clone();
            let before = self.sheet.len();
            for fix in &value.fixes {
                let Some(wanted) = fix.get() else { continue };
                match scenario.fixes.get(wanted.as_str()) {
                    Some(found) => {
                        if let Some(found) = found.get() {
                            draft.apply(&found.changes, self);
                        }
                    }
                    None => {
                        let known = scenario.fixes.names();
                        self.unknown(fix.span(), "fix", wanted.as_str(), known);
                    }
                }
            }
            draft.apply(&value.changes, self);
            let stage = self.trial(draft);
            let sound = self.sheet.len() == before && !self.is_hurt(text, &scenario.arms);
            if sound && stage.is_some() && stage.as_ref() == deployed {
                self.report_idle("arm", text, &scenario.arms);
            }
            if scenario.fixes.get(text).is_some()
                || ["deployed", "resolved", "control"].contains(&text.as_str())
            {
                let message = format!("the name `{text}` is taken");
                let label = "a fix or a built-in arm has it";
                self.report(Diagnostic::new(name.span(), message, label));
            }
        }
    }

    /// Tells whether the reader found a mistake in an entry of a table.
    fn is_hurt<T>(&self, name: &str, table: &Table<T>) -> bool {
        let place = table.get(name).map(Node::span);
        place.is_some_and(|place| self.known.unread.is_hurt(place))
    }

    fn report_idle<T>(&mut self, what: &str, name: &str, table: &Table<T>) {
        let span = table.iter().find(|(key, _)| key.get().is_some_and(|key| key == name));
        let span = span.map(|(key, _)| key.span()).unwrap_or_default();
        let message = format!("the {what} `{name}` changes nothing");
        let label = "all that it sets is so in the deployed arm already";
        self.advice.push(Diagnostic::new(span, message, label));
    }

    /// Makes the worlds of a draft and notes the names in them.
    fn trial(&mut self, draft: Draft) -> Option<plan::Stage> {
        let stage = self.stage(&draft)?;
        self.stages.push(stage.clone());
        Some(stage)
    }

    fn model_names(&self, scenario: &Scenario) -> ModelNames {
        let mut names = ModelNames { called: Vec::new(), imagined: BTreeSet::new() };
        let Some(model) = scenario.model.get() else {
            return names;
        };
        names
            .imagined
            .extend(model.imagines.iter().filter_map(|n| Some(n.get()?.as_str().to_owned())));
        let mut note = |call: &written::Call| {
            if let Some(tool) = call.tool.get() {
                names.called.push((tool.as_str().to_owned(), call.tool.span()));
            }
        };
        for (_, rule) in model.rules.iter() {
            match rule.get().and_then(|rule| rule.action.get()) {
                Some(written::Action::Call(call)) => note(call),
                Some(written::Action::Calls(calls)) => {
                    calls.iter().filter_map(Node::get).for_each(&mut note);
                }
                _ => {}
            }
        }
        names
    }

    pub(super) fn check_tools_called(&mut self, names: &ModelNames) {
        for (tool, span) in &names.called {
            if !self.known.tools.contains(tool) && !names.imagined.contains(tool) {
                let known: Vec<String> = self.known.tools.union(&names.imagined).cloned().collect();
                let known = known.iter().map(String::as_str);
                let more = "a tool that the model only imagines is listed in `imagines`";
                self.unknown_with(*span, "tool", tool, known, Some(more));
            }
        }
    }
}

/// Lists the services that a call of `first` may reach, itself included.
pub(super) fn reachable(world: &World, first: plan::ServiceId) -> Vec<plan::ServiceId> {
    let mut found = vec![first];
    let mut at = 0;
    while at < found.len() {
        for next in service::upstreams(&world.services[found[at]].kind) {
            if !found.contains(&next) {
                found.push(next);
            }
        }
        at += 1;
    }
    found
}
