//! The slices of conversations: spans with the moments within them.

use super::Arm;
use super::slice::{Slice, What};
use crate::export::spans::Home;
use seamripper_scenario::plan::Symbol;
use seamripper_sim::trace::Event;
use std::collections::BTreeMap;

/// The slices of one conversation, actor by actor.
#[derive(Default)]
pub(super) struct Actors {
    pub(super) user: Vec<Slice>,
    pub(super) model: Vec<Slice>,
    pub(super) runtime: Vec<Slice>,
    pub(super) operator: Vec<Slice>,
    /// In the order in which they come in.
    pub(super) services: Vec<(Symbol, Vec<Slice>)>,
    places: BTreeMap<Symbol, usize>,
}

impl Actors {
    fn service(&mut self, service: Symbol) -> &mut Vec<Slice> {
        let place = *self.places.entry(service).or_insert(self.services.len());
        if place == self.services.len() {
            self.services.push((service, Vec::new()));
        }
        &mut self.services[place].1
    }
}

impl Arm<'_> {
    /// Makes the slices of each conversation, in the order in which they began.
    pub(super) fn conversations(&self) -> Vec<(u32, Actors)> {
        let spans = self.spans;
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
        for (place_of_step, step) in spans.steps.iter().enumerate() {
            let slice = Slice::new((step.start_ns, step.end_ns), What::Step(place_of_step));
            all[place(Home::Step(place_of_step))].1.model.push(slice);
        }
        for call in 0..spans.calls.len() {
            self.call(call, &mut all[place(Home::Call(call))].1);
        }
        for work in 0..spans.works.len() {
            self.work(work, &mut all[place(Home::Work(work))].1);
        }
        all
    }

    /// Makes the moments that are at home there, each of the category that its event has.
    fn moments_at(&self, home: Home, cat: fn(&Event) -> &'static str) -> Vec<Slice> {
        let records = &self.replayed.trace.records;
        let moment = |(_, place): &(Home, usize)| {
            let record = &records[*place];
            Slice::of(record, *place, cat(&record.event))
        };
        self.moments.at(home).iter().map(moment).collect()
    }

    fn turn(&self, place: usize, actors: &mut Actors) {
        let turn = &self.spans.turns[place];
        actors.user.push(Slice::new((turn.start_ns, turn.end_ns), What::Turn(place)));
        let of_model = |event: &Event| match event {
            Event::Believed { .. } | Event::Noted { .. } => BELIEF,
            _ => RUNTIME,
        };
        let moments = self.moments_at(Home::Turn(place), of_model).into_iter();
        let (beliefs, others): (Vec<Slice>, Vec<Slice>) =
            moments.partition(|moment| matches!(moment.what, What::Moment(_, BELIEF)));
        actors.model.extend(beliefs);
        actors.runtime.extend(others);
    }

    fn call(&self, place: usize, actors: &mut Actors) {
        let call = &self.spans.calls[place];
        let mut slice = Slice::new((call.start_ns, call.end_ns), What::Call(place));
        let attempt = |place: &usize| {
            let attempt = &self.spans.attempts[*place];
            Slice::new((attempt.start_ns, attempt.end_ns), What::Attempt(*place))
        };
        let mut within: Vec<Slice> = call.attempts.iter().map(attempt).collect();
        within.extend(self.moments_at(Home::Call(place), |_| RUNTIME));
        let left = slice.fill(within);
        actors.runtime.push(slice);
        actors.runtime.extend(left);
        actors.operator.extend(self.confirmed(place));
    }

    /// Makes the time that the operator took to confirm a call.
    fn confirmed(&self, call: usize) -> Option<Slice> {
        let (asked, answered) = self.confirmation(call)?;
        let end_ns = answered.map_or(self.spans.calls[call].end_ns, |record| record.at_ns);
        Some(Slice::new((asked.at_ns, end_ns), What::Confirmed(call)))
    }

    fn work(&self, place: usize, actors: &mut Actors) {
        let work = &self.spans.works[place];
        let mut slice = Slice::new((work.start_ns, work.end_ns), What::Work(place));
        let of_service = |event: &Event| match event {
            Event::Landed { .. } => "fault",
            _ => "effect",
        };
        let left = slice.fill(self.moments_at(Home::Work(place), of_service));
        let slices = actors.service(work.service);
        slices.extend(left);
        slices.push(slice);
    }
}

/// The category of what the model takes to be so.
const BELIEF: &str = "belief";
/// The category of what the runtime did.
const RUNTIME: &str = "runtime";

/// Tells whether a record is a moment: it begins and ends nothing, and has no track of its own.
pub(super) fn is_moment(event: &Event) -> bool {
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
