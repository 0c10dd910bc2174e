//! What a run may spend, and why it ended.
//!
//! Every limit is explicit, so that a run ends whatever its processes do.

/// Bounds one run of an [`Engine`](crate::Engine).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many events may happen: polls of a task, and cancellations of one.
    pub events: u64,
    /// The last instant that the clock may reach, in virtual nanoseconds.
    pub virtual_time_ns: u64,
    /// How many tasks may be alive at once; at most 2^24, and never more pending timers than that.
    pub tasks: usize,
}

/// Names the limit that a run hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// One more event was due after [`Limits::events`] of them.
    Events,
    /// The next event lay after [`Limits::virtual_time_ns`].
    VirtualTime,
    /// One more task was spawned while [`Limits::tasks`] were alive.
    Tasks,
}

/// Says why [`Engine::run`](crate::Engine::run) returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stop {
    /// Nothing is due any more; tasks that still wait can only be woken from outside.
    Idle,
    /// A limit was hit. Every task was dropped, and further runs return the same.
    Limit(Limit),
    /// A task asked for the end with [`Handle::halt`](crate::Handle::halt).
    Halted,
}
