//! The place where a channel notes who waits for it.
//!
//! A task that polls with its own waker is noted by name, which costs no lock. Anybody else, such as
//! a combinator that watches each child by itself, is noted by the very waker it polled with.

use std::rc::Rc;
use std::task::{Context, Waker};

use crate::core::Core;
use crate::running::Running;
use crate::waker::TaskId;

#[derive(Default)]
pub(crate) enum Waiter {
    #[default]
    Nobody,
    Task(Rc<Core>, TaskId),
    Foreign(Waker),
}

impl Waiter {
    /// Notes whoever polls, in place of anybody noted before, and gives back the former note.
    #[must_use = "drop the former note once no borrow is held"]
    pub(crate) fn note(&mut self, cx: &Context<'_>) -> Waiter {
        let waker = cx.waker();
        if let Waiter::Foreign(noted) = self
            && noted.will_wake(waker)
        {
            return Waiter::Nobody;
        }
        let waiter = match Running::current(waker) {
            Some((core, id)) => Waiter::Task(core, id),
            None => Waiter::Foreign(waker.clone()),
        };
        std::mem::replace(self, waiter)
    }

    /// Notes whoever polls as [`Waiter::note`] does, for somebody who knows a likely engine.
    #[must_use = "drop the former note once no borrow is held"]
    #[inline]
    pub(crate) fn note_on(&mut self, core: &Rc<Core>, cx: &Context<'_>) -> Waiter {
        let Some(id) = core.current_if_own(cx.waker()) else {
            return self.note(cx);
        };
        match self {
            Waiter::Task(noted, same) if *same == id && Rc::ptr_eq(noted, core) => Waiter::Nobody,
            _ => std::mem::replace(self, Waiter::Task(Rc::clone(core), id)),
        }
    }

    pub(crate) fn wake(self) {
        match self {
            Waiter::Nobody => {}
            Waiter::Task(core, id) => core.wake(id),
            Waiter::Foreign(waker) => waker.wake(),
        }
    }
}
