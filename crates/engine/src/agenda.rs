//! The pending timers, in the order of (time, sequence).
//!
//! A timer that is dropped stays queued, marked dead, until it comes up or until the dead outnumber
//! the living; either way nobody notices. What a timer wakes lives in a slot beside the queue.

use std::task::Waker;

use crate::heap::Heap;
use crate::key;
use crate::waker::TaskId;

/// Whom a timer wakes.
pub(crate) enum Target {
    /// A task of this engine, polled at once.
    Task(TaskId),
    /// The waker of a combinator or of another executor.
    Foreign(Waker),
}

enum Entry {
    Free,
    Dead,
    Live(Target),
}

/// The dead are left alone below this many: sweeping costs more than skipping.
const FEW_DEAD: usize = 64;

#[derive(Default)]
pub(crate) struct Agenda {
    queue: Heap,
    entries: Vec<Entry>,
    free: Vec<u32>,
    dead: usize,
}

impl Agenda {
    /// Adds a timer and returns the lower half of its key, or `None` when every slot is taken.
    #[inline]
    pub(crate) fn insert(&mut self, at_ns: u64, seq: u64, target: Target) -> Option<u64> {
        let slot = match self.free.pop() {
            Some(slot) => {
                self.entries[slot as usize] = Entry::Live(target);
                slot
            }
            None if self.entries.len() == key::SLOTS => return None,
            None => {
                self.entries.push(Entry::Live(target));
                (self.entries.len() - 1) as u32
            }
        };
        let low = key::low(seq, slot);
        self.queue.push(key::pack(at_ns, low));
        Some(low)
    }

    /// Gives the target of a pending timer.
    pub(crate) fn target_mut(&mut self, low: u64) -> Option<&mut Target> {
        match self.entries.get_mut(key::slot(low) as usize) {
            Some(Entry::Live(target)) => Some(target),
            _ => None,
        }
    }

    /// Marks a pending timer dead. The caller drops the target once no borrow is held.
    pub(crate) fn kill(&mut self, low: u64) -> Option<Target> {
        let entry = self.entries.get_mut(key::slot(low) as usize)?;
        let Entry::Live(target) = std::mem::replace(entry, Entry::Dead) else {
            return None;
        };
        self.dead += 1;
        if self.dead > FEW_DEAD && self.dead > self.queue.len() / 2 {
            self.sweep();
        }
        Some(target)
    }

    /// Gives the key of the next live timer.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u128> {
        loop {
            let key = self.queue.peek()?;
            if self.dead == 0 || !self.release_if_dead(key) {
                return Some(key);
            }
            self.queue.pop();
        }
    }

    /// Takes out the timer that `peek` just named.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<Target> {
        let slot = key::slot(self.queue.pop()? as u64);
        self.free.push(slot);
        match std::mem::replace(&mut self.entries[slot as usize], Entry::Free) {
            Entry::Live(target) => Some(target),
            Entry::Free | Entry::Dead => None,
        }
    }

    #[inline]
    fn release_if_dead(&mut self, key: u128) -> bool {
        let slot = key::slot(key as u64);
        let entry = &mut self.entries[slot as usize];
        let dead = matches!(entry, Entry::Dead);
        if dead {
            *entry = Entry::Free;
            self.free.push(slot);
            self.dead -= 1;
        }
        dead
    }

    fn sweep(&mut self) {
        let mut queue = std::mem::take(&mut self.queue);
        queue.retain(|key| !self.release_if_dead(key));
        self.queue = queue;
    }
}
