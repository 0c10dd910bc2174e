//! The slots where tasks live, and the FIFO of those that are ready.
//!
//! A slot is reused once its task has ended. Whatever still names the old tenant (a waker, a timer, a
//! place in the FIFO) carries its birth number, and so misses the new one.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use crate::waker::{Inbox, SlotWaker, TaskId};

pub(crate) type Process = Pin<Box<dyn Future<Output = ()>>>;

/// The sequence number that is never given out.
const NONE: u64 = 0;

/// What is taken out of a slot for a poll, in one piece that later tenants use again.
pub(crate) struct Desk {
    pub(crate) process: Option<Process>,
    waker: SlotWaker,
}

impl Desk {
    pub(crate) fn waker(&self) -> &Waker {
        self.waker.waker()
    }

    /// Polls the process where it lies; none if there is no process.
    #[inline]
    pub(crate) fn poll(&mut self) -> Option<Poll<()>> {
        let process = self.process.as_mut()?;
        Some(process.as_mut().poll(&mut Context::from_waker(self.waker.waker())))
    }
}

struct Slot {
    /// Absent during a poll.
    desk: Option<Box<Desk>>,
    /// The birth number of the tenant, or `NONE`.
    born: u64,
    /// The sequence number of its place in the FIFO, or `NONE`.
    queued: u64,
}

#[derive(Default)]
pub(crate) struct Tasks {
    slots: Vec<Slot>,
    free: Vec<u32>,
    ready: VecDeque<(u64, u32)>,
}

impl Tasks {
    pub(crate) fn alive(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Houses a new task and queues its first poll, both under the number `seq`.
    pub(crate) fn insert(&mut self, seq: u64, process: Process, inbox: &Arc<Inbox>) -> TaskId {
        let slot = self.free.pop().unwrap_or(self.slots.len() as u32);
        let id = TaskId { slot, born: seq };
        match self.slots.get_mut(slot as usize) {
            Some(vacant) => {
                if let Some(desk) = &mut vacant.desk {
                    desk.waker.assign(id);
                    desk.process = Some(process);
                }
                vacant.born = seq;
                vacant.queued = seq;
            }
            None => {
                let waker = SlotWaker::new(inbox, id);
                let desk = Some(Box::new(Desk { process: Some(process), waker }));
                self.slots.push(Slot { desk, born: seq, queued: seq });
            }
        }
        self.ready.push_back((seq, slot));
        id
    }

    /// Takes the tenant of a slot out to be polled, if it was born before a sequence number.
    #[inline]
    pub(crate) fn check_out_tenant(
        &mut self,
        place: u32,
        before: u64,
    ) -> Option<(TaskId, Box<Desk>)> {
        let slot = self.slots.get_mut(place as usize)?;
        if slot.born == NONE || slot.born >= before {
            return None;
        }
        slot.queued = NONE;
        Some((TaskId { slot: place, born: slot.born }, slot.desk.take()?))
    }

    pub(crate) fn is_alive(&self, id: TaskId) -> bool {
        self.slots.get(id.slot as usize).is_some_and(|slot| slot.born == id.born)
    }

    /// Queues a task under the number that `seq` gives, unless it is queued already or has ended.
    pub(crate) fn wake(&mut self, id: TaskId, seq: impl FnOnce() -> u64) {
        let Some(slot) = self.slots.get_mut(id.slot as usize) else {
            return;
        };
        if slot.born == id.born && slot.queued == NONE {
            slot.queued = seq();
            self.ready.push_back((slot.queued, id.slot));
        }
    }

    /// Gives the task that is ready first, with the number of its place.
    #[inline]
    pub(crate) fn first_ready(&mut self) -> Option<(u64, TaskId)> {
        loop {
            let &(seq, slot) = self.ready.front()?;
            let tenant = &self.slots[slot as usize];
            if tenant.queued == seq {
                return Some((seq, TaskId { slot, born: tenant.born }));
            }
            self.ready.pop_front();
        }
    }

    /// Takes out the task that `first_ready` just named, to be polled.
    #[inline]
    pub(crate) fn take_first_ready(&mut self) -> Option<(TaskId, Box<Desk>)> {
        let (_, place) = self.ready.pop_front()?;
        let slot = &mut self.slots[place as usize];
        slot.queued = NONE;
        Some((TaskId { slot: place, born: slot.born }, slot.desk.take()?))
    }

    /// Takes a task out to be polled; its place in the FIFO is void from here on.
    #[inline]
    pub(crate) fn check_out(&mut self, id: TaskId) -> Option<Box<Desk>> {
        let slot = self.slots.get_mut(id.slot as usize).filter(|slot| slot.born == id.born)?;
        slot.queued = NONE;
        slot.desk.take()
    }

    /// Puts back what was taken out, its process in it.
    #[inline]
    pub(crate) fn put_back(&mut self, id: TaskId, desk: Box<Desk>) {
        self.slots[id.slot as usize].desk = Some(desk);
    }

    /// Puts back what was taken out. Without a process in it, the slot is free again.
    #[inline]
    pub(crate) fn check_in(&mut self, id: TaskId, desk: Box<Desk>) {
        let slot = &mut self.slots[id.slot as usize];
        if desk.process.is_none() {
            slot.born = NONE;
            slot.queued = NONE;
            self.free.push(id.slot);
        }
        slot.desk = Some(desk);
    }

    /// Ends a task that is not being polled. The caller drops it once no borrow is held.
    pub(crate) fn evict(&mut self, id: TaskId) -> Option<Process> {
        let mut desk = self.check_out(id)?;
        let process = desk.process.take();
        self.check_in(id, desk);
        process
    }

    /// Ends every task. The caller drops them, in the order of their slots, once no borrow is held.
    pub(crate) fn evict_all(&mut self) -> Vec<Process> {
        self.free.clear();
        self.ready.clear();
        self.slots.drain(..).filter_map(|slot| slot.desk?.process).collect()
    }
}
