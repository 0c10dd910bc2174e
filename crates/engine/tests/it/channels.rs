//! The one-value channel and the queue.

use seamripper_engine::{Closed, oneshot, queue};

use crate::check;

#[test]
fn a_value_arrives_at_the_instant_it_is_sent() {
    check(
        |handle, log| async move {
            let (sender, receiver) = oneshot();
            let inner = handle.clone();
            handle.spawn(async move {
                inner.sleep(3).await;
                sender.send("hello").unwrap();
            });
            log.add(receiver.await);
        },
        &[(3, Ok("hello"))],
    );
}

#[test]
fn a_dropped_sender_ends_the_receiver_with_closed() {
    check(
        |handle, log| async move {
            let (sender, receiver) = oneshot::<()>();
            let inner = handle.clone();
            handle.spawn(async move {
                inner.sleep(3).await;
                drop(sender);
            });
            log.add(receiver.await);
        },
        &[(3, Err(Closed))],
    );
}

#[test]
fn a_dropped_receiver_ends_the_sender_with_closed() {
    let (sender, receiver) = oneshot();
    assert!(!sender.is_closed());
    drop(receiver);
    assert!(sender.is_closed());
    assert_eq!(sender.send(1), Err(Closed));
}

#[test]
fn a_receiver_that_has_its_value_reads_as_closed() {
    check(
        |_, log| async move {
            let (sender, mut receiver) = oneshot();
            assert_eq!(receiver.try_recv(), None);
            sender.send(1).unwrap();
            log.add((&mut receiver).await);
            log.add(receiver.await);
        },
        &[(0, Ok(1)), (0, Err(Closed))],
    );
}

#[test]
fn a_queue_keeps_its_order_and_ends_with_its_last_sender() {
    check(
        |handle, log| async move {
            let (sender, mut receiver) = queue();
            let second = sender.clone();
            let (inner, other) = (handle.clone(), handle.clone());
            handle.spawn(async move {
                sender.send(1).unwrap();
                sender.send(2).unwrap();
                inner.sleep(5).await;
                sender.send(4).unwrap();
            });
            handle.spawn(async move {
                second.send(3).unwrap();
                other.sleep(9).await;
            });
            while let Some(number) = receiver.recv().await {
                log.add(Some(number));
            }
            log.add(None);
        },
        &[(0, Some(1)), (0, Some(2)), (0, Some(3)), (5, Some(4)), (9, None)],
    );
}

#[test]
fn a_queue_without_its_receiver_refuses_values() {
    let (sender, receiver) = queue();
    sender.send(1).unwrap();
    drop(receiver);
    assert!(sender.is_closed());
    assert_eq!(sender.send(2), Err(Closed));
}

#[test]
fn a_dropped_receive_loses_no_value() {
    check(
        |handle, log| async move {
            let (sender, mut receiver) = queue();
            let inner = handle.clone();
            handle.spawn(async move {
                inner.sleep(5).await;
                sender.send(1).unwrap();
                sender.send(2).unwrap();
            });
            assert!(handle.timeout(3, receiver.recv()).await.is_err());
            handle.sleep(4).await;
            assert_eq!(receiver.len(), 2);
            assert_eq!(receiver.try_recv(), Some(1));
            log.add(receiver.recv().await);
            assert!(receiver.is_empty());
        },
        &[(7, Some(2))],
    );
}

#[test]
fn values_may_hold_the_ends_of_their_own_channel() {
    struct Knot(
        #[expect(dead_code, reason = "only its drop matters")] Option<Box<dyn std::any::Any>>,
    );
    let (sender, receiver) = queue::<Knot>();
    let inner = sender.clone();
    sender.send(Knot(Some(Box::new(inner)))).unwrap();
    drop(receiver); // drops the value, which drops a sender, without a borrow in the way
    assert!(sender.is_closed());
}
