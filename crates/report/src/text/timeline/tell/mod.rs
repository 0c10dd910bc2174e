//! Puts one record into words: on whose side it stands, what it says, and what makes two alike.
//!
//! `model` tells of the user, the model and what it believes, `runtime` of what passes between the
//! model and the services, `services` of calls and effects, `data` of arguments, rows and resources.

mod data;
mod model;
mod runtime;
mod services;
mod words;

pub(crate) use words::outcome;
pub(super) use words::refusal;

use crate::ink::{Ink, Line};
use crate::numbers::count;
use seamripper_scenario::Value;
use seamripper_scenario::plan::{Symbol, Symbols};
use seamripper_scenario::written::Response;
use seamripper_sim::trace::{Event, Record};
use std::collections::{BTreeMap, BTreeSet};
use words::clip;

/// On whose side of the seam something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The model's, with the runtime that serves it.
    Model,
    /// The services'.
    Services,
    /// Everybody's: an alert, a deploy.
    All,
}

/// A record in words.
pub(crate) struct Told {
    pub(crate) side: Side,
    pub(crate) line: Line,
    /// What it is, without its numbers: two rounds are alike if these are. Empty: it makes no round
    /// unlike another.
    pub(crate) kind: String,
    /// Whether other records say enough without it.
    pub(crate) minor: bool,
}

impl Told {
    fn new(side: Side, kind: impl Into<String>, line: Line) -> Self {
        let (kind, minor) = (kind.into(), false);
        Told { side, line, kind, minor }
    }

    /// Tells whether other records say enough without this one.
    fn minor_if(self, minor: bool) -> Self {
        Told { minor, ..self }
    }
}

/// Knows what one trace says of its calls.
pub(crate) struct Teller<'a> {
    symbols: &'a Symbols,
    calls: BTreeMap<u32, Call<'a>>,
    /// When the runtime had its result of an attempt, by call and attempt.
    received: BTreeMap<(u32, u32), u64>,
    /// The calls that the runtime refused.
    refused: BTreeSet<u32>,
    /// The keys that went out, each with the record that had it first.
    keys: BTreeMap<&'a str, u64>,
}

/// What a trace says of one call.
struct Call<'a> {
    about: &'a Value,
    args: &'a Value,
    attempts: u32,
    coerced: BTreeSet<Symbol>,
    /// The result as the model got it.
    body: Option<&'a Value>,
    /// When, and by which service, a row was served.
    served: Option<(u64, Symbol)>,
}

impl<'a> Teller<'a> {
    /// Reads the calls of a trace.
    pub(crate) fn new(symbols: &'a Symbols, records: &'a [Record]) -> Self {
        let (calls, received, refused, keys) = Default::default();
        let mut teller = Teller { symbols, calls, received, refused, keys };
        records.iter().for_each(|record| teller.note(record));
        teller
    }

    fn note(&mut self, record: &'a Record) {
        match &record.event {
            Event::Called { about, args, .. } => self.note_call(&record.event, about, args),
            Event::Sent { key: Some(key), .. } => {
                self.keys.entry(key.as_str()).or_insert(record.seq);
            }
            Event::Received { call, attempt, .. } => {
                self.received.insert((*call, *attempt), record.seq);
            }
            Event::Refused { call, .. } => {
                self.refused.insert(*call);
            }
            _ => {}
        }
        let number = record.event.call();
        let Some(call) = number.and_then(|call| self.calls.get_mut(&call)) else {
            return;
        };
        match &record.event {
            Event::Sent { attempt, .. } => call.attempts = *attempt,
            Event::Coerced { parameter, .. } => {
                call.coerced.insert(*parameter);
            }
            Event::Delivered { body, .. } => call.body = Some(body),
            Event::Served { service, .. } => call.served = Some((record.at_ns, *service)),
            _ => {}
        }
    }

    fn note_call(&mut self, event: &Event, about: &'a Value, args: &'a Value) {
        let (attempts, coerced, body, served) = Default::default();
        let call = Call { about, args, attempts, coerced, body, served };
        self.calls.extend(event.call().map(|number| (number, call)));
    }

    /// Returns the text of a name.
    pub(crate) fn name(&self, symbol: Symbol) -> &'a str {
        self.symbols.text(symbol).as_str()
    }

    /// Tells whether the runtime refused a call.
    pub(super) fn is_refused(&self, call: u32) -> bool {
        self.refused.contains(&call)
    }

    /// Puts a record into words.
    pub(crate) fn tell(&self, record: &Record) -> Told {
        let event = &record.event;
        let told = match event {
            Event::Asked { .. }
            | Event::Called { .. }
            | Event::Noted { .. }
            | Event::Believed { .. }
            | Event::Answered { .. } => self.of_model(event),
            Event::Refused { .. }
            | Event::ConfirmationAsked { .. }
            | Event::ConfirmationAnswered { .. }
            | Event::Received { .. }
            | Event::Flagged { .. }
            | Event::Intervened { .. }
            | Event::Delivered { .. }
            | Event::Ended { .. }
            | Event::Closed => self.of_runtime(event),
            Event::Sent { .. }
            | Event::Landed { .. }
            | Event::Masked { .. }
            | Event::Committed { .. }
            | Event::Deduplicated { .. }
            | Event::Replied { .. } => self.of_services(record),
            Event::Coerced { .. }
            | Event::Applied { .. }
            | Event::Served { .. }
            | Event::Missed { .. }
            | Event::Destroyed { .. }
            | Event::Restored { .. } => self.of_data(event),
            Event::Alerted { .. }
            | Event::Deployed { .. }
            | Event::Blocked { .. }
            | Event::Evaluated { .. }
            | Event::Failed { .. } => self.of_all(event),
        };
        told.unwrap_or_else(|| Told::new(Side::All, "", Line::plain(format!("{event:?}"))))
    }

    /// What concerns everybody.
    fn of_all(&self, event: &Event) -> Option<Told> {
        let name = |symbol: &Symbol| self.name(*symbol);
        let line = match event {
            Event::Alerted { monitor, value, then } => {
                let then = match then {
                    Response::Alert => "",
                    Response::Abort => ", the conversation is ended",
                };
                let line = Line::of(Ink::Notice, "▲ alert ").and(Ink::Name, name(monitor));
                line.say(format!(" at {}{then}", count(*value)))
            }
            Event::Deployed { deploy } => {
                Line::of(Ink::Strong, format!("◇ {} goes out", name(deploy)))
            }
            Event::Blocked { deploy, gate, why } => {
                let line = Line::of(Ink::Good, format!("◇ {} is blocked", name(deploy)));
                line.say(format!(" by {}: {}", name(gate), clip(why.as_str())))
            }
            Event::Evaluated { deploy, gate, right, of } => {
                let (gate, deploy) = (name(gate), name(deploy));
                Line::plain(format!("◇ {gate} before {deploy}: {right} of {of} right"))
            }
            Event::Failed { place, why } => {
                let line = Line::of(Ink::Bad, format!("■ a formula of {} failed", name(place)));
                line.say(format!(": {}", clip(why.as_str())))
            }
            _ => return None,
        };
        Some(Told::new(Side::All, "", line))
    }
}
