//! tokio with a paused clock: its timers count in milliseconds, so that a client's times are kept
//! beside the clock, in nanoseconds, and the tally is the one of the others.

use crate::storm::{ATTEMPTS, CLIENTS, Numbers, PATIENCE_NS, REST_NS, Tally};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::{sleep, timeout};

async fn client(number: u64, tally: Rc<Cell<Tally>>) {
    let note = |change: &dyn Fn(&mut Tally)| {
        let mut noted = tally.get();
        change(&mut noted);
        tally.set(noted);
    };
    let mut numbers = Numbers::of(number);
    let start_ns = numbers.start_ns();
    let mut now_ns = start_ns;
    sleep(Duration::from_nanos(start_ns)).await;
    for _ in 0..ATTEMPTS {
        let latency_ns = numbers.latency_ns();
        let served = tally.clone();
        let upstream = spawn_local(async move {
            sleep(Duration::from_nanos(latency_ns)).await;
            let noted = served.get();
            served.set(Tally { served: noted.served + 1, ..noted });
        });
        match timeout(Duration::from_nanos(PATIENCE_NS), upstream).await {
            Ok(_) => {
                note(&|tally| tally.answered += 1);
                now_ns += latency_ns;
            }
            Err(_) => {
                note(&|tally| tally.given_up += 1);
                sleep(Duration::from_nanos(REST_NS)).await;
                now_ns += PATIENCE_NS + REST_NS;
            }
        }
    }
    note(&|tally| tally.done_ns += now_ns);
}

/// Runs a retry storm.
pub(super) fn storm() -> Tally {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
    let runtime = runtime.expect("a runtime without drivers but time can be made");
    let tally = Rc::new(Cell::new(Tally::default()));
    let local = LocalSet::new();
    for number in 0..CLIENTS {
        local.spawn_local(client(number, tally.clone()));
    }
    runtime.block_on(local);
    tally.get()
}
