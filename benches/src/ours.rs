//! The workloads on the engine of this workspace.

use crate::storm::{ATTEMPTS, CLIENTS, Numbers, PATIENCE_NS, REST_NS, Tally};
use seamripper_engine::{Engine, Handle, Limits, Stop, queue};
use std::cell::Cell;
use std::rc::Rc;

const LIMITS: Limits = Limits { events: 1_000_000, virtual_time_ns: u64::MAX, tasks: 10_000 };

/// Keeps `depth` timers pending, for about 20,000 events; returns how many events there were.
pub fn timers(depth: u64) -> u64 {
    let mut engine = Engine::new(LIMITS);
    for task in 0..depth {
        let handle = engine.handle();
        let mut numbers = Numbers::of(task);
        engine.handle().spawn(async move {
            for _ in 0..20_000 / depth {
                handle.sleep(1 + numbers.step() % 1_000_000).await;
            }
        });
    }
    assert_eq!(engine.run(), Stop::Idle);
    engine.events()
}

async fn client(handle: Handle, number: u64, tally: Rc<Cell<Tally>>) {
    let note = |change: &dyn Fn(&mut Tally)| {
        let mut noted = tally.get();
        change(&mut noted);
        tally.set(noted);
    };
    let mut numbers = Numbers::of(number);
    handle.sleep(numbers.start_ns()).await;
    for _ in 0..ATTEMPTS {
        let timer = handle.sleep(numbers.latency_ns());
        let served = tally.clone();
        let upstream = handle.spawn(async move {
            timer.await;
            let noted = served.get();
            served.set(Tally { served: noted.served + 1, ..noted });
        });
        match handle.timeout(PATIENCE_NS, upstream).await {
            Ok(_) => note(&|tally| tally.answered += 1),
            Err(_) => {
                note(&|tally| tally.given_up += 1);
                handle.sleep(REST_NS).await;
            }
        }
    }
    let now = handle.now();
    note(&|tally| tally.done_ns += now);
}

/// Runs a retry storm; returns what came of it, and how many events there were.
pub fn storm() -> (Tally, u64) {
    let mut engine = Engine::new(LIMITS);
    let tally = Rc::new(Cell::new(Tally::default()));
    for number in 0..CLIENTS {
        engine.handle().spawn(client(engine.handle(), number, tally.clone()));
    }
    assert_eq!(engine.run(), Stop::Idle);
    (tally.get(), engine.events())
}

/// Lets five agents think, call three tools at once, and wait for all of them, ten times over;
/// returns how many events there were.
pub fn agents() -> u64 {
    let mut engine = Engine::new(LIMITS);
    for number in 0..CLIENTS {
        let handle = engine.handle();
        engine.handle().spawn(async move {
            let mut numbers = Numbers::of(number);
            for _ in 0..10 {
                handle.sleep(numbers.start_ns()).await;
                let (sender, mut receiver) = queue();
                for _ in 0..3 {
                    let (sender, tool) = (sender.clone(), handle.sleep(numbers.latency_ns()));
                    handle.spawn(async move {
                        tool.await;
                        // The agent waits for all of them, so that somebody is there.
                        let _ = sender.send(());
                    });
                }
                drop(sender);
                while receiver.recv().await.is_some() {}
            }
        });
    }
    assert_eq!(engine.run(), Stop::Idle);
    engine.events()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storm_ends_with_every_call_answered_or_given_up_and_every_upstream_served() {
        let (tally, events) = storm();
        let calls = CLIENTS * u64::from(ATTEMPTS);
        assert_eq!((tally.answered + tally.given_up, tally.served), (calls, calls));
        assert!(tally.given_up > 0 && tally.answered > 0 && events > calls);
    }
}
