//! The tracks of one arm: the replay's own, and those of the actors of each conversation.

use super::counters;
use super::event::Writer;
use super::lanes::{Slice, lanes};
use super::slices::Slices;
use crate::Replayed;
use crate::export::marks::{Mark, What};
use crate::export::spans::Spans;
use crate::text::timeline::tell::Teller;
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Symbol;
use seamripper_sim::trace::{Event, Record};
use serde_json::json;

/// What is written of one arm.
pub(super) struct Arm<'a> {
    pub(super) plan: &'a Plan,
    pub(super) replayed: &'a Replayed<'a>,
    pub(super) spans: &'a Spans<'a>,
    pub(super) teller: &'a Teller<'a>,
    pub(super) marks: &'a [Mark<'a>],
}

/// The slices of one conversation, actor by actor.
#[derive(Default)]
pub(super) struct Actors {
    pub(super) user: Vec<Slice>,
    pub(super) model: Vec<Slice>,
    pub(super) runtime: Vec<Slice>,
    pub(super) operator: Vec<Slice>,
    pub(super) services: Vec<(Symbol, Vec<Slice>)>,
}

impl Arm<'_> {
    /// Writes the arm: what concerns everybody first, then each conversation.
    pub(super) fn write(&self, writer: &mut Writer) {
        let arm = self.replayed.card.arm.as_str();
        let records = &self.replayed.trace.records;
        let pid = writer.process(arm);
        threads(pid, "verdicts", self.marks.iter().map(mark).collect(), writer);
        threads(pid, "monitoring", self.moments(is_of_monitoring, "alert"), writer);
        threads(pid, "pipeline", self.moments(is_of_pipeline, "deploy"), writer);
        counters::write(records, &self.plan.symbols, pid, writer);
        let conversations = Slices::of(self, writer).conversations();
        let alone = conversations.len() == 1;
        for (conversation, actors) in conversations {
            let number = u64::from(conversation) + 1;
            let pid = match alone {
                true => pid,
                false => writer.process(&format!("{arm}, conversation {number}")),
            };
            self.conversation(pid, actors, writer);
        }
    }

    fn conversation(&self, pid: u32, actors: Actors, writer: &mut Writer) {
        threads(pid, "user", actors.user, writer);
        threads(pid, "model", actors.model, writer);
        threads(pid, "runtime", actors.runtime, writer);
        threads(pid, "operator", actors.operator, writer);
        for (service, slices) in actors.services {
            threads(pid, self.plan.symbols.text(service).as_str(), slices, writer);
        }
    }

    fn moments(&self, wanted: fn(&Event) -> bool, cat: &'static str) -> Vec<Slice> {
        let records = self.replayed.trace.records.iter().filter(|record| wanted(&record.event));
        records.map(|record| self.moment(record, cat)).collect()
    }

    /// Makes a moment of a record.
    pub(super) fn moment(&self, record: &Record, cat: &'static str) -> Slice {
        Slice::moment(record.at_ns, cat, self.said(record), json!({ "seq": record.seq }))
    }

    /// Puts a record into words, without the signs that a timeline has.
    pub(super) fn said(&self, record: &Record) -> String {
        let said = self.teller.tell(record).line.text();
        said.trim_start_matches([' ', '→', '←']).trim_end().to_owned()
    }
}

/// Writes the threads of one actor: as many as have to run at once.
fn threads(pid: u32, name: &str, slices: Vec<Slice>, writer: &mut Writer) {
    for (lane, slices) in lanes(slices).into_iter().enumerate() {
        let name = match lane {
            0 => name.to_owned(),
            lane => format!("{name} ({})", lane + 1),
        };
        let track = writer.thread(pid, &name);
        slices.iter().for_each(|slice| slice.write(track, writer));
    }
}

fn mark(mark: &Mark<'_>) -> Slice {
    let (cat, args) = match &mark.what {
        What::Disagreed(found) => (
            "disagreement",
            json!({
                "seq": mark.seq,
                "service_did": found.service_did,
                "runtime_recorded": found.runtime_recorded,
                "model_believed": found.model_believed,
            }),
        ),
        What::Broke { name, unit, broken, .. } => (
            "broken",
            json!({
                "seq": mark.seq,
                "invariant": name,
                "what": broken.what,
                "damage": broken.damage,
                "unit": unit,
            }),
        ),
    };
    Slice::moment(mark.at_ns, cat, mark.says(), args)
}

fn is_of_monitoring(event: &Event) -> bool {
    matches!(event, Event::Alerted { .. } | Event::Failed { .. })
}

fn is_of_pipeline(event: &Event) -> bool {
    matches!(event, Event::Deployed { .. } | Event::Blocked { .. } | Event::Evaluated { .. })
}
