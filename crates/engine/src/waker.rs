//! Wakers that any future may hold, and the inbox where their wakes arrive.
//!
//! A `Waker` has to be usable from any thread, so a wake through one takes a lock. The engine's own
//! futures avoid that (see `waiter`); combinators of other crates come through here.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Wake, Waker};

/// Names one task for ever: its slot, and the sequence number of its birth, which no other shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TaskId {
    pub(crate) slot: u32,
    pub(crate) born: u64,
}

/// The tasks that were woken through a `Waker`, in the order of the wakes.
#[derive(Default)]
pub(crate) struct Inbox {
    filled: AtomicBool,
    woken: Mutex<Vec<TaskId>>,
}

impl Inbox {
    pub(crate) fn is_filled(&self) -> bool {
        self.filled.load(Ordering::Acquire)
    }

    /// Empties the inbox into `each`, which must not run foreign code: the lock is held.
    pub(crate) fn drain(&self, each: impl FnMut(TaskId)) {
        let mut woken = self.lock();
        self.filled.store(false, Ordering::Release);
        woken.drain(..).for_each(each);
    }

    fn push(&self, id: TaskId) {
        let mut woken = self.lock();
        if woken.last() != Some(&id) {
            woken.push(id);
        }
        self.filled.store(true, Ordering::Release);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<TaskId>> {
        self.woken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Bell {
    inbox: Arc<Inbox>,
    slot: u32,
    born: AtomicU64,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let born = self.born.load(Ordering::Relaxed);
        self.inbox.push(TaskId { slot: self.slot, born });
    }
}

/// The waker of one slot, handed on from tenant to tenant as long as nobody kept a copy of it.
pub(crate) struct SlotWaker {
    bell: Arc<Bell>,
    waker: Waker,
}

impl SlotWaker {
    pub(crate) fn new(inbox: &Arc<Inbox>, id: TaskId) -> SlotWaker {
        let bell = Arc::new(Bell {
            inbox: Arc::clone(inbox),
            slot: id.slot,
            born: AtomicU64::new(id.born),
        });
        let waker = Waker::from(Arc::clone(&bell));
        SlotWaker { bell, waker }
    }

    pub(crate) fn waker(&self) -> &Waker {
        &self.waker
    }

    /// Makes this the waker of a new tenant. A copy that the last tenant left behind keeps the old
    /// tenant's name, and so wakes nobody.
    pub(crate) fn assign(&mut self, id: TaskId) {
        let only_ours = Arc::strong_count(&self.bell) == 2;
        if only_ours {
            self.bell.born.store(id.born, Ordering::Relaxed);
        } else {
            *self = SlotWaker::new(&Arc::clone(&self.bell.inbox), id);
        }
    }
}
