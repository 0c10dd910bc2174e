//! The loop that takes one event after the other until nothing is due or a limit is hit.
//!
//! It polls at most one task at a time and runs to the end of that poll. It never looks at what a
//! task does; order, time and limits come from `core`.

use std::rc::Rc;
use std::task::{Poll, Waker};

use crate::core::{Core, Due};
use crate::handle::Handle;
use crate::limits::{Limits, Stop};
use crate::running::Running;
use crate::tasks::Desk;
use crate::waker::TaskId;

/// Owns the tasks, the timers and the clock of one run.
///
/// Events happen in the order of (time, sequence number): those of one instant in the order in which
/// they were asked for. A sleep takes its number when it is first polled, a wake when it is sent.
/// Dropping the engine drops every task, so tasks that hold handles leak nothing.
pub struct Engine {
    core: Rc<Core>,
}

impl Engine {
    /// Makes an engine at time 0 without tasks.
    pub fn new(limits: Limits) -> Engine {
        Engine { core: Rc::new(Core::new(limits)) }
    }

    /// Gives a handle, through which tasks are spawned and time is read.
    pub fn handle(&self) -> Handle {
        Handle::new(Rc::clone(&self.core))
    }

    /// Runs until nothing is due, a limit is hit or a task halts the run.
    ///
    /// After [`Stop::Idle`] and [`Stop::Halted`] it may be called again and goes on where it
    /// stopped. After [`Stop::Limit`] every task is gone, and it returns the same again.
    pub fn run(&mut self) -> Stop {
        let core = &self.core;
        let _running = Running::enter(core);
        core.call();
        loop {
            if core.take_call()
                && let Some(stop) = self.attend()
            {
                return stop;
            }
            match core.advance() {
                Due::Nothing => return Stop::Idle,
                Due::Hit(limit) => core.hit_limit(limit),
                Due::Poll(id, desk) => self.poll(id, desk),
                Due::Skip => {}
                Due::Wake(waker) => self.wake(waker),
            }
        }
    }

    /// Does what was asked for beside events: cancellations, then limits, then a halt.
    #[cold]
    fn attend(&self) -> Option<Stop> {
        let core = &self.core;
        while let Some(process) = core.take_condemned() {
            drop(process); // which may cancel others in turn
        }
        if let Some(limit) = core.hit() {
            core.close();
            return Some(Stop::Limit(limit));
        }
        core.take_halt().then_some(Stop::Halted)
    }

    /// Counts the events so far: polls of a task, and cancellations of one.
    pub fn events(&self) -> u64 {
        self.core.events()
    }

    /// Reads the clock, in virtual nanoseconds since the start: the time of the last event.
    pub fn now(&self) -> u64 {
        self.core.now_ns()
    }

    /// Wakes somebody by a waker; a task of this engine is polled at once.
    fn wake(&self, waker: Waker) {
        waker.wake();
        if let Some(id) = self.core.absorb_first()
            && let Due::Poll(id, desk) = self.core.check_out(id)
        {
            self.poll(id, desk);
        }
    }

    #[inline(always)]
    fn poll(&self, id: TaskId, mut desk: Box<Desk>) {
        if desk.poll() == Some(Poll::Pending) {
            self.core.put_back(id, desk);
        } else {
            self.end(id, desk);
        }
    }

    /// Frees the slot of a task that is done.
    fn end(&self, id: TaskId, mut desk: Box<Desk>) {
        let process = desk.process.take();
        self.core.check_in(id, desk);
        drop(process); // once its slot is free and no borrow is held
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.core.close();
    }
}
