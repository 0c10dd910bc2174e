//! Time, the order of events, and timers that are dropped.

use std::cell::RefCell;
use std::rc::Rc;

use futures::future::{Either, select};
use proptest::prelude::*;
use seamripper_engine::{Elapsed, Engine, Stop};

use crate::{LIMITS, check};

#[test]
fn sleeping_moves_the_clock_to_the_deadline() {
    let engine = check(
        |handle, log| async move {
            handle.sleep(5).await;
            log.add("first");
            handle.sleep_until(20).await;
            log.add("second");
        },
        &[(5, "first"), (20, "second")],
    );
    assert_eq!(engine.now(), 20);
}

#[test]
fn a_sleep_counts_from_the_call_and_not_from_the_first_poll() {
    check(
        |handle, log| async move {
            let early = handle.sleep(10);
            handle.sleep(7).await;
            early.await;
            log.add(());
        },
        &[(10, ())],
    );
}

#[test]
fn a_time_gone_by_counts_as_now() {
    check(
        |handle, log| async move {
            handle.sleep(10).await;
            handle.sleep_until(3).await;
            log.add(());
        },
        &[(10, ())],
    );
}

#[test]
fn ties_are_first_in_first_out() {
    check(
        |handle, log| async move {
            for number in 0..100 {
                let (handle, log) = (handle.clone(), log.clone());
                handle.clone().spawn(async move {
                    handle.sleep(9).await;
                    log.add(number);
                });
            }
        },
        &(0..100).map(|number| (9, number)).collect::<Vec<_>>(),
    );
}

#[test]
fn a_zero_sleep_yields_once_behind_what_is_due() {
    check(
        |handle, log| async move {
            for name in ["b", "c"] {
                let (handle, log) = (handle.clone(), log.clone());
                handle.clone().spawn(async move {
                    log.add(name);
                    handle.sleep(0).await;
                    log.add(name);
                });
            }
            log.add("a");
            handle.sleep(0).await;
            log.add("a");
        },
        &[(0, "a"), (0, "b"), (0, "c"), (0, "a"), (0, "b"), (0, "c")],
    );
}

#[test]
fn a_wake_queues_behind_timers_of_the_same_instant() {
    check(
        |handle, log| async move {
            for name in ["first", "second"] {
                let (handle, log) = (handle.clone(), log.clone());
                handle.clone().spawn(async move {
                    handle.sleep(5).await;
                    log.add(name);
                    handle.spawn(async move { log.add("woken") });
                });
            }
        },
        &[(5, "first"), (5, "second"), (5, "woken"), (5, "woken")],
    );
}

#[test]
fn a_dropped_timer_does_not_move_the_clock() {
    let engine = check(
        |handle, log| async move {
            let (short, long) = (handle.sleep(5), handle.sleep(50));
            match select(short, long).await {
                Either::Left(((), long)) => drop(long),
                Either::Right(_) => unreachable!("the shorter sleep ends first"),
            }
            log.add(());
        },
        &[(5, ())],
    );
    assert_eq!(engine.now(), 5);
}

#[test]
fn a_dropped_timer_is_skipped_between_live_ones() {
    check(
        |handle, log| async move {
            let _ = handle.timeout(8, handle.sleep(5)).await;
            log.add("timeout dropped");
            handle.sleep(5).await;
            log.add("next");
        },
        &[(5, "timeout dropped"), (10, "next")],
    );
}

#[test]
fn many_dropped_timers_are_swept_and_the_living_keep_their_order() {
    check(
        |handle, log| async move {
            for number in 0..500 {
                let (handle, log) = (handle.clone(), log.clone());
                handle.clone().spawn(async move {
                    let _ = handle.timeout(1_000_000 - number, handle.sleep(1)).await;
                    if number % 100 == 0 {
                        handle.sleep(10_000 - number).await;
                        log.add(number);
                    }
                });
            }
        },
        &[(9_601, 400), (9_701, 300), (9_801, 200), (9_901, 100), (10_001, 0)],
    );
}

#[test]
fn a_sleep_that_is_never_polled_is_no_event() {
    let engine = check(
        |handle, log| async move {
            let _never = handle.sleep(100);
            log.add(());
        },
        &[(0, ())],
    );
    assert_eq!((engine.now(), engine.events()), (0, 1));
}

#[test]
fn a_timeout_that_is_beaten_gives_the_output() {
    check(
        |handle, log| async move {
            let answer = async {
                handle.sleep(4).await;
                7
            };
            log.add(handle.timeout(5, answer).await);
        },
        &[(4, Ok(7))],
    );
}

#[test]
fn a_timeout_that_wins_says_elapsed() {
    check(
        |handle, log| async move {
            log.add(handle.timeout(5, handle.sleep(6)).await);
        },
        &[(5, Err(Elapsed))],
    );
}

#[test]
fn a_tie_goes_to_the_future_whose_timer_was_polled_first() {
    check(
        |handle, log| async move { log.add(handle.timeout(5, handle.sleep(5)).await) },
        &[(5, Ok(()))],
    );
}

#[test]
fn a_tie_goes_to_the_timeout_when_its_timer_was_polled_first() {
    check(
        |handle, log| async move {
            let late = handle.spawn(handle.sleep(5)); // first polled after the timeout
            log.add(handle.timeout(5, late).await.is_err());
        },
        &[(5, true)],
    );
}

#[test]
fn a_future_that_is_ready_at_the_poll_of_the_timer_wins() {
    check(
        |handle, log| async move {
            let early = handle.spawn(handle.sleep(5));
            handle.sleep(0).await; // lets the other register first
            log.add(handle.timeout(5, early).await.is_ok());
        },
        &[(5, true)],
    );
}

#[test]
fn a_zero_timeout_still_polls_its_future_once() {
    check(
        |handle, log| async move {
            log.add(handle.timeout(0, async { 1 }).await.is_ok());
            log.add(handle.timeout(0, std::future::pending::<()>()).await.is_ok());
        },
        &[(0, true), (0, false)],
    );
}

#[test]
fn the_end_of_time_can_be_slept_for() {
    let engine = check(
        |handle, log| async move {
            handle.sleep(10).await;
            handle.sleep(u64::MAX).await;
            handle.sleep(u64::MAX).await;
            log.add(());
        },
        &[(u64::MAX, ())],
    );
    assert_eq!(engine.now(), u64::MAX);
}

proptest! {
    #[test]
    fn events_come_in_the_order_of_a_stable_sort(
        sleeps in prop::collection::vec((0_u64..50, any::<bool>()), 0..300)
    ) {
        let mut engine = Engine::new(LIMITS);
        let handle = engine.handle();
        let order = Rc::new(RefCell::new(Vec::new()));
        for (number, &(ns, dropped)) in sleeps.iter().enumerate() {
            let (handle, order) = (handle.clone(), Rc::clone(&order));
            handle.clone().spawn(async move {
                if dropped {
                    // Registers, and is dropped before it is due.
                    let _ = handle.timeout(0, handle.sleep(ns + 1)).await;
                } else {
                    handle.sleep(ns).await;
                    order.borrow_mut().push((handle.now(), number));
                }
            });
        }
        prop_assert_eq!(engine.run(), Stop::Idle);
        let live = sleeps.iter().enumerate().filter(|(_, (_, dropped))| !dropped);
        let mut model: Vec<_> = live.map(|(number, &(ns, _))| (ns, number)).collect();
        model.sort();
        prop_assert_eq!(engine.now(), model.last().map_or(0, |last| last.0));
        prop_assert_eq!(order.take(), model);
    }
}
