//! Sweeps: the same on any number of threads, and the same as replays one by one.

use crate::refunds;
use seamripper::{AfterResult, CallResult, Middleware, Moment, Scenario, Setup, Verdict};
use std::time::Duration;

/// Remembers how often it was asked, and lets luck decide how long it waits.
#[derive(Default)]
struct Patient(u64);

impl Middleware for Patient {
    fn after_result(&mut self, result: &CallResult<'_>, moment: &mut Moment<'_>) -> AfterResult {
        self.0 += 1;
        if result.is_success || self.0 > 4 {
            return AfterResult::AsPolicy;
        }
        let wait = moment.uniform("wait", 0, 1_000_000 * self.0);
        AfterResult::Again(Duration::from_micros(wait))
    }
}

fn on_threads(count: usize, setup: &Setup) -> String {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
    let sweep = pool.expect("there are threads").install(|| setup.sweep(10..300));
    sweep.expect("it can be swept").json()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let setup = refunds().deployed().with(Patient::default);
    let alone = on_threads(1, &setup);
    assert_eq!(on_threads(3, &setup), alone);
    assert_ne!(on_threads(3, &refunds().deployed()), alone);
}

#[test]
fn a_sweep_counts_what_replays_show_one_by_one() {
    let setup = refunds().deployed().with(Patient::default);
    let sweep = setup.sweep(0..130).expect("it can be swept");
    let broke = |seed: &u64| {
        let replay = setup.clone().seed(*seed).replay().expect("it can be replayed");
        assert_eq!(sweep.replay(*seed).fingerprint(), replay.fingerprint());
        matches!(replay.verdict("one-refund"), Some(Verdict::Broken(_)))
    };
    let broken = (0..130).filter(broke).count() as u64;
    assert_eq!((sweep.replays(), sweep.tally("one-refund").map(|t| t.broken)), (130, Some(broken)));
    assert!(broken > 0);
    assert_eq!(sweep.bound("one-refund"), None);
    assert!(sweep.worst("one-refund").is_some());
    assert_eq!(sweep.worst("refund-paid"), None);
    assert!(sweep.tally("nothing").is_none() && sweep.bound("nothing").is_none());
}

#[test]
fn every_scenario_of_the_library_can_be_swept_with_code_in_its_runtime() {
    for scenario in Scenario::library() {
        let sweep = scenario.deployed().with(Patient::default).sweep(0..1);
        assert_eq!(sweep.expect("it can be swept").replays(), 1, "{}", scenario.id());
    }
}
