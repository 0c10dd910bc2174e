//! Says moments of one timeline: from the start of the replay, or of a conversation that comes late.

use crate::numbers::time;
use seamripper_sim::trace::Record;

/// A conversation that starts later than this has times of its own: `1d06h` says too little.
const LATE_NS: u64 = 60_000_000_000;

/// From where the times of one timeline count.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    start_ns: u64,
}

impl Clock {
    /// Makes the clock of a conversation.
    pub(crate) fn of(records: &[Record], conversation: u32) -> Self {
        let first = records.iter().find(|record| record.conversation == Some(conversation));
        Clock { start_ns: first.map_or(0, |record| record.at_ns) }
    }

    /// Says a moment; with a `+`, it counts from the beginning of the conversation.
    pub(crate) fn say(self, at_ns: u64) -> String {
        match at_ns.checked_sub(self.start_ns) {
            Some(after @ 1..) if self.start_ns > LATE_NS => format!("+{}", time(after)),
            _ => time(at_ns),
        }
    }
}
