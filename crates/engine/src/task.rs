//! A spawned process, and the end of it that its owner holds.
//!
//! The result travels over a `oneshot`: a process that is dropped unfinished closes it, and that is
//! what its owner sees as cancelled.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::core::Core;
use crate::oneshot::{Receiver, Sender, oneshot};
use crate::waker::TaskId;

pin_project! {
    struct Process<F: Future> {
        #[pin]
        future: F,
        result: Option<Sender<F::Output>>,
    }
}

impl<F: Future> Future for Process<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        this.future.poll(cx).map(|output| {
            if let Some(result) = this.result.take() {
                let _detached = result.send(output);
            }
        })
    }
}

pub(crate) fn spawn<F>(core: &Rc<Core>, future: F) -> Task<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    let (sender, receiver) = oneshot();
    let id = core.spawn(Box::pin(Process { future, result: Some(sender) }));
    Task { core: Rc::clone(core), id, receiver }
}

/// Says that a task was dropped before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the task was cancelled")
    }
}

impl Error for Cancelled {}

/// Waits for a spawned process. Dropping it detaches the process, which runs on.
pub struct Task<T> {
    core: Rc<Core>,
    /// Absent when it was never housed.
    id: Option<TaskId>,
    receiver: Receiver<T>,
}

impl<T> Task<T> {
    /// Has the process dropped as soon as the current poll is over, and before any other event.
    ///
    /// A process that ends in that very poll, as one that cancels itself may, keeps its result. Once
    /// the process has ended this does nothing.
    pub fn cancel(&self) {
        if let Some(id) = self.id {
            self.core.condemn(id);
        }
    }
}

impl<T> Future for Task<T> {
    type Output = Result<T, Cancelled>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.receiver.poll_on(&self.core, cx).map_err(|_closed| Cancelled)
    }
}
