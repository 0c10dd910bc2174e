//! odem-rs: clients and upstreams are agents, and a client forks between an upstream and its
//! patience. Time is a float of nanoseconds, exact at these sizes.

use crate::storm::{ATTEMPTS, CLIENTS, Numbers, PATIENCE_NS, REST_NS, SECOND, Tally};
use odem_rs::core::simulator::Simulator;
use odem_rs::prelude::*;
use std::cell::Cell;
use std::rc::Rc;

#[derive(Clone, Default)]
struct Counts(Rc<Cell<Tally>>);

impl Counts {
    fn note(&self, change: impl Fn(&mut Tally)) {
        let mut noted = self.0.get();
        change(&mut noted);
        self.0.set(noted);
    }
}

struct Upstream {
    latency_ns: u64,
    is_done: Rc<Cell<bool>>,
    counts: Counts,
}

impl Behavior for Upstream {
    type Output = ();

    async fn actions(&self, sim: &Sim) {
        sim.advance(self.latency_ns as f64).await;
        self.counts.note(|tally| tally.served += 1);
        self.is_done.set(true);
    }
}

struct Client {
    number: u64,
    counts: Counts,
}

impl Behavior for Client {
    type Output = ();

    async fn actions(&self, sim: &Sim) {
        let mut numbers = Numbers::of(self.number);
        sim.advance(numbers.start_ns() as f64).await;
        for _ in 0..ATTEMPTS {
            let (latency_ns, is_done) = (numbers.latency_ns(), Rc::new(Cell::new(false)));
            let (done, counts) = (is_done.clone(), self.counts.clone());
            let upstream = sim.spawn(Upstream { latency_ns, is_done, counts });
            sim.fork(upstream).or(sim.advance(PATIENCE_NS as f64)).await;
            if done.get() {
                self.counts.note(|tally| tally.answered += 1);
            } else {
                self.counts.note(|tally| tally.given_up += 1);
                sim.advance(REST_NS as f64).await;
            }
        }
        let now = sim.now() as u64;
        self.counts.note(|tally| tally.done_ns += now);
    }
}

/// Runs a retry storm.
pub(super) fn storm() -> Tally {
    let counts = Counts::default();
    let all = counts.clone();
    let run = Simulator::new(()).run(async move |sim: &Sim| {
        let clients: Vec<_> =
            (0..CLIENTS).map(|number| sim.spawn(Client { number, counts: all.clone() })).collect();
        for client in clients {
            client.await;
        }
        // The last upstreams come to their end; what is left when this one ends is dropped.
        sim.advance((60 * SECOND) as f64).await;
    });
    assert!(run.is_ok(), "a storm does not come to a standstill");
    counts.0.get()
}
