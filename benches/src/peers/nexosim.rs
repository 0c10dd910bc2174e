//! nexosim: a client is a model whose inputs schedule each other, as its manual writes timers. It
//! has one thread, and tells its tally once, when all is over.

use crate::storm::{ATTEMPTS, CLIENTS, Numbers, PATIENCE_NS, REST_NS, Tally};
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSinkWriter, Output};
use nexosim::simulation::{EventKey, Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Answered, given up, served, and when it was done.
type Counts = [u64; 4];

#[derive(Serialize, Deserialize)]
struct Client {
    start_ns: u64,
    latencies: Vec<u64>,
    attempt: u32,
    patience: Option<EventKey>,
    counts: Counts,
    told: Output<Counts>,
}

#[Model]
impl Client {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>) {
        let start = Duration::from_nanos(self.start_ns);
        context.schedule_event(start, schedulable!(Self::call), ()).expect("it is to come");
    }

    #[nexosim(schedulable)]
    async fn call(&mut self, _: (), context: &Context<Self>) {
        let Some(latency) = self.latencies.get(self.attempt as usize) else {
            self.counts[3] = context.time().duration_since(MonotonicTime::EPOCH).as_nanos() as u64;
            self.tell_if_over().await;
            return;
        };
        let (latency, patience) =
            (Duration::from_nanos(*latency), Duration::from_nanos(PATIENCE_NS));
        let answer = schedulable!(Self::answer);
        context.schedule_event(latency, answer, self.attempt).expect("it is to come");
        let give_up = schedulable!(Self::give_up);
        self.patience = context.schedule_keyed_event(patience, give_up, ()).ok();
    }

    #[nexosim(schedulable)]
    async fn answer(&mut self, attempt: u32, context: &Context<Self>) {
        self.counts[2] += 1;
        if attempt == self.attempt
            && let Some(patience) = self.patience.take()
        {
            patience.cancel();
            self.counts[0] += 1;
            self.attempt += 1;
            self.call((), context).await;
        } else {
            self.tell_if_over().await;
        }
    }

    #[nexosim(schedulable)]
    async fn give_up(&mut self, _: (), context: &Context<Self>) {
        self.patience = None;
        self.counts[1] += 1;
        self.attempt += 1;
        let rest = Duration::from_nanos(REST_NS);
        context.schedule_event(rest, schedulable!(Self::call), ()).expect("it is to come");
    }

    async fn tell_if_over(&mut self) {
        if self.counts[2] == u64::from(ATTEMPTS) && self.counts[3] > 0 {
            self.told.send(self.counts).await;
        }
    }
}

/// Adds up what the clients tell.
#[derive(Clone)]
struct Sum(Arc<Mutex<Tally>>);

impl EventSinkWriter<Counts> for Sum {
    fn write(&self, [answered, given_up, served, done_ns]: Counts) {
        let mut tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tally.answered += answered;
        tally.given_up += given_up;
        tally.served += served;
        tally.done_ns += done_ns;
    }
}

/// Runs a retry storm.
pub(super) fn storm() -> Tally {
    let sum = Sum(Arc::default());
    let mut bench = SimInit::with_num_threads(1);
    for number in 0..CLIENTS {
        let mut numbers = Numbers::of(number);
        let mut client = Client {
            start_ns: numbers.start_ns(),
            latencies: (0..ATTEMPTS).map(|_| numbers.latency_ns()).collect(),
            attempt: 0,
            patience: None,
            counts: [0; 4],
            told: Output::default(),
        };
        client.told.connect_sink(sum.clone());
        bench = bench.add_model(client, Mailbox::new(), &format!("client-{number}"));
    }
    let mut simulation = bench.init(MonotonicTime::EPOCH).expect("the models can be started");
    simulation.run().expect("nothing can fail in a storm");
    let tally = sum.0.lock().unwrap_or_else(PoisonError::into_inner);
    *tally
}
