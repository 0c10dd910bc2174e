//! Spans by OpenTelemetry's conventions for generative AI, as OTLP in JSON.
//!
//! A trace for each conversation, and one for the replay as a whole; a resource for the agent and one
//! for each service. `EXPORTS.md` names every span, attribute and event. A record that neither begins
//! nor ends a span is an event of the span that it belongs to, so that none is lost.

mod events;
mod ids;
mod model;
mod span;

use super::marks::marks;
use super::spans::{Home, Spans};
use crate::Replayed;
use crate::text::timeline::tell::Teller;
use ids::Ids;
use model::{Attribute, Resource, Span, int, strings, text};
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Symbol;
use std::collections::{BTreeMap, BTreeSet};

/// Where virtual time begins: 2026-01-01T00:00:00Z, in nanoseconds of Unix time.
pub(super) const EPOCH_NS: u64 = 1_767_225_600_000_000_000;

/// Whose conventions the attributes follow.
const SCHEMA: &str = "https://opentelemetry.io/schemas/1.41.0";

/// Writes the replays of arms as one document of OTLP in JSON.
pub fn otlp(plan: &Plan, arms: &[Replayed<'_>]) -> String {
    let mut resources = Vec::new();
    for replayed in arms {
        let spans = Spans::of(replayed.trace);
        let teller = Teller::new(&plan.symbols, &replayed.trace.records);
        let arm = Arm {
            plan,
            replayed,
            ids: Ids::new(plan, replayed),
            marks: marks(plan, replayed),
            spans: &spans,
            teller: &teller,
        };
        resources.extend(arm.resources());
    }
    model::document(&resources)
}

/// What the spans of one arm are made from.
struct Arm<'a> {
    plan: &'a Plan,
    replayed: &'a Replayed<'a>,
    ids: Ids,
    marks: Vec<super::marks::Mark<'a>>,
    spans: &'a Spans<'a>,
    teller: &'a Teller<'a>,
}

impl<'a> Arm<'a> {
    /// Makes the spans of the agent, and those of each service.
    fn resources(&self) -> Vec<Resource> {
        let mut made = vec![(Home::Apart, self.replay())];
        let mut times: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for turn in &self.spans.turns {
            let (start_ns, end_ns) =
                times.entry(turn.conversation).or_insert((turn.start_ns, turn.end_ns));
            (*start_ns, *end_ns) = ((*start_ns).min(turn.start_ns), (*end_ns).max(turn.end_ns));
        }
        made.extend(times.iter().map(|(id, times)| (Home::Apart, self.conversation(*id, *times))));
        let spans = self.spans;
        let places = |all: usize, home: fn(usize) -> Home| (0..all).map(home);
        let homes = places(spans.turns.len(), Home::Turn)
            .chain(places(spans.steps.len(), Home::Step))
            .chain(places(spans.calls.len(), Home::Call))
            .chain(places(spans.attempts.len(), Home::Attempt))
            .chain(places(spans.works.len(), Home::Work));
        made.extend(homes.map(|home| (home, self.span(home))));
        self.add_events(&mut made);
        self.sorted(made)
    }

    /// Puts each span under its resource: the agent's first, then services as they come in.
    fn sorted(&self, made: Vec<(Home, Span)>) -> Vec<Resource> {
        let mut agent = Resource::new(self.described(&self.plan.id), SCHEMA);
        let mut services: Vec<(Symbol, Resource)> = Vec::new();
        for (home, span) in made {
            let Home::Work(work) = home else {
                agent.spans.push(span);
                continue;
            };
            let service = self.spans.works[work].service;
            let known = services.iter().position(|(name, _)| *name == service);
            let place = known.unwrap_or_else(|| {
                let described = self.described(self.plan.symbols.text(service).as_str());
                services.push((service, Resource::new(described, SCHEMA)));
                services.len() - 1
            });
            services[place].1.spans.push(span);
        }
        std::iter::once(agent).chain(services.into_iter().map(|(_, resource)| resource)).collect()
    }

    fn described(&self, name: &str) -> Vec<Attribute> {
        let card = self.replayed.card;
        let fixes = card.fixes.iter().map(|fix| self.plan.symbols.text(*fix).to_string());
        vec![
            // What the conventions call a service without a name.
            text("service.name", if name.is_empty() { "unknown_service" } else { name }),
            text("service.namespace", "seamripper"),
            text("service.version", env!("CARGO_PKG_VERSION")),
            text("seamripper.scenario.id", &self.plan.id),
            text("seamripper.scenario.hash", &self.plan.hash),
            text("seamripper.arm", &card.arm),
            strings("seamripper.fixes", fixes),
            text("seamripper.seed", card.seed.to_string()),
            text("seamripper.fingerprint", &card.fingerprint),
        ]
    }

    /// Adds what begins or ends no span, and what the judges say, as events.
    fn add_events(&self, made: &mut [(Home, Span)]) {
        let covered: BTreeSet<u64> = made.iter().flat_map(|(_, span)| span.covers()).collect();
        // The first span that is of no turn is that of the replay.
        let mut places: BTreeMap<Home, usize> = BTreeMap::new();
        for (place, (home, _)) in made.iter().enumerate() {
            places.entry(*home).or_insert(place);
        }
        let mut add = |home: Home, event| {
            let place = places.get(&home).copied().unwrap_or_default();
            made[place].1.events.push(event);
        };
        for record in &self.replayed.trace.records {
            if !covered.contains(&record.seq) {
                add(self.spans.home(record.seq), self.event(record));
            }
        }
        for mark in &self.marks {
            add(self.spans.home(mark.seq), self.mark(mark));
        }
        for (_, span) in made.iter_mut() {
            span.events.sort_by_key(model::Event::at_ns);
        }
    }

    /// Makes the span of the replay as a whole.
    fn replay(&self) -> Span {
        let trace = self.replayed.trace;
        let (trace_id, span_id) = (self.ids.trace(None), self.ids.span(None, "replay"));
        let broken = self
            .replayed
            .card
            .judgements
            .iter()
            .filter(|judged| matches!(judged.verdict, seamripper_score::Verdict::Broken(_)));
        let broken: Vec<String> =
            broken.map(|judged| self.plan.symbols.text(judged.name).to_string()).collect();
        let mut span = Span::new(trace_id, span_id, format!("replay {}", self.plan.id));
        span.time(0, trace.virtual_time_ns.max(last_ns(trace)));
        if !broken.is_empty() {
            span.fail("invariant_broken", &broken.join(", "));
        }
        span.attributes.extend([
            text("seamripper.end", crate::json::why(&trace.end).unwrap_or("finished".to_owned())),
            int("seamripper.events", trace.events),
            strings("seamripper.broken", broken),
        ]);
        span
    }
}

fn last_ns(trace: &seamripper_sim::trace::Trace) -> u64 {
    trace.records.last().map_or(0, |record| record.at_ns)
}
