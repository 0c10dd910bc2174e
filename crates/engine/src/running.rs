//! Which engine runs on this thread, so that a channel can tell whose task polls it.
//!
//! It is set during a run alone, and put back after; engines may run inside each other. It only
//! ever picks the cheaper of two ways to note a waiter, never what happens.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::Waker;

use crate::core::Core;
use crate::waker::TaskId;

thread_local! {
    static RUNNING: RefCell<Option<Rc<Core>>> = const { RefCell::new(None) };
}

/// Marks an engine as the one that this thread runs, until it is dropped.
pub(crate) struct Running(Option<Rc<Core>>);

impl Running {
    pub(crate) fn enter(core: &Rc<Core>) -> Running {
        Running(RUNNING.replace(Some(Rc::clone(core))))
    }

    /// Names the engine and the task that are running, if `waker` is that task's own.
    pub(crate) fn current(waker: &Waker) -> Option<(Rc<Core>, TaskId)> {
        RUNNING.with_borrow(|running| {
            let core = running.as_ref()?;
            core.current_if_own(waker).map(|id| (Rc::clone(core), id))
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let entered = RUNNING.replace(self.0.take());
        if let Some(core) = entered {
            core.leave();
        }
    }
}
