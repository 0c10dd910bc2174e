//! A channel for one value: replies, results, signals.
//!
//! It needs no engine and works under any executor. Whichever end is dropped first closes it for the
//! other one.

use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use crate::core::Core;
use crate::waiter::Waiter;

struct Shared<T> {
    value: Option<T>,
    closed: bool,
    waiter: Waiter,
}

/// Makes a channel for one value.
pub fn oneshot<T>() -> (Sender<T>, Receiver<T>) {
    let shared = Shared { value: None, closed: false, waiter: Waiter::Nobody };
    let shared = Rc::new(RefCell::new(shared));
    (Sender { shared: Some(Rc::clone(&shared)) }, Receiver { shared })
}

/// Says that the other end of a channel is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the other end of the channel is gone")
    }
}

impl Error for Closed {}

/// Sends the value of a [`oneshot`] channel.
pub struct Sender<T> {
    /// Absent once the value is sent.
    shared: Option<Rc<RefCell<Shared<T>>>>,
}

impl<T> Sender<T> {
    /// Hands the value over, or drops it when the receiver is gone.
    pub fn send(mut self, value: T) -> Result<(), Closed> {
        let Some(shared) = self.shared.take() else {
            return Err(Closed);
        };
        let waiter = {
            let mut shared = shared.borrow_mut();
            if shared.closed {
                return Err(Closed);
            }
            shared.value = Some(value);
            shared.closed = true;
            std::mem::take(&mut shared.waiter)
        };
        waiter.wake();
        Ok(())
    }

    /// Says whether the receiver is gone.
    pub fn is_closed(&self) -> bool {
        self.shared.as_ref().is_none_or(|shared| shared.borrow().closed)
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let Some(shared) = self.shared.take() else {
            return;
        };
        let waiter = {
            let mut shared = shared.borrow_mut();
            shared.closed = true;
            std::mem::take(&mut shared.waiter)
        };
        waiter.wake();
    }
}

/// Waits for the value of a [`oneshot`] channel.
#[must_use = "a receiver does nothing unless it is awaited"]
pub struct Receiver<T> {
    shared: Rc<RefCell<Shared<T>>>,
}

impl<T> Receiver<T> {
    /// Takes the value if it is there.
    pub fn try_recv(&mut self) -> Option<T> {
        self.shared.borrow_mut().value.take()
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, Closed>;

    /// Takes the value. Once that is done it reads as closed.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_noting(|waiter| waiter.note(cx))
    }
}

impl<T> Receiver<T> {
    /// Polls for somebody who knows which engine most likely polls.
    #[inline]
    pub(crate) fn poll_on(&self, core: &Rc<Core>, cx: &Context<'_>) -> Poll<Result<T, Closed>> {
        self.poll_noting(|waiter| waiter.note_on(core, cx))
    }

    #[inline]
    fn poll_noting(&self, note: impl FnOnce(&mut Waiter) -> Waiter) -> Poll<Result<T, Closed>> {
        let former = {
            let mut shared = self.shared.borrow_mut();
            if let Some(value) = shared.value.take() {
                return Poll::Ready(Ok(value));
            }
            if shared.closed {
                return Poll::Ready(Err(Closed));
            }
            note(&mut shared.waiter)
        };
        drop(former);
        Poll::Pending
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let left = {
            let mut shared = self.shared.borrow_mut();
            shared.closed = true;
            (shared.value.take(), std::mem::take(&mut shared.waiter))
        };
        drop(left);
    }
}
