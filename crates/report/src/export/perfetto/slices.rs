//! The slices of conversations: spans with the moments within them, joined by flows.

use super::event::Writer;
use super::lanes::{Flow, Leaves, Slice};
use super::tracks::{Actors, Arm};
use crate::export::spans::{Call, Home};
use seamripper_sim::trace::{Event, Record};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the slices of one arm are made from.
pub(super) struct Slices<'a> {
    arm: &'a Arm<'a>,
    /// The moments within each span.
    moments: BTreeMap<Home, Vec<&'a Record>>,
    /// The flow to each call.
    calls: Vec<Flow>,
    /// The flow from each attempt.
    attempts: Vec<Flow>,
}

impl<'a> Slices<'a> {
    /// Sorts the moments of an arm, and numbers its flows.
    pub(super) fn of(arm: &'a Arm<'a>, writer: &mut Writer) -> Self {
        let mut moments: BTreeMap<Home, Vec<&Record>> = BTreeMap::new();
        for record in arm.replayed.trace.records.iter().filter(|record| is_moment(&record.event)) {
            moments.entry(arm.spans.home(record.seq)).or_default().push(record);
        }
        let mut flow = |name: &str| Flow { id: writer.flow(), name: name.to_owned() };
        let calls = arm.spans.calls.iter().map(|_| flow("call")).collect();
        let attempts = arm.spans.attempts.iter().map(|_| flow("request")).collect();
        Slices { arm, moments, calls, attempts }
    }

    /// Makes the slices of each conversation, in the order in which they began.
    pub(super) fn conversations(&self) -> Vec<(u32, Actors)> {
        let spans = self.arm.spans;
        let ids = spans.conversations();
        let places: BTreeMap<u32, usize> = ids.iter().copied().zip(0..).collect();
        let mut all: Vec<(u32, Actors)> =
            ids.into_iter().map(|id| (id, Actors::default())).collect();
        let place = |home: Home| {
            let place = spans.conversation(home).and_then(|id| places.get(&id)).copied();
            place.unwrap_or_default()
        };
        for turn in 0..spans.turns.len() {
            self.turn(turn, &mut all[place(Home::Turn(turn))].1);
        }
        for step in 0..spans.steps.len() {
            let slice = self.step(step);
            all[place(Home::Step(step))].1.model.push(slice);
        }
        for call in 0..spans.calls.len() {
            self.call(call, &mut all[place(Home::Call(call))].1);
        }
        for work in 0..spans.works.len() {
            self.work(work, &mut all[place(Home::Work(work))].1);
        }
        all
    }

    fn turn(&self, place: usize, actors: &mut Actors) {
        let turn = &self.arm.spans.turns[place];
        let mut args = json!({ "seq": turn.asked.seq, "turn": turn.number });
        if let Some(answered) = turn.answered {
            args["answer"] = self.arm.said(answered).into();
        }
        if let Some(ended) = turn.ended {
            args["end"] = self.arm.said(ended).into();
        }
        let times = (turn.start_ns, turn.end_ns);
        actors.user.push(Slice::new(times, "turn", self.arm.said(turn.asked), args));
        for record in self.moments.get(&Home::Turn(place)).into_iter().flatten() {
            match record.event {
                Event::Believed { .. } | Event::Noted { .. } => {
                    actors.model.push(self.arm.moment(record, "belief"));
                }
                _ => actors.runtime.push(self.arm.moment(record, "runtime")),
            }
        }
    }

    fn step(&self, place: usize) -> Slice {
        let step = &self.arm.spans.steps[place];
        let args = json!({ "seq": step.did.seq, "tokens": step.tokens });
        let name = format!("thinks, then {}", self.arm.said(step.did));
        let mut slice = Slice::new((step.start_ns, step.end_ns), "model", name, args);
        let flows = step.calls.iter().map(|call| (Leaves::AtEnd, self.calls[*call].clone()));
        slice.leaves = flows.collect();
        slice
    }

    fn call(&self, place: usize, actors: &mut Actors) {
        let call = &self.arm.spans.calls[place];
        let mut slice = Slice::new(
            (call.start_ns, call.end_ns),
            "call",
            self.arm.said(call.called),
            self.result(call),
        );
        slice.arrives.push(self.calls[place].clone());
        let mut within: Vec<Slice> =
            call.attempts.iter().map(|attempt| self.attempt(*attempt)).collect();
        let moments = self.moments.get(&Home::Call(place)).into_iter().flatten();
        within.extend(moments.map(|record| self.arm.moment(record, "runtime")));
        let left = slice.fill(within);
        actors.runtime.push(slice);
        actors.runtime.extend(left);
        actors.operator.extend(self.confirmed(place));
    }

    /// Says what came back, beside the record of the call.
    fn result(&self, call: &Call<'_>) -> Value {
        let mut args = json!({ "seq": call.called.seq, "call": call.called.event.call() });
        if let Some(delivered) = call.delivered {
            args["result"] = self.arm.said(delivered).into();
            if let Event::Delivered { ok, status, .. } = &delivered.event {
                (args["ok"], args["status"]) = ((*ok).into(), (*status).into());
            }
        }
        args
    }

    /// Makes the time that the operator took to confirm a call.
    fn confirmed(&self, call: usize) -> Option<Slice> {
        let moments = self.moments.get(&Home::Call(call))?;
        let find = |wanted: fn(&Event) -> bool| {
            moments.iter().find(|record| wanted(&record.event)).copied()
        };
        let asked = find(|event| matches!(event, Event::ConfirmationAsked { .. }))?;
        let answered = find(|event| matches!(event, Event::ConfirmationAnswered { .. }));
        let said = self.arm.said(answered.unwrap_or(asked));
        let end_ns = answered.map_or(self.arm.spans.calls[call].end_ns, |record| record.at_ns);
        Some(Slice::new((asked.at_ns, end_ns), "operator", said, json!({ "seq": asked.seq })))
    }

    fn attempt(&self, place: usize) -> Slice {
        let attempt = &self.arm.spans.attempts[place];
        let mut args = json!({ "seq": attempt.sent.seq, "attempt": attempt.number });
        if let Some(Event::Received { status, ok, .. }) =
            attempt.received.map(|received| &received.event)
        {
            (args["ok"], args["status"]) = ((*ok).into(), (*status).into());
        }
        let name = self.arm.said(attempt.sent);
        let mut slice = Slice::new((attempt.start_ns, attempt.end_ns), "attempt", name, args);
        slice.leaves.push((Leaves::AtStart, self.attempts[place].clone()));
        slice
    }

    fn work(&self, place: usize, actors: &mut Actors) {
        let spans = self.arm.spans;
        let work = &spans.works[place];
        let attempt = &spans.attempts[work.attempt];
        let call = &spans.calls[attempt.call];
        let args = json!({ "call": call.called.event.call(), "attempt": attempt.number });
        let name = match work.replied {
            Some(replied) => self.arm.said(replied),
            None => format!("{} does not answer", self.arm.plan.symbols.text(work.service)),
        };
        let mut slice = Slice::new((work.start_ns, work.end_ns), "service", name, args);
        if work.of.is_none() {
            slice.arrives.push(self.attempts[work.attempt].clone());
        }
        let moments = self.moments.get(&Home::Work(place)).into_iter().flatten();
        let moments = moments.map(|record| {
            let fault = matches!(record.event, Event::Landed { .. });
            self.arm.moment(record, if fault { "fault" } else { "effect" })
        });
        let mut left = slice.fill(moments.collect());
        left.push(slice);
        match actors.services.iter_mut().find(|(service, _)| *service == work.service) {
            Some((_, slices)) => slices.append(&mut left),
            None => actors.services.push((work.service, left)),
        }
    }
}

/// Tells whether a record is a moment: it begins and ends nothing, and has no track of its own.
fn is_moment(event: &Event) -> bool {
    !matches!(
        event,
        Event::Asked { .. }
            | Event::Called { .. }
            | Event::Sent { .. }
            | Event::Received { .. }
            | Event::Replied { .. }
            | Event::Delivered { .. }
            | Event::Answered { .. }
            | Event::Ended { .. }
            | Event::Closed
            | Event::Alerted { .. }
            | Event::Failed { .. }
            | Event::Deployed { .. }
            | Event::Blocked { .. }
            | Event::Evaluated { .. }
    )
}
