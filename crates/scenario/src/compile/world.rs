//! From a draft to the worlds of an arm: the state at the start, and what each deploy makes of it.

use super::draft::Draft;
use super::survey::reachable;
use super::{Compiler, chance};
use crate::expr::{HostArgument, Scope};
use crate::plan::{
    Deploy, Evaluation, Metric, Monitor, Over, ServiceKind, Stage, Statistic, Symbol, World,
};
use crate::read::Node;
use crate::written::{self, Gate, Response, Validation};
use crate::{Diagnostic, Span, Text, Value, work};
use std::sync::Arc;

impl Compiler<'_> {
    /// Makes the worlds of a draft; none if it has mistakes, which are reported.
    pub(super) fn stage(&mut self, draft: &Draft) -> Option<Stage> {
        let mut deploys: Vec<_> = draft.deploys.clone();
        deploys.sort_by_key(|deploy| deploy.value.at.get().map_or(0, |at| at.as_ns()));
        let world = Arc::new(self.world(draft)?);
        self.staged(draft, world, &deploys)
    }

    fn staged(
        &mut self,
        draft: &Draft,
        world: Arc<World>,
        deploys: &[super::draft::Named<written::Deploy>],
    ) -> Option<Stage> {
        let Some((deploy, later)) = deploys.split_first() else {
            return Some(Stage { world, next: None });
        };
        let mut after = draft.clone();
        after.apply(&deploy.value.changes, self);
        let new = Arc::new(self.world(&after)?);
        let blocked_by = self.static_gates(&after, &new);
        let evaluations = self.evaluations(draft);
        let may_block = !blocked_by.is_empty() || !evaluations.is_empty();
        // A branch that no gate can choose is not worth its worlds.
        let blocked = if may_block { later } else { &[] };
        let deployed = if blocked_by.is_empty() { later } else { &[] };
        Some(Stage {
            next: Some(Box::new(Deploy {
                name: self.symbols.intern(&deploy.name),
                at_ns: deploy.value.at.get()?.as_ns(),
                deployed: self.staged(&after, new, deployed)?,
                blocked: self.staged(draft, world.clone(), blocked)?,
                blocked_by,
                evaluations,
            })),
            world,
        })
    }

    fn world(&mut self, draft: &Draft) -> Option<World> {
        // A world takes about as much as the file that it is made from; all of them are kept.
        work::spend(self.source.len().max(2048) as u64 * 32);
        if work::is_spent() {
            return None;
        }
        self.known.note(draft);
        let policy = self.policy(draft);
        let operator = self.operator(draft);
        let services = self.services(draft);
        let faults = self.faults(draft);
        let arrivals = self.arrivals(&draft.arrivals);
        let monitors = self.monitors(draft);
        let services = services?;
        let tools = self.tools(draft, &services);
        let world = World {
            prompt: Text::from(draft.prompt_text()),
            examples: self.examples(draft),
            tools: tools?,
            services,
            faults: faults?,
            policy: policy?,
            operator: operator?,
            monitors: monitors?,
            arrivals: arrivals?,
        };
        Some(world)
    }

    fn examples(&mut self, draft: &Draft) -> Vec<(Symbol, Vec<Text>)> {
        let mut examples = Vec::new();
        for example in draft.prompt.iter().filter_map(|sentence| sentence.example.as_ref()?.get()) {
            let Some(name) = example.tool.get() else {
                continue;
            };
            if !draft.tools.iter().any(|tool| tool.name == name.as_str()) {
                let known = draft.tools.iter().map(|tool| tool.name.as_str());
                self.unknown(example.tool.span(), "tool", name.as_str(), known);
            }
            examples.push((self.symbols.intern(name.as_str()), super::texts(&example.fields)));
        }
        examples
    }

    /// Tells which gates block a deploy whatever happens at the time.
    fn static_gates(&mut self, after: &Draft, new: &World) -> Vec<(Symbol, Text)> {
        let mut blocked = Vec::new();
        for gate in &after.gates {
            let reason = match gate.value {
                Gate::ValidationOn if new.policy.validation == Validation::Off => {
                    Some("arguments would no longer be validated".to_owned())
                }
                Gate::ExamplesMatchShapes => self.mismatch(new),
                Gate::ValidationOn | Gate::Evaluation { .. } => None,
            };
            if let Some(reason) = reason {
                blocked.push((self.symbols.intern(&gate.name), Text::from(reason)));
            }
        }
        blocked
    }

    /// Finds a worked example that shows other fields than the tool would answer with.
    fn mismatch(&self, world: &World) -> Option<String> {
        for (tool, shown) in &world.examples {
            let Some(tool) = world.tool(*tool) else {
                continue;
            };
            let served = reachable(world, tool.service).into_iter();
            let served = served.filter_map(|service| match &world.services[service].kind {
                ServiceKind::RecordTable(table) => sample(table, &self.symbols),
                _ => None,
            });
            for body in served {
                let Value::Map(fields) = &body else { continue };
                let fields: Vec<&Text> = fields.iter().map(|(name, _)| name).collect();
                if !shown.iter().all(|field| fields.contains(&field)) {
                    let list = |names: Vec<&str>| names.join(", ");
                    return Some(format!(
                        "the prompt's example of {} shows {}, the tool would answer with {}",
                        self.symbols.text(tool.name),
                        list(shown.iter().map(Text::as_str).collect()),
                        list(fields.iter().map(|name| name.as_str()).collect()),
                    ));
                }
            }
        }
        None
    }

    fn evaluations(&mut self, draft: &Draft) -> Vec<Evaluation> {
        let mut evaluations = Vec::new();
        for gate in &draft.gates {
            if let Gate::Evaluation { questions, needs } = &gate.value {
                let arrivals =
                    questions.get().and_then(|q| q.arrivals.as_ref()).and_then(Node::get);
                let questions = self.arrivals(arrivals.map(Vec::as_slice).unwrap_or_default());
                if let (Some(questions), Some(needs)) = (questions, needs.get()) {
                    let gate = self.symbols.intern(&gate.name);
                    evaluations.push(Evaluation { gate, questions, needs: chance(*needs) });
                }
            }
        }
        evaluations
    }

    fn monitors(&mut self, draft: &Draft) -> Option<Vec<Monitor>> {
        let monitors = draft.monitors.iter().map(|named| self.monitor(named));
        monitors.collect::<Vec<_>>().into_iter().collect()
    }

    fn monitor(&mut self, named: &super::draft::Named<written::Monitor>) -> Option<Monitor> {
        let (monitor, span) = (&named.value, named.owner());
        let says = self.need(&monitor.says, span, "Monitor", "says");
        let counts = self.need(&monitor.counts, span, "Monitor", "counts");
        let over = self.need(&monitor.over, span, "Monitor", "over");
        let above = self.need(&monitor.above, span, "Monitor", "above");
        let counts = self.metric(counts?.get()?)?;
        let over = match over?.get()? {
            written::Over::Conversation => Over::Conversation,
            written::Over::Intent => Over::Intent,
            written::Over::Last(time) => Over::Last(self.positive(time, "the window")?),
            written::Over::Replay => Over::Replay,
        };
        let statistic = match monitor.statistic.as_ref().and_then(Node::get) {
            None | Some(written::Statistic::Count) => Statistic::Count,
            Some(written::Statistic::Percentile(share)) => {
                Statistic::Percentile(chance(*share.get()?))
            }
            Some(written::Statistic::Share) => Statistic::Share,
        };
        let pooled = matches!(over, Over::Last(_) | Over::Replay);
        if statistic != Statistic::Count && !pooled {
            let place = monitor.over.as_ref().map_or(span.name, Node::span);
            let message = "a percentile or a share is taken over many conversations";
            self.report(Diagnostic::new(place, message, "`Last(..)` or `Replay`"));
            return None;
        }
        let every_ns = match &monitor.every {
            Some(every) => self.positive(every, "the pause between looks")?,
            None => 0,
        };
        Some(Monitor {
            name: self.symbols.intern(&named.name),
            says: self.line(says?)?,
            counts,
            over,
            statistic,
            above: *above?.get()?,
            every_ns,
            then: monitor.then.as_ref().and_then(Node::get).copied().unwrap_or(Response::Alert),
        })
    }

    fn metric(&mut self, metric: &written::Metric) -> Option<Metric> {
        Some(match metric {
            written::Metric::Calls => Metric::Calls,
            written::Metric::Attempts => Metric::Attempts,
            written::Metric::CallsOf(tool) => Metric::CallsOf(self.name(tool)?),
            written::Metric::Failures => Metric::Failures,
            written::Metric::FailuresOf(tool) => Metric::FailuresOf(self.name(tool)?),
            written::Metric::UnknownTools => Metric::UnknownTools,
            written::Metric::Refusals => Metric::Refusals,
            written::Metric::BudgetRefusals => Metric::BudgetRefusals,
            written::Metric::Coercions => Metric::Coercions,
            written::Metric::FlaggedResults => Metric::FlaggedResults,
            written::Metric::Effects(effect) => Metric::Effects(self.name(effect)?),
            written::Metric::Capped => Metric::Capped,
            written::Metric::CutOffAnswers => Metric::CutOffAnswers,
            written::Metric::Tokens => Metric::Tokens,
            written::Metric::Conversations => Metric::Conversations,
        })
    }
}

/// Answers as the table would for its first row.
fn sample(table: &crate::plan::RecordTable, symbols: &crate::plan::Symbols) -> Option<Value> {
    let (key, row) = table.rows.first()?;
    let Some(shape) = table.shape else {
        return Some(row.clone());
    };
    let (_, formula) = table.shapes.iter().find(|(name, _)| *name == shape)?;
    let key = Value::Text(symbols.text(*key).clone());
    formula.eval(&Sample(row, &key)).ok()
}

struct Sample<'a>(&'a Value, &'a Value);

impl Scope for Sample<'_> {
    fn root(&self, index: usize) -> Value {
        if index == 0 { self.0.clone() } else { self.1.clone() }
    }

    fn host(&self, _: usize, _: &[HostArgument<'_>]) -> Result<Value, String> {
        Err("no functions here".to_owned())
    }
}

/// The place of a draft's policy, for mistakes that belong to no single field.
pub(super) fn place<T>(node: &Option<Node<T>>) -> Span {
    node.as_ref().map(Node::span).unwrap_or_default()
}
