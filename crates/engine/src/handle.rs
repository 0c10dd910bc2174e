//! The way that processes reach their engine: time, sleep, timeout, spawn, halt.
//!
//! A handle may outlive its engine. Time then stands still: sleeps never end, and what is spawned is
//! dropped at once.

use std::rc::Rc;

use crate::core::Core;
use crate::task::{self, Task};
use crate::timer::{Sleep, Timeout};

/// Reaches an [`Engine`](crate::Engine) from inside its tasks. Clones are cheap.
#[derive(Clone)]
pub struct Handle {
    core: Rc<Core>,
}

impl Handle {
    pub(crate) fn new(core: Rc<Core>) -> Handle {
        Handle { core }
    }

    /// Reads the clock, in virtual nanoseconds since the start of the run.
    pub fn now(&self) -> u64 {
        self.core.now_ns()
    }

    /// Counts the events so far: polls of a task, and cancellations of one.
    pub fn events(&self) -> u64 {
        self.core.events()
    }

    /// Waits for `ns` virtual nanoseconds from this call on, saturating at the end of time.
    ///
    /// A sleep of zero lets everything else go first that is due at this instant.
    pub fn sleep(&self, ns: u64) -> Sleep {
        self.sleep_until(self.now().saturating_add(ns))
    }

    /// Waits until the clock reads `at_ns` virtual nanoseconds; a time gone by counts as now.
    pub fn sleep_until(&self, at_ns: u64) -> Sleep {
        Sleep::new(Rc::clone(&self.core), at_ns)
    }

    /// Races a future against `ns` virtual nanoseconds from this call on.
    ///
    /// See [`Timeout`] for who wins a tie. The loser is dropped at once.
    pub fn timeout<F: Future>(&self, ns: u64, future: F) -> Timeout<F> {
        Timeout::new(future, self.sleep(ns))
    }

    /// Starts a task, first polled behind everything that is due at this instant.
    ///
    /// Beyond [`Limits::tasks`](crate::Limits::tasks), and once the run has ended for good, the
    /// future is dropped and the task is cancelled.
    pub fn spawn<F>(&self, future: F) -> Task<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        task::spawn(&self.core, future)
    }

    /// Makes [`Engine::run`](crate::Engine::run) return once the current poll is over.
    pub fn halt(&self) {
        self.core.halt();
    }
}
