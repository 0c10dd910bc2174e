//! The pending timers, in the order of (time, sequence).
//!
//! A key carries the slot of the task that its timer wakes, so that nothing else is kept of it. Wakers
//! of combinators and of other executors lie in slots of their own, beyond those of tasks. A timer
//! that is dropped is taken out at once, and nobody notices.

use std::task::Waker;

use crate::heap::Heap;
use crate::key::{self, TASKS};

/// Whom a timer wakes.
pub(crate) enum Target {
    /// The task in this slot, polled at once.
    Task(u32),
    /// The waker of a combinator or of another executor.
    Foreign(Waker),
}

#[derive(Default)]
pub(crate) struct Agenda {
    queue: Heap,
    foreign: Vec<Option<Waker>>,
    free: Vec<u32>,
}

impl Agenda {
    /// Adds a timer and returns the lower half of its key, or `None` when there is no slot for its
    /// waker.
    #[inline]
    pub(crate) fn insert(&mut self, at_ns: u64, seq: u64, target: Target) -> Option<u64> {
        let slot = match target {
            Target::Task(slot) => slot,
            Target::Foreign(waker) => self.keep(waker)?,
        };
        let low = key::low(seq, slot);
        self.queue.push(key::pack(at_ns, low));
        Some(low)
    }

    /// Finds a slot for a waker.
    #[cold]
    fn keep(&mut self, waker: Waker) -> Option<u32> {
        let place = match self.free.pop() {
            Some(place) => {
                self.foreign[place as usize] = Some(waker);
                place
            }
            None if self.foreign.len() == TASKS => return None,
            None => {
                self.foreign.push(Some(waker));
                (self.foreign.len() - 1) as u32
            }
        };
        Some(place + TASKS as u32)
    }

    /// Gives the waker of a pending timer that wakes no task.
    pub(crate) fn waker_mut(&mut self, low: u64) -> Option<&mut Waker> {
        let place = (key::slot(low) as usize).checked_sub(TASKS)?;
        self.foreign.get_mut(place)?.as_mut()
    }

    /// Takes out a pending timer. The caller drops the waker, if any, once no borrow is held.
    pub(crate) fn remove(&mut self, at_ns: u64, low: u64) -> Option<Waker> {
        self.queue.remove(key::pack(at_ns, low));
        self.take(key::slot(low))
    }

    /// Gives the key of the next timer.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u128> {
        self.queue.peek()
    }

    /// Takes out the timer that `peek` just named.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<Target> {
        let slot = key::slot(self.queue.pop()? as u64);
        if (slot as usize) < TASKS {
            return Some(Target::Task(slot));
        }
        self.take(slot).map(Target::Foreign)
    }

    fn take(&mut self, slot: u32) -> Option<Waker> {
        let place = slot.checked_sub(TASKS as u32)?;
        let waker = self.foreign.get_mut(place as usize)?.take();
        self.free.push(place);
        waker
    }
}
