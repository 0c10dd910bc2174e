//! A row for each record, for spreadsheets and data frames (RFC 4180).
//!
//! A cell that a spreadsheet would read as a formula gets an apostrophe in front; see [`harmless`].

use super::actors::{Actor, seam};
use super::marks::{Mark, marks};
use super::spans::Spans;
use crate::Replayed;
use crate::escape::csv::harmless;
use crate::text::timeline::tell::Teller;
use ::csv::{ErrorKind, Writer};
use seamripper_scenario::Plan;
use seamripper_scenario::plan::Symbol;
use seamripper_sim::trace::{Event, Record};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The names of the columns.
const HEAD: [&str; 18] = [
    "arm",
    "seq",
    "at_ns",
    "at_s",
    "conversation",
    "from",
    "to",
    "event",
    "call",
    "attempt",
    "tool",
    "service",
    "ok",
    "status",
    "text",
    "mark",
    "cause",
    "details",
];

/// Writes the records of replays as rows of comma-separated values, arm after arm.
///
/// # Errors
///
/// If they cannot be written.
pub fn csv(plan: &Plan, arms: &[Replayed<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer::from_writer(out);
    writer.write_record(HEAD).map_err(unwritten)?;
    for replayed in arms {
        let sheet = Sheet::new(plan, replayed);
        for record in &replayed.trace.records {
            let row = sheet.row(record).map(|cell| harmless(&cell));
            writer.write_record(row).map_err(unwritten)?;
        }
    }
    writer.flush()
}

/// Finds why a row could not be written: every row is as long as the head.
fn unwritten(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// What the rows of one arm are made from.
struct Sheet<'a> {
    plan: &'a Plan,
    arm: &'a str,
    spans: Spans<'a>,
    teller: Teller<'a>,
    /// The tool of each call.
    tools: BTreeMap<u32, Symbol>,
    /// In the order of their records.
    marks: Vec<Mark<'a>>,
}

impl<'a> Sheet<'a> {
    fn new(plan: &'a Plan, replayed: &Replayed<'a>) -> Self {
        let trace = replayed.trace;
        let tools = trace.records.iter().filter_map(|record| match record.event {
            Event::Called { call, tool, .. } => Some((call, tool)),
            _ => None,
        });
        Sheet {
            plan,
            arm: &replayed.card.arm,
            spans: Spans::of(trace),
            teller: Teller::new(&plan.symbols, &trace.records),
            tools: tools.collect(),
            marks: marks(plan, replayed),
        }
    }

    /// Says what the judges say of a record.
    fn marked(&self, record: &Record) -> String {
        let begin = self.marks.partition_point(|mark| mark.seq < record.seq);
        let marks = self.marks[begin..].iter().take_while(|mark| mark.seq == record.seq);
        marks.map(Mark::says).collect::<Vec<String>>().join("; ")
    }

    fn row(&self, record: &Record) -> [String; HEAD.len()] {
        let name = |symbol: Symbol| self.plan.symbols.text(symbol).to_string();
        let actor = |actor: Option<Actor>| {
            actor.map(|actor| actor.name(&self.plan.symbols).to_owned()).unwrap_or_default()
        };
        let (from, to) = seam(record, &self.spans);
        let call = record.event.call();
        let Facts { attempt, service, ok, status } = Facts::of(&record.event);
        let tool = call.and_then(|call| self.tools.get(&call)).copied();
        let (details, event) = details(self.plan, record);
        [
            self.arm.to_owned(),
            record.seq.to_string(),
            record.at_ns.to_string(),
            format!("{}.{:09}", record.at_ns / 1_000_000_000, record.at_ns % 1_000_000_000),
            maybe(record.conversation),
            actor(from),
            actor(to),
            event,
            maybe(call),
            maybe(attempt),
            tool.map(name).unwrap_or_default(),
            service.map(name).unwrap_or_default(),
            maybe(ok),
            maybe(status),
            self.teller.tell(record).line.text().trim().to_owned(),
            self.marked(record),
            maybe(record.cause),
            details,
        ]
    }
}

/// What has a column of its own, as far as an event has it.
#[derive(Default)]
struct Facts {
    attempt: Option<u32>,
    service: Option<Symbol>,
    ok: Option<bool>,
    status: Option<u16>,
}

impl Facts {
    fn of(event: &Event) -> Self {
        let none = Facts::default();
        let at = |service: &Symbol| Facts { service: Some(*service), ..Facts::default() };
        match event {
            Event::Sent { attempt, service, .. }
            | Event::Committed { attempt, service, .. }
            | Event::Deduplicated { attempt, service, .. } => {
                Facts { attempt: Some(*attempt), ..at(service) }
            }
            Event::Replied { attempt, service, status, .. } => {
                Facts { attempt: Some(*attempt), status: Some(*status), ..at(service) }
            }
            Event::Received { attempt, status, ok, .. } => {
                Facts { attempt: Some(*attempt), status: Some(*status), ok: Some(*ok), ..none }
            }
            Event::Delivered { ok, status, .. } => {
                Facts { status: Some(*status), ok: Some(*ok), ..none }
            }
            Event::Landed { service, .. }
            | Event::Masked { service, .. }
            | Event::Applied { service, .. }
            | Event::Served { service, .. }
            | Event::Missed { service, .. }
            | Event::Destroyed { service, .. }
            | Event::Restored { service, .. }
            | Event::Coerced { service: Some(service), .. } => at(service),
            _ => none,
        }
    }
}

/// Writes an event as JSON with its names as text, and returns its kind beside it.
pub(super) fn details(plan: &Plan, record: &Record) -> (String, String) {
    #[derive(Deserialize)]
    struct Kind {
        event: String,
    }
    let named = record.event.map_names(|name| plan.symbols.text(*name).as_str());
    let details = crate::escape::json::compact(&named);
    let kind: Kind = serde_json::from_str(&details).expect("an event says what it is");
    (details, kind.event)
}

fn maybe(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
