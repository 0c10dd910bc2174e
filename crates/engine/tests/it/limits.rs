//! Every run ends, whatever its tasks do.

use std::future::{pending, poll_fn};
use std::task::Poll;

use seamripper_engine::{Cancelled, Engine, Handle, Limit, Limits, Stop};

use crate::LIMITS;

/// Runs one main task under limits; gives why it ended, the events and the clock.
fn run<F>(limits: Limits, main: impl FnOnce(Handle) -> F) -> (Stop, u64, u64)
where
    F: Future<Output = ()> + 'static,
{
    let mut engine = Engine::new(limits);
    let main = main(engine.handle());
    engine.handle().spawn(main);
    let stop = engine.run();
    if let Stop::Limit(_) = stop {
        assert_eq!(engine.run(), stop, "a limit holds for good");
    }
    (stop, engine.events(), engine.now())
}

#[test]
fn a_task_that_wakes_itself_forever_hits_the_limit_of_events() {
    let spin = |_| {
        poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::Pending
        })
    };
    assert_eq!(run(LIMITS, spin), (Stop::Limit(Limit::Events), LIMITS.events, 0));
}

#[test]
fn a_task_that_yields_forever_hits_the_limit_of_events() {
    let spin = |handle: Handle| async move {
        loop {
            handle.sleep(0).await;
        }
    };
    assert_eq!(run(LIMITS, spin), (Stop::Limit(Limit::Events), LIMITS.events, 0));
}

#[test]
fn tasks_that_cancel_and_spawn_forever_hit_the_limit_of_events() {
    /// Has a successor spawned and cancelled, for a little longer than the limit allows.
    struct Respawn(Handle, u64);
    impl Drop for Respawn {
        fn drop(&mut self) {
            if self.1 > 0 {
                let next = Respawn(self.0.clone(), self.1 - 1);
                let task = self.0.spawn(async move {
                    let _next = next;
                    pending::<()>().await;
                });
                task.cancel();
            }
        }
    }
    let first = |handle: Handle| async move { drop(Respawn(handle, LIMITS.events + 5)) };
    assert_eq!(run(LIMITS, first), (Stop::Limit(Limit::Events), LIMITS.events, 0));
}

#[test]
fn as_many_events_as_allowed_are_no_breach() {
    let main = |handle: Handle| async move { handle.sleep(1).await };
    let limits = Limits { events: 2, ..LIMITS };
    assert_eq!(run(limits, main), (Stop::Idle, 2, 1));
    let limits = Limits { events: 1, ..LIMITS };
    assert_eq!(run(limits, main), (Stop::Limit(Limit::Events), 1, 0));
    let limits = Limits { events: 0, ..LIMITS };
    assert_eq!(run(limits, main), (Stop::Limit(Limit::Events), 0, 0));
}

#[test]
fn a_cancellation_counts_as_one_event() {
    let main = |handle: Handle| async move { handle.spawn(pending::<()>()).cancel() };
    let limits = |events| Limits { events, ..LIMITS };
    assert_eq!(run(limits(2), main), (Stop::Idle, 2, 0));
    assert_eq!(run(limits(1), main), (Stop::Limit(Limit::Events), 1, 0));
}

#[test]
fn the_clock_never_passes_its_limit() {
    let limits = Limits { virtual_time_ns: 100, ..LIMITS };
    let main = |ns| {
        move |handle: Handle| async move {
            handle.sleep(60).await;
            handle.sleep(ns).await;
        }
    };
    assert_eq!(run(limits, main(40)), (Stop::Idle, 3, 100));
    assert_eq!(run(limits, main(41)), (Stop::Limit(Limit::VirtualTime), 2, 60));
    assert_eq!(run(limits, main(u64::MAX)), (Stop::Limit(Limit::VirtualTime), 2, 60));
}

#[test]
fn a_dropped_timer_beyond_the_limit_of_time_breaches_nothing() {
    let limits = Limits { virtual_time_ns: 100, ..LIMITS };
    let main = |handle: Handle| async move {
        assert!(handle.timeout(u64::MAX, handle.sleep(50)).await.is_ok());
    };
    assert_eq!(run(limits, main), (Stop::Idle, 2, 50));
}

#[test]
fn one_task_too_many_ends_the_run() {
    let limits = Limits { tasks: 3, ..LIMITS };
    let main = |count| {
        move |handle: Handle| async move {
            for _ in 0..count {
                handle.spawn(pending::<()>());
            }
            handle.sleep(1).await;
        }
    };
    assert_eq!(run(limits, main(2)).0, Stop::Idle);
    assert_eq!(run(limits, main(3)).0, Stop::Limit(Limit::Tasks));
    assert_eq!(run(Limits { tasks: 0, ..LIMITS }, main(0)), (Stop::Limit(Limit::Tasks), 0, 0));
}

#[test]
fn tasks_that_have_ended_do_not_count_as_alive() {
    let main = |handle: Handle| async move {
        for _ in 0..1_000 {
            handle.spawn(handle.sleep(1)).await.unwrap();
        }
    };
    assert_eq!(run(Limits { tasks: 2, ..LIMITS }, main).0, Stop::Idle);
}

#[test]
fn a_task_beyond_the_limit_is_cancelled() {
    let mut engine = Engine::new(Limits { tasks: 0, ..LIMITS });
    let task = engine.handle().spawn(async {});
    assert_eq!(futures::executor::block_on(task), Err(Cancelled));
    assert_eq!(engine.run(), Stop::Limit(Limit::Tasks));
}

#[test]
fn limits_at_the_ends_of_their_range_do_no_harm() {
    let limits = Limits { events: u64::MAX, virtual_time_ns: u64::MAX, tasks: usize::MAX };
    let main = |handle: Handle| async move {
        handle.sleep(u64::MAX).await;
        let _ = handle.timeout(u64::MAX, handle.sleep_until(0)).await;
    };
    assert_eq!(run(limits, main), (Stop::Idle, 3, u64::MAX));
}

#[test]
fn halting_stops_after_the_current_poll_and_can_be_gone_on_from() {
    let mut engine = Engine::new(LIMITS);
    let handle = engine.handle();
    engine.handle().spawn(async move {
        handle.sleep(1).await;
        handle.halt();
        handle.sleep(1).await;
    });
    assert_eq!((engine.run(), engine.now()), (Stop::Halted, 1));
    assert_eq!((engine.run(), engine.now()), (Stop::Idle, 2));
}
