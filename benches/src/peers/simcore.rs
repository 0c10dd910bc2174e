//! simcore in its async mode: an upstream is an event to come, which the client awaits by its key
//! with a timeout. Time is a float of nanoseconds, exact at these sizes.

use crate::storm::{ATTEMPTS, CLIENTS, Numbers, PATIENCE_NS, REST_NS, Tally};
use serde::Serialize;
use simcore::async_mode::AwaitResult;
use simcore::{Event, Simulation, SimulationContext, StaticEventHandler};
use std::cell::Cell;
use std::rc::Rc;

#[derive(Clone, Serialize)]
struct Reply {
    attempt: u64,
}

struct Client {
    context: SimulationContext,
    number: u64,
    tally: Rc<Cell<Tally>>,
}

impl Client {
    fn note(&self, change: impl Fn(&mut Tally)) {
        let mut noted = self.tally.get();
        change(&mut noted);
        self.tally.set(noted);
    }

    async fn call(self: Rc<Self>) {
        let mut numbers = Numbers::of(self.number);
        self.context.sleep(numbers.start_ns() as f64).await;
        for attempt in 0..u64::from(ATTEMPTS) {
            self.context.emit_self(Reply { attempt }, numbers.latency_ns() as f64);
            let reply = self.context.recv_event_by_key_from_self::<Reply>(attempt);
            if let AwaitResult::Ok(_) = reply.with_timeout(PATIENCE_NS as f64).await {
                self.note(|tally| {
                    tally.answered += 1;
                    tally.served += 1;
                });
            } else {
                self.note(|tally| tally.given_up += 1);
                self.context.sleep(REST_NS as f64).await;
            }
        }
        let now = self.context.time() as u64;
        self.note(|tally| tally.done_ns += now);
    }
}

impl StaticEventHandler for Client {
    /// A reply that nobody waits for any more.
    fn on(self: Rc<Self>, _event: Event) {
        self.note(|tally| tally.served += 1);
    }
}

/// Runs a retry storm.
pub(super) fn storm() -> Tally {
    let mut simulation = Simulation::new(1);
    simulation.register_key_getter_for::<Reply>(|reply| reply.attempt);
    let tally = Rc::new(Cell::new(Tally::default()));
    for number in 0..CLIENTS {
        let name = format!("client-{number}");
        let context = simulation.create_context(&name);
        let client = Rc::new(Client { context, number, tally: tally.clone() });
        simulation.add_static_handler(&name, client.clone());
        client.context.spawn(client.clone().call());
    }
    simulation.step_until_no_events();
    tally.get()
}
