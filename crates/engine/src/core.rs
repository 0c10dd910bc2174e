//! What an engine and all its handles share: the clock, the numbering of events, tasks and timers.
//!
//! Its rule: no borrow is held while foreign code runs, be it a poll, a wake or a drop. Which event
//! comes next is decided here; the loop around it is in `executor`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::ptr;
use std::sync::Arc;
use std::task::Waker;

use crate::agenda::{Agenda, Target};
use crate::key;
use crate::limits::{Limit, Limits};
use crate::tasks::{Desk, Process, Tasks};
use crate::waker::{Inbox, TaskId};

/// What is to be done next.
pub(crate) enum Due {
    Nothing,
    Hit(Limit),
    Poll(TaskId, Box<Desk>),
    Wake(Waker),
    /// Nobody is left who waits for it.
    Skip,
}

pub(crate) struct Core {
    limits: Limits,
    now_ns: Cell<u64>,
    /// The key of the last timer that fired: those up to it have fired, those after it have not.
    fired: Cell<u128>,
    seq: Cell<u64>,
    events: Cell<u64>,
    hit: Cell<Option<Limit>>,
    halted: Cell<bool>,
    /// Whether a limit was hit, a halt or a cancellation asked for, since the loop last looked.
    called: Cell<bool>,
    closed: Cell<bool>,
    /// The task that is being polled, and the address behind its waker.
    current: Cell<Option<TaskId>>,
    current_bell: Cell<*const ()>,
    tasks: RefCell<Tasks>,
    agenda: RefCell<Agenda>,
    /// Tasks whose cancellation was asked for.
    condemned: RefCell<VecDeque<TaskId>>,
    inbox: Arc<Inbox>,
}

impl Core {
    pub(crate) fn new(limits: Limits) -> Core {
        let tasks = limits.tasks.min(key::TASKS);
        Core {
            limits: Limits { tasks, ..limits },
            now_ns: Cell::new(0),
            fired: Cell::new(0),
            seq: Cell::new(0),
            events: Cell::new(0),
            hit: Cell::new(None),
            halted: Cell::new(false),
            called: Cell::new(false),
            closed: Cell::new(false),
            current: Cell::new(None),
            current_bell: Cell::new(ptr::null()),
            tasks: RefCell::default(),
            agenda: RefCell::default(),
            condemned: RefCell::default(),
            inbox: Arc::default(),
        }
    }

    pub(crate) fn now_ns(&self) -> u64 {
        self.now_ns.get()
    }

    pub(crate) fn events(&self) -> u64 {
        self.events.get()
    }

    pub(crate) fn hit(&self) -> Option<Limit> {
        self.hit.get()
    }

    pub(crate) fn hit_limit(&self, limit: Limit) {
        if self.hit.get().is_none() {
            self.hit.set(Some(limit));
        }
        self.called.set(true);
    }

    pub(crate) fn halt(&self) {
        self.halted.set(true);
        self.called.set(true);
    }

    /// Tells whether anything but the next event may be due: one look instead of three.
    #[inline]
    pub(crate) fn take_call(&self) -> bool {
        self.called.replace(false)
    }

    /// Has the loop look once more.
    pub(crate) fn call(&self) {
        self.called.set(true);
    }

    pub(crate) fn take_halt(&self) -> bool {
        self.halted.replace(false)
    }

    /// Houses a task, or drops it when the engine is closed or full.
    pub(crate) fn spawn(&self, process: Process) -> Option<TaskId> {
        if self.closed.get() {
            return None;
        }
        if self.tasks.borrow().alive() >= self.limits.tasks {
            self.hit_limit(Limit::Tasks);
            return None;
        }
        let seq = self.next_seq();
        Some(self.tasks.borrow_mut().insert(seq, process, &self.inbox))
    }

    /// Queues a task behind everything that is due at this instant.
    #[inline]
    pub(crate) fn wake(&self, id: TaskId) {
        if self.inbox.is_filled() {
            self.absorb();
        }
        self.tasks.borrow_mut().wake(id, || self.raw_seq());
    }

    pub(crate) fn condemn(&self, id: TaskId) {
        self.condemned.borrow_mut().push_back(id);
        self.called.set(true);
    }

    /// Names the current task if `waker` is its own. Two live wakers never share an address unless
    /// one is a copy of the other.
    #[inline]
    pub(crate) fn current_if_own(&self, waker: &Waker) -> Option<TaskId> {
        if ptr::eq(waker.data(), self.current_bell.get()) { self.current.get() } else { None }
    }

    /// Adds a timer and returns the lower half of its key, or `None` where none can be added.
    #[inline]
    pub(crate) fn add_timer(&self, at_ns: u64, waker: &Waker) -> Option<u64> {
        if self.closed.get() {
            return None;
        }
        let target = match self.current_if_own(waker) {
            Some(id) => Target::Task(id.slot),
            None => Target::Foreign(waker.clone()),
        };
        let seq = self.next_seq();
        let low = self.agenda.borrow_mut().insert(at_ns, seq, target);
        if low.is_none() {
            self.hit_limit(Limit::Tasks);
        }
        low
    }

    #[inline]
    pub(crate) fn has_fired(&self, at_ns: u64, low: u64) -> bool {
        key::pack(at_ns, low) <= self.fired.get()
    }

    /// Has a pending timer wake `waker` from now on; returns the lower half of its key from then on.
    ///
    /// Only the task that noted itself is woken by its slot; any other by its waker.
    pub(crate) fn retarget_timer(&self, at_ns: u64, low: u64, waker: &Waker) -> Option<u64> {
        let current = self.current_if_own(waker);
        if current.is_some_and(|id| id.slot == key::slot(low) && id.born < key::seq(low)) {
            return Some(low);
        }
        let mut agenda = self.agenda.borrow_mut();
        if agenda.waker_mut(low).is_some_and(|noted| noted.will_wake(waker)) {
            return Some(low);
        }
        let former = agenda.remove(at_ns, low);
        let low = agenda.insert(at_ns, key::seq(low), Target::Foreign(waker.clone()));
        drop(agenda);
        drop(former);
        if low.is_none() {
            self.hit_limit(Limit::Tasks);
        }
        low
    }

    #[inline(never)]
    pub(crate) fn drop_timer(&self, at_ns: u64, low: u64) {
        if !self.has_fired(at_ns, low) {
            let waker = self.agenda.borrow_mut().remove(at_ns, low);
            drop(waker);
        }
    }

    /// Takes the next event, in the order of (time, sequence), and moves the clock to it.
    #[inline]
    pub(crate) fn advance(&self) -> Due {
        if self.inbox.is_filled() {
            self.absorb();
        }
        let mut tasks = self.tasks.borrow_mut();
        let mut agenda = self.agenda.borrow_mut();
        let ready = tasks.first_ready();
        let timer = agenda.peek();
        let ready_key = ready.map(|(seq, _)| key::pack(self.now_ns.get(), key::low(seq, 0)));
        let due = match (ready_key, timer) {
            (None, None) => return Due::Nothing,
            (None, Some(timer)) => Some(timer),
            (Some(_), None) => None,
            (Some(ready), Some(timer)) => (timer < ready).then_some(timer),
        };
        if self.events.get() >= self.limits.events {
            return Due::Hit(Limit::Events);
        }
        let Some(timer) = due else {
            return tasks.take_first_ready().map_or(Due::Skip, |(id, desk)| self.sit(id, desk));
        };
        if key::at_ns(timer) > self.limits.virtual_time_ns {
            return Due::Hit(Limit::VirtualTime);
        }
        self.now_ns.set(key::at_ns(timer));
        self.fired.set(timer);
        match agenda.pop() {
            Some(Target::Task(slot)) => {
                // Whoever set the timer was born before it; a later tenant of the slot was not.
                let tenant = tasks.check_out_tenant(slot, key::seq(timer as u64));
                tenant.map_or(Due::Skip, |(id, desk)| self.sit(id, desk))
            }
            Some(Target::Foreign(waker)) => Due::Wake(waker),
            None => Due::Nothing,
        }
    }

    /// Takes a task out to be polled, unless it has ended, and counts the event.
    pub(crate) fn check_out(&self, id: TaskId) -> Due {
        let desk = self.tasks.borrow_mut().check_out(id);
        desk.map_or(Due::Skip, |desk| self.sit(id, desk))
    }

    /// Makes a task that was taken out the current one, and counts the event.
    #[inline(always)]
    fn sit(&self, id: TaskId, desk: Box<Desk>) -> Due {
        self.events.set(self.events.get() + 1);
        self.current.set(Some(id));
        self.current_bell.set(desk.waker().data());
        Due::Poll(id, desk)
    }

    /// Puts back a task that waits.
    #[inline(always)]
    pub(crate) fn put_back(&self, id: TaskId, desk: Box<Desk>) {
        self.leave();
        self.tasks.borrow_mut().put_back(id, desk);
    }

    /// Puts a task back, or frees its slot when the process is gone.
    pub(crate) fn check_in(&self, id: TaskId, desk: Box<Desk>) {
        self.leave();
        self.tasks.borrow_mut().check_in(id, desk);
    }

    /// Forgets the current task.
    #[inline]
    pub(crate) fn leave(&self) {
        self.current.set(None);
        self.current_bell.set(ptr::null());
    }

    /// Takes out one task whose cancellation was asked for, and counts the event.
    pub(crate) fn take_condemned(&self) -> Option<Process> {
        loop {
            let id = self.condemned.borrow_mut().pop_front()?;
            let mut tasks = self.tasks.borrow_mut();
            if tasks.is_alive(id) && self.events.get() >= self.limits.events {
                self.hit_limit(Limit::Events);
                return None;
            }
            if let Some(process) = tasks.evict(id) {
                self.events.set(self.events.get() + 1);
                return Some(process);
            }
        }
    }

    /// Empties the inbox, and gives the first task of it that is alive; the others are queued.
    pub(crate) fn absorb_first(&self) -> Option<TaskId> {
        let mut first = None;
        let mut tasks = self.tasks.borrow_mut();
        self.inbox.drain(|id| {
            if first.is_none() && tasks.is_alive(id) {
                first = Some(id);
            } else {
                tasks.wake(id, || self.raw_seq());
            }
        });
        first
    }

    /// Drops every task and timer, and refuses new ones from here on.
    pub(crate) fn close(&self) {
        self.closed.set(true);
        let processes = self.tasks.borrow_mut().evict_all();
        drop(processes);
        let agenda = self.agenda.take();
        drop(agenda);
        self.condemned.borrow_mut().clear();
        self.inbox.drain(|_| {});
    }

    fn absorb(&self) {
        let mut tasks = self.tasks.borrow_mut();
        self.inbox.drain(|id| tasks.wake(id, || self.raw_seq()));
    }

    /// Gives the next sequence number, after those that pending wakes are owed.
    #[inline]
    fn next_seq(&self) -> u64 {
        if self.inbox.is_filled() {
            self.absorb();
        }
        self.raw_seq()
    }

    #[inline]
    fn raw_seq(&self) -> u64 {
        let seq = self.seq.get();
        if seq == key::LAST_SEQ {
            self.hit_limit(Limit::Events);
            return seq;
        }
        self.seq.set(seq + 1);
        seq + 1
    }
}
