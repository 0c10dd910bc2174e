//! What a slice says: made when it is written, and dropped.

use super::Arm;
use super::slice::What;
use crate::export::marks::{self, Mark};
use crate::export::spans::{Call, Home};
use seamripper_sim::trace::{Event, Record};
use serde_json::{Value, json};

/// A slice in words, with its flows.
pub(super) struct Told {
    pub(super) cat: &'static str,
    pub(super) name: String,
    pub(super) args: Value,
    /// The flow that arrives at its beginning.
    pub(super) arrives: Option<Flow>,
    /// The flow that leaves at its beginning.
    pub(super) leaves: Option<Flow>,
    /// The flows that leave at its end.
    pub(super) leave_last: Vec<Flow>,
}

/// An arrow from slice to slice.
#[derive(Clone, Copy)]
pub(super) struct Flow {
    pub(super) id: u32,
    pub(super) name: &'static str,
}

/// The numbers of the first flows of one arm; the others follow.
#[derive(Clone, Copy)]
pub(super) struct Flows {
    pub(super) calls: u32,
    pub(super) attempts: u32,
}

impl Flows {
    /// Returns the flow to a call.
    fn call(self, place: usize) -> Flow {
        Flow { id: after(self.calls, place), name: "call" }
    }

    /// Returns the flow from an attempt.
    fn attempt(self, place: usize) -> Flow {
        Flow { id: after(self.attempts, place), name: "request" }
    }
}

fn after(first: u32, place: usize) -> u32 {
    first.saturating_add(u32::try_from(place).unwrap_or(u32::MAX))
}

impl Told {
    fn new(cat: &'static str, name: String, args: Value) -> Self {
        Told { cat, name, args, arrives: None, leaves: None, leave_last: Vec::new() }
    }
}

impl Arm<'_> {
    /// Puts a slice into words.
    pub(super) fn told(&self, what: What) -> Told {
        match what {
            What::Turn(place) => self.tell_turn(place),
            What::Step(place) => self.tell_step(place),
            What::Call(place) => self.tell_call(place),
            What::Confirmed(call) => self.tell_confirmed(call),
            What::Attempt(place) => self.tell_attempt(place),
            What::Work(place) => self.tell_work(place),
            What::Moment(place, cat) => {
                let record = &self.replayed.trace.records[place];
                Told::new(cat, self.said(record), json!({ "seq": record.seq }))
            }
            What::Mark(place) => tell_mark(&self.marks[place]),
        }
    }

    fn tell_turn(&self, place: usize) -> Told {
        let turn = &self.spans.turns[place];
        let mut args = json!({ "seq": turn.asked.seq, "turn": turn.number });
        if let Some(answered) = turn.answered {
            args["answer"] = self.said(answered).into();
        }
        if let Some(ended) = turn.ended {
            args["end"] = self.said(ended).into();
        }
        Told::new("turn", self.said(turn.asked), args)
    }

    fn tell_step(&self, place: usize) -> Told {
        let step = &self.spans.steps[place];
        let args = json!({ "seq": step.did.seq, "tokens": step.tokens });
        let name = format!("thinks, then {}", self.said(step.did));
        let leave_last = step.calls.iter().map(|call| self.flows.call(*call)).collect();
        Told { leave_last, ..Told::new("model", name, args) }
    }

    fn tell_call(&self, place: usize) -> Told {
        let call = &self.spans.calls[place];
        let arrives = Some(self.flows.call(place));
        Told { arrives, ..Told::new("call", self.said(call.called), self.result(call)) }
    }

    /// Says what came back, beside the record of the call.
    fn result(&self, call: &Call<'_>) -> Value {
        let mut args = json!({ "seq": call.called.seq, "call": call.called.event.call() });
        if let Some(delivered) = call.delivered {
            args["result"] = self.said(delivered).into();
            if let Event::Delivered { ok, status, .. } = &delivered.event {
                (args["ok"], args["status"]) = ((*ok).into(), (*status).into());
            }
        }
        args
    }

    fn tell_confirmed(&self, call: usize) -> Told {
        let Some((asked, answered)) = self.confirmation(call) else {
            return Told::new("operator", String::new(), Value::Null);
        };
        let said = self.said(answered.unwrap_or(asked));
        Told::new("operator", said, json!({ "seq": asked.seq }))
    }

    /// Finds the question to the operator about a call, and the answer.
    pub(super) fn confirmation(&self, call: usize) -> Option<(&Record, Option<&Record>)> {
        let records = &self.replayed.trace.records;
        let moments = || self.moments.at(Home::Call(call)).iter().map(|(_, at)| &records[*at]);
        let find = |wanted: fn(&Event) -> bool| moments().find(|record| wanted(&record.event));
        let asked = find(|event| matches!(event, Event::ConfirmationAsked { .. }))?;
        Some((asked, find(|event| matches!(event, Event::ConfirmationAnswered { .. }))))
    }

    fn tell_attempt(&self, place: usize) -> Told {
        let attempt = &self.spans.attempts[place];
        let mut args = json!({ "seq": attempt.sent.seq, "attempt": attempt.number });
        if let Some(Event::Received { status, ok, .. }) =
            attempt.received.map(|received| &received.event)
        {
            (args["ok"], args["status"]) = ((*ok).into(), (*status).into());
        }
        let leaves = Some(self.flows.attempt(place));
        Told { leaves, ..Told::new("attempt", self.said(attempt.sent), args) }
    }

    fn tell_work(&self, place: usize) -> Told {
        let work = &self.spans.works[place];
        let attempt = &self.spans.attempts[work.attempt];
        let call = &self.spans.calls[attempt.call];
        let args = json!({ "call": call.called.event.call(), "attempt": attempt.number });
        let name = match work.replied {
            Some(replied) => self.said(replied),
            None => format!("{} does not answer", self.plan.symbols.text(work.service)),
        };
        let arrives = work.of.is_none().then(|| self.flows.attempt(work.attempt));
        Told { arrives, ..Told::new("service", name, args) }
    }

    /// Puts a record into words, without the signs that a timeline has.
    fn said(&self, record: &Record) -> String {
        let said = self.teller.tell(record).line.text();
        said.trim_start_matches([' ', '→', '←']).trim_end().to_owned()
    }
}

fn tell_mark(mark: &Mark<'_>) -> Told {
    let (cat, args) = match &mark.what {
        marks::What::Disagreed(found) => (
            "disagreement",
            json!({
                "seq": mark.seq,
                "service_did": found.service_did,
                "runtime_recorded": found.runtime_recorded,
                "model_believed": found.model_believed,
            }),
        ),
        marks::What::Broke { name, unit, broken, .. } => (
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
    Told::new(cat, mark.says(), args)
}
