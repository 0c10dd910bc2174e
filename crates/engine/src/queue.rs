//! An unbounded first-in, first-out channel with any number of senders and one receiver.
//!
//! It needs no engine and works under any executor. What was sent before the last sender went is
//! still received.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use crate::oneshot::Closed;
use crate::waiter::Waiter;

struct Shared<T> {
    values: VecDeque<T>,
    senders: usize,
    closed: bool,
    waiter: Waiter,
}

/// Makes an unbounded first-in, first-out channel.
pub fn queue<T>() -> (QueueSender<T>, QueueReceiver<T>) {
    let waiter = Waiter::Nobody;
    let shared = Shared { values: VecDeque::new(), senders: 1, closed: false, waiter };
    let shared = Rc::new(RefCell::new(shared));
    (QueueSender { shared: Rc::clone(&shared) }, QueueReceiver { shared })
}

/// Sends into a [`queue`].
pub struct QueueSender<T> {
    shared: Rc<RefCell<Shared<T>>>,
}

impl<T> QueueSender<T> {
    /// Appends a value, or drops it when the receiver is gone.
    pub fn send(&self, value: T) -> Result<(), Closed> {
        let waiter = {
            let mut shared = self.shared.borrow_mut();
            if shared.closed {
                return Err(Closed);
            }
            shared.values.push_back(value);
            std::mem::take(&mut shared.waiter)
        };
        waiter.wake();
        Ok(())
    }

    /// Says whether the receiver is gone.
    pub fn is_closed(&self) -> bool {
        self.shared.borrow().closed
    }
}

impl<T> Clone for QueueSender<T> {
    fn clone(&self) -> Self {
        self.shared.borrow_mut().senders += 1;
        QueueSender { shared: Rc::clone(&self.shared) }
    }
}

impl<T> Drop for QueueSender<T> {
    fn drop(&mut self) {
        let waiter = {
            let mut shared = self.shared.borrow_mut();
            shared.senders -= 1;
            if shared.senders > 0 {
                return;
            }
            std::mem::take(&mut shared.waiter)
        };
        waiter.wake();
    }
}

/// Receives from a [`queue`].
pub struct QueueReceiver<T> {
    shared: Rc<RefCell<Shared<T>>>,
}

impl<T> QueueReceiver<T> {
    /// Waits for the next value; `None` once the queue is empty and every sender is gone.
    ///
    /// Dropping the future loses no value.
    pub fn recv(&mut self) -> Recv<'_, T> {
        Recv { queue: self }
    }

    /// Takes the next value if there is one.
    pub fn try_recv(&mut self) -> Option<T> {
        self.shared.borrow_mut().values.pop_front()
    }

    /// Counts the values that were sent and not received yet.
    pub fn len(&self) -> usize {
        self.shared.borrow().values.len()
    }

    /// Says whether nothing is left to receive for now.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T> Drop for QueueReceiver<T> {
    fn drop(&mut self) {
        let left = {
            let mut shared = self.shared.borrow_mut();
            shared.closed = true;
            (std::mem::take(&mut shared.values), std::mem::take(&mut shared.waiter))
        };
        drop(left);
    }
}

/// Waits for one value. Made by [`QueueReceiver::recv`].
#[must_use = "receiving does nothing unless it is awaited"]
pub struct Recv<'a, T> {
    queue: &'a mut QueueReceiver<T>,
}

impl<T> Future for Recv<'_, T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let former = {
            let mut shared = self.queue.shared.borrow_mut();
            if let Some(value) = shared.values.pop_front() {
                return Poll::Ready(Some(value));
            }
            if shared.senders == 0 {
                return Poll::Ready(None);
            }
            shared.waiter.note(cx)
        };
        drop(former);
        Poll::Pending
    }
}
