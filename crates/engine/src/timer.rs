//! Waiting for an instant, and racing a future against one.
//!
//! A timer takes its place in the order of events when it is first polled. Dropping it takes it out
//! again: it then neither wakes anybody nor moves the clock.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use pin_project_lite::pin_project;

use crate::core::Core;

/// Ends at an instant of virtual time. Made by [`Handle::sleep`](crate::Handle::sleep).
#[must_use = "a sleep does nothing unless it is awaited"]
pub struct Sleep {
    core: Rc<Core>,
    at_ns: u64,
    /// The lower half of its key, once it is registered.
    low: Option<u64>,
}

impl Sleep {
    pub(crate) fn new(core: Rc<Core>, at_ns: u64) -> Sleep {
        Sleep { core, at_ns, low: None }
    }

    /// Gives the instant at which it ends, in virtual nanoseconds.
    pub fn deadline_ns(&self) -> u64 {
        self.at_ns
    }
}

impl Future for Sleep {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.has_fired() {
            return Poll::Ready(());
        }
        self.wait(cx.waker());
        Poll::Pending
    }
}

impl Sleep {
    #[inline]
    fn has_fired(&self) -> bool {
        self.low.is_some_and(|low| self.core.has_fired(self.at_ns, low))
    }

    /// Has the timer wake `waker`. Apart from `poll`, so that a timer that has fired pays for
    /// nothing of this.
    #[inline(never)]
    fn wait(&mut self, waker: &Waker) {
        match self.low {
            Some(low) => self.low = self.core.retarget_timer(self.at_ns, low, waker),
            None => {
                self.at_ns = self.at_ns.max(self.core.now_ns());
                self.low = self.core.add_timer(self.at_ns, waker);
            }
        }
    }
}

impl Drop for Sleep {
    #[inline]
    fn drop(&mut self) {
        if let Some(low) = self.low
            && !self.core.has_fired(self.at_ns, low)
        {
            self.core.drop_timer(self.at_ns, low);
        }
    }
}

/// Says that the time was up before the future was ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Elapsed;

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time was up")
    }
}

impl Error for Elapsed {}

pin_project! {
    /// Races a future against a timer. Made by [`Handle::timeout`](crate::Handle::timeout).
    ///
    /// Whichever becomes ready first by (time, sequence number) wins: the task is polled the moment
    /// the timer fires, and what another task does later at the same instant comes too late. The
    /// future is polled first, so that it wins where both are ready at one poll. The timer takes
    /// its number after the first poll of the future; a sleep in the future itself, of the same
    /// length, thus wins.
    #[must_use = "a timeout does nothing unless it is awaited"]
    pub struct Timeout<F> {
        #[pin]
        future: Option<F>,
        sleep: Option<Sleep>,
    }
}

impl<F> Timeout<F> {
    pub(crate) fn new(future: F, sleep: Sleep) -> Timeout<F> {
        Timeout { future: Some(future), sleep: Some(sleep) }
    }
}

impl<F: Future> Future for Timeout<F> {
    type Output = Result<F::Output, Elapsed>;

    /// Polls both. Once it has ended it stays pending.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let Some(future) = this.future.as_mut().as_pin_mut() else {
            return Poll::Pending;
        };
        let winner = match future.poll(cx) {
            Poll::Ready(output) => Ok(output),
            Poll::Pending => match this.sleep.as_mut().map(|sleep| Pin::new(sleep).poll(cx)) {
                Some(Poll::Ready(())) => Err(Elapsed),
                _ => return Poll::Pending,
            },
        };
        this.future.set(None);
        *this.sleep = None;
        Poll::Ready(winner)
    }
}
