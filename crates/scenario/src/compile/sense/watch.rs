//! Monitors that count nothing, or can never fire.

use super::super::Compiler;
use super::Parts;
use super::picture::Picture;
use crate::Diagnostic;
use crate::read::{Name, Node};
use crate::written::{Metric, Monitor, Over, Response, Statistic};

impl Compiler<'_> {
    pub(super) fn sense_monitors(&mut self, parts: &Parts<'_>, picture: &Picture) {
        for monitor in &parts.monitors {
            self.check_metric(monitor, picture);
            self.check_bound(monitor);
        }
    }

    fn check_metric(&mut self, monitor: &Monitor, picture: &Picture) {
        let Some(metric) = monitor.counts.as_ref().and_then(Node::get) else {
            return;
        };
        match metric {
            Metric::CallsOf(tool) | Metric::FailuresOf(tool) => {
                let name = tool.get().map(Name::as_str).unwrap_or_default();
                let is_called =
                    self.symbols.get(name).is_some_and(|n| picture.called.contains_key(&n));
                if !is_called {
                    let known =
                        picture.called.keys().map(|tool| self.symbols.text(*tool).to_string());
                    let known: Vec<String> = known.collect();
                    let message = format!("no rule calls a tool `{name}`");
                    let mistake =
                        Diagnostic::new(tool.span(), message, "there is nothing to count");
                    self.report(mistake.suggest(name, known.iter().map(String::as_str)));
                }
            }
            Metric::Effects(effect) => {
                self.effect(effect);
            }
            _ => {}
        }
        let over = monitor.over.as_ref();
        let ends = matches!(
            metric,
            Metric::Capped | Metric::CutOffAnswers | Metric::Tokens | Metric::Conversations
        );
        if let (Some(Over::Intent), true, Some(node)) = (over.and_then(Node::get), ends, over) {
            let message = "this is not counted for each intent";
            self.complain(node.span(), message, "it belongs to no call", "use `Conversation`");
        }
    }

    fn check_bound(&mut self, monitor: &Monitor) {
        let over = monitor.over.as_ref().and_then(Node::get);
        let statistic = monitor.statistic.as_ref().and_then(Node::get);
        let share = matches!(statistic, Some(Statistic::Share));
        if let Some(above) = &monitor.above
            && share
            && above.get().is_some_and(|above| *above >= 100)
        {
            let message = "a share is never above 100 percent";
            self.complain(above.span(), message, "it would never fire", "");
        }
        let pooled = matches!(over, Some(Over::Last(_) | Over::Replay));
        if let Some(then) = &monitor.then
            && then.get() == Some(&Response::Abort)
            && monitor.every.is_some()
            && pooled
        {
            let message = "there is no conversation that this could end";
            let help = "without `every`, it ends the conversation at whose event it fires";
            self.complain(then.span(), message, "it looks at all of them from time to time", help);
        }
    }
}
