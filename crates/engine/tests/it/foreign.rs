//! Combinators of other crates, which poll their children with wakers of their own.

use futures::channel::{mpsc, oneshot as foreign_oneshot};
use futures::future::{Either, join_all, select, select_all};
use futures::stream::{FuturesOrdered, FuturesUnordered, StreamExt};
use seamripper_engine::{Handle, oneshot, queue};

use crate::{Log, check};

/// Sleeps, then gives its number.
async fn nap(handle: Handle, ns: u64, number: u64) -> u64 {
    handle.sleep(ns).await;
    number
}

#[test]
fn join_all_of_many_sleeps_ends_with_the_longest() {
    let engine = check(
        |handle, log| async move {
            let naps = (0..100).map(|number| nap(handle.clone(), 100 - number, number));
            log.add(join_all(naps).await);
        },
        &[(100, (0..100).collect())],
    );
    // The combinator itself yields now and then while it starts its children.
    assert!(engine.events() < 120, "only what was woken is polled again");
}

#[test]
fn join_all_of_many_tasks_receivers_and_sleeps_ends() {
    check(
        |handle, log| async move {
            let members = (0..40).map(|number| {
                let handle = handle.clone();
                async move {
                    let (sender, receiver) = oneshot();
                    let worker = handle.spawn({
                        let handle = handle.clone();
                        async move {
                            handle.sleep(number % 7).await;
                            sender.send(number).unwrap();
                            handle.sleep(1).await;
                        }
                    });
                    let number = receiver.await.unwrap();
                    worker.await.unwrap();
                    handle.sleep(1).await;
                    number
                }
            });
            log.add(join_all(members).await.into_iter().sum::<u64>());
        },
        &[(8, 780)],
    );
}

#[test]
fn futures_unordered_gives_each_at_its_time() {
    check(
        |handle, log| async move {
            let mut naps: FuturesUnordered<_> =
                (0..50).map(|number| nap(handle.clone(), 50 - number, number)).collect();
            while let Some(number) = naps.next().await {
                log.add(number);
            }
        },
        &(0..50).rev().map(|number| (50 - number, number)).collect::<Vec<_>>(),
    );
}

#[test]
fn futures_ordered_gives_each_in_its_turn() {
    check(
        |handle, log| async move {
            let mut naps: FuturesOrdered<_> =
                [30, 10, 20].map(|ns| nap(handle.clone(), ns, ns)).into_iter().collect();
            while let Some(number) = naps.next().await {
                log.add(number);
            }
        },
        &[(30, 30), (30, 10), (30, 20)],
    );
}

#[test]
fn select_gives_the_first_and_leaves_the_other_usable() {
    check(
        |handle, log| async move {
            let winner = select(handle.sleep(3), handle.sleep(8)).await;
            log.add("first");
            let Either::Left(((), rest)) = winner else { unreachable!("3 comes before 8") };
            rest.await;
            log.add("second");
        },
        &[(3, "first"), (8, "second")],
    );
}

#[test]
fn select_all_gives_one_after_the_other() {
    check(
        |handle, log| async move {
            let mut tasks: Vec<_> = [30, 10, 20].map(|ns| handle.spawn(handle.sleep(ns))).into();
            while !tasks.is_empty() {
                let (result, _, rest) = select_all(tasks).await;
                log.add(result);
                tasks = rest;
            }
        },
        &[(10, Ok(())), (20, Ok(())), (30, Ok(()))],
    );
}

#[test]
fn channels_of_another_crate_wake_engine_tasks() {
    check(
        |handle, log| async move {
            let (reply, answer) = foreign_oneshot::channel();
            let (sender, mut receiver) = mpsc::unbounded();
            let inner = handle.clone();
            handle.spawn(async move {
                for number in 0..3 {
                    inner.sleep(2).await;
                    sender.unbounded_send(number).unwrap();
                }
                reply.send(9).unwrap();
            });
            while let Some(number) = receiver.next().await {
                log.add(number);
            }
            log.add(answer.await.unwrap());
        },
        &[(2, 0), (4, 1), (6, 2), (6, 9)],
    );
}

/// Polls each leaf first with the task's own waker and then inside a combinator, and lets it end.
async fn polled_both_ways(handle: Handle, log: Log<&'static str>, foreign_first: bool) {
    let (sender, mut receiver) = oneshot();
    let (queue_sender, mut queue_receiver) = queue();
    let inner = handle.clone();
    let mut task = handle.spawn(async move {
        inner.sleep(5).await;
        sender.send(()).unwrap();
        queue_sender.send(()).unwrap();
    });
    let mut sleep = Box::pin(handle.sleep(5));
    let mut recv = Box::pin(queue_receiver.recv());

    let mut both = FuturesUnordered::new();
    if foreign_first {
        both.push(futures::future::maybe_done(futures::future::join4(
            &mut sleep,
            &mut receiver,
            &mut task,
            &mut recv,
        )));
        assert!(futures::poll!(both.next()).is_pending());
        drop(both);
    } else {
        assert!(futures::poll!(&mut sleep).is_pending());
        assert!(futures::poll!(&mut receiver).is_pending());
        assert!(futures::poll!(&mut task).is_pending());
        assert!(futures::poll!(&mut recv).is_pending());
    }
    if foreign_first {
        let (_, received, done, queued) = futures::join!(sleep, receiver, task, recv);
        assert!(received.is_ok() && done.is_ok() && queued.is_some());
    } else {
        let leaves = [
            Either::Left(Either::Left(sleep)),
            Either::Left(Either::Right(async move { receiver.await.unwrap() })),
            Either::Right(Either::Left(async move { task.await.unwrap() })),
            Either::Right(Either::Right(async move { recv.await.unwrap() })),
        ];
        let leaves: FuturesUnordered<_> = leaves.into_iter().collect();
        assert_eq!(leaves.count().await, 4);
    }
    log.add("done");
}

#[test]
fn a_leaf_polled_with_the_own_waker_first_wakes_the_combinator_it_moved_into() {
    check(|handle, log| polled_both_ways(handle, log, false), &[(5, "done")]);
}

#[test]
fn a_leaf_polled_in_a_combinator_first_wakes_the_task_it_moved_into() {
    check(|handle, log| polled_both_ways(handle, log, true), &[(5, "done")]);
}

#[test]
fn a_timeout_inside_a_combinator_keeps_time() {
    check(
        |handle, log| async move {
            let calls: FuturesUnordered<_> = (1..=40)
                .map(|ns| {
                    let handle = handle.clone();
                    async move { handle.timeout(20, handle.sleep(ns)).await.is_ok() }
                })
                .collect();
            let answered = calls.filter(|&in_time| std::future::ready(in_time)).count().await;
            log.add(answered);
        },
        &[(20, 20)],
    );
}

#[test]
fn a_timer_wakes_through_a_combinator_as_promptly_as_by_itself() {
    check(
        |handle, log| async move {
            for name in ["combined", "alone"] {
                let (handle, log) = (handle.clone(), log.clone());
                handle.clone().spawn(async move {
                    if name == "combined" {
                        join_all((0..40).map(|_| handle.sleep(5))).await;
                    } else {
                        handle.sleep(5).await;
                    }
                    log.add(name);
                });
            }
        },
        &[(5, "combined"), (5, "alone")],
    );
}

#[test]
fn a_queue_drained_inside_a_combinator_loses_nothing() {
    check(
        |handle, log| async move {
            let readers = (0..40).map(|number| {
                let (sender, mut receiver) = queue();
                let inner = handle.clone();
                handle.spawn(async move {
                    for item in 0..3 {
                        inner.sleep(1 + number % 5).await;
                        sender.send(item).unwrap();
                    }
                });
                async move {
                    let mut sum = 0;
                    while let Some(item) = receiver.recv().await {
                        sum += item;
                    }
                    sum
                }
            });
            log.add(join_all(readers).await.into_iter().sum::<u64>());
        },
        &[(15, 120)],
    );
}

#[test]
fn engine_channels_work_under_a_foreign_executor() {
    let (sender, receiver) = oneshot();
    let (queue_sender, mut queue_receiver) = queue();
    let sending = async move {
        queue_sender.send(1).unwrap();
        sender.send(2).unwrap();
    };
    let receiving = async move { (queue_receiver.recv().await, receiver.await) };
    let ((), received) = futures::executor::block_on(async { futures::join!(sending, receiving) });
    assert_eq!(received, (Some(1), Ok(2)));
}
