//! Spawning, joining, detaching, cancelling.

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::task::{Poll, Waker};

use seamripper_engine::{Cancelled, Engine, Stop, Task};

use crate::{LIMITS, check};

#[test]
fn a_task_gives_its_output_to_whoever_awaits_it() {
    check(
        |handle, log| async move {
            let inner = handle.clone();
            let task = handle.spawn(async move {
                inner.sleep(3).await;
                42
            });
            log.add(task.await);
        },
        &[(3, Ok(42))],
    );
}

#[test]
fn a_task_can_be_awaited_after_it_finished() {
    check(
        |handle, log| async move {
            let task = handle.spawn(async { 1 });
            handle.sleep(9).await;
            log.add(task.await);
        },
        &[(9, Ok(1))],
    );
}

#[test]
fn a_task_can_be_awaited_from_a_third_task() {
    check(
        |handle, log| async move {
            let worker = handle.spawn(handle.sleep(4));
            handle.spawn(async move { log.add(worker.await) });
        },
        &[(4, Ok(()))],
    );
}

#[test]
fn a_dropped_task_runs_on() {
    check(
        |handle, log| async move {
            let inner = handle.clone();
            drop(handle.spawn(async move {
                inner.sleep(2).await;
                log.add(());
            }));
        },
        &[(2, ())],
    );
}

#[test]
fn a_cancelled_task_never_runs_again_and_its_timer_is_gone() {
    let engine = check(
        |handle, log| async move {
            let (inner, inner_log) = (handle.clone(), log.clone());
            let task = handle.spawn(async move {
                inner.sleep(100).await;
                inner_log.add(Err(Cancelled));
            });
            handle.sleep(1).await;
            task.cancel();
            log.add(task.await);
        },
        &[(1, Err(Cancelled))],
    );
    assert_eq!(engine.now(), 1);
}

#[test]
fn a_task_cancelled_before_its_first_poll_never_starts() {
    check(
        |handle, log| async move {
            let inner = log.clone();
            let task = handle.spawn(async move { inner.add(true) });
            task.cancel();
            task.cancel();
            log.add(task.await.is_ok());
        },
        &[(0, false)],
    );
}

#[test]
fn cancelling_a_finished_task_leaves_its_result_and_the_next_tenant_alone() {
    check(
        |handle, log| async move {
            let first = handle.spawn(async { "first" });
            handle.sleep(1).await;
            let second = handle.spawn(async { "second" }); // takes over the slot
            first.cancel();
            log.add(second.await);
            log.add(first.await);
        },
        &[(1, Ok("second")), (1, Ok("first"))],
    );
}

/// A task that holds the way to cancel itself.
type OwnTask<T> = Rc<RefCell<Option<Task<T>>>>;

#[test]
fn a_task_that_cancels_itself_ends_at_its_next_wait() {
    check(
        |handle, log| async move {
            let own: OwnTask<()> = Rc::default();
            let (inner, inner_log, inner_own) = (handle.clone(), log.clone(), Rc::clone(&own));
            *own.borrow_mut() = Some(handle.spawn(async move {
                inner_own.borrow().as_ref().unwrap().cancel();
                inner_log.add("still in the same poll");
                inner.sleep(1).await;
                inner_log.add("never");
            }));
            handle.sleep(5).await;
            let task = own.take().unwrap();
            assert_eq!(task.await, Err(Cancelled));
            log.add("cancelled");
        },
        &[(0, "still in the same poll"), (5, "cancelled")],
    );
}

#[test]
fn a_task_that_cancels_itself_and_ends_in_the_same_poll_keeps_its_result() {
    check(
        |handle, log| async move {
            let own: OwnTask<u8> = Rc::default();
            let inner = Rc::clone(&own);
            *own.borrow_mut() = Some(handle.spawn(async move {
                inner.borrow().as_ref().unwrap().cancel();
                9
            }));
            handle.sleep(5).await;
            let task = own.take().unwrap();
            log.add(task.await);
        },
        &[(5, Ok(9))],
    );
}

#[test]
fn cancelling_a_task_may_cancel_others_in_turn() {
    struct CancelOnDrop(Task<()>);
    impl Drop for CancelOnDrop {
        fn drop(&mut self) {
            self.0.cancel();
        }
    }
    check(
        |handle, log| async move {
            let mut last = handle.spawn(pending::<()>());
            for _ in 0..1_000 {
                let guard = CancelOnDrop(last);
                last = handle.spawn(async move {
                    let _guard = guard;
                    pending::<()>().await;
                });
            }
            handle.sleep(1).await;
            last.cancel();
            log.add(last.await);
        },
        &[(1, Err(Cancelled))],
    );
}

#[test]
fn a_waker_of_a_finished_task_does_not_disturb_the_next_tenant() {
    let stale: Rc<RefCell<Option<Waker>>> = Rc::default();
    let kept = Rc::clone(&stale);
    let engine = check(
        |handle, log| async move {
            let first = handle.spawn(poll_fn(move |cx| {
                *kept.borrow_mut() = Some(cx.waker().clone());
                Poll::Ready(())
            }));
            handle.sleep(1).await;
            let polls = Rc::new(RefCell::new(0));
            let counted = Rc::clone(&polls);
            let tenant = handle.spawn(poll_fn(move |_| {
                *counted.borrow_mut() += 1;
                Poll::<()>::Pending
            }));
            handle.sleep(1).await;
            stale.borrow().as_ref().unwrap().wake_by_ref();
            handle.sleep(1).await;
            stale.take().unwrap().wake();
            handle.sleep(1).await;
            log.add(*polls.borrow());
            drop((first, tenant));
        },
        &[(4, 1)],
    );
    assert_eq!(engine.events(), 7);
}

#[test]
fn a_timer_of_a_finished_task_does_not_disturb_the_next_tenant() {
    check(
        |handle, log| async move {
            // The first tenant polls a sleep once and leaves it behind, alive.
            let left: Rc<RefCell<_>> = Rc::new(RefCell::new(Box::pin(handle.sleep(5))));
            let sleep = Rc::clone(&left);
            handle.spawn(poll_fn(move |cx| {
                assert!(sleep.borrow_mut().as_mut().poll(cx).is_pending());
                Poll::Ready(())
            }));
            handle.sleep(1).await;
            let polls = Rc::new(RefCell::new(0));
            let counted = Rc::clone(&polls);
            let _tenant = handle.spawn(poll_fn(move |_| {
                *counted.borrow_mut() += 1;
                Poll::<()>::Pending
            }));
            handle.sleep(9).await;
            drop(left);
            log.add(*polls.borrow());
        },
        &[(10, 1)],
    );
}

#[test]
fn a_sleep_that_moves_to_another_task_wakes_that_task() {
    check(
        |handle, log| async move {
            let mut sleep = Box::pin(handle.sleep(5));
            assert!(futures::poll!(&mut sleep).is_pending());
            handle.spawn(async move {
                sleep.await;
                log.add(());
            });
            handle.sleep(1).await;
        },
        &[(5, ())],
    );
}

#[test]
fn several_wakes_before_a_poll_make_one_poll() {
    check(
        |handle, log| async move {
            let waker: Rc<RefCell<Option<Waker>>> = Rc::default();
            let polls = Rc::new(RefCell::new(0));
            let (noted, counted) = (Rc::clone(&waker), Rc::clone(&polls));
            handle.spawn(poll_fn(move |cx| {
                *noted.borrow_mut() = Some(cx.waker().clone());
                *counted.borrow_mut() += 1;
                Poll::<()>::Pending
            }));
            handle.sleep(1).await;
            for _ in 0..5 {
                waker.borrow().as_ref().unwrap().wake_by_ref();
            }
            handle.sleep(1).await;
            log.add(*polls.borrow());
        },
        &[(2, 2)],
    );
}

#[test]
fn a_wake_from_outside_goes_on_at_the_next_run() {
    let mut engine = Engine::new(LIMITS);
    let (sender, receiver) = seamripper_engine::oneshot();
    let task = engine.handle().spawn(receiver);
    assert_eq!(engine.run(), Stop::Idle);
    sender.send(3).unwrap();
    assert_eq!(engine.run(), Stop::Idle);
    assert_eq!(futures::executor::block_on(task), Ok(Ok(3)));
}

#[test]
fn an_engine_can_run_inside_a_task_of_another() {
    check(
        |handle, log| async move {
            handle.sleep(2).await;
            let inner_log = log.clone();
            let mut inner = Engine::new(LIMITS);
            let (sender, receiver) = seamripper_engine::oneshot();
            let inner_handle = inner.handle();
            inner.handle().spawn(async move {
                inner_handle.sleep(100).await;
                inner_log.add("inner");
                sender.send(()).unwrap();
            });
            assert_eq!(inner.run(), Stop::Idle);
            receiver.await.unwrap();
            handle.sleep(1).await;
            log.add("outer");
        },
        &[(2, "inner"), (3, "outer")],
    );
}
