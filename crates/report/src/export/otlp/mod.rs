//! Spans by OpenTelemetry's conventions for generative AI, as OTLP in JSON.
//!
//! A trace for each conversation, and one for the replay as a whole; a resource for the agent and one
//! for each service. `EXPORTS.md` names every span, attribute and event. A record that neither begins
//! nor ends a span is an event of the span that it belongs to, so that none is lost. Each span is made,
//! written with its events, and dropped.

mod document;
mod events;
mod ids;
mod messages;
mod model;
mod span;

use super::filed::Filed;
use super::marks::{Mark, marks};
use super::spans::{Home, Spans, Work};
use crate::Replayed;
use crate::text::timeline::tell::Teller;
use document::Document;
use events::{Moment, moments};
use ids::Ids;
use model::{Attribute, Span, int, strings, text};
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Symbol;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Where virtual time begins: 2026-01-01T00:00:00Z, in nanoseconds of Unix time.
pub(super) const EPOCH_NS: u64 = 1_767_225_600_000_000_000;

/// Writes the replays of arms as one document of OTLP in JSON.
///
/// # Errors
///
/// If it cannot be written.
pub fn otlp(plan: &Plan, arms: &[Replayed<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut document = Document::begin(out)?;
    for replayed in arms {
        let records = &replayed.trace.records;
        let (spans, marks) = (Spans::of(replayed.trace), marks(plan, replayed));
        let arm = Arm {
            plan,
            replayed,
            ids: Ids::new(plan, replayed),
            moments: moments(&spans, records, &marks),
            marks: &marks,
            spans: &spans,
            teller: &Teller::new(&plan.symbols, records),
        };
        arm.write(&mut document)?;
    }
    document.end()
}

/// What the spans of one arm are made from.
struct Arm<'a> {
    plan: &'a Plan,
    replayed: &'a Replayed<'a>,
    ids: Ids,
    marks: &'a [Mark<'a>],
    moments: Filed<Moment>,
    spans: &'a Spans<'a>,
    teller: &'a Teller<'a>,
}

impl Arm<'_> {
    /// Writes the spans of the agent, and those of each service.
    fn write(&self, document: &mut Document<'_>) -> io::Result<()> {
        document.resource(&self.described(&self.plan.id))?;
        self.put(Home::Apart, document)?;
        for (id, times) in self.conversations() {
            document.span(&self.conversation(id, times))?;
        }
        let spans = self.spans;
        let places = |all: usize, home: fn(usize) -> Home| (0..all).map(home);
        let homes = places(spans.turns.len(), Home::Turn)
            .chain(places(spans.steps.len(), Home::Step))
            .chain(places(spans.calls.len(), Home::Call))
            .chain(places(spans.attempts.len(), Home::Attempt));
        for home in homes {
            self.put(home, document)?;
        }
        for (service, works) in self.services() {
            document.resource(&self.described(self.plan.symbols.text(service).as_str()))?;
            for home in works.into_iter().map(Home::Work) {
                self.put(home, document)?;
            }
        }
        Ok(())
    }

    /// Writes the span of what is at home there, with its events.
    fn put(&self, home: Home, document: &mut Document<'_>) -> io::Result<()> {
        let mut span = self.span(home);
        span.events = self.events(home);
        document.span(&span)
    }

    /// Lists the conversations with the times from their first turn to their last.
    fn conversations(&self) -> BTreeMap<u32, (u64, u64)> {
        let mut times: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for turn in &self.spans.turns {
            let (start_ns, end_ns) =
                times.entry(turn.conversation).or_insert((turn.start_ns, turn.end_ns));
            (*start_ns, *end_ns) = ((*start_ns).min(turn.start_ns), (*end_ns).max(turn.end_ns));
        }
        times
    }

    /// Lists the services in the order in which they come in, each with its works.
    fn services(&self) -> Vec<(Symbol, Vec<usize>)> {
        let mut services: Vec<(Symbol, Vec<usize>)> = Vec::new();
        let mut known: BTreeMap<Symbol, usize> = BTreeMap::new();
        for (work, Work { service, .. }) in self.spans.works.iter().enumerate() {
            let place = *known.entry(*service).or_insert(services.len());
            if place == services.len() {
                services.push((*service, Vec::new()));
            }
            services[place].1.push(work);
        }
        services
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

    /// Makes the span of the replay as a whole.
    fn replay(&self) -> Span<'_> {
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
